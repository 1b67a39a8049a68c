//! A planted secret appears nowhere: in no answer, no log at any level, no metric, no debug print.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use devserver_jobs_fake_cloud::{Behaviour, FakeCloud, IamUser, Key, Settings, errors};

use serde_json::Value;

use super::{config, key, settings, user};
use crate::{Running, built};

const AK: &str = "HWPLANTEDACCESSKEY77";
const SK: &str = "planted/Secret+Key=0123456789";
const TOKEN: &str = "plantedSecurityToken0123456789";
const PASSWORD: &str = "planted-Passw0rd";

/// Everything that a gateway with these secrets says while the cloud does its worst.
async fn everything_said(cloud: FakeCloud, variables: Vec<(&'static str, String)>) -> String {
    let dir = built();
    let secrets = variables.iter().map(|(_, value)| value.as_str());
    let repeated = secrets
        .filter(|value| value.to_lowercase().contains("planted"))
        .collect::<Vec<_>>()
        .join(" ");
    let mut command = Command::new(env!("CARGO_BIN_EXE_devserver-jobs-gateway"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--projects", "demo", "--log", "trace"])
        .args(["--endpoint", &cloud.endpoint(), "--iam-endpoint", &cloud.endpoint()])
        .args(["--cache-ttl", "0", "--log-format", "json"])
        .arg("--assets")
        .arg(dir.path())
        .envs(variables.clone())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let mut out = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Listening on http://").unwrap().trim_end_matches('/');
    let address = address.to_owned();
    let mut stderr = running.0.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).unwrap();
        log
    });
    let ask = async |target: String| {
        let address = address.clone();
        let asking = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(&address).unwrap();
            let host = "host: 127.0.0.1\r\nconnection: close";
            write!(stream, "GET {target} HTTP/1.1\r\n{host}\r\nauthorization: Bearer x\r\n\r\n")
                .unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        });
        asking.await.unwrap()
    };
    let mut said = ask("/v1/demo/dev-servers/jobs".to_owned()).await;
    let worst = [
        errors::bad_request(),
        errors::internal(),
        errors::plain_text(),
        errors::denied_by_policy(),
        errors::code_and_message(),
        errors::unknown_key(AK),
    ];
    for (number, answer) in worst.into_iter().enumerate() {
        // A cloud that repeats what it was sent.
        let answer = match number {
            0 => devserver_jobs_fake_cloud::Answer::json(
                400,
                format!(r#"{{"error_code":"X.{repeated}","error_msg":"{repeated} is wrong"}}"#),
            ),
            _ => answer,
        };
        cloud.behave_once(Behaviour::answer(answer));
        said += &ask(format!("/v1/demo/dev-servers/jobs?name={number}")).await;
    }
    said += &ask("/metrics".to_owned()).await;
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(running.0.wait().unwrap().success());
    let log = log.join().unwrap();
    // One line for each of the seven requests to the API, with its id, whatever else is logged.
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let answered =
        lines.filter(|line| line["message"] == "Answered." && line["client"].is_string());
    let ids: BTreeSet<String> = answered
        .map(|line| {
            assert_eq!((&line["level"], &line["client"]), (&"INFO".into(), &"127.0.0.1".into()));
            line["request_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 7, "{log}");
    said + &log
}

#[track_caller]
fn check(said: &str) {
    assert!(said.contains("200 OK") && said.contains("error_code"), "{said}");
    for secret in [AK, SK, TOKEN, PASSWORD] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[tokio::test]
async fn a_planted_key_appears_nowhere() {
    let planted = Key { security_token: Some(TOKEN.to_owned()), ..Key::new(AK, SK) };
    let cloud = FakeCloud::start(Settings { keys: vec![planted], ..settings() }).await;
    let mut variables = key(AK, SK);
    variables.push(("HUAWEICLOUD_SDK_SECURITY_TOKEN", TOKEN.to_owned()));
    let flags = ["--region", "cn-north-4", "--projects", "p"];
    let debug = format!("{:?}", config(&flags, &variables).unwrap());
    let said = everything_said(cloud, variables).await;
    check(&(said + &debug));
}

#[tokio::test]
async fn a_planted_password_appears_nowhere() {
    let planted = IamUser { password: PASSWORD.to_owned(), ..IamUser::example() };
    let cloud = FakeCloud::start(Settings { iam_user: Some(planted), ..settings() }).await;
    let said = everything_said(cloud, user(PASSWORD)).await;
    check(&said);
}

//! A planted secret appears nowhere: in no answer, no log at any level, no metric, no debug print.

use std::collections::BTreeSet;

use devserver_jobs_fake_cloud::{Behaviour, FakeCloud, IamUser, Key, Settings, errors};

use serde_json::Value;

use super::program::{self, Program};
use super::{config, key, settings, user};

const AK: &str = "HWPLANTEDACCESSKEY77";
const SK: &str = "planted/Secret+Key=0123456789";
const TOKEN: &str = "plantedSecurityToken0123456789";
const PASSWORD: &str = "planted-Passw0rd";

/// Everything that a gateway with these secrets says while the cloud does its worst.
async fn everything_said(cloud: FakeCloud, variables: Vec<(&'static str, String)>) -> String {
    let secrets = variables.iter().map(|(_, value)| value.as_str());
    let repeated = secrets
        .filter(|value| value.to_lowercase().contains("planted"))
        .collect::<Vec<_>>()
        .join(" ");
    let program = Program::start(&cloud, &["--log", "trace", "--cache-ttl", "0"], &variables);
    let ask = async |target: &str| {
        program::ask(&program.address, target, "authorization: Bearer x\r\n").await
    };
    let mut said = ask("/v1/demo/dev-servers/jobs").await;
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
        said += &ask(&format!("/v1/demo/dev-servers/jobs?name={number}")).await;
    }
    said += &program::ask(&program.admin, "/metrics", "").await;
    program.ask_to_stop();
    let log = program.ended();
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

//! The files of `gateway/deploy/`, edited nowhere: whoever sends no token gets nothing.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::HOST;
use devserver_jobs_gateway::clock::Clock;
use devserver_jobs_gateway::{app, start};
use serde_json::Value;
use tempfile::TempDir;

use super::config;
use crate::{NOW_MS, ask, built};

const UNIT: &str = include_str!("../../../deploy/devserver-jobs-gateway.service");
const KUBERNETES: &str = include_str!("../../../deploy/kubernetes.yaml");
const NGINX: &str = include_str!("../../../deploy/nginx/devserver-jobs.conf");
const TOKEN: &str = "0123456789abcdef-of-the-tests";

/// What the unit and Kubernetes set besides, for the flags that stand in nginx's file.
const BESIDES: [(&str, &str); 4] = [
    ("DEVSERVER_JOBS_REGION", "cn-north-4"),
    ("DEVSERVER_JOBS_PROJECTS", "0123456789abcdef"),
    ("HUAWEICLOUD_SDK_AK_FILE", "/secrets/ak"),
    ("HUAWEICLOUD_SDK_SK_FILE", "/secrets/sk"),
];

/// The variables that a file sets, without the quotes.
fn variables(text: &str) -> Vec<(String, String)> {
    if text == NGINX {
        // The flags of the gateway behind it, in a comment.
        let lines = text.lines().filter(|line| line.starts_with("#   --"));
        let words: Vec<_> = lines.flat_map(|line| line[1..].split_whitespace()).collect();
        let flags = words.chunks(2).map(|pair| {
            let name = pair[0].trim_start_matches('-').to_ascii_uppercase().replace('-', "_");
            (format!("DEVSERVER_JOBS_{name}"), pair[1].replace("/etc/devserver-jobs/", "/secrets/"))
        });
        let besides = BESIDES.map(|(name, value)| (name.to_owned(), value.to_owned()));
        return flags.chain(besides).collect();
    }
    let unit = text.lines().filter_map(|line| line.strip_prefix("Environment=")?.split_once('='));
    let kubernetes = text.lines().filter_map(|line| {
        let (name, rest) = line.trim().strip_prefix("- { name: ")?.split_once(", value: ")?;
        Some((name, rest.split_once(" }")?.0.trim_matches('"')))
    });
    let all = unit.chain(kubernetes);
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The gateway that a file describes, with the paths of its secrets moved, and what it calls itself.
fn described(text: &str) -> (Router, String, String) {
    let secrets = TempDir::new().unwrap();
    for (name, value) in [("ak", "HWKEY"), ("sk", "hidden"), ("bearer", TOKEN)] {
        std::fs::write(secrets.path().join(name), value).unwrap();
    }
    let dir = built();
    let mut flags = vec!["--assets".to_owned(), dir.path().to_str().unwrap().to_owned()];
    let (mut host, mut base, mut others) = (String::new(), String::new(), Vec::new());
    for (name, value) in variables(text) {
        let file = value.rsplit('/').next().unwrap();
        let is_secret = value.starts_with("%d/") || value.starts_with("/secrets/");
        let value = match is_secret {
            true => secrets.path().join(file).to_str().unwrap().to_owned(),
            false => value,
        };
        match name.strip_prefix("DEVSERVER_JOBS_") {
            Some(flag) => {
                match flag {
                    "ALLOW_HOST" => host.clone_from(&value),
                    "BASE_PATH" => base.clone_from(&value),
                    _ => {}
                }
                let flag = flag.to_ascii_lowercase().replace('_', "-");
                flags.extend([format!("--{flag}"), value]);
            }
            None => others.push((name, value)),
        }
    }
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let others: Vec<_> = others.iter().map(|(name, value)| (&**name, value.clone())).collect();
    let config = config(&flags, &others).unwrap();
    assert!(config.access.asks_who() && !config.access.is_anonymous());
    (app::router(start::real(config, Clock::frozen(NOW_MS)).unwrap()), host, base)
}

/// They let everybody in who reached the gateway, and believed forwarded headers of a whole private network.
#[tokio::test]
async fn who_sends_no_token_is_refused() {
    for text in [UNIT, KUBERNETES, NGINX] {
        assert!(!text.contains("10.0.0.0/8") && !text.contains("ALLOW_ANONYMOUS"));
        let (router, host, base) = described(text);
        let get = async |path: &str, token: &str| {
            let request = Request::get(format!("{base}{path}")).header(HOST, &host);
            let request = match token {
                "" => request,
                token => request.header("authorization", format!("Bearer {token}")),
            };
            ask(&router, request.body(Body::empty()).unwrap()).await
        };
        for path in ["/v1/projects", "/v1/0123456789abcdef/dev-servers/jobs"] {
            for token in ["", "another-token-of-nobody"] {
                let (response, body) = get(path, token).await;
                assert_eq!(response.status(), 401, "{path} {token}");
                let body: Value = serde_json::from_slice(&body).unwrap();
                assert_eq!(body["reason"], "sign_in");
            }
        }
        let (response, body) = get("/v1/projects", TOKEN).await;
        assert_eq!(response.status(), 200);
        assert_eq!(&body[..], br#"{"projects":["0123456789abcdef"]}"#);
        let (_, page) = get("/", "").await;
        assert!(!String::from_utf8(page.to_vec()).unwrap().contains("0123456789abcdef"));
    }
}

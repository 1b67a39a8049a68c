//! Texts that a reader runs, run: what a shell and Python make of them is what was meant.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use devserver_jobs_core::query::{Filter, ProjectId, Query};
use devserver_jobs_reports::command::{Shell, in_python, quote, to_cloud, to_proxy};
use proptest::prelude::*;

fn query(filters: &[(Filter, &str)]) -> Query {
    let mut query = Query { project: ProjectId::parse("demo").ok(), ..Query::default() };
    for (filter, text) in filters {
        query.filters.set(*filter, text).unwrap();
    }
    query
}

/// The arguments with which `sh` starts the command that a line begins with.
fn arguments(line: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{line}");
    let output = Command::new("sh")
        .args(["-c", &script])
        .env("TOKEN", "t o'k\"e$n")
        .env("REGION", "cn-north-4")
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{line}: {output:?}");
    let all = String::from_utf8(output.stdout).unwrap();
    all.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn what_a_shell_makes_of_the_request() {
    let query = query(&[(Filter::Name, "it's $HOME `id` \"升级\""), (Filter::Visible, "true")]);
    let path = query.path().unwrap();
    let line = to_proxy(&query, "https://portal.example/a", false, Shell::Posix).unwrap();
    let url = format!("https://portal.example/a{path}");
    let wanted = ["--fail", "--compressed", "-H", "Accept: application/json", &url];
    assert_eq!(arguments(&line), wanted);
    let line = to_proxy(&query, "https://portal.example/it's", true, Shell::Posix).unwrap();
    let sent = arguments(&line);
    assert_eq!(sent[3], "Authorization: Bearer t o'k\"e$n");
    assert_eq!(sent.last(), Some(&format!("https://portal.example/it's{path}")));
    let sent = arguments(&to_cloud(&query, Shell::Posix).unwrap());
    assert_eq!(sent[3], "X-Auth-Token: t o'k\"e$n");
    let url = format!("https://modelarts.cn-north-4.myhuaweicloud.com{path}");
    assert_eq!(sent.last(), Some(&url));
}

#[test]
fn in_powershell() {
    assert_eq!(quote("it's ‘so’ $x", Shell::PowerShell), "'it''s ‘‘so’’ $x'");
    let query = query(&[(Filter::Status, "FINISHED")]);
    assert_eq!(
        to_cloud(&query, Shell::PowerShell).unwrap(),
        "curl.exe --fail --compressed -H \"X-Auth-Token: ${env:TOKEN}\" -H 'Content-Type: application/json' \
         (\"https://modelarts.${env:REGION}.myhuaweicloud.com\" + '/v1/demo/dev-servers/jobs?status=FINISHED')"
    );
    assert_eq!(
        to_proxy(&query, "http://127.0.0.1:1", true, Shell::PowerShell).unwrap(),
        "curl.exe --fail --compressed -H \"Authorization: Bearer ${env:TOKEN}\" -H 'Accept: application/json' \
         'http://127.0.0.1:1/v1/demo/dev-servers/jobs?status=FINISHED'"
    );
}

#[test]
fn in_the_python_sdk() {
    let filters =
        [(Filter::Name, "a \"b\" \\ 升级"), (Filter::Visible, "false"), (Filter::Id, "x1")];
    let program = in_python(&query(&filters)).unwrap();
    let call = r#"ListDevServerJobsRequest(id="x1", name="a \"b\" \\ 升级", visible=False)"#;
    assert!(program.contains(call), "{program}");
    assert!(program.contains(r#"os.environ["HUAWEICLOUD_SDK_SK"], "demo""#), "{program}");
}

#[test]
fn nothing_without_a_project() {
    let query = Query::default();
    assert_eq!(to_proxy(&query, "", false, Shell::Posix), None);
    assert_eq!(to_cloud(&query, Shell::Posix), None);
    assert_eq!(in_python(&query), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_one_argument(texts in prop::collection::vec("[^\u{0}]{0,12}", 1..4)) {
        let line: Vec<String> = texts.iter().map(|text| quote(text, Shell::Posix)).collect();
        prop_assert_eq!(arguments(&format!("curl {}", line.join(" "))), texts);
    }
}

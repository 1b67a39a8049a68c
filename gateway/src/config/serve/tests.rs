//! What is refused at the start, and in which words.

use clap::Parser;
use tempfile::TempDir;

use super::*;
use crate::config::{Cli, Command};

const KEY: [(&str, &str); 2] = [("HUAWEICLOUD_SDK_AK", "HWKEY"), ("HUAWEICLOUD_SDK_SK", "hidden")];

fn read(flags: &[&str], variables: &[(&str, &str)]) -> Result<ServeConfig, Vec<String>> {
    let cli = Cli::try_parse_from(["gateway", "serve"].iter().chain(flags)).unwrap();
    let Command::Serve(args) = cli.command else {
        panic!("another command");
    };
    args.read(&|name| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
}

const GOOD: [&str; 4] = ["--region", "cn-north-4", "--projects", "p1"];

#[test]
fn little_is_enough() {
    let config = read(&GOOD, &KEY).unwrap();
    assert_eq!(config.cloud.routes[0].endpoint.host(), "modelarts.cn-north-4.myhuaweicloud.com");
    assert_eq!(config.cloud.routes[0].projects.len(), 1);
    assert_eq!(config.cloud.routes[0].iam, None);
    assert_eq!(config.keep.ttl, Duration::from_secs(5));
    assert_eq!(config.keep.stale_if_error, Duration::from_secs(3600));
    assert_eq!(config.base_path, "");
    assert!(!format!("{config:?}").contains("hidden"));
}

/// An upgrade must not refuse what the release before was started with.
#[test]
fn former_names_of_flags_and_variables_are_understood() {
    let seconds = |flags: &[&str], variables: &[(&str, &str)]| {
        let keep = read(&[&GOOD[..], flags].concat(), variables).unwrap().keep;
        (keep.ttl.as_secs(), keep.stale_if_error.as_secs())
    };
    assert_eq!(seconds(&["--fresh", "7", "--stale", "8"], &KEY), (7, 8));
    assert_eq!(seconds(&["--cache-ttl", "7", "--stale-if-error", "8"], &KEY), (7, 8));
    let former = [KEY[0], KEY[1], ("DEVSERVER_JOBS_FRESH", "1"), ("DEVSERVER_JOBS_STALE", "2")];
    assert_eq!(seconds(&[], &former), (1, 2));
    assert_eq!(seconds(&["--cache-ttl", "7"], &former), (7, 2));
    refused(&GOOD, &[KEY[0], KEY[1], ("DEVSERVER_JOBS_FRESH", "soon")], "not a number of seconds");
    let help = <Cli as clap::CommandFactory>::command()
        .find_subcommand_mut("serve")
        .unwrap()
        .render_long_help()
        .to_string();
    assert!(help.contains("--cache-ttl") && !help.contains("--fresh"), "{help}");
}

#[test]
fn every_fault_is_told_at_once_a_line_each() {
    let flags = [
        "--listen",
        "8787",
        "--endpoint",
        "http://hcs.example",
        "--base-path",
        "portal",
        "--log",
        "loud",
        "--frame-ancestors",
        "*",
        "--body-timeout",
        "0",
        "--ca-file",
        "/none",
        "--max-connections",
        "0",
    ];
    let faults = read(&flags, &[]).unwrap_err();
    for part in [
        "--listen \"8787\"",
        "--endpoint \"http://hcs.example\" must begin with https://",
        "--base-path \"portal\"",
        "--log \"loud\"",
        "--frame-ancestors \"*\"",
        "--body-timeout 0",
        "--ca-file /none",
        "--max-connections 0",
        "no project is given",
        "no credential",
    ] {
        assert_eq!(
            faults.iter().filter(|fault| fault.contains(part)).count(),
            1,
            "{part}: {faults:?}"
        );
    }
    assert_eq!(faults.len(), 10, "{faults:?}");
    assert!(faults.iter().all(|fault| !fault.contains('\n')), "{faults:?}");
}

/// After its first call such a gateway made none for ever, and every reader waited for ten seconds.
#[test]
fn at_least_one_call_may_be_made() {
    refused(&[&GOOD[..], &["--max-calls", "0"]].concat(), &KEY, "--max-calls 0");
}

/// The largest number that a flag takes was added to the present instant, and the request ended in a panic.
#[test]
fn for_ever_is_a_time_that_can_be_reckoned_with() {
    let flags = [
        "--cache-ttl",
        "--stale-if-error",
        "--soft-deadline",
        "--queue-timeout",
        "--response-timeout",
        "--connect-timeout",
        "--first-byte-timeout",
        "--body-timeout",
    ];
    let most = u64::MAX.to_string();
    let flags = flags.iter().flat_map(|flag| [*flag, &most]);
    let config = read(&GOOD.into_iter().chain(flags).collect::<Vec<_>>(), &KEY).unwrap();
    let (keep, limits) = (config.keep, config.cloud.limits);
    for time in [
        keep.ttl,
        keep.stale_if_error,
        keep.soft_deadline,
        config.cloud.outbound.wait,
        config.response_timeout,
        limits.connect,
        limits.first_byte,
        limits.body,
    ] {
        assert!(std::time::Instant::now().checked_add(time).is_some(), "{time:?}");
        assert!(time > Duration::from_secs(3_000_000_000), "{time:?}");
    }
}

#[track_caller]
fn refused(flags: &[&str], variables: &[(&str, &str)], part: &str) {
    let faults = read(flags, variables).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains(part) && !faults[0].contains("hidden"), "{faults:?}");
}

#[test]
fn a_cloud_is_a_region_or_an_address() {
    refused(&["--projects", "p"], &KEY, "no cloud is given");
    refused(&["--projects", "p", "--region", "x.evil.example"], &KEY, "is not a region");
    refused(&["--projects", "p", "--endpoint", "https://a/v1"], &KEY, "without a path");
    refused(&["--projects", "p", "--endpoint", "https://u:hidden@a"], &KEY, "without a path");
    let both = ["--projects", "p", "--region", "cn-north-4", "--endpoint", "https://hcs.example"];
    assert_eq!(read(&both, &KEY).unwrap().cloud.routes[0].endpoint.host(), "hcs.example");
}

#[test]
fn projects_come_from_the_flag_or_from_the_sdks_variable() {
    let texts = |config: ServeConfig| -> Vec<String> {
        config.cloud.routes[0].projects.iter().map(|project| project.as_str().to_owned()).collect()
    };
    let region = ["--region", "cn-north-4"];
    let variables = [KEY[0], KEY[1], ("HUAWEICLOUD_SDK_PROJECT_ID", "p9")];
    assert_eq!(texts(read(&region, &variables).unwrap()), ["p9"]);
    let flags = ["--region", "cn-north-4", "--projects", "p2,p1, p2,"];
    assert_eq!(texts(read(&flags, &variables).unwrap()), ["p2", "p1"]);
    refused(&["--region", "cn-north-4", "--projects", "a/b"], &KEY, "not a project ID");
}

#[test]
fn an_iam_user_needs_to_know_where_iam_is() {
    let user = [
        ("DEVSERVER_JOBS_IAM_DOMAIN", "account"),
        ("DEVSERVER_JOBS_IAM_USER", "reader"),
        ("DEVSERVER_JOBS_IAM_PASSWORD", "hidden"),
    ];
    let iam = |flags: &[&str]| {
        read(flags, &user).unwrap().cloud.routes[0].iam.clone().unwrap().to_string()
    };
    assert_eq!(iam(&GOOD), "https://iam.cn-north-4.myhuaweicloud.com");
    let own = ["--projects", "p", "--endpoint", "https://a", "--iam-endpoint", "https://b"];
    assert_eq!(iam(&own), "https://b");
    refused(&own[..4], &user, "an IAM user needs --iam-endpoint");
}

/// A gateway behind a portal's server was reached by everybody who reached the portal.
#[test]
fn what_others_reach_needs_a_rule_on_callers() {
    for (flags, named) in [
        (["--allow-host", "jobs.example.com"], "--allow-host"),
        (["--trusted-proxy", "127.0.0.1"], "--trusted-proxy"),
        (["--base-path", "/portal/jobs"], "--base-path"),
        (["--listen", "0.0.0.0:8787"], "--listen"),
    ] {
        let flags = [&GOOD[..], &flags].concat();
        refused(&flags, &KEY, "there is no access rule; give --bearer-file");
        refused(&flags, &KEY, named);
        let config = read(&[&flags[..], &["--allow-anonymous"]].concat(), &KEY).unwrap();
        assert!(config.access.is_anonymous(), "{named}");
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("bearer");
        std::fs::write(&path, "hidden-secret-0123456789").unwrap();
        let bearer = ["--bearer-file", path.to_str().unwrap()];
        let config = read(&[&flags[..], &bearer].concat(), &KEY).unwrap();
        assert!(config.access.asks_who() && !config.access.is_anonymous(), "{named}");
        let both = [&flags[..], &bearer, &["--allow-anonymous"]].concat();
        refused(&both, &KEY, "--allow-anonymous lets everybody in");
    }
    assert!(!read(&GOOD, &KEY).unwrap().access.is_anonymous(), "this machine alone");
}

#[test]
fn a_base_path_is_plain() {
    for (path, expect) in
        [("/", ""), ("/portal/jobs/", "/portal/jobs"), ("/a.b~c-d_e", "/a.b~c-d_e")]
    {
        let config =
            read(&[&GOOD[..], &["--base-path", path, "--allow-anonymous"]].concat(), &KEY).unwrap();
        assert_eq!(config.base_path, expect);
    }
    for path in ["portal", "//a", "/a//b", "/a/../b", "/a%20b", "/{x}", "/ü"] {
        refused(&[&GOOD[..], &["--base-path", path]].concat(), &KEY, "not a plain path");
    }
}

/// `/metrics` and everything below `/healthz` were refused, although only `/healthz` itself means something else.
#[test]
fn a_base_path_is_not_the_health_check() {
    for path in ["/healthz", "/healthz/"] {
        refused(&[&GOOD[..], &["--base-path", path]].concat(), &KEY, "own health check");
    }
    for path in ["/healthz/jobs", "/readyz", "/livez", "/metrics", "/v1"] {
        let flags = [&GOOD[..], &["--base-path", path, "--allow-anonymous"]].concat();
        assert_eq!(read(&flags, &KEY).unwrap().base_path, path);
    }
}

#[test]
fn secrets_may_lie_in_files() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("sk");
    std::fs::write(&path, "hidden\n").unwrap();
    let path = path.to_str().unwrap();
    read(&GOOD, &[KEY[0], ("HUAWEICLOUD_SDK_SK_FILE", path)]).unwrap();
    refused(&GOOD, &[KEY[0], ("HUAWEICLOUD_SDK_SK_FILE", "/none")], "HUAWEICLOUD_SDK_SK_FILE");
}

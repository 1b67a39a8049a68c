//! What the file of `--config` may say, and in which words it is refused.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::cloud::credential::Secrets;

/// A folder with the files of two keys and a password.
fn folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in [
        ("ak", "HWKEY"),
        ("sk", "hidden"),
        ("password", "hidden"),
        ("empty", ""),
        ("profile", "[basic]\nak = HWKEY2\nsk = hidden\n"),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn read_with(text: &str, variables: &[(&str, &str)]) -> Result<Vec<Route>, Vec<String>> {
    let dir = folder();
    let path = dir.path().join("config.toml");
    fs::write(&path, text).unwrap();
    let get = |name: &str| {
        variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    };
    let read = read(&path, Outbound::default(), &get);
    let without_folder = |fault: String| {
        assert!(!fault.contains("hidden") && !fault.contains('\n'), "{fault}");
        fault.replace(&format!("{}/", dir.path().display()), "")
    };
    read.map_err(|faults| faults.into_iter().map(without_folder).collect())
}

const NORTH: &str = r#"
[credentials.north]
access-key-file = "ak"
secret-key-file = "sk"
"#;

#[test]
fn projects_have_their_clouds_and_credentials() {
    let text = r#"
        [[projects]]
        ids = ["p1", "p2"]
        region = "cn-north-4"
        credential = "north"

        [[projects]]
        ids = ["p3"]
        endpoint = "https://modelarts.hcs.example"
        iam-endpoint = "https://iam.hcs.example"
        credential = "user"

        [[projects]]
        ids = ["p4"]
        region = "cn-east-3"
        credential = "user"

        [[projects]]
        ids = ["p5"]
        region = "cn-east-3"
        credential = "sidecar"

        [[projects]]
        ids = ["p6"]
        region = "cn-east-3"
        credential = "ecs"

        [credentials.north]
        access-key-file = "ak"
        secret-key-file = "sk"
        max-calls = 2
        calls-per-second = 0

        [credentials.user]
        iam-domain = "account"
        iam-user = "reader"
        iam-password-file = "password"

        [credentials.sidecar]
        credentials-file = "profile"

        [credentials.ecs]
        ecs-agency = true
    "#;
    let routes = read_with(text, &[]).unwrap();
    let told: Vec<_> = routes
        .iter()
        .map(|route| {
            let ids: Vec<_> = route.projects.iter().map(ProjectId::as_str).collect();
            let iam = route.iam.as_ref().map_or("-", Endpoint::host);
            format!("{} {} {iam} {}", ids.join(","), route.endpoint.host(), route.credential.name)
        })
        .collect();
    assert_eq!(
        told,
        [
            "p1,p2 modelarts.cn-north-4.myhuaweicloud.com - north",
            "p3 modelarts.hcs.example iam.hcs.example user",
            "p4 modelarts.cn-east-3.myhuaweicloud.com iam.cn-east-3.myhuaweicloud.com user",
            "p5 modelarts.cn-east-3.myhuaweicloud.com - sidecar",
            "p6 modelarts.cn-east-3.myhuaweicloud.com - ecs",
        ]
    );
    let outbound = routes[0].credential.outbound;
    assert_eq!((outbound.at_once, outbound.per_second), (2, None));
    assert_eq!(routes[1].credential.outbound, Outbound::default());
    assert!(matches!(routes[4].credential.source, Credential::Agency(_)));
    assert!(!format!("{routes:?}").contains("hidden"));
}

#[test]
fn a_project_without_a_credential_has_that_of_the_environment() {
    let text = "[[projects]]\nids = [\"p\"]\nregion = \"cn-north-4\"\n";
    let key = [("HUAWEICLOUD_SDK_AK", "HWKEY"), ("HUAWEICLOUD_SDK_SK", "hidden")];
    let routes = read_with(text, &key).unwrap();
    assert_eq!(routes[0].credential.name, "environment");
    assert!(matches!(routes[0].credential.source.read().unwrap(), Secrets::Key(_)));
    refused(text, &["config.toml:1: projects[0].credential is not given, and the environment has"]);
    let faults = read_with(text, &key[..1]).unwrap_err();
    assert!(faults[0].contains("HUAWEICLOUD_SDK_SK"), "{faults:?}");
}

#[track_caller]
fn refused(text: &str, expect: &[&str]) {
    let faults = read_with(text, &[]).unwrap_err();
    assert_eq!(faults.len(), expect.len(), "{faults:#?}");
    for (fault, part) in faults.iter().zip(expect) {
        assert!(fault.starts_with(part), "{fault}\n{part}");
    }
}

/// Somebody corrected one fault after the other, with a restart between them.
#[test]
fn all_faults_are_told_at_once_with_their_places() {
    refused(
        r#"nonsense = 1

[credentials.north]
access-key-file = "ak"
secret-key = "hidden"
retries = 3
max-calls = 0

[credentials.both]
access-key-file = "ak"
ecs-agency = true

[credentials.none]
calls-per-second = "hidden"

[credentials.file]
credentials-file = "empty"

[credentials.user]
iam-user = "reader"
iam-password-file = "nowhere"

[[projects]]
ids = ["p1", "hidden/x", 7]
region = "hidden!"
credential = "south"

[[projects]]
ids = ["p2", "hidden/x", "p2"]
endpoint = "http://hidden.example"
credential = "north"

[[projects]]
credential = 5
"#,
        &[
            "config.toml:1: nonsense is not a key of this table; its keys are credentials, projects",
            "config.toml:3: credentials.north.secret-key-file is missing; give the path",
            "config.toml:5: credentials.north.secret-key is a secret, which must not be in this file; \
             write it to a separate file and give secret-key-file",
            "config.toml:6: credentials.north.retries is not a key of this table",
            "config.toml:7: credentials.north.max-calls must be a whole number of at least 1",
            "config.toml:9: credentials.both has more than one credential; give only one of",
            "config.toml:9: credentials.both is not used by a project",
            "config.toml:13: credentials.none has no credential; give access-key-file and",
            "config.toml:13: credentials.none is not used by a project",
            "config.toml:14: credentials.none.calls-per-second must be a whole number of at least 0",
            "config.toml:16: credentials.file is not used by a project",
            "config.toml:17: credentials.file.credentials-file cannot be used: empty has no ak",
            "config.toml:19: credentials.user.iam-domain is missing",
            "config.toml:19: credentials.user is not used by a project",
            "config.toml:21: credentials.user.iam-password-file cannot be used: cannot read the file of that name",
            "config.toml:24: projects[0].ids must be a list of strings",
            "config.toml:25: projects[0].region is not a region",
            "config.toml:26: projects[0].credential is not the name of a credential; the names are",
            "config.toml:29: projects[1].ids[1] is not a project ID",
            "config.toml:29: projects[1].ids[2] is the same project as projects[1].ids[0]",
            "config.toml:30: projects[1].endpoint must begin with https://",
            "config.toml:33: projects[2].region is missing",
            "config.toml:33: projects[2].ids is missing",
            "config.toml:34: projects[2].credential must be a string",
        ],
    );
}

/// As editors of Windows write it.
#[test]
fn a_mark_at_the_beginning_and_other_ends_of_lines_are_no_fault() {
    let projects = "[[projects]]\nids = [\"p\"]\nregion = \"cn-north-4\"\ncredential = \"north\"\n";
    let text = format!("\u{feff}{}{projects}", NORTH.trim_start());
    assert_eq!(read_with(&text, &[]).unwrap().len(), 1);
    assert_eq!(read_with(&text.replace('\n', "\r\n"), &[]).unwrap().len(), 1);
    refused(
        &format!("{text}credential = \"north\"\n[credentials.north]\n"),
        &["config.toml:8: duplicate key", "config.toml:9: "],
    );
}

#[test]
fn what_is_no_configuration_is_refused() {
    refused("", &["config.toml:1: projects is missing; write [[projects]]"]);
    refused("projects = []", &["config.toml:1: projects is missing"]);
    refused("a = \"hidden\nb = hidden\n", &["config.toml:1: ", "config.toml:2: "]);
    refused("projects = 1", &["config.toml:1: projects must be tables, each under [[projects]]"]);
    let twice = format!(
        "{NORTH}[credentials.again]\nsecret-key-file = \"sk\"\naccess-key-file = \"ak\"\n\
         [[projects]]\nids = [\"p\"]\nregion = \"cn-north-4\"\ncredential = \"north\"\n\
         [[projects]]\nids = [\"q\"]\nregion = \"cn-north-4\"\ncredential = \"again\"\n"
    );
    refused(&twice, &["config.toml:2: credentials.north is the same credential as again"]);
    let faults = read(Path::new("/none.toml"), Outbound::default(), &|_| None).unwrap_err();
    assert!(faults[0].starts_with("--config /none.toml cannot be read: "), "{faults:?}");
    let faults = read(Path::new("/dev/null"), Outbound::default(), &|_| None).unwrap_err();
    assert_eq!(faults, ["--config /dev/null is not a file; give a TOML file"]);
}

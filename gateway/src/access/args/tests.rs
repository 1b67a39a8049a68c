//! What each option means, and what is said of one that cannot be used.

use clap::Parser;
use std::fs;
use tempfile::TempDir;

use super::*;
use crate::access::oidc::OidcRules;
use crate::access::oidc::keys::KeysAt;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    access: AccessArgs,
}

const HERE: &str = "127.0.0.1:8787";
const EVERYWHERE: &str = "0.0.0.0:8787";
const SECRET: &str = "planted-secret-0123456789";

fn parse(flags: &[&str]) -> AccessArgs {
    Cli::try_parse_from(["gateway"].iter().chain(flags)).unwrap().access
}

fn read(listen: &str, flags: &[&str]) -> (AccessRules, Vec<String>) {
    let mut faults = Vec::new();
    let rules = parse(flags).read(listen.parse().unwrap(), "", &mut faults);
    (rules, faults)
}

fn secrets(dir: &TempDir, text: &str) -> String {
    let path = dir.path().join("bearer");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_options_are_sound() {
    <Cli as clap::CommandFactory>::command().debug_assert();
}

#[test]
fn every_option_can_stand_in_the_environment_under_its_own_name() {
    let command = <Cli as clap::CommandFactory>::command();
    let options: Vec<_> = command.get_arguments().filter(|it| it.get_id() != "help").collect();
    assert_eq!(options.len(), 13);
    for option in options {
        let name = option.get_long().unwrap().replace('-', "_").to_uppercase();
        assert_eq!(option.get_env().unwrap(), format!("DEVSERVER_JOBS_{name}").as_str());
    }
}

#[test]
fn by_itself_only_this_machine_is_let_in() {
    let (rules, faults) = read(HERE, &[]);
    assert_eq!(faults, [""; 0]);
    assert!(matches!(rules.callers, CallerRules::Anyone));
    assert!(rules.origins.is_empty() && rules.hosts.allowed.is_empty());
    assert!(rules.proxies.trusted.is_empty());
    assert_eq!(rules.proxies.header, "x-forwarded-for");
    assert_eq!(rules.rate_limit, NonZeroU32::new(20));
}

#[test]
fn everything_can_be_given_at_once() {
    let (rules, faults) = read(
        EVERYWHERE,
        &[
            "--allow-host=jobs.example.com,10.0.0.5:8443",
            "--allow-host=[fd00::1]",
            "--allow-host=bücher.example:80",
            "--allow-origin=https://a.example, https://b.example",
            "--user-header=X-Forwarded-User",
            "--trusted-proxy=10.0.0.5,fd00::/8",
            "--rate-limit=0",
            "--client-header=X-Real-IP",
        ],
    );
    assert_eq!(faults, [""; 0]);
    assert_eq!(rules.hosts.allowed.len(), 4);
    assert_eq!(rules.hosts.allowed[3], Host::parse("xn--bcher-kva.example:80").unwrap());
    assert_eq!(rules.origins.0.len(), 2);
    assert!(matches!(rules.callers, CallerRules::Header(name) if name == "x-forwarded-user"));
    assert_eq!(rules.proxies.trusted.len(), 2);
    assert_eq!(rules.proxies.header, "x-real-ip");
    assert_eq!(rules.rate_limit, None);
}

#[test]
fn an_empty_value_is_none() {
    let (rules, faults) = read(
        HERE,
        &[
            "--allow-host=",
            "--allow-origin=",
            "--bearer-file=",
            "--oidc-issuer=",
            "--user-header=",
            "--trusted-proxy=",
            "--client-header=",
        ],
    );
    assert_eq!(faults, [""; 0]);
    assert!(matches!(rules.callers, CallerRules::Anyone) && rules.hosts.allowed.is_empty());
}

#[test]
fn the_issuer_is_found_by_its_description_or_told() {
    #[track_caller]
    fn check(flags: &[&str], expect: &OidcRules) {
        let (rules, faults) = read(EVERYWHERE, flags);
        assert_eq!(faults, [""; 0]);
        let CallerRules::Oidc(rules) = rules.callers else { panic!("{rules:?}") };
        assert_eq!(&rules, expect);
    }
    let discovery = |issuer: &str| KeysAt::Discovery {
        description: "https://issuer.example/realm/.well-known/openid-configuration"
            .parse()
            .unwrap(),
        issuer: issuer.to_owned(),
    };
    let mut expect = OidcRules {
        issuer: "https://issuer.example/realm/".to_owned(),
        audience: "gateway".to_owned(),
        keys: discovery("https://issuer.example/realm/"),
        projects: None,
    };
    let base = ["--oidc-issuer=https://issuer.example/realm/", "--oidc-audience=gateway"];
    check(&base, &expect);
    expect.projects = Some("a.b".to_owned());
    expect.keys = KeysAt::Jwks("http://localhost:1/keys".parse().unwrap());
    let more = ["--oidc-jwks=http://localhost:1/keys", "--oidc-projects-claim=a.b"];
    check(&[base[0], base[1], more[0], more[1]], &expect);
}

#[test]
fn every_fault_is_one_line_that_says_what_to_give() {
    #[track_caller]
    fn check(listen: &str, flags: &[&str], expect: &[&str]) {
        let (_, faults) = read(listen, flags);
        assert_eq!(faults.len(), expect.len(), "{flags:?}: {faults:#?}");
        for (fault, parts) in faults.iter().zip(expect) {
            for part in parts.split(" … ") {
                assert!(fault.contains(part), "{fault}");
            }
            assert!(fault.contains("; give ") || fault.contains("; put "), "{fault}");
            assert!(fault.starts_with("--") && !fault.contains('\n'), "{fault}");
        }
    }
    let three = "--listen … other machines … --bearer-file … --oidc-issuer … --user-header … --allow-anonymous";
    check(EVERYWHERE, &[], &[three]);
    check("192.168.1.5:8787", &["--allow-host=jobs.example.com"], &[three]);
    check("[::]:8787", &["--trusted-proxy=10.0.0.1"], &[three]);
    check("[::ffff:127.0.0.1]:80", &[], &[]);

    check(HERE, &["--allow-host=*.example.com"], &["--allow-host \"*.example.com\" … pattern"]);
    check(HERE, &["--allow-host=https://jobs.example.com"], &["only a host"]);
    check(HERE, &["--allow-host=10.0.0.0/8"], &["is a network … not for its callers"]);
    check(HERE, &["--allow-host=0.0.0.0"], &["every address"]);
    check(
        HERE,
        &["--allow-host=a b,jobs.example.com:x,ok.example", "--allow-anonymous"],
        &["not a host name", "not a host name"],
    );
    check(
        HERE,
        &["--allow-origin=*,null,https://a.example/x"],
        &["any page", "any page", "give https://a.example"],
    );

    check(HERE, &["--user-header=X-User"], &["--user-header … any caller … --trusted-proxy"]);
    let proxied = "--trusted-proxy=127.0.0.1";
    check(HERE, &["--user-header=X_User", proxied], &["hyphens"]);
    check(HERE, &["--user-header=Authorization", proxied], &["name of a user"]);
    check(HERE, &["--user-header=x-forwarded-for", proxied], &["name of a user"]);
    check(
        HERE,
        &["--user-header=X-Real-IP", "--client-header=x-real-ip", proxied],
        &["name of a user"],
    );
    check(HERE, &["--trusted-proxy=0.0.0.0/0"], &["everybody"]);
    check(HERE, &["--trusted-proxy=proxy.example,10.0.0.1/8"], &["not an address", "10.0.0.0/8"]);

    check(HERE, &["--rate-limit=-1"], &["--rate-limit \"-1\""]);
    check(HERE, &["--rate-limit=fast"], &["0 to 1000000"]);
    check(HERE, &["--rate-limit=1000001"], &["0 to 1000000"]);
    check(HERE, &["--client-header=X-Real-IP"], &["--client-header … --trusted-proxy"]);
    check(HERE, &["--client-header=Forwarded", proxied, "--allow-anonymous"], &["not supported"]);
    check(
        HERE,
        &["--client-header=X Real IP", proxied, "--allow-anonymous"],
        &["not a header name"],
    );

    let issuer = "--oidc-issuer=https://issuer.example";
    let audience = "--oidc-audience=gateway";
    check(EVERYWHERE, &[issuer], &["--oidc-audience is missing"]);
    check(EVERYWHERE, &[audience], &["--oidc-issuer is missing"]);
    check(
        HERE,
        &["--oidc-projects-claim=x"],
        &["--oidc-issuer is missing", "--oidc-audience is missing"],
    );
    check(HERE, &["--oidc-issuer=http://issuer.example", audience], &["not encrypted"]);
    check(HERE, &["--oidc-issuer=issuer.example", audience], &["--oidc-issuer is not a URL"]);
    check(HERE, &["--oidc-issuer=https://issuer.example?x", audience], &["query"]);
    check(
        HERE,
        &[issuer, audience, "--oidc-jwks=http://keys.example"],
        &["--oidc-jwks … not encrypted"],
    );
    check(HERE, &[issuer, audience, "--oidc-jwks=https://a@keys.example"], &["user name"]);

    check(
        EVERYWHERE,
        &["--bearer-file=/no/such/file"],
        &["--bearer-file names a file that cannot be read"],
    );
    check(
        HERE,
        &["--bearer-file=/no/such/file", issuer, audience, "--user-header=X-User", proxied],
        &["--bearer-file and --oidc-… and --user-header … only one", "cannot be read"],
    );
}

/// Otherwise the gateway would have to be started once for each error.
#[test]
fn all_faults_are_said_at_once() {
    let (_, faults) = read(
        EVERYWHERE,
        &[
            "--allow-host=*",
            "--allow-origin=*",
            "--trusted-proxy=*",
            "--rate-limit=*",
            "--user-header=*",
        ],
    );
    assert_eq!(faults.len(), 5, "{faults:#?}");
}

#[test]
fn a_short_secret_is_no_secret() {
    let dir = TempDir::new().unwrap();
    let flag = format!("--bearer-file={}", secrets(&dir, &format!("{SECRET}\nshort\n")));
    let (_, faults) = read(EVERYWHERE, &[&flag]);
    assert!(faults.len() == 1 && faults[0].contains("line 2 has fewer than 16"), "{faults:?}");
}

/// A token that is in the file, or was given as the value of any flag by mistake, is never repeated.
#[test]
fn no_secret_is_printed() {
    let dir = TempDir::new().unwrap();
    let flag = format!("--bearer-file={}", secrets(&dir, SECRET));
    let (rules, faults) = read(EVERYWHERE, &[&flag]);
    assert_eq!(faults, [""; 0]);
    assert!(!format!("{rules:?}").contains(SECRET));

    let with_password = format!("https://me:{SECRET}@issuer.example/");
    let flags: Vec<String> = [
        ("--bearer-file", SECRET),
        ("--oidc-issuer", &with_password),
        ("--oidc-audience", "gateway"),
        ("--oidc-jwks", &with_password),
        ("--allow-origin", &with_password),
        ("--allow-host", &format!("me:{SECRET}@jobs.example.com")),
    ]
    .map(|(option, value)| format!("{option}={value}"))
    .into();
    for (kept, count) in [(&flags[1..], 4), (&[flags[0].clone()], 1)] {
        let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
        assert!(!format!("{:?}", parse(&kept)).contains(SECRET));
        let (_, faults) = read(HERE, &kept);
        assert_eq!(faults.len(), count, "{faults:#?}");
        assert!(!faults.concat().contains(SECRET), "{faults:#?}");
    }
}

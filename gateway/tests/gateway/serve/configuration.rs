//! Several clouds and credentials from the file of `--config`, and another file while readers read.

use std::fs;
use std::path::PathBuf;

use axum::Router;
use devserver_jobs_fake_cloud::{
    Behaviour, Clock as CloudClock, EXAMPLE_AK, EXAMPLE_SK, FakeCloud, Gate, IamUser, Key,
    Settings, errors,
};
use devserver_jobs_gateway::admin::{self, Health};
use devserver_jobs_gateway::clock::{Clock, Hand};
use devserver_jobs_gateway::reload::Reload;
use devserver_jobs_gateway::{app, start};
use serde_json::Value;
use tempfile::TempDir;

use super::program::{self, Program};
use super::{LIST, MINUTE, SECOND, config, settings};
use crate::{NOW_MS, built, get, header};

const OTHER_AK: &str = "OTHERACCESSKEY000000";
const OTHER_SK: &str = "other-secret-key-0123456789";

/// A gateway with a configuration file before two clouds with a key each.
struct World {
    north: FakeCloud,
    south: FakeCloud,
    router: Router,
    admin: Router,
    reload: Reload,
    hand: Hand,
    files: Files,
}

/// The configuration, and the files that it names.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let files = Files(TempDir::new().unwrap());
        for (name, text) in [
            ("north-ak", EXAMPLE_AK),
            ("north-sk", EXAMPLE_SK),
            ("password", &IamUser::example().password),
        ] {
            files.write(name, text);
        }
        files.write("south", &format!("[basic]\nak = {OTHER_AK}\nsk = {OTHER_SK}\n"));
        files
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    fn config(&self) -> PathBuf {
        self.0.path().join("config.toml")
    }
}

/// Two projects in the north with a key, and one in the south with a credentials file.
fn usual(north: &str, south: &str) -> String {
    format!(
        r#"
        [credentials.north]
        access-key-file = "north-ak"
        secret-key-file = "north-sk"
        [credentials.south]
        credentials-file = "south"
        [[projects]]
        ids = ["demo", "other"]
        endpoint = "{north}"
        credential = "north"
        [[projects]]
        ids = ["south"]
        endpoint = "{south}"
        credential = "south"
        "#
    )
}

fn list(project: &str) -> String {
    LIST.replace("demo", project)
}

impl World {
    async fn new() -> World {
        let clock = || Settings { clock: CloudClock::frozen(NOW_MS), ..settings() };
        let north = FakeCloud::start(clock()).await;
        let keys = vec![Key::new(OTHER_AK, OTHER_SK)];
        let south = FakeCloud::start(Settings { keys, ..clock() }).await;
        let files = Files::new();
        files.write("config.toml", &usual(&north.endpoint(), &south.endpoint()));
        let (dir, path) = (built(), files.config());
        let flags = ["--config", path.to_str().unwrap(), "--assets", dir.path().to_str().unwrap()];
        let config = config(&flags, &[]).unwrap();
        let (clock, hand) = Clock::by_hand(NOW_MS);
        let cloud = config.cloud.clone();
        let gateway = start::real(config, clock).unwrap();
        let reload = Reload::new(&cloud, gateway.cache.clone());
        let admin = admin::router(gateway.metrics.clone(), Health::default());
        World { north, south, router: app::router(gateway), admin, reload, hand, files }
    }

    fn reload(&self) -> Result<usize, Vec<String>> {
        self.reload.run(&|_| None)
    }

    async fn status(&self, project: &str) -> u16 {
        get(&self.router, &list(project)).await.0.status().as_u16()
    }

    async fn projects(&self) -> String {
        String::from_utf8(get(&self.router, "/v1/projects").await.1.to_vec()).unwrap()
    }
}

#[tokio::test]
async fn each_project_is_asked_for_where_it_is_with_its_credential() {
    let world = World::new().await;
    for project in ["demo", "south", "other"] {
        assert_eq!(world.status(project).await, 200, "{project}");
    }
    let targets = |cloud: &FakeCloud| -> Vec<_> {
        cloud.calls().iter().map(|call| call.target.clone()).collect()
    };
    assert_eq!(targets(&world.north), [list("demo"), list("other")]);
    assert_eq!(targets(&world.south), [list("south")]);
    assert_eq!(world.projects().await, r#"{"projects":["demo","other","south"]}"#);
    assert_eq!(world.status("nowhere").await, 403);
}

/// One refused key stopped the calls of all others.
#[tokio::test]
async fn a_refused_credential_stops_its_own_projects_only() {
    let world = World::new().await;
    world.files.write("south", &format!("[basic]\nak = {OTHER_AK}\nsk = wrong\n"));
    assert_eq!(world.status("south").await, 502);
    assert_eq!(world.status("south").await, 503);
    assert_eq!((world.status("demo").await, world.status("other").await), (200, 200));
    let (_, text) = get(&world.admin, "/metrics").await;
    let text = String::from_utf8(text.to_vec()).unwrap();
    for line in [
        r#"circuit_breaker_state{credential="south",state="open"} 1"#,
        r#"circuit_breaker_state{credential="north",state="open"} 0"#,
        r#"circuit_breaker_state{credential="north",state="closed"} 1"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // A sidecar writes both parts of the key at once, and nobody has to be told of it.
    world.files.write("south", &format!("[basic]\nak = {OTHER_AK}\nsk = {OTHER_SK}\n"));
    assert_eq!(world.status("south").await, 200);
    assert_eq!(world.south.count(), 2);
}

#[tokio::test]
async fn another_file_is_put_to_use_without_dropping_a_reader() {
    let world = World::new().await;
    let gate = Gate::new();
    world.north.behave_once(Behaviour::normal().held(&gate));
    let reading = {
        let router = world.router.clone();
        tokio::spawn(async move { get(&router, LIST).await.0.status().as_u16() })
    };
    world.north.wait_for_calls(1).await;
    let south = world.south.endpoint();
    let text = usual(&world.north.endpoint(), &south).replace("\"other\"", "\"added\"");
    world.files.write("config.toml", &text);
    assert_eq!(world.reload().unwrap(), 3);
    assert_eq!(world.projects().await, r#"{"projects":["demo","added","south"]}"#);
    assert_eq!(world.status("other").await, 403);
    gate.open();
    assert_eq!(reading.await.unwrap(), 200);
    assert_eq!(world.status("added").await, 200);
}

/// A file half written by an editor must not take anything away.
#[tokio::test]
async fn a_file_with_a_fault_changes_nothing() {
    let world = World::new().await;
    assert_eq!(world.status("demo").await, 200);
    world.files.write(
        "config.toml",
        "[[projects]]\nids = [\"x\"]\nregion = \"cn-north-4\"\ncredential = ",
    );
    let faults = world.reload().unwrap_err();
    assert!(faults[0].contains("config.toml:4: "), "{faults:?}");
    fs::remove_file(world.files.config()).unwrap();
    assert!(world.reload().unwrap_err()[0].contains("cannot be read"));
    assert_eq!(world.status("south").await, 200);
    assert_eq!(world.projects().await, r#"{"projects":["demo","other","south"]}"#);
}

/// A wrong key was tried once more for each time that the configuration was read again, until the cloud
/// locked it.
#[tokio::test]
async fn a_stop_outlasts_another_file() {
    let world = World::new().await;
    world.north.behave(Behaviour::answer(errors::unknown_key(EXAMPLE_AK)));
    assert_eq!(world.status("demo").await, 502);
    let text = usual(&world.north.endpoint(), &world.south.endpoint());
    let renamed = text.replace("credentials.north]", "credentials.first]\nmax-calls = 2");
    world
        .files
        .write("config.toml", &renamed.replace("credential = \"north\"", "credential = \"first\""));
    world.reload().unwrap();
    for _ in 0..3 {
        assert_eq!(world.status("demo").await, 503);
        world.reload().unwrap();
    }
    assert_eq!(world.north.count(), 1);
    let (_, text) = get(&world.admin, "/metrics").await;
    let text = String::from_utf8(text.to_vec()).unwrap();
    assert!(text.contains(r#"{credential="first",state="open"} 1"#), "{text}");
    assert!(!text.contains(r#"credential="north""#), "{text}");
    world.north.behave(Behaviour::normal());
    world.hand.forward(5 * MINUTE + SECOND);
    assert_eq!(world.status("demo").await, 200);
}

/// What another cloud answered is no answer of this one, however fresh.
#[tokio::test]
async fn a_project_that_moves_leaves_its_kept_answers_behind() {
    let world = World::new().await;
    let kept = async |project: &str| {
        let (response, _) = get(&world.router, &list(project)).await;
        header(&response, "cache-status").contains("hit")
    };
    assert!(!kept("demo").await && kept("demo").await);
    assert!(!kept("south").await && kept("south").await);
    let text = usual(&world.north.endpoint(), &world.south.endpoint());
    let moved = text.replace("[\"demo\", \"other\"]", "[\"other\"]");
    let moved = moved.replace("ids = [\"south\"]", "ids = [\"south\", \"demo\"]");
    world.files.write("config.toml", &moved);
    world.reload().unwrap();
    assert!(kept("south").await, "nothing has changed for it");
    assert!(!kept("demo").await);
    assert_eq!(world.south.calls().last().unwrap().target, LIST);
}

#[tokio::test]
async fn a_user_and_an_agency_have_their_ways_too() {
    let agency = Settings { agency_key_lifetime_ms: Some(6 * 3_600_000), ..settings() };
    let cloud = FakeCloud::start(Settings { clock: CloudClock::frozen(NOW_MS), ..agency }).await;
    let files = Files::new();
    let IamUser { domain, user, .. } = IamUser::example();
    let endpoint = cloud.endpoint();
    let text = format!(
        "[credentials.user]\niam-domain = \"{domain}\"\niam-user = \"{user}\"\n\
         iam-password-file = \"password\"\n[credentials.ecs]\necs-agency = true\n\
         [[projects]]\nids = [\"demo\"]\nendpoint = \"{endpoint}\"\niam-endpoint = \"{endpoint}\"\n\
         credential = \"user\"\n\
         [[projects]]\nids = [\"other\"]\nendpoint = \"{endpoint}\"\ncredential = \"ecs\"\n"
    );
    files.write("config.toml", &text);
    let (dir, path) = (built(), files.config());
    let flags = ["--config", path.to_str().unwrap(), "--assets", dir.path().to_str().unwrap()];
    let config = config(&flags, &[("DEVSERVER_JOBS_METADATA_ADDRESS", endpoint)]).unwrap();
    let (clock, _hand) = Clock::by_hand(NOW_MS);
    let router = app::router(start::real(config, clock).unwrap());
    for project in ["demo", "other"] {
        assert_eq!(get(&router, &list(project)).await.0.status(), 200, "{project}");
    }
    let sent = |name: &str| cloud.calls().iter().filter(|call| call.header(name).is_some()).count();
    assert_eq!((sent("x-auth-token"), sent("x-security-token")), (1, 1));
}

#[test]
fn a_flag_beside_the_file_is_named() {
    let files = Files::new();
    files.write("config.toml", &usual("https://a.example", "https://b.example"));
    let path = files.config();
    let file = ["--config", path.to_str().unwrap()];
    assert!(config(&file, &[]).is_ok());
    for (flags, name) in [
        (&["--region", "cn-north-4"][..], "--region"),
        (&["--endpoint", "https://a.example"], "--endpoint"),
        (&["--iam-endpoint", "https://a.example"], "--iam-endpoint"),
        (&["--projects", "p"], "--projects"),
        (&["--ecs-agency"], "--ecs-agency"),
    ] {
        let faults = config(&[&file[..], flags].concat(), &[]).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(name) && faults[0].contains("--config"), "{faults:?}");
    }
}

/// SIGHUP ended the program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_is_read_again_on_a_signal() {
    let cloud = FakeCloud::start(settings()).await;
    let files = Files::new();
    files.write("config.toml", &usual(&cloud.endpoint(), &cloud.endpoint()));
    let program = Program::start_with(&["--config", files.config().to_str().unwrap()], &[]);
    let projects = async || program::ask(&program.address, "/v1/projects", "").await;
    assert!(projects().await.ends_with(r#"["demo","other","south"]}"#));
    let text = usual(&cloud.endpoint(), &cloud.endpoint());
    files.write("config.toml", &text.replace("\"other\"", "\"added\""));
    program.signal("-HUP");
    assert_eq!(program.wait_for("The configuration was read again.")["projects"], 3);
    assert!(projects().await.ends_with(r#"["demo","added","south"]}"#));
    files.write("config.toml", "hidden");
    program.signal("-HUP");
    program.wait_for("The configuration was not changed.");
    assert!(projects().await.ends_with(r#"["demo","added","south"]}"#));
    program.ask_to_stop();
    let log = program.ended();
    let faults = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let faults: Vec<_> = faults.filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(faults.len(), 1, "{log}");
    assert!(faults[0]["fault"].as_str().unwrap().contains("config.toml:1: "), "{log}");
    assert!(!log.contains("hidden"), "{log}");
}

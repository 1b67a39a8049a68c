//! Replicas with several credentials, or with an IAM user: each credential has its own circuit breaker, bucket
//! and calls in the engine, and each project its own lease.

use std::fs;

use devserver_jobs_fake_cloud::{
    Behaviour, EXAMPLE_AK, EXAMPLE_SK, Gate, IamUser, Key, Settings, TOKEN_PATH, errors,
};
use tempfile::TempDir;
use tokio::time::timeout;

use super::engine::{Engine, Proxy};
use super::site::{Replica, Site, cache_status, statuses};
use crate::get;
use crate::serve::{LIST, MINUTE, SECOND, settings, user};

const OTHER: &str = "/v1/other/dev-servers/jobs";
const OTHER_AK: &str = "OTHERACCESSKEY000000";
const OTHER_SK: &str = "other-secret-key-0123456789";
/// Longer than any machine takes, for what would wait for ever.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);

/// Replicas with one file that maps two projects to two keys.
struct Two {
    site: Site,
    replicas: Vec<Replica>,
    files: TempDir,
}

impl Two {
    /// With these limits on the calls with each key.
    async fn start(limits: &str) -> Two {
        let keys = vec![Key::example(), Key::new(OTHER_AK, OTHER_SK)];
        let site = Site::before(Settings { keys, ..settings() }, Engine::start(&[])).await;
        let files = TempDir::new().unwrap();
        let write = |name: &str, text: &str| fs::write(files.path().join(name), text).unwrap();
        for (name, ak, sk) in [("demo", EXAMPLE_AK, EXAMPLE_SK), ("other", OTHER_AK, OTHER_SK)] {
            write(name, &credentials(ak, sk));
        }
        let part = |name: &str| {
            format!(
                "[credentials.{name}]\ncredentials-file = \"{name}\"\n{limits}\n\
                 [[projects]]\nids = [\"{name}\"]\nendpoint = \"{}\"\ncredential = \"{name}\"\n",
                site.cloud.endpoint()
            )
        };
        write("config.toml", &[part("demo"), part("other")].concat());
        let mut replicas = Vec::new();
        for _ in 0..2 {
            let proxy = Proxy::to(&site.engine, None).await;
            let shared = format!("redis://{}", proxy.address);
            let path = files.path().join("config.toml");
            let flags = ["--config", path.to_str().unwrap(), "--shared", &shared];
            replicas.push(site.replica_of(proxy, &flags, &[], |_| {}));
        }
        Two { site, replicas, files }
    }
}

fn credentials(ak: &str, sk: &str) -> String {
    format!("[basic]\nak = {ak}\nsk = {sk}\n")
}

async fn status(replica: &Replica, target: &str) -> u16 {
    get(&replica.router, target).await.0.status().as_u16()
}

/// A key that one team had lost stopped the calls of all others, on every replica.
#[tokio::test]
async fn a_refused_key_stops_its_own_project_on_every_replica_and_no_other() {
    let Two { site, replicas, files } = Two::start("calls-per-second = 100").await;
    fs::write(files.path().join("other"), credentials(OTHER_AK, "wrong")).unwrap();
    assert_eq!(status(&replicas[0], OTHER).await, 502);
    assert_eq!(status(&replicas[1], OTHER).await, 503, "it was told of it");
    for replica in &replicas {
        site.pass(10 * SECOND);
        let (response, _) = get(&replica.router, LIST).await;
        assert_eq!(cache_status(&response), "devserver-jobs-gateway; fwd=miss");
    }
    assert_eq!(site.cloud.count(), 3);
    // Another secret of the same key is another credential.
    fs::write(files.path().join("other"), credentials(OTHER_AK, OTHER_SK)).unwrap();
    for replica in &replicas {
        assert_eq!(status(replica, OTHER).await, 200);
    }
    assert_eq!(site.cloud.count(), 4);
}

/// The calls with one key used up what was allowed for the other.
#[tokio::test]
async fn each_key_has_its_own_bucket_and_its_own_calls() {
    let Two { site, replicas, files: _files } =
        Two::start("calls-per-second = 1\nmax-calls = 1").await;
    let gate = Gate::new();
    site.cloud.behave(Behaviour::normal().held(&gate));
    // Both at once, on different replicas: neither waits for the token, the place or the lease of the
    // other.
    let asked = vec![replicas[0].ask(LIST), replicas[1].ask(OTHER)];
    timeout(PATIENCE, site.cloud.wait_for_in_flight(2)).await.expect("one waited for the other");
    gate.open();
    assert_eq!(statuses(asked).await, [200, 200]);
    // Both replicas find both of them in the engine.
    site.pass(SECOND);
    let asked = vec![replicas[1].ask(&format!("{LIST}?name=a"))];
    let more = vec![replicas[0].ask(&format!("{OTHER}?name=a"))];
    assert_eq!((statuses(asked).await, statuses(more).await), (vec![200], vec![200]));
    let mut engine = site.engine.connection().await;
    for what in ["breaker", "tokens"] {
        let pattern = format!("*:{what}");
        let keys = redis::cmd("KEYS").arg(&pattern).query_async(&mut engine).await;
        let keys: Vec<String> = keys.unwrap();
        assert_eq!(keys.len(), 2, "{keys:?}");
    }
}

/// Replicas with an IAM user.
async fn with_user(site: &Site, password: &str) -> Replica {
    let proxy = Proxy::to(&site.engine, None).await;
    let shared = format!("redis://{}", proxy.address);
    let endpoint = site.cloud.endpoint();
    let flags = ["--endpoint", &endpoint, "--iam-endpoint", &endpoint, "--projects", "demo,other"];
    let flags = [&flags[..], &["--calls-per-second", "0", "--shared", &shared]].concat();
    site.replica_of(proxy, &flags, &user(password), |_| {})
}

fn token_calls(site: &Site) -> usize {
    site.cloud.calls().iter().filter(|call| call.target.starts_with(TOKEN_PATH)).count()
}

#[tokio::test]
async fn the_replicas_of_a_user_cost_one_call_and_one_token() {
    let site = Site::start().await;
    let password = IamUser::example().password;
    let replicas = [with_user(&site, &password).await, with_user(&site, &password).await];
    let gate = Gate::new();
    site.cloud.behave(Behaviour::normal().held(&gate));
    let asked = replicas.iter().map(|replica| replica.ask(LIST)).collect();
    // The token, and the list.
    site.cloud.wait_for_calls(2).await;
    gate.open();
    assert_eq!(statuses(asked).await, [200, 200]);
    assert_eq!((site.cloud.count(), token_calls(&site)), (2, 1));
}

/// Three replicas tried a wrong password three times, and IAM locked the account.
#[tokio::test]
async fn a_wrong_password_is_tried_once_by_all_replicas() {
    let site = Site::start().await;
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(with_user(&site, "wrong-passw0rd").await);
    }
    assert_eq!(status(&replicas[0], LIST).await, 502);
    for replica in &replicas {
        for target in [LIST, OTHER] {
            assert_eq!(status(replica, target).await, 503);
        }
    }
    assert_eq!((site.cloud.count(), token_calls(&site)), (1, 1));
    // Whoever has the right one is another credential.
    let right = with_user(&site, &IamUser::example().password).await;
    assert_eq!(status(&right, LIST).await, 200);
    site.cloud.forget_calls();
    // And five minutes later one of the three probes.
    site.pass(5 * MINUTE);
    assert_eq!(status(&replicas[1], OTHER).await, 502);
    for replica in &replicas {
        assert_eq!(status(replica, OTHER).await, 503);
    }
    assert_eq!(site.cloud.count(), 1);
}

/// A token that was revoked is renewed once by its replica, and a second refusal stops all of them.
#[tokio::test]
async fn a_refused_token_counts_for_all_replicas() {
    let site = Site::start().await;
    let password = IamUser::example().password;
    let replicas = [with_user(&site, &password).await, with_user(&site, &password).await];
    for (replica, target) in replicas.iter().zip([LIST, OTHER]) {
        assert_eq!(status(replica, target).await, 200);
    }
    site.pass(MINUTE);
    site.cloud.forget_calls();
    site.cloud.behave(Behaviour::answer(errors::decrypt_token_fail()));
    let target = format!("{LIST}?name=a");
    assert_eq!(status(&replicas[0], &target).await, 502);
    assert_eq!((site.cloud.count(), token_calls(&site)), (3, 1), "two tries and one token");
    assert_eq!(status(&replicas[1], &target).await, 503);
    assert_eq!(site.cloud.count(), 3);
}

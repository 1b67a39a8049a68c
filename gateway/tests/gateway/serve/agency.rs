//! Keys of an ECS' agency: taken from the metadata service, renewed before they end, and seen by nobody.

use devserver_jobs_fake_cloud::{
    Answer, Behaviour, Gate, METADATA_KEY_PATH, METADATA_TOKEN_PATH, Settings, errors,
};
use futures_util::future::join_all;
use serde_json::Value;

use super::{LIST, MINUTE, Plan, SECOND, World, config, key, settings};
use crate::{get, header};

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

async fn world() -> World {
    let settings = Settings { agency_key_lifetime_ms: Some(6 * 3_600_000), ..settings() };
    let plan = Plan { settings, flags: &["--ecs-agency"], variables: Vec::new() };
    World::new(plan).await
}

fn calls_of(world: &World, path: &str) -> usize {
    world.cloud.calls().iter().filter(|call| call.target == path).count()
}

#[tokio::test]
async fn a_temporary_key_is_got_with_a_token_and_renewed_before_it_ends() {
    let world = world().await;
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
    let calls = world.cloud.calls();
    let targets: Vec<_> = calls.iter().map(|call| (&*call.method, &*call.target)).collect();
    assert_eq!(targets, [("PUT", METADATA_TOKEN_PATH), ("GET", METADATA_KEY_PATH), ("GET", LIST)]);
    assert!(calls[2].header("x-security-token").is_some());
    for _ in 0..5 {
        world.pass(HOUR);
        assert_eq!(get(&world.router, LIST).await.0.status(), 200);
        assert_eq!(calls_of(&world, METADATA_KEY_PATH), 1);
    }
    world.pass(21 * MINUTE);
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
    assert_eq!(calls_of(&world, METADATA_KEY_PATH), 2, "less than 40 minutes were left");
    world.pass(HOUR);
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
}

#[tokio::test]
async fn a_metadata_service_that_is_down_for_a_while_is_no_trouble_while_the_key_is_good() {
    let world = world().await;
    get(&world.router, LIST).await;
    world.cloud.behave_metadata(Behaviour::answer(errors::internal()));
    world.pass(5 * HOUR + 30 * MINUTE);
    for _ in 0..2 {
        let (response, _) = get(&world.router, LIST).await;
        assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
        world.pass(MINUTE / 2);
    }
    assert_eq!(calls_of(&world, METADATA_TOKEN_PATH), 2, "it is not asked at every call");
    world.pass(HOUR);
    let (response, body) = get(&world.router, &format!("{LIST}?name=a")).await;
    assert_eq!(response.status(), 502);
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["reason"], "credential_refused");
    assert!(!body.to_string().contains("TEMPORARY"), "{body}");
    let asked = world.cloud.calls().iter().filter(|call| call.target.contains("name=a")).count();
    assert_eq!(asked, 0, "a key that has ended is not sent");
    world.cloud.behave_metadata(Behaviour::normal());
    world.pass(5 * SECOND);
    assert_eq!(get(&world.router, &format!("{LIST}?name=a")).await.0.status(), 200);
}

/// The service hung, and of ten readers who asked at once the last waited for half a minute to be told.
#[tokio::test]
async fn all_readers_wait_together_for_a_metadata_service_that_hangs() {
    let world = world().await;
    world.cloud.behave_metadata(Behaviour::normal().held(&Gate::new()));
    let targets: Vec<_> = (0..10).map(|name| format!("{LIST}?name={name}")).collect();
    let asking = join_all(targets.iter().map(|target| get(&world.router, target)));
    let (answers, ()) = tokio::join!(asking, async {
        world.cloud.wait_for_calls(1).await;
        world.pass(3 * SECOND);
    });
    assert!(answers.iter().all(|(response, _)| response.status() == 502));
    assert_eq!(world.cloud.count(), 1);
    world.cloud.behave_metadata(Behaviour::normal());
    assert_eq!(get(&world.router, LIST).await.0.status(), 502, "not at once");
    world.pass(5 * SECOND);
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
}

/// Whatever answers in its place, nothing of it is taken for a key or told to a reader.
#[tokio::test]
async fn what_is_no_metadata_service_gives_no_key() {
    let key = r#"{"credential":{"access":"PLANTED","secret":"PLANTED","securitytoken":"PLANTED"}}"#;
    for answer in [
        Answer::empty(401),
        Answer::empty(302),
        Answer::html_200(),
        Answer::of(200, "text/plain", "\u{1}\n\u{2}"),
        Answer::json(200, key),
        Answer::endless(None),
    ] {
        let world = world().await;
        let said = format!("{answer:?}");
        world.cloud.behave_metadata(Behaviour::answer(answer));
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(response.status(), 502, "{said}");
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains("credential_refused") && !body.contains("PLANTED"), "{body}");
        assert_eq!(calls_of(&world, LIST), 0, "{said}");
    }
}

#[test]
fn an_agency_and_a_key_are_not_given_together() {
    let flags = ["--ecs-agency", "--region", "cn-north-4", "--projects", "p"];
    let faults = config(&flags, &key("a", "hidden")).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].contains("--ecs-agency") && faults[0].contains("HUAWEICLOUD_SDK_AK"));
    assert!(config(&flags, &[]).is_ok());
}

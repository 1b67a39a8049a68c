//! The key is used as the cloud wants it, and never so often that the cloud locks it.

use std::fs;

use axum::Router;
use devserver_jobs_fake_cloud::{
    Behaviour, EXAMPLE_AK, EXAMPLE_SK, IamUser, Key, Settings, TOKEN_PATH, errors,
};
use futures_util::future::join_all;
use serde_json::Value;
use tempfile::TempDir;
use tracing::Level;

use super::keeping::Log;
use super::{LIST, MINUTE, Plan, SECOND, World, key, settings, user};
use crate::{get, header};

async fn reason(router: &Router, target: &str) -> (u16, String, String) {
    let (response, body) = get(router, target).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (response.status().as_u16(), text("reason"), text("error_msg"))
}

#[tokio::test]
async fn a_permanent_and_a_temporary_key_are_accepted() {
    assert_eq!(get(&World::usual().await.router, LIST).await.0.status(), 200);
    let temporary = Key { security_token: Some("example/token+=".into()), ..Key::example() };
    let mut variables = key(EXAMPLE_AK, EXAMPLE_SK);
    variables.push(("HUAWEICLOUD_SDK_SECURITY_TOKEN", "example/token+=".to_owned()));
    let settings = Settings { keys: vec![temporary], ..settings() };
    let world = World::new(Plan { settings, variables, ..Plan::default() }).await;
    for target in
        [LIST, "/v1/demo/dev-servers/jobs?name=%E6%98%87+%2F%2B%2A~&visible=true&id=a%26b"]
    {
        assert_eq!(get(&world.router, target).await.0.status(), 200, "{target}");
    }
}

#[tokio::test]
async fn ten_questions_under_a_wrong_key_cost_one_call_and_none_for_five_minutes() {
    let plan = Plan { variables: key(EXAMPLE_AK, "wrong"), ..Plan::default() };
    let world = World::new(plan).await;
    let targets: Vec<String> = (0..10).map(|n| format!("{LIST}?name={n}")).collect();
    let ask_all =
        async || join_all(targets.iter().map(|target| reason(&world.router, target))).await;
    let told = ask_all().await;
    assert_eq!(world.cloud.count(), 1);
    for (status, reason, _) in &told {
        let expect = match reason.as_str() {
            "credential_refused" => 502,
            "credential_paused" => 503,
            other => panic!("{other}"),
        };
        assert_eq!(*status, expect);
    }
    assert_eq!(told.iter().filter(|(_, reason, _)| reason == "credential_refused").count(), 1);
    for _ in 0..4 {
        world.pass(MINUTE);
        ask_all().await;
    }
    assert_eq!(world.cloud.count(), 1);
    world.pass(MINUTE - SECOND);
    ask_all().await;
    assert_eq!(world.cloud.count(), 1);
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "retry-after"), "1");
    // Then one probe, and ten minutes, and so on up to an hour: never more than a few in a row.
    let mut calls = 1;
    for minutes in [10, 20, 40, 60, 60] {
        world.pass(SECOND);
        ask_all().await;
        calls += 1;
        assert_eq!(world.cloud.count(), calls);
        world.pass(minutes * MINUTE - SECOND);
        ask_all().await;
        assert_eq!(world.cloud.count(), calls, "{minutes}");
    }
}

#[tokio::test]
async fn a_refusal_says_whose_trouble_it_is_and_nothing_of_the_signature() {
    let world = World::new(Plan { variables: key(EXAMPLE_AK, "wrong"), ..Plan::default() }).await;
    let (_, _, message) = reason(&world.router, LIST).await;
    assert!(message.contains("verify aksk signature fail."), "{message}");
    assert!(message.contains("operators must check it"), "{message}");
    let world = World::new(Plan { variables: key("HWUNKNOWN", "x"), ..Plan::default() }).await;
    let (_, _, message) = reason(&world.router, LIST).await;
    assert!(
        message.contains("Get secretKey failed.") && !message.contains("HWUNKNOWN"),
        "{message}"
    );
}

#[tokio::test]
async fn changed_secret_files_end_the_stop() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("sk");
    fs::write(&path, "wrong").unwrap();
    let file = path.to_str().unwrap().to_owned();
    let variables =
        vec![("HUAWEICLOUD_SDK_AK", EXAMPLE_AK.to_owned()), ("HUAWEICLOUD_SDK_SK_FILE", file)];
    let world = World::new(Plan { variables, ..Plan::default() }).await;
    assert_eq!(reason(&world.router, LIST).await.1, "credential_refused");
    assert_eq!(reason(&world.router, LIST).await.1, "credential_paused");
    fs::remove_file(&path).unwrap();
    let (_, told, message) = reason(&world.router, LIST).await;
    assert_eq!(told, "credential_refused");
    assert!(message.contains("cannot read") && !message.contains("/sk"), "{message}");
    assert_eq!(world.cloud.count(), 1);
    fs::write(&path, EXAMPLE_SK).unwrap();
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
}

#[tokio::test]
async fn a_key_that_is_taken_away_costs_four_failures_at_most_and_leaves_the_last_lists() {
    let world = World::usual().await;
    let targets: Vec<String> = (0..10).map(|n| format!("{LIST}?name={n}")).collect();
    join_all(targets.iter().map(|target| get(&world.router, target))).await;
    assert!(world.cloud.max_in_flight() <= 4);
    world.pass(MINUTE);
    world.cloud.forget_calls();
    world.cloud.behave(Behaviour::answer(errors::locked()));
    let told = join_all(targets.iter().map(|target| get(&world.router, target))).await;
    assert!(world.cloud.count() <= 4, "{}", world.cloud.count());
    for (response, _) in told {
        assert_eq!(response.status(), 200);
        let status = header(&response, "cache-status");
        assert!(status.contains("detail=credential_"), "{status}");
    }
}

#[tokio::test]
async fn a_missing_permission_is_said_and_stops_nothing() {
    for (answer, code) in [
        (errors::permission_as_401(), "EPS.0003"),
        (errors::not_allowed(), "APIGW.0302"),
        (errors::denied_by_policy(), "ModelArts.0403"),
    ] {
        let world = World::usual().await;
        world.cloud.behave_once(Behaviour::answer(answer));
        let (response, body) = get(&world.router, LIST).await;
        assert_eq!(response.status(), 502);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["reason"], "credential_forbidden");
        assert_eq!(body["error_code"], code);
        let other = get(&world.router, &format!("{LIST}?name=a")).await;
        assert_eq!(other.0.status(), 200);
    }
}

#[tokio::test]
async fn a_wrong_clock_is_named() {
    let settings = Settings { date_offset_ms: 3_600_000, ..settings() };
    let plan = Plan { settings, variables: key(EXAMPLE_AK, "wrong"), ..Plan::default() };
    let world = World::new(plan).await;
    let (status, told, message) = reason(&world.router, LIST).await;
    assert_eq!((status, told.as_str()), (502, "clock_skew"));
    assert!(message.contains("60 minutes behind the cloud's"), "{message}");
}

/// A clock that was two minutes off wrote a line for each call.
#[tokio::test]
async fn a_clock_that_is_off_is_warned_of_once_a_minute() {
    let log = Log::default();
    let _guard = log.subscribe(Level::WARN);
    let settings = Settings { date_offset_ms: 120_000, ..settings() };
    let world = World::new(Plan { settings, ..Plan::default() }).await;
    for minute in 1..=2 {
        for name in 0..5 {
            get(&world.router, &format!("{LIST}?name={minute}-{name}")).await;
        }
        assert_eq!(log.text().matches("seconds=120").count(), minute, "{}", log.text());
        world.pass(MINUTE);
    }
}

fn token_calls(world: &World) -> usize {
    world.cloud.calls().iter().filter(|call| call.target.starts_with(TOKEN_PATH)).count()
}

fn with_user(settings: Settings) -> Plan<'static> {
    let variables = user(&IamUser::example().password);
    Plan { settings, variables, ..Plan::default() }
}

#[tokio::test]
async fn a_users_token_is_kept_and_renewed_before_it_ends() {
    let world = World::new(with_user(settings())).await;
    for hours in 0..23 {
        assert_eq!(get(&world.router, LIST).await.0.status(), 200, "{hours}");
        assert_eq!(token_calls(&world), 1, "{hours}");
        world.pass(60 * MINUTE);
    }
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
    assert_eq!(token_calls(&world), 2, "less than an hour was left");
    // Each project has its own.
    assert_eq!(get(&world.router, "/v1/other/dev-servers/jobs").await.0.status(), 200);
    assert_eq!(token_calls(&world), 3);
}

#[tokio::test]
async fn a_token_of_32_kilobytes_passes() {
    let settings = Settings { token_length: 32 * 1024, ..settings() };
    let world = World::new(with_user(settings)).await;
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
    let sent = world.cloud.calls().pop().unwrap();
    assert_eq!(sent.header("x-auth-token").unwrap().len(), 32 * 1024);
}

#[tokio::test]
async fn iam_that_is_down_for_a_while_is_no_trouble_while_the_token_is_good() {
    let world = World::new(with_user(settings())).await;
    get(&world.router, LIST).await;
    world.cloud.behave_iam(Behaviour::answer(errors::load_balancer()));
    world.pass(23 * 60 * MINUTE + MINUTE);
    let (response, _) = get(&world.router, LIST).await;
    assert_eq!(header(&response, "cache-status"), "devserver-jobs-gateway; fwd=miss");
    assert_eq!(token_calls(&world), 2);
    world.pass(60 * MINUTE);
    assert_eq!(reason(&world.router, &format!("{LIST}?name=a")).await.1, "cloud_failed");
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_then_counts() {
    let world = World::new(with_user(settings())).await;
    get(&world.router, LIST).await;
    world.cloud.revoke_tokens();
    world.pass(MINUTE);
    assert_eq!(get(&world.router, LIST).await.0.status(), 200);
    assert_eq!(token_calls(&world), 2);
    world.cloud.behave(Behaviour::answer(errors::decrypt_token_fail()));
    world.cloud.forget_calls();
    let target = format!("{LIST}?name=a");
    assert_eq!(reason(&world.router, &target).await.1, "credential_refused");
    assert_eq!((world.cloud.count(), token_calls(&world)), (3, 1), "two tries and one token");
    assert_eq!(reason(&world.router, &target).await.1, "credential_paused");
    assert_eq!(world.cloud.count(), 3);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let world = World::new(Plan { variables: user("wrong-passw0rd"), ..Plan::default() }).await;
    let (status, told, message) = reason(&world.router, LIST).await;
    assert_eq!((status, told.as_str()), (502, "credential_refused"));
    assert!(message.contains("The username or password is wrong"), "{message}");
    join_all((0..10).map(|_| get(&world.router, "/v1/other/dev-servers/jobs"))).await;
    assert_eq!(world.cloud.count(), 1);
}

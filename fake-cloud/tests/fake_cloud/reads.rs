//! What the documented reads answer, once the call may pass.

use devserver_jobs_fake_cloud::{Clock, FakeCloud, Key};
use devserver_jobs_sim::{DOCUMENTED_PROJECT, Filter};

use crate::client::{Reply, ask, set, sign, signed};
use crate::{JOBS, MINUTE, NOW, PROJECT, cloud, cloud_with, list, list_body, list_path};

async fn get(cloud: &FakeCloud, target: &str) -> Reply {
    ask(cloud, "GET", target, &signed(cloud, target, &Key::example(), NOW), "").await
}

#[tokio::test]
async fn a_signed_call_is_answered_from_the_simulated_jobs() {
    let cloud = cloud().await;
    let reply = list(&cloud).await;
    assert_eq!((reply.status, reply.complete), (200, true));
    assert_eq!(reply.body, list_body());
    assert_eq!(reply.header("Content-Type"), "application/json;charset=utf-8");
    assert_eq!(reply.header("Date"), "Thu, 15 Jan 2026 08:30:00 GMT");
    assert_eq!(reply.header("X-Request-Id").len(), 32);
    assert!(reply.header("Set-Cookie").starts_with("HWSESSION="));
    assert_eq!(reply.header("Server"), "api-gateway");
}

#[tokio::test]
async fn the_filters_are_those_of_the_query() {
    let cloud = cloud().await;
    let some = |text: &str| Some(text.to_owned());
    let none = Filter::default;
    for (query, filter) in [
        ("?status=FINISHED&name=", Some(Filter { status: some("FINISHED"), ..none() })),
        ("?name=quer%79-d", Some(Filter { name: some("query-d"), ..none() })),
        ("?name=%E6%98%87", Some(Filter { name: some("昇"), ..none() })),
        ("?visible=false", Some(Filter { visible: Some(false), ..none() })),
        ("?visible=maybe", None),
        ("?name=%FF", None),
    ] {
        let target = list_path() + query;
        let reply = get(&cloud, &target).await;
        match filter {
            Some(filter) => assert_eq!(reply.body, JOBS.list(PROJECT, &filter, NOW), "{query}"),
            None => assert_eq!(reply.status, 400, "{query}"),
        }
    }
}

#[tokio::test]
async fn a_job_that_is_listed_has_its_detail() {
    let cloud = cloud().await;
    for row in JOBS.rows(PROJECT, NOW) {
        let reply = get(&cloud, &format!("{}/{}", list_path(), row.id)).await;
        assert_eq!((reply.status, reply.complete), (200, true));
        assert_eq!(Some(reply.body), JOBS.detail(PROJECT, &row.id, NOW));
    }
    let reply = get(&cloud, &format!("{}/03af7361-5cba-44d4-b29b-4dcc5d9dff51", list_path())).await;
    assert_eq!(
        (reply.status, reply.json()["error_code"].as_str()),
        (404, Some("ModelArts.50004004"))
    );
}

#[tokio::test]
async fn the_documented_project_answers_with_the_documented_sample() {
    let cloud = cloud().await;
    for path in ["", "/03af7361-5cba-44d4-b29b-4dcc5d9dff51"] {
        let target = format!("/v1/{DOCUMENTED_PROJECT}/dev-servers/jobs{path}");
        let mut headers = signed(&cloud, &target, &Key::example(), NOW);
        set(&mut headers, "X-Project-Id", DOCUMENTED_PROJECT);
        sign(&mut headers, &target, &Key::example(), &["host", "x-project-id", "x-sdk-date"]);
        let reply = ask(&cloud, "GET", &target, &headers, "").await;
        assert!(reply.text().contains("software-upgrade-792a"), "{}", reply.text());
    }
}

#[tokio::test]
async fn jobs_may_stand_still_while_the_clock_goes_on() {
    let (cloud, hand) = cloud_with(|settings| settings.jobs_clock = Some(Clock::frozen(NOW))).await;
    hand.fetch_add(60 * MINUTE, std::sync::atomic::Ordering::SeqCst);
    let reply = crate::list_at(&cloud, &hand).await;
    assert_eq!((reply.status, reply.body), (200, list_body()));
}

#[tokio::test]
async fn a_date_header_of_its_own_does_not_move_the_clock() {
    let (cloud, _hand) = cloud_with(|settings| settings.date_offset_ms = 60 * MINUTE).await;
    let reply = list(&cloud).await;
    assert_eq!((reply.status, reply.header("Date")), (200, "Thu, 15 Jan 2026 09:30:00 GMT"));
}

#[tokio::test]
async fn a_read_without_a_content_type_is_refused() {
    let cloud = cloud().await;
    let mut headers = signed(&cloud, &list_path(), &Key::example(), NOW);
    headers.retain(|(name, _)| name != "Content-Type");
    let reply = ask(&cloud, "GET", &list_path(), &headers, "").await;
    assert_eq!((reply.status, reply.json()["error_code"].as_str()), (400, Some("APIGW.0106")));
}

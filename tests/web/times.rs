//! Times: exact to the second in the user's zone, unambiguous for machines, and an age beside.

use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::{DOCUMENTED, job, jobs, list};
use super::page::{Mounted, showing, text};
use super::world::until;

const MINUTE: f64 = 60_000.0;

/// The first time in the row of the documented example's first job: 2025-06-10T06:20:20.547Z.
fn created(page: &Mounted) -> (String, String) {
    let time = page.get("tr[data-job-id='03af7361-5cba-44d4-b29b-4dcc5d9dff51'] time");
    (time.get_attribute("datetime").unwrap(), text(&time))
}

/// Each zone has its own clock, and `datetime` is the same RFC 3339 instant in all of them.
#[wasm_bindgen_test]
async fn the_zone_of_the_attribute() {
    for (zone, wanted) in [
        ("Asia/Shanghai", "Jun 10, 2025, 14:20:20"),
        ("UTC", "Jun 10, 2025, 06:20:20"),
        ("America/Los_Angeles", "Jun 9, 2025, 23:20:20"),
        ("Asia/Kathmandu", "Jun 10, 2025, 12:05:20"),
    ] {
        let (world, page) = showing(&[("time-zone", zone)], DOCUMENTED).await;
        assert_eq!(created(&page), ("2025-06-10T06:20:20.547Z".to_owned(), wanted.to_owned()));
        assert_eq!(world.warnings(), [""; 0]);
    }
}

/// One press shows all times in UTC, another in the zone again; the zone is named once, with its
/// offset. No request is needed for that.
#[wasm_bindgen_test]
async fn local_and_utc() {
    let (world, page) = showing(&[], DOCUMENTED).await;
    let shanghai = page.button("Asia/Shanghai GMT+8");
    let utc = page.button("UTC");
    let pressed = |button: &web_sys::HtmlElement| button.get_attribute("aria-pressed").unwrap();
    assert_eq!([pressed(&shanghai), pressed(&utc)], ["true", "false"]);

    utc.click();
    page.says("time", "Jun 10, 2025, 06:20:20").await;
    assert_eq!(created(&page).0, "2025-06-10T06:20:20.547Z");
    assert_eq!([pressed(&shanghai), pressed(&utc)], ["false", "true"]);
    assert!(!page.all("time").iter().any(|time| text(time).contains("14:20:20")));

    shanghai.click();
    page.says("time", "Jun 10, 2025, 14:20:20").await;
    world.no_more().await;
    assert_eq!(page.text().matches("GMT+8").count(), 1);
}

/// The zone can be changed while the list is there; a zone that is UTC needs no switch.
#[wasm_bindgen_test]
async fn the_zone_changes_without_a_request() {
    let (world, page) = showing(&[], DOCUMENTED).await;
    page.set("time-zone", "America/New_York");
    page.says("time", "Jun 10, 2025, 02:20:20").await;
    assert!(page.has_button("America/New York GMT-4"));
    page.set("time-zone", "UTC");
    page.says("time", "Jun 10, 2025, 06:20:20").await;
    assert!(!page.has_button("UTC"));
    assert!(page.text().contains("Time zone UTC"));
    world.no_more().await;
}

/// A portal changed a setting while the user stood on the zone switch; the switch was rendered again, and
/// the focus was lost.
#[wasm_bindgen_test]
async fn the_zone_switch_keeps_the_focus_when_a_setting_changes() {
    let (_world, page) = showing(&[], DOCUMENTED).await;
    let utc = page.button("UTC");
    utc.focus().unwrap();
    page.set("theme", "dark");
    until("the theme", || page.find("[data-theme=dark]").is_some()).await;
    page.set("time-zone", "America/New_York");
    until("the zone", || page.has_button("America/New York GMT-4")).await;
    let focused = page.host.shadow_root().unwrap().active_element();
    assert!(focused.is_some_and(|focused| focused.is_same_node(Some(&utc))));
}

/// Two jobs an hour apart read the same, in the hour that comes twice when clocks are put back.
#[wasm_bindgen_test]
async fn the_hour_that_comes_twice() {
    // 2025-10-26T00:30:00Z and an hour later: half past two in Berlin, both times; then half past three.
    let at = |hour: i64| 1_761_438_600_000 + hour * 3_600_000;
    let times = |zone: &'static str| async move {
        let rows: Vec<String> = (-1..3)
            .map(|hour| job(&hour.to_string(), &format!(r#""create_at":{}"#, at(hour))))
            .collect();
        let (_world, page) = showing(&[("time-zone", zone)], &list(&rows)).await;
        let times = page.all("td.created time").iter().map(text).collect::<Vec<_>>();
        times.into_iter().rev().collect::<Vec<_>>()
    };
    assert_eq!(
        times("Europe/Berlin").await,
        [
            "Oct 26, 2025, 01:30:00",
            "Oct 26, 2025, 02:30:00 GMT+2",
            "Oct 26, 2025, 02:30:00 GMT+1",
            "Oct 26, 2025, 03:30:00",
        ]
    );
    let shanghai = times("Asia/Shanghai").await;
    assert!(shanghai.iter().all(|time| !time.contains("GMT")), "{shanghai:?}");
    // On Lord Howe Island it is half an hour: 2025-04-05T15:00:00Z, where 1:30 to 2:00 comes twice.
    let rows = [1_743_864_300_000_i64, 1_743_866_100_000]
        .map(|at| job(&at.to_string(), &format!(r#""create_at":{at}"#)));
    let (_world, page) = showing(&[("time-zone", "Australia/Lord_Howe")], &list(&rows)).await;
    let times: Vec<String> = page.all("td.created time").iter().map(text).collect();
    assert_eq!(times, ["Apr 6, 2025, 01:45:00 GMT+10:30", "Apr 6, 2025, 01:45:00 GMT+11"]);
}

/// Ages stand beside the times, and grow while nothing else happens.
#[wasm_bindgen_test]
async fn ages_grow() {
    let (world, page) = showing(&[], DOCUMENTED).await;
    let row = "tr[data-job-id='03af7361-5cba-44d4-b29b-4dcc5d9dff51']";
    page.says(row, "59 minutes ago").await;
    page.says("section", "Updated just now").await;
    world.pass(5.0 * MINUTE);
    page.says(row, "1 hour ago").await;
    page.says("section", "Updated 5 minutes ago").await;
    world.pass(48.0 * 60.0 * MINUTE);
    page.says(row, "2 days ago").await;
    world.no_more().await;

    // A refresh is news.
    page.button("Refresh").click();
    world.next().await.list(DOCUMENTED);
    page.says("section", "Updated just now").await;
}

/// Whatever form a time arrives in, it is the same instant on screen.
#[wasm_bindgen_test]
async fn every_form_of_a_time() {
    for form in [
        "1749536420547",
        r#""1749536420547""#,
        r#""2025-06-10T06:20:20.547Z""#,
        r#""2025-06-10T14:20:20.547+08:00""#,
    ] {
        let body = list(&[job("a", &format!(r#""create_at":{form}"#))]);
        let (_world, page) = showing(&[], &body).await;
        let time = page.get("tr[data-job-id=a] time");
        assert_eq!(time.get_attribute("datetime").unwrap(), "2025-06-10T06:20:20.547Z", "{form}");
        assert_eq!(text(&time), "Jun 10, 2025, 14:20:20", "{form}");
    }
}

/// A user without a zone setting sees the browser's own, by name.
#[wasm_bindgen_test]
async fn the_browsers_own_zone() {
    let (_world, page) = showing(&[("time-zone", "")], &jobs(&["a"])).await;
    let own = js_sys::eval("Intl.DateTimeFormat().resolvedOptions().timeZone").unwrap();
    let own = own.as_string().unwrap().replace('_', " ");
    assert!(page.text().contains(&own), "{own} in: {}", page.text());
}

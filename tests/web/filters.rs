//! Filters: each is a question to the cloud, asked once, with exactly the documented parameters.

use wasm_bindgen_test::wasm_bindgen_test;

use super::acts::{choose, enter, press, type_text};
use super::bodies::{jobs, simulated};
use super::page::{Mounted, showing, text};
use super::world::{World, settled, until};

const LIST: &str = "/v1/demo/dev-servers/jobs";

/// Name and id are asked for when they are finished, not while they are typed, and arrive as they
/// were typed: percent-encoded, without the space around.
#[wasm_bindgen_test]
async fn texts_are_asked_for_once_finished() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    for (field, typed, parameter) in [
        ("name", "a b&c=d+e/f?g#h%i", "?name=a%20b%26c%3Dd%2Be%2Ff%3Fg%23h%25i"),
        ("name", " 升级 ", "?name=%E5%8D%87%E7%BA%A7"),
        ("name", "", ""),
        ("id", "03af7361-5cba", "?id=03af7361-5cba"),
    ] {
        let input = page.field(field);
        type_text(&input, typed.get(..1).unwrap_or(typed));
        type_text(&input, typed);
        world.no_more().await;
        enter(&input);
        let request = world.next().await;
        assert_eq!(request.path(), format!("{LIST}{parameter}"), "{typed}");
        request.list(&jobs(&["a"]));
        page.loaded().await;
        world.no_more().await;
    }
}

/// A known type or status is offered by its name, and its value is asked for as soon as it is
/// chosen.
#[wasm_bindgen_test]
async fn offered_values_are_asked_for_at_once() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    for (field, label, parameters) in [
        ("type", "Diagnosis", "?type=ASCEND_DIAGNOSIS"),
        ("status", "Finished", "?type=ASCEND_DIAGNOSIS&status=FINISHED"),
    ] {
        let input = page.field(field);
        input.focus().unwrap();
        press(&input);
        page.says(&format!("#{field}-choices [role=option]"), label).await;
        let options = page.all(&format!("#{field}-choices [role=option]"));
        press(options.iter().find(|option| text(option).starts_with(label)).unwrap());
        assert_eq!(world.next().await.path(), format!("{LIST}{parameters}"));
        world.no_more().await;
        assert_eq!(input.value(), label);
    }
}

/// Visible is a choice of true, false and any, and is asked for at once.
#[wasm_bindgen_test]
async fn visible_is_true_or_false_or_left_out() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    for (value, parameter) in [("true", "?visible=true"), ("false", "?visible=false"), ("", "")] {
        choose(&page.visible(), value);
        assert_eq!(world.next().await.path(), format!("{LIST}{parameter}"));
        world.no_more().await;
    }
}

/// All five stand in the documented order; nothing else is ever sent.
#[wasm_bindgen_test]
async fn all_five_together() {
    let world = World::new();
    let attributes = [
        ("filter-visible", "false"),
        ("filter-status", "QUEUED"),
        ("filter-type", "COMMON"),
        ("filter-name", "up"),
        ("filter-id", "1"),
        ("page-size", "50"),
    ];
    let page = Mounted::new(&attributes);
    let request = world.next().await;
    assert_eq!(
        request.path(),
        format!("{LIST}?id=1&name=up&type=COMMON&status=QUEUED&visible=false")
    );
    request.list(&jobs(&["a"]));
    page.loaded().await;
    // Every filter shows what it is set to: known values by their names, others as they are.
    let values = ["id", "name", "type", "status"].map(|id| page.field(id).value());
    assert_eq!(values, ["1", "up", "Common", "QUEUED"]);
    assert_eq!(page.visible().value(), "false");
    world.no_more().await;
}

/// One act clears all filters, in the fields too, with one request.
#[wasm_bindgen_test]
async fn clearing_asks_once_for_everything() {
    let filters = [("filter-name", "up"), ("filter-type", "X"), ("filter-visible", "true")];
    let (world, page) = showing(&filters, &jobs(&["a"])).await;
    page.button("Clear filters").click();
    assert_eq!(world.next().await.path(), LIST);
    world.no_more().await;
    assert_eq!(["name", "type"].map(|id| page.field(id).value()), ["", ""]);
    assert_eq!(page.visible().value(), "");
}

/// That takes a refused text away as well, and what was said about it.
#[wasm_bindgen_test]
async fn clearing_forgets_what_was_refused() {
    let (world, page) = showing(&[("filter-name", "up")], &jobs(&["a"])).await;
    let id = page.field("id");
    type_text(&id, &"x".repeat(65));
    enter(&id);
    page.says("[role=search]", "up to 64 characters").await;
    page.button("Clear filters").click();
    assert_eq!(world.next().await.path(), LIST);
    settled().await;
    assert_eq!(id.value(), "");
    assert_eq!(id.get_attribute("aria-invalid").as_deref(), Some("false"));
    assert!(!page.text_of("[role=search]").contains("up to 64"));
}

/// A text that is the same as before, or was typed back to it, is no reason to ask again.
#[wasm_bindgen_test]
async fn the_same_text_is_not_asked_for_again() {
    let (world, page) = showing(&[("filter-name", "up")], &jobs(&["a"])).await;
    for same in ["up", " up "] {
        type_text(&page.field("name"), same);
        enter(&page.field("name"));
        world.no_more().await;
    }
}

/// An id that is too long is refused where it was typed, and is not sent; a shorter one is.
#[wasm_bindgen_test]
async fn an_id_that_is_too_long_is_not_sent() {
    let (world, page) = showing(&[], &jobs(&["a"])).await;
    let id = page.field("id");
    type_text(&id, &"x".repeat(65));
    enter(&id);
    page.says("[role=search]", "up to 64 characters. This one has 65").await;
    assert_eq!(id.get_attribute("aria-invalid").as_deref(), Some("true"));
    world.no_more().await;

    type_text(&id, &"x".repeat(64));
    enter(&id);
    assert_eq!(world.next().await.path(), format!("{LIST}?id={}", "x".repeat(64)));
    assert_eq!(id.get_attribute("aria-invalid").as_deref(), Some("false"));
    assert!(!page.text_of("[role=search]").contains("up to 64"));
}

/// A filter that is set goes to the first page of what it leaves.
#[wasm_bindgen_test]
async fn a_filter_goes_to_page_one() {
    let (world, page) = showing(&[], &simulated(45)).await;
    page.button("Page 3").click();
    page.says("footer", "41–45 of 45").await;
    choose(&page.visible(), "true");
    world.next().await.list(&simulated(40));
    page.loaded().await;
    page.says("footer", "1–20 of 40").await;
}

/// Folded, the filters are one line with what is set, each value with a way to remove it.
#[wasm_bindgen_test]
async fn folded_into_one_line() {
    let world = World::new();
    let page = Mounted::new(&[("filter-type", "LOG_COLLECT"), ("filter-name", "up")]);
    world.next().await.list(&jobs(&["a"]));
    until("the tokens", || tokens(&page).len() == 2).await;
    assert_eq!(page.get(".fields").client_width(), 0);
    assert_eq!(tokens(&page), ["Name: up", "Type: Log collection"]);

    page.button("Type: Log collection").click();
    let request = world.next().await;
    assert_eq!(request.path(), format!("{LIST}?name=up"));
    request.list(&jobs(&["a"]));
    until("one token", || tokens(&page) == ["Name: up"] && page.ids() == ["a"]).await;

    page.unfold().await;
    assert_eq!(page.find(".fold").unwrap().get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.field("name").value(), "up");
    until("no tokens", || page.get(".tokens").client_width() == 0).await;
    page.button("Filters").click();
    until("the tokens again", || page.get(".tokens").client_width() > 0).await;
    world.no_more().await;
}

fn tokens(page: &Mounted) -> Vec<String> {
    page.all(".tokens button").iter().map(text).collect()
}

//! The early request, which the element's script sends while the module is loading: it is identical to the component's
//! own, so there is only one request, whatever the settings and the address.

use std::sync::atomic::{AtomicUsize, Ordering};

use devserver_jobs_core::query::{Filter, ProjectId, Query};
use wasm_bindgen_test::wasm_bindgen_test;

use super::bodies::jobs;
use super::early_module::{define_held, release};
use super::page::{Mounted, TAG, define_once, document};
use super::world::{World, until};

const LIST: &str = "/v1/demo/dev-servers/jobs";

/// A valid project, for cases about something else.
const DEMO: (&str, &str) = ("project-id", "demo");

/// The path that core builds for a project and filters, which it takes.
fn path(project: &str, filters: &[(Filter, &str)]) -> String {
    let mut query = Query { project: ProjectId::parse(project).ok(), ..Query::default() };
    for (filter, text) in filters {
        query.filters.set(*filter, text).unwrap();
    }
    query.path().unwrap()
}

/// The page's own origin.
fn own() -> String {
    web_sys::window().unwrap().location().origin().unwrap()
}

/// One request with this URL is sent before the component is loaded, and its response is displayed.
async fn asks(address: &str, attributes: &[(&str, &str)], url: &str, credentials: &str) {
    let case = format!("{address} {attributes:?}");
    let world = World::new();
    world.go_to(address);
    static CASES: AtomicUsize = AtomicUsize::new(0);
    let tag = format!("jobs-early-{}", CASES.fetch_add(1, Ordering::Relaxed));
    let held = define_held(&tag);
    let page = Mounted::bare(&tag, attributes);
    let request = world.next().await;
    assert_eq!(request.url(), url, "{case}");
    assert_eq!(request.method(), "GET");
    assert_eq!(request.credentials(), credentials, "{case}");
    assert_eq!(request.header("Accept").as_deref(), Some("application/json"));
    release(&held);
    page.there().await;
    world.no_more().await;
    assert!(!request.aborted(), "{case}");
    request.list(&jobs(&["a", "b"]));
    page.loaded().await;
    assert_eq!(page.ids(), ["a", "b"], "{case}");
    world.no_more().await;
    assert!(!request.aborted(), "{case}");
}

/// No request is sent, neither before the component is loaded nor by it.
async fn asks_nothing(address: &str, attributes: &[(&str, &str)]) {
    let world = World::new();
    world.go_to(address);
    define_once();
    let page = Mounted::bare(TAG, attributes);
    page.there().await;
    world.no_more().await;
}

/// The proxy: none, on this server or on another, with a path, with slashes and spaces around it. With an invalid one
/// no request is sent.
#[wasm_bindgen_test]
async fn proxies() {
    let own = own();
    for (proxy, base) in [
        ("", own.clone()),
        ("  ", own.clone()),
        ("/", own.clone()),
        ("/gateway", format!("{own}/gateway")),
        ("gateway/", format!("{own}/gateway")),
        ("./a/../b//", format!("{own}/b")),
        ("/a b/ü", format!("{own}/a%20b/%C3%BC")),
        (" https://proxy.example ", "https://proxy.example".to_owned()),
        ("https://PROXY.example:443/a/b/", "https://proxy.example/a/b".to_owned()),
        ("//proxy.example:8443", "http://proxy.example:8443".to_owned()),
        ("https://bücher.example", "https://xn--bcher-kva.example".to_owned()),
    ] {
        asks("", &[("proxy", proxy), DEMO], &format!("{base}{LIST}"), "same-origin").await;
    }
    for proxy in [
        "ftp://proxy.example",
        "javascript:0",
        "https://",
        "https://proxy.example/?a=1",
        "/gateway#part",
        "https://ada@proxy.example",
    ] {
        asks_nothing("", &[("proxy", proxy), DEMO]).await;
    }
}

/// The credentials mode of the request.
#[wasm_bindgen_test]
async fn credentials() {
    for (setting, sent) in [
        ("", "same-origin"),
        ("same-origin", "same-origin"),
        (" include ", "include"),
        ("Include", "same-origin"),
        ("omit", "same-origin"),
    ] {
        let attributes = [("credentials", setting), DEMO, ("proxy", "https://proxy.example")];
        asks("", &attributes, &format!("https://proxy.example{LIST}"), sent).await;
    }
}

/// The project: the given one, or the only one to choose from. Without one, or with an invalid one, no request is
/// sent.
#[wasm_bindgen_test]
async fn projects() {
    let longest = "a".repeat(64);
    let too_long = "a".repeat(65);
    for (id, several, project) in [
        ("demo", "", "demo"),
        ("\n demo\t", "one,two", "demo"),
        ("0-DEMO-9", "", "0-DEMO-9"),
        (longest.as_str(), "", longest.as_str()),
        ("", "one", "one"),
        ("  ", " one\tone,, one\n", "one"),
        ("", "b@d,one,项目", "one"),
    ] {
        let url = format!("{}{}", own(), path(project, &[]));
        asks("", &[("project-id", id), ("projects", several)], &url, "same-origin").await;
    }
    for (id, several) in [
        ("", ""),
        ("", "one,two"),
        ("", "one\r\ntwo"),
        ("", "b@d"),
        ("a/b", "one"),
        ("a b", ""),
        ("项目", ""),
        // The Kelvin sign, which is a k where case does not count.
        ("\u{212a}", ""),
        (too_long.as_str(), "one"),
    ] {
        asks_nothing("", &[("project-id", id), ("projects", several)]).await;
    }
}

/// The filters of the settings, in the documented order and encoded as the cloud's signatures require. Invalid ones
/// are left out.
#[wasm_bindgen_test]
async fn filters() {
    use Filter::{Id, Name, Status, Type, Visible};
    let faces = |count: usize| "😀".repeat(count);
    let (longest, too_long) = ("x".repeat(64), "x".repeat(65));
    let (faces_64, faces_65) = (faces(64), faces(65));
    let none: &[(Filter, &str)] = &[];
    for (setting, text, sent) in [
        ("filter-id", longest.as_str(), &[(Id, longest.as_str())][..]),
        ("filter-id", &too_long, none),
        ("filter-id", &faces_64, &[(Id, faces_64.as_str())]),
        ("filter-id", &faces_65, none),
        ("filter-id", " ", none),
        ("filter-name", "", none),
        ("filter-name", "\u{feff}x", &[(Name, "x")]),
        ("filter-name", "\u{85}x", &[(Name, "x")]),
        ("filter-name", " \t\n ", none),
        ("filter-name", "  a  b ", &[(Name, "a  b")]),
        ("filter-name", "-_.!'()*~", &[(Name, "-_.!'()*~")]),
        ("filter-name", "a&b=c+d/e?f#g%20\"<>", &[(Name, "a&b=c+d/e?f#g%20\"<>")]),
        ("filter-name", "升级 Ünïcode e\u{301}", &[(Name, "升级 Ünïcode e\u{301}")]),
        ("filter-name", "\u{3000}wide\u{a0}", &[(Name, "wide")]),
        ("filter-type", "MY TYPE", &[(Type, "MY TYPE")]),
        ("filter-status", "queued", &[(Status, "queued")]),
        ("filter-visible", "true", &[(Visible, "true")]),
        ("filter-visible", " false ", &[(Visible, "false")]),
        ("filter-visible", "", none),
        ("filter-visible", "TRUE", none),
        ("filter-visible", "1", none),
    ] {
        let url = format!("{}{}", own(), path("demo", sent));
        asks("", &[(setting, text), DEMO], &url, "same-origin").await;
    }
    let all = [(Visible, "false"), (Status, "S"), (Type, "T"), (Name, "N"), (Id, "I")];
    let mut attributes: Vec<(&str, &str)> =
        all.iter().map(|(filter, text)| (filter.setting(), *text)).collect();
    attributes.push(DEMO);
    let url = format!("{}{}", own(), path("demo", &all));
    asks("", &attributes, &url, "same-origin").await;
}

/// If the address is synchronized, it takes precedence: its own parameters replace or clear those of the settings, and
/// invalid ones leave the settings as they are.
#[wasm_bindgen_test]
async fn addresses() {
    use Filter::{Id, Name, Visible};
    let long = "x".repeat(65);
    let id = format!("?filter-id={long}");
    let settings = [DEMO, ("filter-id", "1"), ("filter-name", "up"), ("filter-visible", "true")];
    let usual = [(Id, "1"), (Name, "up"), (Visible, "true")];
    for (sync, address, project, sent) in [
        (None, "?filter-name=x&project-id=other", "demo", &usual[..]),
        (Some(""), "", "demo", &usual),
        (Some(""), "?filter-name=a+b%20c", "demo", &[usual[0], (Name, "a b c"), usual[2]]),
        (Some(""), "?filter-name=", "demo", &[usual[0], usual[2]]),
        (Some(""), "?filter-name=%20", "demo", &[usual[0], usual[2]]),
        (Some(""), "?filter-name=x&filter-name=y", "demo", &[usual[0], (Name, "x"), usual[2]]),
        (
            Some(""),
            "?filter-name=%E5%8D%87%FF",
            "demo",
            &[usual[0], (Name, "升\u{fffd}"), usual[2]],
        ),
        (Some(""), "?filter-visible=false", "demo", &[usual[0], usual[1], (Visible, "false")]),
        (Some(""), "?filter-visible=FALSE", "demo", &usual),
        (Some(""), "?filter-visible=&filter-id=", "demo", &[usual[1]]),
        (Some(""), &id, "demo", &usual),
        (Some(""), "?project-id=other&page=2", "other", &usual),
        (Some(""), "?project-id=no/project", "demo", &usual),
        (Some(""), "?project-id=", "demo", &usual),
        (Some("j-"), "?filter-name=x", "demo", &usual),
        (
            Some("j-"),
            "?j-filter-name=x&j-project-id=+mine+",
            "mine",
            &[usual[0], (Name, "x"), usual[2]],
        ),
        (Some(" "), "?+filter-name=x", "demo", &[usual[0], (Name, "x"), usual[2]]),
        (Some("a&="), "?a%26%3Dfilter-name=x", "demo", &[usual[0], (Name, "x"), usual[2]]),
    ] {
        let sync = sync.map(|prefix| ("sync-url", prefix));
        let attributes: Vec<_> = settings.into_iter().chain(sync).collect();
        let url = format!("{}{}", own(), path(project, sent));
        asks(address, &attributes, &url, "same-origin").await;
    }
    // The project may stand in the address only.
    let url = format!("{}{}", own(), path("mine", &[]));
    let both = [("projects", "one,two"), ("sync-url", "")];
    asks("?project-id=mine", &both, &url, "same-origin").await;
    asks("?project-id=mine", &[("project-id", "b@d"), ("sync-url", "")], &url, "same-origin").await;
    asks_nothing("?project-id=mine", &[("projects", "one,two")]).await;
    asks_nothing("?project-id=m%20", &[("sync-url", "j-")]).await;
}

/// With a `<base>` in the page, the proxy address is relative to it.
#[wasm_bindgen_test]
async fn a_base_element() {
    let document = document();
    let base = document.create_element("base").unwrap();
    base.set_attribute("href", "https://base.example/portal/page.html").unwrap();
    document.head().unwrap().append_child(&base).unwrap();
    let case = [("proxy", "gateway"), DEMO];
    let url = format!("https://base.example/portal/gateway{LIST}");
    asks("", &case, &url, "same-origin").await;
    base.remove();
}

/// On a first visit the list arrived just after the component, which had laid out a skeleton for one frame.
#[wasm_bindgen_test]
async fn no_skeleton_before_a_list_that_comes_at_once() {
    for (tag, is_late) in [("jobs-at-once", false), ("jobs-late", true)] {
        let world = World::new();
        let held = define_held(tag);
        let page = Mounted::bare(tag, &[DEMO]);
        let request = world.next().await;
        release(&held);
        page.there().await;
        let is_seen = || !page.get(".root").has_attribute("hidden");
        assert!(!is_seen(), "{tag}");
        if is_late {
            until("a skeleton", is_seen).await;
            assert!(!page.all("tr.skeleton").is_empty());
        }
        request.list(&jobs(&["a", "b"]));
        page.loaded().await;
        assert!(is_seen(), "{tag}");
        assert_eq!(page.ids(), ["a", "b"], "{tag}");
    }
}

/// When the user chose another project at once, the list disappeared, and the focus with it.
#[wasm_bindgen_test]
async fn what_has_been_shown_stays() {
    let world = World::new();
    define_once();
    let page = Mounted::bare(TAG, &[DEMO]);
    world.next().await.list(&jobs(&["a"]));
    page.loaded().await;
    page.set("project-id", "other");
    world.next().await;
    assert!(!page.get(".root").has_attribute("hidden"));
}

//! The world around the component: a network that does what a test says, a clock that stands still,
//! and waiting for a condition instead of a time. The browser's side of it is in `world.js`.

use std::cell::Cell;
use std::panic::Location;

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// The instant at which tests happen: 2025-06-10T07:20:00Z, an hour after the documented example.
pub const NOW: f64 = 1_749_540_000_000.0;

/// How long something awaited may take, in milliseconds. Only a failing test ever takes so long.
const PATIENCE: f64 = 5_000.0;

#[wasm_bindgen(module = "/tests/web/world.js")]
extern "C" {
    fn idle() -> Promise;
    #[wasm_bindgen(js_name = frames)]
    fn two_frames() -> Promise;
    fn turn(milliseconds: i32) -> Promise;
    fn elapsed() -> f64;
    fn install(now: f64);
    fn restore();
    fn deafen();
    fn sent() -> Array;
    fn warned() -> Array;
    fn uncaught() -> Array;
    #[wasm_bindgen(js_name = historyCalls)]
    fn history_calls() -> Array;
    fn alive() -> Array;
    fn pass(milliseconds: f64);
    fn hurry(milliseconds: f64);
    fn hide(hidden: bool);
    fn disconnect(is_offline: bool);
    fn notifications() -> Array;
    #[wasm_bindgen(js_name = forbidStorage)]
    fn forbid_storage();
    #[wasm_bindgen(js_name = watchChanges)]
    fn watch_changes(host: &HtmlElement) -> Array;
    #[wasm_bindgen(js_name = watchText)]
    fn watch_text(host: &HtmlElement, selector: &str) -> Array;
    #[wasm_bindgen(js_name = keepBusy)]
    fn keep_busy();
    #[wasm_bindgen(js_name = watchRows)]
    fn watch_rows(host: &HtmlElement) -> Array;
    #[wasm_bindgen(variadic)]
    fn speak(languages: Vec<JsValue>);
    #[wasm_bindgen(js_name = allowClipboard)]
    fn allow_clipboard(allowed: bool);
    #[wasm_bindgen(js_name = promiseClipboard)]
    fn promise_clipboard(allowed: bool) -> Array;
    fn clipboard() -> Array;
    #[wasm_bindgen(js_name = holdYields)]
    fn hold_yields() -> Function;
    #[wasm_bindgen(js_name = keepFiles)]
    fn keep_files() -> Array;
    #[wasm_bindgen(js_name = goTo)]
    fn go_to(address: &str);
    /// What the browser keeps beyond the page: its address, its history, cookies and storages.
    pub fn kept() -> String;
    fn mounted() -> usize;
    fn updated() -> usize;
    fn freed() -> usize;

    /// One request that the component sent.
    pub type Exchange;
    #[wasm_bindgen(method, getter)]
    pub fn url(this: &Exchange) -> String;
    #[wasm_bindgen(method, getter)]
    pub fn method(this: &Exchange) -> String;
    /// Fetch's mode for the browser's own credentials.
    #[wasm_bindgen(method, getter)]
    pub fn credentials(this: &Exchange) -> String;
    /// A header that the component set.
    #[wasm_bindgen(method)]
    pub fn header(this: &Exchange, name: &str) -> Option<String>;
    /// Whether it was aborted before it was answered.
    #[wasm_bindgen(method, getter)]
    pub fn aborted(this: &Exchange) -> bool;
    /// No answer at all: no network, or no server.
    #[wasm_bindgen(method)]
    pub fn fail(this: &Exchange);
    /// The same as [`Exchange::answer`] from another address, to which the server has led.
    #[wasm_bindgen(method)]
    pub fn redirected(this: &Exchange, status: u16, body: &str);
    #[wasm_bindgen(method, js_name = answer)]
    fn answer_js(this: &Exchange, status: u16, headers: &Array, body: &Uint8Array);
    #[wasm_bindgen(method, js_name = begin)]
    fn begin_js(this: &Exchange, status: u16, headers: &Array);
    #[wasm_bindgen(method, js_name = chunk)]
    fn chunk_js(this: &Exchange, bytes: &Uint8Array);
    /// Ends a body that came in chunks.
    #[wasm_bindgen(method)]
    pub fn end(this: &Exchange);
    /// The connection breaks before the body's end.
    #[wasm_bindgen(method, js_name = breakOff)]
    pub fn break_off(this: &Exchange);
}

impl Exchange {
    /// The whole answer at once.
    pub fn answer(&self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        self.answer_js(status, &pairs(headers), &Uint8Array::from(body));
    }

    /// A list, as the cloud sends it.
    pub fn list(&self, body: &[u8]) {
        self.answer(200, &[("Content-Type", "application/json")], body);
    }

    /// The status and the headers of a list; its body comes by `chunk`.
    pub fn begin(&self) {
        self.begin_with(&[]);
    }

    /// The same, with these headers besides.
    pub fn begin_with(&self, headers: &[(&str, &str)]) {
        self.begin_js(200, &pairs(&[&[("Content-Type", "application/json")], headers].concat()));
    }

    /// A part of the body.
    pub fn chunk(&self, bytes: &[u8]) {
        self.chunk_js(&Uint8Array::from(bytes));
    }

    /// Path and query string, when the request went to the page's own server.
    pub fn path(&self) -> String {
        let origin = web_sys::window().unwrap().location().origin().unwrap();
        let url = self.url();
        url.strip_prefix(&origin).unwrap_or(&url).to_owned()
    }
}

fn pairs(headers: &[(&str, &str)]) -> Array {
    headers.iter().map(|(name, value)| Array::of2(&(*name).into(), &(*value).into())).collect()
}

/// The world of one test. It ends with this value.
pub struct World {
    /// How many requests the test has looked at.
    taken: Cell<usize>,
}

impl World {
    /// Puts the test's world in place.
    pub fn new() -> Self {
        install(NOW);
        Self { taken: Cell::new(0) }
    }

    /// Waits for the next request.
    #[track_caller]
    pub fn next(&self) -> impl Future<Output = Exchange> {
        let at = self.taken.get();
        self.taken.set(at + 1);
        let arrived = until("a request", move || sent().length() as usize > at);
        async move {
            arrived.await;
            sent().get(at as u32).unchecked_into()
        }
    }

    /// Lets everything that is under way in the page happen, and checks that it sends no request
    /// that the test has not looked at.
    #[track_caller]
    pub fn no_more(&self) -> impl Future<Output = ()> {
        let taken = self.taken.get();
        let caller = Location::caller();
        async move {
            settled().await;
            let urls: Vec<String> =
                sent().iter().map(|one| one.unchecked_into::<Exchange>().url()).collect();
            assert_eq!(urls.len(), taken, "requests at {caller}: {urls:?}");
        }
    }

    /// From now on aborted requests are answered all the same, as a late answer would be.
    pub fn deafen(&self) {
        deafen();
    }

    /// Moves the clock, and lets every interval see it.
    pub fn pass(&self, milliseconds: f64) {
        pass(milliseconds);
    }

    /// Hides the page behind another, or shows it again.
    pub fn hide(&self, hidden: bool) {
        hide(hidden);
    }

    /// Takes the network away from the browser, or gives it back.
    pub fn disconnect(&self, is_offline: bool) {
        disconnect(is_offline);
    }

    /// The notifications of the system, and `allow?` where the user was asked to allow them.
    pub fn notifications(&self) -> Vec<String> {
        strings(&notifications())
    }

    /// Lets the page keep nothing for the life of the tab.
    pub fn forbid_storage(&self) {
        forbid_storage();
    }

    /// Notes what is changed in the rows from now on: the job's id and the class of the cell.
    pub fn touched(&self, host: &HtmlElement) -> impl Fn() -> Vec<String> + use<> {
        let seen = watch_changes(host);
        move || strings(&seen)
    }

    /// Notes each text that the first such element of a component shows from now on.
    pub fn texts(&self, host: &HtmlElement, selector: &str) -> impl Fn() -> Vec<String> + use<> {
        let seen = watch_text(host, selector);
        move || strings(&seen)
    }

    /// From now on all work takes its time, since the clock moves at every look at it, and the browser
    /// never has time left for what may wait.
    pub fn be_slow(&self) {
        hurry(10.0);
        keep_busy();
    }

    /// Notes what an element shows from now on: `busy:` or `idle:`, and the rows' ids.
    pub fn watch(&self, host: &HtmlElement) -> impl Fn() -> Vec<String> + use<> {
        let seen = watch_rows(host);
        move || strings(&seen)
    }

    /// What was written to the console as a warning.
    pub fn warnings(&self) -> Vec<String> {
        strings(&warned())
    }

    /// The calls of `pushState` and `replaceState`.
    pub fn history_calls(&self) -> Vec<String> {
        strings(&history_calls())
    }

    /// Listeners on the page around the element, and timers, that exist since the test began.
    pub fn alive(&self) -> Vec<String> {
        strings(&alive())
    }

    /// Sets the languages that the user prefers.
    pub fn speak(&self, languages: &[&str]) {
        speak(languages.iter().map(|tag| JsValue::from_str(tag)).collect());
    }

    /// Makes the clipboard take texts that come later, or refuse them. The result tells what has happened.
    pub fn promise_clipboard(&self, allowed: bool) -> impl Fn() -> Vec<String> + use<> {
        let log = promise_clipboard(allowed);
        move || strings(&log)
    }

    /// Makes the clipboard allow writing, or refuse it.
    pub fn allow_clipboard(&self, allowed: bool) {
        allow_clipboard(allowed);
    }

    /// What was copied.
    pub fn clipboard(&self) -> Vec<String> {
        strings(&clipboard())
    }

    /// Has long work wait at its next pause, and at each later one, until what is returned is called.
    pub fn hold_pauses(&self) -> impl Fn() + use<> {
        hurry(10.0);
        let go_on = hold_yields();
        move || {
            go_on.call0(&JsValue::UNDEFINED).unwrap();
        }
    }

    /// Notes the files that are saved from now on: each by its name and its text, one after the other.
    pub fn keep_files(&self) -> impl Fn() -> Vec<String> + use<> {
        let files = keep_files();
        move || strings(&files)
    }

    /// Puts `address`, such as `?page=2`, in the address bar until the test ends.
    pub fn go_to(&self, address: &str) {
        go_to(address);
    }

    /// How often a component was mounted, updated and freed.
    pub fn handles(&self) -> [usize; 3] {
        [mounted(), updated(), freed()]
    }
}

impl Drop for World {
    /// Whatever a test is about, nothing of it may have ended on the console of the page around.
    fn drop(&mut self) {
        assert_eq!(strings(&uncaught()), [""; 0], "not caught");
        restore();
    }
}

fn strings(array: &Array) -> Vec<String> {
    array.iter().filter_map(|text| text.as_string()).collect()
}

/// Waits until `condition` holds, and fails the test where it does not come to that.
#[track_caller]
pub fn until(what: impl Into<String>, condition: impl Fn() -> bool) -> impl Future<Output = ()> {
    until_seen(what, condition, String::new)
}

/// The same; where it does not come to that, the failure says what is `seen` instead.
#[track_caller]
pub fn until_seen(
    what: impl Into<String>,
    condition: impl Fn() -> bool,
    seen: impl Fn() -> String,
) -> impl Future<Output = ()> {
    let (what, caller) = (what.into(), Location::caller());
    async move {
        let start = elapsed();
        while !condition() {
            if elapsed() - start > PATIENCE {
                panic!("waited in vain for {what} at {caller} {}", seen());
            }
            JsFuture::from(turn(2)).await.unwrap();
        }
    }
}

/// Lets the browser show what there is, and call its observers.
pub async fn frames() {
    JsFuture::from(two_frames()).await.unwrap();
    settled().await;
}

/// Lets everything happen that waits for the browser to be idle.
pub async fn idled() {
    JsFuture::from(idle()).await.unwrap();
    settled().await;
}

/// Lets everything happen that the page has queued. What the component does follows an event in
/// microtasks, and those end before the next turn of the event loop; the second turn is for what a
/// stream hands on.
pub async fn settled() {
    for _ in 0..2 {
        JsFuture::from(turn(0)).await.unwrap();
    }
}

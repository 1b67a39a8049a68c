//! The environment of the component: a network and a clock that a test controls, and waiting for conditions instead of
//! times. The browser's side is in `world.js`.

use std::cell::Cell;
use std::panic::Location;

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// The time of tests: 2025-06-10T07:20:00Z, an hour after the documented example.
pub const NOW: f64 = 1_749_540_000_000.0;

/// The maximum time for a condition, in milliseconds. Only a failing test takes this long.
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
    /// Browser state beyond the page: its address, its history, cookies and storages.
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
    /// The credentials mode of the request.
    #[wasm_bindgen(method, getter)]
    pub fn credentials(this: &Exchange) -> String;
    /// A header that the component has set.
    #[wasm_bindgen(method)]
    pub fn header(this: &Exchange, name: &str) -> Option<String>;
    /// Whether it was aborted before its response.
    #[wasm_bindgen(method, getter)]
    pub fn aborted(this: &Exchange) -> bool;
    /// No response: no network, or no server.
    #[wasm_bindgen(method)]
    pub fn fail(this: &Exchange);
    /// Like [`Exchange::answer`], but from another URL, after a redirect.
    #[wasm_bindgen(method)]
    pub fn redirected(this: &Exchange, status: u16, body: &str);
    #[wasm_bindgen(method, js_name = answer)]
    fn answer_js(this: &Exchange, status: u16, headers: &Array, body: &Uint8Array);
    #[wasm_bindgen(method, js_name = begin)]
    fn begin_js(this: &Exchange, status: u16, headers: &Array);
    #[wasm_bindgen(method, js_name = chunk)]
    fn chunk_js(this: &Exchange, bytes: &Uint8Array);
    /// Ends a body that arrives in chunks.
    #[wasm_bindgen(method)]
    pub fn end(this: &Exchange);
    /// Interrupts the connection before the end of the body.
    #[wasm_bindgen(method, js_name = breakOff)]
    pub fn break_off(this: &Exchange);
}

impl Exchange {
    /// The whole response at once.
    pub fn answer(&self, status: u16, headers: &[(&str, &str)], body: &[u8]) {
        self.answer_js(status, &pairs(headers), &Uint8Array::from(body));
    }

    /// A list, as the cloud sends it.
    pub fn list(&self, body: &[u8]) {
        self.answer(200, &[("Content-Type", "application/json")], body);
    }

    /// The status and the headers of a list; its body follows with `chunk`.
    pub fn begin(&self) {
        self.begin_with(&[]);
    }

    /// The same, with further headers.
    pub fn begin_with(&self, headers: &[(&str, &str)]) {
        self.begin_js(200, &pairs(&[&[("Content-Type", "application/json")], headers].concat()));
    }

    /// A part of the body.
    pub fn chunk(&self, bytes: &[u8]) {
        self.chunk_js(&Uint8Array::from(bytes));
    }

    /// Path and query string, if the request was sent to the page's own server.
    pub fn path(&self) -> String {
        let origin = web_sys::window().unwrap().location().origin().unwrap();
        let url = self.url();
        url.strip_prefix(&origin).unwrap_or(&url).to_owned()
    }
}

fn pairs(headers: &[(&str, &str)]) -> Array {
    headers.iter().map(|(name, value)| Array::of2(&(*name).into(), &(*value).into())).collect()
}

/// The environment of one test, until the value is dropped.
pub struct World {
    /// The number of requests that the test has inspected.
    taken: Cell<usize>,
}

impl World {
    /// Installs the environment of the test.
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

    /// Waits until everything pending in the page is done, and checks that it sends no request that the test has not
    /// inspected.
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

    /// From now on aborted requests get a response nevertheless, like a late one.
    pub fn deafen(&self) {
        deafen();
    }

    /// Moves the clock, and runs all intervals that are due.
    pub fn pass(&self, milliseconds: f64) {
        pass(milliseconds);
    }

    /// Hides the page, or shows it again.
    pub fn hide(&self, hidden: bool) {
        hide(hidden);
    }

    /// Disconnects the browser from the network, or reconnects it.
    pub fn disconnect(&self, is_offline: bool) {
        disconnect(is_offline);
    }

    /// The notifications of the system, and `allow?` where the user was asked to allow them.
    pub fn notifications(&self) -> Vec<String> {
        strings(&notifications())
    }

    /// Disables the session storage.
    pub fn forbid_storage(&self) {
        forbid_storage();
    }

    /// Records changes in the rows from now on: the ID of the job and the class of the cell.
    pub fn touched(&self, host: &HtmlElement) -> impl Fn() -> Vec<String> + use<> {
        let seen = watch_changes(host);
        move || strings(&seen)
    }

    /// Records each text of the first such element of a component from now on.
    pub fn texts(&self, host: &HtmlElement, selector: &str) -> impl Fn() -> Vec<String> + use<> {
        let seen = watch_text(host, selector);
        move || strings(&seen)
    }

    /// From now on all work is slow, because the clock moves each time it is read, and the browser is never idle.
    pub fn be_slow(&self) {
        hurry(10.0);
        keep_busy();
    }

    /// Records what an element displays from now on: `busy:` or `idle:`, and the IDs of the rows.
    pub fn watch(&self, host: &HtmlElement) -> impl Fn() -> Vec<String> + use<> {
        let seen = watch_rows(host);
        move || strings(&seen)
    }

    /// The warnings on the console.
    pub fn warnings(&self) -> Vec<String> {
        strings(&warned())
    }

    /// The calls of `pushState` and `replaceState`.
    pub fn history_calls(&self) -> Vec<String> {
        strings(&history_calls())
    }

    /// The number of listeners on the host page, and of timers, that were added since the test began.
    pub fn alive(&self) -> Vec<String> {
        strings(&alive())
    }

    /// Sets the languages that the user prefers.
    pub fn speak(&self, languages: &[&str]) {
        speak(languages.iter().map(|tag| JsValue::from_str(tag)).collect());
    }

    /// Makes the clipboard accept texts that arrive later, or refuse them. The result states what happened.
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

    /// Makes long work wait at its next pause, and at each later one, until the returned function is called.
    pub fn hold_pauses(&self) -> impl Fn() + use<> {
        hurry(10.0);
        let go_on = hold_yields();
        move || {
            go_on.call0(&JsValue::UNDEFINED).unwrap();
        }
    }

    /// Records the files that are saved from now on: name and text of each.
    pub fn keep_files(&self) -> impl Fn() -> Vec<String> + use<> {
        let files = keep_files();
        move || strings(&files)
    }

    /// Puts `address`, such as `?page=2`, in the address bar until the test ends.
    pub fn go_to(&self, address: &str) {
        go_to(address);
    }

    /// The numbers of mounts, updates and frees.
    pub fn handles(&self) -> [usize; 3] {
        [mounted(), updated(), freed()]
    }
}

impl Drop for World {
    /// No test may leave messages on the console of the host page.
    fn drop(&mut self) {
        assert_eq!(strings(&uncaught()), [""; 0], "not caught");
        restore();
    }
}

fn strings(array: &Array) -> Vec<String> {
    array.iter().filter_map(|text| text.as_string()).collect()
}

/// Waits until `condition` is true, and fails the test if that does not happen.
#[track_caller]
pub fn until(what: impl Into<String>, condition: impl Fn() -> bool) -> impl Future<Output = ()> {
    until_seen(what, condition, String::new)
}

/// The same; the failure contains what is `seen` instead.
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

/// Lets the browser render, and call its observers.
pub async fn frames() {
    JsFuture::from(two_frames()).await.unwrap();
    settled().await;
}

/// Runs everything that waits until the browser is idle.
pub async fn idled() {
    JsFuture::from(idle()).await.unwrap();
    settled().await;
}

/// Runs everything that the page has queued. The component reacts to an event in microtasks, which end before the next
/// turn of the event loop; the second turn is for data of a stream.
pub async fn settled() {
    for _ in 0..2 {
        JsFuture::from(turn(0)).await.unwrap();
    }
}

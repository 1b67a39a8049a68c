//! The element as a user sees it: mounting one, and finding elements in it. Actions are in `acts.rs`.

use std::sync::Once;

use devserver_jobs::{EarlyRequest, Host, mount};
use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, HtmlElement, HtmlInputElement, HtmlLabelElement, HtmlSelectElement,
    ShadowRoot,
};

use super::world::{World, until, until_seen};

/// The tag that tests use. `devserver-jobs` itself would load the built WebAssembly.
pub const TAG: &str = "jobs-under-test";

#[wasm_bindgen(module = "/src/define.js")]
extern "C" {
    /// Defines the element under a tag; `load` is called with a language, and returns a promise of the module that
    /// mounts the element, with its texts.
    pub fn define(tag: &str, load: &Function);
    #[wasm_bindgen(thread_local_v2, js_name = SETTINGS)]
    pub static ELEMENT_SETTINGS: Array;
}

#[wasm_bindgen(module = "/src/locale/en-US.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static ENGLISH: Object;
}

#[wasm_bindgen(module = "/src/locale/zh-CN.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static CHINESE: Object;
}

#[wasm_bindgen(module = "/tests/web/world.js")]
extern "C" {
    #[wasm_bindgen(js_name = moduleOf)]
    fn module_of(mount: &Function) -> Object;
    #[wasm_bindgen(js_name = saying)]
    fn saying(module: &Promise, messages: &Object) -> Promise;
}

/// The texts of a language.
pub fn messages(language: &str) -> Object {
    match language {
        "en-US" => ENGLISH.with(Object::clone),
        "zh-CN" => CHINESE.with(Object::clone),
        other => panic!("asked for the words of {other}"),
    }
}

/// The module that the element's loader returns: the real one, without loading a file.
pub fn module() -> JsValue {
    type Mount = dyn Fn(
        ShadowRoot,
        JsValue,
        Option<EarlyRequest>,
        Host,
        JsValue,
    ) -> Result<JsValue, JsValue>;
    let mount = Closure::<Mount>::new(|root, settings, early, host, saved| {
        mount(root, settings, early, host, saved).map(JsValue::from)
    });
    // The class that holds it is never undefined.
    module_of(mount.into_js_value().unchecked_ref()).into()
}

/// Defines the element under [`TAG`], with a loader that never fails.
pub fn define_once() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| define_with(TAG, || Promise::resolve(&module())));
}

/// Defines the element under `tag` with this loader of the module, and the real texts.
pub fn define_with(tag: &str, load: impl FnMut() -> Promise + 'static) {
    define_saying(tag, load, messages);
}

/// The same, with texts of the test.
pub fn define_saying(
    tag: &str,
    mut load: impl FnMut() -> Promise + 'static,
    messages: impl Fn(&str) -> Object + 'static,
) {
    let load = move |language: String| saying(&load(), &messages(&language));
    let load = Closure::<dyn FnMut(String) -> Promise>::new(load);
    define(tag, load.into_js_value().unchecked_ref());
}

/// The document that all tests share.
pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// An element in the document. Dropping the value removes it.
pub struct Mounted {
    /// The custom element.
    pub host: HtmlElement,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.host.remove();
    }
}

/// The usual settings of tests, so that no test depends on the language or time zone of the machine.
const USUAL: [(&str, &str); 3] =
    [("project-id", "demo"), ("locale", "en-US"), ("time-zone", "Asia/Shanghai")];

/// A world with one element that displays `body`.
pub async fn showing(attributes: &[(&str, &str)], body: &[u8]) -> (World, Mounted) {
    let world = World::new();
    let page = Mounted::new(attributes);
    world.next().await.list(body);
    page.loaded().await;
    (world, page)
}

impl Mounted {
    /// An element with the usual attributes and these, which take precedence.
    pub fn new(attributes: &[(&str, &str)]) -> Self {
        define_once();
        Self::bare(TAG, &[&USUAL, attributes].concat())
    }

    /// An element of a tag that is already defined, with only these attributes.
    pub fn bare(tag: &str, attributes: &[(&str, &str)]) -> Self {
        let host: HtmlElement = document().create_element(tag).unwrap().unchecked_into();
        // By this the next test finds what a failed one left.
        host.set_class_name("under-test");
        for (name, value) in attributes {
            host.set_attribute(name, value).unwrap();
        }
        document().body().unwrap().append_child(&host).unwrap();
        Self { host }
    }

    /// Sets an attribute of the element.
    pub fn set(&self, name: &str, value: &str) {
        self.host.set_attribute(name, value).unwrap();
    }

    fn root(&self) -> ShadowRoot {
        self.host.shadow_root().unwrap()
    }

    /// All elements inside that match a selector.
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root().query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.get(at).unwrap().unchecked_into()).collect()
    }

    /// The first element inside that matches a selector.
    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root().query_selector(selector).unwrap()
    }

    /// The same; fails if there is none.
    #[track_caller]
    pub fn get(&self, selector: &str) -> HtmlElement {
        match self.find(selector) {
            Some(found) => found.unchecked_into(),
            None => panic!("there is no {selector} in: {}", self.text()),
        }
    }

    /// The text of the first element that matches a selector.
    #[track_caller]
    pub fn text_of(&self, selector: &str) -> String {
        text(&self.get(selector))
    }

    /// All text of the element.
    pub fn text(&self) -> String {
        fold(&self.root().text_content().unwrap_or_default())
    }

    /// The button with this name.
    #[track_caller]
    pub fn button(&self, name: &str) -> HtmlElement {
        let mut buttons = self.all("button").into_iter();
        match buttons.find(|button| self::name(button) == name) {
            Some(button) => button.unchecked_into(),
            None => panic!("there is no button “{name}” in: {}", self.text()),
        }
    }

    /// Whether there is a button with this name.
    pub fn has_button(&self, name: &str) -> bool {
        self.all("button").iter().any(|button| self::name(button) == name)
    }

    /// The field whose label begins with this text.
    #[track_caller]
    pub fn labelled<Field: JsCast>(&self, label: &str) -> Field {
        let labels = self.all("label").into_iter();
        let control = labels
            .filter(|element| text(element).starts_with(label))
            .find_map(|element| element.unchecked_into::<HtmlLabelElement>().control());
        match control {
            Some(control) => control.unchecked_into(),
            None => panic!("there is no field “{label}” in: {}", self.text()),
        }
    }

    /// The filter with this ID as a text field.
    #[track_caller]
    pub fn field(&self, id: &str) -> HtmlInputElement {
        self.get(&format!("[role=search] input#{id}")).unchecked_into()
    }

    /// The filter `visible`.
    #[track_caller]
    pub fn visible(&self) -> HtmlSelectElement {
        self.get("[role=search] select#visible").unchecked_into()
    }

    /// The IDs of the rows, from top to bottom.
    pub fn ids(&self) -> Vec<String> {
        let rows = self.all("tbody tr[data-job-id]");
        rows.iter().map(|row| row.get_attribute("data-job-id").unwrap()).collect()
    }

    /// The row of a job.
    #[track_caller]
    pub fn row(&self, id: &str) -> HtmlElement {
        self.get(&format!("tbody tr[data-job-id='{id}']"))
    }

    /// Whether the table is marked as loading.
    #[track_caller]
    pub fn busy(&self) -> bool {
        self.get("table").get_attribute("aria-busy").as_deref() == Some("true")
    }

    /// Waits until the component is mounted.
    #[track_caller]
    pub fn there(&self) -> impl Future<Output = ()> {
        let host = self.host.clone();
        until("the component", move || {
            host.shadow_root().is_some_and(|root| root.child_element_count() > 0)
        })
    }

    /// Waits until the newest request has ended. The filter fields exist then.
    pub async fn loaded(&self) {
        let host = self.host.clone();
        until("the end of the request", move || {
            host.shadow_root().is_some_and(|root| {
                root.query_selector("table[aria-busy=false]").unwrap().is_some()
            })
        })
        .await;
        self.unfold().await;
    }

    /// Displays the filter fields, which are folded if the window is narrow or a filter is set.
    pub async fn unfold(&self) {
        // Where the list must be in sight to be refreshed, they stay as they are.
        if self.host.has_attribute("refresh-interval") {
            return;
        }
        let fold = self.find(".fold[aria-expanded=false]");
        // A detail may be in the place of the list.
        if let Some(fold) = fold.filter(|fold| fold.client_width() > 0) {
            fold.unchecked_into::<HtmlElement>().click();
            let fields = self.get(".fields");
            until("the fields", move || fields.client_width() > 0).await;
        }
    }

    /// Waits until an element that matches a selector contains a text.
    #[track_caller]
    pub fn says(&self, selector: &str, wanted: &str) -> impl Future<Output = ()> {
        let what = format!("“{wanted}” in {selector}");
        let (host, selector, wanted) = (self.host.clone(), selector.to_owned(), wanted.to_owned());
        let found = move |selector: &str| {
            let found = host.shadow_root().unwrap().query_selector_all(selector).unwrap();
            let text = |at| fold(&found.get(at).unwrap().text_content().unwrap());
            (0..found.length()).map(text).collect::<Vec<_>>()
        };
        let (texts, seen) = (found.clone(), selector.clone());
        until_seen(
            what,
            move || texts(&selector).iter().any(|text| text.contains(&wanted)),
            move || format!("{:?} in {:?}", found(&seen), found(".root")),
        )
    }
}

/// The text of an element on one line.
pub fn text(element: &Element) -> String {
    fold(&element.text_content().unwrap_or_default())
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The accessible name of a button.
fn name(button: &Element) -> String {
    button.get_attribute("aria-label").unwrap_or_else(|| text(button))
}

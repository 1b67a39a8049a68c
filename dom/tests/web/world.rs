//! A place in the document for one test's view.

use dom::El;
use dom::reactive::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// A view in a shadow root, as the component has it. It ends with this value.
pub struct Mounted {
    host: Element,
    pub root: ShadowRoot,
    owner: Owner,
}

impl Mounted {
    pub fn new(view: impl FnOnce() -> El) -> Self {
        init_executor();
        let host = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let owner = Owner::new();
        let view = owner.with(view);
        root.append_child(view.element()).unwrap();
        Self { host, root, owner }
    }

    /// Ends the view's owner; what it made stays in the document.
    pub fn end(&self) {
        self.owner.cleanup();
    }

    #[track_caller]
    pub fn get(&self, selector: &str) -> HtmlElement {
        self.root.query_selector(selector).unwrap().expect(selector).unchecked_into()
    }

    pub fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).unwrap().is_some()
    }

    pub fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.get(at).unwrap().text_content().unwrap()).collect()
    }

    /// The text of all that is focused.
    pub fn focused(&self) -> Option<String> {
        self.root.active_element().and_then(|element| element.text_content())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.host.remove();
    }
}

/// Lets effects run that are due, and those that these cause.
pub async fn updated() {
    for _ in 0..4 {
        Executor::tick().await;
    }
}

//! The browser as a [`Platform`].

use std::pin::Pin;
use std::rc::Rc;

use dom::{Timer, ev, window_event_listener};
use wasm_bindgen::prelude::*;
use web_sys::Storage;
use web_sys::js_sys::Reflect;

use super::{Attention, Guard, HistoryMode, Location, Pause, Platform, intl, scheduler};

/// The browser that displays the page.
pub struct Browser;

impl Platform for Browser {
    fn now(&self) -> f64 {
        intl::now()
    }

    fn time_zone(&self) -> String {
        intl::own_time_zone()
    }

    fn every(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard {
        Box::new(Timer::interval(milliseconds, act))
    }

    fn after(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard {
        Box::new(Timer::timeout(milliseconds, act))
    }

    fn random(&self) -> f64 {
        random()
    }

    fn attention(&self) -> Attention {
        let window = web_sys::window();
        let document = window.as_ref().and_then(|window| window.document());
        Attention {
            is_visible: !document.is_some_and(|document| document.hidden()),
            is_online: window.is_none_or(|window| window.navigator().on_line()),
        }
    }

    fn on_attention(&self, act: Rc<dyn Fn()>) {
        let (online, offline) = (act.clone(), act.clone());
        // It bubbles from the document.
        window_event_listener(ev::visibilitychange, move |_| act());
        window_event_listener(ev::online, move |_| online());
        window_event_listener(ev::offline, move |_| offline());
    }

    fn after_paint(&self, act: Rc<dyn Fn()>) -> Guard {
        scheduler::after_paint(act)
    }

    fn pause(&self, pause: Pause) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(scheduler::pause(pause))
    }

    fn location(&self) -> Location {
        let location = web_sys::window().map(|window| window.location());
        let Some(location) = location else {
            return Location::default();
        };
        let part = |part: Result<String, JsValue>| part.unwrap_or_default();
        // An opaque origin has no base of its own; the rest of the address is used instead. A `?` or a `#` without
        // anything after it, as a link to `#` leaves it, is in neither part.
        let href = part(location.href());
        let length = href.bytes().take_while(|byte| !matches!(byte, b'?' | b'#')).count();
        let base = href.get(..length).unwrap_or_default().to_owned();
        Location { base, search: part(location.search()), hash: part(location.hash()) }
    }

    fn stored(&self, key: &str) -> Option<String> {
        storage()?.get_item(key).ok().flatten()
    }

    fn store(&self, key: &str, text: &str) -> bool {
        storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
    }

    fn reload(&self) {
        if let Some(window) = web_sys::window() {
            // A frame without permission is not reloaded.
            let _ = window.location().reload();
        }
    }

    fn on_history(&self, mut act: Box<dyn FnMut()>) {
        window_event_listener(ev::popstate, move |_| act());
    }

    fn set_search(&self, search: &str, mode: HistoryMode) {
        let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else {
            return;
        };
        let location = self.location();
        let Location { base, hash, .. } = &location;
        let href = format!("{base}{search}{hash}");
        // The state of the entry belongs to the host page: routers need it.
        let state = history.state().unwrap_or(JsValue::NULL);
        name_address(&state, &location, search);
        // A sandboxed frame may refuse; the list works without the address.
        let _ = match mode {
            HistoryMode::Push => history.push_state_with_url(&state, "", Some(&href)),
            HistoryMode::Replace => history.replace_state_with_url(&state, "", Some(&href)),
            HistoryMode::None => Ok(()),
        };
    }
}

/// Puts another query into a state that contains the address of its entry. Vue Router writes that address to the
/// entry again when it leaves it.
fn name_address(state: &JsValue, location: &Location, search: &str) -> Option<()> {
    let Location { base, search: before, hash } = location;
    let key = JsValue::from_str("current");
    let current = Reflect::get(state, &key).ok()?.as_string()?;
    let path = current.strip_suffix(hash.as_str())?.strip_suffix(before.as_str())?;
    if path.starts_with('/') && base.ends_with(path) {
        let _ = Reflect::set(state, &key, &format!("{path}{search}{hash}").into());
    }
    Some(())
}

/// The browser's storage for the origin; in a frame of another site, access may be forbidden and throws.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

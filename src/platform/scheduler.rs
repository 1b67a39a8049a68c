//! Pauses in long work, so that input is handled and frames are painted in between.

use std::cell::RefCell;
use std::rc::Rc;

use dom::Timer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Function, Promise};

use super::{Guard, Pause};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = scheduler, js_name = yield)]
    fn scheduler_yield() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_name = requestIdleCallback)]
    fn request_idle_callback(callback: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: i32) -> JsValue;
}

/// Waits for a later task of the event loop. In supported browsers without these functions, a timer replaces them.
pub async fn pause(pause: Pause) {
    let until = match pause {
        Pause::Yield => scheduler_yield().unwrap_or_else(|_| {
            promise(&|resolve| {
                set_timeout(resolve, 0);
            })
        }),
        Pause::Idle => promise(&|resolve| {
            if request_idle_callback(resolve).is_err() {
                set_timeout(resolve, 20);
            }
        }),
    };
    let _ = JsFuture::from(until).await;
}

/// A hidden page, and a frame outside the viewport, paint nothing: they wait for this many milliseconds.
const UNPAINTED: i32 = 100;

/// Calls `act` once, in a task after the next frame, unless the guard is dropped before.
pub fn after_paint(act: Rc<dyn Fn()>) -> Guard {
    let late = act.clone();
    let timer = Rc::new(RefCell::new(Timer::timeout(UNPAINTED, move || late())));
    let own = timer.clone();
    let frame = Timer::frame(move || {
        let act = act.clone();
        // The frame is painted in the same task as its callbacks.
        own.replace(Timer::timeout(0, move || act()));
    });
    Box::new((frame, timer))
}

fn promise(start: &dyn Fn(&Function)) -> Promise {
    Promise::new(&mut |resolve, _| start(&resolve))
}

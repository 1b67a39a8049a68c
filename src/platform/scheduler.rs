//! Turns of the browser's event loop: long work lets others go first.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Function, Promise};

/// For so many milliseconds work goes on without a pause; then others get their turn.
pub const SLICE: f64 = 8.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = scheduler, js_name = yield)]
    fn yield_now() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_name = requestIdleCallback)]
    fn when_idle(callback: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    fn later(callback: &Function, milliseconds: i32) -> JsValue;
}

/// Goes on when what waits has been seen to: what the reader did, and what is to be painted.
pub async fn turn() {
    // Newer than some of the browsers that are welcome here.
    let turn = yield_now().unwrap_or_else(|_| {
        promise(&|go_on| {
            later(go_on, 0);
        })
    });
    let _ = JsFuture::from(turn).await;
}

/// Goes on when the browser has nothing else to do.
pub async fn idle() {
    let idle = promise(&|go_on| {
        if when_idle(go_on).is_err() {
            later(go_on, 20);
        }
    });
    let _ = JsFuture::from(idle).await;
}

fn promise(start: &dyn Fn(&Function)) -> Promise {
    Promise::new(&mut |resolve, _| start(&resolve))
}

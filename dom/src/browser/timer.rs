//! Timers of the browser as guards.

use crate::reactive::Compute;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::Event;

/// A timer that is cleared when this value is dropped. To end it with the current owner, move it into
/// [`on_cleanup`](crate::reactive::on_cleanup).
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] fn example(now: dom::reactive::RwSignal<f64>) {
/// # use dom::{Timer, reactive::*};
/// let clock = Timer::interval(15_000, move || now.update(|now| *now += 15_000.0));
/// on_cleanup(move || drop(clock));
/// # }
/// ```
pub struct Timer(SendWrapper<(f64, Callback)>);

type Callback = Closure<dyn FnMut(Event)>;

// The ids are numbers without a limit: a test's clock in the browser's place may count beyond 32 bits.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(callback: &js_sys::Function, milliseconds: i32) -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: i32) -> f64;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: f64);
}

impl Timer {
    /// Calls `act` every `milliseconds`.
    pub fn interval(milliseconds: i32, act: impl FnMut() + 'static) -> Self {
        Self::new(milliseconds, Box::new(act), set_interval)
    }

    /// Calls `act` once, after `milliseconds`.
    pub fn timeout(milliseconds: i32, act: impl FnMut() + 'static) -> Self {
        Self::new(milliseconds, Box::new(act), set_timeout)
    }

    fn new(
        milliseconds: i32,
        mut act: Box<dyn Compute<()>>,
        start: fn(&js_sys::Function, i32) -> f64,
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(move |_| act.compute());
        let id = start(closure.as_ref().unchecked_ref(), milliseconds);
        Self(SendWrapper::new((id, closure)))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // The browser has one list for both kinds.
        clear_interval(self.0.0);
    }
}

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
pub struct Timer(SendWrapper<Running>);

struct Running {
    id: f64,
    clear: fn(f64),
    /// The callback of the browser.
    _callback: Callback,
}

type Callback = Closure<dyn FnMut(Event)>;

// The IDs are `f64`, because the clock of a test may count beyond 32 bits.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(callback: &js_sys::Function, milliseconds: i32) -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: i32) -> f64;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: f64);
    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_animation_frame(callback: &js_sys::Function, unused: i32) -> f64;
    #[wasm_bindgen(js_name = cancelAnimationFrame)]
    fn cancel_animation_frame(id: f64);
}

impl Timer {
    /// Calls `act` every `milliseconds`.
    pub fn interval(milliseconds: i32, act: impl FnMut() + 'static) -> Self {
        // Browsers have one list of IDs for both kinds of timers.
        Self::new(milliseconds, Box::new(act), set_interval, clear_interval)
    }

    /// Calls `act` once, after `milliseconds`.
    pub fn timeout(milliseconds: i32, act: impl FnMut() + 'static) -> Self {
        Self::new(milliseconds, Box::new(act), set_timeout, clear_interval)
    }

    /// Calls `act` once, before the next frame is painted. An invisible page has no frames.
    pub fn frame(act: impl FnMut() + 'static) -> Self {
        Self::new(0, Box::new(act), request_animation_frame, cancel_animation_frame)
    }

    fn new(
        milliseconds: i32,
        mut act: Box<dyn Compute<()>>,
        start: fn(&js_sys::Function, i32) -> f64,
        clear: fn(f64),
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(move |_| act.compute());
        let id = start(closure.as_ref().unchecked_ref(), milliseconds);
        Self(SendWrapper::new(Running { id, clear, _callback: closure }))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        (self.0.clear)(self.0.id);
    }
}

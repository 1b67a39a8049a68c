//! The events by their names, each with the type of its event object.

use wasm_bindgen::JsCast;

/// An event: its name, and its type.
pub trait EventType {
    /// The type of the event object.
    type Event: JsCast;
    /// The name of the event.
    const NAME: &'static str;
}

macro_rules! events {
    ($($name:ident: $event:ident,)+) => {
        $(
            #[doc = concat!("The event `", stringify!($name), "`.")]
            #[allow(non_camel_case_types, reason = "the DOM's own name")]
            pub struct $name;

            impl EventType for $name {
                type Event = web_sys::$event;
                const NAME: &'static str = stringify!($name);
            }
        )+
    };
}

events! {
    afterprint: Event,
    animationend: Event,
    beforeprint: Event,
    blur: FocusEvent,
    change: Event,
    click: MouseEvent,
    close: Event,
    compositionend: Event,
    dblclick: MouseEvent,
    focusin: FocusEvent,
    focusout: FocusEvent,
    input: InputEvent,
    keydown: KeyboardEvent,
    mousedown: MouseEvent,
    offline: Event,
    online: Event,
    pointercancel: PointerEvent,
    pointerdown: PointerEvent,
    pointerleave: PointerEvent,
    pointermove: PointerEvent,
    pointerup: PointerEvent,
    popstate: PopStateEvent,
    submit: SubmitEvent,
    toggle: Event,
    visibilitychange: Event,
}

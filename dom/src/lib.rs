//! A type-erased DOM builder on Leptos' signals. It does not depend on jobs or locales.
//!
//! Views are written as in Leptos' own builder syntax, with the DOM's names: functions named after tags make
//! elements, and their methods take a value or a closure. A closure is run at once, and again after a change of a
//! signal that it read.
//!
//! ```no_run
//! # #[cfg(target_arch = "wasm32")] mod example {
//! use dom::html::{button, div, span};
//! use dom::reactive::*;
//! use dom::{El, ev};
//!
//! /// A button that counts its clicks.
//! pub fn counter() -> El {
//!     let count = RwSignal::new(0);
//!     div()
//!         .class("counter")
//!         .child(
//!             button()
//!                 .attr("type", "button")
//!                 .attr("aria-pressed", move || if count.get() > 0 { "true" } else { "false" })
//!                 .on(ev::click, move |_| count.update(|count| *count += 1))
//!                 .text("Count"),
//!         )
//!         .show(move || count.get() > 0, move || span().text(move || count.get().to_string()))
//! }
//! # }
//! ```
//!
//! Everything created in a closure (listeners, effects, timers, signals) ends before the next run of that closure.
//! Everything created outside of closures ends with the [`reactive::Owner`] under which the view was made.
//!
//! `view!` is not used because it gives every element a type of its own, and each type its own code;
//! `docs/decisions/0001-dom-builder.md` has the sizes. Here all elements have one type, closures are boxed, and
//! each method does its work in one function that is compiled once. Nothing is written as `innerHTML`, which
//! Trusted Types forbid.
//!
//! # Table of contents
//!
//! - [`reactive`]: signals, memos, effects, owners; also without a browser
//! - `El`: an element and the builder's methods; `html` and `svg` make them
//! - `Attribute`, `Text`, `Children` and so on: what the methods accept
//! - `ev`: the events with their types; `event_target_value` and other helpers for handlers
//! - `NodeRef`: an element that another component can focus; `focus_after_update`
//! - `Binding`, `MarkedText`: a text or an attribute that an effect writes by hand
//! - `Timer`, `observe_resize`: callbacks of the browser, until their owner ends

pub mod reactive;

#[cfg(target_arch = "wasm32")]
mod browser {
    mod builder;
    mod document;
    mod el;
    pub mod ev;
    mod event;
    mod focus;
    mod for_each;
    pub mod html;
    mod node_ref;
    mod resize;
    pub mod svg;
    mod timer;
    mod value;
    mod visibility;
    mod write;

    pub use el::El;
    pub use event::{
        event_target, event_target_value, is_composing, scroll_into_view, window_event_listener,
    };
    pub use focus::focus_after_update;
    pub use node_ref::NodeRef;
    pub use resize::observe_resize;
    pub use timer::Timer;
    pub use value::{
        Attribute, Children, Class, Dynamic, IntoAttribute, IntoElements, Property, Static, Text,
        Toggle,
    };
    pub use visibility::observe_visibility;
    pub use write::{Binding, MarkedText};
}

#[cfg(target_arch = "wasm32")]
pub use browser::{
    Attribute, Binding, Children, Class, Dynamic, El, IntoAttribute, IntoElements, MarkedText,
    NodeRef, Property, Static, Text, Timer, Toggle, ev, event_target, event_target_value,
    focus_after_update, html, is_composing, observe_resize, observe_visibility, scroll_into_view,
    svg, window_event_listener,
};

//! Stands in for the crate `wasm-streams`, which Leptos brings along for its server functions.
//!
//! This page has no server functions, so nothing here is ever called. But the real crate exports classes
//! to JavaScript, which no linker may drop, and with them all that they use. What Leptos's server
//! functions mention of it is here by name, so that they compile.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

const NOBODY: &str = "this page has no server functions";

/// A stream of JavaScript.
pub struct ReadableStream(web_sys::ReadableStream);

/// A stream of JavaScript as one of Rust.
pub struct IntoStream(());

impl ReadableStream {
    /// From a stream of JavaScript.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// From a stream of Rust.
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        unreachable!("{NOBODY}")
    }

    /// As a stream of JavaScript.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// As a stream of Rust.
    pub fn into_stream(self) -> IntoStream {
        unreachable!("{NOBODY}")
    }
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        unreachable!("{NOBODY}")
    }
}

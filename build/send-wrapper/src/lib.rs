//! Stands in for the crate `send_wrapper`, which checks at each use that a value is still on its own thread.
//!
//! A page has one thread, and its WebAssembly is built without atomics, so there is no other to be on. The
//! check, and the handle of the thread that it needs, are 2 KB of the page as it is sent. On any other target
//! the thread is checked: the component's state is tested there.

#[cfg(not(target_arch = "wasm32"))]
#[path = "checked.rs"]
mod wrapper;
#[cfg(target_arch = "wasm32")]
#[path = "page.rs"]
mod wrapper;

use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll};

pub use wrapper::SendWrapper;

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value()
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value_mut()
    }
}

impl<T> SendWrapper<T> {
    fn pinned(self: Pin<&mut Self>) -> Pin<&mut T> {
        #[allow(unsafe_code, reason = "nothing here moves a value out of a pinned wrapper")]
        // SAFETY: the wrapper holds its value in place, and has no other way to it while it is pinned.
        unsafe {
            self.map_unchecked_mut(|wrapper| wrapper.value_mut())
        }
    }
}

impl<F: Future> Future for SendWrapper<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.pinned().poll(context)
    }
}

#[cfg(feature = "futures")]
impl<S: futures_core::Stream> futures_core::Stream for SendWrapper<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.pinned().poll_next(context)
    }
}

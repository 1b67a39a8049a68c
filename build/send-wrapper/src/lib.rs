//! Stands in for the crate `send_wrapper`, which checks at each use that a value is still on its own thread.
//!
//! A page has one thread, and its WebAssembly is built without atomics, so there is no other to be on. The
//! check, and the handle of the thread that it needs, are 2 KB of the page as it is sent. For any other target a
//! wrapped value cannot be sent at all, which the compiler then says.

use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A value that counts as one that can be sent to another thread, where there is none.
#[derive(Clone, Debug)]
pub struct SendWrapper<T>(T);

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[allow(
    unsafe_code,
    reason = "without atomics no WebAssembly shares its memory with another thread"
)]
mod sent {
    use super::SendWrapper;

    unsafe impl<T> Send for SendWrapper<T> {}
    unsafe impl<T> Sync for SendWrapper<T> {}
}

impl<T> SendWrapper<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Whether this is the thread of the value.
    pub fn valid(&self) -> bool {
        true
    }

    /// The value.
    pub fn take(self) -> T {
        self.0
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> SendWrapper<T> {
    fn pinned(self: Pin<&mut Self>) -> Pin<&mut T> {
        #[allow(unsafe_code, reason = "nothing here moves a value out of a pinned wrapper")]
        // SAFETY: the wrapper holds its value in place, and has no other way to it while it is pinned.
        unsafe {
            self.map_unchecked_mut(|wrapper| &mut wrapper.0)
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

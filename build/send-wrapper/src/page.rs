//! The wrapper in a page: nothing is checked, because there is one thread.

/// A value that counts as one that can be sent to another thread, where there is none.
#[derive(Clone, Debug)]
pub struct SendWrapper<T>(T);

#[cfg(not(target_feature = "atomics"))]
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

    pub(crate) fn value(&self) -> &T {
        &self.0
    }

    pub(crate) fn value_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

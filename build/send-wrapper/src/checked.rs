//! The wrapper where there are threads: each use is checked, and a value that is dropped on another thread is
//! leaked.

use std::thread::{self, ThreadId};

const OTHER_THREAD: &str = "a wrapped value is used on its own thread only";

/// A value that can be sent to another thread, and panics where it is used there.
#[derive(Debug)]
pub struct SendWrapper<T> {
    /// Empty only after `take`.
    value: Option<T>,
    thread: ThreadId,
}

#[allow(unsafe_code, reason = "every use checks the thread, and a drop elsewhere leaks")]
mod sent {
    use super::SendWrapper;

    unsafe impl<T> Send for SendWrapper<T> {}
    unsafe impl<T> Sync for SendWrapper<T> {}
}

impl<T> SendWrapper<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self { value: Some(value), thread: thread::current().id() }
    }

    /// Whether this is the thread of the value.
    pub fn valid(&self) -> bool {
        self.thread == thread::current().id()
    }

    /// The value.
    ///
    /// # Panics
    /// On another thread.
    pub fn take(mut self) -> T {
        assert!(self.valid(), "{OTHER_THREAD}");
        self.value.take().expect(OTHER_THREAD)
    }

    pub(crate) fn value(&self) -> &T {
        assert!(self.valid(), "{OTHER_THREAD}");
        self.value.as_ref().expect(OTHER_THREAD)
    }

    pub(crate) fn value_mut(&mut self) -> &mut T {
        assert!(self.valid(), "{OTHER_THREAD}");
        self.value.as_mut().expect(OTHER_THREAD)
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        Self::new(self.value().clone())
    }
}

impl<T> Drop for SendWrapper<T> {
    fn drop(&mut self) {
        if !self.valid() {
            std::mem::forget(self.value.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_on_its_thread() {
        let wrapped = SendWrapper::new(std::rc::Rc::new(1));
        assert_eq!(**wrapped.value(), 1);
        let used = thread::spawn(move || {
            assert!(!wrapped.valid());
            *wrapped.take()
        });
        assert!(used.join().is_err());
    }
}

//! Leptos' signals, memos, effects and owners, type-erased. This module needs no browser.
//!
//! Names and meanings are those of Leptos, whose documentation applies. The difference is the size. Leptos compiles
//! its graph nodes once for each type of value and for each closure, and the component has dozens: 43 KB of
//! WebAssembly, 8.5 KB compressed. Here the graph contains a single type, `Box<dyn Any>`, and thin wrappers know
//! the type in the box.
//!
//! ```
//! use dom::reactive::*;
//!
//! let owner = Owner::new();
//! owner.with(|| {
//!     let count = RwSignal::new(2);
//!     let double = Memo::new(move |_| count.get() * 2);
//!     count.update(|count| *count += 1);
//!     assert_eq!(double.get(), 6);
//! });
//! owner.cleanup();
//! ```
//!
//! Effects and tasks run on an executor, which [`init_executor`] starts. In a browser they run in a microtask after
//! the code that caused them; elsewhere [`Executor::poll_local`] runs those that are due, so a native test controls
//! when:
//!
//! ```
//! # use std::{cell::Cell, rc::Rc};
//! # use dom::reactive::*;
//! init_executor();
//! let owner = Owner::new();
//! owner.with(|| {
//!     let (name, seen) = (RwSignal::new("a"), Rc::new(Cell::new("")));
//!     let last = seen.clone();
//!     Effect::new(move || last.set(name.get()));
//!     Executor::poll_local();
//!     name.set("b");
//!     Executor::poll_local();
//!     assert_eq!(seen.get(), "b");
//! });
//! ```

use std::any::Any;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;

pub use any_spawner::Executor;
use reactive_graph::effect;
use reactive_graph::effect::RenderEffect;
pub use reactive_graph::graph::untrack;
pub use reactive_graph::owner::{Owner, provide_context, use_context};
use reactive_graph::traits::{Notify, Read, ReadUntracked, Track, Write};
use reactive_graph::{computed, owner, signal};
use send_wrapper::SendWrapper;

/// The one type of value in the graph.
type Boxed = Box<dyn Any + Send + Sync>;

/// Computes a memo's value from the one before.
type ComputeMemo<T> = dyn Fn(Option<&T>) -> T + Send + Sync;
/// The same for the graph, with whether the two values differ.
type ComputeBoxed = dyn Fn(Option<Boxed>) -> (Boxed, bool) + Send + Sync;

const TYPE: &str = "a value is read as the type that it was written as";

/// A node of the graph that holds a value of type `T`. `WRITE` says whether it can be set.
pub struct Reactive<Node, T, const WRITE: bool = false> {
    node: Node,
    value: PhantomData<fn() -> T>,
}

/// A signal: a value that can be set, and that notifies its subscribers.
///
/// It is disposed with the owner under which it was created.
pub type RwSignal<T> = Reactive<signal::RwSignal<Boxed>, T, true>;
/// The reading half of a signal.
pub type ReadSignal<T> = Reactive<signal::RwSignal<Boxed>, T>;
/// A value derived from others. It is computed again when one of them has changed and it is read.
pub type Memo<T> = Reactive<computed::Memo<Boxed>, T>;

impl<Node: Copy, T, const WRITE: bool> Copy for Reactive<Node, T, WRITE> {}

impl<Node: Copy, T, const WRITE: bool> Clone for Reactive<Node, T, WRITE> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Node, T, const WRITE: bool> Reactive<Node, T, WRITE> {
    fn of(node: Node) -> Self {
        Self { node, value: PhantomData }
    }
}

// `track_caller`: in development builds, the panic of an invalid read names the place of the read.
impl<Node, T: 'static, const WRITE: bool> Reactive<Node, T, WRITE>
where
    Node: Track + ReadUntracked<Value: Deref<Target = Boxed>>,
{
    /// Applies `read` to the value, and subscribes the current observer.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(downcast(&self.node.read()))
    }

    /// Applies `read` to the value without subscribing.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(downcast(&self.node.read_untracked()))
    }

    /// The same, or `None` if the node is disposed.
    pub fn try_with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.node.try_read_untracked().map(|value| read(downcast(&value)))
    }

    /// A copy of the value; subscribes the current observer.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value, without subscribing.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// A signal with this value, disposed with the current owner.
    pub fn new(value: T) -> Self {
        Self::of(signal::RwSignal::new(Box::new(value)))
    }

    /// Sets the value and notifies the subscribers, even if the value is equal.
    pub fn set(self, value: T) {
        self.try_set(value);
    }

    /// The same; `false` if the signal is disposed, which is possible after an `await`.
    pub fn try_set(self, value: T) -> bool {
        replace(self.node, Box::new(value))
    }

    /// Changes the value in place and notifies the subscribers.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// The same, with the result of `change`; `None` if the signal is disposed.
    pub fn try_update<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.node.try_write().map(|mut value| change(downcast_mut(&mut value)))
    }

    /// Changes the value in place without notifying subscribers.
    pub fn update_untracked(self, change: impl FnOnce(&mut T)) {
        if let Some(mut value) = self.node.try_write_untracked() {
            change(downcast_mut(&mut value));
        }
    }

    /// Notifies the subscribers, as if the value were set.
    pub fn notify(self) {
        self.node.notify();
    }

    /// The reading half of this signal.
    pub fn read_only(self) -> ReadSignal<T> {
        Reactive::of(self.node)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// A memo of the result of `compute`, which gets the previous value. The memo notifies its subscribers only if
    /// the new value differs from it.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self::boxed(Box::new(compute))
    }

    fn boxed(compute: Box<ComputeMemo<T>>) -> Self {
        Self::of(memo(Box::new(move |before| {
            let before = before.as_ref().map(downcast);
            let after = compute(before);
            let differs = before != Some(&after);
            (Box::new(after), differs)
        })))
    }
}

/// A function that runs soon, and again after a change of a signal that it read. It ends with the current owner.
///
/// An effect synchronizes something outside the graph: a request, the address bar, a timer. For a value derived
/// from others, use a [`Memo`].
#[derive(Clone, Copy)]
pub struct Effect;

impl Effect {
    /// Schedules `run`.
    pub fn new(run: impl FnMut() + 'static) -> Self {
        effect(Box::new(run));
        Self
    }
}

/// Runs `run` now, and again after a change of a signal that it read, until the current owner ends: for writes to
/// the document.
pub fn render_effect(run: impl FnMut() + 'static) {
    render_effect_boxed(Box::new(run));
}

/// `FnMut() -> T` as a trait object with one method. A `dyn FnMut` also has the method of `FnOnce`, which would be
/// compiled for every closure.
pub(crate) trait Compute<T> {
    fn compute(&mut self) -> T;
}

impl<T, F: FnMut() -> T> Compute<T> for F {
    fn compute(&mut self) -> T {
        self()
    }
}

/// Runs `write` now, and again after a change of a signal that it read, until the current owner ends.
pub(crate) fn render_effect_boxed(mut write: Box<dyn Compute<()>>) {
    let effect = RenderEffect::new(move |_: Option<()>| write.compute());
    on_cleanup(move || drop(effect));
}

/// Starts the executor for effects and tasks. Later calls have no effect.
pub fn init_executor() {
    #[cfg(target_arch = "wasm32")]
    let started = Executor::init_wasm_bindgen();
    #[cfg(not(target_arch = "wasm32"))]
    let started = Executor::init_futures_executor();
    // The error means that it is running already.
    drop(started);
}

/// Calls `clean_up` when the current owner ends, and before the next run of the current effect.
pub fn on_cleanup(clean_up: impl FnOnce() + 'static) {
    cleanup(SendWrapper::new(Box::new(clean_up)));
}

/// Runs a future to its end, even if the owner ends.
pub fn spawn_local(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    Executor::spawn_local(future);
}

/// Runs a future, and drops it when the current owner ends or the current effect runs again.
pub fn spawn_local_scoped_with_cancellation(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    reactive_graph::spawn_local_scoped_with_cancellation(future);
}

// The functions below do the work for the single type of values, so that it is compiled once.

fn downcast<T: 'static>(value: &Boxed) -> &T {
    (**value).downcast_ref().expect(TYPE)
}

fn downcast_mut<T: 'static>(value: &mut impl DerefMut<Target = Boxed>) -> &mut T {
    (***value).downcast_mut().expect(TYPE)
}

fn replace(signal: signal::RwSignal<Boxed>, value: Boxed) -> bool {
    signal.try_write().map(|mut place| *place = value).is_some()
}

fn cleanup(clean_up: SendWrapper<Box<dyn FnOnce()>>) {
    owner::on_cleanup(move || clean_up.take()());
}

fn memo(compute: Box<ComputeBoxed>) -> computed::Memo<Boxed> {
    computed::Memo::new_owning(compute)
}

fn effect(mut run: Box<dyn Compute<()>>) {
    effect::Effect::new(move |_: Option<()>| run.compute());
}

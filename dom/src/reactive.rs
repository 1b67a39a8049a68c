//! What of Leptos is used here: its signals, memos, effects and owners.
//!
//! Leptos makes code of its own for each type of value that it keeps and for each closure that makes
//! one, and there are dozens: 43 KB of WebAssembly, 8.5 KB of them sent. Here it keeps one type, a box,
//! and what is in the box is looked after by the types of this room, which have Leptos's names and mean
//! what Leptos's do.
//!
//! Views are written by `dom.rs`, so nothing of its renderer is. The server functions that it brings
//! along are dropped from the built page by a hook in Trunk.toml.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;

pub use any_spawner::Executor;
use leptos::prelude as kept;
pub use leptos::prelude::{Owner, RenderEffect, untrack};
use leptos::reactive::traits::{Notify, Read, ReadUntracked, Track, Write};
use leptos::task::spawn_local_scoped_with_cancellation;
use send_wrapper::SendWrapper;

/// What Leptos keeps: a value of any type.
type Boxed = Box<dyn Any + Send + Sync>;

/// What makes a memo's value of the one before.
type Make<T> = dyn Fn(Option<&T>) -> T + Send + Sync;
/// The same for Leptos, with whether they differ.
type MakeBoxed = dyn Fn(Option<Boxed>) -> (Boxed, bool) + Send + Sync;

const TYPE: &str = "what was put in as one type is taken out as the same";

/// A value of type `T` that Leptos keeps in a `Kept`. Where `SET` holds it can be set.
pub struct Reactive<Kept, T, const SET: bool = false> {
    kept: Kept,
    of: PhantomData<fn() -> T>,
}

/// A value that can be set, and that tells who reads it.
pub type RwSignal<T> = Reactive<kept::RwSignal<Boxed>, T, true>;
/// The same for readers only.
pub type ReadSignal<T> = Reactive<kept::RwSignal<Boxed>, T>;
/// A value that is made of others, and made anew when they have changed.
pub type Memo<T> = Reactive<kept::Memo<Boxed>, T>;

impl<Kept: Copy, T, const SET: bool> Copy for Reactive<Kept, T, SET> {}

impl<Kept: Copy, T, const SET: bool> Clone for Reactive<Kept, T, SET> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Kept, T, const SET: bool> Reactive<Kept, T, SET> {
    fn of(kept: Kept) -> Self {
        Self { kept, of: PhantomData }
    }
}

// What can be read. In a build for development Leptos says of a mistake where it was made.
impl<Kept, T: 'static, const SET: bool> Reactive<Kept, T, SET>
where
    Kept: Track + ReadUntracked<Value: Deref<Target = Boxed>>,
{
    /// What `read` makes of the value. Who runs now is told of its changes.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(inside(&self.kept.read()))
    }

    /// The same, and nobody is told.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(inside(&self.kept.read_untracked()))
    }

    /// A copy of the value. Who runs now is told of its changes.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// The same, and nobody is told.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// It ends with the present owner.
    pub fn new(value: T) -> Self {
        Self::of(kept::RwSignal::new(Box::new(value)))
    }

    /// Sets the value.
    pub fn set(self, value: T) {
        self.try_set(value);
    }

    /// Sets the value, unless the signal has ended: then it is `false`.
    pub fn try_set(self, value: T) -> bool {
        replace(self.kept, Box::new(value))
    }

    /// Changes the value in place.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Changes the value in place, unless the signal has ended.
    pub fn try_update<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.kept.try_write().map(|mut value| change(inside_mut(&mut value)))
    }

    /// Changes the value in place, and tells nobody.
    pub fn update_untracked(self, change: impl FnOnce(&mut T)) {
        if let Some(mut value) = self.kept.try_write_untracked() {
            change(inside_mut(&mut value));
        }
    }

    /// Tells who reads it, as if it were set.
    pub fn notify(self) {
        self.kept.notify();
    }

    /// The same signal, for readers only.
    pub fn read_only(self) -> ReadSignal<T> {
        Reactive::of(self.kept)
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// `make` gets the value before. Who reads the memo is told only when the new one is another.
    pub fn new(make: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self::boxed(Box::new(make))
    }

    fn boxed(make: Box<Make<T>>) -> Self {
        Self::of(memo(Box::new(move |before| {
            let before = before.as_ref().map(inside);
            let after = make(before);
            let differs = before != Some(&after);
            (Box::new(after), differs)
        })))
    }
}

/// An effect: it runs soon, and again after a change of what it read.
pub fn effect(run: Box<dyn Fn()>) {
    kept::Effect::new(move |_: Option<()>| run());
}

/// Is called when the present owner ends, and before each further run of an effect.
pub fn on_cleanup(act: impl FnOnce() + 'static) {
    cleanup(SendWrapper::new(Box::new(act)));
}

/// Runs until the present owner ends, or the present run of an effect.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local_scoped_with_cancellation(future);
}

/// Runs to its end, whatever else ends.
pub fn spawn_free(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    Executor::spawn_local(future);
}

// The rest does the work for one type, so that it is compiled once.

fn inside<T: 'static>(value: &Boxed) -> &T {
    (**value).downcast_ref().expect(TYPE)
}

fn inside_mut<T: 'static>(value: &mut impl DerefMut<Target = Boxed>) -> &mut T {
    (***value).downcast_mut().expect(TYPE)
}

fn replace(signal: kept::RwSignal<Boxed>, value: Boxed) -> bool {
    signal.try_write().map(|mut place| *place = value).is_some()
}

fn cleanup(act: SendWrapper<Box<dyn FnOnce()>>) {
    kept::on_cleanup(move || act.take()());
}

fn memo(make: Box<MakeBoxed>) -> kept::Memo<Boxed> {
    kept::Memo::new_owning(make)
}

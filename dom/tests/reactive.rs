//! The signals without a browser: names and meanings are those of Leptos.

#![cfg(not(target_arch = "wasm32"))]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dom::reactive::*;

fn owned<T>(test: impl FnOnce() -> T) -> (Owner, T) {
    init_executor();
    let owner = Owner::new();
    let result = owner.with(test);
    (owner, result)
}

#[test]
fn a_signal_holds_what_was_set() {
    let _owner = owned(|| {
        let name = RwSignal::new("a".to_owned());
        name.set("b".to_owned());
        name.update(|name| name.push('c'));
        assert_eq!(name.get(), "bc");
        assert_eq!(name.read_only().with(String::len), 2);
        assert_eq!(name.try_update(|name| name.len()), Some(2));
    });
}

#[test]
fn a_memo_computes_once_and_notifies_only_of_another_value() {
    let computed = Arc::new(AtomicUsize::new(0));
    let (_owner, (number, is_even, runs)) = owned(|| {
        let number = RwSignal::new(1);
        let counted = computed.clone();
        let is_even = Memo::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            number.get() % 2 == 0
        });
        let runs = Rc::new(Cell::new(0));
        let seen = runs.clone();
        Effect::new(move || {
            is_even.get();
            seen.set(seen.get() + 1);
        });
        (number, is_even, runs)
    });
    Executor::poll_local();
    assert_eq!(
        (is_even.get_untracked(), computed.load(Ordering::Relaxed), runs.get()),
        (false, 1, 1)
    );
    number.set(3);
    Executor::poll_local();
    assert_eq!((computed.load(Ordering::Relaxed), runs.get()), (2, 1), "equal: the effect stays");
    number.set(4);
    Executor::poll_local();
    assert_eq!((is_even.get_untracked(), runs.get()), (true, 2));
}

#[test]
fn a_memo_is_given_its_value_before() {
    let _owner = owned(|| {
        let step = RwSignal::new(1);
        let sum = Memo::new(move |before: Option<&i32>| before.copied().unwrap_or(10) + step.get());
        assert_eq!(sum.get(), 11);
        step.set(5);
        assert_eq!(sum.get(), 16);
    });
}

#[test]
fn an_effect_runs_once_for_changes_of_the_same_turn_and_not_for_untracked_reads() {
    let (_owner, (read, ignored, seen)) = owned(|| {
        let (read, ignored) = (RwSignal::new(0), RwSignal::new(0));
        let seen = Rc::new(RefCell::new(Vec::new()));
        let noted = seen.clone();
        Effect::new(move || noted.borrow_mut().push((read.get(), untrack(|| ignored.get()))));
        (read, ignored, seen)
    });
    Executor::poll_local();
    ignored.set(7);
    Executor::poll_local();
    read.set(1);
    read.set(2);
    Executor::poll_local();
    assert_eq!(*seen.borrow(), [(0, 0), (2, 7)]);
}

#[test]
fn clean_up_runs_before_the_next_run_and_at_the_end_of_the_owner() {
    let (owner, (signal, ended)) = owned(|| {
        let (signal, ended) = (RwSignal::new(0), Rc::new(RefCell::new(Vec::new())));
        let noted = ended.clone();
        Effect::new(move || {
            let (noted, value) = (noted.clone(), signal.get());
            on_cleanup(move || noted.borrow_mut().push(value));
        });
        (signal, ended)
    });
    Executor::poll_local();
    signal.set(1);
    Executor::poll_local();
    assert_eq!(*ended.borrow(), [0]);
    owner.cleanup();
    assert_eq!(*ended.borrow(), [0, 1]);
    assert!(!signal.try_set(2), "a disposed signal is not set");
    assert_eq!(signal.try_with_untracked(|value| *value), None);
}

/// A task waits until it is woken by a signal that a test sets; `done` says that it got so far.
async fn waiting(done: Rc<Cell<bool>>, wake: Rc<Cell<bool>>) {
    while !wake.get() {
        Executor::tick().await;
    }
    done.set(true);
}

#[test]
fn a_scoped_task_ends_with_its_owner_and_a_free_one_does_not() {
    let (scoped, free, wake) = <(Rc<Cell<bool>>, Rc<Cell<bool>>, Rc<Cell<bool>>)>::default();
    let (owner, ()) = owned(|| {
        spawn_local_scoped_with_cancellation(waiting(scoped.clone(), wake.clone()));
        spawn_local(waiting(free.clone(), wake.clone()));
    });
    owner.cleanup();
    wake.set(true);
    Executor::poll_local();
    assert_eq!((scoped.get(), free.get()), (false, true));
}

#[test]
fn a_context_is_found_below_its_owner() {
    let _owner = owned(|| {
        provide_context(7u8);
        assert_eq!(Owner::new().with(use_context::<u8>), Some(7));
        assert_eq!(use_context::<u16>(), None);
    });
}

//! Elements of one page that send the same request in the same session share its response: the element that is due
//! next sends it, and all apply the result.

use std::cell::{Cell, RefCell};

use devserver_jobs_core::schedule::{Interval, LastRequest};
use dom::reactive::{RwSignal, on_cleanup, untrack};

use crate::state::Store;
use crate::state::list::{Load, Question};
use crate::state::refresh::Cause;

thread_local! {
    static ELEMENTS: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// One element with automatic refreshes.
#[derive(Clone, Copy)]
struct Element {
    member: Member,
    store: Store,
    /// How its newest request ended.
    last: RwSignal<Option<LastRequest>>,
}

/// Identifies such an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Member(u32);

/// Registers the element until the current owner ends.
pub(super) fn join(store: Store, last: RwSignal<Option<LastRequest>>) -> Member {
    let member = Member(NEXT.get());
    NEXT.set(member.0 + 1);
    ELEMENTS.with_borrow_mut(|elements| elements.push(Element { member, store, last }));
    on_cleanup(move || {
        ELEMENTS.with_borrow_mut(|elements| elements.retain(|other| other.member != member));
    });
    member
}

impl Member {
    /// Whether another element is sending the same request now.
    pub(super) fn is_requested_by_another(self) -> bool {
        let elements = ELEMENTS.with_borrow(Vec::clone);
        let Some(own) = elements.iter().find(|element| element.member == self) else {
            return false;
        };
        let own_question = question(own.store);
        elements.iter().any(|Element { member, store, .. }| {
            *member != self
                && store.list.with_load_untracked(Load::is_loading)
                && question(*store) == own_question
        })
    }
}

/// Passes the result of an element's request to the elements that would send the same.
pub(super) fn deliver(by: Member, from: Store, load: &Load, outcome: LastRequest) {
    let elements = ELEMENTS.with_borrow(Vec::clone);
    if elements.len() < 2 {
        return;
    }
    let own_question = question(from);
    for Element { member, store, last } in elements {
        let is_live =
            store.live.interval_untracked() != Interval::Off || untrack(|| store.is_watching());
        let is_busy = store.list.with_load_untracked(|load| load.is_loading());
        if member == by || !is_live || is_busy || question(store) != own_question {
            continue;
        }
        last.set(Some(outcome));
        store.refresh.set_cause(Cause::Schedule);
        store.list.take(load, from.list.at_untracked(), &store.environment());
        store.detail.retry();
    }
}

fn question(store: Store) -> Question {
    Question { session: store.session.get_untracked(), query: store.query.get_untracked() }
}

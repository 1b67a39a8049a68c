//! An answer on its way: a list goes to the decoder as it comes, and is shown from time to time; a job's
//! detail is kept until it is there. What becomes of it in the end is up to `load.rs`.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::decode::{Decoder, End};
use devserver_jobs_core::query::Query;
use devserver_jobs_core::table::Sort;
use web_sys::js_sys::Uint8Array;

use crate::fetch::{Ending, LoadError, Sink, append};
use crate::intl;
use crate::load::{List, Load, Progress, settle};
use crate::store::Store;
use dom::Timer;

/// A list that is there after so many milliseconds is shown once, in its order.
const PATIENCE: f64 = 150.0;
/// How often a list that takes longer is shown, and how often there is a look at the time.
const AGAIN: f64 = 100.0;
const LOOK: i32 = 50;

/// A list on its way.
pub struct Arriving {
    state: Rc<RefCell<State>>,
    /// Ends with the request.
    _timer: Timer,
}

struct State {
    store: Store,
    query: Query,
    /// What was on screen when the request began.
    previous: Option<Arc<List>>,
    decoder: Decoder,
    /// How many bytes there will be, where that is known.
    length: Option<u32>,
    /// Whether there is an answer.
    has_begun: bool,
    /// The order that was chosen when the request began.
    sort: Sort,
    /// When the request began, and when the list was shown last; in milliseconds since 1970.
    began: f64,
    shown: f64,
}

impl Arriving {
    /// What takes in the answer to a query.
    pub fn new(store: Store, query: Query, previous: Option<Arc<List>>) -> Self {
        // Most of a refreshed list is what it was.
        let same = previous.as_ref().map(|list| list.decoded.jobs.clone());
        let state = Rc::new(RefCell::new(State {
            store,
            query,
            previous,
            decoder: Decoder::after(same.unwrap_or_default()),
            length: None,
            has_begun: false,
            sort: store.table().with_untracked(|table| table.sort),
            began: intl::now(),
            shown: 0.0,
        }));
        let looked_at = Rc::downgrade(&state);
        let timer = Timer::interval(LOOK, move || {
            if let Some(state) = looked_at.upgrade() {
                state.borrow_mut().look();
            }
        });
        Self { state, _timer: timer }
    }
}

impl Sink for Arriving {
    fn begin(&mut self, length: Option<u32>) {
        let mut state = self.state.borrow_mut();
        (state.length, state.has_begun) = (length, true);
    }

    fn take(&mut self, part: &Uint8Array) {
        let mut state = self.state.borrow_mut();
        state.decoder.push_with(part.length() as usize, |room| part.copy_to(room));
    }

    fn end(self: Box<Self>, end: Result<Ending, LoadError>, now: f64) {
        let mut state = self.state.borrow_mut();
        let decoder = std::mem::take(&mut state.decoder);
        let answer = end.and_then(|end| {
            let mut decoded = decoder.finish().map_err(LoadError::NotAList)?;
            decoded.end = end.of(decoded.end);
            Ok((decoded, end.freshness))
        });
        // The element may have gone while the answer was on its way.
        let _ = state.store.progress.try_set(None);
        let is_same = state.is_same();
        // Who has chosen an order meanwhile has asked for it.
        let sort = state.store.table().with_untracked(|table| table.sort);
        let was_shown = state.shown > 0.0 && sort == state.sort;
        let load = settle(answer, state.query.clone(), now, state.previous.take());
        // Who reads rows as they arrived goes on reading them so, whatever comes of a refresh.
        if matches!(load, Load::Ready(_)) && !is_same {
            let _ = state.store.in_arrival_order.try_set(was_shown);
        }
        state.store.set_load(load);
    }
}

impl State {
    /// Whether there is a whole list already that answers the same question.
    fn is_same(&self) -> bool {
        self.previous
            .as_ref()
            .is_some_and(|list| list.query == self.query && list.decoded.end == End::Whole)
    }

    /// Shows what has come, when it is time to.
    fn look(&mut self) {
        let now = intl::now();
        if !self.has_begun || now - self.began < PATIENCE || now - self.shown < AGAIN {
            return;
        }
        let progress = Progress { bytes: self.decoder.length(), length: self.length };
        let _ = self.store.progress.try_set(Some(progress));
        // A whole answer to the same question is worth more than a part of a newer one.
        if self.is_same() {
            return;
        }
        let decoded = self.decoder.so_far();
        if decoded.jobs.is_empty() {
            return;
        }
        self.shown = now;
        let _ = self.store.in_arrival_order.try_set(true);
        self.store.set_load(Load::Loading {
            previous: self.previous.clone(),
            so_far: Some(Arc::new(List::new(self.query.clone(), decoded, now, true))),
            sign_in: None,
        });
    }
}

/// The detail of a job on its way.
pub struct Whole {
    store: Store,
    body: Vec<u8>,
}

impl Whole {
    /// What takes in the answer about the selected job.
    pub fn new(store: Store) -> Self {
        Self { store, body: Vec::new() }
    }
}

impl Sink for Whole {
    fn begin(&mut self, _: Option<u32>) {}

    fn take(&mut self, part: &Uint8Array) {
        append(&mut self.body, part);
    }

    fn end(self: Box<Self>, end: Result<Ending, LoadError>, now: f64) {
        self.store.settle_detail(self.body, end, now);
    }
}

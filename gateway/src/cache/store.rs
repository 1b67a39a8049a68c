//! The cache's entries, within one budget for stored responses, arriving ones, and those that clients still read.
//! When something new does not fit, the least useful entries are evicted.
//!
//! quick_cache chooses them (Clock-PRO: entries that are requested again outlast any number of entries that are
//! requested once). For quick_cache, the memory in use elsewhere is the weight of one entry that is never evicted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use quick_cache::unsync::Cache;
use quick_cache::{DefaultHashBuilder, Equivalent, Lifecycle, Options, OptionsBuilder, Weighter};
use tokio::sync::watch;

use crate::cache::answer::Answer;
use crate::cache::body::Whole;
use crate::cache::budget::{Budget, Charge};
use crate::cache::past::Past;
use crate::error::Refusal;
use crate::http::dictionary::Hash;
use crate::metrics::Metrics;
use crate::route::Operation;

/// The maximum number of bytes of an entry besides its response, mostly for its key.
const ENTRY_BYTES: usize = 4096;
/// The interval of removing what is too old.
const SWEPT_EVERY: Duration = Duration::from_secs(1);

/// All entries, and the memory of entries and clients.
#[derive(Debug)]
pub struct Store {
    budget: Budget,
    metrics: Arc<Metrics>,
    state: Mutex<State>,
}

/// The entries, and the calls in progress.
#[derive(Debug)]
pub struct State {
    /// By operation. The entry without an operation stands for memory that is in use elsewhere.
    entries: Cache<Option<Operation>, Slot, Weight, DefaultHashBuilder, Pinned>,
    calls: HashMap<Operation, Call>,
    /// Replaced bodies that browsers may still have.
    past: Past,
    swept_at: Duration,
}

/// The head of a response, as soon as it has arrived.
pub type Head = Option<Result<Given, Refusal>>;

/// The result for requests that wait for a call.
#[derive(Clone, Debug)]
pub enum Given {
    /// The cloud has begun to respond.
    Begun(Arc<Answer>),
    /// Another replica has called, and this is the response.
    Shared(Kept),
}

#[derive(Debug)]
struct Call {
    head: Arc<watch::Sender<Head>>,
    overhead: Charge,
}

#[derive(Debug)]
enum Slot {
    Elsewhere(usize),
    Of(Entry),
}

/// The entry of an operation.
#[derive(Debug)]
pub struct Entry {
    /// The last good response.
    pub kept: Option<Kept>,
    /// The last failure, if it is newer than the response.
    pub failed: Option<Failed>,
    /// The weight of the entry in quick_cache.
    weight: usize,
    _overhead: Charge,
}

/// A good response, with times of the gateway's own clock.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The response.
    pub answer: Arc<Answer>,
    /// When its head arrived.
    pub at: Duration,
    /// Until then it is returned without a call.
    pub fresh_until: Duration,
}

/// A failure.
#[derive(Clone, Debug)]
pub struct Failed {
    /// The refusal.
    pub refusal: Refusal,
    /// The number of failures in a row.
    pub times: u32,
    /// Until then no further call is made.
    pub until: Duration,
}

/// The result of a call, for its entry.
pub enum Ended {
    /// A response.
    Kept(Kept),
    /// A failure that delays the next call.
    Failed(Failed),
    /// Nothing to record.
    Nothing,
}

#[derive(Debug)]
struct Weight;

impl Weighter<Option<Operation>, Slot> for Weight {
    fn weight(&self, _: &Option<Operation>, slot: &Slot) -> u64 {
        match slot {
            // Without a weight it would not count as an entry.
            Slot::Elsewhere(bytes) => (*bytes).max(1) as u64,
            Slot::Of(entry) => entry.weight as u64,
        }
    }
}

/// Entries that must not be evicted, because that would free nothing.
#[derive(Debug)]
struct Pinned;

impl Lifecycle<Option<Operation>, Slot> for Pinned {
    type RequestState = ();

    fn is_pinned(&self, _: &Option<Operation>, slot: &Slot) -> bool {
        match slot {
            Slot::Elsewhere(_) => true,
            Slot::Of(entry) => entry.kept.as_ref().is_some_and(|kept| kept.answer.is_read()),
        }
    }
}

/// A key by reference.
#[derive(Hash)]
struct By<'a>(Option<&'a Operation>);

impl Equivalent<Option<Operation>> for By<'_> {
    fn equivalent(&self, key: &Option<Operation>) -> bool {
        self.0 == key.as_ref()
    }
}

impl Store {
    /// An empty store with this limit in bytes.
    pub fn new(limit: usize, metrics: Arc<Metrics>) -> Self {
        let options = OptionsBuilder::new()
            .estimated_items_capacity((limit / ENTRY_BYTES).clamp(16, 65_536))
            .weight_capacity(limit as u64)
            .build();
        let options: Options = options.expect("all that is needed is given");
        let mut entries =
            Cache::with_options(options, Weight, DefaultHashBuilder::default(), Pinned);
        entries.insert(None, Slot::Elsewhere(0));
        let (calls, past) = (HashMap::new(), Past::default());
        let state = State { entries, calls, past, swept_at: Duration::ZERO };
        let budget = Budget::new(limit, metrics.memory());
        Store { budget, metrics, state: Mutex::new(state) }
    }

    /// Charges this many bytes, after evicting entries if necessary.
    pub fn reserve(&self, bytes: usize) -> Option<Charge> {
        self.budget.charge(bytes).or_else(|| self.lock().make_way(self, bytes))
    }

    /// Locks the entries for a moment.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The entry of an operation, which counts as requested.
    pub fn entry(&mut self, operation: &Operation) -> Option<&Entry> {
        let mut slot = self.entries.get_mut(&By(Some(operation)))?;
        if let Slot::Of(entry) = &*slot
            && entry.weight != entry.bytes()
            && let Slot::Of(entry) = &mut *slot
        {
            // An encoding was added since.
            entry.weight = entry.bytes();
        }
        drop(slot);
        self.peek(operation)
    }

    /// The entry of an operation.
    pub fn peek(&self, operation: &Operation) -> Option<&Entry> {
        match self.entries.peek(&By(Some(operation))) {
            Some(Slot::Of(entry)) => Some(entry),
            _ => None,
        }
    }

    /// The current or an earlier response with that hash.
    pub fn dictionary(
        &mut self,
        operation: &Operation,
        hash: &Hash,
        now: Duration,
    ) -> Option<Whole> {
        let kept = self.peek(operation).and_then(|entry| entry.kept.as_ref());
        let whole = kept.and_then(|kept| kept.answer.identity().whole_now());
        let present = whole.filter(|whole| whole.hash == *hash);
        present.or_else(|| self.past.find(operation, hash, now))
    }

    /// The call in progress.
    pub fn call(&self, operation: &Operation) -> Option<Arc<watch::Sender<Head>>> {
        self.calls.get(operation).map(|call| call.head.clone())
    }

    /// Records the start of a call; `None` if there is no memory for it.
    pub fn begin(
        &mut self,
        store: &Store,
        operation: &Operation,
    ) -> Option<Arc<watch::Sender<Head>>> {
        let charge = store.budget.charge(ENTRY_BYTES);
        let overhead = charge.or_else(|| self.make_way(store, ENTRY_BYTES))?;
        let head = Arc::new(watch::Sender::new(None));
        self.calls.insert(operation.clone(), Call { head: head.clone(), overhead });
        Some(head)
    }

    /// Records the end of a call. A request alone leaves no entry.
    pub fn end(&mut self, store: &Store, operation: &Operation, ended: Ended, now: Duration) {
        let Some(Call { overhead, .. }) = self.calls.remove(operation) else {
            return;
        };
        let before = self.peek(operation).and_then(|entry| entry.kept.clone());
        let (kept, failed) = match ended {
            Ended::Kept(kept) => {
                let before = before.filter(|before| !Arc::ptr_eq(&before.answer, &kept.answer));
                let offered = before.filter(|before| before.answer.is_offered());
                if let Some(whole) = offered.and_then(|it| it.answer.identity().whole_now()) {
                    self.past.add(operation, whole, now);
                }
                (Some(kept), None)
            }
            Ended::Failed(failed) => (before, Some(failed)),
            Ended::Nothing => return,
        };
        self.put(store, operation, kept, failed, overhead);
    }

    fn put(
        &mut self,
        store: &Store,
        operation: &Operation,
        kept: Option<Kept>,
        failed: Option<Failed>,
        overhead: Charge,
    ) {
        let mut entry = Entry { kept, failed, weight: 0, _overhead: overhead };
        entry.weight = entry.bytes();
        let is_new = self.peek(operation).is_none();
        let most = self.entries.len() + usize::from(is_new);
        self.entries.insert(Some(operation.clone()), Slot::Of(entry));
        store.metrics.evicted(most - self.entries.len());
    }

    /// Uses an older response for an operation without a good one, while a call is in progress.
    pub fn adopt(&mut self, store: &Store, operation: &Operation, kept: Kept) {
        let overhead = store.budget.charge(ENTRY_BYTES);
        let overhead = overhead.or_else(|| self.make_way(store, ENTRY_BYTES));
        let before = self.peek(operation);
        let (Some(overhead), None) = (overhead, before.and_then(|entry| entry.kept.as_ref()))
        else {
            return;
        };
        let failed = before.and_then(|entry| entry.failed.clone());
        self.put(store, operation, Some(kept), failed, overhead);
    }

    /// From time to time, removes what is of no more use.
    pub fn sweep(&mut self, store: &Store, now: Duration, is_of_use: impl Fn(&Entry) -> bool) {
        if now >= self.swept_at {
            self.swept_at = now + SWEPT_EVERY;
            self.past.sweep(now);
            self.entries.retain(|_, slot| match slot {
                Slot::Elsewhere(_) => true,
                Slot::Of(entry) => is_of_use(entry),
            });
        }
        let of_entries = self.entries.weight().saturating_sub(1);
        store.metrics.cache_bytes(usize::try_from(of_entries).unwrap_or(usize::MAX));
        store.metrics.cache_entries(self.entries.len() - 1 + self.calls.len());
    }

    /// Removes some entries.
    pub fn forget(&mut self, which: impl Fn(&Operation) -> bool) {
        self.entries.retain(|operation, _| !operation.as_ref().is_some_and(&which));
        self.past.forget(which);
    }

    /// Evicts entries until this many more bytes fit.
    fn make_way(&mut self, store: &Store, bytes: usize) -> Option<Charge> {
        while self.past.shrink() {
            if let Some(charge) = store.budget.charge(bytes) {
                return Some(charge);
            }
        }
        let all = store.budget.used().saturating_add(bytes);
        let of_entries = usize::try_from(self.entries.weight()).unwrap_or(usize::MAX);
        let elsewhere = all.saturating_sub(of_entries);
        // Evicting everything would not be enough.
        if elsewhere > store.budget.limit() {
            return None;
        }
        let before = self.entries.len();
        self.entries.insert(None, Slot::Elsewhere(elsewhere));
        self.entries.insert(None, Slot::Elsewhere(0));
        store.metrics.evicted(before - self.entries.len());
        store.budget.charge(bytes)
    }
}

impl Entry {
    fn bytes(&self) -> usize {
        ENTRY_BYTES + self.kept.as_ref().map_or(0, |kept| kept.answer.bytes())
    }
}

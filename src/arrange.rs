//! What is shown of the list, and in which order: the memos between what arrived and the page on screen,
//! and the work that goes on after it arrived. How it is narrowed and sorted is decided in `core`.

use std::sync::Arc;

use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use devserver_jobs_core::refine::{Found, Words, counts, shown};
use devserver_jobs_core::table::{Column, Sort, TableState};

use crate::intl;
use crate::load::{List, Load};
use crate::locale::Messages;
use crate::turn::{SLICE, idle, turn};
use dom::reactive::*;

/// What is sorted by in texts, and so prepared before anybody asks for it.
const PREPARED: [Column; 2] = [Column::Name, Column::Id];

/// The jobs that are shown, in order.
#[derive(Clone, Default)]
pub struct Shown {
    /// The list that they are of.
    pub list: Option<Arc<List>>,
    /// Their places in it.
    pub places: Arc<[u32]>,
    /// How many jobs came to what, by rank, of those that were found.
    pub counts: [usize; Outcome::KINDS],
    /// The same of all.
    pub totals: [usize; Outcome::KINDS],
    /// Whether they will stand in another order in a moment.
    pub is_sorting: bool,
    order: Arc<[u32]>,
    found: Option<Arc<Found>>,
    /// What all this was made from.
    made_from: MadeFrom,
}

#[derive(Clone, Default, PartialEq)]
struct MadeFrom {
    sort: Sort,
    outcomes: OutcomeSet,
    words: Words,
    messages: Messages,
    in_arrival_order: bool,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.places, &other.places)
            && same(&self.list, &other.list)
            && self.is_sorting == other.is_sorting
            && self.counts == other.counts
    }
}

fn same(a: &Option<Arc<List>>, b: &Option<Arc<List>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// What arranging depends on.
#[derive(Clone, Copy)]
pub struct Sources {
    pub load: RwSignal<Load>,
    pub table: RwSignal<TableState>,
    pub words: Memo<Words>,
    /// Whether the list stands as it arrived, though all of it is there.
    pub in_arrival_order: RwSignal<bool>,
    pub messages: Memo<Messages>,
}

/// Arranges the list that there is, and prepares what may be asked for next.
pub fn arrange(sources: Sources) -> Memo<Shown> {
    let Sources { load, table, words, in_arrival_order, messages } = sources;
    // Which page is on screen makes no difference here.
    let chosen = Memo::new(move |_| table.with(|table| (table.sort, table.outcomes)));
    // Says that a column has been prepared.
    let prepared = RwSignal::new(());
    let shown = Memo::new(move |before: Option<&Shown>| {
        prepared.get();
        let (sort, outcomes) = chosen.get();
        let now = MadeFrom {
            sort,
            outcomes,
            words: words.get(),
            messages: messages.get(),
            in_arrival_order: in_arrival_order.get(),
        };
        let list = load.with(|load| load.list().cloned());
        make(before.unwrap_or(&Shown::default()), list, now)
    });
    // Outside world: the time that the browser has left. It ends when there is something else to prepare.
    Effect::new(move || {
        let (sort, _) = chosen.get();
        if let Some(list) = load.with(|load| load.list().filter(|list| !list.is_arriving).cloned())
        {
            prepare(list, sort.column, prepared);
        }
    });
    shown
}

fn make(before: &Shown, list: Option<Arc<List>>, now: MadeFrom) -> Shown {
    let Some(list) = list else {
        return Shown { made_from: now, ..Shown::default() };
    };
    let from = &before.made_from;
    let is_same_list = before.list.as_ref().is_some_and(|before| Arc::ptr_eq(before, &list));
    let as_arrived = list.is_arriving || now.in_arrival_order;
    let is_sorting = !as_arrived && !list.is_prepared(now.sort.column);
    if is_sorting && !is_same_list && before.list.is_some() {
        // Not for a moment in another order.
        return Shown { is_sorting, ..before.clone() };
    }
    let is_same_order = is_same_list
        && (from.sort, from.in_arrival_order) == (now.sort, now.in_arrival_order)
        && !before.is_sorting;
    let order: Arc<[u32]> = if is_same_list && (is_same_order || is_sorting) {
        before.order.clone()
    } else if as_arrived || is_sorting {
        (0..).take(list.decoded.jobs.len()).collect()
    } else {
        list.order(now.sort).into()
    };

    let jobs = &list.decoded.jobs;
    // What was found in another list, or by other names of types, says nothing.
    let goes_on = is_same_list && from.messages == now.messages;
    let found = if goes_on && from.words == now.words {
        before.found.clone()
    } else if now.words.is_empty() {
        None
    } else {
        let label = |kind: &str| now.messages.type_name(kind);
        let before = before.found.as_deref().filter(|_| goes_on);
        Some(Arc::new(Found::new(jobs, now.words.clone(), &label, before)))
    };
    let places = match (&found, now.outcomes.is_empty()) {
        (None, true) => order.clone(),
        _ => shown(&order, jobs, found.as_deref(), now.outcomes).into(),
    };
    let totals = if is_same_list { before.totals } else { counts(jobs, None) };
    let counts = if found.is_some() { counts(jobs, found.as_deref()) } else { totals };
    Shown { list: Some(list), places, counts, totals, is_sorting, order, found, made_from: now }
}

/// Finds out what a list is sorted by in texts, in slices; first what is wanted now.
fn prepare(list: Arc<List>, wanted: Column, prepared: RwSignal<()>) {
    let columns = [wanted].into_iter().chain(PREPARED);
    let columns: Vec<Column> = columns.filter(|column| !list.is_prepared(*column)).collect();
    if columns.is_empty() {
        return;
    }
    spawn_local_scoped_with_cancellation(async move {
        for column in columns {
            // Not in the turn in which the list has come: that has enough to do.
            if column != wanted {
                idle().await;
            }
            let mut ranking = list.ranking(column);
            let mut slice = intl::now();
            let ranks = loop {
                if let Some(ranks) = ranking.step() {
                    break ranks;
                }
                if intl::now() - slice > SLICE {
                    if column == wanted {
                        turn().await
                    } else {
                        idle().await
                    }
                    slice = intl::now();
                }
            };
            list.prepare(column, ranks);
            if column == wanted {
                prepared.try_set(());
            }
        }
    });
}

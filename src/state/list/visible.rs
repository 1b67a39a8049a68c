//! Which jobs of the list are visible, and in which order. Refining and sorting are in `core`; this module reuses
//! the parts of the last result that are still valid.

use std::sync::Arc;

use devserver_jobs_core::narrow::{LeftOut, Narrowing, Picked, Values};
use devserver_jobs_core::outcome::{Outcome, OutcomeSet};
use devserver_jobs_core::range::Range;
use devserver_jobs_core::refine::{Found, Words, counts};
use devserver_jobs_core::table::Sort;
use dom::reactive::{Memo, RwSignal};

use super::measure::Measuring;
use super::{List, Load};
use crate::locale::Messages;
use crate::state::table::TableSlice;

/// The visible jobs, in order.
#[derive(Clone, Default)]
pub struct Visible {
    /// Their list.
    pub list: Option<Arc<List>>,
    /// Their places in it.
    pub places: Arc<[u32]>,
    /// Which refinements leave jobs out.
    pub left_out: Arc<LeftOut>,
    /// The number of jobs of each outcome, by rank, among those that the other refinements leave.
    pub counts: [usize; Outcome::KINDS],
    /// The same among all jobs.
    pub totals: [usize; Outcome::KINDS],
    /// Whether the order is not computed yet, and the previous one is displayed until then.
    pub is_sorting: bool,
    /// The places of all jobs, in order.
    pub order: Arc<[u32]>,
    found: Option<Arc<Found>>,
    inputs: Inputs,
}

/// The inputs of a result, apart from the list.
#[derive(Clone, Default, PartialEq)]
struct Inputs {
    sort: Sort,
    chosen: Chosen,
    terms: Words,
    messages: Messages,
    in_arrival_order: bool,
    /// The places of the jobs that have changed, if only these are displayed.
    changed: Option<Arc<[u32]>>,
    /// The places of the jobs that take longer than usual, if only these are displayed.
    stuck: Option<Arc<[u32]>>,
}

/// The choices, apart from the find text.
#[derive(Clone, Default, PartialEq)]
struct Chosen {
    outcomes: OutcomeSet,
    types: Values,
    users: Values,
    picked: Option<Arc<Picked>>,
    time: Option<Range>,
    stuck: bool,
}

impl PartialEq for Visible {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.places, &other.places)
            && is_same(&self.list, &other.list)
            && self.is_sorting == other.is_sorting
            && self.counts == other.counts
            && Arc::ptr_eq(&self.left_out, &other.left_out)
    }
}

fn is_same(a: &Option<Arc<List>>, b: &Option<Arc<List>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// The signals that the visible jobs depend on.
#[derive(Clone, Copy)]
pub(super) struct Sources {
    pub load: RwSignal<Load>,
    pub table: TableSlice,
    /// The range of time with its current instants.
    pub range: Memo<Option<Range>>,
    /// The places of the jobs that have changed, if only these are displayed.
    pub changed: RwSignal<Option<Arc<[u32]>>>,
    pub measuring: Measuring,
    pub in_arrival_order: RwSignal<bool>,
    pub messages: Memo<Messages>,
    /// Changes when a column has been ranked.
    pub prepared: RwSignal<u32>,
}

/// The visible jobs of the current list.
pub(super) fn memo(sources: Sources) -> Memo<Visible> {
    let Sources { load, table, range, changed, measuring, in_arrival_order, messages, prepared } =
        sources;
    let chosen = Memo::new(move |_| {
        let time = range.get();
        table.with_but_page(|table| {
            let chosen = Chosen {
                outcomes: table.outcomes,
                types: table.types.clone(),
                users: table.users.clone(),
                picked: table.picked.clone(),
                time,
                stuck: table.stuck,
            };
            (table.sort, chosen)
        })
    });
    Memo::new(move |before: Option<&Visible>| {
        prepared.get();
        let (sort, chosen) = chosen.get();
        let inputs = Inputs {
            sort,
            // No job is left out before the list was measured.
            stuck: if chosen.stuck { measuring.stuck() } else { None },
            chosen,
            terms: table.terms().get(),
            messages: messages.get(),
            in_arrival_order: in_arrival_order.get(),
            changed: changed.get(),
        };
        let list = load.with(|load| load.list().cloned());
        compute(before.unwrap_or(&Visible::default()), list, inputs)
    })
}

fn compute(before: &Visible, list: Option<Arc<List>>, inputs: Inputs) -> Visible {
    let Some(list) = list else {
        return Visible { inputs, ..Visible::default() };
    };
    let old = &before.inputs;
    let is_same_list = before.list.as_ref().is_some_and(|before| Arc::ptr_eq(before, &list));
    let as_arrived = list.is_partial || inputs.in_arrival_order;
    let is_sorting = !as_arrived && !list.is_prepared(inputs.sort.column);
    if is_sorting && !is_same_list && before.list.is_some() {
        // The old list stays until the new one can be displayed in its order.
        return Visible { is_sorting, ..before.clone() };
    }
    let is_same_order = is_same_list
        && (old.sort, old.in_arrival_order) == (inputs.sort, inputs.in_arrival_order)
        && !before.is_sorting;
    let order: Arc<[u32]> = if is_same_list && (is_same_order || is_sorting) {
        before.order.clone()
    } else if as_arrived || is_sorting {
        (0..).take(list.decoded.jobs.len()).collect()
    } else {
        list.order(inputs.sort).into()
    };

    let jobs = &list.decoded.jobs;
    // A result for another list, or with other names of types, cannot be reused.
    let is_reusable = is_same_list && old.messages == inputs.messages;
    let found = if is_reusable && old.terms == inputs.terms {
        before.found.clone()
    } else if inputs.terms.is_empty() {
        None
    } else {
        let label = |kind: &str| inputs.messages.type_name(kind);
        let before = before.found.as_deref().filter(|_| is_reusable);
        Some(Arc::new(Found::new(jobs, inputs.terms.clone(), &label, before)))
    };
    let Chosen { outcomes, types, users, picked, time, .. } = &inputs.chosen;
    let picked = picked.as_ref().map(|picked| picked.places(jobs));
    let left_out = LeftOut::new(
        jobs,
        Narrowing {
            found: found.as_deref(),
            outcomes: *outcomes,
            types: Some(types),
            users: Some(users),
            picked: picked.as_deref(),
            changed: inputs.changed.as_deref(),
            time: *time,
            stuck: inputs.stuck.as_deref(),
        },
    );
    let is_all = left_out == LeftOut::default();
    let totals = if is_same_list { before.totals } else { counts(jobs, None) };
    let counts = if is_all { totals } else { left_out.outcomes(jobs) };
    // Equal parts are kept as they are, so that no observer runs unnecessarily.
    let left_out = match &before.left_out {
        same if **same == left_out => same.clone(),
        _ => Arc::new(left_out),
    };
    let is_same = Arc::ptr_eq(&left_out, &before.left_out) && Arc::ptr_eq(&order, &before.order);
    let places = match is_same {
        _ if is_all => order.clone(),
        true => before.places.clone(),
        false => left_out.places(&order, None).into(),
    };
    Visible { list: Some(list), places, left_out, counts, totals, is_sorting, order, found, inputs }
}

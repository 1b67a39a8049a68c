//! Computes the ranks of a newer list from those of an older one. Most texts of the two lists are equal and their
//! order is known, so only the others are compared.

use std::cmp::Ordering;

use super::{NONE, Ranks, arranged, ranked};
use crate::list::JobList;
use crate::sorting::sorted;
use crate::table::Direction;

/// How far ahead a row is searched for where the lists differ.
const AHEAD: usize = 256;

/// If more rows than this differ, everything is compared, which can be done in steps.
const MOST: usize = 1024;

/// The ranks of a list by a text, computed from those of an older one. `None` if too many rows differ.
///
/// `same` returns whether a place of the older list and one of the newer have the same text, `has_text` whether a
/// place of the newer has one, and `compare` compares two of these.
pub(super) fn reused(
    list: &JobList,
    (older, ranks): (&JobList, &[u32]),
    same: &dyn Fn(u32, u32) -> bool,
    has_text: &dyn Fn(&u32) -> bool,
    compare: &dyn Fn(u32, u32) -> Ordering,
) -> Option<Ranks> {
    let newer_places = newer_places(list, older, same)?;
    // The old ranks of texts that have not changed.
    let mut known = vec![NONE; list.len()];
    let mut kept = Vec::with_capacity(list.len());
    for before in arranged(&arrival(older), ranks, Direction::Ascending) {
        let (place, rank) = (newer_places[before as usize], ranks[before as usize]);
        if place != NONE && rank != NONE {
            known[place as usize] = rank;
            kept.push(place);
        }
    }
    let is_other = |place: &u32| known[*place as usize] == NONE && has_text(place);
    let others: Vec<u32> = arrival(list).into_iter().filter(is_other).collect();
    if others.len() > MOST {
        return None;
    }
    let places = inserted(&kept, sorted(others, compare), compare);
    Some(ranked(list.len(), places, &|a, b| match (known[a as usize], known[b as usize]) {
        (NONE, _) | (_, NONE) => compare(a, b).is_eq(),
        (a, b) => a == b,
    }))
}

fn arrival(list: &JobList) -> Vec<u32> {
    (0..list.len() as u32).collect()
}

/// Merges other places, which are sorted first, into sorted ones.
fn inserted(sorted: &[u32], others: Vec<u32>, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut rest = sorted;
    let mut all = Vec::with_capacity(sorted.len() + others.len());
    for other in others {
        let (before, behind) =
            rest.split_at(rest.partition_point(|at| compare(*at, other).is_le()));
        all.extend_from_slice(before);
        all.push(other);
        rest = behind;
    }
    all.extend_from_slice(rest);
    all
}

/// For each place of the older list the place with the same ID and text in the newer one, for rows whose order has
/// not changed. `None` if there are many other rows.
fn newer_places(
    list: &JobList,
    older: &JobList,
    same: &dyn Fn(u32, u32) -> bool,
) -> Option<Vec<u32>> {
    let mut places = vec![NONE; older.len()];
    let (mut new, mut old, mut unknown) = (0, 0, 0);
    while new < list.len() && old < older.len() {
        let same_id = |new: usize, old: usize| {
            new < list.len() && old < older.len() && list.id(new) == older.id(old)
        };
        if same_id(new, old) {
            if same(old as u32, new as u32) {
                places[old] = new as u32;
            }
            (new, old) = (new + 1, old + 1);
            continue;
        }
        // Rows were added or removed, or this one was replaced.
        let added = (1..AHEAD).find(|ahead| same_id(new + ahead, old)).unwrap_or(AHEAD);
        let gone = (1..added).find(|ahead| same_id(new, old + ahead)).unwrap_or(AHEAD);
        match added.min(gone) {
            AHEAD => (new, old, unknown) = (new + 1, old + 1, unknown + 1),
            _ if gone < added => old += gone,
            _ => new += added,
        }
        if unknown > MOST {
            return None;
        }
    }
    Some(places)
}

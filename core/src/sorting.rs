//! A stable sort in steps, of places in a list that are compared by a function.
//!
//! The standard library's sort is a fifth faster, but cannot be interrupted, and is three times the code.

use std::cmp::Ordering;

type Compare<'a> = dyn Fn(u32, u32) -> Ordering + 'a;

/// The number of places in a step.
pub(crate) const STEP: usize = 4096;

/// Sorts places at once.
pub fn sorted(places: Vec<u32>, compare: &Compare) -> Vec<u32> {
    let mut sorting = Sorting::new(places);
    loop {
        if let Some(sorted) = sorting.step(compare) {
            return sorted;
        }
    }
}

/// Sorts values stably. All types share the sort of places: each instance of the standard library's sort takes 2
/// KB, and the page would have ten.
pub fn sort_by<T>(values: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = (0..values.len() as u32).collect();
    let order = sorted(places, &|a, b| compare(&values[a as usize], &values[b as usize]));
    let mut slots: Vec<Option<T>> = values.drain(..).map(Some).collect();
    values.extend(order.into_iter().filter_map(|place| slots[place as usize].take()));
}

/// A merge sort in steps.
pub(crate) struct Sorting {
    /// Sorted in runs of `width`; pairs of runs are being merged.
    places: Vec<u32>,
    merged: Vec<u32>,
    width: usize,
    /// The next places of the first and of the second run of the pair.
    left: usize,
    right: usize,
}

impl Sorting {
    pub(crate) fn new(places: Vec<u32>) -> Self {
        let merged = Vec::with_capacity(places.len());
        Self { places, merged, width: 1, left: 0, right: 0 }
    }

    /// One step; returns the sorted places at the end.
    pub(crate) fn step(&mut self, compare: &Compare) -> Option<Vec<u32>> {
        let count = self.places.len();
        if self.width >= count {
            return Some(std::mem::take(&mut self.places));
        }
        let stop = count.min(self.merged.len() + STEP);
        while self.merged.len() < stop {
            let pair = self.merged.len() / (2 * self.width) * 2 * self.width;
            let (middle, end) = (count.min(pair + self.width), count.min(pair + 2 * self.width));
            if self.merged.len() == pair {
                (self.left, self.right) = (pair, middle);
            }
            while self.merged.len() < stop.min(end) {
                let from_left = self.right == end
                    || self.left < middle
                        && compare(self.places[self.left], self.places[self.right]).is_le();
                let from = if from_left { &mut self.left } else { &mut self.right };
                self.merged.push(self.places[*from]);
                *from += 1;
            }
        }
        if stop == count {
            std::mem::swap(&mut self.places, &mut self.merged);
            self.merged.clear();
            self.width *= 2;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sorted_stably() {
        let mut values: Vec<(u32, String)> =
            (0..1000).map(|at| (at * 7919 % 13, at.to_string())).collect();
        let mut expect = values.clone();
        expect.sort_by_key(|(key, _)| *key);
        sort_by(&mut values, |a, b| a.0.cmp(&b.0));
        assert_eq!(values, expect);
    }

    #[test]
    fn as_the_standard_library_sorts() {
        for count in [0, 1, 2, 3, 17, 1000, STEP, STEP + 1, 5 * STEP + 7] {
            let values: Vec<u64> =
                (0..count as u64).map(|at| at.wrapping_mul(2_654_435_761) % 1009).collect();
            let places: Vec<u32> = (0..count as u32).collect();
            let compare = |a: u32, b: u32| values[a as usize].cmp(&values[b as usize]);
            let mut expect = places.clone();
            expect.sort_by(|a, b| compare(*a, *b));
            assert_eq!(sorted(places, &compare), expect, "{count}");
        }
    }
}

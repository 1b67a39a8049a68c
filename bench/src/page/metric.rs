//! The metrics, with the names that the driver uses, and the targets of our page.

/// The subjects in the order of the tables: vanilla, which is the baseline, those with a framework, and ours.
pub const SUBJECTS: [&str; 5] = [VANILLA, "solid", REACT, "cloudscape", OURS];
pub const VANILLA: &str = "vanilla";
pub const OURS: &str = "devserver-jobs";
const REACT: &str = "react-tanstack";

/// One table.
#[derive(Debug)]
pub struct Section {
    pub title: &'static str,
    /// The names of the first time and of the repetition.
    pub times: [&'static str; 2],
    /// The suffix of the titles of its targets, which distinguishes them.
    pub suffix: &'static str,
    pub metrics: &'static [Metric],
}

/// A metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name in the driver's output.
    pub name: &'static str,
    pub title: &'static str,
    pub unit: Unit,
    /// Whether repetitions are measured, too.
    pub is_twice: bool,
    pub targets: &'static [Target],
}

/// A first visit or action, or a repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    First,
    Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    Bytes,
    Times,
}

/// The maximum for the median of our page.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// If given, the values are multiples of this subject's median; otherwise they have the unit of the metric.
    pub of: Option<&'static str>,
    pub first: f64,
    /// The maximum for repetitions, if there is one.
    pub again: Option<f64>,
}

use Unit::{Bytes, Milliseconds, Times};

/// The time until rows are displayed.
const FIRST_ROWS: &[Target] = &[once_of(VANILLA, 1.5), once_of(REACT, 0.95)];
/// An action may take twice as long when its code runs for the first time.
const ACT_WRITTEN: &[Target] = &[Target { of: None, first: 16.0, again: Some(8.0) }];
const ACT_PAINTED: &[Target] = &[Target { of: Some(VANILLA), first: 1.2, again: Some(1.2) }];

pub const SECTIONS: [Section; 6] = [
    Section {
        title: "Loading, until painted",
        times: ["first visit", "return visit"],
        suffix: "",
        metrics: &[
            twice("first_row_20", "first row, 20 jobs", FIRST_ROWS),
            twice("first_row_1000", "first row, 1,000 jobs", FIRST_ROWS),
            twice("first_row_10000", "first row, 10,000 jobs", &[]),
            twice("ready_10000", "all rows, 10,000 jobs", &[]),
            twice("first_row_100000", "first row, 100,000 jobs", &[]),
            twice("ready_100000", "all rows, 100,000 jobs", &[once_of(VANILLA, 1.1)]),
            once(
                "phone_first_row",
                "first row, slow phone",
                Milliseconds,
                &[once_of(VANILLA, 1.6), once_of(REACT, 0.9)],
            ),
            once("first_row_slow", "first row, 100,000 jobs at 5 MB/s", Milliseconds, &[]),
            once("ready_slow", "all rows, 100,000 jobs at 5 MB/s", Milliseconds, &[]),
        ],
    },
    Section {
        title: "While 100,000 jobs load, first visit",
        times: NO_TIMES,
        suffix: "100,000 jobs",
        metrics: &[
            once("longest", "longest task", Milliseconds, &[at_most(50.0)]),
            once("blocked", "blocked", Milliseconds, &[]),
            once("longest_4x", "longest task, 4 times slower", Milliseconds, &[at_most(100.0)]),
            once("blocked_4x", "blocked, 4 times slower", Milliseconds, &[]),
        ],
    },
    Section {
        title: "Acts, until painted",
        times: ACTS,
        suffix: "painted",
        metrics: &[
            twice("find_10000_painted", "find a letter, 10,000 jobs", ACT_PAINTED),
            twice("find_100000_painted", "find a letter, 100,000 jobs", ACT_PAINTED),
            twice("clear_10000_painted", "clear, 10,000 jobs", ACT_PAINTED),
            twice("clear_100000_painted", "clear, 100,000 jobs", ACT_PAINTED),
            twice("next_page_10000_painted", "next page, 10,000 jobs", ACT_PAINTED),
            twice("next_page_100000_painted", "next page, 100,000 jobs", ACT_PAINTED),
            twice("sort_10000_painted", "sort, 10,000 jobs", ACT_PAINTED),
            twice("sort_100000_painted", "sort, 100,000 jobs", ACT_PAINTED),
            twice("toggle_10000_painted", "outcome, 10,000 jobs", ACT_PAINTED),
            twice("toggle_100000_painted", "outcome, 100,000 jobs", ACT_PAINTED),
        ],
    },
    Section {
        title: "Acts, until the document has changed",
        times: ACTS,
        suffix: "document",
        metrics: &[
            twice("find_10000_document", "find a letter, 10,000 jobs", ACT_WRITTEN),
            twice("find_100000_document", "find a letter, 100,000 jobs", ACT_WRITTEN),
            twice("clear_10000_document", "clear, 10,000 jobs", ACT_WRITTEN),
            twice("clear_100000_document", "clear, 100,000 jobs", ACT_WRITTEN),
            twice("next_page_10000_document", "next page, 10,000 jobs", ACT_WRITTEN),
            twice("next_page_100000_document", "next page, 100,000 jobs", ACT_WRITTEN),
            twice("sort_10000_document", "sort, 10,000 jobs", ACT_WRITTEN),
            twice("sort_100000_document", "sort, 100,000 jobs", ACT_WRITTEN),
            twice("toggle_10000_document", "outcome, 10,000 jobs", ACT_WRITTEN),
            twice("toggle_100000_document", "outcome, 100,000 jobs", ACT_WRITTEN),
        ],
    },
    Section {
        title: "Refresh of 100,000 jobs, return visit",
        times: NO_TIMES,
        suffix: "",
        metrics: &[
            once("refresh", "refresh, 3 jobs changed", Milliseconds, &[once_of(VANILLA, 0.6)]),
            once(
                "refresh_unchanged",
                "refresh, none changed",
                Milliseconds,
                &[once_of(VANILLA, 0.1)],
            ),
            once("refresh_records", "changes of the document", Times, &[]),
            once("refresh_thread", "main thread, 3 jobs changed", Milliseconds, &[]),
            once("refresh_unchanged_thread", "main thread, none changed", Milliseconds, &[]),
            once("refresh_bytes", "list as sent, 3 jobs changed", Bytes, &[]),
            once("refresh_unchanged_bytes", "list as sent, none changed", Bytes, &[]),
        ],
    },
    Section {
        title: "Size and memory, first visit",
        times: NO_TIMES,
        suffix: "",
        metrics: &[
            once("page_bytes", "sent until there are rows", Bytes, &[]),
            once("all_bytes", "with the second module", Bytes, &[]),
            once("renderer_peak", "renderer's peak memory", Bytes, &[once_of(VANILLA, 1.0)]),
            once("heap", "JavaScript heap", Bytes, &[]),
            once("wasm", "WebAssembly memory", Bytes, &[]),
            once("memory", "heap and WebAssembly together", Bytes, &[once_of(VANILLA, 0.6)]),
        ],
    },
];

const NO_TIMES: [&str; 2] = ["", ""];
const ACTS: [&str; 2] = ["first act", "later acts"];

/// All metrics, in the order of the tables.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    SECTIONS.iter().flat_map(|section| section.metrics)
}

const fn once(
    name: &'static str,
    title: &'static str,
    unit: Unit,
    targets: &'static [Target],
) -> Metric {
    Metric { name, title, unit, is_twice: false, targets }
}

const fn twice(name: &'static str, title: &'static str, targets: &'static [Target]) -> Metric {
    Metric { name, title, unit: Milliseconds, is_twice: true, targets }
}

/// A target for the first time only.
const fn once_of(subject: &'static str, times: f64) -> Target {
    Target { of: Some(subject), first: times, again: None }
}

const fn at_most(most: f64) -> Target {
    Target { of: None, first: most, again: None }
}

impl Metric {
    /// The times for which it is measured.
    pub fn times(&self) -> &'static [Time] {
        if self.is_twice { &[Time::First, Time::Again] } else { &[Time::First] }
    }
}

impl Time {
    /// The driver's name of a metric for this time.
    pub fn of(self, metric: &Metric) -> String {
        match self {
            Time::First => metric.name.to_owned(),
            Time::Again => format!("{}.again", metric.name),
        }
    }
}

impl Target {
    /// The value that is compared with it, given the medians of the subjects for one time.
    pub fn value(self, median: impl Fn(&str) -> Option<f64>) -> Option<f64> {
        let ours = median(OURS)?;
        match self.of {
            None => Some(ours),
            Some(other) => median(other).filter(|other| *other > 0.0).map(|other| ours / other),
        }
    }

    /// The maximum for this time; `None` if there is none.
    pub fn most(self, time: Time) -> Option<f64> {
        match time {
            Time::First => Some(self.first),
            Time::Again => self.again,
        }
    }

    /// `1.5 of vanilla`, `16.0 ms, then 8.0 ms`.
    pub fn text(self, unit: Unit) -> String {
        match (self.of, self.again.filter(|again| *again != self.first)) {
            (Some(other), _) => format!("{} of {other}", self.first),
            (None, None) => unit.format(self.first),
            (None, Some(again)) => {
                format!("{}, then {}", unit.format(self.first), unit.format(again))
            }
        }
    }

    /// Formats a value for the comparison.
    pub fn format(self, value: f64, unit: Unit) -> String {
        if self.of.is_some() { format!("{value:.2}") } else { unit.format(value) }
    }
}

impl Unit {
    /// A number with its unit: `12.3 ms`, `4.5 MB`, `12 kB`, `7`.
    pub fn format(self, number: f64) -> String {
        match self {
            Milliseconds if number >= 100.0 => format!("{number:.0} ms"),
            Milliseconds => format!("{number:.1} ms"),
            Bytes if number >= 1e6 => format!("{:.1} MB", number / 1e6),
            Bytes => format!("{:.1} kB", number / 1e3),
            Times => format!("{number:.0}"),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Milliseconds => "ms",
            Bytes => "bytes",
            Times => "times",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A target has two numbers if the first action may take longer.
    #[test]
    fn a_target_says_what_it_asks_for() {
        assert_eq!(once_of(VANILLA, 1.5).text(Milliseconds), "1.5 of vanilla");
        assert_eq!(ACT_PAINTED[0].text(Milliseconds), "1.2 of vanilla");
        assert_eq!(ACT_WRITTEN[0].text(Milliseconds), "16.0 ms, then 8.0 ms");
        assert_eq!(at_most(50.0).text(Milliseconds), "50.0 ms");
        assert_eq!(ACT_WRITTEN[0].most(Time::Again), Some(8.0));
        assert_eq!(once_of(VANILLA, 1.5).most(Time::Again), None);
    }

    #[test]
    fn a_target_is_compared_with_our_median_or_its_ratio() {
        let median = |name: &str| match name {
            VANILLA => Some(10.0),
            OURS => Some(15.0),
            _ => None,
        };
        assert_eq!(once_of(VANILLA, 1.5).value(median), Some(1.5));
        assert_eq!(once_of(REACT, 1.5).value(median), None);
        assert_eq!(at_most(50.0).value(median), Some(15.0));
        assert_eq!(at_most(50.0).value(|_| None), None);
        assert_eq!(once_of(VANILLA, 1.5).value(|name| Some(f64::from(name == OURS))), None);
    }

    #[test]
    fn a_number_has_its_unit() {
        let text = [Milliseconds.format(0.0), Milliseconds.format(1234.5), Bytes.format(3785.0)];
        assert_eq!(text, ["0.0 ms", "1234 ms", "3.8 kB"]);
        assert_eq!([Bytes.format(43_570_568.0), Times.format(3.0)], ["43.6 MB", "3"]);
    }

    #[test]
    fn no_two_metrics_have_one_name() {
        let names: BTreeSet<_> = metrics().map(|metric| metric.name).collect();
        assert_eq!(names.len(), metrics().count());
    }

    #[test]
    fn every_subject_is_one_of_the_driver() {
        let workspace =
            xtask::workspace::Workspace::find().expect("cargo sets CARGO_MANIFEST_DIR for tests");
        let text = std::fs::read_to_string(workspace.root.join("bench/page/subjects.mjs"));
        let text = text.expect("the driver is in the checkout");
        let names = text.split(" name: \"").skip(1).filter_map(|rest| rest.split('"').next());
        assert_eq!(names.collect::<Vec<_>>(), SUBJECTS);
    }
}

//! What is measured, by the names that the driver gives, and the aims of our page.

use std::fmt;

/// In the order of the table: the one that all are compared with, those with a framework, and ours.
pub const SUBJECTS: [&str; 4] = [VANILLA, REACT, "cloudscape", OURS];
pub const VANILLA: &str = "vanilla";
pub const OURS: &str = "devserver-jobs";
const REACT: &str = "react-tanstack";

/// One line of the table.
#[derive(Debug)]
pub struct Metric {
    /// The driver's name for it.
    pub name: &'static str,
    pub title: &'static str,
    pub unit: Unit,
    /// All of them are to be met.
    pub aims: &'static [Aim],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    Bytes,
    Times,
}

/// What our median is to be.
#[derive(Clone, Copy, Debug)]
pub enum Aim {
    AtMost(f64),
    /// At most so many times another's.
    Of(&'static str, f64),
    /// Less than that of every subject with a framework.
    BelowFrameworks,
}

use Aim::{AtMost, BelowFrameworks, Of};
use Unit::{Bytes, Milliseconds, Times};

/// What a frame of a screen takes, in milliseconds.
const FRAME: f64 = 16.7;

pub const METRICS: [Metric; 21] = [
    metric("page_bytes", "page as sent", Bytes, &[]),
    metric(
        "first_row_20",
        "first row, 20 jobs",
        Milliseconds,
        &[Of(VANILLA, 1.4), BelowFrameworks],
    ),
    metric("phone_first_row", "the same, cold, slow phone", Milliseconds, &[Of(REACT, 1.0)]),
    metric("first_row", "first row, 100,000 jobs", Milliseconds, &[]),
    metric("ready", "all rows ready", Milliseconds, &[Of(VANILLA, 0.8)]),
    metric("first_row_slow", "first row at 5 MB/s", Milliseconds, &[Of(VANILLA, 0.04)]),
    metric("ready_slow", "all rows ready at 5 MB/s", Milliseconds, &[]),
    metric("blocked", "blocked while loading", Milliseconds, &[AtMost(0.0)]),
    metric("longest", "longest task", Milliseconds, &[AtMost(50.0)]),
    metric("blocked_4x", "blocked, 4 times slower", Milliseconds, &[]),
    metric("longest_4x", "longest task, 4 times slower", Milliseconds, &[AtMost(100.0)]),
    metric("find", "find, a letter", Milliseconds, &[Of(VANILLA, 1.2)]),
    metric("clear", "find, cleared", Milliseconds, &[AtMost(FRAME)]),
    metric("next_page", "next page", Milliseconds, &[AtMost(FRAME)]),
    metric("sort", "sort by name", Milliseconds, &[AtMost(FRAME)]),
    metric("refresh", "refresh, 3 jobs changed", Milliseconds, &[Of(VANILLA, 0.7)]),
    metric("refresh_records", "changes of the document", Times, &[Of(VANILLA, 1.0)]),
    metric("heap", "JavaScript heap", Bytes, &[]),
    metric("wasm", "WebAssembly memory", Bytes, &[]),
    metric("memory", "both together", Bytes, &[Of(VANILLA, 0.6)]),
    metric("renderer_peak", "renderer's peak memory", Bytes, &[Of(VANILLA, 1.0)]),
];

const fn metric(
    name: &'static str,
    title: &'static str,
    unit: Unit,
    aims: &'static [Aim],
) -> Metric {
    Metric { name, title, unit, aims }
}

impl Aim {
    /// Whether it is met, by the medians of the subjects. What has no number meets nothing.
    pub fn is_met(self, median: impl Fn(&str) -> Option<f64>) -> bool {
        let Some(ours) = median(OURS) else { return false };
        match self {
            AtMost(most) => ours <= most,
            Of(other, times) => median(other).is_some_and(|other| ours <= other * times),
            BelowFrameworks => SUBJECTS
                .iter()
                .filter(|name| ![VANILLA, OURS].contains(name))
                .all(|name| median(name).is_some_and(|other| ours < other)),
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AtMost(most) => write!(f, "at most {most} ms"),
            Of(VANILLA, times) => write!(f, "at most {times}"),
            Of(other, times) => write!(f, "at most {times} of {other}"),
            BelowFrameworks => f.write_str("below every framework"),
        }
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

    #[test]
    fn an_aim_is_met_by_our_median() {
        #[track_caller]
        fn check(aim: Aim, ours: f64, expect: bool) {
            let median = |name: &str| match name {
                VANILLA => Some(10.0),
                REACT => Some(20.0),
                OURS => Some(ours),
                _ => Some(30.0),
            };
            assert_eq!(aim.is_met(median), expect, "{aim}, {ours}");
            assert!(!aim.is_met(|_| None));
        }
        check(AtMost(16.7), 16.7, true);
        check(AtMost(16.7), 16.8, false);
        check(Of(VANILLA, 1.2), 12.0, true);
        check(Of(VANILLA, 1.2), 12.1, false);
        check(Of(REACT, 1.0), 20.0, true);
        check(BelowFrameworks, 19.9, true);
        check(BelowFrameworks, 20.0, false);
    }

    #[test]
    fn a_number_has_its_unit() {
        let text = [Milliseconds.format(0.0), Milliseconds.format(1234.5), Bytes.format(3785.0)];
        assert_eq!(text, ["0.0 ms", "1234 ms", "3.8 kB"]);
        assert_eq!([Bytes.format(43_570_568.0), Times.format(3.0)], ["43.6 MB", "3"]);
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

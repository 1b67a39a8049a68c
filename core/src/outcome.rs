//! The outcome of a job, from its status and its count of failed servers.
//!
//! The API has no failed status: a job that failed on some servers is `FINISHED` with an `abnormal_count` above 0,
//! and must not look like a success. The set of statuses is open, so words that clearly mean failure are recognized
//! as well; a count above 0 is never neutral, whatever the status.

use crate::job::{Field, Job, Millis};
use crate::status::{self, meaning};

pub use crate::status::Meaning;

/// The outcome of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome<'a> {
    /// Ended, and failed on this many servers.
    FinishedWithFailures(u32),
    /// Still running, and failed on this many servers so far.
    ProcessingWithFailures(u32),
    /// A status that does not tell whether the job has ended, as it was sent, or an empty one; the job failed on
    /// this many servers.
    OtherWithFailures(&'a str, u32),
    /// Still running.
    Processing,
    /// `ACTIVE`, which is documented but not explained.
    Active,
    /// An undocumented status as it was sent, with its meaning, which determines the tone and whether it counts as
    /// a failure.
    Other(&'a str, Meaning),
    /// There was no status.
    Unknown,
    /// Ended, without a number of failed servers.
    FinishedUncounted,
    /// Ended with success on every server.
    Finished,
    /// Deleted.
    Deleted,
}

/// The visual style of a badge, which determines its colour and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Needs attention.
    Error,
    /// In progress, with failures.
    Warning,
    /// In progress.
    InProgress,
    /// Succeeded.
    Success,
    /// Ended without a result.
    Stopped,
    /// No reason for a colour.
    Neutral,
}

impl Tone {
    /// All of them.
    pub const ALL: [Tone; 6] =
        [Tone::Error, Tone::Warning, Tone::InProgress, Tone::Success, Tone::Stopped, Tone::Neutral];

    /// The name in the document and in settings.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Error => "error",
            Tone::Warning => "warning",
            Tone::InProgress => "in-progress",
            Tone::Success => "success",
            Tone::Stopped => "stopped",
            Tone::Neutral => "neutral",
        }
    }
}

impl<'a> Outcome<'a> {
    /// The number of kinds, without regard to counts and texts.
    pub const KINDS: usize = 9;

    /// The outcome of a job.
    pub fn of(job: &'a Job) -> Self {
        Self::new(job.status.as_deref(), &job.abnormal_count)
    }

    pub(crate) fn new(status: Option<&'a str>, abnormal_count: &Field<u32>) -> Self {
        let failed = abnormal_count.known().copied().unwrap_or(0);
        let is_counted = matches!(abnormal_count, Field::Known(_));
        let Some(own) = status else {
            return if failed > 0 {
                Outcome::OtherWithFailures("", failed)
            } else {
                Outcome::Unknown
            };
        };
        let is = |word| own == word || status::is(own, word);
        if is("FINISHED") {
            return Self::ended(failed, is_counted);
        } else if is("PROCESSING") && failed > 0 {
            return Outcome::ProcessingWithFailures(failed);
        } else if is("PROCESSING") {
            return Outcome::Processing;
        } else if is("DELETED") {
            return Outcome::Deleted;
        } else if is("ACTIVE") && failed == 0 {
            return Outcome::Active;
        }
        match meaning(own) {
            Meaning::Succeeded | Meaning::Ended if failed > 0 => Self::ended(failed, is_counted),
            // As for the documented word: the number of failed servers is unknown.
            Meaning::Ended if !is_counted => Outcome::FinishedUncounted,
            Meaning::Running if failed > 0 => Outcome::ProcessingWithFailures(failed),
            Meaning::Unknown if failed > 0 => Outcome::OtherWithFailures(own, failed),
            // The badge displays the word itself.
            meaning => Outcome::Other(own, meaning),
        }
    }

    fn ended(failed: u32, is_counted: bool) -> Self {
        match failed {
            0 if is_counted => Outcome::Finished,
            0 => Outcome::FinishedUncounted,
            failed => Outcome::FinishedWithFailures(failed),
        }
    }

    /// The tone of its badge.
    pub fn tone(self) -> Tone {
        match self {
            Outcome::FinishedWithFailures(_) => Tone::Error,
            Outcome::ProcessingWithFailures(_) | Outcome::OtherWithFailures(..) => Tone::Warning,
            Outcome::Processing => Tone::InProgress,
            Outcome::Finished => Tone::Success,
            Outcome::Deleted => Tone::Stopped,
            Outcome::Other(_, meaning) => match meaning {
                Meaning::Failed => Tone::Error,
                Meaning::Canceled => Tone::Stopped,
                Meaning::Running => Tone::InProgress,
                Meaning::Succeeded | Meaning::Ended => Tone::Success,
                Meaning::Unknown => Tone::Neutral,
            },
            Outcome::Active | Outcome::Unknown | Outcome::FinishedUncounted => Tone::Neutral,
        }
    }

    /// Its position when sorting outcomes, failed first; counts are ignored. A word that means failure or
    /// cancellation counts as a failure.
    pub fn rank(self) -> u8 {
        match self {
            Outcome::FinishedWithFailures(_) => 0,
            Outcome::ProcessingWithFailures(_) | Outcome::OtherWithFailures(..) => 1,
            Outcome::Processing => 2,
            Outcome::Active => 3,
            Outcome::Other(_, meaning) => match meaning {
                Meaning::Failed | Meaning::Canceled => 0,
                _ => 4,
            },
            Outcome::Unknown => 5,
            Outcome::FinishedUncounted => 6,
            Outcome::Finished => 7,
            Outcome::Deleted => 8,
        }
    }

    /// The name of its kind in an address and in files.
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.rank())]
    }

    /// Whether the job has ended, as far as is known.
    pub fn is_over(self) -> bool {
        match self {
            Outcome::FinishedWithFailures(_)
            | Outcome::FinishedUncounted
            | Outcome::Finished
            | Outcome::Deleted => true,
            Outcome::Other(_, meaning) => !matches!(meaning, Meaning::Running | Meaning::Unknown),
            Outcome::ProcessingWithFailures(_)
            | Outcome::OtherWithFailures(..)
            | Outcome::Processing
            | Outcome::Active
            | Outcome::Unknown => false,
        }
    }
}

impl Outcome<'_> {
    /// How long a job of this outcome has taken, from its creation to its last update: an estimate, because the
    /// cloud may update a job that is over. `None` while it is not over.
    pub fn duration(self, created: Option<Millis>, updated: Option<Millis>) -> Option<Millis> {
        let duration = updated?.checked_sub(created?)?;
        (self.is_over() && duration >= 0).then_some(duration)
    }
}

/// The same of a job.
pub fn duration(job: &Job) -> Option<Millis> {
    let known = |at: &Field<Millis>| at.known().copied();
    Outcome::of(job).duration(known(&job.created), known(&job.updated))
}

/// The names of the kinds in an address, by rank.
const NAMES: [&str; Outcome::KINDS] = [
    "finished-with-failures",
    "processing-with-failures",
    "processing",
    "active",
    "other",
    "unknown",
    "finished-uncounted",
    "finished",
    "deleted",
];

/// Some kinds of outcome, each by its rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OutcomeSet(u16);

impl OutcomeSet {
    /// Reads names with commas between, such as `finished-with-failures,processing`. Names that there
    /// are not are left out.
    pub fn parse(text: &str) -> Self {
        let mut set = Self::default();
        for name in text.split(',') {
            if let Some(rank) = NAMES.iter().position(|known| *known == name.trim()) {
                set.0 |= 1 << rank;
            }
        }
        set
    }

    /// The text that [`OutcomeSet::parse`] reads.
    pub fn to_text(self) -> String {
        let names: Vec<&str> =
            (0..).zip(NAMES).filter(|(rank, _)| self.has(*rank)).map(|(_, name)| name).collect();
        names.join(",")
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the kind of this rank is one of them.
    pub fn has(self, rank: u8) -> bool {
        self.0 >> rank & 1 == 1
    }

    /// The same with the kind of this rank put in or, if it was, taken out.
    #[must_use]
    pub fn toggled(self, rank: u8) -> Self {
        Self(self.0 ^ 1 << rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(status: &str) -> Outcome<'_> {
        Outcome::Other(status, meaning(status))
    }

    #[track_caller]
    fn check(status: Option<&str>, count: Field<u32>, expect: Outcome, tone: Tone) {
        let job =
            Job { status: status.map(str::to_owned), abnormal_count: count, ..Job::default() };
        let outcome = Outcome::of(&job);
        assert_eq!((outcome, outcome.tone()), (expect, tone));
    }

    #[test]
    fn a_job_that_failed_somewhere_is_never_green() {
        use Field::{Absent, Known};
        use Outcome::*;
        check(Some("FINISHED"), Known(0), Finished, Tone::Success);
        check(Some("FINISHED"), Known(3), FinishedWithFailures(3), Tone::Error);
        check(Some("FINISHED"), Absent, FinishedUncounted, Tone::Neutral);
        let unreadable = Field::Unreadable("-1".to_owned());
        check(Some("FINISHED"), unreadable, FinishedUncounted, Tone::Neutral);
        check(Some("PROCESSING"), Known(0), Processing, Tone::InProgress);
        check(Some("PROCESSING"), Absent, Processing, Tone::InProgress);
        check(Some("PROCESSING"), Known(1), ProcessingWithFailures(1), Tone::Warning);
        check(Some("ACTIVE"), Known(0), Active, Tone::Neutral);
        check(Some("DELETED"), Known(2), Deleted, Tone::Stopped);
        check(Some("HELD"), Known(0), other("HELD"), Tone::Neutral);
        check(None, Known(0), Unknown, Tone::Neutral);
    }

    /// Jobs that had failed were grey among hundreds, because the status was written otherwise than in
    /// the documents: in lower case, with a space behind it, or with a word of another service.
    #[test]
    fn statuses_that_are_written_otherwise() {
        use Field::{Absent, Known};
        use Outcome::*;
        for finished in ["finished", "Finished", "FINISHED ", "\u{200B}finished\n"] {
            check(Some(finished), Known(0), Finished, Tone::Success);
            check(Some(finished), Known(3), FinishedWithFailures(3), Tone::Error);
            check(Some(finished), Absent, FinishedUncounted, Tone::Neutral);
        }
        check(Some("processing"), Known(1), ProcessingWithFailures(1), Tone::Warning);
        check(Some("Deleted "), Known(0), Deleted, Tone::Stopped);
        check(Some("active"), Known(0), Active, Tone::Neutral);
        for count in [Known(0), Known(2), Absent] {
            for failed in ["FAILED", "failed ", "Error", "TIMEOUT", "CREATE_FAILED"] {
                check(Some(failed), count.clone(), other(failed), Tone::Error);
                assert_eq!(other(failed).rank(), 0);
                assert!(other(failed).is_over());
            }
            for canceled in ["CANCELED", "cancelled", "Terminated"] {
                check(Some(canceled), count.clone(), other(canceled), Tone::Stopped);
                assert_eq!(other(canceled).rank(), 0);
            }
        }
        for running in ["RUNNING", "queued", "In progress"] {
            check(Some(running), Known(0), other(running), Tone::InProgress);
            check(Some(running), Known(4), ProcessingWithFailures(4), Tone::Warning);
            assert!(!other(running).is_over());
        }
        for succeeded in ["SUCCESS", "Succeeded"] {
            check(Some(succeeded), Known(0), other(succeeded), Tone::Success);
            check(Some(succeeded), Absent, other(succeeded), Tone::Success);
            check(Some(succeeded), Known(4), FinishedWithFailures(4), Tone::Error);
        }
        check(Some("COMPLETED"), Known(0), other("COMPLETED"), Tone::Success);
        check(Some("COMPLETED"), Absent, FinishedUncounted, Tone::Neutral);
        check(Some("Done"), Known(1), FinishedWithFailures(1), Tone::Error);
    }

    #[test]
    fn a_count_above_zero_is_never_neutral() {
        use Field::Known;
        use Outcome::*;
        check(Some("ACTIVE"), Known(2), OtherWithFailures("ACTIVE", 2), Tone::Warning);
        check(Some("HELD"), Known(2), OtherWithFailures("HELD", 2), Tone::Warning);
        check(None, Known(2), OtherWithFailures("", 2), Tone::Warning);
        let statuses =
            ["FINISHED", "PROCESSING", "ACTIVE", "DELETED", "", "?", "FAILED", "CANCELED"];
        for status in statuses {
            let outcome = Outcome::new(Some(status), &Known(1));
            assert_ne!(outcome.tone(), Tone::Neutral, "{status}");
            assert_ne!(outcome.tone(), Tone::Success, "{status}");
        }
    }

    #[test]
    fn sets_of_outcomes_as_text() {
        let all = NAMES.join(",");
        assert_eq!(OutcomeSet::parse(&all).to_text(), all);
        assert!((0..9).all(|rank| OutcomeSet::parse(&all).has(rank)));
        let two = OutcomeSet::parse("processing, Finished,finished-with-failures,,x");
        assert_eq!(two.to_text(), "finished-with-failures,processing");
        assert_eq!(two.toggled(0).to_text(), "processing");
        assert_eq!(two.toggled(0).toggled(2), OutcomeSet::default());
        assert!(OutcomeSet::parse("").is_empty());
        assert_eq!(OutcomeSet::default().to_text(), "");
    }

    #[test]
    fn each_outcome_has_a_rank_of_its_own() {
        let some = [
            Outcome::FinishedWithFailures(1),
            Outcome::ProcessingWithFailures(1),
            Outcome::Processing,
            Outcome::Active,
            other("HELD"),
            Outcome::Unknown,
            Outcome::FinishedUncounted,
            Outcome::Finished,
            Outcome::Deleted,
        ];
        assert!(some.map(Outcome::rank).into_iter().eq(0..9));
    }
}

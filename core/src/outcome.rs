//! What a job came to, from its status and its count of failed servers.
//!
//! The cloud has no failed status: a job that failed on some servers is `FINISHED` with an
//! `abnormal_count` above 0, and must not look like a success.

use crate::job::{Field, Job};

/// What a badge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome<'a> {
    /// Ended, and failed on this many servers.
    FinishedWithFailures(u32),
    /// Still running, and failed on this many servers so far.
    ProcessingWithFailures(u32),
    /// Still running.
    Processing,
    /// `ACTIVE`, which is documented but not explained.
    Active,
    /// A status that is not documented, as it came.
    Other(&'a str),
    /// No status arrived.
    Unknown,
    /// Ended, and nobody says whether it failed anywhere.
    FinishedUncounted,
    /// Ended well on every server.
    Finished,
    /// Deleted.
    Deleted,
}

/// How a badge looks; colour and icon follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Needs a person.
    Error,
    /// Going on, and already failed somewhere.
    Warning,
    /// Going on.
    InProgress,
    /// Ended well.
    Success,
    /// Over, or taken away.
    Stopped,
    /// Nothing is known that would justify a colour.
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
    /// How many kinds there are, whatever the counts and the texts.
    pub const KINDS: usize = 9;

    /// What a job came to.
    pub fn of(job: &'a Job) -> Self {
        Self::new(job.status.as_deref(), &job.abnormal_count)
    }

    pub(crate) fn new(status: Option<&'a str>, abnormal_count: &Field<u32>) -> Self {
        let failed = abnormal_count.known().copied().unwrap_or(0);
        match (status, abnormal_count) {
            (Some("FINISHED"), _) if failed > 0 => Outcome::FinishedWithFailures(failed),
            (Some("FINISHED"), Field::Known(_)) => Outcome::Finished,
            (Some("FINISHED"), _) => Outcome::FinishedUncounted,
            (Some("PROCESSING"), _) if failed > 0 => Outcome::ProcessingWithFailures(failed),
            (Some("PROCESSING"), _) => Outcome::Processing,
            (Some("ACTIVE"), _) => Outcome::Active,
            (Some("DELETED"), _) => Outcome::Deleted,
            (Some(other), _) => Outcome::Other(other),
            (None, _) => Outcome::Unknown,
        }
    }

    /// How its badge looks.
    pub fn tone(self) -> Tone {
        match self {
            Outcome::FinishedWithFailures(_) => Tone::Error,
            Outcome::ProcessingWithFailures(_) => Tone::Warning,
            Outcome::Processing => Tone::InProgress,
            Outcome::Finished => Tone::Success,
            Outcome::Deleted => Tone::Stopped,
            Outcome::Active | Outcome::Other(_) | Outcome::Unknown | Outcome::FinishedUncounted => {
                Tone::Neutral
            }
        }
    }

    /// Where it stands when outcomes are sorted, failed first; the counts do not matter.
    pub fn rank(self) -> u8 {
        match self {
            Outcome::FinishedWithFailures(_) => 0,
            Outcome::ProcessingWithFailures(_) => 1,
            Outcome::Processing => 2,
            Outcome::Active => 3,
            Outcome::Other(_) => 4,
            Outcome::Unknown => 5,
            Outcome::FinishedUncounted => 6,
            Outcome::Finished => 7,
            Outcome::Deleted => 8,
        }
    }
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
        check(Some("finished"), Known(0), Other("finished"), Tone::Neutral);
        check(Some("QUEUED"), Known(0), Other("QUEUED"), Tone::Neutral);
        check(None, Known(0), Unknown, Tone::Neutral);
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
            Outcome::Other("QUEUED"),
            Outcome::Unknown,
            Outcome::FinishedUncounted,
            Outcome::Finished,
            Outcome::Deleted,
        ];
        assert!(some.map(Outcome::rank).into_iter().eq(0..9));
    }
}

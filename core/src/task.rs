//! The outcomes of a job's tasks, their counts, and their order: failed first. [`crate::detail`] decodes them.

use crate::detail::Task;
use crate::fold::folded;
use crate::job::Millis;
use crate::natural::natural;

use crate::outcome::Tone;
use crate::sorting::sorted;
use crate::status::{self, Meaning, meaning};

/// The outcome of one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskOutcome<'a> {
    /// It failed.
    Failed,
    /// It is in progress.
    Processing,
    /// An undocumented status as it was sent, or empty. Its words determine the tone, and whether it counts as a
    /// failure.
    Unknown(&'a str),
    /// Nothing had to be done.
    Skipped,
    /// It succeeded.
    Success,
}

impl<'a> TaskOutcome<'a> {
    /// One of each, in the order in which tasks are shown.
    pub const ALL: [TaskOutcome<'static>; 5] = [
        TaskOutcome::Failed,
        TaskOutcome::Processing,
        TaskOutcome::Unknown(""),
        TaskOutcome::Skipped,
        TaskOutcome::Success,
    ];

    /// The outcome of a task.
    pub fn of(task: &'a Task) -> Self {
        let status = task.status.as_deref().unwrap_or_default();
        [
            ("FAILED", TaskOutcome::Failed),
            ("PROCESSING", TaskOutcome::Processing),
            ("SKIPPED", TaskOutcome::Skipped),
            ("SUCCESS", TaskOutcome::Success),
        ]
        .into_iter()
        .find(|(word, _)| status::is(status, word))
        .map_or(TaskOutcome::Unknown(status), |(_, outcome)| outcome)
    }

    /// Its position in [`TaskOutcome::ALL`]. A word that means failure or cancellation counts as a failure.
    pub fn rank(self) -> usize {
        match self {
            TaskOutcome::Failed => 0,
            TaskOutcome::Processing => 1,
            TaskOutcome::Unknown(status) => match meaning(status) {
                Meaning::Failed | Meaning::Canceled => 0,
                _ => 2,
            },
            TaskOutcome::Skipped => 3,
            TaskOutcome::Success => 4,
        }
    }

    /// How its badge looks.
    pub fn tone(self) -> Tone {
        match self {
            TaskOutcome::Failed => Tone::Error,
            TaskOutcome::Processing => Tone::InProgress,
            TaskOutcome::Unknown(status) => match meaning(status) {
                Meaning::Failed => Tone::Error,
                Meaning::Canceled => Tone::Stopped,
                Meaning::Running => Tone::InProgress,
                Meaning::Succeeded | Meaning::Ended => Tone::Success,
                Meaning::Unknown => Tone::Neutral,
            },
            TaskOutcome::Skipped => Tone::Stopped,
            TaskOutcome::Success => Tone::Success,
        }
    }

    /// Whether the task has ended, as far as is known.
    pub fn is_over(self) -> bool {
        match self {
            TaskOutcome::Processing => false,
            TaskOutcome::Unknown(status) => meaning(status) != Meaning::Running,
            TaskOutcome::Failed | TaskOutcome::Skipped | TaskOutcome::Success => true,
        }
    }
}

/// Whether a text contains another, ignoring ASCII case. The standard library's search is faster in the worst case,
/// but twice as much code as this whole module.
pub fn holds(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// The parts of a message, which are separated by ` | `, as lines.
pub fn lines(message: &str) -> String {
    let mut lines = String::with_capacity(message.len());
    for (at, part) in message.split('|').enumerate() {
        let follows = at > 0 && lines.ends_with(' ') && part.starts_with(' ');
        if follows {
            lines.pop();
            lines.push('\n');
        } else if at > 0 {
            lines.push('|');
        }
        lines.push_str(if follows { part.get(1..).unwrap_or_default() } else { part });
    }
    lines
}

/// The number of tasks by rank of outcome.
pub fn counts(tasks: &[Task]) -> [usize; 5] {
    let mut counts = [0; 5];
    for task in tasks {
        counts[TaskOutcome::of(task).rank()] += 1;
    }
    counts
}

/// A filter of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// By rank; none means all.
    pub outcomes: [bool; 5],
    /// A part of any displayed text of a task. Case, width and invisible characters are ignored.
    pub text: String,
}

impl TaskFilter {
    /// Whether a task is shown; `text` is folded.
    fn lets(&self, task: &Task, text: &str) -> bool {
        let wanted = self.outcomes[TaskOutcome::of(task).rank()];
        if !wanted && self.outcomes.contains(&true) {
            return false;
        }
        let shown = [&task.server_name, &task.server_id, &task.status, &task.message];
        let machine = task.cloud_server.iter().map(|(_, value)| value);
        let mut texts = shown.into_iter().flatten().chain(machine);
        text.is_empty() || texts.any(|own| holds(&folded(own), text))
    }
}

/// The places of the tasks to display, in order: failed, processing, unknown, skipped, success; within these by the
/// server's name, with digits by value, and then in the order of arrival.
pub fn shown(tasks: &[Task], filter: &TaskFilter) -> Vec<u32> {
    let text = folded(filter.text.trim());
    let places: Vec<u32> = (0u32..)
        .zip(tasks)
        .filter(|(_, task)| filter.lets(task, &text))
        .map(|(place, _)| place)
        .collect();
    let name = |place: u32| tasks[place as usize].server_name.as_deref();
    let rank = |place: u32| TaskOutcome::of(&tasks[place as usize]).rank();
    sorted(places, &|a, b| {
        rank(a).cmp(&rank(b)).then_with(|| match (name(a), name(b)) {
            (Some(a), Some(b)) => natural(a.as_bytes(), b.as_bytes()),
            (a, b) => b.is_some().cmp(&a.is_some()),
        })
    })
}

/// The servers on which the job failed, one per line, in the displayed order; by ID if there is no name.
pub fn failed_servers(tasks: &[Task]) -> String {
    let failed = TaskFilter { outcomes: [true, false, false, false, false], ..Default::default() };
    let mut names = String::new();
    for place in shown(tasks, &failed) {
        let task = &tasks[place as usize];
        if let Some(name) = task.server_name.as_ref().or(task.server_id.as_ref()) {
            if !names.is_empty() {
                names.push('\n');
            }
            names.push_str(name);
        }
    }
    names
}

/// A span of time as its two largest units that are not both zero: days, hours, minutes, seconds, by their indexes
/// 0 to 3. `None` if it would be negative.
pub fn span(from: Millis, to: Millis) -> Option<Vec<(i64, usize)>> {
    let seconds = (to - from) / 1000;
    let units = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
    let first = units.iter().position(|count| *count > 0).unwrap_or(3);
    let parts = (first..4).take(2).map(|unit| (units[unit], unit));
    (to >= from).then(|| parts.filter(|(count, unit)| *count > 0 || *unit == first).collect())
}

/// The beginning of a text that is longer than what is displayed at first: at most `lines` lines and `characters`
/// characters.
pub fn beginning(text: &str, lines: usize, characters: usize) -> Option<&str> {
    let text = text.trim_end();
    let mut breaks = 0;
    let mut counted = (0usize..).zip(text.char_indices());
    let (_, (end, _)) = counted.find(|(count, (_, character))| {
        breaks += usize::from(*character == '\n');
        *count == characters || breaks == lines
    })?;
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(status: &str, name: &str, message: &str) -> Task {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Task {
            status: some(status),
            server_name: some(name),
            server_id: some(&format!("id of {name}")),
            message: some(message),
            cloud_server: vec![("type".to_owned(), "BMS".to_owned())],
            ..Task::default()
        }
    }

    fn tasks() -> Vec<Task> {
        vec![
            task("SUCCESS", "npu-10", "done"),
            task("FAILED", "npu-10", "Timed out"),
            task("SKIPPED", "npu-1", ""),
            task("HELD", "npu-3", ""),
            task("", "npu-2", ""),
            task("PROCESSING", "npu-7", "Step 1/7"),
            task("FAILED", "", "no name"),
            task("FAILED", "npu-9", "Connection REFUSED"),
            task("Frozen", "npu-4", ""),
        ]
    }

    #[test]
    fn every_status_has_its_rank_and_only_failures_are_red() {
        for (rank, outcome) in TaskOutcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome.rank(), rank);
            assert_eq!(outcome.tone() == Tone::Error, rank == 0);
        }
        assert_eq!(TaskOutcome::of(&task("", "", "")), TaskOutcome::Unknown(""));
        assert_eq!(counts(&tasks()), [3, 1, 3, 1, 1]);
        assert_eq!(counts(&[]), [0; 5]);
    }

    /// A server on which the task ended with `Error` stood below those that succeeded, in grey.
    #[test]
    fn statuses_that_are_written_otherwise() {
        #[track_caller]
        fn check(status: &str, expect: TaskOutcome, rank: usize, tone: Tone) {
            let task = task(status, "", "");
            let outcome = TaskOutcome::of(&task);
            assert_eq!((outcome, outcome.rank(), outcome.tone()), (expect, rank, tone), "{status}");
        }
        use TaskOutcome::*;
        check("failed", Failed, 0, Tone::Error);
        check("FAILED ", Failed, 0, Tone::Error);
        check("success", Success, 4, Tone::Success);
        check("Processing", Processing, 1, Tone::InProgress);
        check("skipped\n", Skipped, 3, Tone::Stopped);
        check("Error", Unknown("Error"), 0, Tone::Error);
        check("TIMEOUT", Unknown("TIMEOUT"), 0, Tone::Error);
        check("CANCELED", Unknown("CANCELED"), 0, Tone::Stopped);
        check("RUNNING", Unknown("RUNNING"), 2, Tone::InProgress);
        check("SUCCEEDED", Unknown("SUCCEEDED"), 2, Tone::Success);
        check("HELD", Unknown("HELD"), 2, Tone::Neutral);
        check("", Unknown(""), 2, Tone::Neutral);
        assert!(!Unknown("QUEUED").is_over());
        assert!(Unknown("Error").is_over());
    }

    #[track_caller]
    fn check(outcomes: &[usize], text: &str, expect: &[u32]) {
        let mut filter = TaskFilter { text: text.to_owned(), ..TaskFilter::default() };
        for rank in outcomes {
            filter.outcomes[*rank] = true;
        }
        assert_eq!(shown(&tasks(), &filter), expect);
    }

    #[test]
    fn failed_first_then_by_name() {
        check(&[], "", &[7, 1, 6, 5, 4, 3, 8, 2, 0]);
        check(&[0], "", &[7, 1, 6]);
        check(&[3, 4], "", &[2, 0]);
        check(&[], " NPU-10 ", &[1, 0]);
        check(&[], "refused", &[7]);
        check(&[0], "bms", &[7, 1, 6]);
        check(&[], "held", &[3]);
        check(&[4], "refused", &[]);
    }

    #[test]
    fn names_to_copy() {
        assert_eq!(failed_servers(&tasks()), "npu-9\nnpu-10\nid of ");
        assert_eq!(failed_servers(&[]), "");
    }

    #[test]
    fn spans() {
        let check = |seconds: i64, expect: &[(i64, usize)]| {
            assert_eq!(span(5, seconds * 1000 + 5).unwrap(), expect, "{seconds}");
        };
        check(0, &[(0, 3)]);
        check(59, &[(59, 3)]);
        check(60, &[(1, 2)]);
        check(192, &[(3, 2), (12, 3)]);
        check(3600, &[(1, 1)]);
        check(3612, &[(1, 1)]);
        check(7500, &[(2, 1), (5, 2)]);
        check(86_400 + 3600, &[(1, 0), (1, 1)]);
        assert_eq!(span(1, 0), None);
    }

    #[test]
    fn parts_are_lines() {
        for (text, expect) in [
            ("", ""),
            ("a", "a"),
            ("a | b | c", "a\nb\nc"),
            ("a|b", "a|b"),
            ("a |b", "a |b"),
            ("a| b", "a| b"),
            ("a || b", "a || b"),
            (" | ", "\n"),
            ("a | | b", "a\n| b"),
        ] {
            assert_eq!(lines(text), expect, "{text}");
            assert_eq!(lines(text), text.replace(" | ", "\n"), "{text}");
        }
    }

    #[test]
    fn a_text_in_another() {
        for (text, part, expect) in [
            ("", "", true),
            ("a", "", true),
            ("", "a", false),
            ("Connection REFUSED", "refused", true),
            ("升级失败", "失败", true),
            ("ab", "abc", false),
        ] {
            assert_eq!(holds(text, part), expect, "{text} {part}");
        }
    }

    #[test]
    fn beginnings() {
        assert_eq!(beginning("short", 3, 9), None);
        assert_eq!(beginning("short\n\n\n\n", 3, 9), None);
        assert_eq!(beginning("123456789", 3, 9), None);
        assert_eq!(beginning("1234567890", 3, 9), Some("123456789"));
        assert_eq!(beginning("升级失败", 3, 2), Some("升级"));
        assert_eq!(beginning("a\nb\nc", 3, 9), None);
        assert_eq!(beginning("a\nb\nc\nd", 3, 9), Some("a\nb\nc"));
        assert_eq!(beginning("", 3, 9), None);
    }
}

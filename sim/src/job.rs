//! The life of one simulated job: its attributes, and its row in a list at an instant. What happens on its nodes is
//! in `tasks`.

mod tasks;

use crate::hash::{Key, Numbers, hyphenated};
use crate::words::{DESCRIPTIONS, KINDS, Kind, SERVICE_DEPLOY, UNKNOWN_KIND, USERS};

/// The average time between two jobs; the actual time is always less than twice as long.
pub const SLOT_MS: i64 = 120_000;

/// One in this many jobs is `QUEUED`, an undocumented status, before it runs. It waits for longer than the time until
/// the next such job, so a list of a few hundred jobs always has one.
const QUEUED_EVERY: u64 = 101;
const QUEUED_MS: i64 = 4 * 3_600_000;
/// One in this many jobs has an undocumented type.
const UNKNOWN_TYPE_EVERY: u64 = 97;

/// One in this many jobs hangs: it runs many times longer than others of its type.
const STUCK_EVERY: u64 = 127;
const STUCK_MS: i64 = 7 * 3_600_000;

/// One in this many jobs runs on more nodes than the console allows; the API may not have this limit.
const WIDE_EVERY: u64 = 89;
/// In one of this many jobs the tasks contradict the number of failed nodes.
const MISCOUNTED_EVERY: u64 = 41;

/// One job: its values in a list, and those that a list does not contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The creation time, in milliseconds since 1970.
    pub create_at: i64,
    /// The time of the last change, in milliseconds since 1970.
    pub update_at: i64,
    /// A UUID in lower case.
    pub id: String,
    /// A name such as `software-upgrade-792a`. Two jobs may have the same name.
    pub name: String,
    /// The user who started it.
    pub user_name: &'static str,
    /// The description. Without one, the response has no such field.
    pub description: Option<&'static str>,
    /// The type, an open set.
    pub r#type: &'static str,
    /// The status, an open set. Failure is not a status: see `abnormal_count`.
    pub status: &'static str,
    /// The number of nodes on which the job has failed.
    pub abnormal_count: u32,
    /// The value for the filter of this name, which is not in the response.
    pub visible: bool,
    /// The number of nodes on which the job runs, which is not in the list.
    pub nodes: u32,
}

/// The state of a job after its run.
#[derive(Clone, Copy)]
enum After {
    Finished,
    /// A deployed service that stays up.
    Active,
    /// Finished, and deleted at this instant.
    Deleted(i64),
}

/// Everything about a job that does not depend on the instant.
pub(crate) struct Job {
    pub(crate) id: u128,
    pub(crate) create_at: i64,
    name_suffix: u16,
    kind: &'static Kind,
    user_name: &'static str,
    description: Option<&'static str>,
    visible: bool,
    nodes: u32,
    /// The number of nodes on which it will have failed at the end.
    failing: u32,
    /// Whether its tasks contradict this number.
    miscounted: bool,
    start_at: i64,
    end_at: i64,
    /// The interval at which a running job reports progress.
    step_ms: i64,
    after: After,
}

impl Job {
    pub(crate) fn new(key: Key, slot: i64) -> Self {
        let mut numbers = key.at(slot);
        let id = numbers.uuid();
        let create_at = slot * SLOT_MS + numbers.below(SLOT_MS as u64) as i64;
        let kind = kind(key, slot, &mut numbers);
        let queued = is_every(QUEUED_EVERY, key, slot);
        let start_at = create_at + if queued { QUEUED_MS } else { 0 };
        let (shortest, longest) = kind.seconds;
        let run_ms = 1000 * shortest + numbers.below(1000 * (longest - shortest));
        let stuck = is_every(STUCK_EVERY, key, slot);
        let end_at = start_at + run_ms as i64 + if stuck { STUCK_MS } else { 0 };
        let (nodes, failing) = nodes(&mut numbers);
        let wide = is_every(WIDE_EVERY, key, slot);
        let nodes = if wide { widened(id) } else { nodes };
        Job {
            id,
            create_at,
            name_suffix: numbers.next() as u16,
            kind,
            user_name: numbers.pick(&USERS),
            description: numbers.pick(&DESCRIPTIONS),
            visible: numbers.below(100) < 95,
            nodes,
            failing,
            miscounted: is_every(MISCOUNTED_EVERY, key, slot),
            start_at,
            end_at,
            step_ms: 5_000 + numbers.below(15_000) as i64,
            after: after(kind, end_at, &mut numbers),
        }
    }

    pub(crate) fn row(&self, now_ms: i64) -> Row {
        let (status, update_at, abnormal_count) = self.state(now_ms);
        Row {
            create_at: self.create_at,
            update_at,
            id: hyphenated(self.id),
            name: format!("{}-{:04x}", self.kind.prefix, self.name_suffix),
            user_name: self.user_name,
            description: self.description,
            r#type: self.kind.name,
            status,
            abnormal_count,
            visible: self.visible,
            nodes: self.nodes,
        }
    }

    /// Status, last change and failed nodes at an instant.
    fn state(&self, now_ms: i64) -> (&'static str, i64, u32) {
        match self.progress(now_ms) {
            Progress::Waiting => ("QUEUED", self.create_at, 0),
            Progress::Running(reported_ms) => {
                let failed = i64::from(self.failing) * reported_ms / self.run_ms();
                ("PROCESSING", self.start_at + reported_ms, failed as u32)
            }
            Progress::Over => match self.after {
                After::Deleted(at) if at <= now_ms => ("DELETED", at, self.failing),
                After::Active => ("ACTIVE", self.end_at, self.failing),
                After::Deleted(_) | After::Finished => ("FINISHED", self.end_at, self.failing),
            },
        }
    }

    fn progress(&self, now_ms: i64) -> Progress {
        if now_ms < self.start_at {
            Progress::Waiting
        } else if now_ms < self.end_at {
            Progress::Running((now_ms - self.start_at) / self.step_ms * self.step_ms)
        } else {
            Progress::Over
        }
    }

    fn run_ms(&self) -> i64 {
        self.end_at - self.start_at
    }
}

/// The progress of a job.
#[derive(Clone, Copy)]
enum Progress {
    Waiting,
    /// Running: how long it had run at its last report, in milliseconds.
    Running(i64),
    Over,
}

/// Rare cases occur in slots at equal distances, so that a list has some but not many of them. The first such slot
/// differs between projects.
fn is_every(distance: u64, key: Key, slot: i64) -> bool {
    slot.rem_euclid(distance as i64) == key.offset(distance)
}

fn kind(key: Key, slot: i64, numbers: &mut Numbers) -> &'static Kind {
    let mut ticket = numbers.below(100);
    if is_every(UNKNOWN_TYPE_EVERY, key, slot) {
        return &UNKNOWN_KIND;
    }
    for kind in &KINDS {
        if ticket < kind.share {
            return kind;
        }
        ticket -= kind.share;
    }
    &UNKNOWN_KIND
}

/// The number of nodes of a job, and of those on which it fails. About one job in eight has failed nodes, mostly only a
/// few, and occasionally nearly a whole pool.
fn nodes(numbers: &mut Numbers) -> (u32, u32) {
    let nodes = numbers.pick(&[1, 1, 2, 4, 8, 8, 16, 32, 50]);
    match numbers.below(1000) {
        0..4 => (50, 40 + numbers.below(11) as u32),
        4..120 => (nodes, 1 + numbers.below(u64::from(nodes.min(9))) as u32),
        _ => (nodes, 0),
    }
}

/// A number from 60 to 200. It is derived from the ID, so that the sequence of random numbers does not change.
fn widened(id: u128) -> u32 {
    60 + (id as u32 >> 8) % 141
}

fn after(kind: &Kind, end_at: i64, numbers: &mut Numbers) -> After {
    let ticket = numbers.below(100);
    let deleted_at = end_at + 3_600_000 + numbers.below(4 * 3_600_000) as i64;
    if ticket < 4 {
        After::Deleted(deleted_at)
    } else if kind.name == SERVICE_DEPLOY && ticket < 40 {
        After::Active
    } else {
        After::Finished
    }
}

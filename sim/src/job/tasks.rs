//! The tasks of a job on its nodes: where it fails, and the progress of the tasks at an instant. While the job runs,
//! the number of failed tasks is the number of failed nodes in its row at that instant.

use super::{Job, Progress};
use crate::detail::{Detail, Task};
use crate::hash::{Key, Numbers, hyphenated};
use crate::servers::Server;
use crate::{output, servers};

/// By how much later than the job its tasks may be created.
const CREATED_WITHIN_MS: u64 = 40;

/// How a task ends.
#[derive(Clone, Copy)]
enum End {
    Success,
    Failed,
    Skipped,
    /// An undocumented status, which does not count as failed.
    Canceled,
}

impl Job {
    pub(crate) fn detail(&self, project: Key, now_ms: i64) -> Detail {
        let templates = project.branch("templates").branch(self.kind.name);
        Detail {
            row: self.row(now_ms),
            template_id: hyphenated(templates.at(0).uuid()),
            items: output::items(self.kind.name),
            tasks: self.tasks(project, self.progress(now_ms)),
        }
    }

    fn tasks(&self, project: Key, progress: Progress) -> Vec<Task> {
        let mut numbers = Numbers::of_part(self.id as u64, 0);
        let start = numbers.next();
        let mut ranks = shuffled(self.nodes, &mut numbers);
        let main_cause = numbers.next();
        let servers: Vec<Server> = servers::some(project, start, self.nodes).collect();
        weak_first(&mut ranks, &servers);
        ranks
            .into_iter()
            .zip(servers)
            .zip(1..)
            .map(|((rank, server), nth)| {
                let mut numbers = Numbers::of_part(self.id as u64, nth);
                let id = hyphenated(numbers.uuid());
                let create_at = self.create_at + numbers.below(CREATED_WITHIN_MS) as i64;
                let (end, end_ms) = self.end(rank, &mut numbers);
                let cause = if server.is_weak { None } else { Some(main_cause) };
                let (status, update_at, message) =
                    self.task_state(progress, (end, end_ms), cause, &mut numbers);
                let update_at = update_at.max(create_at);
                Task { id, server, status, message, create_at, update_at }
            })
            .collect()
    }

    /// How the task of this rank ends, and how long after the start. The first ranks fail, one after the other, at the
    /// moments at which the count in the row increases.
    fn end(&self, rank: u32, numbers: &mut Numbers) -> (End, i64) {
        let at_some_time = self.run_ms() * (30 + numbers.below(71) as i64) / 100;
        let all_fail = self.failing == self.nodes;
        if self.miscounted && rank == if all_fail { 0 } else { self.failing } {
            return (if all_fail { End::Success } else { End::Failed }, at_some_time);
        }
        if rank < self.failing {
            let failing = i64::from(self.failing);
            let end_ms = (i64::from(rank + 1) * self.run_ms() + failing - 1) / failing;
            return (End::Failed, end_ms);
        }
        let end = match numbers.below(100) {
            0..4 => End::Skipped,
            4 => End::Canceled,
            _ => End::Success,
        };
        (end, at_some_time)
    }

    /// Status, last change and message. `cause` is that of most failures of this job; a weak node has its own.
    fn task_state(
        &self,
        progress: Progress,
        (end, end_ms): (End, i64),
        cause: Option<u64>,
        numbers: &mut Numbers,
    ) -> (&'static str, i64, Option<String>) {
        match progress {
            // Undocumented for tasks, as it is for jobs.
            Progress::Waiting => ("QUEUED", self.create_at, None),
            Progress::Running(reported_ms) if reported_ms < end_ms => {
                let message = output::progress(reported_ms * 100 / self.run_ms(), numbers);
                ("PROCESSING", self.start_at + reported_ms, message)
            }
            Progress::Running(_) | Progress::Over => {
                let (status, message) = match end {
                    End::Success => ("SUCCESS", output::success(self.kind.name, numbers)),
                    End::Failed => ("FAILED", output::failure(cause, numbers)),
                    End::Skipped => ("SKIPPED", output::skipped(numbers)),
                    End::Canceled => ("CANCELED", None),
                };
                (status, self.start_at + end_ms, message)
            }
        }
    }
}

/// Assigns the ranks that fail first to the weak servers.
fn weak_first(ranks: &mut [u32], servers: &[Server]) {
    let weak = servers.iter().enumerate().filter(|(_, server)| server.is_weak);
    for (rank, (at, _)) in (0..).zip(weak) {
        if let Some(other) = ranks.iter().position(|own| *own == rank) {
            ranks.swap(at, other);
        }
    }
}

/// The numbers below `count` in a pseudo-random order.
fn shuffled(count: u32, numbers: &mut Numbers) -> Vec<u32> {
    let mut ranks: Vec<u32> = (0..count).collect();
    for at in (1..ranks.len()).rev() {
        ranks.swap(at, numbers.below(at as u64 + 1) as usize);
    }
    ranks
}

//! The servers of a project, which all its jobs share, and choosing different ones for a job.

use crate::hash::{Key, hyphenated};

/// A prime number, so that every step size visits all servers.
const POOL: u64 = 211;

/// One server in this many is weak: it fails in every job that fails at all.
const WEAK_EVERY: u64 = 26;

/// The prefixes of the names of servers.
const NAMES: [&str; 8] = [
    "npu-a2-cluster1",
    "npu-a2-cluster2",
    "npu-a2-cluster3",
    "liteserver-a2-aiserver",
    "train-910b-rack07",
    "a3-supernode-hps",
    "昇腾推理-a2",
    "pretraining-long-context-8k-experiment-east3-az2-reserved",
];

/// One server.
pub(crate) struct Server {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) machine: Machine,
    /// The ID of the machine, which differs from that of the server.
    pub(crate) machine_id: String,
    /// Whether it fails repeatedly, always for the same reason.
    pub(crate) is_weak: bool,
}

/// The kind of machine.
pub(crate) enum Machine {
    /// Bare metal.
    Bms,
    /// A node of a supernode, with its ID as an elastic cloud server.
    Hps(String),
    /// A virtual machine.
    Ecs,
}

/// This number of different servers of the project, chosen by `start`.
pub(crate) fn some(project: Key, start: u64, count: u32) -> impl Iterator<Item = Server> {
    let step = 1 + start / POOL % 7;
    (0..u64::from(count)).map(move |nth| server(project, (start % POOL + nth * step) % POOL))
}

fn server(project: Key, number: u64) -> Server {
    let mut numbers = project.branch("servers").at(number as i64);
    let group = number % NAMES.len() as u64;
    let name = NAMES[group as usize];
    let place = 1 + number / NAMES.len() as u64;
    let id = hyphenated(numbers.uuid());
    let machine_id = hyphenated(numbers.uuid());
    let machine = match group {
        5 => Machine::Hps(hyphenated(numbers.uuid())),
        6 => Machine::Ecs,
        _ => Machine::Bms,
    };
    let is_weak = number % WEAK_EVERY == project.offset(WEAK_EVERY) as u64;
    Server { id, name: format!("{name}-{place:03}"), machine, machine_id, is_weak }
}

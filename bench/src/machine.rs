//! The load of the machine, and the memory of a program, from /proc.

use std::fs;
use std::thread;
use std::time::Duration;

/// Resident memory, in kB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    pub now: u64,
    /// The sum of the peaks of all processes.
    pub peak: u64,
}

/// The share of the machine that is in use, measured for one second.
pub fn busy() -> f64 {
    let before = times();
    thread::sleep(Duration::from_secs(1));
    let after = times();
    let (busy, all) = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
    busy as f64 / all.max(1) as f64
}

/// The time in use, and the total time.
fn times() -> (u64, u64) {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    let times: Vec<u64> = first.split_whitespace().filter_map(|it| it.parse().ok()).collect();
    let all: u64 = times.iter().take(8).sum();
    let idle: u64 = times.iter().skip(3).take(2).sum();
    (all - idle, all)
}

/// The memory of a process and its children. Shared memory counts for each of them.
pub fn memory(process: u32) -> Memory {
    let mut sum = Memory::default();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        // A process may have ended meanwhile, and has no memory then.
        let Ok(status) = fs::read_to_string(entry.path().join("status")) else { continue };
        let number = |name: &str| field(&status, name);
        if number("Pid:") == Some(process.into()) || number("PPid:") == Some(process.into()) {
            sum.now += number("VmRSS:").unwrap_or_default();
            sum.peak += number("VmHWM:").unwrap_or_default();
        }
    }
    sum
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_whole_name() {
        let status = "Pid:\t7\nPPid:\t1\nVmHWM:\t   22740 kB\n";
        assert_eq!(field(status, "Pid:"), Some(7));
        assert_eq!(field(status, "PPid:"), Some(1));
        assert_eq!(field(status, "VmHWM:"), Some(22740));
        assert_eq!(field(status, "VmRSS:"), None);
    }

    #[test]
    fn this_very_program_has_memory() {
        let memory = memory(std::process::id());
        assert!(0 < memory.now && memory.now <= memory.peak, "{memory:?}");
    }
}

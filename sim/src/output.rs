//! The messages of tasks: versions, counts, and the errors of tools on nodes.

use std::fmt::Write;

use crate::detail::Item;
use crate::hash::Numbers;

const DRIVERS: [&str; 4] = ["24.1.0.3", "24.1.rc3", "25.0.rc1.1", "23.0.6"];
const FIRMWARE: [&str; 4] = ["7.5.0.5.220", "7.5.0.3.220", "7.7.0.1.231", "7.1.0.11.220"];

/// The three causes of most failures, with how often each is the main cause of a job. Their details vary.
const MAIN_CAUSES: [usize; 6] = [0, 1, 0, 2, 1, 2];
/// How many of ten failures of a job have its main cause.
const OF_MAIN_CAUSE: u64 = 8;

/// Occasional output of tools: several lines, and characters that are difficult to display.
const ODD_FAILURES: [&str; 4] = [
    "Traceback (most recent call last):\n  File \"/opt/taskhub/run.py\", line 214, in <module>\n    \
     main()\n  File \"/opt/taskhub/run.py\", line 87, in main\n    raise UpgradeError(f\"{dev}: {rc}\")\
     \nUpgradeError: npu3: 0xE0000110",
    "NodeTaskHub plug-in is not installed on this node.",
    "升级失败:固件包校验不通过\n预期 sha256 9f86d081…,实际 60303ae2…\n请重新上传后再试。",
    "bash: line 3: /data/scripts/\"check\".sh: Permission denied\r\nexit status 126\r\n",
];

/// One in this many failures has the whole log as its message.
const LONG_EVERY: u64 = 12;
/// The approximate length of a log in bytes.
const LONG: usize = 10_000;

/// What a job of this type does on each node.
pub(crate) fn items(job_type: &str) -> Vec<Item> {
    let item = |r#type| Item { r#type, spec: None };
    match job_type {
        "ASCEND_SOFTWARE_UPGRADE" => {
            vec![Item { r#type: "HDK_UPGRADE", spec: Some(("version", "24.1.rc3.10")) }]
        }
        "ASCEND_SOFTWARE_QUERY" => vec![item("HDK_QUERY")],
        "ASCEND_SYSTEM_CONFIG" => vec![item("RDMA_CONFIG"), item("SYSTEM_FIX")],
        "LOG_COLLECT" => vec![item("DEVICE_LOG_COLLECT")],
        "ASCEND_STRESS_TEST" => vec![item("STRESS_TEST")],
        _ => vec![item("COMMON")],
    }
}

/// The message of a successful task. Some have none, either an empty one or no field.
pub(crate) fn success(job_type: &str, numbers: &mut Numbers) -> Option<String> {
    match numbers.below(16) {
        0 | 1 => return None,
        2 => return Some(String::new()),
        _ => {}
    }
    let count = numbers.below(90) + 10;
    Some(match job_type {
        "ASCEND_SOFTWARE_UPGRADE" | "ASCEND_SOFTWARE_QUERY" => {
            format!("Driver: {} | Firmware: {}", numbers.pick(&DRIVERS), numbers.pick(&FIRMWARE))
        }
        "ASCEND_DIAGNOSIS" => format!("Devices: 8/8 | Links: 8/8 | Temperature: {count} C"),
        "ASCEND_SYSTEM_CONFIG" => "RDMA_CONFIG: done | SYSTEM_FIX: nothing to do".to_owned(),
        "LOG_COLLECT" => format!("Files: {count} | Size: {}.4 MB", count * 7),
        "SERVICE_DEPLOY" => format!("Service is running | Replicas: 1 | Started in {count} s"),
        _ => format!("exit status 0\n{count} lines of output were dropped."),
    })
}

/// The message of a failed task. The main cause of the job is given by its number; without one the node is a weak one,
/// which has its own cause.
pub(crate) fn failure(main_cause: Option<u64>, numbers: &mut Numbers) -> Option<String> {
    let long = numbers.below(LONG_EVERY) == 0;
    let is_main = numbers.below(10) < OF_MAIN_CAUSE;
    let text = match main_cause {
        None => link_down(numbers),
        Some(cause) if is_main => {
            main_failure(MAIN_CAUSES[(cause % MAIN_CAUSES.len() as u64) as usize], numbers)
        }
        Some(_) => numbers.pick(&ODD_FAILURES).to_owned(),
    };
    if long {
        return Some(log(&text, numbers));
    }
    // Some failures have no explanation.
    (numbers.below(20) > 0).then_some(text)
}

fn link_down(numbers: &mut Numbers) -> String {
    let (npu, switch, lane) = (numbers.below(8), 1 + numbers.below(4), numbers.below(4));
    format!(
        "\u{1b}[31mFAIL\u{1b}[0m\tlink\tnpu{npu} <-> switch {switch}\tlane {lane} down\n\
         \u{1b}[32mPASS\u{1b}[0m\tpower"
    )
}

fn main_failure(cause: usize, numbers: &mut Numbers) -> String {
    match cause {
        0 => format!(
            "<urlopen error [Errno 111] Connection refused> 10.12.{}.{}:{} | Firmware: unknown",
            numbers.below(8),
            1 + numbers.below(250),
            numbers.pick(&[8080, 8081, 9090]),
        ),
        1 => format!(
            "Error: [driver] upgrade failed, ret=-5\n  stage: preinstall check\n  reason: the device is \
             busy (pid {}, python3)\nRun npu-smi info for details.",
            1000 + numbers.below(60_000),
        ),
        _ => format!(
            "Timed out after {} s waiting for the node to report",
            numbers.pick(&[600, 900, 1800])
        ),
    }
}

/// A log that ends with the failure.
fn log(failure: &str, numbers: &mut Numbers) -> String {
    let mut text = String::new();
    let mut line = 1;
    while text.len() + failure.len() < LONG {
        let (device, value) = (numbers.below(8), numbers.next());
        // Writing to a String cannot fail.
        let _ = writeln!(text, "[{line:04}] npu{device}: read register 0x{value:016x}: retrying");
        line += 1;
    }
    text + failure
}

/// The message of a task that had nothing to do.
pub(crate) fn skipped(numbers: &mut Numbers) -> Option<String> {
    numbers
        .pick(&[None, Some("The version is installed already."), Some("节点不在运行状态,已跳过")])
        .map(str::to_owned)
}

/// The message of a task in progress. Most have none.
pub(crate) fn progress(percent: i64, numbers: &mut Numbers) -> Option<String> {
    (numbers.below(4) == 0).then(|| format!("Step {}/7", 1 + percent * 6 / 100))
}

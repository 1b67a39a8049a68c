//! What the words mean that services have for the status of a job or a task. It knows no job.
//!
//! The documented sets are open. A word that plainly means failure must not look neutral, and one that
//! may mean anything must not get a colour: words that are not listed here mean nothing.

use crate::invisible::trimmed;

/// The meaning of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It failed, at least in part.
    Failed,
    /// Somebody or something stopped it.
    Canceled,
    /// It has not ended, or not begun.
    Running,
    /// It went well.
    Succeeded,
    /// It ended; whether well is said elsewhere.
    Ended,
    /// Nothing that is known.
    Unknown,
}

/// Whether a status is a documented word, such as `FINISHED`, whatever its case and the space around it.
pub(crate) fn is(status: &str, word: &str) -> bool {
    trimmed(status).eq_ignore_ascii_case(word)
}

/// The meaning of a status, by its words: `TIMED_OUT`, `Timed out` and `timedOut` are the same.
pub(crate) fn meaning(status: &str) -> Meaning {
    if let Some(meaning) = chinese(status) {
        return meaning;
    }
    let (mut is_negated, mut has_failed, mut is_partial, mut is_timed) =
        (false, false, false, false);
    let mut last = Meaning::Unknown;
    words(status, &mut |word| {
        let is_in = |list: &[&str]| list.contains(&word);
        is_negated |= is_in(&["NO", "NOT", "NON", "WITHOUT", "UN"]);
        is_partial |= word.starts_with("PARTIAL");
        has_failed |= is_in(FAILED) || is_timed && word == "OUT";
        is_timed = word == "TIMED";
        // Words that are not known, as in `CANCELED_BY_USER`, change nothing.
        for (list, meaning) in [
            (RUNNING, Meaning::Running),
            (CANCELED, Meaning::Canceled),
            (SUCCEEDED, Meaning::Succeeded),
            (ENDED, Meaning::Ended),
        ] {
            if is_in(list) {
                last = meaning;
            }
        }
    });
    match last {
        _ if is_negated => Meaning::Unknown,
        _ if has_failed => Meaning::Failed,
        // What is said of a part is not said of the rest.
        Meaning::Succeeded | Meaning::Ended if is_partial => Meaning::Failed,
        last => last,
    }
}

const FAILED: &[&str] = &[
    "FAIL",
    "FAILED",
    "FAILURE",
    "FAILURES",
    "FAILING",
    "ERROR",
    "ERRORS",
    "ERRORED",
    "ERR",
    "ABNORMAL",
    "EXCEPTION",
    "TIMEOUT",
    "TIMEDOUT",
    "CRASH",
    "CRASHED",
    "FAULT",
    "FAULTY",
    "FATAL",
    "BROKEN",
    "DEAD",
    "LOST",
    "REJECTED",
    "DENIED",
    "EVICTED",
    "OOMKILLED",
    "UNHEALTHY",
    "PANIC",
];
const CANCELED: &[&str] = &[
    "CANCEL",
    "CANCELED",
    "CANCELLED",
    "STOP",
    "STOPPED",
    "TERMINATE",
    "TERMINATED",
    "ABORT",
    "ABORTED",
    "KILLED",
    "INTERRUPTED",
    "REVOKED",
    "WITHDRAWN",
];
const RUNNING: &[&str] = &[
    "RUNNING",
    "PENDING",
    "WAITING",
    "QUEUED",
    "QUEUING",
    "QUEUEING",
    "INQUEUE",
    "PROGRESS",
    "INPROGRESS",
    "ONGOING",
    "INIT",
    "PROCESSING",
    "EXECUTING",
    "STARTING",
    "STARTED",
    "CREATING",
    "INITIALIZING",
    "INITIALISING",
    "SUBMITTED",
    "SUBMITTING",
    "SCHEDULED",
    "SCHEDULING",
    "PREPARING",
    "RETRYING",
    "RESTARTING",
    "DEPLOYING",
    "UPGRADING",
    "UPDATING",
    "INSTALLING",
    "DOWNLOADING",
    "LOADING",
    "ALLOCATING",
    "STOPPING",
    "CANCELING",
    "CANCELLING",
    "TERMINATING",
    "ABORTING",
    "KILLING",
    "DELETING",
    "ROLLING",
    "DISPATCHED",
    "ACCEPTED",
];
const SUCCEEDED: &[&str] =
    &["SUCCESS", "SUCCESSFUL", "SUCCESSFULLY", "SUCCEED", "SUCCEEDED", "PASSED", "OK"];
const ENDED: &[&str] = &["FINISH", "FINISHED", "COMPLETE", "COMPLETED", "DONE", "ENDED"];

/// No word that is known is longer.
const LONGEST: usize = 16;

/// Hands over the words of a status in upper case. They end at a change of case and at what is neither a
/// letter nor a digit.
fn words(status: &str, word: &mut dyn FnMut(&str)) {
    let mut letters = [0; LONGEST];
    let mut length = 0;
    let mut is_lower = false;
    let mut end = |letters: &[u8], length: &mut usize| {
        if let Some(Ok(text)) = letters.get(..*length).map(str::from_utf8)
            && !text.is_empty()
        {
            word(text);
        }
        *length = 0;
    };
    for byte in status.bytes() {
        let starts = is_lower && byte.is_ascii_uppercase();
        is_lower = byte.is_ascii_lowercase();
        if starts || !byte.is_ascii_alphanumeric() {
            end(&letters, &mut length);
        }
        if byte.is_ascii_alphanumeric() {
            if let Some(letter) = letters.get_mut(length) {
                *letter = byte.to_ascii_uppercase();
            }
            length += 1;
        }
    }
    end(&letters, &mut length);
}

/// The meaning of a status in Chinese, as portals translate it.
fn chinese(status: &str) -> Option<Meaning> {
    // The standard library's search for a text is larger than all of this.
    let holds =
        |part: &str| status.as_bytes().windows(part.len()).any(|window| window == part.as_bytes());
    let has = |parts: &[&str]| parts.iter().any(|part| holds(part));
    if status.is_ascii() || has(&["未", "没有", "不"]) {
        None
    } else if has(&["失败", "异常", "错误", "超时", "出错", "故障"]) {
        Some(Meaning::Failed)
    } else if has(&["中"]) && !has(&["中止", "中断"]) || has(&["排队", "等待", "待执行"])
    {
        Some(Meaning::Running)
    } else if has(&["取消", "终止", "停止", "中止", "中断"]) {
        Some(Meaning::Canceled)
    } else if has(&["成功"]) {
        Some(Meaning::Succeeded)
    } else if has(&["完成", "结束"]) {
        Some(Meaning::Ended)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expect: Meaning, statuses: &[&str]) {
        for status in statuses {
            assert_eq!(meaning(status), expect, "{status:?}");
        }
    }

    /// An upgrade that failed on every node was shown in grey, because its service wrote `Error` where
    /// the documents have no word for failure.
    #[test]
    fn words_that_plainly_mean_something() {
        check(
            Meaning::Failed,
            &[
                "FAILED",
                "failed",
                "Failed ",
                " FAILED\n",
                "FAIL",
                "Failure",
                "ERROR",
                "Error",
                "error",
                "ABNORMAL",
                "TIMEOUT",
                "TIMED_OUT",
                "timed out",
                "TimedOut",
                "timedOut",
                "CREATE_FAILED",
                "DEPLOY_ERROR",
                "createFailed",
                "RUN_TIMEOUT",
                "FAILED_TO_START",
                "PARTIALLY_FAILED",
                "PARTIAL_SUCCESS",
                "PartiallySucceeded",
                "EXCEPTION",
                "REJECTED",
                "\u{200B}FAILED\u{FEFF}",
                "执行失败",
                "异常",
                "超时",
                "Fatal: x",
            ],
        );
        check(
            Meaning::Canceled,
            &[
                "CANCELED",
                "CANCELLED",
                "Canceled",
                "cancelled ",
                "STOPPED",
                "TERMINATED",
                "ABORTED",
                "KILLED",
                "USER_CANCELED",
                "CANCELED_BY_USER",
                "userCancelled",
                "已取消",
                "已终止",
                "已中止",
            ],
        );
        check(
            Meaning::Running,
            &[
                "RUNNING",
                "running",
                "PENDING",
                "Waiting",
                "QUEUED",
                "IN_PROGRESS",
                "in progress",
                "InProgress",
                "inProgress",
                "STOPPING",
                "CANCELLING",
                "SCHEDULED",
                "STARTING",
                "运行中",
                "排队中",
                "等待执行",
                "取消中",
            ],
        );
        check(Meaning::Succeeded, &["SUCCESS", "Succeeded", "success ", "RUN_SUCCESS", "执行成功"]);
        check(Meaning::Ended, &["COMPLETED", "completed", "DONE", "Finished", "已完成", "已结束"]);
        check(
            Meaning::Unknown,
            &[
                "",
                " ",
                "FOO",
                "ACTIVE",
                "DELETED",
                "PAUSED",
                "HELD",
                "UNKNOWN",
                "NO_ERROR",
                "NOT_FAILED",
                "COMPLETED_WITHOUT_ERRORS",
                "ERRORLESS",
                "1",
                "未知",
                "未执行",
                "FAILSAFE",
                "已删除",
            ],
        );
    }

    #[test]
    fn documented_words_without_case_and_space() {
        for status in [
            "FINISHED",
            "finished",
            "Finished",
            "FINISHED ",
            "\tFINISHED\u{A0}",
            "FINISHED\u{200B}",
        ] {
            assert!(is(status, "FINISHED"), "{status:?}");
        }
        for status in ["", "FINISHE", "FINISHED_", "UNFINISHED", "ＦＩＮＩＳＨＥＤ"] {
            assert!(!is(status, "FINISHED"), "{status:?}");
        }
    }
}

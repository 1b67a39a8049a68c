//! The meaning of words that services use for the status of a job or a task.
//!
//! The documented sets are open. A word that clearly means failure must not look neutral, and an ambiguous word
//! must not get a colour: words that are not listed here have no meaning.

use crate::invisible::trimmed;
use crate::words;

/// The meaning of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// It failed, at least in part.
    Failed,
    /// It was stopped.
    Canceled,
    /// It has not ended, or not begun.
    Running,
    /// It was successful.
    Succeeded,
    /// It ended; other fields tell whether successfully.
    Ended,
    /// The meaning is unknown.
    Unknown,
}

/// Whether a status is a documented word, such as `FINISHED`, ignoring case and white space at both ends.
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
    let (mut is_canceled, mut is_out) = (false, false);
    let mut last = Meaning::Unknown;
    each_word(status, &mut |word| {
        let is_in = |list: &str| words::is_in(list, word.as_bytes());
        is_negated |= is_in("NO NOT NON WITHOUT UN");
        is_partial |= word.starts_with("PARTIAL");
        has_failed |= is_in(FAILED) || is_timed && word == "OUT";
        is_timed = is_in("TIME TIMED");
        is_canceled |= is_in(CANCELED);
        has_failed |= is_out && word == "MEMORY";
        is_out |= word == "OUT";
        // Unknown words, as in `CANCELED_BY_USER`, are ignored.
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
        // A partial success means that the rest failed.
        Meaning::Succeeded | Meaning::Ended if is_partial => Meaning::Failed,
        // The cancellation was successful, not the job.
        Meaning::Succeeded | Meaning::Ended if is_canceled => Meaning::Canceled,
        last => last,
    }
}

const FAILED: &str = "FAIL FAILED FAILURE FAILURES FAILING UNSUCCESSFUL ERROR ERRORS ERRORED ERR KO BAD \
    UNAUTHORIZED FORBIDDEN ABNORMAL EXCEPTION TIMEOUT TIMEDOUT CRASH CRASHED FAULT \
    FAULTY FATAL BROKEN DEAD LOST REJECTED DENIED EVICTED OOM OOMKILLED EXCEEDED \
    UNHEALTHY UNREACHABLE INVALID PANIC";
const CANCELED: &str = "CANCEL CANCELED CANCELLED STOP STOPPED TERMINATE TERMINATED ABORT ABORTED KILLED \
    INTERRUPTED PREEMPTED CANCELLATION ABANDONED REVOKED WITHDRAWN ROLLBACK ROLLED REVERTED";
const RUNNING: &str = "RUNNING PENDING WAITING QUEUED QUEUING QUEUEING INQUEUE PROGRESS INPROGRESS ONGOING INIT \
    PROCESSING EXECUTING STARTING STARTED CREATING INITIALIZING INITIALISING SUBMITTED \
    SUBMITTING SCHEDULED SCHEDULING PREPARING RETRYING RESTARTING DEPLOYING UPGRADING \
    UPDATING INSTALLING DOWNLOADING LOADING ALLOCATING STOPPING CANCELING CANCELLING \
    TERMINATING ABORTING KILLING DELETING ROLLING DISPATCHED ACCEPTED";
const SUCCEEDED: &str = "SUCCESS SUCCESSFUL SUCCESSFULLY SUCCEED SUCCEEDED PASSED OK";
/// In simplified and traditional characters, here and below.
pub(crate) const FAILED_CHINESE: &str =
    "失败 失敗 异常 異常 错误 錯誤 超时 逾時 出错 故障 崩溃 驳回 拒绝";
const CANCELED_CHINESE: &str = "取消 终止 終止 停止 中止 中断 中斷 撤销 撤回 回滚 强制结束 被杀";
const ENDED: &str = "FINISH FINISHED COMPLETE COMPLETED DONE ENDED";

/// No known word is longer.
const LONGEST: usize = 16;

/// Calls `word` with each word of a status in upper case. Words end at a change of case and at characters that are
/// neither letters nor digits.
fn each_word(status: &str, word: &mut dyn FnMut(&str)) {
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
    let has = |words: &str| words::holds_one(status, words);
    if status.is_ascii() {
        None
    } else if has("未成功 没有成功 不成功 不正常 非正常") {
        Some(Meaning::Failed)
    } else if has("未 没有 不 无") {
        None
    } else if has(FAILED_CHINESE) || has("部分") && has("成功 完成") {
        Some(Meaning::Failed)
    } else if has("中") && !has("中止 中断 中斷") || has("正在 排队 排隊 等待 待执行 待執行")
    {
        Some(Meaning::Running)
    } else if has(CANCELED_CHINESE) {
        Some(Meaning::Canceled)
    } else if has("成功") {
        Some(Meaning::Succeeded)
    } else if has("完成 结束 結束") {
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
                "TIME_OUT",
                "time out",
                "UNSUCCESSFUL",
                "OUT_OF_MEMORY",
                "OOM",
                "DeadlineExceeded",
                "UNREACHABLE",
                "NODE_FAIL",
                "JOBSTAT_FAILED",
                "ErrImagePull",
                "COMPLETED_WITH_ERRORS",
                "已失败",
                "部分成功",
                "未成功",
                "執行失敗",
                "逾時",
                "已驳回",
                "非正常结束",
                "不正常",
                "ROLLBACK_FAILED",
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
                "aborted",
                "killed",
                "CANCEL_SUCCESS",
                "STOPPED_SUCCESSFULLY",
                "PREEMPTED",
                "CANCELLED by 1000",
                "已取消",
                "已撤销",
                "已終止",
                "已终止",
                "已中止",
                "ROLLBACK_SUCCESS",
                "ROLLBACK_COMPLETE",
                "Rolled back",
                "回滚成功",
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
                "執行中",
                "正在取消",
                "正在升级",
                "ROLLBACK_IN_PROGRESS",
                "ROLLING_BACK",
                "回滚中",
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
                "无异常",
                "没有错误",
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

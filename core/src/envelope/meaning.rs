//! The meaning of codes and messages in responses: success, failure, or a user who is not signed in.

use crate::needle::Needle;
use crate::status::{FAILED_CHINESE, Meaning, meaning};
use crate::words::{holds_one, is_in};

/// Messages for a user who is not signed in contain one of these.
const SIGNED_OUT: &str = "过期 失效 未登录 未登陆 未登入 重新登录 重新登陆 重新登入 请登录 请登陆 請登入 请先登录 \
    请先登陆 請先登入 登录超时 登陆超时 会话超时 xpired nauthorized";
/// Or one of these, which are separated by commas, in any case.
const SIGNED_OUT_PHRASES: &str = "please log,please sign,not logged,not signed in,log in again,login again,sign in again,\
    login required,login is required,not authenticated,unauthenticated,session time";
/// Messages for a user without permission contain one of these.
const NOT_ALLOWED: &str = "无权 未授权";

/// The HTTP error status that a code stands for: the code itself, or the first three digits of five or six, such as
/// `40101`.
pub(crate) fn http_failure(code: &str) -> Option<u16> {
    let is_number =
        matches!(code.len(), 3 | 5 | 6) && code.bytes().all(|byte| byte.is_ascii_digit());
    let status: u16 = code.get(..3).filter(|_| is_number)?.parse().ok()?;
    (400..600).contains(&status).then_some(status)
}

/// Success codes of services: zeros, 2xx, `20000`, and words.
pub(super) fn is_success_code(code: &str) -> bool {
    let code = code.trim();
    let number = code.rsplit('.').next().unwrap_or_default();
    let is_zero = !number.is_empty() && number.bytes().all(|byte| byte == b'0');
    is_zero
        || matches!(code, "200" | "201" | "202" | "203" | "204" | "206" | "20000")
        || is_success(code)
}

/// Success messages of services.
pub(super) fn is_success(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', '。', '！']).to_ascii_lowercase();
    let is_chinese = text.ends_with("成功")
        && !["不成功", "未成功", "没有成功", "没成功"].iter().any(|not| text.ends_with(not));
    is_chinese
        || matches!(
            &*text,
            "ok" | "okay"
                | "success"
                | "succeed"
                | "succeeded"
                | "successful"
                | "successfully"
                | "s_ok"
                | "no error"
                | "request success"
                | "request succeeded"
                | "query success"
                | "operation success"
                | "operation successful"
        )
}

/// Whether a message means failure, or a user who is not signed in.
pub(super) fn means_failure(message: &str) -> bool {
    // The names of an object's members do not count.
    !begins_json(message)
        && (meaning(message) == Meaning::Failed && !counts_no_failure(message)
            || is_of_sign_in(message)
            || holds_one(message, NOT_ALLOWED))
}

/// Whether a message means a user who is not signed in.
pub(crate) fn is_of_sign_in(message: &str) -> bool {
    let has = |phrase| Needle::new(phrase).find(message.as_bytes(), 0).is_some();
    holds_one(message, SIGNED_OUT) || SIGNED_OUT_PHRASES.split(',').any(has)
}

/// What may be between a number and what it counts.
const BETWEEN: &str =
    "任务 任務 作业 作業 节点 節點 总数 數量 数量 数 數 个 個 条 條 次 台 项 項 的 为 是 有";
const BETWEEN_WORDS: &str = "job jobs task tasks node nodes server servers record records row rows item items were was are is";

/// A part of a message that counts failures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Failure,
    Zero,
    Number,
    Other,
}

/// Whether every failure in a message is a count of zero, such as `0 failed`, `Failed tasks: 0` and `共0个失败任务`.
fn counts_no_failure(message: &str) -> bool {
    let mut parts = vec![Part::Other];
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        let is_in = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.';
        let word = rest.bytes().take_while(is_in).count();
        let (length, part) = if first.is_ascii_alphanumeric() {
            (word, of_word(rest.get(..word).unwrap_or_default()))
        } else if let Some(length) = starts_with_one(rest, FAILED_CHINESE) {
            (length, Some(Part::Failure))
        } else if let Some(length) = starts_with_one(rest, BETWEEN) {
            (length, None)
        } else {
            let is_between = matches!(first, ' ' | ':' | '：' | '=' | '%' | '(' | ')');
            (first.len_utf8(), Some(Part::Other).filter(|_| !is_between))
        };
        parts.extend(part);
        rest = rest.get(length..).unwrap_or_default();
    }
    parts.push(Part::Other);
    let is_zero = |at: &[Part]| match at {
        [_, Part::Failure, Part::Zero] => true,
        [before, Part::Failure, after] => *before == Part::Zero && *after != Part::Number,
        _ => true,
    };
    parts.contains(&Part::Failure) && parts.windows(3).all(is_zero)
}

/// The meaning of a word or a number; `None` if it may be between a number and what it counts.
fn of_word(word: &str) -> Option<Part> {
    let lower = word.trim_end_matches('.').to_ascii_lowercase();
    let is_number = lower.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_in(BETWEEN_WORDS, lower.as_bytes()) {
        return None;
    }
    Some(match &*lower {
        "zero" | "no" => Part::Zero,
        // From `timed out`, in which no single word means failure.
        "timed" => Part::Failure,
        _ if is_number && lower.bytes().all(|byte| byte == b'0') => Part::Zero,
        _ if is_number => Part::Number,
        _ if meaning(word) == Meaning::Failed => Part::Failure,
        _ => Part::Other,
    })
}

/// The length of the word of a list at the start of a text.
fn starts_with_one(text: &str, list: &str) -> Option<usize> {
    let mut words = list.split(' ');
    words.find(|word| text.starts_with(word)).map(str::len)
}

#[inline(never)]
pub(super) fn begins_json(text: &str) -> bool {
    matches!(text.trim_start().bytes().next(), Some(b'{' | b'['))
}

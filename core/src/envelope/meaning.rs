//! What the codes and the messages of answers mean: a success, a failure, or a user who is not signed in.

use crate::status::{Meaning, meaning};
use crate::words::holds_one;

/// Messages of a user who is not signed in hold one of these.
const SIGNED_OUT: &str = "过期 失效 未登录 未登陆 重新登录 请登录 xpired nauthorized";
/// Messages of a user who may not do this hold one of these.
const NOT_ALLOWED: &str = "无权 未授权";

/// The HTTP status of a refusal that a code stands for: itself, or as the first digits of five or six,
/// such as `40101`.
pub(crate) fn http_failure(code: &str) -> Option<u16> {
    let is_number =
        matches!(code.len(), 3 | 5 | 6) && code.bytes().all(|byte| byte.is_ascii_digit());
    let status: u16 = code.get(..3).filter(|_| is_number)?.parse().ok()?;
    (400..600).contains(&status).then_some(status)
}

/// Codes that services send with a success: zeros, 2xx, `20000`, and words.
pub(super) fn is_success_code(code: &str) -> bool {
    let code = code.trim();
    let number = code.rsplit('.').next().unwrap_or_default();
    let is_zero = !number.is_empty() && number.bytes().all(|byte| byte == b'0');
    is_zero
        || matches!(code, "200" | "201" | "202" | "203" | "204" | "206" | "20000")
        || is_success(code)
}

/// Messages that services send with a success.
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

/// Whether a message is of a failure, or of a user who is not signed in.
pub(super) fn means_failure(message: &str) -> bool {
    // The names in an object mean nothing.
    !begins_json(message)
        && (meaning(message) == Meaning::Failed
            || is_of_sign_in(message)
            || holds_one(message, NOT_ALLOWED))
}

/// Whether a message is of a user who is not signed in.
pub(crate) fn is_of_sign_in(message: &str) -> bool {
    holds_one(message, SIGNED_OUT)
}

#[inline(never)]
pub(super) fn begins_json(text: &str) -> bool {
    matches!(text.trim_start().bytes().next(), Some(b'{' | b'['))
}

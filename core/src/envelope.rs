//! The members of a response besides its data: error codes, messages and success flags, under the names that
//! Huawei's services, Java portals and standards use for them.
//!
//! | source | shape |
//! |---|---|
//! | ModelArts, APIG | `error_code`, `error_msg`, `request_id` |
//! | older Huawei services | `is_success`, `error_code`, `error_message` |
//! | IAM | `error: {code, message, title}` |
//! | OpenStack | `itemNotFound: {code, message}` |
//! | Java portals | `code`, `msg`, `success`, `data`, `result` |
//! | older Java portals | `ret`, `retDesc`, `result: "fail"`, `head: {code, msg}` |
//! | WSO2, SOAP | `fault: {code, message}`, `fault: {faultcode, faultstring}` |
//! | Spring | `status`, `error`, `message` |
//! | OAuth | `error`, `error_description` |
//! | RFC 9457 | `title`, `status`, `detail` |
//! | GraphQL | `errors: [{message, extensions: {code}}]` |
//! | AWS | `__type`, `message`, `ErrorResponse: {Error: {Code, Message}}` |
//! | single sign-on | `redirectUrl`, `loginUrl`, `needLogin` |

mod meaning;
mod names;

use std::borrow::Cow;

use self::meaning::{begins_json, is_success, is_success_code, means_failure};
pub(crate) use self::meaning::{http_failure, is_of_sign_in};
pub(crate) use self::names::wraps;
use self::names::{
    CODES, ERROR_CODES, ERROR_MESSAGES, ERRORS, FLAGS, HEADS, MESSAGES, NEGATED_FLAGS, REDIRECTS,
    SIGN_INS, WRAPS, normalized,
};
use crate::cursor::{Cursor, Value};
use crate::plain::plain;
use crate::status::{Meaning, meaning};
use crate::words::{holds_one, is_in};

/// Objects at a greater depth are not read.
const DEEPEST: u8 = 4;

/// The members that were read so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Envelope {
    code: Slot,
    message: Slot,
    request_id: Slot,
    /// The text of `error`, which is a message or a code.
    error: Option<String>,
    /// Code and message of an object with an unknown name, such as `itemNotFound`.
    code_elsewhere: Option<String>,
    message_elsewhere: Option<String>,
    reason: Option<String>,
    /// The last success flag.
    flag: Option<bool>,
    has_success_code: bool,
    has_success_text: bool,
    /// `status` or `result` is a word for failure, as in JSend. On its own it may be the status of a job.
    has_failed_status: bool,
    /// There is a member `error` or `errors`.
    has_error: bool,
    /// There is an address to redirect to.
    is_redirect: bool,
    /// There is the address of a sign-in.
    is_sign_in: bool,
}

/// A text with the rank of its name; a later text of the same or a higher rank replaces it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Slot {
    rank: u8,
    text: Option<String>,
}

/// The parts of an error.
pub(crate) struct Parts {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) is_redirect: bool,
}

/// The kind of object that contains a member. It is added to the rank of the member's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `data`, `result` and similar names.
    Data = 0,
    /// The response itself.
    Top = 1,
    /// `error` or `errors`.
    Error = 2,
}

/// The rank of texts that occur in errors only.
const ERROR_MESSAGE: u8 = 5;

impl Envelope {
    /// Reads a whole body. If the JSON is invalid, the members before the error count.
    pub(crate) fn of(body: &[u8]) -> Self {
        let mut envelope = Self::default();
        envelope.read(body, Place::Top, 0);
        envelope
    }

    /// Reads a member of a response, or of an object that [`wraps`] one.
    pub(crate) fn take(&mut self, place: Place, key: &[u8], value: Value) {
        self.member(place, 0, key, value);
    }

    /// Whether it reports a failure explicitly: by a flag, an `error`, a code, or a word together with a message.
    #[inline(never)]
    pub(crate) fn has_failed(&self) -> bool {
        let has_message = self.message.text.is_some();
        self.has_failed_plainly()
            || self.code.text.is_none()
                && self.has_failed_status
                && (has_message || self.reason.is_some())
    }

    /// The same without the word, which may be the status of a job.
    pub(crate) fn has_failed_plainly(&self) -> bool {
        if self.flag == Some(false) || self.has_error {
            return true;
        }
        let has_message = self.message.text.is_some();
        match self.code.text.as_deref() {
            Some(code) if http_failure(code).is_some() => true,
            // In some services codes start at 1, which then means success.
            Some("1") => has_message && self.flag.is_none() && !self.has_success_text,
            Some(_) => self.flag.is_none() && !self.has_success_text,
            None => false,
        }
    }

    /// Whether it reports a success. A message that means failure outweighs a success code.
    pub(crate) fn has_succeeded(&self) -> bool {
        let means_failure = self.message.text.as_deref().is_some_and(means_failure);
        !self.has_failed() && !means_failure && !self.is_redirect && self.has_success()
    }

    /// Whether any member means success.
    fn has_success(&self) -> bool {
        self.flag == Some(true) || self.has_success_code || self.has_success_text
    }

    /// Whether it reports a failure beside an empty list: also by the address of a sign-in, by a message that means
    /// failure or, if nothing reports a success, by a word or text that occurs in errors only.
    pub(crate) fn has_failed_without_rows(&self) -> bool {
        let is_of_error = self.message.rank >= ERROR_MESSAGE * 4 && !self.has_success();
        let is_error = |message| is_of_error || means_failure(message);
        self.has_failed()
            || self.is_sign_in
            || self.has_failed_status && !self.has_success()
            || self.message.text.as_deref().is_some_and(is_error)
    }

    /// Whether there is a text to display as an error.
    pub(crate) fn has_text(&self) -> bool {
        self.has_failed()
            || self.is_redirect
            || self.message.text.is_some()
            || self.code_elsewhere.is_some() && self.message_elsewhere.is_some()
    }

    /// The parts of the error.
    pub(crate) fn into_parts(self) -> Parts {
        let (code, message) = match (self.code.text, self.message.text) {
            (None, None) if self.error.is_none() => (self.code_elsewhere, self.message_elsewhere),
            // A word beside a sentence is a code.
            (None, Some(message)) => (self.error, Some(message)),
            (code, None) => (code, self.error.or(self.message_elsewhere)),
            both => both,
        };
        let request_id = self.request_id.text;
        Parts { code, message, request_id, reason: self.reason, is_redirect: self.is_redirect }
    }

    fn read(&mut self, json: &[u8], place: Place, depth: u8) {
        let mut cursor = Cursor::new(json);
        let _ = match cursor.peek() {
            _ if depth >= DEEPEST => Ok(()),
            Some(b'{') => cursor.object(&mut |cursor, key| {
                let value = cursor.value()?;
                self.member(place, depth, key, value);
                Ok(())
            }),
            // Of several errors the first one is displayed.
            Some(b'[') => cursor.array(&mut |cursor| {
                let value = cursor.value()?;
                if self.code.text.is_none() && self.message.text.is_none() {
                    self.element(value, place, depth);
                }
                Ok(())
            }),
            _ => Ok(()),
        };
    }

    fn element(&mut self, value: Value, place: Place, depth: u8) {
        match value.bytes().first() {
            Some(b'{') => self.read(value.bytes(), place, depth + 1),
            Some(b'"') if place == Place::Error => {
                self.put_message(1, place, text(value));
            }
            _ => {}
        }
    }

    fn member(&mut self, place: Place, depth: u8, key: &[u8], value: Value) {
        let first = value.bytes().first().copied();
        let name = normalized(key);
        let is = |list: &str| is_in(list, &name);
        if is(HEADS) && first == Some(b'{') {
            if depth + 1 < DEEPEST {
                self.read(value.bytes(), place, depth + 1);
            }
        } else if is(ERROR_CODES) {
            self.put_code(4, place, value);
        } else if is(CODES) {
            self.put_code(3, place, value);
        } else if is("status state") {
            self.status(place, value);
        } else if is(ERROR_MESSAGES) {
            self.message(ERROR_MESSAGE, place, depth, value);
        } else if is(MESSAGES) {
            self.message(4, place, depth, value);
        } else if is("detail") {
            self.message(3, place, depth, value);
        } else if is("title") {
            self.message(2, place, depth, value);
        } else if is("info") && first == Some(b'"') || is("description") && place == Place::Error {
            self.message(1, place, depth, value);
        } else if key == b"__type" {
            self.put_code(1, place, value);
        } else if is(REDIRECTS) || is(SIGN_INS) {
            self.redirect(is(SIGN_INS), value);
        } else if is(FLAGS) {
            self.flag = flag(value).or(self.flag);
        } else if is(NEGATED_FLAGS) {
            self.flag = flag(value).map(|failed| !failed).or(self.flag);
        } else if is(ERRORS) {
            self.error(depth, value);
        } else if is("requestid") {
            self.request_id.put(2 * 4 + place as u8, text(value));
        } else if is("traceid") {
            self.request_id.put(4 + place as u8, text(value));
        } else if is("reason") && place != Place::Data {
            self.reason = text(value).or(self.reason.take());
        } else if is(WRAPS) {
            match first {
                Some(b'{') => self.read(value.bytes(), Place::Data, depth + 1),
                // A response within a response, as text, or a word.
                Some(b'"') => {
                    self.has_failed_status |= is_failure(value);
                    if is("data result body") {
                        self.message(0, Place::Data, depth, value);
                    } else {
                        self.nested(Place::Data, depth, value);
                    }
                }
                Some(b'f') => self.has_failed_status |= is("result"),
                _ => {}
            }
        } else if first == Some(b'{') && place == Place::Top && self.code_elsewhere.is_none() {
            let mut other = Envelope::default();
            other.read(value.bytes(), Place::Data, DEEPEST - 1);
            self.code_elsewhere = other.code.text;
            self.message_elsewhere = other.message.text;
        }
    }

    /// An `error` of any type.
    fn error(&mut self, depth: u8, value: Value) {
        match value.bytes().first() {
            Some(b'{' | b'[') => {
                let mut inner = Envelope::default();
                inner.read(value.bytes(), Place::Error, depth + 1);
                self.has_error |= inner.has_text() || is_map(value);
                self.merge(inner);
            }
            Some(b'"') => {
                let Some(text) = text(value).filter(|text| !is_success(text)) else { return };
                if matches!(&*text.to_ascii_lowercase(), "false" | "null" | "none" | "0") {
                    return;
                }
                self.has_error = true;
                if text.starts_with('{') {
                    self.nested(Place::Error, depth, value);
                } else {
                    self.error = Some(text);
                }
            }
            Some(b't') => self.has_error = true,
            Some(b'-' | b'0'..=b'9') => {
                self.has_error |= value.bytes() != b"0";
                self.put_code(1, Place::Error, value);
            }
            _ => {}
        }
    }

    /// An address to redirect to. That of a sign-in is recognized by its name or its value.
    fn redirect(&mut self, is_sign_in: bool, value: Value) {
        let Some(text) = value.text() else { return };
        let is_address = text.starts_with('/') || text.starts_with("http");
        if is_address || is_sign_in && flag(value) == Some(true) {
            self.is_redirect = true;
            self.is_sign_in |=
                is_sign_in || holds_one(&text.to_ascii_lowercase(), "login signin sso /cas oauth");
        }
    }

    /// `status`: a number as in Spring and in RFC 9457, a word as in JSend.
    fn status(&mut self, place: Place, value: Value) {
        let Some(text) = text(value) else { return };
        if http_failure(&text).is_some() {
            self.put_code(2, place, value);
        } else {
            self.has_failed_status |= text == "false" || is_failure(value);
        }
    }

    fn put_code(&mut self, rank: u8, place: Place, value: Value) {
        match value.bytes().first() {
            Some(b't' | b'f' | b'{' | b'[') => return,
            Some(b'"') if value.text().is_some_and(|text| text.trim().is_empty()) => return,
            _ => {}
        }
        match text(value) {
            Some(code) if is_success_code(&code) => self.has_success_code = true,
            code => self.code.put(rank * 4 + place as u8, code),
        }
    }

    fn message(&mut self, rank: u8, place: Place, depth: u8, value: Value) {
        if is_json(value) && depth + 1 < DEEPEST {
            let (message, has_failed) = (self.message.clone(), self.has_failed_status);
            self.nested(place, depth, value);
            if self.message != message || rank == 0 {
                return;
            }
            // The status of something other than this response.
            self.has_failed_status = has_failed;
        }
        self.put_message(rank, place, text(value));
    }

    fn put_message(&mut self, rank: u8, place: Place, message: Option<String>) {
        match message {
            Some(message) if is_success(&message) => self.has_success_text = true,
            message => self.message.put(rank * 4 + place as u8, message),
        }
    }

    /// Reads an object, or a string that contains the JSON of one.
    fn nested(&mut self, place: Place, depth: u8, value: Value) {
        let json = value.text().unwrap_or(Cow::Borrowed(""));
        self.read(json.trim().as_bytes(), place, depth + 1);
    }

    fn merge(&mut self, inner: Envelope) {
        self.code.put(inner.code.rank, inner.code.text);
        self.message.put(inner.message.rank, inner.message.text);
        self.request_id.put(inner.request_id.rank, inner.request_id.text);
        self.error = inner.error.or(self.error.take());
        self.reason = inner.reason.or(self.reason.take());
    }
}

impl Slot {
    fn put(&mut self, rank: u8, text: Option<String>) {
        if text.is_some() && rank >= self.rank {
            *self = Slot { rank, text };
        }
    }
}

/// Whether a word means failure. The names of an object's members do not count.
fn is_failure(value: Value) -> bool {
    !is_json(value) && value.text().is_some_and(|text| meaning(&text) == Meaning::Failed)
}

/// Whether a value is an object or an array, or a string that contains one.
fn is_json(value: Value) -> bool {
    value.text().is_some_and(|text| begins_json(&text))
}

fn flag(value: Value) -> Option<bool> {
    match &*value.text()?.trim().to_ascii_lowercase() {
        "true" | "1" | "yes" | "y" => Some(true),
        "false" | "0" | "no" | "n" => Some(false),
        text if meaning(text) == Meaning::Failed => Some(false),
        _ => None,
    }
}

fn text(value: Value) -> Option<String> {
    let text = value.text()?;
    // Some Java libraries write every number with a fraction: `401.0`.
    let whole = text.strip_suffix(".0").filter(|_| value.bytes().last() == Some(&b'0'));
    plain(whole.unwrap_or(&text))
}

/// Whether `errors` has the errors by field, such as `{"name":["is empty"]}`.
fn is_map(value: Value) -> bool {
    let mut has_member = false;
    let _ = Cursor::new(value.bytes()).object(&mut |cursor, _| {
        let value = cursor.value()?;
        has_member |= value.bytes().first() == Some(&b'[') && value.depth == 1;
        Ok(())
    });
    has_member
}

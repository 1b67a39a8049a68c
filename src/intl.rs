//! Times, numbers and ages through the browser's own `Intl` and `Date`; no calendar of ours.

use devserver_jobs_core::job::Millis;
use wasm_bindgen::prelude::*;

use crate::locale::{Key, Messages};
use crate::object::object;

#[wasm_bindgen]
extern "C" {
    // js-sys has these too, but its constructors do not catch what `Intl` throws for a name that
    // it does not know.
    #[wasm_bindgen(js_namespace = Intl)]
    #[derive(Clone)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, at: f64) -> Result<String, JsValue>;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &DateTimeFormat) -> JsValue;

    #[wasm_bindgen(js_namespace = Intl)]
    #[derive(Clone)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    #[derive(Clone)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locale: &str) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, value: f64) -> String;
}

/// How times and numbers are written in one language and one time zone.
#[derive(Clone)]
pub struct Formats {
    exact: DateTimeFormat,
    clock: DateTimeFormat,
    age: RelativeTimeFormat,
    just_now: &'static str,
    number: NumberFormat,
}

impl Formats {
    /// `zone` is an IANA name; `None` is the reader's own.
    pub fn new(messages: Messages, zone: Option<&str>) -> Self {
        let tag = messages.tag();
        let exact = |zone| {
            let options = options(&[("dateStyle", "medium"), ("timeStyle", "medium")], zone);
            DateTimeFormat::new(tag, &options)
        };
        let clock = |zone| DateTimeFormat::new(tag, &options(&[("timeStyle", "medium")], zone));
        Self {
            // Whoever made the settings has asked `is_language` and `is_time_zone`; this is for a browser that lost one since.
            exact: known(exact(zone).or_else(|_| exact(None))),
            clock: known(clock(zone).or_else(|_| clock(None))),
            age: known(RelativeTimeFormat::new(tag)),
            just_now: messages.get(Key::JustNow),
            number: known(NumberFormat::new(tag)),
        }
    }

    /// Date and time, exact to the second.
    pub fn exact(&self, at: Millis) -> String {
        self.exact.format(at as f64).unwrap_or_default()
    }

    /// The time of day, exact to the second.
    pub fn clock(&self, at: f64) -> String {
        self.clock.format(at).unwrap_or_default()
    }

    /// How far an instant lies from `now`, in the largest unit that fits: `5 minutes ago`.
    pub fn age(&self, at: f64, now: f64) -> String {
        const MINUTE: f64 = 60.0;
        const HOUR: f64 = 60.0 * MINUTE;
        const DAY: f64 = 24.0 * HOUR;
        let seconds = (at - now) / 1000.0;
        let (length, unit) = match seconds.abs() {
            // Counting seconds would rewrite the page all the time.
            under if under < MINUTE => return self.just_now.to_owned(),
            under if under < HOUR => (MINUTE, "minute"),
            under if under < DAY => (HOUR, "hour"),
            under if under < 30.0 * DAY => (DAY, "day"),
            under if under < 365.0 * DAY => (30.0 * DAY, "month"),
            _ => (365.0 * DAY, "year"),
        };
        self.age.format((seconds / length).trunc(), unit)
    }

    /// A whole number with the language's separators: `2,431`.
    pub fn number(&self, number: usize) -> String {
        self.number.format(number as f64)
    }
}

/// What a browser has made. `expect` would bring along what writes any JavaScript value as a text.
fn known<T>(made: Result<T, JsValue>) -> T {
    made.unwrap_or_else(|_| panic!("every browser knows the options that are written here"))
}

/// The offset of a zone at an instant, as people write it in either language: `GMT+8`.
pub fn offset(zone: Option<&str>, at: f64) -> String {
    let options = options(&[("timeZoneName", "shortOffset"), ("year", "numeric")], zone);
    let text = DateTimeFormat::new("en-US", &options).and_then(|format| format.format(at));
    // The rest of the text is the year, so the offset is the one part with letters.
    let text = text.unwrap_or_default();
    text.split([' ', ','])
        .find(|part| part.contains(|c: char| c.is_ascii_alphabetic()))
        .unwrap_or("")
        .to_owned()
}

/// The reader's own time zone, such as `Asia/Shanghai`.
pub fn own_time_zone() -> String {
    let resolved = DateTimeFormat::new("en-US", &JsValue::UNDEFINED).map(|f| f.resolved_options());
    resolved
        .and_then(|options| js_sys::Reflect::get(&options, &"timeZone".into()))
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_default()
}

/// Whether a tag is one that times and numbers can be written by.
pub fn is_language(tag: &str) -> bool {
    NumberFormat::new(tag).is_ok()
}

/// Whether the browser knows a time zone of this name.
pub fn is_time_zone(zone: &str) -> bool {
    DateTimeFormat::new("en-US", &options(&[], Some(zone))).is_ok()
}

/// RFC 3339 in UTC, for machines.
pub fn rfc3339(at: Millis) -> String {
    js_sys::Date::new(&JsValue::from_f64(at as f64)).to_iso_string().into()
}

/// Milliseconds since 1970 by the reader's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

fn options(pairs: &[(&str, &str)], zone: Option<&str>) -> JsValue {
    let zone = zone.map(|zone| ("timeZone", zone));
    // A job's time is looked up in logs, which count 24 hours.
    let style = pairs.iter().any(|(name, _)| *name == "timeStyle").then_some(("hourCycle", "h23"));
    let all = pairs.iter().copied().chain(zone).chain(style);
    object(&all.map(|(name, value)| (name, value.into())).collect::<Vec<_>>())
}

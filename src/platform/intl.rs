//! Times, numbers and ages, written by the browser's `Intl` and `Date`.

use std::cell::{OnceCell, RefCell};
use std::ops::{Deref, Range};
use std::rc::Rc;

use devserver_jobs_core::iso;
use devserver_jobs_core::job::Millis;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use super::object;

#[wasm_bindgen]
extern "C" {
    // The constructors of js-sys do not catch the exceptions of `Intl` for unknown names.
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

    #[wasm_bindgen(js_namespace = Intl, catch, js_name = getCanonicalLocales)]
    fn canonical(tag: &str) -> Result<JsValue, JsValue>;
}

/// The formats of one locale and one time zone. A copy shares them.
#[derive(Clone)]
pub struct Formats(SendWrapper<Rc<Made>>);

/// The shared part of [`Formats`].
pub struct Made {
    exact: DateTimeFormat,
    clock: DateTimeFormat,
    age: RelativeTimeFormat,
    just_now: &'static str,
    number: NumberFormat,
    /// Whether the digits of the locale are ASCII.
    has_ascii_digits: bool,
    zone: Option<String>,
    /// Created when first needed.
    offsets: OnceCell<Offsets>,
    /// Days in UTC, and whether the offset is constant on them.
    days: RefCell<Vec<(f64, bool)>>,
}

impl Deref for Formats {
    type Target = Made;

    fn deref(&self) -> &Made {
        &self.0
    }
}

impl Formats {
    /// Times and numbers by the rules of the locale `tag`. Ages are texts, so they have a language: its tag, and
    /// its text for an age of less than a minute. `zone` is an IANA name, or `None` for the user's own.
    pub fn new(tag: &str, words: (&str, &'static str), zone: Option<&str>) -> Self {
        let (language, just_now) = words;
        let exact = |zone| {
            let options = options(&[("dateStyle", "medium"), ("timeStyle", "medium")], zone);
            DateTimeFormat::new(tag, &options)
        };
        let clock = |zone| DateTimeFormat::new(tag, &options(&[("timeStyle", "medium")], zone));
        let number = known(NumberFormat::new(tag));
        Self(SendWrapper::new(Rc::new(Made {
            // The settings were validated; this is for a zone that the browser does not know any more.
            exact: known(exact(zone).or_else(|_| exact(None))),
            clock: known(clock(zone).or_else(|_| clock(None))),
            age: known(RelativeTimeFormat::new(language)),
            just_now,
            has_ascii_digits: number.format(0.0) == "0",
            number,
            zone: zone.map(str::to_owned),
            offsets: OnceCell::new(),
            days: RefCell::default(),
        })))
    }

    /// Date and time, exact to the second.
    pub fn exact(&self, at: Millis) -> String {
        self.unambiguous(self.written(at as f64), at as f64)
    }

    /// The time of day, exact to the second, with the date if it differs from that of `now`.
    pub fn clock(&self, at: f64, now: f64) -> String {
        let clock = |at| self.clock.format(at).unwrap_or_default();
        // In every language here the time of day is the last part.
        let date = |at| self.written(at).strip_suffix(&clock(at)).map(str::to_owned);
        let is_today = date(at).is_some() && date(at) == date(now);
        self.unambiguous(if is_today { clock(at) } else { self.written(at) }, at)
    }

    fn written(&self, at: f64) -> String {
        self.exact.format(at).unwrap_or_default()
    }

    /// The text of a time, with its offset if another instant has the same text: in the hour that occurs twice when
    /// clocks are set back, by an hour or, on Lord Howe Island, by half an hour.
    fn unambiguous(&self, text: String, at: f64) -> String {
        const HALF_HOUR: f64 = 1_800_000.0;
        if self.is_steady(at) {
            return text;
        }
        let written = self.written(at);
        let others = [-2.0, -1.0, 1.0, 2.0].map(|halves| at + halves * HALF_HOUR);
        match others.into_iter().any(|other| self.written(other) == written) {
            true => format!("{text} {}", self.offset(at)),
            false => text,
        }
    }

    /// The offset of the zone at an instant.
    fn offset(&self, at: f64) -> String {
        self.offsets.get_or_init(|| Offsets::new(self.zone.as_deref())).at(at)
    }

    /// Whether the offset is constant on the day of an instant. The result is stored for each day.
    fn is_steady(&self, at: f64) -> bool {
        const HOUR: f64 = 3_600_000.0;
        const KEPT: usize = 400;
        let day = (at / (24.0 * HOUR)).floor();
        let known = self.days.borrow().iter().find(|(own, _)| *own == day).copied();
        let (_, is_steady) = known.unwrap_or_else(|| {
            let start = day * 24.0 * HOUR;
            let found = (day, self.offset(start - HOUR) == self.offset(start + 25.0 * HOUR));
            let mut days = self.days.borrow_mut();
            if days.len() == KEPT {
                days.clear();
            }
            days.push(found);
            found
        });
        is_steady
    }

    /// An age as text: `5 minutes ago`.
    pub fn age(&self, Age { count, unit }: Age) -> String {
        match unit {
            Some(unit) => self.age.format(count, unit),
            None => self.just_now.to_owned(),
        }
    }

    /// A whole number with the language's separators: `2,431`.
    pub fn number(&self, number: u64) -> String {
        if self.has_ascii_digits && number < 1000 {
            return digits(number);
        }
        self.number.format(number as f64)
    }
}

/// The distance of an instant from now, in the largest unit that fits.
#[derive(Clone, Copy, PartialEq)]
pub struct Age {
    count: f64,
    /// `None` for less than a minute: seconds would change the page all the time.
    unit: Option<&'static str>,
}

impl Age {
    /// The distance of `at` from `now`, both in milliseconds since 1970.
    pub fn of(at: f64, now: f64) -> Self {
        const MINUTE: f64 = 60.0;
        const HOUR: f64 = 60.0 * MINUTE;
        const DAY: f64 = 24.0 * HOUR;
        let seconds = (at - now) / 1000.0;
        let (length, unit) = match seconds.abs() {
            under if under < MINUTE => return Self { count: 0.0, unit: None },
            under if under < HOUR => (MINUTE, "minute"),
            under if under < DAY => (HOUR, "hour"),
            under if under < 30.0 * DAY => (DAY, "day"),
            under if under < 365.0 * DAY => (30.0 * DAY, "month"),
            _ => (365.0 * DAY, "year"),
        };
        Self { count: (seconds / length).trunc(), unit: Some(unit) }
    }
}

/// Unwraps a format with fixed options. `expect` would link code that formats any JavaScript value.
fn known<T>(made: Result<T, JsValue>) -> T {
    made.unwrap_or_else(|_| panic!("every browser knows the options that are written here"))
}

/// A number of at most three digits, which needs no separator. Written by hand, because number formatting would add
/// code to the first module.
fn digits(number: u64) -> String {
    let places = [100, 10, 1].into_iter().filter(|place| number >= *place || *place == 1);
    places.map(|place| char::from(b'0' + (number / place % 10) as u8)).collect()
}

/// The offset of a zone at an instant: `GMT+8`.
pub fn offset(zone: Option<&str>, at: f64) -> String {
    Offsets::new(zone).at(at)
}

/// The offsets of a zone.
pub struct Offsets(Option<DateTimeFormat>);

impl Offsets {
    /// The offsets of an IANA zone, or of the user's own. Creating this takes a browser longer than computing an
    /// offset.
    pub fn new(zone: Option<&str>) -> Self {
        let options = options(&[("timeZoneName", "shortOffset"), ("year", "numeric")], zone);
        Self(DateTimeFormat::new("en-US", &options).ok())
    }

    /// The offset at an instant: `GMT+8`.
    pub fn at(&self, at: f64) -> String {
        let text = self.0.as_ref().and_then(|format| format.format(at).ok());
        // The rest of the text is the year, so the offset is the only part with letters.
        let text = text.unwrap_or_default();
        text.split([' ', ','])
            .find(|part| part.contains(|c: char| c.is_ascii_alphabetic()))
            .unwrap_or("")
            .to_owned()
    }
}

/// The user's own time zone, such as `Asia/Shanghai`.
pub fn own_time_zone() -> String {
    let resolved = DateTimeFormat::new("en-US", &JsValue::UNDEFINED).map(|f| f.resolved_options());
    resolved
        .and_then(|options| js_sys::Reflect::get(&options, &"timeZone".into()))
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_default()
}

/// Whether `Intl` accepts a language tag. Creating a format would also tell, but takes a browser milliseconds.
pub fn is_language(tag: &str) -> bool {
    canonical(tag).is_ok()
}

/// Whether `Intl` knows a time zone of this name.
pub fn is_time_zone(zone: &str) -> bool {
    DateTimeFormat::new("en-US", &options(&[], Some(zone))).is_ok()
}

/// An instant as RFC 3339 in UTC.
pub fn rfc3339(at: Millis) -> String {
    // The years 1970 to 9999, which have four digits.
    const PLAIN: Range<Millis> = 0..253_402_300_800_000;
    if !PLAIN.contains(&at) {
        return js_sys::Date::new(&JsValue::from_f64(at as f64)).to_iso_string().into();
    }
    let mut text = String::new();
    iso::write_utc_exact(&mut text, at);
    text
}

/// Milliseconds since 1970 by the user's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

fn options(pairs: &[(&str, &str)], zone: Option<&str>) -> JsValue {
    let zone = zone.map(|zone| ("timeZone", zone));
    // Times are compared with those in logs, which use 24 hours.
    let style = pairs.iter().any(|(name, _)| *name == "timeStyle").then_some(("hourCycle", "h23"));
    let all = pairs.iter().copied().chain(zone).chain(style);
    object(&all.map(|(name, value)| (name, value.into())).collect::<Vec<_>>())
}

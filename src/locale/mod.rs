//! The texts of the component by key. They come from JavaScript modules, one for each language
//! (`src/locale/*.js`): a page loads one of them, and the host page may replace texts.

mod keys;

use std::cell::RefCell;

use devserver_jobs_core::job::KNOWN_TYPES;
use devserver_jobs_core::outcome::Tone;

pub use keys::*;

/// All texts of a language. A copy refers to the same texts.
#[derive(Clone, Copy, Debug)]
pub struct Messages(&'static Kept);

#[derive(Debug)]
struct Kept {
    /// The text of which the others are slices.
    all: &'static str,
    tag: &'static str,
    /// By key.
    texts: [&'static str; KEYS.len()],
    labels: Vec<Label>,
}

/// The host page's own name for a type or a status.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// Whether it is a status, and not a type.
    pub is_status: bool,
    /// As the cloud sends it.
    pub value: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The tone of its badge, if it is a status.
    pub tone: Tone,
}

impl Default for Messages {
    /// Empty texts, until the settings have been read.
    fn default() -> Self {
        Self::of("en-US", "", "")
    }
}

impl PartialEq for Messages {
    /// Each set of messages is stored once, so equal ones are identical.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

thread_local! {
    /// Every set of messages so far. They are never freed, so that a text is a `&'static str`. Elements
    /// with equal messages share one set, so the number of sets is that of different settings of host
    /// pages, not that of elements.
    static KEPT: RefCell<Vec<Messages>> = const { RefCell::new(Vec::new()) };
}

impl Messages {
    /// The messages of a language. `texts` has the texts of all keys in their order, `labels` the kind,
    /// value, name and tone of each label; both are separated by NUL.
    pub fn of(tag: &str, texts: &str, labels: &str) -> Self {
        let all = format!("{tag}\0{texts}\u{1}{labels}");
        KEPT.with_borrow_mut(|kept| {
            if let Some(messages) = kept.iter().find(|messages| messages.0.all == all) {
                return *messages;
            }
            let all: &'static str = all.leak();
            let (texts, labels) = all.split_once('\u{1}').unwrap_or((all, ""));
            let mut parts = texts.split('\0');
            let tag = parts.next().unwrap_or_default();
            // A missing text is shown as an empty one.
            let texts = std::array::from_fn(|_| parts.next().unwrap_or_default());
            let labels = labels_of(labels);
            let messages = Self(Box::leak(Box::new(Kept { all, tag, texts, labels })));
            kept.push(messages);
            messages
        })
    }

    /// The tag of the language, for `lang` and `Intl`.
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// A text.
    pub fn get(self, key: Key) -> &'static str {
        self.0.texts[key as usize]
    }

    /// A type's readable name, if it is a documented type or the host page has a name for it.
    pub fn type_name(self, job_type: &str) -> Option<&'static str> {
        match KNOWN_TYPES.iter().position(|known| *known == job_type) {
            Some(place) => Some(self.get(TYPES[place])),
            None => self.label(false, job_type).map(|label| label.name),
        }
    }

    /// The host page's label for a type or a status that is not documented.
    pub fn label(self, is_status: bool, value: &str) -> Option<Label> {
        self.labels(is_status).find(|label| label.value == value)
    }

    /// All labels of the host page.
    pub fn labels(self, is_status: bool) -> impl Iterator<Item = Label> {
        self.0.labels.iter().copied().filter(move |label| label.is_status == is_status)
    }

    /// Different messages have different numbers.
    pub fn number(self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }
}

/// Parses the labels, which `define.js` has validated.
fn labels_of(text: &'static str) -> Vec<Label> {
    let parts: Vec<&str> = text.split('\0').collect();
    let label = |[kind, value, name, tone]: &[&'static str; 4]| {
        let tone = Tone::ALL.into_iter().find(|known| known.name() == *tone);
        Label { is_status: *kind == "statuses", value, name, tone: tone.unwrap_or(Tone::Neutral) }
    };
    parts.as_chunks().0.iter().map(label).collect()
}

/// Fills parts into a message, which has a `%` for each.
pub fn fill(template: &str, parts: &[&str]) -> String {
    let mut filled = String::new();
    let mut parts = parts.iter();
    for (at, words) in template.split('%').enumerate() {
        if at > 0 {
            filled.push_str(parts.next().copied().unwrap_or_default());
        }
        filled.push_str(words);
    }
    filled
}

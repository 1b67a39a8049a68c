//! The context that every component gets beside its props: the state, and the formatting of texts, times and
//! numbers for the user.

use std::rc::Rc;

use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::marks::Marks;
use devserver_jobs_core::task::span;
use dom::reactive::{Memo, RwSignal};
use dom::{El, NodeRef, Timer};
use send_wrapper::SendWrapper;
use web_sys::Element;

use crate::locale::{Counted, Key, Messages, UNITS, fill};
use crate::platform::intl::Formats;
use crate::state::Store;
use crate::state::list::Row;
use crate::state::preferences::Zone;

/// The context of the components of one element. It consists of signals, so a copy is the same context.
#[derive(Clone, Copy)]
pub struct Ui {
    /// The state.
    pub store: Store,
    /// Elements to move the focus to.
    pub focus: FocusTargets,
    /// The menu of tools, or the tool that is open.
    pub tool: RwSignal<Option<Tool>>,
    /// The button that shows for a while whether it has copied a text.
    pub copied: RwSignal<Option<Copied>>,
    /// Marks the jobs that take longer than usual. Set by the second module.
    pub mark: RwSignal<Option<Mark>>,
    /// The control that the second module adds to the rows, once it is loaded.
    pub row_tool: RwSignal<Option<SendWrapper<Rc<dyn Addition>>>>,
    /// The jobs that the user has marked, if any.
    pub marked: RwSignal<Option<SendWrapper<Rc<dyn Addition>>>>,
    formats: Memo<Keyed>,
    /// The text, and whether it is a repetition.
    announcement: RwSignal<(String, bool)>,
    /// Runs until the browser has had time to announce it.
    announcing: RwSignal<Option<Timer>>,
}

/// The remark about a job that takes longer than usual: in short, and in full.
pub type Mark = fn(Ui, &Job) -> Option<[String; 2]>;

/// The tools that open at the end of the toolbar. All are in the second module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The menu of tools.
    Menu,
    /// The jobs in view as a file, or on the clipboard.
    Export,
    /// The request as a text to run elsewhere.
    Request,
    /// The browser's print dialog.
    Print,
    /// Columns and rows.
    Preferences,
    /// The saved views.
    Views,
    /// The data quality of the list.
    Quality,
    /// The list of keys.
    Keys,
}

/// A button that shows whether it has copied a text.
pub struct Copied {
    /// The button.
    pub button: Element,
    /// The text beside it.
    pub label: Element,
    /// Ends the display.
    pub timer: Timer,
}

/// Values of the second module that are kept here. It is one trait, because signals of another type would add 300
/// bytes to the first module.
pub trait Addition {
    /// Writes a control into the cell of the outcome, for the job that is in the row now.
    fn write(&self, _cell: &El, _job: &Row) {}

    /// The marked jobs.
    fn marks(&self) -> Option<&Marks> {
        None
    }

    /// The marked jobs in the form that is saved while the element is out of the document.
    fn saved(&self) -> String {
        String::new()
    }
}

/// Saved marks, until the second module reads them.
impl Addition for String {
    fn saved(&self) -> String {
        self.clone()
    }
}

/// Elements to which the focus moves when the focused element is removed.
#[derive(Clone, Copy)]
pub struct FocusTargets {
    /// The heading.
    pub heading: NodeRef,
    /// The refresh button.
    pub refresh: NodeRef,
    /// The button that opens the menu of tools.
    pub more: NodeRef,
    /// The button that shows the fields of the filters.
    pub filter: NodeRef,
    /// The find box.
    pub find: NodeRef,
    /// The choice of a project.
    pub project: NodeRef,
    /// The field of the sign-in form.
    pub token: NodeRef,
    /// The button of the current page.
    pub page: NodeRef,
    /// The link in the row of the job that was opened last.
    pub row: NodeRef,
    /// The heading of the detail.
    pub detail: NodeRef,
    /// The button that shows the causes of failures.
    pub causes: NodeRef,
    /// The button of the data quality.
    pub quality: NodeRef,
}

impl FocusTargets {
    fn new() -> Self {
        Self {
            heading: NodeRef::new(),
            refresh: NodeRef::new(),
            more: NodeRef::new(),
            filter: NodeRef::new(),
            find: NodeRef::new(),
            project: NodeRef::new(),
            token: NodeRef::new(),
            page: NodeRef::new(),
            row: NodeRef::new(),
            detail: NodeRef::new(),
            causes: NodeRef::new(),
            quality: NodeRef::new(),
        }
    }
}

/// Formats, compared by their inputs.
#[derive(Clone)]
struct Keyed {
    messages: Messages,
    tag: String,
    zone: Option<String>,
    formats: Formats,
}

impl PartialEq for Keyed {
    fn eq(&self, other: &Self) -> bool {
        self.messages == other.messages && self.tag == other.tag && self.zone == other.zone
    }
}

impl Ui {
    /// The context for a store, with the saved marks; it ends with the current owner.
    pub fn new(store: Store, marked: Option<String>) -> Self {
        let marked = marked.map(|saved| SendWrapper::new(Rc::new(saved) as Rc<dyn Addition>));
        let messages = store.messages();
        let formats = Memo::new(move |_| {
            let messages = messages.get();
            let zone = match store.preferences.zone() {
                Zone::Local => {
                    let set = store.with_settings(|settings| settings.time_zone.clone());
                    set.or_else(|| Some(store.clock.time_zone()).filter(|zone| !zone.is_empty()))
                }
                Zone::Utc => Some("UTC".to_owned()),
            };
            let tag = store.with_settings(|settings| settings.formats.clone());
            let texts = (messages.tag(), messages.get(Key::JustNow));
            let formats = Formats::new(&tag, texts, zone.as_deref());
            Keyed { messages, tag, zone, formats }
        });
        Self {
            store,
            focus: FocusTargets::new(),
            tool: RwSignal::new(None),
            copied: RwSignal::new(None),
            mark: RwSignal::new(None),
            row_tool: RwSignal::new(None),
            marked: RwSignal::new(marked),
            formats,
            announcement: RwSignal::new((String::new(), false)),
            announcing: RwSignal::new(None),
        }
    }

    /// The UI texts of the current language; subscribes the current observer, as all methods here do.
    pub fn messages(self) -> Messages {
        self.store.messages().get()
    }

    /// One text.
    pub fn text(self, key: Key) -> &'static str {
        self.messages().get(key)
    }

    /// One text as a closure that follows the language.
    pub fn message(self, key: Key) -> impl Fn() -> &'static str + Copy + 'static {
        move || self.text(key)
    }

    /// The tag of the current language.
    pub fn language(self) -> &'static str {
        self.messages().tag()
    }

    /// The time of the list, if it is a snapshot.
    pub fn snapshot(self) -> Option<Millis> {
        self.store.with_settings(|settings| settings.snapshot)
    }

    /// The formats of times and numbers.
    pub fn formats(self) -> Formats {
        self.formats.with(|keyed| keyed.formats.clone())
    }

    /// An instant for a notice: the time of day, with the date if that is not today. The text does not follow the
    /// clock.
    pub fn clock(self, at: f64) -> String {
        self.formats().clock(at, self.store.clock.now_untracked())
    }

    /// The time zone of displayed times.
    pub fn zone(self) -> String {
        self.formats.with(|keyed| keyed.zone.clone()).unwrap_or_default()
    }

    /// A key of the formats, which differs for different formats.
    pub fn formats_key(self) -> (usize, String, Option<String>) {
        let key = |keyed: &Keyed| (keyed.messages.number(), keyed.tag.clone(), keyed.zone.clone());
        self.formats.with(key)
    }

    /// A formatted whole number: `2,431`.
    pub fn number(self, number: usize) -> String {
        self.total(number as u64)
    }

    /// The same for numbers of the cloud, which may be too large for `usize` in a browser.
    pub fn total(self, number: u64) -> String {
        self.formats.with(|keyed| keyed.formats.number(number))
    }

    /// A text with a whole number in it, in the singular or plural.
    pub fn plural(self, forms: Counted, number: usize) -> String {
        fill(self.text(forms[usize::from(number != 1)]), &[&self.number(number)])
    }

    /// The time from one instant to another.
    pub fn span(self, from: &Field<Millis>, to: &Field<Millis>) -> String {
        let known = from.known().zip(to.known()).filter(|(from, to)| from <= to);
        known.map_or_else(|| self.text(Key::None).to_owned(), |(from, to)| self.length(to - from))
    }

    /// A length of time as text, in its two largest units.
    pub fn length(self, time: Millis) -> String {
        let part = |(count, unit): (i64, usize)| {
            format!("{}{}", self.number(count as usize), self.text(UNITS[unit]))
        };
        let parts = span(0, time).unwrap_or_default();
        parts.into_iter().map(part).collect::<Vec<_>>().join(" ")
    }

    /// The text of the live region, which screen readers announce.
    pub fn announcement(self) -> String {
        let (text, is_another) = self.announcement.get();
        // Only a different text is announced.
        format!("{text}{}", if is_another { "\u{a0}" } else { "" })
    }

    /// Announces a text, even if it is the same as the last one, unless the element has been removed. Texts of the
    /// same moment are announced together, since a browser announces only the last one.
    pub fn announce(self, text: &str) {
        let is_next = self.announcing.try_with_untracked(Option::is_some) == Some(true);
        self.announcement.try_update(|said| {
            let text = match (is_next, &*said.0, text) {
                (true, _, "") => return,
                (true, before, _) if !before.is_empty() && before != text => {
                    format!("{before} · {text}")
                }
                _ => text.to_owned(),
            };
            let is_another = said.0 == text && !said.1;
            *said = (text, is_another);
        });
        if !is_next && !text.is_empty() {
            let end = Timer::timeout(0, move || {
                self.announcing.try_set(None);
            });
            self.announcing.try_set(Some(end));
        }
    }
}

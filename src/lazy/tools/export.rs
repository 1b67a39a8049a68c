//! The dialog that exports the visible jobs, as a file or to the clipboard, or the whole list as a snapshot. What
//! is written is decided in `core::export`; here it is done in slices, with progress and a way to stop.

use std::sync::Arc;

use devserver_jobs_core::export::{self, Export, Format, Selection, Value, Words};
use dom::reactive::*;
use dom::{El, ev, html};
use web_sys::{Element, HtmlElement};

use super::dialog::{choice, dialog, group};
use super::snapshot::{self, Snapshot};
use super::target::Target;
use crate::components::ui::Ui;
use crate::locale::{Key, Messages, OUTCOMES, fill};
use crate::platform::download::{Parts, revoke};
use crate::platform::{Pause, SLICE, clipboard, intl};
use wasm_bindgen::JsCast;

/// A text that is longer than this is not shown in a field: laying it out takes a browser minutes.
const LONGEST_FIELD: u32 = 200_000;

/// How far an export is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Progress {
    /// It has not begun.
    Ready,
    /// So many jobs are written.
    Running(usize),
    /// All are written, or in the clipboard.
    Done(usize),
    /// The reader has stopped it.
    Stopped,
    /// The clipboard has refused this text.
    Refused(String),
    /// The clipboard has refused so many jobs, and they are in a file.
    SavedInstead(usize),
    /// The snapshot could not be made, and why.
    Failed(String),
}

/// The text that is being written.
enum Writing {
    Text(Export<'static>),
    Snapshot(Snapshot),
}

impl Writing {
    fn step(&mut self) -> Option<String> {
        match self {
            Writing::Text(export) => export.step(),
            Writing::Snapshot(snapshot) => snapshot.body.step(),
        }
    }

    fn done(&self) -> usize {
        match self {
            Writing::Text(export) => export.done(),
            Writing::Snapshot(snapshot) => snapshot.body.done(),
        }
    }
}

/// The state of the dialog.
#[derive(Clone, Copy)]
struct State {
    ui: Ui,
    target: RwSignal<Target>,
    has_all_columns: RwSignal<bool>,
    progress: RwSignal<Progress>,
    /// The address of the file that was made last.
    file: RwSignal<Option<String>>,
}

/// The dialog.
pub fn export(ui: Ui) -> El {
    let state = State {
        ui,
        target: RwSignal::new(Target::Text(Format::Csv)),
        has_all_columns: RwSignal::new(false),
        progress: RwSignal::new(Progress::Ready),
        file: RwSignal::new(None),
    };
    on_cleanup(move || state.forget_file());
    let is_snapshot = move || state.target.get() == Target::Snapshot;
    let offered = Format::ALL.map(Target::Text).into_iter();
    let offered = offered.chain(untrack(|| snapshot::is_offered(ui)).then_some(Target::Snapshot));
    let formats = offered.map(|target| {
        let text = move || target.name(ui.messages());
        let take = move || {
            state.target.set(target);
            state.progress.set(Progress::Ready);
        };
        choice("format", text, move || state.target.get() == target, take)
    });
    let columns = [(false, Key::ColumnsDisplayed), (true, Key::ColumnsAll)].map(|(all, name)| {
        let take = move || {
            state.has_all_columns.set(all);
            state.progress.set(Progress::Ready);
        };
        let is_taken = move || state.has_all_columns.get() == all;
        choice("columns", move || ui.text(name).to_owned(), is_taken, take)
    });
    let count = move || {
        let key = if is_snapshot() { Key::SnapshotCount } else { Key::ExportCount };
        fill(ui.text(key), &[&ui.number(state.count())])
    };
    let link = html::a().attr("hidden", move || state.file.with(Option::is_none));
    let content = [
        html::p().text(count),
        group(ui.message(Key::Format), formats),
        group(ui.message(Key::Columns), columns).attr("hidden", is_snapshot),
        html::p()
            .class("hint")
            .attr("hidden", move || !is_snapshot())
            .text(ui.message(Key::SnapshotHint)),
        html::p()
            .class("facts")
            .attr("role", "status")
            .attr("aria-atomic", "true")
            .text(move || state.status()),
        html::div().child(move || state.bar()),
        html::div().child(move || state.refused()),
        html::div().class("tools").child(state.button(link.clone())).child(link),
    ];
    dialog(ui, Key::Export, content)
}

impl State {
    fn is_running(self) -> bool {
        self.progress.with(|progress| matches!(progress, Progress::Running(_)))
    }

    /// Starts, and stops while it runs.
    fn button(self, link: El) -> El {
        let ui = self.ui;
        let text = move || {
            ui.text(match (self.is_running(), self.target.get().is_copied()) {
                (true, _) => Key::Stop,
                (false, true) => Key::Copy,
                (false, false) => Key::SaveFile,
            })
        };
        let owner = Owner::current();
        let button = html::button().attr("type", "button").class("primary").text(text);
        let pressed = button.element().clone();
        button.on(ev::click, move |_| {
            if untrack(|| self.is_running()) {
                return self.progress.set(Progress::Stopped);
            }
            self.progress.set(Progress::Running(0));
            let (pressed, link) = (pressed.clone(), link.clone());
            // Ends with the dialog.
            if let Some(owner) = &owner {
                owner.with(|| spawn_local_scoped_with_cancellation(self.run(pressed, link)));
            }
        })
    }

    /// Writes the jobs, and tells what came of it.
    async fn run(self, button: Element, link: El) {
        let written = self.write(&button, &link).await;
        // The reader may have stopped it meanwhile.
        if untrack(|| self.is_running()) {
            self.progress.set(written.unwrap_or_else(Progress::Failed));
        }
    }

    /// Writes the jobs.
    async fn write(self, button: &Element, link: &El) -> Result<Progress, String> {
        let (ui, target) = (self.ui, self.target.get_untracked());
        let platform = ui.store.environment().platform;
        let mut writing = match target {
            Target::Text(format) => Writing::Text(untrack(|| self.begin(format))),
            Target::Snapshot => Writing::Snapshot(Snapshot::begin(ui, button).await?),
        };
        let parts = Parts::default();
        let (mut text, mut slice) = (String::new(), platform.now());
        loop {
            let part = writing.step();
            let is_over = part.is_none();
            text.push_str(&part.unwrap_or_default());
            if text.len() > target.part() || is_over {
                match &writing {
                    Writing::Snapshot(snapshot) => snapshot.add(&text).await?,
                    Writing::Text(_) if target.is_copied() => parts.push_text(&text),
                    Writing::Text(_) => parts.push_bytes(&text),
                }
                text.clear();
            }
            if is_over {
                break;
            }
            if platform.now() - slice > SLICE {
                self.progress.set(Progress::Running(writing.done()));
                platform.pause(Pause::Yield).await;
                if !untrack(|| self.is_running()) {
                    return Ok(Progress::Stopped);
                }
                slice = platform.now();
            }
        }
        let done = writing.done();
        if let Writing::Snapshot(snapshot) = &writing {
            for part in snapshot.finish().await? {
                parts.push(&part);
            }
            if !untrack(|| self.is_running()) {
                return Ok(Progress::Stopped);
            }
        }
        if !target.is_copied() {
            self.save(&parts, link);
            return Ok(Progress::Done(done));
        }
        let text = parts.text();
        let is_long = text.length() > LONGEST_FIELD;
        let has_copied = if is_long {
            clipboard::write(&text, &button).await
        } else {
            clipboard::copy(&text, button).await
        };
        Ok(match (has_copied, is_long) {
            (true, _) => Progress::Done(done),
            (false, false) => Progress::Refused(text.into()),
            (false, true) => {
                self.save(&parts, link);
                Progress::SavedInstead(done)
            }
        })
    }

    /// How many jobs are exported.
    fn count(self) -> usize {
        match self.target.get() {
            Target::Text(_) => self.ui.store.list.visible().with(|visible| visible.places.len()),
            Target::Snapshot => snapshot::count(self.ui),
        }
    }

    /// The export of what is in view now.
    fn begin(self, format: Format) -> Export<'static> {
        let Self { ui, has_all_columns, .. } = self;
        let (jobs, places) = ui.store.list.visible().with(|visible| {
            let list = visible.list.as_ref();
            let jobs = list.map(|list| list.decoded.jobs.clone()).unwrap_or_default();
            (jobs, Arc::clone(&visible.places))
        });
        let columns = ui.store.columns();
        let columns = (!has_all_columns.get()).then_some(columns);
        let messages = ui.messages();
        let words = Words {
            heading: Box::new(move |value| heading(messages, value).to_owned()),
            outcome: Box::new(move |rank| messages.get(OUTCOMES[usize::from(rank)]).to_owned()),
        };
        let (.., zone) = ui.formats_key();
        let offsets = intl::Offsets::new(zone.as_deref());
        let offset = move |at| export::offset(&offsets.at(at as f64));
        Export::new(format, Selection { jobs, places, columns }, words, offset)
    }

    /// Has the browser save the file. The link stays, for a frame in which that needs a click.
    fn save(self, parts: &Parts, link: &El) {
        let Self { ui, target, .. } = self;
        let target = target.get_untracked();
        let Ok(url) = parts.url(target.media_type()) else {
            return;
        };
        let now = ui.store.environment().platform.now();
        let project = ui.store.query.get_untracked().project;
        let project = project.map(|project| project.to_string()).unwrap_or_default();
        let (.., zone) = untrack(|| ui.formats_key());
        let offset = export::offset(&intl::offset(zone.as_deref(), now));
        // What has been changed since is another view.
        let view = untrack(|| ui.store.present_view()).filter(|view| !view.is_changed);
        let view = view.map(|view| view.name).unwrap_or_default();
        let of = [&*project, &*view];
        let name = export::file_name(&of, now as i64, offset, target.extension());
        let _ = link.element().set_attribute("href", &url);
        let _ = link.element().set_attribute("download", &name);
        link.element().set_text_content(Some(&name));
        self.forget_file();
        self.file.set(Some(url));
        link.element().unchecked_ref::<HtmlElement>().click();
    }

    fn forget_file(self) {
        if let Some(url) = self.file.get_untracked() {
            revoke(&url);
        }
    }

    /// What came of it, in words.
    fn status(self) -> String {
        let ui = self.ui;
        self.progress.with(|progress| match progress {
            Progress::Ready | Progress::Running(_) => String::new(),
            Progress::Done(count) => fill(ui.text(Key::Exported), &[&ui.number(*count)]),
            Progress::Stopped => ui.text(Key::Stopped).to_owned(),
            Progress::Refused(_) => ui.text(Key::CopyByHand).to_owned(),
            Progress::Failed(why) => fill(ui.text(Key::SnapshotFailed), &[why]),
            Progress::SavedInstead(count) => {
                fill(ui.text(Key::SavedInstead), &[&ui.number(*count)])
            }
        })
    }

    fn bar(self) -> Option<El> {
        let Progress::Running(done) = self.progress.get() else {
            return None;
        };
        let ui = self.ui;
        let bar = html::progress().attr("aria-label", ui.message(Key::Export));
        Some(bar.attr("max", self.count().to_string()).attr("value", done.to_string()))
    }

    /// The text that the clipboard has refused, selected, to be copied by hand.
    fn refused(self) -> Option<El> {
        let Progress::Refused(text) = self.progress.get() else {
            return None;
        };
        let field = html::textarea()
            .attr("readonly", true)
            .attr("rows", "8")
            .attr("aria-label", self.ui.message(Key::Export))
            .prop("value", text);
        let selected = field.clone();
        spawn_local(async move {
            Executor::tick().await;
            let _ = selected.input().focus();
            selected.input().select();
        });
        Some(field)
    }
}

/// The heading of a value's column.
fn heading(messages: Messages, value: Value) -> &'static str {
    messages.get(match value {
        Value::Name => Key::ColumnName,
        Value::Description => Key::Description,
        Value::Status => Key::FilterStatus,
        Value::Outcome => Key::ColumnOutcome,
        Value::FailedNodes => Key::ColumnFailedNodes,
        Value::Type => Key::ColumnType,
        Value::User => Key::ColumnUser,
        Value::Created | Value::CreateAt => Key::ColumnCreated,
        Value::Updated | Value::UpdateAt => Key::ColumnUpdated,
        Value::Duration => Key::ActiveTime,
        Value::Id => Key::ColumnId,
    })
}

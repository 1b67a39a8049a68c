//! The dialog that exports the visible jobs: as a file, or to the clipboard. What is written is decided in
//! `devserver_jobs_reports::export`; here it is done in slices, with progress and a way to stop.

use std::sync::Arc;

use devserver_jobs_core::list::JobList;
use devserver_jobs_reports::export::{self, Export, Format, Selection, Value, Words};
use dom::reactive::*;
use dom::{El, ev, html};
use web_sys::{Element, HtmlElement};

use super::dialog::{choice, dialog, group};
use super::snapshot::{self, Snapshot};
use super::target::Target;
use crate::components::ui::{Tool, Ui};
use crate::lazy::marking::marked_places;
use crate::locale::{Key, Messages, OUTCOMES, fill};
use crate::platform::clipboard::Promised;
use crate::platform::download::{Parts, revoke};
use crate::platform::{Pause, SLICE, clipboard, intl};
use wasm_bindgen::JsCast;

/// Parts of a file have about this many bytes.
const PART: usize = 1 << 18;

/// A text that is longer than this is not shown in a field: laying it out takes a browser minutes.
const LONGEST_FIELD: u32 = 200_000;

/// More jobs than this are written in more than one task on a slow computer.
const MANY: usize = 1_000;

/// Parts of a snapshot have about this many bytes. They are compressed, which takes a phone some milliseconds.
const SNAPSHOT_PART: usize = 1 << 16;

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

/// The state of the dialog.
#[derive(Clone, Copy)]
struct State {
    ui: Ui,
    target: RwSignal<Target>,
    has_all_columns: RwSignal<bool>,
    /// Whether only the jobs that are marked are exported.
    only_marked: RwSignal<bool>,
    /// How many jobs are exported.
    count: Memo<usize>,
    progress: RwSignal<Progress>,
    /// The address of the file that was made last.
    file: RwSignal<Option<String>>,
}

/// The dialog.
pub fn export(ui: Ui) -> El {
    let only_marked = RwSignal::new(untrack(|| !marked_places(ui).is_empty()));
    let target = RwSignal::new(Target::Text(Format::Csv));
    let is_snapshot = move || target.get() == Target::Snapshot;
    let state = State {
        ui,
        target,
        has_all_columns: RwSignal::new(false),
        only_marked,
        count: Memo::new(move |_| match is_snapshot() {
            true => snapshot::count(ui),
            false => in_view(ui, only_marked.get()).1.len(),
        }),
        progress: RwSignal::new(Progress::Ready),
        file: RwSignal::new(None),
    };
    on_cleanup(move || state.forget_file());
    let offered = Format::ALL.map(Target::Text).into_iter();
    let offered = offered.chain(untrack(|| snapshot::is_offered(ui)).then_some(Target::Snapshot));
    let formats = offered.map(|own| {
        let text = move || own.name(ui.messages());
        let take = move || {
            target.set(own);
            state.progress.set(Progress::Ready);
        };
        choice("format", text, move || target.get() == own, take)
    });
    let columns = [(false, Key::ColumnsDisplayed), (true, Key::ColumnsAll)].map(|(all, name)| {
        let take = move || {
            state.has_all_columns.set(all);
            state.progress.set(Progress::Ready);
        };
        let is_taken = move || state.has_all_columns.get() == all;
        choice("columns", move || ui.text(name).to_owned(), is_taken, take)
    });
    let rows = [(true, Key::RowsMarked), (false, Key::RowsAll)].map(|(marked, name)| {
        let take = move || {
            state.only_marked.set(marked);
            state.progress.set(Progress::Ready);
        };
        choice(
            "rows",
            move || ui.text(name).to_owned(),
            move || state.only_marked.get() == marked,
            take,
        )
    });
    let has_marked = move || only_marked.get() || !marked_places(ui).is_empty();
    let count = move || {
        let key = if is_snapshot() { Key::SnapshotCount } else { Key::ExportCount };
        fill(ui.text(key), &[&ui.number(state.count.get())])
    };
    let link = html::a().attr("hidden", move || state.file.with(Option::is_none));
    let content = [
        html::p().text(count),
        group(ui.message(Key::Format), formats),
        group(ui.message(Key::Columns), columns).attr("hidden", is_snapshot),
        group(ui.message(Key::Rows), rows).attr("hidden", move || is_snapshot() || !has_marked()),
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
        let target = self.target.get_untracked();
        if !target.is_copied() {
            // The press has a task of its own. A copy must not wait: some browsers allow it at once only.
            self.ui.store.environment().platform.pause(Pause::Yield).await;
        }
        let written = match target {
            Target::Text(format) => Ok(self.write_text(format, &button, &link).await),
            Target::Snapshot => self.write_snapshot(&button, &link).await,
        };
        // The reader may have stopped it meanwhile.
        if untrack(|| self.is_running()) {
            self.progress.set(written.unwrap_or_else(Progress::Failed));
        }
    }

    /// Tells how many jobs are written; whether it goes on.
    fn goes_on(self, done: usize) -> bool {
        let is_running = untrack(|| self.is_running());
        if is_running {
            self.progress.set(Progress::Running(done));
        }
        is_running
    }

    /// Writes the jobs in view.
    async fn write_text(self, format: Format, button: &Element, link: &El) -> Progress {
        let ui = self.ui;
        let (export, count) = untrack(|| self.begin(format));
        let promised = promise(format, count, button);
        let Some((parts, done)) = write(ui, export, format, |done| self.goes_on(done)).await else {
            return Progress::Stopped;
        };
        if !format.is_copied() {
            self.save(&parts, link);
            return Progress::Done(done);
        }
        if clipboard::fulfil(promised, &parts).await {
            return Progress::Done(done);
        }
        let text = parts.text();
        let is_long = text.length() > LONGEST_FIELD;
        let has_copied = if is_long {
            // Joining a long text takes a while, and so does what a browser does with it.
            ui.store.environment().platform.pause(Pause::Yield).await;
            clipboard::write(&text, button).await
        } else {
            clipboard::copy(&text, button).await
        };
        match (has_copied, is_long) {
            (true, _) => Progress::Done(done),
            (false, false) => Progress::Refused(text.into()),
            (false, true) => {
                self.save(&parts, link);
                Progress::SavedInstead(done)
            }
        }
    }

    /// Writes the whole list and the component around it.
    async fn write_snapshot(self, button: &Element, link: &El) -> Result<Progress, String> {
        let platform = self.ui.store.environment().platform;
        let mut snapshot = Snapshot::begin(self.ui, button).await?;
        let (mut text, mut slice) = (String::new(), platform.now());
        loop {
            let part = snapshot.body.step();
            let is_over = part.is_none();
            text.push_str(&part.unwrap_or_default());
            if text.len() > SNAPSHOT_PART || is_over {
                snapshot.add(&text).await?;
                text.clear();
            }
            if is_over {
                break;
            }
            if platform.now() - slice > SLICE {
                if !self.goes_on(snapshot.body.done()) {
                    return Ok(Progress::Stopped);
                }
                platform.pause(Pause::Yield).await;
                slice = platform.now();
            }
        }
        let parts = Parts::default();
        for part in snapshot.finish().await? {
            parts.push(&part);
        }
        if !untrack(|| self.is_running()) {
            return Ok(Progress::Stopped);
        }
        self.save(&parts, link);
        Ok(Progress::Done(snapshot.body.done()))
    }

    /// The export of what is in view now, and how many jobs that are.
    fn begin(self, format: Format) -> (Export<'static>, usize) {
        let Self { ui, has_all_columns, .. } = self;
        let (jobs, places) = in_view(ui, self.only_marked.get());
        let (columns, count) = ((!has_all_columns.get()).then(|| ui.store.columns()), places.len());
        (new(ui, format, Selection { jobs, places, columns }), count)
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
        let name = export::file_name(&[&*project, &*view], now as i64, offset, target.extension());
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
        let count = self.count.get();
        let bar = html::progress().attr("aria-label", ui.message(Key::Export));
        Some(bar.attr("max", count.to_string()).attr("value", done.to_string()))
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

/// The list, and the places of the jobs in view in their order: all of them, or those that are marked.
fn in_view(ui: Ui, only_marked: bool) -> (JobList, Arc<[u32]>) {
    ui.store.list.visible().with(|visible| {
        let list = visible.list.as_ref();
        let jobs = list.map(|list| list.decoded.jobs.clone()).unwrap_or_default();
        let places =
            if only_marked { marked_places(ui).into() } else { Arc::clone(&visible.places) };
        (jobs, places)
    })
}

/// An export with the reader's words and time zone.
fn new(ui: Ui, format: Format, selection: Selection) -> Export<'static> {
    let messages = ui.messages();
    let words = Words {
        heading: Box::new(move |value| heading(messages, value).to_owned()),
        outcome: Box::new(move |rank| messages.get(OUTCOMES[usize::from(rank)]).to_owned()),
    };
    let (.., zone) = ui.formats_key();
    let offsets = intl::Offsets::new(zone.as_deref());
    let offset = move |at| export::offset(&offsets.at(at as f64));
    Export::new(format, selection, words, offset)
}

/// A promise of a text to the clipboard for a pressed button, where it may take longer than the press.
fn promise(format: Format, count: usize, button: &Element) -> Option<Promised> {
    (format.is_copied() && count > MANY).then(|| clipboard::promise(button)).flatten()
}

/// Writes an export in slices, after each of which `goes_on` is told how many jobs are written. The result is the text
/// and how many jobs it has, or nothing where it does not go on. What is done with a long text is a task of its own.
async fn write(
    ui: Ui,
    mut export: Export<'static>,
    format: Format,
    goes_on: impl Fn(usize) -> bool,
) -> Option<(Parts, usize)> {
    let platform = ui.store.environment().platform;
    let parts = Parts::default();
    let push = |text: &mut String| {
        if format.is_copied() {
            parts.push_text(text)
        } else {
            parts.push_bytes(text)
        }
        text.clear();
    };
    let (mut text, mut slice, mut is_long) = (String::new(), platform.now(), false);
    while let Some(part) = export.step() {
        text.push_str(&part);
        if text.len() > PART {
            push(&mut text);
        }
        if platform.now() - slice > SLICE {
            if !goes_on(export.done()) {
                return None;
            }
            platform.pause(Pause::Yield).await;
            if !goes_on(export.done()) {
                return None;
            }
            (slice, is_long) = (platform.now(), true);
        }
    }
    push(&mut text);
    if is_long {
        platform.pause(Pause::Yield).await;
    }
    goes_on(export.done()).then(|| (parts, export.done()))
}

/// Copies the jobs in view that are marked, with the displayed columns, as a spreadsheet takes them; whether there are
/// any. Where the browser does not allow that, the dialog opens, in which the text can be copied by hand. `table` is in
/// the document.
pub fn copy_marked(ui: Ui, table: &El) -> bool {
    const FORMAT: Format = Format::Tsv;
    let (jobs, places) = untrack(|| in_view(ui, true));
    if places.is_empty() {
        return false;
    }
    let promised = promise(FORMAT, places.len(), table.element());
    let columns = Some(untrack(|| ui.store.columns()));
    let export = untrack(|| new(ui, FORMAT, Selection { jobs, places, columns }));
    let table = table.clone();
    spawn_local(async move {
        // The element may go meanwhile.
        let is_there = || ui.marked.try_with_untracked(|_| ()).is_some();
        let Some((parts, _)) = write(ui, export, FORMAT, |_| is_there()).await else {
            return;
        };
        let has_copied = clipboard::fulfil(promised, &parts).await
            || clipboard::write(&parts.text(), table.element()).await;
        if !is_there() {
            return;
        }
        ui.announce(untrack(|| ui.text(if has_copied { Key::Copied } else { Key::CopyFailed })));
        if !has_copied {
            ui.tool.set(Some(Tool::Export));
        }
    });
    true
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

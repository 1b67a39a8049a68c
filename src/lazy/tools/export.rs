//! The dialog that exports the jobs in view, as a file or to the clipboard. The content is written by
//! `devserver_jobs_reports::export`, in slices, with progress and a button to stop.

mod copy;
mod run;
mod text;

use devserver_jobs_reports::export::Format;
use dom::reactive::*;
use dom::{El, ev, html};

pub use self::copy::copy_marked;
use self::text::in_view;
use super::dialog::{choice, dialog, group};
use super::snapshot;
use super::target::Target;
use crate::components::ui::Ui;
use crate::lazy::marking::marked_places;
use crate::locale::{Key, fill};

/// The progress of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Progress {
    /// It has not begun.
    Ready,
    /// This many jobs are written.
    Running(usize),
    /// All are written, or on the clipboard.
    Done(usize),
    /// The user has stopped it.
    Stopped,
    /// The clipboard has refused this text.
    Refused(String),
    /// The clipboard has refused this many jobs, and they were saved as a file.
    SavedInstead(usize),
    /// The snapshot could not be made; with the error.
    Failed(String),
}

/// The state of the dialog.
#[derive(Clone, Copy)]
struct State {
    ui: Ui,
    target: RwSignal<Target>,
    has_all_columns: RwSignal<bool>,
    /// Whether only the marked jobs are exported.
    only_marked: RwSignal<bool>,
    /// How many jobs are exported.
    count: Memo<usize>,
    progress: RwSignal<Progress>,
    /// The URL of the last file.
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
            // The export ends with the dialog.
            if let Some(owner) = &owner {
                owner.with(|| spawn_local_scoped_with_cancellation(self.run(pressed, link)));
            }
        })
    }

    /// The text about the result.
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

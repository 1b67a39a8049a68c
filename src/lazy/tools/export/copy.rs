//! Copying to the clipboard: a promise of a long text, and the marked jobs.

use devserver_jobs_reports::export::{Format, Selection};
use dom::El;
use dom::reactive::*;
use web_sys::Element;

use super::text::{in_view, new, write};
use crate::components::ui::{Tool, Ui};
use crate::locale::Key;
use crate::platform::clipboard::{self, Promised};
use crate::platform::download::Parts;

/// Writing more jobs than this takes more than one task on a slow computer.
const MANY: usize = 1_000;

/// Promises a text to the clipboard for a pressed button, if writing it may take long.
pub(super) fn promise(format: Format, count: usize, button: &Element) -> Option<Promised> {
    (format.is_copied() && count > MANY).then(|| clipboard::promise(button)).flatten()
}

/// The parts of an export: a promised text is given to the clipboard like a file, and also kept as text in case
/// that fails.
pub(super) fn parts_of(format: Format, promised: Option<&Promised>) -> Parts {
    match (format.is_copied(), promised) {
        (false, _) => Parts::of_file(),
        (true, None) => Parts::of_text(),
        (true, Some(_)) => Parts::of_both(),
    }
}

/// Copies the marked jobs in view, with the displayed columns, as tab-separated text; returns whether there are
/// any. If the browser does not allow copying, the dialog opens, in which the text can be copied by hand. `table`
/// is in the document.
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
        // The element may be removed meanwhile.
        let is_there = || ui.marked.try_with_untracked(|_| ()).is_some();
        let parts = parts_of(FORMAT, promised.as_ref());
        if write(ui, export, &parts, |_| is_there()).await.is_none() {
            return;
        }
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

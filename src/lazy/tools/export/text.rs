//! The text of an export: which jobs it contains, its UI texts, and writing it in slices.

use std::sync::Arc;

use devserver_jobs_core::list::JobList;
use devserver_jobs_reports::export::{self, Export, Format, Selection, Value, Words};

use crate::components::ui::Ui;
use crate::lazy::marking::marked_places;
use crate::locale::{Key, Messages, OUTCOMES};
use crate::platform::download::Parts;
use crate::platform::{Pause, SLICE, intl};

/// The approximate size of a file's parts in bytes.
const PART: usize = 1 << 18;

/// The list, and the places of the jobs in view in their order: all of them, or the marked ones.
pub(super) fn in_view(ui: Ui, only_marked: bool) -> (JobList, Arc<[u32]>) {
    ui.store.list.visible().with(|visible| {
        let list = visible.list.as_ref();
        let jobs = list.map(|list| list.decoded.jobs.clone()).unwrap_or_default();
        let places =
            if only_marked { marked_places(ui).into() } else { Arc::clone(&visible.places) };
        (jobs, places)
    })
}

/// An export with the UI texts and the time zone of the user.
pub(super) fn new(ui: Ui, format: Format, selection: Selection) -> Export<'static> {
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

/// Writes an export into `parts` in slices. After each slice `goes_on` gets the number of written jobs. Returns the
/// number of jobs, or `None` if `goes_on` returned `false`. Processing a long text afterwards is a task of its own.
pub(super) async fn write(
    ui: Ui,
    mut export: Export<'static>,
    parts: &Parts,
    goes_on: impl Fn(usize) -> bool,
) -> Option<usize> {
    let platform = ui.store.environment().platform;
    let push = |text: &mut String| {
        parts.push_text(text);
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
    goes_on(export.done()).then(|| export.done())
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

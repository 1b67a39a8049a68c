//! Marking rows, and the number of marked rows. Exporting and copying them is in `lazy::tools::export`.

use std::mem;
use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::marks::Marks;
use devserver_jobs_core::query::ProjectId;
use dom::reactive::{Effect, Memo, untrack};
use dom::{El, ev, html};
use send_wrapper::SendWrapper;

use crate::components::ui::{Addition, Ui};
use crate::locale::{Key, fill};
use crate::state::list::List;

/// Marked jobs, and their project.
struct Marked {
    marks: Marks,
    project: String,
}

/// Separates the project from the marks in a text.
const BEHIND: char = '\0';

impl Addition for Marked {
    fn marks(&self) -> Option<&Marks> {
        Some(&self.marks)
    }

    fn saved(&self) -> String {
        format!("{}{}", self.project, self.marks.to_text())
    }
}

/// The project of the displayed jobs, as it is written before the marks in a text.
fn project(ui: Ui) -> String {
    let project = untrack(|| ui.store.query.project());
    format!("{}{BEHIND}", project.as_ref().map_or("", ProjectId::as_str))
}

/// Reads the marks that were saved while the element was out of the document. Its settings may have changed
/// meanwhile.
pub fn read_saved(ui: Ui) {
    let saved = ui.marked.with_untracked(|marked| marked.as_ref().map(|marked| marked.saved()));
    if let Some(saved) = saved {
        put(ui, saved.strip_prefix(&project(ui)).map(Marks::parse).unwrap_or_default());
    }
}

fn put(ui: Ui, marks: Marks) {
    let has_any = !marks.is_empty();
    let marked = || Rc::new(Marked { marks, project: project(ui) }) as Rc<dyn Addition>;
    ui.marked.set(has_any.then(|| SendWrapper::new(marked())));
}

/// Calls `read` with the marks, if there are any.
pub fn with_marks<R>(ui: Ui, read: impl FnOnce(Option<&Marks>) -> R) -> R {
    ui.marked.with_untracked(|marked| read(marked.as_ref().and_then(|marked| marked.marks())))
}

/// Marks a job, or removes its mark; with `is_range`, marks all from the last marked one, in the order of the view
/// and across pages.
pub fn mark(ui: Ui, id: &str, is_range: bool) {
    let visible = ui.store.list.visible().get_untracked();
    let list = visible.list.filter(|_| is_range);
    let mut marks = with_marks(ui, |marks| marks.cloned().unwrap_or_default());
    let mark_range = |list: Arc<List>| marks.mark_range(&list.decoded.jobs, &visible.places, id);
    if !list.is_some_and(mark_range) {
        marks.toggle(id);
    }
    put(ui, marks);
    ui.announce(&untrack(|| text(ui)));
}

/// The places of the marked jobs in view, in the order of the view. Subscribes the current observer.
pub fn marked_places(ui: Ui) -> Vec<u32> {
    ui.marked.with(|_| ());
    let places = |marks: &Marks| {
        ui.store.list.visible().with(|visible| {
            let list = visible.list.as_ref();
            list.map(|list| marks.places(&list.decoded.jobs, &visible.places)).unwrap_or_default()
        })
    };
    with_marks(ui, |marks| marks.map(places).unwrap_or_default())
}

fn text(ui: Ui) -> String {
    fill(ui.text(Key::Marked), &[&ui.number(marked_places(ui).len())])
}

/// The number of marked rows in view, as a button that clears the marks.
pub fn marked_token(ui: Ui) -> El {
    let text = Memo::new(move |_| text(ui));
    html::button()
        .attr("type", "button")
        .class("token")
        .attr("aria-label", move || format!("{}, {}", text.get(), ui.text(Key::Unmark)))
        .attr("title", ui.message(Key::Unmark))
        .text(move || text.get())
        .on(ev::click, move |_| ui.marked.set(None))
        .focus_on_removal(&[ui.focus.heading])
}

/// Clears the marks when the session or the project changes, because their jobs cannot be displayed any more.
pub fn forget_elsewhere(ui: Ui) {
    let project = Memo::new(move |_| ui.store.query.project());
    let mut is_first = true;
    Effect::new(move || {
        project.get();
        ui.store.session.get();
        let has_changed = !mem::take(&mut is_first);
        if has_changed && ui.marked.with_untracked(Option::is_some) {
            ui.marked.set(None);
        }
    });
}

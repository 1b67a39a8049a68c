//! How rows are marked, and how many are. What is done with marked rows is in the export.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::marks::Marks;
use dom::reactive::{Effect, Memo, untrack};
use dom::{El, ev, html};
use send_wrapper::SendWrapper;

use crate::components::ui::{Addition, Ui};
use crate::locale::{Key, fill};
use crate::state::list::List;

impl Addition for Marks {
    fn marks(&self) -> Option<&Marks> {
        Some(self)
    }
}

/// Calls `read` with the marks, if there are any.
pub fn with_marks<R>(ui: Ui, read: impl FnOnce(Option<&Marks>) -> R) -> R {
    ui.marked.with_untracked(|marked| read(marked.as_ref().and_then(|marked| marked.marks())))
}

/// Marks a job, or takes its mark away; with `is_range`, marks all from the one that was marked last, in the order of
/// the view and over its pages.
pub fn mark(ui: Ui, id: &str, is_range: bool) {
    let visible = ui.store.list.visible().get_untracked();
    let list = visible.list.filter(|_| is_range);
    let mut marks = with_marks(ui, |marks| marks.cloned().unwrap_or_default());
    let mark_range = |list: Arc<List>| marks.mark_range(&list.decoded.jobs, &visible.places, id);
    if !list.is_some_and(mark_range) {
        marks.toggle(id);
    }
    let marks = (!marks.is_empty()).then(|| SendWrapper::new(Rc::new(marks) as Rc<dyn Addition>));
    ui.marked.set(marks);
    ui.announce(&untrack(|| text(ui)));
}

/// Those of the jobs in view that are marked, by their places, in the order of the view. Subscribes the current observer.
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

/// The number of marked rows in view, and the way to clear them.
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

/// Marks end with the session and with the project: they are of jobs that cannot be displayed any more.
pub fn forget_elsewhere(ui: Ui) {
    let project = Memo::new(move |_| ui.store.query.project());
    Effect::new(move || {
        project.get();
        ui.store.session.get();
        if ui.marked.with_untracked(Option::is_some) {
            ui.marked.set(None);
        }
    });
}

//! The button in a row that watches its job. Only rows of jobs that are not over have one. The row writes the button
//! without a listener or a signal; the table has one listener for all of them.

use std::rc::Rc;

use dom::{El, ev, html};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::components::icon;
use crate::components::job_row::job_name;
use crate::components::ui::{Addition, Ui};
use crate::lazy::watch::{toggle, watchable};
use crate::locale::{Key, fill};
use crate::state::list::Row;

/// The selector of the button.
const BUTTON: &str = "button.watch-row";

/// Adds the buttons to the rows of the table, until the current owner ends.
pub fn watch_in_rows(ui: Ui, table: &El) {
    ui.row_tool.set(Some(SendWrapper::new(Rc::new(WatchButton(ui)))));
    let _ = table.clone().on(ev::click, move |event| {
        let target: Option<Element> = event.target().map(JsCast::unchecked_into);
        let button = target.and_then(|target| target.closest(BUTTON).ok().flatten());
        if let Some(id) = button.and_then(|button| row_of(&button)?.get_attribute("data-job-id")) {
            toggle(ui, &id);
        }
    });
}

struct WatchButton(Ui);

impl Addition for WatchButton {
    fn write(&self, cell: &El, job: &Row) {
        let ui = self.0;
        let present = cell.element().query_selector(BUTTON).ok().flatten();
        let Some(id) = watchable(ui, job).filter(|_| !job.is_gone) else {
            if let Some(button) = present {
                remove(&button);
            }
            return;
        };
        let button = present.unwrap_or_else(|| add(cell));
        let name = fill(ui.text(Key::WatchJob), &[job_name(ui, job)]);
        write(&button, "aria-label", &name);
        write(&button, "title", ui.text(Key::WatchHint));
        write(&button, "aria-pressed", if ui.store.watch.has(&id) { "true" } else { "false" });
    }
}

fn add(cell: &El) -> Element {
    let button = html::button()
        .attr("type", "button")
        .class("quiet watch-row")
        .child(icon::icon(icon::BELL));
    let element = button.element().clone();
    let _ = cell.clone().child(button);
    element
}

/// Removes a button; the focus stays in the row.
fn remove(button: &Element) {
    if button.matches(":focus").unwrap_or(false)
        && let Some(link) = row_of(button).and_then(|row| row.query_selector("a").ok().flatten())
    {
        let _ = link.unchecked_into::<HtmlElement>().focus();
    }
    button.remove();
}

fn row_of(button: &Element) -> Option<Element> {
    button.closest("tr").ok().flatten()
}

/// Writes an attribute if it differs.
fn write(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}

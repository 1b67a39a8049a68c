//! The components: each renders slices of the state and sends changes; none requests anything. A component is
//! a function, one file a region, with a struct of props where it needs more than the state.

pub mod button;
mod combobox;
pub mod copy_button;
pub mod drawer;
mod empty_states;
pub mod facets;
mod filters;
mod form;
pub mod icon;
pub mod job_row;
mod job_table;
mod links;
mod more;
pub mod notices;
pub mod opening;
mod pagination;
mod refine;
mod setup;
mod sign_in;
pub mod status_badge;
mod table_body;
mod table_head;
mod toolbar;
pub mod ui;

use dom::reactive::Memo;
use dom::{El, html};

use crate::lazy::Lazy;
use ui::Ui;

/// The whole component, below the shadow root.
pub fn jobs(ui: Ui) -> El {
    // Which one is the first question to the proxy, where it is asked.
    let has_project = Memo::new(move |_| {
        ui.store.query.with(|query| query.project.is_some()) || ui.store.projects.are_wanted()
    });
    html::div()
        .class("root")
        .attr("part", "root")
        .attr("lang", move || ui.language())
        .attr("data-theme", move || ui.store.with_settings(|settings| settings.theme.name()))
        .child(move || [if has_project.get() { split(ui) } else { setup::setup(ui) }])
}

/// The list, and the detail of the job that is open beside it.
fn split(ui: Ui) -> El {
    let is_open = Memo::new(move |_| ui.store.detail.open_id().is_some());
    let has_causes = Memo::new(move |_| ui.store.causes.is_open() && !is_open.get());
    let lazy = Lazy::new(ui);
    let main = html::div().class("main").child(list(ui, lazy));
    let beside = main.clone();
    html::div()
        .class("split")
        .child(main)
        .child({
            let beside = beside.clone();
            move || is_open.get().then(|| lazy.detail(&beside))
        })
        .child(move || has_causes.get().then(|| lazy.causes(&beside)))
}

fn list(ui: Ui, lazy: Lazy) -> El {
    let announcement = move || ui.announcement();
    // In the toolbar, with room kept for what comes with the second module.
    let control = html::div().class("live");
    let [sort, arrived, table] = job_table::job_table(ui);
    let rows = table.clone();
    let list = html::section()
        .class("list")
        .attr("aria-labelledby", "heading")
        .child(toolbar::toolbar(ui, &control, more::more(ui, lazy)))
        .child(filters::filters(ui))
        .child(notices::notices(ui))
        .child(refine::refine(ui, lazy))
        .children([sort, arrived])
        .child(move || lazy.live(&control, &rows))
        .child(table)
        .child(html::p().class("unseen").attr("role", "status").text(announcement));
    pagination::footer(ui, list)
}

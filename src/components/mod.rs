//! The components. Each renders slices of the state and sends changes; none sends requests. A component is a
//! function, with a struct of props if it needs more than the state. There is one file for each region of the page.

pub mod button;
pub mod drawer;
pub mod facets;
pub mod filter_text;
mod filters;
pub mod icon;
pub mod job_row;
mod job_table;
mod links;
mod more;
pub mod opening;
mod pagination;
mod refine;
pub mod status_badge;
pub mod table_body;
pub mod table_head;
mod toolbar;
pub mod ui;

use dom::reactive::{Effect, Memo, RwSignal, on_cleanup, spawn_local_scoped_with_cancellation};
use dom::{El, Timer, html};

use crate::lazy::Lazy;
use crate::platform::Pause;
use ui::Ui;

/// How long to wait for a response in progress before anything is displayed, in milliseconds: up to a tenth of a
/// second is perceived as immediate.
const UNSEEN: i32 = 100;

/// The whole component, below the shadow root. If the response with the list `is_awaited`, the component is
/// displayed together with its rows, because laying out a skeleton first takes a browser as long as the rows.
pub fn jobs(ui: Ui, is_awaited: bool) -> El {
    let is_early = RwSignal::new(is_awaited);
    if is_awaited {
        let late = Timer::timeout(UNSEEN, move || is_early.set(false));
        on_cleanup(move || drop(late));
    }
    let is_pending = Memo::new(move |_| {
        ui.store.list.with_load(|load| load.is_loading() && load.list().is_none())
    });
    // Once the wait has ended, it does not begin again, whatever is loaded later.
    Effect::new(move || {
        if !is_pending.get() && is_early.get_untracked() {
            is_early.set(false);
        }
    });
    // With `list-projects`, the proxy is first asked for the project.
    let has_project = Memo::new(move |_| {
        ui.store.query.with(|query| query.project.is_some()) || ui.store.projects.are_wanted()
    });
    let lazy = Lazy::new(ui);
    let root = html::div()
        .class("root")
        .attr("part", "root")
        .attr("hidden", move || is_early.get() && is_pending.get())
        .attr("lang", move || ui.language())
        .attr("data-theme", move || ui.store.with_settings(|settings| settings.theme.name()))
        .attr("data-density", move || {
            ui.store.preferences.with_layout(|layout| layout.density.name())
        })
        // The style sheet hides what needs a server.
        .attr("data-snapshot", move || ui.snapshot().map(|_| ""))
        .attr("data-cut", move || {
            ui.store.preferences.with_layout(|layout| (!layout.wraps).then_some(""))
        });
    // Nothing of it is visible before the list has arrived, so it is created in a task of its own.
    let is_made = RwSignal::new(!is_awaited);
    if is_awaited {
        let platform = ui.store.environment().platform;
        spawn_local_scoped_with_cancellation(async move {
            platform.pause(Pause::Yield).await;
            is_made.set(true);
        });
    }
    let near = root.clone();
    let content = move || if has_project.get() { split(ui, lazy) } else { lazy.setup(&near) };
    root.child(move || is_made.get().then(&content))
}

/// The list, and beside it the detail of the open job.
fn split(ui: Ui, lazy: Lazy) -> El {
    let is_open = Memo::new(move |_| ui.store.detail.open_id().is_some());
    let has_causes = Memo::new(move |_| ui.store.causes.is_open() && !is_open.get());
    let main = html::div().class("main").child(list(ui, lazy));
    let beside = main.clone();
    html::div()
        .class("split")
        .class(("shared", move || is_open.get() || has_causes.get()))
        .child(main)
        .child({
            let beside = beside.clone();
            move || is_open.get().then(|| lazy.detail(&beside))
        })
        .child(move || has_causes.get().then(|| lazy.causes(&beside)))
}

fn list(ui: Ui, lazy: Lazy) -> El {
    let announcement = move || ui.announcement();
    // In the toolbar, with space reserved for the part of the second module.
    let control = html::div().class("live");
    let is_busy = job_table::is_busy(ui);
    let [sort, arrived, table] = job_table::job_table(ui, lazy, is_busy);
    let (rows, near, resized) = (table.clone(), table.clone(), table.clone());
    let has_notice = Memo::new(move |_| ui.store.list.has_notice());
    // Outside world: the pointer on the edges of columns.
    Effect::new(move || lazy.columns(&resized));
    // Space reserved for the part of the second module.
    let time = html::div().class("time-place");
    let time_place = time.clone();
    let list = html::section()
        .class("list")
        .attr("aria-labelledby", "heading")
        .child(toolbar::toolbar(
            ui,
            lazy,
            [control.clone(), toolbar::refresh(ui, is_busy), more::more(ui, lazy)],
        ))
        .child(filters::filters(ui, lazy))
        .child(move || has_notice.get().then(|| lazy.notices(&near)))
        .child(time.child(move || lazy.time(&time_place)))
        .child(refine::refine(ui, lazy))
        .children([sort, arrived])
        .child(move || lazy.live(&control, &rows))
        .child(table)
        .child(html::p().class("unseen").attr("role", "status").text(announcement));
    pagination::footer(ui, list)
}

//! The component with the DOM builder.

use dom::El;
use dom::html::span;
use dom::reactive::*;
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

/// Mounts the component.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot) {
    init_executor();
    let owner = Owner::new();
    let view = owner.with(component);
    let _ = root.append_child(view.element());
    std::mem::forget(owner);
}

#[cfg(not(feature = "table"))]
fn component() -> El {
    let jobs = RwSignal::new(crate::jobs());
    span().text(move || jobs.with(|jobs| crate::arrange(jobs, "", 0, 0, 20).len()).to_string())
}

#[cfg(feature = "table")]
use table::component;

#[cfg(feature = "table")]
mod table {
    use dom::html::{
        a, button, div, footer, h2, input, p, section, table, tbody, td, th, thead, time, tr,
    };
    use dom::{ev, event_target_value};

    use super::*;
    use crate::{COLUMNS, Job, arrange};

    pub fn component() -> El {
        let jobs = RwSignal::new(crate::jobs());
        let (find, sort, page) = (RwSignal::new(String::new()), RwSignal::new(0), RwSignal::new(0));
        let chosen = RwSignal::new(None::<u32>);
        let rows = Memo::new(move |_| {
            jobs.with(|jobs| find.with(|find| arrange(jobs, find, sort.get(), page.get(), 20)))
        });
        let header = |(at, label): (usize, &'static str)| {
            th().attr("scope", "col")
                .attr("aria-sort", move || (sort.get() == at).then_some("ascending"))
                .child(
                    button()
                        .attr("type", "button")
                        .class("sort")
                        .class(("active", move || sort.get() == at))
                        .on(ev::click, move |_| sort.set(at))
                        .text(label),
                )
        };
        section()
            .class("list")
            .attr("aria-labelledby", "heading")
            .child(
                h2().id("heading").attr("tabindex", "-1").text("Jobs ").child(
                    span().class("count").text(move || format!("({})", jobs.with(Vec::len))),
                ),
            )
            .child(
                input()
                    .attr("type", "search")
                    .attr("aria-label", "Find")
                    .prop("value", move || find.get())
                    .on(ev::input, move |event| find.set(event_target_value(&event))),
            )
            .child(
                table()
                    .attr("aria-busy", "false")
                    .child(
                        thead().child(tr().children(COLUMNS.into_iter().enumerate().map(header))),
                    )
                    .child(tbody().for_each(
                        move || rows.get(),
                        |job| job.id,
                        move |job| row(job, chosen),
                    )),
            )
            .show(move || rows.with(Vec::is_empty), || p().class("empty").text("No jobs"))
            .child(pages(page))
    }

    fn row(job: Job, chosen: RwSignal<Option<u32>>) -> El {
        let Job { id, name, status, failed, user, created } = job;
        let is_chosen = Memo::new(move |_| chosen.get() == Some(id));
        tr().class(("chosen", move || is_chosen.get()))
            .attr("data-job-id", id.to_string())
            .child(
                th().attr("scope", "row").child(
                    a().attr("href", format!("?job={id}"))
                        .attr("aria-current", move || is_chosen.get().then_some("true"))
                        .on(ev::click, move |event| {
                            event.prevent_default();
                            chosen.set(Some(id));
                        })
                        .text(name),
                ),
            )
            .child(td().child(span().class("badge").attr("data-tone", status).text(status)))
            .child(
                td().class(if failed > 0 { "number failed" } else { "number" })
                    .text(failed.to_string()),
            )
            .child(td().child(match user {
                Some(user) => a().attr("href", format!("?user={user}")).text(user),
                None => span().text("-"),
            }))
            .child(td().child(time().attr("datetime", created.clone()).text(created)))
            .child(
                td().child(span().class("code").text(id.to_string())).child(
                    button()
                        .attr("type", "button")
                        .attr("aria-label", format!("Copy {id}"))
                        .on(ev::click, move |_| chosen.set(None)),
                ),
            )
    }

    fn pages(page: RwSignal<usize>) -> El {
        let step = move |label: &'static str, forward: bool| {
            button()
                .attr("type", "button")
                .attr("aria-label", label)
                .attr("aria-disabled", move || (!forward && page.get() == 0).then_some("true"))
                .on(ev::click, move |_| {
                    page.update(|page| {
                        *page = if forward { *page + 1 } else { page.saturating_sub(1) };
                    });
                })
        };
        footer()
            .child(step("Previous", false))
            .child(div().text(move || format!("Page {}", page.get() + 1)))
            .child(step("Next", true))
    }
}

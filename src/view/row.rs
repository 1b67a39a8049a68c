//! One job as a row of the table. It follows its job through refreshes: only text that changed is
//! written, so the row, and the focus in it, stays as it is.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::job::{Field, Job, KNOWN_TYPES};
use devserver_jobs_core::table::Column;
use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};

use super::badge::badge;
use super::copy::{Copying, copy};
use super::drawer::open;
use super::head::column_label;
use super::time::time;
use crate::dom::{El, el};
use crate::locale::{Messages, fill};
use crate::reactive::*;
use crate::store::Store;
use crate::url;

/// A job.
pub fn row(store: Store, job: Memo<Arc<Job>>) -> El {
    let or_none =
        move |text: Option<String>| text.unwrap_or_else(|| store.messages().none.to_owned());
    let id = move || job.with(|job| job.id.clone());
    let name = move || job.with(|job| job.name.clone());
    let description = move || job.with(|job| job.description.clone());
    let job_type = move || job.with(|job| job.job_type.clone());
    let named_type = move || {
        let job_type = job_type()?;
        type_name(store.messages(), &job_type).map(str::to_owned)
    };
    let copy_name = move || {
        let subject = name().or_else(id).unwrap_or_default();
        fill(store.messages().copy_id, &[&subject])
    };
    // A job without an id has no detail, and its name leads nowhere.
    let address = move || url::of_job(store, &id()?);
    let selected = move || id().is_some() && store.selected().with(|selected| *selected == id());
    let chosen = move || id().is_some() && store.chosen.with(|chosen| *chosen == id());
    let link = el("a").class("first");
    let near = link.clone();
    let link = link
        .bind("href", address)
        .bind("aria-current", move || selected().then(|| "true".to_owned()))
        .says(move || job_name(store, &job.get()))
        .on("click", move |event| {
            if id().is_some() && !has_modifier(&event) {
                event.prevent_default();
                open(&near, store, &job.get_untracked());
            }
        });
    let failed = move || {
        job.with(|job| match &job.abnormal_count {
            Field::Known(count) => store.number(*count as usize),
            Field::Unreadable(text) => text.clone(),
            Field::Absent => store.messages().none.to_owned(),
        })
    };
    let failed_any = move || job.with(|job| job.abnormal_count.known().is_some_and(|n| *n > 0));
    let created = move || job.with(|job| job.created.clone());
    let updated = move || job.with(|job| job.updated.clone());

    el("tr")
        .attr("role", "row")
        .class_when("chosen", chosen)
        .bind("data-job-id", move || Some(id().unwrap_or_default()))
        .children([
            cell(store, Column::Name, "name").child(link).child(
                el("span")
                    .class("second")
                    .bind("title", description)
                    .hidden(move || description().is_none())
                    .says(move || description().unwrap_or_default()),
            ),
            cell(store, Column::Outcome, "outcome").child(badge(store, job)),
            cell(store, Column::FailedNodes, "number")
                .class_when("failed", failed_any)
                .says(failed),
            // The readable name with the raw value below it; an undocumented type as it came.
            cell(store, Column::Type, "type")
                .child(
                    el("span").class("first").says(move || or_none(named_type().or_else(job_type))),
                )
                .child(
                    el("span")
                        .class("second code")
                        .bind("title", job_type)
                        .hidden(move || named_type().is_none())
                        .says(move || named_type().and_then(|_| job_type()).unwrap_or_default()),
                ),
            cell(store, Column::User, "user")
                .says(move || or_none(job.with(|job| job.user_name.clone()))),
            cell(store, Column::Created, "time").children(time(store, created)),
            cell(store, Column::Updated, "time").children(time(store, updated)),
            cell(store, Column::Id, "id")
                .child(el("span").class("id-text").bind("title", id).says(move || or_none(id())))
                .children(copy(
                    store,
                    Copying { text: Rc::new(id), name: Rc::new(copy_name), named: false },
                )),
        ])
}

/// A job's name, or what stands in its place.
pub fn job_name(store: Store, job: &Job) -> String {
    job.name.clone().unwrap_or_else(|| store.messages().unnamed.to_owned())
}

/// A click that the browser has a meaning of its own for, such as a new tab.
fn has_modifier(event: &Event) -> bool {
    let event: &MouseEvent = event.unchecked_ref();
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()
}

/// A type's readable name, where it is a documented one.
pub fn type_name(messages: &Messages, job_type: &str) -> Option<&'static str> {
    let place = KNOWN_TYPES.iter().position(|known| *known == job_type)?;
    messages.types.get(place).copied()
}

/// A cell that knows its column's label, for where the table is shown as cards, and its role, which
/// some browsers forget there.
fn cell(store: Store, column: Column, class: &str) -> El {
    let cell = match column {
        Column::Name => el("th").attr("scope", "row").attr("role", "rowheader"),
        _ => el("td").attr("role", "cell"),
    };
    cell.class(class)
        .bind("data-label", move || Some(column_label(store.messages(), column).to_owned()))
}

//! One job as a row of the table. It follows its job through refreshes, so that an unchanged row,
//! and the focus in it, stays as it is.

use std::sync::Arc;

use devserver_jobs_core::job::{Field, Job, KNOWN_TYPES};
use leptos::prelude::*;

use super::badge::badge;
use super::copy::copy;
use super::head::column_label;
use super::time::{none, time};
use crate::dom::{El, el};
use crate::locale::Messages;
use crate::store::Store;
use devserver_jobs_core::table::Column;

/// A type's readable name, where it is a documented one.
fn type_name(messages: &Messages, job_type: &str) -> Option<&'static str> {
    let place = KNOWN_TYPES.iter().position(|known| *known == job_type)?;
    messages.types.get(place).copied()
}

/// A job.
pub fn row(store: Store, job: Memo<Arc<Job>>) -> El {
    let id = Memo::new(move |_| job.with(|job| job.id.clone()));
    let name = move || {
        let name = job.with(|job| job.name.clone());
        name.unwrap_or_else(|| store.messages().unnamed.to_owned())
    };
    let copy_name = move || {
        let name = job.with(|job| job.name.clone());
        (store.messages().copy_id)(&name.or_else(|| id.get()).unwrap_or_default())
    };
    let description = Memo::new(move |_| job.with(|job| job.description.clone()));
    let job_type = Memo::new(move |_| job.with(|job| job.job_type.clone()));
    let user = move || job.with(|job| job.user_name.clone());
    let created = Memo::new(move |_| job.with(|job| job.created.clone()));
    let updated = Memo::new(move |_| job.with(|job| job.updated.clone()));
    let failed = move || {
        job.with(|job| match &job.abnormal_count {
            Field::Known(count) => store.number(*count as usize),
            Field::Unreadable(text) => text.clone(),
            Field::Absent => store.messages().none.to_owned(),
        })
    };
    let failed_any = move || job.with(|job| job.abnormal_count.known().is_some_and(|n| *n > 0));

    el("tr")
        .bind("data-job-id", move || Some(id.get().unwrap_or_default()))
        .children([
            cell(store, Column::Name, "name")
                .child(el("span").class("first").says(name))
                .shows(move || {
                    let text = description.get();
                    text.map(|text| el("span").class("second").attr("title", &text).text(&text))
                }),
            cell(store, Column::Outcome, "outcome").child(badge(store, job)),
            cell(store, Column::FailedNodes, "number")
                .class_when("failed", failed_any)
                .says(failed),
            cell(store, Column::Type, "type").shows(move || type_cell(store, job_type.get())),
            cell(store, Column::User, "user")
                .says(move || user().unwrap_or_else(|| store.messages().none.to_owned())),
            cell(store, Column::Created, "time").shows(move || time(store, || created.get())),
            cell(store, Column::Updated, "time").shows(move || time(store, || updated.get())),
            cell(store, Column::Id, "id").shows(move || {
                let Some(text) = id.get() else {
                    return vec![none(store)];
                };
                let mut parts = vec![el("span").class("id-text").attr("title", &text).text(&text)];
                parts.extend(copy(store, move || id.get().unwrap_or_default(), copy_name));
                parts
            }),
        ])
}

/// A cell that knows its column's label, for where the table is shown as cards.
fn cell(store: Store, column: Column, class: &str) -> El {
    let cell = match column {
        Column::Name => el("th").attr("scope", "row"),
        _ => el("td"),
    };
    cell.class(class).bind("data-label", move || {
        Some(column_label(store.messages(), column).to_owned())
    })
}

/// The readable name with the raw value below it; an undocumented type as it came.
fn type_cell(store: Store, job_type: Option<String>) -> Vec<El> {
    let Some(raw) = job_type else {
        return vec![none(store)];
    };
    match type_name(store.messages(), &raw) {
        Some(name) => vec![
            el("span").class("first").text(name),
            el("span").class("second code").text(&raw),
        ],
        None => vec![el("span").class("raw").text(&raw)],
    }
}

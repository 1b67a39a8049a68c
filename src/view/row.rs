//! One job as a row of the table. It follows its job through refreshes, so that an unchanged row,
//! and the focus in it, stays as it is.

use std::sync::Arc;

use devserver_jobs_core::job::{Field, Job, KNOWN_TYPES};
use leptos::prelude::*;

use super::badge::Badge;
use super::copy::Copy;
use super::time::Time;
use crate::locale::Messages;
use crate::store::Store;

/// A type's readable name, where it is a documented one.
pub fn type_name(messages: &Messages, job_type: &str) -> Option<&'static str> {
    let place = KNOWN_TYPES.iter().position(|known| *known == job_type)?;
    messages.types.get(place).copied()
}

/// A job.
#[component]
pub fn Row(store: Store, job: Signal<Arc<Job>>) -> impl IntoView {
    let id = Signal::derive(move || job.with(|job| job.id.clone().unwrap_or_default()));
    let name = Signal::derive(move || job.with(|job| job.name.clone()));
    let failed = move || {
        job.with(|job| match &job.abnormal_count {
            Field::Known(count) => store.number(*count as usize),
            Field::Unreadable(text) => text.clone(),
            Field::Absent => store.messages().none.to_owned(),
        })
    };
    let failed_any = move || job.with(|job| job.abnormal_count.known().is_some_and(|n| *n > 0));
    let copy_label = Signal::derive(move || {
        let subject = name.get().unwrap_or_else(|| id.get());
        (store.messages().copy_id)(&subject)
    });
    view! {
        <tr data-job-id=move || id.get()>
            <th scope="row" class="name" data-label=move || store.messages().column_name>
                <span class="first">
                    {move || name.get().unwrap_or_else(|| store.messages().unnamed.to_owned())}
                </span>
                {move || job.with(|job| job.description.clone()).map(|text| view! {
                    <span class="second" title=text.clone()>{text.clone()}</span>
                })}
            </th>
            <td data-label=move || store.messages().column_outcome>
                <Badge store job/>
            </td>
            <td
                class="number"
                class:failed=failed_any
                data-label=move || store.messages().column_failed_nodes
            >
                {failed}
            </td>
            <td data-label=move || store.messages().column_type>
                {move || type_cell(store, job.with(|job| job.job_type.clone()))}
            </td>
            <td class="user" data-label=move || store.messages().column_user>
                {move || job.with(|job| job.user_name.clone())
                    .unwrap_or_else(|| store.messages().none.to_owned())}
            </td>
            <td class="time" data-label=move || store.messages().column_created>
                <Time store at=Signal::derive(move || job.with(|job| job.created.clone()))/>
            </td>
            <td class="time" data-label=move || store.messages().column_updated>
                <Time store at=Signal::derive(move || job.with(|job| job.updated.clone()))/>
            </td>
            <td class="id" data-label=move || store.messages().column_id>
                {move || if id.with(String::is_empty) {
                    view! { <span class="none">{store.messages().none}</span> }.into_any()
                } else {
                    view! {
                        <span class="id-text" title=move || id.get()>{move || id.get()}</span>
                        <Copy store text=id label=copy_label/>
                    }.into_any()
                }}
            </td>
        </tr>
    }
}

/// The readable name with the raw value below it; an undocumented type as it came.
fn type_cell(store: Store, job_type: Option<String>) -> AnyView {
    let messages = store.messages();
    let Some(raw) = job_type else {
        return view! { <span class="none">{messages.none}</span> }.into_any();
    };
    match type_name(messages, &raw) {
        Some(name) => view! {
            <span class="first">{name}</span>
            <span class="second code">{raw}</span>
        }
        .into_any(),
        None => view! { <span class="raw">{raw}</span> }.into_any(),
    }
}

//! An instant for people and machines: exact to the second, with its age beside it.

use devserver_jobs_core::job::{Field, Millis};
use leptos::prelude::*;

use crate::intl;
use crate::store::Store;

/// A time field of a job: readable, absent, or the text that came instead.
#[component]
pub fn Time(store: Store, at: Signal<Field<Millis>>) -> impl IntoView {
    move || match at.get() {
        Field::Absent => view! { <span class="none">{store.messages().none}</span> }.into_any(),
        Field::Unreadable(text) => view! { <span class="raw">{text}</span> }.into_any(),
        Field::Known(at) => view! {
            <time datetime=intl::rfc3339(at)>
                {move || store.formats().exact(at)}
            </time>
            <span class="second">
                {move || store.formats().age(at as f64, store.now.get())}
            </span>
        }
        .into_any(),
    }
}

//! An instant for people and machines: exact to the second, with its age below.

use devserver_jobs_core::job::{Field, Millis};
use leptos::prelude::*;

use crate::dom::{El, el};
use crate::intl;
use crate::store::Store;

/// A time field of a job: readable, absent, or the text that came instead.
pub fn time(store: Store, at: impl Fn() -> Field<Millis>) -> Vec<El> {
    match at() {
        Field::Absent => vec![none(store)],
        Field::Unreadable(text) => vec![el("span").class("raw").text(&text)],
        Field::Known(at) => vec![
            el("time")
                .attr("datetime", &intl::rfc3339(at))
                .says(move || store.formats().exact(at)),
            el("span")
                .class("second")
                .says(move || store.formats().age(at as f64, store.now.get())),
        ],
    }
}

/// What stands where nothing arrived.
pub fn none(store: Store) -> El {
    el("span")
        .class("none")
        .says(move || store.messages().none.to_owned())
}

//! An instant for people and machines: exact to the second, with its age below.

use devserver_jobs_core::job::{Field, Millis};

use crate::dom::{El, el};
use crate::intl;
use crate::reactive::*;
use crate::store::Store;

/// A time field of a job: readable, absent, or the text that came instead.
pub fn time(store: Store, at: impl Fn() -> Field<Millis> + Copy + 'static) -> [El; 3] {
    let known = move || at().known().copied();
    let exact = move || known().map(|at| store.formats().exact(at)).unwrap_or_default();
    let age = move || {
        let age = known().map(|at| store.formats().age(at as f64, store.now.get()));
        age.unwrap_or_default()
    };
    let instead = move || match at() {
        Field::Absent => store.messages().none.to_owned(),
        Field::Known(_) => String::new(),
        Field::Unreadable(text) => text,
    };
    [
        el("time")
            .bind("datetime", move || known().map(intl::rfc3339))
            .hidden(move || known().is_none())
            .says(exact),
        el("span").class("second").says(age),
        el("span").class("raw").says(instead),
    ]
}

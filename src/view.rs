//! What is seen. Views read signals and report changes; they decide nothing and ask no one.

mod badge;
mod combobox;
mod copy;
pub mod drawer;
mod facts;
mod filters;
mod form;
mod head;
mod header;
mod icon;
mod notice;
mod pager;
mod refine;
mod row;
mod servers;
mod setup;
mod sign_in;
mod table;

use std::hash::{BuildHasher, Hash};

use rustc_hash::FxBuildHasher;

use crate::dom::{El, el, focus_soon};
use crate::lazy::Lazy;
use crate::locale::Key;
use crate::reactive::*;
use crate::store::Store;

/// The whole component, below the shadow root.
pub fn jobs(store: Store) -> El {
    let has_project = Memo::new(move |_| store.query().with(|query| query.project.is_some()));
    el("div class=root part=root")
        .bind("lang", move || Some(store.language().to_owned()))
        .bind("data-theme", move || {
            Some(store.config().with(|config| config.theme.name()).to_owned())
        })
        .shows(move || [if has_project.get() { split(store) } else { setup::setup(store) }])
}

/// The list, and the detail of the job that is open beside it.
fn split(store: Store) -> El {
    let is_open = Memo::new(move |_| store.selected().with(Option::is_some));
    let main = el("div class=main").child(list(store));
    let beside = main.clone();
    let lazy = Lazy::new(store);
    el("div class=split").child(main).shows(move || is_open.get().then(|| lazy.detail(&beside)))
}

fn list(store: Store) -> El {
    let said = move || store.said.get().to_owned();
    let list = el("section class=list aria-labelledby=heading")
        .child(header::header(store))
        .child(filters::filters(store))
        .child(notice::notices(store))
        .child(refine::refine(store))
        .children(table::table(store))
        .child(el("p class=unseen role=status").says(said));
    pager::footer(list, store)
}

/// A key for what is made anew when `shown` changes.
fn hash(shown: &impl Hash) -> String {
    FxBuildHasher.hash_one(shown).to_string()
}

/// A message in the present language.
fn say(store: Store, key: Key) -> impl Fn() -> String + Copy + 'static {
    move || store.text(key).to_owned()
}

/// The same, for an attribute.
fn label(store: Store, key: Key) -> impl Fn() -> Option<String> + Copy + 'static {
    move || Some(store.text(key).to_owned())
}

/// Where the heading is found.
const HEADING: &str = "#heading";

/// The heading of the screen, which can take the focus when the screen changes.
fn heading() -> El {
    el("h2 part=heading id=heading tabindex=-1")
}

/// A button that may go away by what it does: the focus then goes to what `next` finds.
fn leaving_button(
    text: impl Fn() -> String + 'static,
    next: &'static str,
    act: impl Fn() + 'static,
) -> El {
    let button = el("button type=button").says(text);
    let pressed = button.clone();
    button.on("click", move |_| {
        focus_soon(&pressed, next);
        act();
    })
}

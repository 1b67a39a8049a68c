//! What is seen. Views read signals and report changes; they decide nothing and ask no one.

mod badge;
mod combobox;
mod copy;
mod drawer;
mod facts;
mod filters;
mod form;
mod head;
mod header;
mod icon;
mod links;
mod notice;
mod pager;
mod refine;
mod row;
mod servers;
mod setup;
mod sign_in;
mod table;
pub mod ui;

use std::hash::{BuildHasher, Hash};

use rustc_hash::FxBuildHasher;

use crate::components::ui::Ui;
use crate::locale::Key;
use dom::old::{El, el, focus_soon};
use dom::reactive::*;

/// The whole component, below the shadow root.
pub fn jobs(ui: Ui) -> El {
    let has_project = Memo::new(move |_| ui.store.query.with(|query| query.project.is_some()));
    el("div class=root part=root")
        .bind("lang", move || Some(ui.language().to_owned()))
        .bind("data-theme", move || {
            Some(ui.store.with_settings(|settings| settings.theme.name()).to_owned())
        })
        .shows(move || [if has_project.get() { split(ui) } else { setup::setup(ui) }])
}

/// The list, and the detail of the job that is open beside it.
fn split(ui: Ui) -> El {
    let is_open = Memo::new(move |_| ui.store.detail.open_id().is_some());
    let main = el("div class=main").child(list(ui));
    let beside = main.clone();
    el("div class=split")
        .child(main)
        .shows(move || is_open.get().then(|| drawer::drawer(ui, &beside)))
}

fn list(ui: Ui) -> El {
    let said = move || ui.announcement().to_owned();
    let list = el("section class=list aria-labelledby=heading")
        .child(header::header(ui))
        .child(filters::filters(ui))
        .child(notice::notices(ui))
        .child(refine::refine(ui))
        .children(table::table(ui))
        .child(el("p class=unseen role=status").says(said));
    pager::footer(list, ui)
}

/// A key for what is made anew when `shown` changes.
fn hash(shown: &impl Hash) -> String {
    FxBuildHasher.hash_one(shown).to_string()
}

/// A message in the present language.
fn say(ui: Ui, key: Key) -> impl Fn() -> String + Copy + 'static {
    move || ui.text(key).to_owned()
}

/// The same, for an attribute.
fn label(ui: Ui, key: Key) -> impl Fn() -> Option<String> + Copy + 'static {
    move || Some(ui.text(key).to_owned())
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

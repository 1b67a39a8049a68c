//! What is seen. Views read signals and report changes; they decide nothing and ask no one.
//!
//! The text of every element is an expression, not a literal: `view!` would turn an element whose
//! content is static into `innerHTML`, which Trusted Types refuse. It comes from the locale anyway.

mod badge;
mod combobox;
mod copy;
mod filters;
mod head;
mod header;
mod icon;
mod notice;
mod pager;
mod row;
mod setup;
mod table;
mod time;

use leptos::prelude::*;

use crate::locale::Messages;
use crate::store::Store;

/// The whole component, below the shadow root.
#[component]
pub fn Jobs(store: Store) -> impl IntoView {
    let has_project = Memo::new(move |_| store.query().with(|query| query.project.is_some()));
    view! {
        <div
            class="root"
            lang=move || store.language().tag()
            data-theme=move || store.config().with(|config| config.theme.name())
        >
            {move || {
                if has_project.get() {
                    view! { <List store/> }.into_any()
                } else {
                    view! { <setup::Setup store/> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn List(store: Store) -> impl IntoView {
    view! {
        <section class="list" aria-labelledby="heading">
            <header::Header store/>
            <filters::Filters store/>
            <notice::Notices store/>
            <table::Table store/>
            <pager::Footer store/>
            <p class="unseen" role="status">
                {move || store.said.get()}
            </p>
        </section>
    }
    .into_any()
}

/// A message in the present language, as a child or an attribute.
fn say(store: Store, pick: fn(&Messages) -> &'static str) -> impl Fn() -> &'static str + Copy {
    move || pick(store.messages())
}

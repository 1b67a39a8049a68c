//! The pager. It only shows the arithmetic of `core::page`; a page change is never a request.

use devserver_jobs_core::page::{Button, PAGE_SIZES};
use devserver_jobs_core::table::Change;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::{self, Icon};
use super::say;
use crate::store::Store;

/// Which rows are shown, how many a page, and the pages. It is there once a list is.
#[component]
pub fn Footer(store: Store) -> impl IntoView {
    let has_list = Memo::new(move |_| {
        store.load().with(|load| load.list().is_some_and(|list| !list.decoded.jobs.is_empty()))
    });
    let range = move || {
        let pager = store.pager();
        pager.shown().map(|(first, last)| {
            let number = |n| store.number(n);
            (store.messages().range)(&number(first), &number(last), &number(pager.total()))
        })
    };
    view! {
        // Always in the document, because only a change of what is there is announced.
        <p class="unseen" role="status" data-live="range">{range}</p>
        {move || has_list.get().then(|| view! {
            <footer class="footer">
                <span class="range">{range}</span>
                <PageSize store/>
                <Pages store/>
            </footer>
        })}
    }
}

#[component]
fn PageSize(store: Store) -> impl IntoView {
    let choose = move |event: web_sys::Event| {
        if let Ok(size) = event_target_value(&event).parse() {
            let _ = store.change(Change::PageSize(size));
        }
    };
    let present = Memo::new(move |_| store.table().with(|table| table.page_size));
    let options = move || {
        let mut sizes = PAGE_SIZES.to_vec();
        // A size that the settings or the address name is offered too.
        if let Err(place) = sizes.binary_search(&present.get()) {
            sizes.insert(place, present.get());
        }
        let option = |size: usize| {
            view! {
                <option value=size.to_string() selected=size == present.get()>
                    {store.number(size)}
                </option>
            }
        };
        sizes.into_iter().map(option).collect_view()
    };
    view! {
        <label class="page-size">
            <span>{say(store, |m| m.rows_per_page)}</span>
            <select on:change=choose>{options}</select>
        </label>
    }
}

#[component]
fn Pages(store: Store) -> impl IntoView {
    let pager = Memo::new(move |_| store.pager());
    let nav = NodeRef::<leptos::html::Nav>::new();
    let go = move |page: usize| {
        let _ = store.change(Change::Page(page));
        // The button that was pressed may now stand for another page, or be gone. The focus goes
        // to the page that was reached, once it is there.
        spawn_local(async move {
            leptos::task::tick().await;
            if let Some(nav) = nav.try_get_untracked().flatten() {
                focus_present(&nav);
            }
        });
    };
    let button = move |button: Button| match button {
        Button::Gap(_) => view! { <li class="gap" aria-hidden="true">{"…"}</li> }.into_any(),
        Button::Page(page) => {
            let label = move || (store.messages().page)(&store.number(page));
            let present = move || (pager.get().page() == page).then_some("page");
            view! {
                <li>
                    <button
                        type="button"
                        class="page"
                        aria-label=label
                        aria-current=present
                        on:click=move |_| go(page)
                    >
                        {move || store.number(page)}
                    </button>
                </li>
            }
            .into_any()
        }
    };
    let step = move |forward: bool| {
        let target = move || {
            let page = pager.get().page();
            if forward { page + 1 } else { page - 1 }
        };
        let end = move || {
            let pager = pager.get();
            if forward { pager.page() == pager.pages() } else { pager.page() == 1 }
        };
        let label = move || {
            let messages = store.messages();
            if forward { messages.next_page } else { messages.previous_page }
        };
        let path = if forward { icon::NEXT } else { icon::PREVIOUS };
        view! {
            <button
                type="button"
                class="page"
                aria-label=label
                disabled=end
                on:click=move |_| {
                    let _ = store.change(Change::Page(target()));
                }
            >
                <Icon path/>
            </button>
        }
    };
    let jump = move |event: web_sys::Event| {
        if let Ok(page) = event_target_value(&event).trim().parse::<usize>() {
            let _ = store.change(Change::Page(page.clamp(1, pager.get_untracked().pages())));
        }
        event_target::<web_sys::HtmlInputElement>(&event).set_value("");
    };
    let many = Memo::new(move |_| pager.get().pages() > 7);
    view! {
        <nav class="pages" node_ref=nav aria-label=say(store, |m| m.pages)>
            {step(false)}
            <ul>
                <For each=move || pager.get().buttons() key=|button| *button children=button/>
            </ul>
            {step(true)}
        </nav>
        {move || many.get().then(|| view! {
            <label class="jump">
                <span>{say(store, |m| m.go_to_page)}</span>
                <input type="text" inputmode="numeric" autocomplete="off" on:change=jump/>
            </label>
        })}
    }
}

fn focus_present(nav: &HtmlElement) {
    let present = nav.query_selector("[aria-current]").ok().flatten();
    if let Some(button) = present.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

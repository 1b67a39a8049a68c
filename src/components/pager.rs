//! The pager. It only shows the arithmetic of `core::page`; a page change is never a request.

use devserver_jobs_core::page::{Button, PAGE_SIZES, Pager};
use devserver_jobs_core::table::Change;
use web_sys::Event;

use super::table::Body;
use super::{icon, label, say};
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use dom::old::{El, el, focus_soon, input_of, value_of};
use dom::reactive::*;

/// Adds the footer to the list: which rows are shown, how many a page, and the pages. It is there
/// once rows are, and directly in the list, at whose lower edge it sticks.
pub fn footer(list: El, ui: Ui) -> El {
    let pager = Memo::new(move |_| ui.store.list.pager());
    let has_rows = Memo::new(move |_| pager.get().total() > 0);
    let range = move || {
        let pager = pager.get();
        let Some((first, last)) = pager.shown() else {
            return String::new();
        };
        let number = |n| ui.number(n);
        fill(ui.text(Key::Range), &[&number(first), &number(last), &number(pager.total())])
    };
    let footer = move || {
        el("footer class=footer part=footer")
            .child(el("span class=range").says(range))
            .child(page_size(ui))
            .child(pages(ui, pager))
            .shows(move || (pager.get().pages() > 7).then(|| jump(ui, pager)))
    };
    // What is announced: the rows, or in words that there are none. It is always in the document,
    // because only a change of what is there is read.
    let is_arriving = move || ui.store.list.get().is_some_and(|list| list.is_partial);
    let summary = move || match Body::now(ui) {
        // It would be read again and again.
        _ if is_arriving() => ui.text(Key::Loading).to_owned(),
        Body::NotFound => ui.text(Key::NotFoundTitle).to_owned(),
        Body::Empty => ui.text(Key::EmptyTitle).to_owned(),
        Body::NoMatch => ui.text(Key::NoMatchTitle).to_owned(),
        _ => range(),
    };
    list.child(el("p class=unseen role=status data-live=range").says(summary))
        .shows(move || has_rows.get().then(footer))
}

fn page_size(ui: Ui) -> El {
    let present = Memo::new(move |_| ui.store.table.with(|table| table.page_size));
    let options = move || {
        let mut sizes = PAGE_SIZES.to_vec();
        // A size that the settings or the address name is offered too.
        if let Err(place) = sizes.binary_search(&present.get()) {
            sizes.insert(place, present.get());
        }
        let option = |size: usize| {
            let option = el("option").attr("value", &size.to_string()).text(&ui.number(size));
            if size == present.get() { option.attr("selected", "") } else { option }
        };
        sizes.into_iter().map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Ok(size) = value_of(&event).parse() {
            let _ = ui.store.change(Change::PageSize(size), HistoryMode::Push);
        }
    };
    el("label class=page-size")
        .child(el("span").says(say(ui, Key::RowsPerPage)))
        .child(el("select").shows(options).on("change", choose))
}

fn pages(ui: Ui, pager: Memo<Pager>) -> El {
    let nav = el("nav class=pages").bind("aria-label", label(ui, Key::Pages));
    let near = nav.clone();
    let go = move |page: usize| {
        let _ = ui.store.change(Change::Page(page), HistoryMode::Push);
        // The button that was pressed may now stand elsewhere, or be gone.
        focus_soon(&near, ".pages [aria-current]");
    };
    let number = move |key: &str| {
        let Ok(page) = key.parse::<usize>() else {
            return el("li class=gap aria-hidden=true").text("…");
        };
        let go = go.clone();
        let present = move || (pager.get().page() == page).then(|| "page".to_owned());
        el("li").child(
            el("button type=button class=page")
                .bind("aria-label", move || Some(fill(ui.text(Key::Page), &[&ui.number(page)])))
                .bind("aria-current", present)
                .says(move || ui.number(page))
                .on("click", move |_| go(page)),
        )
    };
    let keys = move || {
        let key = |button| match button {
            Button::Page(page) => page.to_string(),
            Button::Gap(before) => format!("before {before}"),
        };
        pager.get().buttons().into_iter().map(key).collect()
    };
    nav.child(step(ui, pager, Step::Back)).child(el("ul").lists(keys, number)).child(step(
        ui,
        pager,
        Step::Forward,
    ))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Back,
    Forward,
}

fn step(ui: Ui, pager: Memo<Pager>, step: Step) -> El {
    let target = move |pager: Pager| match step {
        Step::Back => pager.page() - 1,
        Step::Forward => pager.page() + 1,
    };
    let at_end = move || {
        let pager = pager.get();
        match step {
            Step::Back => pager.page() == 1,
            Step::Forward => pager.page() == pager.pages(),
        }
    };
    let name = move || {
        let messages = ui.messages();
        Some(match step {
            Step::Back => messages.get(Key::PreviousPage).to_owned(),
            Step::Forward => messages.get(Key::NextPage).to_owned(),
        })
    };
    let path = if step == Step::Back { icon::PREVIOUS } else { icon::NEXT };
    el("button type=button")
        .class("page step")
        .bind("aria-label", name)
        // Not `disabled`, which would take the focus from whoever pages to the end.
        .bind("aria-disabled", move || at_end().then(|| "true".to_owned()))
        .child(icon::icon(path))
        .on("click", move |_| {
            if !untrack(at_end) {
                let _ =
                    ui.store.change(Change::Page(target(pager.get_untracked())), HistoryMode::Push);
            }
        })
}

fn jump(ui: Ui, pager: Memo<Pager>) -> El {
    let go = move |event: Event| {
        if let Ok(page) = value_of(&event).trim().parse::<usize>() {
            let _ = ui.store.change(
                Change::Page(page.clamp(1, pager.get_untracked().pages())),
                HistoryMode::Push,
            );
        }
        input_of(&event).set_value("");
    };
    el("label class=jump")
        .child(el("span").says(say(ui, Key::GoToPage)))
        .child(el("input type=text inputmode=numeric autocomplete=off").on("change", go))
}

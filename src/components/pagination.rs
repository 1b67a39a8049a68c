//! The pager. The arithmetic is in `core::page`. A page change sends no request.

use devserver_jobs_core::page::{Button, PAGE_SIZES, Pager};
use devserver_jobs_core::table::Change;
use dom::{El, ev, event_target, event_target_value, focus_after_update, html};
use web_sys::Event;

use super::icon;
use super::table_body::Body;
use super::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use dom::reactive::*;

/// Adds the footer to the list: the range of displayed rows, rows per page, and the pages. It appears with the
/// first rows, and is a direct child of the list, at whose lower edge it sticks.
pub fn footer(ui: Ui, list: El) -> El {
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
        html::footer()
            .class("footer")
            .attr("part", "footer")
            .child(html::span().class("range").text(range))
            .child(page_size(ui))
            .child(pages(ui, pager))
            .show(move || pager.get().pages() > 7, move || jump(ui, pager))
    };
    // The announcement: the range of rows, or that there are none. The element is always in the document, because
    // only changes of existing elements are announced.
    let is_arriving = move || ui.store.list.get().is_some_and(|list| list.is_partial);
    let summary = move || match Body::now(ui) {
        // Otherwise it would be announced again and again.
        _ if is_arriving() => ui.text(Key::Loading).to_owned(),
        Body::NotFound => ui.text(Key::NotFoundTitle).to_owned(),
        Body::Empty => ui.text(Key::EmptyTitle).to_owned(),
        Body::NoMatch => ui.text(Key::NoMatchTitle).to_owned(),
        _ => range(),
    };
    list.child(
        html::p().class("unseen").attr("role", "status").attr("data-live", "range").text(summary),
    )
    .child(move || has_rows.get().then(footer))
}

fn page_size(ui: Ui) -> El {
    let present = Memo::new(move |_| ui.store.table.with(|table| table.page_size));
    let options = move || {
        let mut sizes = PAGE_SIZES.to_vec();
        // A size from the settings or the address is offered, too.
        if let Err(place) = sizes.binary_search(&present.get()) {
            sizes.insert(place, present.get());
        }
        let option = |size: usize| {
            html::option()
                .attr("value", size.to_string())
                .attr("selected", size == present.get())
                .text(ui.number(size))
        };
        sizes.into_iter().map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Ok(size) = event_target_value(&event).parse() {
            let _ = ui.store.change(Change::PageSize(size), HistoryMode::Push);
        }
    };
    html::label()
        .class("page-size")
        .child(html::span().text(ui.message(Key::RowsPerPage)))
        .child(html::select().child(options).on(ev::change, choose))
}

fn pages(ui: Ui, pager: Memo<Pager>) -> El {
    html::nav()
        .class("pages")
        .attr("aria-label", ui.message(Key::Pages))
        .child(step(ui, pager, Step::Back))
        .child(html::ul().for_each(
            move || pager.get().buttons(),
            |button| *button,
            move |button| match button {
                Button::Page(page) => html::li().child(page_button(ui, pager, page)),
                Button::Gap(_) => html::li().class("gap").attr("aria-hidden", "true").text("…"),
            },
        ))
        .child(step(ui, pager, Step::Forward))
}

fn page_button(ui: Ui, pager: Memo<Pager>, page: usize) -> El {
    let is_present = move || pager.get().page() == page;
    html::button()
        .attr("type", "button")
        .class("page")
        .attr("aria-label", move || fill(ui.text(Key::Page), &[&ui.number(page)]))
        .attr("aria-current", move || is_present().then_some("page"))
        .node_ref_when(ui.focus.page, is_present)
        .text(move || ui.number(page))
        .on(ev::click, move |_| {
            let _ = ui.store.change(Change::Page(page), HistoryMode::Push);
            // The pressed button may have moved or been removed.
            focus_after_update(&[ui.focus.page]);
        })
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
        match step {
            Step::Back => messages.get(Key::PreviousPage),
            Step::Forward => messages.get(Key::NextPage),
        }
    };
    let path = if step == Step::Back { icon::PREVIOUS } else { icon::NEXT };
    html::button()
        .attr("type", "button")
        .class("page step")
        .attr("aria-label", name)
        // Not `disabled`: the button would lose the focus at the last page.
        .attr("aria-disabled", move || at_end().then_some("true"))
        .child(icon::icon(path))
        .on(ev::click, move |_| {
            if !untrack(at_end) {
                let _ =
                    ui.store.change(Change::Page(target(pager.get_untracked())), HistoryMode::Push);
            }
        })
}

fn jump(ui: Ui, pager: Memo<Pager>) -> El {
    let go = move |event: Event| {
        if let Ok(page) = event_target_value(&event).trim().parse::<usize>() {
            let _ = ui.store.change(
                Change::Page(page.clamp(1, pager.get_untracked().pages())),
                HistoryMode::Push,
            );
        }
        event_target(&event).set_value("");
    };
    html::label().class("jump").child(html::span().text(ui.message(Key::GoToPage))).child(
        html::input()
            .attr("type", "text")
            .attr("inputmode", "numeric")
            .attr("autocomplete", "off")
            .on(ev::change, go),
    )
}

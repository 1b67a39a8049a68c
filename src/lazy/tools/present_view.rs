//! The labels beside the project: the number of marked rows, and the name of the current view.

use dom::reactive::Memo;
use dom::{El, ev, html};

use crate::components::filter_text::{filter_text, filters_set};
use crate::components::ui::{Tool, Ui};
use crate::lazy::marking::marked_token;
use crate::locale::{Key, fill};

/// The name of the current view, as a button that opens the dialog of views. A snapshot has no views, but displays
/// the filters that were set.
pub fn present_view(ui: Ui) -> El {
    ui.store.read_views();
    let present = Memo::new(move |_| ui.store.present_view());
    let text = move || {
        present.with(|present| match present {
            None => String::new(),
            Some(present) if present.is_changed => {
                fill(ui.text(Key::ViewChanged), &[&present.name])
            }
            Some(present) => present.name.clone(),
        })
    };
    let button = move || {
        html::button()
            .attr("type", "button")
            .class("link")
            .text(text)
            .on(ev::click, move |_| ui.tool.set(Some(Tool::Views)))
            .focus_on_removal(&[ui.focus.heading])
    };
    let has_marked = move || ui.marked.with(Option::is_some);
    let view = html::span().class("present-view").show(has_marked, move || marked_token(ui)).show(
        move || ui.snapshot().is_none() && present.with(Option::is_some),
        move || {
            html::span()
                .class("project")
                .child(html::span().text(ui.message(Key::View)))
                .child(button())
        },
    );
    let has_filters = move || ui.snapshot().is_some() && !filters_set(ui).is_empty();
    view.show(has_filters, move || filters(ui))
}

/// The filters of a snapshot, which cannot be changed.
fn filters(ui: Ui) -> El {
    let text = move || {
        let texts = filters_set(ui).into_iter();
        let texts = texts.map(|(filter, value)| filter_text(ui, filter, &value));
        texts.collect::<Vec<_>>().join(ui.text(Key::Comma))
    };
    html::span()
        .class("project applied")
        .child(html::span().text(ui.message(Key::Filters)))
        .child(html::span().text(text))
}

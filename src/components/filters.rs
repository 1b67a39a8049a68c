//! The five documented filters of the cloud. This module renders their fields; their behaviour and the values that
//! they offer are in the second module (`lazy/fields.rs`).

use devserver_jobs_core::query::Filter;
use devserver_jobs_core::table::Change;
use dom::{Binding, El, ev, event_target_value, html, observe_resize};

use super::button::leaving_button;
use super::filter_text::{filter_text, filters_set, name};
use super::icon;
use super::ui::Ui;
use crate::lazy::{ENTERED, Lazy};
use crate::locale::Key;
use crate::platform::HistoryMode;
use dom::reactive::*;

/// The filter bar: the fields or, folded, one line with the filters that are set. It is folded at first if a filter
/// is set. Until the user has folded or unfolded it, it is folded if the style sheet has no space for the fields.
pub fn filters(ui: Ui, lazy: Lazy) -> El {
    let is_set = Memo::new(move |_| ui.store.query.with(|query| !query.filters.is_empty()));
    let is_open = RwSignal::new(is_set.get_untracked().then_some(false));
    let has_room = RwSignal::new(false);
    let is_shown = Memo::new(move |_| is_open.get().unwrap_or_else(|| has_room.get()));
    let clear = html::button().attr("type", "button").text(ui.message(Key::ClearFilters)).on(
        ev::click,
        move |_| {
            let _ = ui.store.change(Change::ClearFilters, HistoryMode::Push);
        },
    );
    // Whether the user has used a field, perhaps before the second module is loaded.
    let is_used = RwSignal::new(false);
    let fields = html::div()
        .class("fields")
        .id("fields")
        .attr("data-open", move || is_open.get().map(|is_open| is_open.to_string()))
        .children(FIELDS.map(|filter| field(ui, filter, is_used)))
        .on(ev::focusin, move |_| lazy.want());
    let place = fields.clone();
    // Outside world: the contents of the fields.
    Effect::new(move || lazy.fields(&place));
    // Outside world: whether the style sheet displays the fields. Reading it at once would force a layout.
    let shown = fields.element().clone();
    observe_resize(&fields, move || {
        let is_seen = shown.client_width() > 0;
        if has_room.get_untracked() != is_seen {
            has_room.set(is_seen);
        }
    });
    let fold = html::button()
        .attr("type", "button")
        .class("fold")
        .id("fold")
        .attr("aria-expanded", move || is_shown.get().to_string())
        .attr("aria-controls", "fields")
        .child(html::span().text(ui.message(Key::Filters)))
        .child(icon::icon(icon::DOWN))
        .node_ref(ui.focus.filter)
        .on(ev::click, move |_| is_open.set(Some(!is_shown.get_untracked())));
    html::div()
        .class("filters")
        .attr("part", "filters")
        .attr("role", "search")
        .attr("aria-label", ui.message(Key::Filters))
        .child(fold)
        // Without tokens there is no gap for them.
        .child(tokens(ui).attr("hidden", move || is_shown.get() || !is_set.get()))
        .child(fields)
        .child(move || if is_used.get() { lazy.pending() } else { None })
        // Not `disabled`: the button would lose the focus when the user has cleared the filters.
        .child(
            clear
                .class("link clear")
                .attr("aria-disabled", move || (!is_set.get()).then_some("true")),
        )
}

/// The filters in the order of their fields.
const FIELDS: [Filter; 5] =
    [Filter::Name, Filter::Type, Filter::Status, Filter::Visible, Filter::Id];

/// A field whose filter is not set. A text that is entered before the second module is loaded (with Enter, or by
/// leaving the field) is kept in an attribute, which distinguishes it from text that is still being typed.
fn field(ui: Ui, filter: Filter, is_used: RwSignal<bool>) -> El {
    let id = filter.parameter();
    let offers = matches!(filter, Filter::Type | Filter::Status);
    let control = match filter {
        Filter::Visible => {
            html::select().child(html::option().attr("value", "").text(ui.message(Key::Any)))
        }
        _ => html::input()
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("placeholder", move || offers.then(|| ui.text(Key::Any))),
    };
    let mut entered = Binding::attr(&control, ENTERED);
    let enter = move |event| {
        entered.set(Some(&event_target_value(&event)));
        if !is_used.get_untracked() {
            is_used.set(true);
        }
    };
    html::div()
        .class(if offers { "field combobox" } else { "field" })
        .attr("data-filter", id)
        .child(html::label().attr("for", id).text(ui.message(name(filter))))
        .child(control.id(id).on(ev::change, enter))
        .child(offers.then(|| html::span().class("field-icon").child(icon::icon(icon::DOWN))))
}

/// The filters that are set, each as a token that is removed by a press.
fn tokens(ui: Ui) -> El {
    let token = move |(filter, value): (Filter, String)| {
        let text = move || filter_text(ui, filter, &value);
        leaving_button(text, ui.focus.filter, move || {
            let _ = ui.store.change(Change::Filter(filter, String::new()), HistoryMode::Push);
        })
        .class("token")
    };
    html::div().class("tokens").for_each(move || filters_set(ui), Clone::clone, token)
}

//! The facets of types and of users: every value with the number of jobs that it would leave under the other
//! refinements. Several values of one can be chosen.

use devserver_jobs_core::narrow::{Dimension, Typed};
use dom::reactive::{Memo, RwSignal};
use dom::{El, ev, event_target_value, html};

use super::popup::popup;
use crate::components::facets::{choose, chosen};
use crate::components::ui::Ui;
use crate::locale::{Key, fill};

/// With more values than this, there is a field to search for one.
const FEW: usize = 8;
/// The maximum number of displayed values: nobody reads thousands, and a browser takes a second to lay them out.
const MOST: usize = 100;

/// Both facets.
pub fn facets(ui: Ui) -> El {
    let facets = [(Dimension::Type, Key::ColumnType), (Dimension::User, Key::ColumnUser)];
    html::div().class("facets").children(facets.map(|(by, name)| facet(ui, by, name)))
}

fn facet(ui: Ui, by: Dimension, name: Key) -> El {
    let is_open = RwSignal::new(false);
    // The table state changes with every page, too.
    let own = Memo::new(move |_| chosen(ui, by));
    let typed = RwSignal::new(String::new());
    // The counts of a closed facet are not computed.
    let values = Memo::new(move |_| {
        let mut values = ui.store.list.visible().with(|visible| {
            let jobs =
                visible.list.as_ref().filter(|_| is_open.get()).map(|list| &list.decoded.jobs);
            jobs.map(|jobs| visible.left_out.facet(jobs, by)).unwrap_or_default()
        });
        let own = own.get();
        let gone: Vec<_> = own
            .iter()
            .filter(|own| values.iter().all(|(value, _)| value != own))
            .map(|own| (own.to_owned(), 0))
            .collect();
        values.extend(gone);
        values
    });
    let matching = Memo::new(move |_| {
        let typed = Typed::new(&typed.get());
        values.with(|values| {
            let values = values.iter().map(|(value, _)| value.clone());
            values
                .filter(|value| typed.is_in(value) || typed.is_in(&label(ui, by, value)))
                .collect::<Vec<_>>()
        })
    });
    // Chosen values are always displayed, so that they can be removed.
    let offered = move || {
        let chosen = own.get();
        matching.with(|values| {
            let (first, rest) = values.split_at(values.len().min(MOST));
            let rest = rest.iter().filter(|value| chosen.has(value));
            first.iter().chain(rest).cloned().collect::<Vec<_>>()
        })
    };
    let note = move || {
        matching.with(|values| match values.len() {
            0 => ui.text(Key::NoMatchTitle).to_owned(),
            count => fill(ui.text(Key::MoreValues), &[&ui.number(count.saturating_sub(MOST))]),
        })
    };
    let has_note =
        move || is_open.get() && matching.with(|values| values.is_empty() || values.len() > MOST);
    let details = html::details().class("facet").class(("chosen", move || !own.get().is_empty()));
    let text = move || match own.get().iter().count() {
        0 => ui.text(name).to_owned(),
        count => fill(ui.text(Key::FacetChosen), &[ui.text(name), &ui.number(count)]),
    };
    let find = move || {
        html::input()
            .attr("type", "search")
            .attr("aria-label", ui.message(Key::Find))
            .on(ev::input, move |event| typed.set(event_target_value(&event)))
    };
    let list = html::ul().attr("role", "list").for_each(offered, String::clone, move |value| {
        html::li().child(toggle(ui, by, value, values))
    });
    popup(details, is_open).child(html::summary().text(text)).child(
        html::div()
            .attr("role", "group")
            .attr("tabindex", "-1")
            .attr("aria-label", ui.message(name))
            .show(move || values.with(|values| values.len() > FEW), find)
            .child(list)
            .child(
                html::p()
                    .class("second")
                    .attr("role", "status")
                    .text(move || if has_note() { note() } else { String::new() }),
            ),
    )
}

/// One value with its count.
fn toggle(ui: Ui, by: Dimension, value: String, values: Memo<Vec<(String, usize)>>) -> El {
    let (own, pressed, shown) = (value.clone(), value.clone(), value.clone());
    let count = move || {
        let count = values.with(|values| values.iter().find(|(v, _)| *v == own).map(|it| it.1));
        ui.number(count.unwrap_or_default())
    };
    html::button()
        .attr("type", "button")
        .attr("aria-pressed", move || chosen(ui, by).has(&pressed).to_string())
        .child(html::span().text(move || label(ui, by, &shown)))
        .text(" ")
        .child(html::span().class("tally").text(count))
        .on(ev::click, move |_| {
            choose(ui, by, dom::reactive::untrack(|| chosen(ui, by)).toggled(&value));
        })
}

/// The displayed name of a value.
fn label(ui: Ui, by: Dimension, value: &str) -> String {
    let messages = ui.messages();
    let named = messages.type_name(value).filter(|_| by == Dimension::Type);
    let none = Some(messages.get(Key::None)).filter(|_| value.is_empty());
    named.or(none).unwrap_or(value).to_owned()
}

//! The data quality of the list: a button with the number of findings, and a dialog that lists them with their JSON.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::decode::Reason;
use devserver_jobs_core::job::Millis;
use devserver_jobs_core::quality::{Odd, Oddity, oddities};
use devserver_jobs_reports::export::{Export, Format, Selection, Words};
use dom::reactive::Memo;
use dom::{El, ev, html};

use super::tools::dialog::dialog;
use crate::components::ui::{Tool, Ui};
use crate::lazy::behind::behind;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::{Key, fill};
use crate::state::list::List;

/// How many findings of each kind are listed.
const LISTED: usize = 20;

/// The names of the kinds, each with its number, in the order of `Oddity::ALL`.
const ODDITIES: [Key; Oddity::ALL.len()] = [
    Key::UnknownStatuses,
    Key::UnreadableTimes,
    Key::RepeatedIds,
    Key::UpdatedBeforeCreated,
    Key::InTheFuture,
];

/// A kind of findings.
struct Kind {
    name: Key,
    count: u64,
    /// The JSON of the first findings.
    listed: Vec<String>,
}

/// The list, compared by identity: findings are counted once for each list, not for each refinement.
#[derive(Clone)]
struct Present(Arc<List>);

impl PartialEq for Present {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The button that opens the dialog, with the number of findings. It is displayed if there are any.
pub fn button(ui: Ui) -> El {
    // Counting takes longer than a change of the rows.
    let list = behind(ui, move || ui.store.list.get().filter(|list| !list.is_partial).map(Present));
    let count = Memo::new(move |_| {
        list.with(|list| {
            let kinds = list.as_ref().map(|list| kinds(ui, &list.0, 0)).unwrap_or_default();
            kinds.iter().map(|kind| kind.count).sum::<u64>()
        })
    });
    html::button()
        .attr("type", "button")
        .attr("aria-haspopup", "dialog")
        .attr("hidden", move || count.get() == 0)
        .text(move || fill(ui.text(Key::QualityCount), &[&ui.total(count.get())]))
        .node_ref(ui.focus.quality)
        .on(ev::click, move |_| ui.tool.set(Some(Tool::Quality)))
}

/// The dialog.
pub fn quality(ui: Ui) -> El {
    let list = dom::reactive::untrack(|| ui.store.list.get());
    let kinds = list.map(|list| kinds(ui, &list, LISTED)).unwrap_or_default();
    let title = move |kind: &Kind| fill(ui.text(kind.name), &[&ui.total(kind.count)]);
    let text: Vec<String> =
        kinds.iter().map(|kind| format!("{}\n{}\n", title(kind), kind.listed.join("\n"))).collect();
    let copied = CopyButton {
        text: Rc::new(move || Some(text.join("\n"))),
        name: Rc::new(move || ui.text(Key::Copy).to_owned()),
        is_named: true,
    };
    let section = |kind: &Kind| {
        let listed = kind.listed.len();
        let is_cut = listed > 0 && (listed as u64) < kind.count;
        let first = fill(ui.text(Key::QualityListed), &[&ui.number(listed)]);
        html::div()
            .class("group")
            .child(html::h3().text(title(kind).as_str()))
            .children(is_cut.then(|| html::p().class("hint").text(first.as_str())))
            .children((listed > 0).then(|| {
                let lines = kind.listed.join("\n");
                html::pre().attr("tabindex", "0").attr("translate", "no").text(lines.as_str())
            }))
    };
    let sections: Vec<El> = kinds.iter().map(section).collect();
    let copies = html::div().class("tools copies").child(copy_button(ui, copied));
    dialog(ui, Key::Quality, sections.into_iter().chain([copies]))
}

/// All kinds with findings, with at most `most` of each listed.
fn kinds(ui: Ui, list: &List, most: usize) -> Vec<Kind> {
    let decoded = &list.decoded;
    let row = |row: &devserver_jobs_core::decode::SetAside| {
        let reason = ui.text(match row.reason {
            Reason::NotAnObject => Key::ReasonNotAnObject,
            Reason::NotUtf8 => Key::ReasonNotUtf8,
            Reason::TooDeep => Key::ReasonTooDeep,
        });
        let raw = row.raw.as_deref().unwrap_or_default();
        format!("{}: {reason}: {raw}", row.index)
    };
    let set_aside = Kind {
        name: Key::RowsSetAside,
        count: decoded.set_aside.len() as u64,
        listed: decoded.set_aside.iter().take(most).map(row).collect(),
    };
    let missing = Kind {
        name: Key::RowsMissing,
        count: decoded.missing().unwrap_or_default(),
        listed: Vec::new(),
    };
    let odd = oddities(&decoded.jobs, list.at as Millis, most);
    let odd = ODDITIES.into_iter().zip(odd).map(|(name, odd)| Kind {
        name,
        count: odd.count as u64,
        listed: json(list, odd),
    });
    [set_aside, missing].into_iter().chain(odd).filter(|kind| kind.count > 0).collect()
}

/// Jobs as JSON, one per line.
fn json(list: &List, odd: Odd) -> Vec<String> {
    let words =
        Words { heading: Box::new(|_| String::new()), outcome: Box::new(|_| String::new()) };
    let jobs = list.decoded.jobs.clone();
    let selection = Selection { jobs, places: odd.places.into(), columns: None };
    let mut export = Export::new(Format::Ndjson, selection, words, |_| 0);
    let mut text = String::new();
    while let Some(part) = export.step() {
        text.push_str(&part);
    }
    text.lines().map(str::to_owned).collect()
}

//! One job as a row of the table. It follows its job through refreshes: only text that changed is
//! written, so the row, and the focus in it, stays as it is.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::table::Column;
use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};

use super::badge::{look, new as badge, path};
use super::copy::{Copying, copy};
use super::drawer::{open, selects};
use super::head::column_label;
use super::links::{job_href, user_href};
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::intl;
use dom::old::{El, Parts, el, write};
use dom::reactive::*;

/// A job.
///
/// All that changes in a row is written in one go: each signal that a row reads costs time at every page.
pub fn row(ui: Ui, columns: &[Column], job: Memo<Arc<Job>>) -> El {
    let row = el("tr part=row role=row");
    let link = el("a class=first part=name-link");
    let near = link.clone();
    let link = link.on("click", move |event| {
        let job = job.get_untracked();
        if job.id.is_none() || has_modifier(&event) {
            return;
        }
        // The page around may have a page for it; then the link is followed.
        if ui.store.with_settings_untracked(|settings| settings.job_link.is_some()) {
            if !selects(ui, &job) {
                event.prevent_default();
            }
            return;
        }
        event.prevent_default();
        open(&near, ui, &job);
    });
    let first = || el("span class=first");
    let second = || el("span class=second");
    let (description, kind, raw_kind) = (second(), first(), second().class("second code"));
    let (badge, icon, words) = badge();
    let user = el("a");
    let id = el("span class=id-text");
    let times = || [el("time"), second(), el("span class=raw")];
    let (created, updated) = (times(), times());
    let copying = Copying {
        text: Rc::new(move || job.with(|job| job.id.clone())),
        name: Rc::new(move || {
            let name = job.with(|job| job.name.clone().or_else(|| job.id.clone()));
            fill(ui.text(Key::CopyId), &[&name.unwrap_or_default()])
        }),
        named: false,
    };

    // In the order of Column::ALL.
    let cells = [
        vec![link.clone(), description.clone()],
        vec![badge.clone()],
        vec![],
        vec![kind.clone(), raw_kind.clone()],
        vec![user.clone()],
        created.to_vec(),
        updated.to_vec(),
        [id.clone()].into_iter().chain(copy(ui, copying)).collect(),
    ];
    let cells: Vec<El> =
        Column::ALL.into_iter().zip(cells).map(|(column, parts)| cell(column, parts)).collect();

    // What is written where, in the order of `values`.
    let [created_exact, created_age, created_raw] = &created;
    let [updated_exact, updated_age, updated_raw] = &updated;
    let places = [
        (&row, "class"),
        (&row, "data-job-id"),
        (&link, "href"),
        (&link, "aria-current"),
        (&link, ""),
        (&description, "title"),
        (&description, ""),
        (&badge, "data-tone"),
        (&icon, "d"),
        (&words, ""),
        (&cells[2], "class"),
        (&cells[2], ""),
        (&kind, ""),
        (&raw_kind, "title"),
        (&raw_kind, ""),
        (&user, "href"),
        (&user, ""),
        (&id, "title"),
        (&id, ""),
        (created_exact, "datetime"),
        (created_exact, ""),
        (created_age, ""),
        (created_raw, ""),
        (updated_exact, "datetime"),
        (updated_exact, ""),
        (updated_age, ""),
        (updated_raw, ""),
    ];
    let labels = cells.iter().map(|cell| (cell, "data-label"));
    write(places.into_iter().chain(labels), move || job.with(|job| values(ui, job)));
    let place = |column: &Column| Column::ALL.iter().position(|other| other == column);
    row.children(columns.iter().filter_map(|column| cells.get(place(column)?).cloned()))
}

/// What a row says, in the order of its places.
fn values(ui: Ui, job: &Job) -> Vec<Parts> {
    let messages = ui.messages();
    let none = Some(messages.get(Key::None));
    let id = job.id.as_deref();
    let kind = job.job_type.as_deref();
    let named = kind.and_then(|kind| messages.type_name(kind));

    let (tone, outcome) = look(ui, Outcome::of(job));
    let failed_any = job.abnormal_count.known().is_some_and(|count| *count > 0);
    let failed = match &job.abnormal_count {
        Field::Known(count) => ui.number(*count as usize),
        Field::Unreadable(text) => text.clone(),
        Field::Absent => messages.get(Key::None).to_owned(),
    };
    let mut says = Says { ui, values: Vec::with_capacity(40) };
    says.plain(id.is_some_and(|id| ui.store.detail.was_opened_last(id)).then_some("chosen"));
    says.plain(id.or(Some("")));
    // A job without an id has no detail, and its name leads nowhere.
    says.plain(job_href(ui, job).as_deref());
    says.plain(id.is_some_and(|id| ui.store.detail.is_open(id)).then_some("true"));
    says.marked(Some(&job_name(ui, job)));
    says.plain(job.description.as_deref());
    says.marked(job.description.as_deref());
    says.plain(Some(tone.name()));
    says.plain(Some(path(tone)));
    says.plain(Some(&outcome));
    says.plain(Some(if failed_any { "number failed" } else { "number" }));
    says.plain(Some(&failed));
    // The readable name with the raw value below it; an undocumented type as it came.
    says.marked(named.or(kind).or(none));
    says.plain(kind);
    says.marked(kind.filter(|_| named.is_some()));
    let user = job.user_name.as_deref();
    says.plain(user_href(ui, job).as_deref());
    says.marked(user.or(none));
    says.plain(id);
    says.marked(id.or(none));
    says.time(&job.created);
    says.time(&job.updated);
    for column in Column::ALL {
        says.plain(Some(column_label(messages, column)));
    }
    says.values
}

/// What is said, one value after the other.
struct Says {
    ui: Ui,
    values: Vec<Parts>,
}

impl Says {
    fn plain(&mut self, text: Option<&str>) {
        let mut parts = Parts::new();
        if let Some(text) = text {
            parts.push((false, text.to_owned()));
        }
        self.values.push(parts);
    }

    fn marked(&mut self, text: Option<&str>) {
        self.values.push(marked(self.ui, text.unwrap_or_default()));
    }

    fn time(&mut self, at: &Field<Millis>) {
        let ui = self.ui;
        let known = at.known().copied();
        self.plain(known.map(intl::rfc3339).as_deref());
        self.plain(known.map(|at| ui.formats().exact(at)).as_deref());
        self.plain(known.map(|at| ui.formats().age(at as f64, ui.store.clock.now())).as_deref());
        self.plain(match at {
            Field::Absent => Some(ui.text(Key::None)),
            Field::Known(_) => None,
            Field::Unreadable(text) => Some(text),
        });
    }
}

/// A text in parts, of which those are marked that are looked for.
fn marked(ui: Ui, text: &str) -> Parts {
    let mut parts = Parts::new();
    let mut end = 0;
    let mut put = |is_marked, part: Option<&str>| {
        parts.push((is_marked, part.unwrap_or_default().to_owned()));
    };
    for mark in ui.store.table.terms().with(|words| words.marks(text)) {
        put(false, text.get(end..mark.start));
        end = mark.end;
        put(true, text.get(mark));
    }
    put(false, text.get(end..));
    parts
}

/// A job's name, or what stands in its place.
pub fn job_name(ui: Ui, job: &Job) -> String {
    job.name.clone().unwrap_or_else(|| ui.text(Key::Unnamed).to_owned())
}

/// A click that the browser has a meaning of its own for, such as a new tab.
fn has_modifier(event: &Event) -> bool {
    let event: &MouseEvent = event.unchecked_ref();
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()
}

/// A cell with its role, which some browsers forget where the table is shown as cards.
fn cell(column: Column, parts: Vec<El>) -> El {
    let cell = match column {
        Column::Name => el("th scope=row role=rowheader"),
        _ => el("td role=cell"),
    };
    let class = match column {
        Column::Created => "time created",
        Column::Updated => "time updated",
        // What it is, is written with what it says.
        Column::FailedNodes => "",
        other => other.name(),
    };
    cell.class(class).children(parts)
}

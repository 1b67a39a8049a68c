//! One job as a row of the table. A row is a list of cells; each cell has its element and writes a part of the job
//! to it. A row is updated by refreshes: only cells that differ are written, so that the row and the focus in it
//! are kept.

use std::cell::RefCell;
use std::rc::Rc;

use devserver_jobs_core::job::{Field, Job, Millis};
use devserver_jobs_core::outcome::{Outcome, Tone, duration};
use devserver_jobs_core::table::Column;
use dom::reactive::{Memo, render_effect, untrack};
use dom::{Binding, El, MarkedText, ev, html};
use web_sys::{Element, MouseEvent};

use super::icon;
use super::links::{job_href, user_href};
use super::opening::{open, select};
use super::status_badge::StatusBadge;
use super::table_head::column_label;
use super::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::intl::{self, Age};
use crate::state::list::Row;

/// The props of a row.
pub struct JobRow {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The job in the row.
    pub job: Memo<Row>,
    /// The result of [`looks`].
    pub looks: Memo<u32>,
}

/// One cell of the row.
struct Cell {
    column: Column,
    element: El,
    /// Writes the cell's part of a job.
    write: Box<dyn Write>,
}

/// The remark of the second module about a job: in short, and in full.
type Said<'a> = Option<&'a [String; 2]>;

/// `FnMut(&Row, Said)` as a trait object with one method: a `dyn FnMut` also has the method of `FnOnce`, and with
/// it a second copy of each closure.
trait Write {
    fn write(&mut self, job: &Row, said: Said);
}

impl<F: FnMut(&Row, Said)> Write for F {
    fn write(&mut self, job: &Row, said: Said) {
        self(job, said);
    }
}

/// The cells with ages in a row.
#[derive(Clone, Default)]
struct Ages(Rc<RefCell<Vec<AgeCell>>>);

/// The cell with the age of a field of the job.
struct AgeCell {
    field: Time,
    shown: Option<Age>,
    text: Binding,
}

/// A field with a time.
type Time = fn(&Job) -> &Field<Millis>;

impl Ages {
    /// Writes the ages; if only the clock has moved on, those that have changed.
    fn write(&self, ui: Ui, job: &Job, is_later: bool) {
        let now = ui.store.clock.now_untracked();
        for AgeCell { field, shown, text } in &mut *self.0.borrow_mut() {
            let age = field(job).known().map(|at| Age::of(*at as f64, now));
            if is_later && *shown == age {
                continue;
            }
            text.set(age.map(|age| ui.formats().age(age)).as_deref());
            *shown = age;
        }
    }
}

/// The effect that writes the cells reads everything except the job through this one memo. Its value changes
/// whenever anything else changes that rows display. Separate subscriptions of each cell would take time at every
/// page change.
pub fn looks(ui: Ui) -> Memo<u32> {
    Memo::new(move |before: Option<&u32>| {
        ui.messages();
        ui.formats();
        ui.store.with_settings(|_| ());
        ui.store.table.terms().with(|_| ());
        ui.store.address.track_links();
        ui.store.query.project();
        ui.store.watch.is_watching();
        ui.mark.with(|_| ());
        ui.row_tool.with(|_| ());
        before.copied().unwrap_or_default().wrapping_add(1)
    })
}

/// A row.
pub fn job_row(ui: Ui, JobRow { columns, job, looks }: JobRow) -> El {
    // Whether the job was opened last, and whether it is open.
    let opened = Memo::new(move |_| {
        let detail = ui.store.detail;
        let id = job.with(|job| job.id.clone()).unwrap_or_default();
        (detail.was_opened_last(&id), detail.is_open(&id))
    });
    let has_description = columns.contains(&Column::Description);
    let ages = Ages::default();
    let mut cells: Vec<Cell> = columns
        .iter()
        .map(|column| match column {
            Column::Name => {
                let (element, write) = name(ui, job, opened, !has_description);
                Cell { column: *column, element, write }
            }
            column => cell(ui, *column, &ages),
        })
        .collect();
    let row = html::tr()
        .attr("part", "row")
        .attr("role", "row")
        .class(("chosen", move || opened.get().0))
        .children(cells.iter().map(|cell| cell.element.clone()));

    // One effect for all cells, because each further one would take time at every page change.
    let (mut id, mut gone) = (Binding::attr(&row, "data-job-id"), Binding::attr(&row, "data-gone"));
    let mut before = None::<Row>;
    let mut labelled = None;
    let own = ages.clone();
    let (mut seen, mut had_mark) = (0, false);
    render_effect(move || {
        let looks = looks.get();
        job.with(|job| {
            // The remark of the second module may depend on the time of the list.
            let mark = ui.mark.get_untracked().filter(|_| !job.is_gone);
            let mark = mark.and_then(|mark| mark(ui, job));
            // Most jobs have no remark, before and after.
            let is_marked = had_mark || mark.is_some();
            if !is_marked && seen == looks && before.as_ref() == Some(job) {
                return;
            }
            (seen, had_mark) = (looks, mark.is_some());
            untrack(|| {
                let messages = ui.messages();
                // In a narrow table, each cell displays the label of its column.
                if labelled != Some(messages) {
                    labelled = Some(messages);
                    for Cell { column, element, .. } in &cells {
                        let label = column_label(messages, *column);
                        let _ = element.element().set_attribute("data-label", label);
                    }
                }
                id.set(Some(job.id.as_deref().unwrap_or_default()));
                gone.set(job.is_gone.then_some(""));
                let is_same = |before: &&Row| before.id.is_some() && before.id == job.id;
                let same = before.as_ref().filter(is_same);
                for cell in &mut cells {
                    cell.write.write(job, mark.as_ref());
                    if same.is_some_and(|before| differs(cell.column, before, job)) {
                        let _ = cell.element.element().set_attribute(MARK, "");
                    }
                }
                own.write(ui, job, false);
            });
            before = Some(job.clone());
        });
    });
    // Ages follow the clock.
    let mut at = None;
    render_effect(move || {
        let now = ui.store.clock.now();
        if at.replace(now).is_some_and(|at| at != now) {
            untrack(|| job.with(|job| ages.write(ui, job, true)));
        }
    });
    row
}

/// The attribute of a cell that a refresh has changed; the style sheet marks it for a while.
const MARK: &str = "data-changed";

/// Removes the mark of a cell.
pub fn unmark(cell: &Element) {
    let _ = cell.remove_attribute(MARK);
}

/// Whether a column displays something else than before.
fn differs(column: Column, before: &Job, after: &Job) -> bool {
    match column {
        Column::Name => (&before.name, &before.description) != (&after.name, &after.description),
        Column::Outcome => Outcome::of(before) != Outcome::of(after),
        Column::FailedNodes => before.abnormal_count != after.abnormal_count,
        Column::Type => before.job_type != after.job_type,
        Column::User => before.user_name != after.user_name,
        Column::Created => before.created != after.created,
        Column::Updated => before.updated != after.updated,
        Column::Duration => duration(before) != duration(after),
        Column::Description => before.description != after.description,
        Column::Id => false,
    }
}

fn cell(ui: Ui, column: Column, ages: &Ages) -> Cell {
    let (element, write) = match column {
        Column::Outcome => outcome(ui),
        Column::Duration => text_cell(ui, "number duration", |ui, job| {
            let is_over = duration(job).is_some();
            if is_over {
                ui.span(&job.created, &job.updated)
            } else {
                ui.text(Key::None).to_owned()
            }
        }),
        Column::Description => text_cell(ui, "description", |ui, job| {
            job.description.clone().unwrap_or_else(|| ui.text(Key::None).to_owned())
        }),
        Column::FailedNodes => failed_nodes(ui),
        Column::Type => job_type(ui),
        Column::User => user(ui),
        Column::Created => time(ui, "time created", ages, |job| &job.created),
        Column::Updated => time(ui, "time updated", ages, |job| &job.updated),
        // The cell of the name is made by `name`.
        Column::Id | Column::Name => id(ui),
    };
    Cell { column, element, write }
}

/// The element of a cell, and the function that writes it.
type Parts = (El, Box<dyn Write>);

/// A data cell. Its role is given explicitly, because some browsers drop it when the table is displayed as cards.
fn data_cell(class: &'static str) -> El {
    html::td().class(class).attr("role", "cell")
}

/// A cell with one text, in which matches of the find text are marked.
fn text_cell(ui: Ui, class: &'static str, text: fn(Ui, &Job) -> String) -> Parts {
    let shown = html::span().class("long");
    let cell = data_cell(class).child(shown.clone());
    let mut place = MarkedText::new(&shown);
    let mut title = Binding::attr(&shown, "title");
    let write = move |job: &Row, _: Said| {
        let text = text(ui, job);
        title.set(Some(&text));
        set_marked(ui, &mut place, &text);
    };
    (cell, Box::new(write))
}

/// The name, with the description below it unless that has a column of its own.
fn name(ui: Ui, job: Memo<Row>, opened: Memo<(bool, bool)>, is_described: bool) -> Parts {
    let link = html::a()
        .class("first")
        .attr("part", "name-link")
        .attr("aria-current", move || opened.get().1.then_some("true"))
        .node_ref_when(ui.focus.row, move || opened.get().0)
        .on(ev::click, move |event| follow(ui, &job.get_untracked(), &event));
    let description = html::span().class("second");
    let (mut href, mut text) = (Binding::attr(&link, "href"), MarkedText::new(&link));
    let mut title = Binding::attr(&description, "title");
    let mut details = MarkedText::new(&description);
    let cell = html::th().class("name").attr("scope", "row").attr("role", "rowheader");
    let write = move |job: &Row, _: Said| {
        href.set(job_href(ui, job).as_deref());
        set_marked(ui, &mut text, job_name(ui, job));
        let description = job.description.as_deref().filter(|_| is_described);
        title.set(description);
        set_marked(ui, &mut details, description.unwrap_or_default());
    };
    (cell.child(link).child(description), Box::new(write))
}

/// A click on the name of a job.
fn follow(ui: Ui, job: &Job, event: &MouseEvent) {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    // With a modifier key the browser handles the click itself, for example with a new tab.
    if job.id.is_none() || has_modifier {
        return;
    }
    if ui.store.with_settings_untracked(|settings| settings.job_link.is_some()) {
        // The link leads to the host page's page for the job.
        if !select(ui, job) {
            event.prevent_default();
        }
        return;
    }
    event.prevent_default();
    open(ui, job);
}

fn outcome(ui: Ui) -> Parts {
    let mut badge = StatusBadge::new();
    let mark = html::span().class("second long");
    let cell = data_cell("outcome").child(badge.element()).child(mark.clone());
    let (mut text, mut title) = (Binding::text(&mark), Binding::attr(&mark, "title"));
    let own = cell.clone();
    let write = move |job: &Row, said: Said| {
        match job.is_gone {
            // In place of the outcome, so that the row keeps its height.
            true => badge.show(Tone::Neutral, ui.text(Key::Gone)),
            false => badge.write(ui, Outcome::of(job)),
        }
        text.set(said.map(|[short, _]| &**short));
        title.set(said.map(|[_, full]| &**full));
        ui.row_tool.with(|tool| {
            if let Some(tool) = tool {
                tool.write(&own, job);
            }
        });
    };
    (cell, Box::new(write))
}

fn failed_nodes(ui: Ui) -> Parts {
    let cell = html::td().attr("role", "cell");
    let (mut class, mut text) = (Binding::attr(&cell, "class"), Binding::text(&cell));
    let write = move |job: &Row, _: Said| {
        let failed_any = job.abnormal_count.known().is_some_and(|count| *count > 0);
        class.set(Some(if failed_any { "number failed" } else { "number" }));
        match &job.abnormal_count {
            Field::Known(count) => text.set(Some(&ui.number(*count as usize))),
            Field::Unreadable(given) => text.set(Some(given)),
            Field::Absent => text.set(Some(ui.text(Key::None))),
        }
    };
    (cell, Box::new(write))
}

/// The displayed name of the type with its raw value below; an undocumented type as it was sent.
fn job_type(ui: Ui) -> Parts {
    let (first, raw) =
        (html::span().class("first"), html::span().class("second code").attr("translate", "no"));
    let cell = data_cell("type").child(first.clone()).child(raw.clone());
    let (mut first, mut title) = (MarkedText::new(&first), Binding::attr(&raw, "title"));
    let mut raw = MarkedText::new(&raw);
    let write = move |job: &Row, _: Said| {
        let messages = ui.messages();
        let kind = job.job_type.as_deref();
        let named = kind.and_then(|kind| messages.type_name(kind));
        set_marked(ui, &mut first, named.or(kind).unwrap_or(messages.get(Key::None)));
        title.set(kind);
        set_marked(ui, &mut raw, kind.filter(|_| named.is_some()).unwrap_or_default());
    };
    (cell, Box::new(write))
}

fn user(ui: Ui) -> Parts {
    let link = html::a();
    let cell = data_cell("user").child(link.clone());
    let (mut href, mut text) = (Binding::attr(&link, "href"), MarkedText::new(&link));
    let write = move |job: &Row, _: Said| {
        href.set(user_href(ui, job).as_deref());
        set_marked(ui, &mut text, job.user_name.as_deref().unwrap_or(ui.text(Key::None)));
    };
    (cell, Box::new(write))
}

fn time(ui: Ui, class: &'static str, ages: &Ages, field: Time) -> Parts {
    let (exact, raw) = (html::time(), html::span().class("raw"));
    let age = html::span().class("second");
    ages.0.borrow_mut().push(AgeCell { field, shown: None, text: Binding::text(&age) });
    let cell = data_cell(class).child(exact.clone()).child(age).child(raw.clone());
    let (mut datetime, mut text) = (Binding::attr(&exact, "datetime"), Binding::text(&exact));
    let mut raw = Binding::text(&raw);
    let write = move |job: &Row, _: Said| {
        let at = field(job);
        let known = at.known().copied();
        datetime.set(known.map(intl::rfc3339).as_deref());
        text.set(known.map(|at| ui.formats().exact(at)).as_deref());
        raw.set(match at {
            Field::Known(_) => None,
            Field::Absent => Some(ui.text(Key::None)),
            Field::Unreadable(given) => Some(given),
        });
    };
    (cell, Box::new(write))
}

fn id(ui: Ui) -> Parts {
    let text = html::span().class("id-text").attr("translate", "no");
    // The table handles the presses (`job_table`): a listener for each row would take time.
    let button = html::button().attr("type", "button").class("quiet copy");
    let cell =
        data_cell("id").child(text.clone()).child(button.clone().child(icon::icon(icon::COPY)));
    let (mut title, mut text) = (Binding::attr(&text, "title"), MarkedText::new(&text));
    let mut label = Binding::attr(&button, "aria-label");
    let mut hidden = Binding::attr(&button, "hidden");
    let write = move |job: &Row, _: Said| {
        let id = job.id.as_deref();
        hidden.set(id.is_none().then_some(""));
        let name = job.name.as_deref().or(id).unwrap_or_default();
        label.set(Some(&fill(ui.text(Key::CopyId), &[name])));
        title.set(id);
        set_marked(ui, &mut text, id.unwrap_or(ui.text(Key::None)));
    };
    (cell, Box::new(write))
}

/// Writes a text in which the search words are marked.
fn set_marked(ui: Ui, place: &mut MarkedText, text: &str) {
    place.set(text, ui.store.table.terms().with(|terms| terms.marks(text)));
}

/// The name of a job, or a placeholder.
pub fn job_name(ui: Ui, job: &Job) -> &str {
    job.name.as_deref().unwrap_or_else(|| ui.text(Key::Unnamed))
}

//! The tasks of a job on its servers: the counts by outcome, which are buttons to choose from, and a card for each
//! server. Order and choice are in `core::task`.

use dom::{El, Timer, ev, event_target_value, html, svg};
use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::detail::{Pairs, Task};
use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::task::{
    TaskFilter, TaskOutcome, beginning, counts, failed_servers, lines, shown,
};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::by_cause::ByCause;
use super::facts::{instant, pairs};
use crate::components::status_badge::badge;
use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::{COPY_FAILED_SERVERS, Key, TASKS, fill};
use dom::reactive::*;

/// How much of a message is displayed at first: lines, and characters.
const BEGINNING: (usize, usize) = (3, 240);

/// How many cards are created in the frame in which a detail opens, and how much later the others are, in
/// milliseconds.
const AT_ONCE: usize = 24;
const REST_AFTER: i32 = 50;
/// How much of the raw response is displayed, in characters; all of it can be copied.
const RAW: usize = 100_000;

/// The section of the servers; it is hidden until the detail has arrived.
pub fn servers(ui: Ui, job: Memo<Arc<Job>>) -> El {
    let outcomes = TaskOutcome::ALL.map(|_| RwSignal::new(false));
    let typed = RwSignal::new(None::<String>);
    let tasks =
        move || ui.store.detail.get().map(|detail| detail.decoded.tasks.len()).unwrap_or_default();
    let counted = move || counted(ui);
    let by_cause = ByCause::new(ui);
    let places = move || {
        let filter = TaskFilter {
            outcomes: outcomes.map(|chosen| chosen.get()),
            text: typed.get().unwrap_or_default(),
        };
        let Some(detail) = ui.store.detail.get() else {
            return Vec::new();
        };
        let mut places = shown(&detail.decoded.tasks, &filter);
        places.retain(|place| by_cause.lets(&detail.decoded.tasks[*place as usize]));
        places
    };

    // One screen of cards at once, and the rest after that has been painted.
    let rest = RwSignal::new(false);
    let timer = Timer::timeout(REST_AFTER, move || {
        let _ = rest.try_set(true);
    });
    on_cleanup(move || drop(timer));
    let at_once = move || if rest.get() { usize::MAX } else { AT_ONCE };

    // A card is rendered once; if its task or the formats have changed, it is replaced by another one.
    let cards = move || {
        let (detail, formats) = (ui.store.detail.get(), ui.formats_key());
        let card = |place: u32| {
            let task = detail.as_ref()?.decoded.tasks.get(place as usize)?;
            Some((place, task.clone(), formats.clone()))
        };
        places().into_iter().take(at_once()).filter_map(card).collect::<Vec<_>>()
    };

    let count = move || format!("({})", ui.number(tasks()));
    let chip = move |rank: usize| {
        let chosen = outcomes[rank];
        html::button()
            .attr("type", "button")
            .attr("data-tone", TaskOutcome::ALL[rank].tone().name())
            .attr("aria-pressed", move || chosen.get().to_string())
            .text(move || outcome_text(ui, rank, counted()[rank]))
            .on(ev::click, move |_| chosen.update(|chosen| *chosen = !*chosen))
    };
    let find = html::input()
        .attr("type", "search")
        .attr("aria-label", ui.message(Key::FindServers))
        .attr("placeholder", ui.message(Key::FindServers))
        .on(ev::input, move |event| typed.set(Some(event_target_value(&event))))
        .on(ev::keydown, move |event| {
            // Escape clears the field, and the drawer stays open.
            let text =
                typed.with_untracked(|typed| typed.as_deref().is_some_and(|t| !t.is_empty()));
            if text && event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                event.stop_propagation();
            }
        });
    let failed = CopyButton {
        text: Rc::new(move || {
            let names = failed_servers(&ui.store.detail.get()?.decoded.tasks);
            (!names.is_empty()).then_some(names)
        }),
        name: Rc::new(move || {
            let count = counted()[0];
            ui.plural(COPY_FAILED_SERVERS, count)
        }),
        is_named: true,
    };
    // Both numbers, if the cloud contradicts itself.
    let differ = move || {
        let failed = counted()[0];
        let text = job.with(|job| match &job.abnormal_count {
            Field::Known(count) if *count as usize != failed => Some(ui.number(*count as usize)),
            Field::Unreadable(text) => Some(text.clone()),
            _ => None,
        })?;
        Some(fill(ui.text(Key::CountsDiffer), &[&text, &ui.number(failed)]))
    };
    let nothing = move || match (tasks(), places().len()) {
        (0, _) => ui.text(Key::NoServers).to_owned(),
        (_, 0) => ui.text(Key::NoServerMatches).to_owned(),
        _ => String::new(),
    };
    let no_tasks = move || tasks() == 0;

    html::div()
        .class("servers")
        .attr("hidden", move || ui.store.detail.get().is_none())
        .child(
            html::h3()
                .child(html::span().text(ui.message(Key::Servers)))
                .text(" ")
                .child(html::span().class("count").text(count)),
        )
        .child(
            html::div()
                .class("tools")
                .attr("hidden", no_tasks)
                .child(html::div().for_each(move || [counted()], |counts| *counts, bar))
                .child(
                    html::div()
                        .class("chips")
                        .attr("role", "group")
                        .attr("aria-label", ui.message(Key::ColumnOutcome))
                        .children((0..5).map(chip)),
                )
                .child(find)
                .child(html::div().class("copies").child(copy_button(ui, failed))),
        )
        .child(by_cause.chips())
        .child(html::p().class("differ").text(move || differ().unwrap_or_default()))
        .child(html::ul().class("tasks").attr("role", "list").for_each(
            cards,
            Clone::clone,
            move |(_, task, _)| card(ui, &task),
        ))
        .child(html::p().text(nothing))
        .child(raw(ui))
}

fn counted(ui: Ui) -> [usize; 5] {
    ui.store.detail.get().map(|detail| counts(&detail.decoded.tasks)).unwrap_or_default()
}

fn outcome_text(ui: Ui, rank: usize, count: usize) -> String {
    format!("{} {}", ui.text(TASKS[rank]), ui.number(count))
}

/// The number of tasks by outcome in one line, without zeros.
pub fn outcomes_text(ui: Ui, counts: [usize; 5]) -> String {
    let some = (0..5).filter(|rank| counts[*rank] > 0);
    some.map(|rank| outcome_text(ui, rank, counts[rank])).collect::<Vec<_>>().join(", ")
}

/// The counts as a bar. The numbers are below.
fn bar(counts: [usize; 5]) -> El {
    let total: usize = counts.iter().sum();
    let mut start = 0;
    let part = |(count, outcome): (usize, TaskOutcome)| {
        let x = start;
        start += count;
        svg::rect()
            .attr("data-tone", outcome.tone().name())
            .attr("x", x.to_string())
            .attr("width", count.to_string())
            .attr("height", "1")
    };
    svg::svg()
        .class("outcomes")
        .attr("viewBox", format!("0 0 {} 1", total.max(1)))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .children(counts.into_iter().zip(TaskOutcome::ALL).map(part))
}

/// One server with its task.
fn card(ui: Ui, task: &Task) -> El {
    let messages = ui.messages();
    let outcome = TaskOutcome::of(task);
    let text = match outcome {
        TaskOutcome::Unknown(status) if !status.is_empty() => status,
        _ => messages.get(TASKS[outcome.rank()]),
    };
    let server = task.server_name.as_ref().or(task.server_id.as_ref()).or(task.id.as_ref());
    let server = server.map_or(messages.get(Key::None), String::as_str);
    let times = html::p()
        .class("second")
        .text(messages.get(Key::Start))
        .text(" ")
        .child(instant(ui, &task.created))
        .text(" · ")
        .text(if outcome.is_over() {
            messages.get(Key::End)
        } else {
            messages.get(Key::ColumnUpdated)
        })
        .text(" ")
        .child(instant(ui, &task.updated))
        .text(" · ")
        .text(ui.span(&task.created, &task.updated));
    // The kind of machine is most relevant; its IDs are for looking it up elsewhere.
    let (kind, ids): (Pairs, Pairs) =
        task.cloud_server.iter().cloned().partition(|(name, _)| name == "type");
    let kind = kind.into_iter().map(|(_, kind)| html::span().class("kind").text(&kind));
    let ids = pairs(&ids);
    let ids =
        (!ids.is_empty()).then(|| html::p().class("second cut").attr("title", &ids).text(&ids));
    html::li()
        .child(
            html::p()
                .class("server")
                .child(html::strong().text(server))
                .children(kind)
                .child(badge(outcome.tone(), text)),
        )
        .children(task.server_id.as_ref().map(|id| {
            html::p().class("second").child(html::code().attr("translate", "no").text(id))
        }))
        .children(ids)
        .child(times)
        .children(task.message.as_ref().map(|text| message(ui, server, text)))
}

/// Text of any length: its parts on lines of their own, and at first only its beginning.
fn message(ui: Ui, server: &str, text: &str) -> El {
    let lines = lines(text);
    let (server, copied) = (server.to_owned(), text.to_owned());
    let copied_text = CopyButton {
        text: Rc::new(move || Some(copied.clone())),
        name: Rc::new(move || fill(ui.text(Key::CopyMessage), &[&server])),
        is_named: false,
    };
    let shown = html::p().class("text");
    let (lines_at_first, characters) = BEGINNING;
    let short = beginning(&lines, lines_at_first, characters).map(|text| format!("{text}…"));
    let (shown, more) = match short {
        None => (shown.text(lines.trim_end()), None),
        Some(short) => {
            let all = RwSignal::new(false);
            let more = html::button()
                .attr("type", "button")
                .class("link")
                .attr("aria-expanded", move || all.get().to_string())
                .text(move || {
                    let messages = ui.messages();
                    if all.get() { messages.get(Key::ShowLess) } else { messages.get(Key::ShowAll) }
                        .to_owned()
                })
                .on(ev::click, move |_| all.update(|all| *all = !*all));
            let text = move || if all.get() { lines.clone() } else { short.clone() };
            (shown.class(("clamped", move || !all.get())).text(text), Some(more))
        }
    };
    html::div().class("message").child(shown).child(copy_button(ui, copied_text)).children(more)
}

/// The raw response. A long one takes no time until it is opened.
fn raw(ui: Ui) -> El {
    let opened = RwSignal::new(false);
    let text = move || {
        let detail = ui.store.detail.get();
        detail.map(|detail| String::from_utf8_lossy(&detail.body).into_owned())
    };
    let copied_text = CopyButton {
        text: Rc::new(text),
        name: Rc::new(move || ui.text(Key::CopyRawAnswer).to_owned()),
        is_named: true,
    };
    let shown = move || {
        let text = opened.get().then(text).flatten()?;
        Some(
            beginning(&text, usize::MAX, RAW)
                .map_or_else(|| text.clone(), |text| format!("{text}…")),
        )
    };
    html::details()
        .child(html::summary().text(ui.message(Key::RawAnswer)))
        .child(copy_button(ui, copied_text))
        .child(html::pre().attr("tabindex", "0").text(move || shown().unwrap_or_default()))
        .on(ev::toggle, move |_| opened.set(true))
}

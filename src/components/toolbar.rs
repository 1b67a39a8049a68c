//! The toolbar above the list: the project, the age of the list, the time zone, and refresh.

use devserver_jobs_core::query::ProjectId;
use devserver_jobs_core::table::Change;
use dom::reactive::Memo;
use dom::{El, ev, event_target_value, html};

use super::button::{heading, leaving_button};
use super::icon;
use super::ui::Ui;
use crate::lazy::Lazy;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use crate::platform::intl::{self, Age};
use crate::state::list::Load;
use crate::state::preferences::Zone;

/// The toolbar; `end` is at its end.
pub fn toolbar(ui: Ui, lazy: Lazy, end: [El; 3]) -> El {
    let view = html::div();
    let place = view.clone();
    let count = move || {
        let Some(list) = ui.store.list.get() else {
            return String::new();
        };
        // There are at least this many.
        let more = if list.is_partial { "+" } else { "" };
        format!("({}{more})", ui.number(list.decoded.jobs.len()))
    };
    html::header()
        .class("header")
        .attr("part", "header")
        .child(
            html::div()
                .class("title")
                .child(
                    heading(ui)
                        .child(html::span().text(ui.message(Key::Jobs)))
                        .text(" ")
                        .child(html::span().class("count").text(count)),
                )
                .child(move || ui.store.query.project().map(|present| project(ui, present)))
                .child(view.child(move || lazy.present_view(&place))),
        )
        .child(
            html::div()
                .class("actions")
                .child(age(ui))
                .child(zone_switch(ui))
                // They wrap to another line together, so that none is alone there.
                .child(html::div().class("controls").children(end)),
        )
}

/// The project: a select if there are several, otherwise its ID, with a button to change it if the settings do not
/// name a project.
fn project(ui: Ui, present: ProjectId) -> El {
    let mut projects = ui.store.with_settings(|settings| settings.projects.clone());
    let asked_for = ui.store.with_settings(|settings| settings.query.project.is_none());
    if !projects.contains(&present) {
        projects.push(present.clone());
    }
    let name = html::span().text(ui.message(Key::Project));
    if projects.len() > 1 {
        let options = projects.iter().map(|project| {
            let option = html::option().attr("value", project.as_str()).text(project.as_str());
            option.attr("selected", present == *project)
        });
        let choose = move |event| {
            let project = ProjectId::parse(&event_target_value(&event)).ok();
            let _ = ui.store.change(Change::Project(project), HistoryMode::Push);
        };
        // A new choice renders it again.
        let select = html::select()
            .children(options)
            .on(ev::change, choose)
            .node_ref(ui.focus.project)
            .focus_on_removal(&[ui.focus.project]);
        return html::label().class("project").child(name).child(select);
    }
    let another = asked_for.then(|| {
        let forget = move || {
            let _ = ui.store.change(Change::Project(None), HistoryMode::Push);
        };
        leaving_button(ui.message(Key::ChangeProject), ui.focus.heading, forget).class("link")
    });
    html::span()
        .class("project")
        .child(name)
        .child(html::code().attr("translate", "no").text(present.to_string()))
        .children(another)
}

/// The age of the list. Without a list, a text of about the same length reserves the space.
fn age(ui: Ui) -> El {
    let at = move || ui.store.list.at();
    let text = move || match (at(), ui.snapshot()) {
        (_, Some(at)) => {
            let age = ui.formats().age(Age::of(at as f64, ui.store.clock.now()));
            fill(ui.text(Key::SnapshotOf), &[&ui.formats().exact(at), &age])
        }
        (Some(at), _) => {
            fill(ui.text(Key::Updated), &[&ui.formats().age(Age::of(at, ui.store.clock.now()))])
        }
        _ if ui.store.list.with_load(Load::is_loading) => ui.text(Key::Loading).to_owned(),
        _ => String::new(),
    };
    let exact = move || at().map(|at| ui.formats().exact(at as i64));
    html::span().class("age").attr("title", exact).text(text)
}

/// The user's zone or UTC; the only place where the zone is named.
fn zone_switch(ui: Ui) -> El {
    let zone = Memo::new(move |_| {
        let set = ui.store.with_settings(|settings| settings.time_zone.clone());
        set.unwrap_or_else(|| ui.store.clock.time_zone())
    });
    // If the zone itself is UTC, there is no choice.
    let is_utc = Memo::new(move |_| zone.with(|zone| matches!(zone.as_str(), "UTC" | "Etc/UTC")));
    html::div()
        .class("zone")
        .show(move || is_utc.get(), move || utc_only(ui))
        .show(move || !is_utc.get(), move || zone_choice(ui, zone))
}

fn utc_only(ui: Ui) -> El {
    html::span().class("zone-only").child(html::span().text(ui.message(Key::TimesIn))).text(" UTC")
}

fn zone_choice(ui: Ui, zone: Memo<String>) -> El {
    // The offset changes with daylight saving time, at full quarters of an hour.
    const QUARTER: f64 = 900_000.0;
    let quarter = Memo::new(move |_| (ui.store.clock.now() / QUARTER).floor() * QUARTER);
    let local = move || {
        let offset = intl::offset(Some(&zone.get()), quarter.get());
        format!("{} {offset}", zone.get().replace('_', " "))
    };
    let choice = move |own: Zone| {
        html::button()
            .attr("type", "button")
            .attr("aria-pressed", move || (ui.store.preferences.zone() == own).to_string())
            .on(ev::click, move |_| ui.store.set_zone(own))
    };
    html::div()
        .class("switch")
        .attr("role", "group")
        .attr("aria-label", ui.message(Key::TimesIn))
        .child(choice(Zone::Local).text(local))
        .child(choice(Zone::Utc).text("UTC"))
}

/// Requests the list again. The button stays enabled during a request, which it supersedes.
pub fn refresh(ui: Ui, is_busy: Memo<bool>) -> El {
    html::button()
        .attr("type", "button")
        .class("refresh")
        .attr("part", "refresh")
        .attr("data-busy", move || is_busy.get())
        .child(icon::icon(icon::REFRESH))
        .child(html::span().text(ui.message(Key::Refresh)))
        .node_ref(ui.focus.refresh)
        .on(ev::click, move |_| ui.store.refresh())
}

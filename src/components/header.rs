//! The head of the list: what it is, of which project, how old, in which time zone, and refresh.

use devserver_jobs_core::query::ProjectId;
use devserver_jobs_core::table::Change;

use super::{HEADING, heading, icon, label, leaving_button, say};
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use crate::platform::intl;
use crate::state::list::Load;
use crate::state::preferences::Zone;
use dom::old::{El, el, value_of};

/// Where the refresh button is found.
pub const REFRESH: &str = ".refresh";

/// Where the choice of a project is found.
const CHOICE: &str = ".project select";

/// The head of the list.
pub fn header(ui: Ui) -> El {
    let count = move || {
        let Some(list) = ui.store.list.get() else {
            return String::new();
        };
        // At least so many.
        let more = if list.is_partial { "+" } else { "" };
        format!("({}{more})", ui.number(list.decoded.jobs.len()))
    };
    el("header class=header part=header")
        .child(
            el("div class=title")
                .child(
                    heading()
                        .says(say(ui, Key::Jobs))
                        .text(" ")
                        .child(el("span class=count").says(count)),
                )
                .shows(move || [project(ui)]),
        )
        .child(
            el("div class=actions")
                .child(age(ui))
                .shows(move || [zone_switch(ui)])
                .child(refresh(ui)),
        )
}

/// Whose jobs: a choice where there is one, else the name, with a way to another where the
/// settings do not name a project.
fn project(ui: Ui) -> El {
    let mut projects = ui.store.with_settings(|settings| settings.projects.clone());
    let present = ui.store.query.with(|query| query.project.clone());
    let asked_for = ui.store.with_settings(|settings| settings.query.project.is_none());
    projects.extend(present.clone().filter(|project| !projects.contains(project)));
    let name = el("span").says(say(ui, Key::Project));
    if projects.len() > 1 {
        let options = projects.iter().map(|project| {
            let option = el("option").attr("value", project.as_str()).text(project.as_str());
            if present.as_ref() == Some(project) { option.attr("selected", "") } else { option }
        });
        let choose = move |event| {
            let project = ProjectId::parse(&value_of(&event)).ok();
            let _ = ui.store.change(Change::Project(project), HistoryMode::Push);
        };
        // Choosing makes it anew.
        let select = el("select").children(options).on("change", choose).leaves_focus(CHOICE);
        return el("label class=project").child(name).child(select);
    }
    let id = present.map(|project| project.to_string()).unwrap_or_default();
    let another = asked_for.then(|| {
        let forget = move || {
            let _ = ui.store.change(Change::Project(None), HistoryMode::Push);
        };
        leaving_button(say(ui, Key::ChangeProject), HEADING, forget).class("link")
    });
    el("span class=project").child(name).child(el("code").text(&id)).children(another)
}

/// How old the list is. While there is none, words of about the same length hold the place.
fn age(ui: Ui) -> El {
    let at = move || ui.store.list.get().filter(|list| !list.is_partial).map(|list| list.at);
    let text = move || match at() {
        Some(at) => fill(ui.text(Key::Updated), &[&ui.formats().age(at, ui.store.clock.now())]),
        None if ui.store.list.with_load(Load::is_loading) => ui.text(Key::Loading).to_owned(),
        None => String::new(),
    };
    let exact = move || at().map(|at| ui.formats().exact(at as i64));
    el("span class=age").bind("title", exact).says(text)
}

/// The reader's zone or UTC; the one place where the zone is named.
fn zone_switch(ui: Ui) -> El {
    let set = ui.store.with_settings(|settings| settings.time_zone.clone());
    let name = set.clone().unwrap_or_else(intl::own_time_zone);
    // A zone that is UTC by name needs no second choice.
    if name == "UTC" || name == "Etc/UTC" {
        return el("span class=zone-only").says(say(ui, Key::TimesIn)).text(" UTC");
    }
    let name = name.replace('_', " ");
    // The offset changes with daylight saving time.
    let named = move || format!("{name} {}", intl::offset(set.as_deref(), ui.store.clock.now()));
    let choice = move |zone: Zone, text: Box<dyn Fn() -> String>| {
        el("button type=button")
            .says(text)
            .bind("aria-pressed", move || Some((ui.store.preferences.zone() == zone).to_string()))
            .on("click", move |_| ui.store.preferences.set_zone(zone))
    };
    el("div class=switch role=group")
        .bind("aria-label", label(ui, Key::TimesIn))
        .child(choice(Zone::Local, Box::new(named)))
        .child(choice(Zone::Utc, Box::new(|| "UTC".to_owned())))
}

/// Asks anew. It stays usable while a request is under way, which it replaces.
fn refresh(ui: Ui) -> El {
    el("button type=button class=refresh part=refresh")
        .child(icon::icon(icon::REFRESH))
        .child(el("span").says(say(ui, Key::Refresh)))
        .on("click", move |_| ui.store.refresh())
}

//! The head of the list: what it is, of which project, how old, in which time zone, and refresh.

use devserver_jobs_core::query::ProjectId;
use devserver_jobs_core::table::Change;

use super::{HEADING, heading, icon, label, leaving_button, say};
use crate::intl;
use crate::load::Load;
use crate::locale::{Key, fill};
use crate::store::{Store, Zone};
use dom::old::{El, el, value_of};

/// Where the refresh button is found.
pub const REFRESH: &str = ".refresh";

/// Where the choice of a project is found.
const CHOICE: &str = ".project select";

/// The head of the list.
pub fn header(store: Store) -> El {
    let count = move || {
        let Some(list) = store.list() else {
            return String::new();
        };
        // At least so many.
        let more = if list.is_arriving { "+" } else { "" };
        format!("({}{more})", store.number(list.decoded.jobs.len()))
    };
    el("header class=header part=header")
        .child(
            el("div class=title")
                .child(
                    heading()
                        .says(say(store, Key::Jobs))
                        .text(" ")
                        .child(el("span class=count").says(count)),
                )
                .shows(move || [project(store)]),
        )
        .child(
            el("div class=actions")
                .child(age(store))
                .shows(move || [zone_switch(store)])
                .child(refresh(store)),
        )
}

/// Whose jobs: a choice where there is one, else the name, with a way to another where the
/// settings do not name a project.
fn project(store: Store) -> El {
    let mut projects = store.config().with(|config| config.projects.clone());
    let present = store.query().with(|query| query.project.clone());
    let asked_for = store.config().with(|config| config.query.project.is_none());
    projects.extend(present.clone().filter(|project| !projects.contains(project)));
    let name = el("span").says(say(store, Key::Project));
    if projects.len() > 1 {
        let options = projects.iter().map(|project| {
            let option = el("option").attr("value", project.as_str()).text(project.as_str());
            if present.as_ref() == Some(project) { option.attr("selected", "") } else { option }
        });
        let choose = move |event| {
            let project = ProjectId::parse(&value_of(&event)).ok();
            let _ = store.change(Change::Project(project));
        };
        // Choosing makes it anew.
        let select = el("select").children(options).on("change", choose).leaves_focus(CHOICE);
        return el("label class=project").child(name).child(select);
    }
    let id = present.map(|project| project.to_string()).unwrap_or_default();
    let another = asked_for.then(|| {
        let forget = move || {
            let _ = store.change(Change::Project(None));
        };
        leaving_button(say(store, Key::ChangeProject), HEADING, forget).class("link")
    });
    el("span class=project").child(name).child(el("code").text(&id)).children(another)
}

/// How old the list is. While there is none, words of about the same length hold the place.
fn age(store: Store) -> El {
    let at = move || store.list().filter(|list| !list.is_arriving).map(|list| list.at);
    let text = move || match at() {
        Some(at) => fill(store.text(Key::Updated), &[&store.formats().age(at, store.now.get())]),
        None if store.load().with(Load::is_loading) => store.text(Key::Loading).to_owned(),
        None => String::new(),
    };
    let exact = move || at().map(|at| store.formats().exact(at as i64));
    el("span class=age").bind("title", exact).says(text)
}

/// The reader's zone or UTC; the one place where the zone is named.
fn zone_switch(store: Store) -> El {
    let set = store.config().with(|config| config.time_zone.clone());
    let name = set.clone().unwrap_or_else(intl::own_time_zone);
    // A zone that is UTC by name needs no second choice.
    if name == "UTC" || name == "Etc/UTC" {
        return el("span class=zone-only").says(say(store, Key::TimesIn)).text(" UTC");
    }
    let name = name.replace('_', " ");
    // The offset changes with daylight saving time.
    let named = move || format!("{name} {}", intl::offset(set.as_deref(), store.now.get()));
    let choice = move |zone: Zone, text: Box<dyn Fn() -> String>| {
        el("button type=button")
            .says(text)
            .bind("aria-pressed", move || Some((store.zone.get() == zone).to_string()))
            .on("click", move |_| store.zone.set(zone))
    };
    el("div class=switch role=group")
        .bind("aria-label", label(store, Key::TimesIn))
        .child(choice(Zone::Local, Box::new(named)))
        .child(choice(Zone::Utc, Box::new(|| "UTC".to_owned())))
}

/// Asks anew. It stays usable while a request is under way, which it replaces.
fn refresh(store: Store) -> El {
    el("button type=button class=refresh part=refresh")
        .child(icon::icon(icon::REFRESH))
        .child(el("span").says(say(store, Key::Refresh)))
        .on("click", move |_| store.refresh())
}

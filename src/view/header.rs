//! The head of the list: what it is, of which project, how old, in which time zone, and refresh.

use devserver_jobs_core::query::ProjectId;
use devserver_jobs_core::table::Change;
use leptos::prelude::*;

use super::icon::{self, Icon};
use super::say;
use crate::intl;
use crate::store::{Load, Store, Zone};

/// The head of the list.
#[component]
pub fn Header(store: Store) -> impl IntoView {
    let count = move || {
        store.load().with(|load| load.list().map(|list| list.decoded.jobs.len()))
            .map(|count| format!("({})", store.number(count)))
    };
    view! {
        <header class="header">
            <div class="title">
                <h2 id="heading">
                    <span>{say(store, |m| m.jobs)}</span>
                    " "
                    <span class="count">{count}</span>
                </h2>
                <Project store/>
            </div>
            <div class="actions">
                <Age store/>
                <ZoneSwitch store/>
                <Refresh store/>
            </div>
        </header>
    }
}

/// Whose jobs: a choice where there is one, else the name, with a way to another where the
/// settings do not name a project.
#[component]
fn Project(store: Store) -> impl IntoView {
    let choice = Memo::new(move |_| {
        let mut projects = store.config().with(|config| config.projects.clone());
        let project = store.query().with(|query| query.project.clone());
        projects.extend(project.filter(|project| !projects.contains(project)));
        projects
    });
    let choose = move |event: web_sys::Event| {
        let project = ProjectId::parse(&event_target_value(&event)).ok();
        let _ = store.change(Change::Project(project));
    };
    let asked_for = move || store.config().with(|config| config.query.project.is_none());
    move || {
        let projects = choice.get();
        if projects.len() > 1 {
            let option = |project: ProjectId| {
                let id = project.to_string();
                let selected =
                    move || store.query().with(|query| query.project.as_ref() == Some(&project));
                view! { <option value=id.clone() selected=selected>{id.clone()}</option> }
            };
            view! {
                <label class="project">
                    <span>{say(store, |m| m.project)}</span>
                    <select on:change=choose>{projects.into_iter().map(option).collect_view()}</select>
                </label>
            }
            .into_any()
        } else {
            let id = projects.into_iter().map(|id| id.to_string()).next();
            view! {
                <span class="project">
                    <span>{say(store, |m| m.project)}</span>
                    <code>{id}</code>
                    {move || asked_for().then(|| view! {
                        <button
                            type="button"
                            class="link"
                            on:click=move |_| {
                                let _ = store.change(Change::Project(None));
                            }
                        >
                            {say(store, |m| m.change_project)}
                        </button>
                    })}
                </span>
            }
            .into_any()
        }
    }
}

/// How old the list is. While there is none, words of about the same length hold the place.
#[component]
fn Age(store: Store) -> impl IntoView {
    let at = Memo::new(move |_| store.load().with(|load| load.list().map(|list| list.at)));
    let text = move || match at.get() {
        Some(at) => {
            (store.messages().updated)(&store.formats().age(at, store.now.get()))
        }
        None if store.load().with(|load| matches!(load, Load::Loading { .. })) => {
            store.messages().loading.to_owned()
        }
        None => String::new(),
    };
    let exact = move || at.get().map(|at| store.formats().exact(at as i64));
    view! { <span class="age" title=exact>{text}</span> }
}

/// The reader's zone or UTC; the one place where the zone is named.
#[component]
fn ZoneSwitch(store: Store) -> impl IntoView {
    let local = Memo::new(move |_| {
        let set = store.config().with(|config| config.time_zone.clone());
        let name = set.clone().unwrap_or_else(intl::own_time_zone);
        let offset = intl::offset(set.as_deref(), store.now.get());
        // A zone that is UTC by name needs no second choice.
        (name == "UTC" || name == "Etc/UTC", format!("{} {offset}", name.replace('_', " ")))
    });
    let button = move |zone: Zone, label: Signal<String>| {
        view! {
            <button
                type="button"
                aria-pressed=move || (store.zone.get() == zone).to_string()
                on:click=move |_| store.zone.set(zone)
            >
                {move || label.get()}
            </button>
        }
    };
    let utc = Signal::derive(|| "UTC".to_owned());
    let named = Signal::derive(move || local.get().1);
    move || {
        if local.with(|(is_utc, _)| *is_utc) {
            view! {
                <span class="zone-only">{say(store, |m| m.times_in)} " " {"UTC"}</span>
            }
            .into_any()
        } else {
            view! {
                <div class="switch" role="group" aria-label=say(store, |m| m.times_in)>
                    {button(Zone::Local, named)}
                    {button(Zone::Utc, utc)}
                </div>
            }
            .into_any()
        }
    }
}

/// Asks anew. It stays usable while a request is under way, which it replaces.
#[component]
fn Refresh(store: Store) -> impl IntoView {
    let busy = move || store.load().with(|load| matches!(load, Load::Loading { .. }));
    view! {
        <button
            type="button"
            class="refresh"
            class:busy=busy
            on:click=move |_| store.refresh()
        >
            <Icon path=icon::REFRESH/>
            <span>{say(store, |m| m.refresh)}</span>
        </button>
    }
}

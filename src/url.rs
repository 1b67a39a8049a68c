//! Query, table state and the open job in the address bar and back; only with the setting `sync-url`.
//!
//! A parameter stands there only where it differs from what the settings say, and is empty where a
//! filter of the settings was cleared. Foreign parameters and the fragment are left alone.

use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::query::{Filter, ProjectId, Query};
use devserver_jobs_core::table::{Change, Sort, TableState};
use wasm_bindgen::JsValue;
use web_sys::{Url, UrlSearchParams};

use crate::config::{self, Config};
use crate::store::Store;
use dom::reactive::*;
use dom::{ev, window_event_listener};

/// What the settings say, overruled by the address. Parts of it that are invalid are dropped.
pub fn read(config: &Config) -> (Query, TableState, Option<String>) {
    let (mut query, mut table) = (config.query.clone(), config.table());
    let (Some(prefix), Some(url)) = (&config.sync_url, address()) else {
        return (query, table, None);
    };
    let parameters = url.search_params();
    let get = |name: &str| parameters.get(&format!("{prefix}{name}"));

    if let Some(project) = get("project-id").and_then(|text| ProjectId::parse(&text).ok()) {
        query.project = Some(project);
    }
    for filter in Filter::ALL {
        if let Some(text) = get(filter.setting()) {
            // A value that can't be sent leaves the filter as the settings have it.
            let _ = query.filters.set(filter, &text);
        }
    }
    table.find = get("find").unwrap_or_default();
    table.outcomes = get("outcome").map(|text| OutcomeSet::parse(&text)).unwrap_or_default();
    if let Some(sort) = get("sort").and_then(|text| Sort::parse(&text)) {
        table.sort = sort;
    }
    if let Some(size) = get("page-size").and_then(|text| config::page_size(&text)) {
        table.page_size = size;
    }
    if let Some(page) = get("page").and_then(|text| text.parse().ok()).filter(|page| *page > 0) {
        table.page = page;
    }
    (query, table, get("job").filter(|id| !id.is_empty()))
}

/// Where the detail of a job is to be found: where the page around says, or else at the present state's
/// address with that job open. Without `sync-url` a job has no address of its own, and this is the page's.
pub fn of_job(store: Store, id: &str, job: &Job) -> Option<String> {
    let config = store.config().get();
    if let Some(template) = &config.job_link {
        return Some(link(store, template, job));
    }
    let (query, table) = (store.query().get(), store.table().get());
    let url = address()?;
    if let Some(prefix) = &config.sync_url {
        write_state(&url.search_params(), prefix, &config, &query, &table, Some(id));
    }
    Some(url.href())
}

/// Where the page around shows the user of a job.
pub fn of_user(store: Store, job: &Job) -> Option<String> {
    let template = store.config().with(|config| config.user_link.clone())?;
    Some(link(store, &template, job))
}

/// A link of the page around, with what it asks for in it.
fn link(store: Store, template: &str, job: &Job) -> String {
    let project = store.query().with(|query| query.project.as_ref().map(ProjectId::to_string));
    let value = |name: &str| match name {
        "id" => Some(&job.id),
        "name" => Some(&job.name),
        "user_name" => Some(&job.user_name),
        "project_id" => Some(&project),
        _ => None,
    };
    // What looks for texts in texts in the standard library weighs 3 KB.
    let mut parts = template.split('{');
    let mut link = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
        match named {
            Some((value, rest)) => {
                let value = js_sys::encode_uri_component(value.as_deref().unwrap_or_default());
                link.push_str(&String::from(value));
                link.push_str(rest);
            }
            None => {
                link.push('{');
                link.push_str(part);
            }
        }
    }
    link
}

/// Keeps the address in step with the state, and the state with back and forward.
pub fn sync(store: Store) {
    // Outside world: the address bar. A user's change is a new entry in the history; the first
    // run, and what follows back or forward, only tidies the present one.
    Effect::new(move || {
        let config = store.config().get();
        let (query, table) = (store.query().get(), store.table().get());
        let job = store.selected().get();
        let Some(prefix) = &config.sync_url else {
            return;
        };
        let only_tidy = store.tidy.get_untracked();
        store.tidy.set(false);
        write(prefix, &config, &query, &table, job.as_deref(), only_tidy);
    });

    window_event_listener(ev::popstate, move |_| {
        let config = store.config().get_untracked();
        if config.sync_url.is_none() {
            return;
        }
        let (query, table, job) = read(&config);
        // Another part of the page may have moved in the history; then nothing follows here, and
        // the next change is a user's.
        if (&query, &table) != (&store.query().get_untracked(), &store.table().get_untracked()) {
            store.tidy.set(true);
            let _ = store.change(Change::Restore(query, table));
        }
        if job != store.selected().get_untracked() {
            store.tidy.set(true);
            store.select(job);
        }
    });
}

fn write(
    prefix: &str,
    config: &Config,
    query: &Query,
    table: &TableState,
    job: Option<&str>,
    only_tidy: bool,
) {
    let Some(url) = address() else { return };
    let parameters = url.search_params();
    let before = parameters.to_string();
    write_state(&parameters, prefix, config, query, table, job);

    // Nothing to write also when only the spelling of foreign parameters differs.
    if parameters.to_string() == before {
        return;
    }
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let href = url.href();
        // A sandboxed frame may refuse; the list works without.
        let _ = if only_tidy {
            let state = history.state().unwrap_or(JsValue::NULL);
            history.replace_state_with_url(&state, "", Some(&href))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&href))
        };
    }
}

fn write_state(
    parameters: &UrlSearchParams,
    prefix: &str,
    config: &Config,
    query: &Query,
    table: &TableState,
    job: Option<&str>,
) {
    let usual = config.table();
    let project = |query: &Query| query.project.as_ref().map(ProjectId::to_string);
    let set = |name: &str, value: Option<String>, usual: Option<String>| {
        write_one(parameters, &format!("{prefix}{name}"), value, usual);
    };
    set("project-id", project(query), project(&config.query));
    for filter in Filter::ALL {
        let value = |query: &Query| query.filters.get(filter).map(str::to_owned);
        set(filter.setting(), value(query), value(&config.query));
    }
    let text = |text: String| Some(text).filter(|text| !text.is_empty());
    set("find", text(table.find.clone()), None);
    set("outcome", text(table.outcomes.to_text()), None);
    set("sort", Some(table.sort.to_text()), Some(usual.sort.to_text()));
    set("page-size", Some(table.page_size.to_string()), Some(usual.page_size.to_string()));
    set("page", Some(table.page.to_string()), Some(usual.page.to_string()));
    set("job", job.map(str::to_owned), None);
}

fn write_one(
    parameters: &UrlSearchParams,
    name: &str,
    value: Option<String>,
    usual: Option<String>,
) {
    if value == usual {
        parameters.delete(name);
    } else {
        parameters.set(name, value.as_deref().unwrap_or_default());
    }
}

fn address() -> Option<Url> {
    Url::new(&web_sys::window()?.location().href().ok()?).ok()
}

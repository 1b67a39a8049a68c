//! The first screen where no project is named: it asks, or offers the ones that the settings list.
//! Nothing is requested from here.

use devserver_jobs_core::query::{ProjectId, QueryError};
use devserver_jobs_core::table::Change;
use leptos::prelude::*;

use super::filters::error_text;
use super::{HEADING, heading, leaving_button, say};
use crate::dom::{El, el, focus_soon};
use crate::store::Store;

/// Asks for a project.
pub fn setup(store: Store) -> El {
    // Nobody who has not typed yet has made a mistake, except in the settings.
    let error = RwSignal::new(None::<QueryError>);
    let told =
        move || error.get().or_else(|| store.config().with(|config| config.project_error.clone()));
    let hint = move || match told() {
        Some(error) => error_text(store, &error),
        None => store.messages().project_id_hint.to_owned(),
    };
    let input = el("input")
        .attr("id", "project")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", "project-hint")
        .bind("aria-invalid", move || Some(told().is_some().to_string()));
    let typed = input.input().clone();
    let field = input.clone();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        match ProjectId::parse(&typed.value()) {
            Ok(project) => {
                focus_soon(&field, HEADING);
                let _ = store.change(Change::Project(Some(project)));
            }
            Err(refused) => {
                error.set(Some(refused));
                let _ = typed.focus();
            }
        }
    };
    let form = el("form")
        .attr("novalidate", "")
        .child(
            el("div")
                .class("field")
                .child(el("label").attr("for", "project").says(say(store, |m| m.project_id)))
                .child(input),
        )
        .child(
            el("button").attr("type", "submit").class("primary").says(say(store, |m| m.show_jobs)),
        )
        .child(
            el("p")
                .attr("id", "project-hint")
                .class_when("field-error", move || told().is_some())
                .says(hint),
        )
        .on("submit", submit);
    el("section")
        .class("setup")
        .attr("aria-labelledby", "heading")
        .child(heading().says(say(store, |m| m.which_project)))
        .child(el("p").says(say(store, |m| m.which_project_text)))
        .shows(move || offered(store))
        .child(form)
}

/// The projects that the settings list.
fn offered(store: Store) -> Option<El> {
    let projects = store.config().with(|config| config.projects.clone());
    let item = |project: ProjectId| {
        let id = project.to_string();
        let choose = move || {
            let _ = store.change(Change::Project(Some(project.clone())));
        };
        el("li").child(leaving_button(move || id.clone(), HEADING, choose))
    };
    (!projects.is_empty())
        .then(|| el("ul").class("projects").children(projects.into_iter().map(item)))
}

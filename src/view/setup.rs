//! The first screen where no project is named: it asks, or offers the ones that the settings list.
//! Nothing is requested from here.

use devserver_jobs_core::query::{ProjectId, QueryError};
use devserver_jobs_core::table::Change;
use leptos::prelude::*;

use super::filters::error_text;
use super::say;
use crate::store::Store;

/// Asks for a project.
#[component]
pub fn Setup(store: Store) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    // Nobody who has not typed yet has made a mistake, except in the settings.
    let error = RwSignal::new(None::<QueryError>);
    let told = move || {
        error.get().or_else(|| store.config().with(|config| config.project_error.clone()))
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let text = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        match ProjectId::parse(&text) {
            Ok(project) => {
                let _ = store.change(Change::Project(Some(project)));
            }
            Err(refused) => {
                error.set(Some(refused));
                if let Some(input) = input.get_untracked() {
                    let _ = input.focus();
                }
            }
        }
    };
    let offered = move || {
        let projects = store.config().with(|config| config.projects.clone());
        let button = |project: ProjectId| {
            let id = project.to_string();
            view! {
                <li>
                    <button
                        type="button"
                        on:click=move |_| {
                            let _ = store.change(Change::Project(Some(project.clone())));
                        }
                    >
                        {id}
                    </button>
                </li>
            }
        };
        (!projects.is_empty())
            .then(|| view! { <ul class="projects">{projects.into_iter().map(button).collect_view()}</ul> })
    };
    view! {
        <section class="setup" aria-labelledby="heading">
            <h2 id="heading">{say(store, |m| m.which_project)}</h2>
            <p>{say(store, |m| m.which_project_text)}</p>
            {offered}
            <form on:submit=submit novalidate=true>
                <div class="field">
                    <label for="project">{say(store, |m| m.project_id)}</label>
                    <input
                        id="project"
                        node_ref=input
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        aria-invalid=move || told().is_some().to_string()
                        aria-describedby="project-hint"
                    />
                </div>
                <button type="submit" class="primary">{say(store, |m| m.show_jobs)}</button>
                <p id="project-hint" class:field-error=move || told().is_some()>
                    {move || match told() {
                        Some(error) => error_text(store, &error),
                        None => store.messages().project_id_hint.to_owned(),
                    }}
                </p>
            </form>
        </section>
    }
    .into_any()
}

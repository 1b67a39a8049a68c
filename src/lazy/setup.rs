//! The first screen if there is no project: a form for the project ID, or the projects of the settings to choose from.
//! It sends no request.

use dom::{El, NodeRef, html};
use std::rc::Rc;

use devserver_jobs_core::query::{ProjectId, QueryError};
use devserver_jobs_core::table::Change;

use super::fields::error_text;
use super::form::{Form, form};
use crate::components::button::{heading, leaving_button};
use crate::components::ui::Ui;
use crate::locale::Key;
use crate::platform::HistoryMode;
use dom::reactive::*;

/// The form for a project.
pub fn setup(ui: Ui) -> El {
    // No error is shown before the user has typed, except for one in the settings.
    let refused = RwSignal::new(None::<QueryError>);
    let hint = move || {
        let in_settings = || ui.store.with_settings(|settings| settings.project_error.clone());
        match refused.get().or_else(in_settings) {
            Some(error) => (true, error_text(ui, &error)),
            None => (false, ui.text(Key::ProjectIdHint).to_owned()),
        }
    };
    let take = move |text: &str| {
        let project = ProjectId::parse(text).map_err(|error| refused.set(Some(error)));
        project.is_ok_and(|project| {
            ui.store.change(Change::Project(Some(project)), HistoryMode::Push).is_ok()
        })
    };
    let form = form(
        ui,
        Form {
            id: "project",
            kind: "text",
            field: NodeRef::new(),
            label: Key::ProjectId,
            button: Key::ShowJobs,
            hint: Rc::new(hint),
            take: Box::new(take),
        },
    );
    html::section()
        .class("setup")
        .attr("part", "setup")
        .attr("aria-labelledby", "heading")
        .child(heading(ui).text(ui.message(Key::WhichProject)))
        .child(html::p().text(ui.message(Key::WhichProjectText)))
        .child(move || offered(ui))
        .child(form)
}

/// The projects of the settings.
fn offered(ui: Ui) -> Option<El> {
    let projects = ui.store.with_settings(|settings| settings.projects.clone());
    let item = |project: ProjectId| {
        let id = project.to_string();
        let choose = move || {
            let _ = ui.store.change(Change::Project(Some(project.clone())), HistoryMode::Push);
        };
        html::li().child(leaving_button(move || id.clone(), ui.focus.heading, choose))
    };
    (!projects.is_empty())
        .then(|| html::ul().class("projects").children(projects.into_iter().map(item)))
}

//! The link targets of the names of jobs and users.

use devserver_jobs_core::job::Job;
use devserver_jobs_core::query::ProjectId;

use super::ui::Ui;

/// The link to the detail of a job: the host page's page for it, or the address of the current state with that job
/// open. `None` for a job without an ID, which has no detail, and in a snapshot.
pub fn job_href(ui: Ui, job: &Job) -> Option<String> {
    let id = job.id.as_deref()?;
    let template = ui.store.with_settings(|settings| settings.job_link.clone());
    match template {
        Some(template) => Some(fill_in(ui, &template, job)),
        None => ui.snapshot().is_none().then(|| ui.store.address.with_job(id)),
    }
}

/// The host page's page for the user of a job.
pub fn user_href(ui: Ui, job: &Job) -> Option<String> {
    job.user_name.as_ref()?;
    let template = ui.store.with_settings(|settings| settings.user_link.clone())?;
    Some(fill_in(ui, &template, job))
}

/// A link template with its placeholders filled in, percent-encoded. Unknown placeholders are kept.
fn fill_in(ui: Ui, template: &str, job: &Job) -> String {
    let project = ui.store.query.project().as_ref().map(ProjectId::to_string);
    let value = |name: &str| match name {
        "id" => Some(&job.id),
        "name" => Some(&job.name),
        "user_name" => Some(&job.user_name),
        "project_id" => Some(&project),
        _ => None,
    };
    // The substring search of the standard library takes 3 KB, so the template is split by characters.
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

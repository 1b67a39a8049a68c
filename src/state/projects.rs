//! The projects to choose from if they are requested from the proxy (`list-projects`). They are put into the
//! settings, as if the host page had named them: the first one is displayed.

use devserver_jobs_core::projects::PATH;
use devserver_jobs_core::query::ProjectId;
use dom::reactive::{Effect, Memo, RwSignal, spawn_local_scoped_with_cancellation};

use super::environment::Environment;
use super::query::QuerySlice;
use super::session::SessionSlice;
use crate::api::projects;
use crate::api::{Proxy, Request, RequestError, Session};
use crate::settings::Settings;

/// The projects that the proxy offers.
#[derive(Clone, Copy)]
pub struct ProjectsSlice {
    settings: RwSignal<Settings>,
    query: QuerySlice,
    /// Whether the settings request them from the proxy; a memo of its own, because other settings change, too.
    is_left: Memo<bool>,
    /// The offered projects, with the session that they were offered to.
    offered: RwSignal<Option<(Session, Vec<ProjectId>)>>,
}

impl ProjectsSlice {
    pub(super) fn new(settings: RwSignal<Settings>, query: QuerySlice) -> Self {
        let is_left = Memo::new(move |_| settings.with(|settings| settings.list_projects));
        Self { settings, query, is_left, offered: RwSignal::new(None) }
    }

    /// Whether the projects still have to be requested; subscribes the current observer.
    pub fn are_wanted(self) -> bool {
        self.is_left.get() && self.offered.with(Option::is_none)
    }

    /// Whether this session has no offered projects yet; subscribes the current observer to the setting.
    pub(super) fn are_wanted_by(self, session: &Session) -> bool {
        let is_known = self
            .offered
            .with_untracked(|offered| offered.as_ref().is_some_and(|(known, _)| known == session));
        self.is_left.get() && !is_known
    }

    /// Requests the projects; the request ends with the current owner. `end` is called when they have arrived, or
    /// with the error.
    pub(super) fn request(
        self,
        session: Session,
        environment: &Environment,
        end: impl FnOnce(Result<(), RequestError>) + 'static,
    ) {
        let Proxy::Base(base) = &session.proxy else {
            return;
        };
        let request = Request { url: format!("{base}{PATH}"), session: session.clone() };
        let sink = projects::sink(move |answer| end(answer.map(|it| self.take(session, it))));
        spawn_local_scoped_with_cancellation(environment.transport.get(request, Box::new(sink)));
    }

    fn take(self, session: Session, projects: Vec<ProjectId>) {
        self.offered.set(Some((session, projects)));
        self.settings.update(|settings| self.complete(settings));
        // If the address names a project, that one is used.
        let mut query = self.query.get_untracked();
        if query.project.is_none() {
            query.project = self.settings.with_untracked(|settings| settings.query.project.clone());
            self.query.set(query);
        }
    }

    /// Fills in the missing settings with the offered projects.
    pub(super) fn complete(self, settings: &mut Settings) {
        self.offered.with_untracked(|offered| {
            if let Some((_, projects)) = offered.as_ref().filter(|_| settings.list_projects) {
                settings.projects = projects.clone();
                if settings.query.project.is_none() && settings.project_error.is_none() {
                    settings.query.project = projects.first().cloned();
                }
            }
        });
    }

    /// Discards the projects, because another server may offer others.
    pub(super) fn forget(self) {
        self.offered.set(None);
    }
}

/// Requests the projects while the list of one is displayed already: there may be others to choose from. A failure
/// is ignored then. Without a project, the request for the list requests them.
pub(super) fn start(
    projects: ProjectsSlice,
    session: SessionSlice,
    has_list: Memo<bool>,
    environment: Environment,
) {
    Effect::new(move || {
        let session = session.get();
        if has_list.get() && projects.are_wanted_by(&session) {
            projects.request(session, &environment, |_| {});
        }
    });
}

//! The changes that users and the host page make to the state. Every change goes through this module, because it
//! may affect several slices, the address and the host page.

use devserver_jobs_core::query::QueryError;
use devserver_jobs_core::table::{Change, TableState, apply};

use super::Store;
use super::refresh::Cause;
use crate::events::Event;
use crate::platform::HistoryMode;
use crate::settings::Settings;

impl Store {
    /// Applies a change by the user, and notifies the host page if it changes which jobs are displayed.
    ///
    /// # Errors
    /// When a value cannot be sent to the server. Nothing has changed then.
    pub fn change(self, change: Change, history: HistoryMode) -> Result<(), QueryError> {
        self.address.flush();
        let before = (self.query.get_untracked(), self.table.get_untracked());
        self.carry_out(change)?;
        self.address.write(history);
        let after = (self.query.get_untracked(), self.table.get_untracked());
        if before.0 != after.0 {
            // The rows come with a response, so writing the address now delays none.
            self.address.flush();
        }
        // What determines the displayed jobs, without order and page.
        let arranged = TableState { sort: before.1.sort, page: 0, page_size: 0, ..after.1.clone() };
        let before = (before.0, TableState { page: 0, page_size: 0, ..before.1 });
        if before != (after.0.clone(), arranged) {
            let event = Event::Filtered { query: &after.0, table: &after.1 };
            self.environment().events.send(event);
        }
        self.report_view();
        Ok(())
    }

    /// Refines the list to a text. It replaces the current history entry: going back letter by letter is useless.
    pub fn find(self, text: &str) {
        // Any text can be searched for.
        let _ = self.change(Change::Find(text.to_owned()), HistoryMode::Replace);
    }

    /// Displays only the jobs that have changed since the user last looked, or all again.
    pub fn show_changed(self, changed: bool) {
        // It cannot fail.
        let _ = self.change(Change::Changed(changed), HistoryMode::Push);
    }

    /// Opens the detail of the job with this ID, or closes it.
    pub fn open(self, id: Option<String>) {
        self.address.flush();
        self.detail.set_open(id);
        self.address.write(HistoryMode::Push);
    }

    /// Closes the detail.
    pub fn close(self) {
        self.open(None);
    }

    /// Opens the detail of the next or previous job, which is at this place of the visible jobs. It replaces the
    /// current history entry, so that Back closes the detail.
    pub fn step_to(self, place: usize, id: Option<String>) {
        self.address.flush();
        let page = place / self.table.with_untracked(|table| table.page_size) + 1;
        self.detail.set_open(id);
        // A change of the page cannot fail.
        let _ = self.change(Change::Page(page), HistoryMode::Replace);
    }

    /// Requests the list again for the user.
    pub fn refresh(self) {
        if self.with_settings_untracked(|settings| settings.snapshot.is_some()) {
            return;
        }
        let project = self.query.get_untracked().project;
        self.environment().events.send(Event::Refreshed(project.as_ref()));
        self.refresh.refetch(Cause::Reader);
    }

    /// Signs in with a token. That starts a new session, so the list is requested.
    pub fn sign_in(self, token: &str) {
        if self.session.has_this_token(token) {
            self.refresh.refetch(Cause::Reader);
        } else {
            self.refresh.set_cause(Cause::Reader);
            self.session.sign_in(token);
        }
    }

    /// Applies new settings and returns whether the session is a new one. The user's choices are kept, unless the
    /// corresponding setting has changed.
    pub fn configure(self, mut settings: Settings) -> bool {
        self.address.flush();
        let before = self.settings.get_untracked();
        let is_other = before.session != settings.session;
        if is_other {
            self.projects.forget();
            self.refresh.set_cause(Cause::Host);
        }
        self.projects.complete(&mut settings);
        let (page_size, query) = (settings.table().page_size, settings.query.clone());
        let refresh_interval = settings.refresh_interval;
        let views = settings.views.clone().filter(|_| before.views != settings.views);
        self.session.change_proxy(&before.session.proxy, &settings.session.proxy);
        self.settings.set(settings);
        if let Some(views) = views {
            self.views.set(views);
        }
        // None of these can fail: the settings have been validated.
        if before.refresh_interval != refresh_interval {
            self.live.forget();
        }
        if before.query.filters != query.filters {
            let _ = self.carry_out(Change::Filters(query.filters));
        }
        if before.query.project != query.project {
            let _ = self.carry_out(Change::Project(query.project));
        }
        if before.table().page_size != page_size {
            let _ = self.carry_out(Change::PageSize(page_size));
        }
        self.address.write(HistoryMode::Push);
        is_other
    }

    /// Restores the state of the settings.
    pub fn reset(self) {
        self.address.flush();
        self.detail.set_open(None);
        let settings = self.settings.get_untracked();
        // It cannot fail.
        let _ = self.carry_out(Change::Restore(settings.query.clone(), settings.table()));
        self.address.write(HistoryMode::Push);
    }

    /// Follows the address after the user has gone back or forward. If the history entry belongs to another part of
    /// the host page, nothing changes.
    pub(super) fn follow_address(self) {
        let Some(mut target) = self.address.read() else {
            return;
        };
        self.address.forget();
        target.table.changed &= self.live.has_since();
        // These are not in the address.
        target.table.picked = self.table.get_untracked().picked;
        self.preferences.set(target.zone, target.layout);
        let _ = self.change(Change::Restore(target.query, target.table), HistoryMode::None);
        self.detail.set_open(target.open);
        // Invalid parts of the address are removed, in the same entry.
        self.address.write(HistoryMode::Replace);
    }

    pub(super) fn carry_out(self, change: Change) -> Result<(), QueryError> {
        let (mut query, mut table) = (self.query.get_untracked(), self.table.get_untracked());
        let is_restored = matches!(change, Change::Restore(..));
        // Hours up to now are set again.
        let is_time = matches!(change, Change::Time(_));
        if matches!(change, Change::Sort(_) | Change::SortBy(_)) {
            self.list.sort();
        }
        let before = query.project.clone();
        apply(change, &mut query, &mut table)?;
        // The open job belongs to the project.
        if !is_restored && before.is_some() && before != query.project {
            self.detail.set_open(None);
            self.causes.set_open(false);
            self.watch.clear();
            table.picked = None;
        }
        let before = self.table.get_untracked();
        self.table.set(table.clone());
        if self.query.with_untracked(|before| *before != query) {
            self.refresh.set_cause(Cause::Reader);
        }
        self.query.set(query);
        if before.changed != table.changed {
            self.list.refine_to_changed();
        }
        // After a change by the user, rows may move.
        let page = TableState { page: table.page, page_size: table.page_size, ..before };
        if page != table || is_time {
            self.list.slide(self.environment().platform.now());
            self.list.apply();
        }
        Ok(())
    }
}

//! What users and the host page can do to the state. A change goes through here alone, because it may
//! touch several slices, the address and the host page.

use devserver_jobs_core::query::QueryError;
use devserver_jobs_core::table::{Change, TableState, apply};

use super::Store;
use super::refresh::Cause;
use crate::events::Event;
use crate::platform::HistoryMode;
use crate::settings::Settings;

impl Store {
    /// Carries out a change by the user and tells the host page if it changes what is shown.
    ///
    /// # Errors
    /// When a value cannot be sent to the server; nothing has changed then.
    pub fn change(self, change: Change, history: HistoryMode) -> Result<(), QueryError> {
        self.address.flush();
        let before = (self.query.get_untracked(), self.table.get_untracked());
        self.carry_out(change)?;
        self.address.write(history);
        let after = (self.query.get_untracked(), self.table.get_untracked());
        // What is shown of the list, and not in which order or on which page.
        let arranged = TableState { sort: before.1.sort, page: 0, page_size: 0, ..after.1.clone() };
        let before = (before.0, TableState { page: 0, page_size: 0, ..before.1 });
        if before != (after.0.clone(), arranged) {
            let event = Event::Filtered { query: &after.0, table: &after.1 };
            self.environment().events.send(event);
        }
        self.tell_view();
        Ok(())
    }

    /// Searches the list for a text. It takes the present history entry: nobody wants single letters back.
    pub fn find(self, text: &str) {
        // Any text can be searched for.
        let _ = self.change(Change::Find(text.to_owned()), HistoryMode::Replace);
    }

    /// Shows only the jobs that have changed since the user looked last, or all again.
    pub fn show_changed(self, changed: bool) {
        // Any jobs can be shown.
        let _ = self.change(Change::Changed(changed), HistoryMode::Push);
    }

    /// Opens the detail of the job of this id, or closes it.
    pub fn open(self, id: Option<String>) {
        self.address.flush();
        self.detail.set_open(id);
        self.address.write(HistoryMode::Push);
    }

    /// Closes the detail.
    pub fn close(self) {
        self.open(None);
    }

    /// Opens the detail of the next job instead, which is at this place of the visible jobs. It takes the
    /// present history entry, so that back closes the detail.
    pub fn step_to(self, place: usize, id: Option<String>) {
        self.address.flush();
        let page = place / self.table.with_untracked(|table| table.page_size) + 1;
        self.detail.set_open(id);
        // A page cannot be refused.
        let _ = self.change(Change::Page(page), HistoryMode::Replace);
    }

    /// Requests the list again because the user wants to.
    pub fn refresh(self) {
        if self.with_settings_untracked(|settings| settings.snapshot.is_some()) {
            return;
        }
        let project = self.query.get_untracked().project;
        self.environment().events.send(Event::Refreshed(project.as_ref()));
        self.refresh.refetch(Cause::Reader);
    }

    /// Signs in with a token. That is another session, so the list is requested.
    pub fn sign_in(self, token: &str) {
        if self.session.has_this_token(token) {
            self.refresh.refetch(Cause::Reader);
        } else {
            self.refresh.set_cause(Cause::Reader);
            self.session.sign_in(token);
        }
    }

    /// Takes new settings; whether the session is another one now. What the user has chosen since stays, unless its
    /// setting has changed.
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
        // None of these can be refused: the settings have been validated.
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

    /// Goes back to what the settings say.
    pub fn reset(self) {
        self.address.flush();
        self.detail.set_open(None);
        let settings = self.settings.get_untracked();
        // It cannot be refused.
        let _ = self.carry_out(Change::Restore(settings.query.clone(), settings.table()));
        self.address.write(HistoryMode::Push);
    }

    /// Follows the address after the user has gone back or forward. Where another part of the host page
    /// has moved in the history, nothing here changes.
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
        // Invalid parts of the address go, in the same entry.
        self.address.write(HistoryMode::Replace);
    }

    pub(super) fn carry_out(self, change: Change) -> Result<(), QueryError> {
        let (mut query, mut table) = (self.query.get_untracked(), self.table.get_untracked());
        let is_restored = matches!(change, Change::Restore(..));
        // Hours up to the present are chosen again.
        let is_time = matches!(change, Change::Time(_));
        if matches!(change, Change::Sort(_) | Change::SortBy(_)) {
            self.list.sort();
        }
        let before = query.project.clone();
        apply(change, &mut query, &mut table)?;
        // The open job is one of the project.
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
        // Rows that are arranged anew by the user need not stay where they are.
        let page = TableState { page: table.page, page_size: table.page_size, ..before };
        if page != table || is_time {
            self.list.slide(self.environment().platform.now());
            self.list.apply();
        }
        Ok(())
    }
}

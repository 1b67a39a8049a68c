//! The saved views: kept by the host page if it sets `views`, otherwise by the browser if that is allowed,
//! otherwise in memory. A view itself is defined in `core::views`.

use devserver_jobs_core::query::Query;
use devserver_jobs_core::table::Change;
use devserver_jobs_core::view_state::ViewState;
use devserver_jobs_core::views::{BadName, Views, checked};
use dom::reactive::RwSignal;

use super::Store;
use super::address::{self, Target};
use super::preferences::Zone;
use crate::events::Event;
use crate::platform::HistoryMode;

/// A part of a saved state that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPart {
    /// Its name.
    pub name: String,
    /// Its text.
    pub value: String,
    /// What is accepted.
    pub expected: &'static str,
}

/// The saved views.
#[derive(Clone, Copy)]
pub struct ViewsSlice {
    views: RwSignal<Views>,
    /// The name of the view that was opened last.
    opened: RwSignal<Option<String>>,
    /// The views before and after the last change, for undoing it.
    before: RwSignal<Option<(Views, Views)>>,
    /// Whether the browser has refused to store them, so that they are in memory only.
    is_refused: RwSignal<bool>,
    /// The state that the host page was last notified of.
    reported: RwSignal<ViewState>,
}

impl ViewsSlice {
    pub(super) fn new(views: Views, state: ViewState) -> Self {
        Self {
            views: RwSignal::new(views),
            opened: RwSignal::new(None),
            before: RwSignal::new(None),
            is_refused: RwSignal::new(false),
            reported: RwSignal::new(state),
        }
    }

    /// The views; subscribes the current observer.
    pub fn get(self) -> Views {
        self.views.get()
    }

    /// The views.
    pub(super) fn get_untracked(self) -> Views {
        self.views.get_untracked()
    }

    /// Sets other views, such as those of the host page.
    pub(super) fn set(self, views: Views) {
        if self.views.with_untracked(|before| *before != views) {
            self.views.set(views);
        }
    }

    /// Whether the last change can be undone; subscribes the current observer.
    pub fn can_undo(self) -> bool {
        self.before.with(Option::is_some)
    }

    /// Whether the views last only as long as the element, because the browser stores none; subscribes the current
    /// observer.
    pub fn is_refused(self) -> bool {
        self.is_refused.get()
    }

    /// Makes the last change final.
    pub fn keep(self) {
        self.before.set(None);
    }
}

/// The current view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Its name.
    pub name: String,
    /// Whether the user has changed the state since it was opened.
    pub is_changed: bool,
}

impl Store {
    /// The current state, for the host page and to be saved.
    pub fn view_state(self) -> ViewState {
        self.address.target().view()
    }

    /// The current state; subscribes the current observer.
    fn tracked_state(self) -> ViewState {
        let (query, table, zone) = (self.query.get(), self.table.get(), self.preferences.zone());
        let layout = self.preferences.with_layout(Clone::clone);
        Target { query, table, layout, zone, open: None }.view()
    }

    /// The current view: the one that was opened last or, without that, one with an equal state. Subscribes the
    /// current observer.
    pub fn present_view(self) -> Option<Present> {
        let state = self.tracked_state();
        let opened = self.views.opened.get();
        self.views.views.with(|views| {
            let found =
                opened.and_then(|name| views.get(&name)).or_else(|| views.showing(&state))?;
            Some(Present {
                name: found.name.clone(),
                is_changed: !found.state.is_equivalent(&state),
            })
        })
    }

    /// Opens a view.
    pub fn open_view(self, name: &str) {
        let views = self.views.get_untracked();
        if let Some(view) = views.get(name) {
            self.views.opened.set(Some(name.to_owned()));
            let change = self.showing(view.state.clone());
            // It cannot fail.
            let _ = self.change(change, HistoryMode::Push);
        }
    }

    /// The address that opens a view; `None` without `sync-url`.
    pub fn view_address(self, name: &str) -> Option<String> {
        let state =
            self.views.views.with(|views| views.get(name).map(|view| view.state.clone()))?;
        let location = self.environment().platform.location();
        let target = Target { open: None, ..self.address.target() }.with_view(state);
        self.with_settings_untracked(|settings| {
            settings.sync_url.as_ref()?;
            let search = address::search(settings, &location, &target);
            Some(format!("{}{search}", location.base))
        })
    }

    /// Restores parts of a state, each given by its name and as a text. Returns the parts that are invalid.
    pub fn restore_view(self, parts: &[(String, String)]) -> Vec<BadPart> {
        let (usual, mut state) = (self.usual_state(), self.view_state());
        let mut bad = Vec::new();
        state.restore(parts, &usual, &mut |name, value, expected| {
            bad.push(BadPart { name: name.to_owned(), value: value.to_owned(), expected });
        });
        // The host page knows this state.
        self.views.reported.set(state.clone());
        let change = self.showing(state);
        // It cannot fail.
        let _ = self.carry_out(change);
        self.address.write(HistoryMode::Push);
        bad
    }

    /// The state of the settings.
    pub fn usual_state(self) -> ViewState {
        self.with_settings_untracked(Target::usual).view()
    }

    /// Applies the preferences of a state; the returned change applies the rest.
    fn showing(self, state: ViewState) -> Change {
        self.address.flush();
        let ViewState { filters, table, layout, is_utc } = state;
        let query = Query { filters, ..self.query.get_untracked() };
        // A temporary refinement is not part of a view.
        self.preferences.set(if is_utc { Zone::Utc } else { Zone::Local }, layout);
        Change::Restore(query, table.only_view())
    }

    /// Notifies the host page if the user has changed the state.
    pub(super) fn report_view(self) {
        let state = self.view_state();
        if self.views.reported.with_untracked(|reported| !reported.is_equivalent(&state)) {
            self.environment().events.send(Event::Viewed(&state));
            self.views.reported.set(state);
        }
    }

    /// Reads the views again if the browser stores them: another page may have changed them.
    pub fn read_views(self) {
        // Views that the browser has refused to store would be lost.
        let is_refused = self.views.is_refused.get_untracked();
        if is_refused || self.with_settings_untracked(|settings| settings.views.is_some()) {
            return;
        }
        let environment = self.environment();
        if let Some(text) = environment.platform.stored(&environment.key) {
            self.views.set(Views::parse(&text, &self.usual_state()));
        }
    }

    /// Changes the views, notifies the host page, and keeps the previous ones for an undo.
    ///
    /// # Errors
    /// When a name is invalid. Nothing has changed then.
    pub fn change_views(
        self,
        change: impl FnOnce(&mut Views) -> Result<(), BadName>,
    ) -> Result<(), BadName> {
        self.read_views();
        let before = self.views.get_untracked();
        let mut views = before.clone();
        change(&mut views)?;
        if views != before {
            self.views.before.set(Some((before, views.clone())));
            self.put_views(views);
        }
        Ok(())
    }

    /// Saves the current state under a name, replacing the view of that name.
    ///
    /// # Errors
    /// When the name is invalid.
    pub fn save_view(self, name: &str) -> Result<(), BadName> {
        let name = checked(name)?;
        let state = self.view_state();
        self.change_views(|views| views.save(name, state))?;
        self.views.opened.set(Some(name.to_owned()));
        Ok(())
    }

    /// Renames a view.
    ///
    /// # Errors
    /// When the name is invalid.
    pub fn rename_view(self, from: &str, to: &str) -> Result<(), BadName> {
        let to = checked(to)?;
        self.change_views(|views| views.rename(from, to))?;
        if self.views.opened.get_untracked().as_deref() == Some(from) {
            self.views.opened.set(Some(to.to_owned()));
        }
        Ok(())
    }

    /// Deletes a view.
    pub fn delete_view(self, name: &str) {
        // Any view can be deleted.
        let _ = self.change_views(|views| {
            views.delete(name);
            Ok(())
        });
    }

    /// Undoes the last change of the views. Changes by other pages since then are kept.
    pub fn undo_views(self) {
        if let Some((before, after)) = self.views.before.get_untracked() {
            self.views.before.set(None);
            self.read_views();
            let mut views = self.views.get_untracked();
            views.take_back(&before, &after);
            self.put_views(views);
        }
    }

    fn put_views(self, views: Views) {
        let environment = self.environment();
        if self.with_settings_untracked(|settings| settings.views.is_none()) {
            let is_kept = environment.platform.store(&environment.key, &views.to_text());
            self.views.is_refused.set(!is_kept);
        }
        environment.events.send(Event::ViewsChanged(&views));
        self.views.set(views);
    }
}

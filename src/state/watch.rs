//! The jobs that the user watches until they end.

use dom::reactive::RwSignal;

/// The watched jobs.
#[derive(Clone, Copy)]
pub struct WatchSlice {
    ids: RwSignal<Vec<String>>,
}

impl WatchSlice {
    pub(super) fn new() -> Self {
        Self { ids: RwSignal::new(Vec::new()) }
    }

    /// Whether any job is watched; subscribes the current observer.
    pub fn is_watching(self) -> bool {
        self.ids.with(|ids| !ids.is_empty())
    }

    /// Whether the job of this id is watched; subscribes the current observer.
    pub fn has(self, id: &str) -> bool {
        self.ids.with(|ids| ids.iter().any(|watched| watched == id))
    }

    /// The watched jobs; subscribes the current observer.
    pub fn ids(self) -> Vec<String> {
        self.ids.get()
    }

    /// The watched jobs.
    pub fn ids_untracked(self) -> Vec<String> {
        self.ids.get_untracked()
    }

    /// Watches these jobs and no others.
    pub fn replace(self, ids: Vec<String>) {
        self.ids.set(ids);
    }

    /// Stops watching all jobs, because the project has changed.
    pub(super) fn clear(self) {
        self.ids.set(Vec::new());
    }

    /// Watches a job, or stops watching it.
    pub fn set(self, id: &str, is_watched: bool) {
        self.ids.update(|ids| {
            ids.retain(|watched| watched != id);
            if is_watched {
                ids.push(id.to_owned());
            }
        });
    }
}

//! The jobs that a user has marked for export or copying. They are stored by ID, so that marks survive page
//! changes, filters and refreshes.

use crate::hashed::Set;
use crate::list::{Id, JobList, hyphenated};

/// Marked jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    uuids: Set<u128>,
    /// IDs that are not lower-case UUIDs.
    others: Set<Box<[u8]>>,
    /// The ID at which a range starts.
    last: Option<Box<str>>,
}

/// Separates two IDs in a text.
const BETWEEN: char = '\0';

impl Marks {
    /// Parses the text of [`Marks::to_text`].
    pub fn parse(text: &str) -> Self {
        let mut ids = text.split(BETWEEN);
        let last = ids.next().filter(|id| !id.is_empty()).map(Box::from);
        let mut marks = Self::default();
        ids.for_each(|id| marks.flip(id));
        Self { last, ..marks }
    }

    /// The ID at which a range starts, and those of all marked jobs.
    pub fn to_text(&self) -> String {
        let mut text = self.last.as_deref().unwrap_or_default().to_owned();
        let mut push = |id: &[u8]| {
            text.push(BETWEEN);
            text.push_str(&String::from_utf8_lossy(id));
        };
        self.uuids.iter().for_each(|uuid| push(&hyphenated(*uuid)));
        self.others.iter().for_each(|id| push(id));
        text
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.uuids.is_empty() && self.others.is_empty()
    }

    /// Whether the job with this id is marked.
    pub fn has(&self, id: &str) -> bool {
        match Id::of(id) {
            Id::Uuid(uuid) => self.uuids.contains(&uuid),
            Id::Other(text) => self.others.contains(text.as_bytes()),
        }
    }

    /// Marks the job with this ID, or removes its mark. A job without an ID cannot be marked.
    pub fn toggle(&mut self, id: &str) {
        self.last = Some(id.into());
        self.flip(id);
    }

    // A separate function, so that its code is in the page only once.
    #[inline(never)]
    fn flip(&mut self, id: &str) {
        match Id::of(id) {
            Id::Other("") => {}
            Id::Uuid(uuid) => {
                if !self.uuids.remove(&uuid) {
                    self.uuids.insert(uuid);
                }
            }
            Id::Other(text) => {
                if !self.others.remove(text.as_bytes()) {
                    self.others.insert(text.as_bytes().into());
                }
            }
        }
    }

    /// Marks all jobs from the last marked one to another, in the order of `places`, across pages. Returns whether
    /// both are in the list.
    pub fn mark_range(&mut self, jobs: &JobList, places: &[u32], to: &str) -> bool {
        let find = |id: &str| {
            let id = Id::of(id);
            places.iter().position(|place| is_of(jobs, *place, id))
        };
        let from = self.last.as_deref().and_then(find);
        let Some((from, to)) = from.zip(find(to)) else {
            return false;
        };
        for place in &places[from.min(to)..=from.max(to)] {
            let (chunk, row) = jobs.row(*place);
            match chunk.id(row) {
                Ok(uuid) => _ = self.uuids.insert(uuid),
                Err([]) => {}
                Err(text) => _ = self.others.insert(text.into()),
            }
        }
        true
    }

    /// Those of `places` whose jobs are marked, in the same order.
    pub fn places(&self, jobs: &JobList, places: &[u32]) -> Vec<u32> {
        if self.is_empty() {
            return Vec::new();
        }
        let is_marked = |place: &u32| {
            let (chunk, row) = jobs.row(*place);
            match chunk.id(row) {
                Ok(uuid) => self.uuids.contains(&uuid),
                Err(text) => self.others.contains(text),
            }
        };
        places.iter().copied().filter(is_marked).collect()
    }
}

fn is_of(jobs: &JobList, place: u32, id: Id) -> bool {
    let (chunk, row) = jobs.row(place);
    match (chunk.id(row), id) {
        (Ok(own), Id::Uuid(id)) => own == id,
        (Err(own), Id::Other(id)) => !own.is_empty() && own == id.as_bytes(),
        _ => false,
    }
}

//! A row of the list, of which single fields are read without making a job.

use super::JobList;
use super::chunk::Chunk;
use crate::job::Millis;

/// A row of the list.
#[derive(Clone, Copy)]
pub struct Brief<'a> {
    chunk: &'a Chunk,
    row: usize,
}

impl JobList {
    /// The row at a place, which the list must have.
    pub fn brief(&self, place: u32) -> Brief<'_> {
        let (chunk, row) = self.row(place);
        Brief { chunk, row }
    }
}

impl<'a> Brief<'a> {
    /// The rank of the outcome.
    pub fn rank(self) -> u8 {
        self.chunk.outcomes[self.row]
    }

    /// The type; empty where there is none.
    pub fn job_type(self) -> &'a str {
        self.word(&self.chunk.job_types)
    }

    /// The user; empty where there is none.
    pub fn user(self) -> &'a str {
        self.word(&self.chunk.users)
    }

    /// When the job was created, where that is known.
    pub fn created(self) -> Option<Millis> {
        Chunk::known(&self.chunk.created, self.row)
    }

    /// The id: a UUID as a number, anything else as its text, which is empty where there is none.
    pub fn id(self) -> Result<u128, &'a [u8]> {
        self.chunk.id(self.row)
    }

    fn word(self, column: &[u16]) -> &'a str {
        &self.chunk.words[usize::from(column[self.row])]
    }
}

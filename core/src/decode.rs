//! Bytes in, jobs out. Any bytes are answered without a panic, and nothing is lost in silence.
//!
//! The promises, each held by a property test:
//! - In a well-formed array, jobs kept + rows set aside = elements.
//! - A field that is not what it should be costs that field, never its row.
//! - A row that is not an object, not UTF-8 or nested too deep costs that row, never the list.
//! - Where the JSON itself breaks, the rows before the break are kept, and [`End`] reports it.

mod answer;
mod data;
mod decoder;

pub(crate) use self::answer::{answer, at_end};
pub use self::decoder::Decoder;
pub use crate::cursor::Broken;
pub use crate::row::Reason;

use crate::error::ApiError;
use crate::list::JobList;

/// What a list answer held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The rows that could be read, in the order of arrival.
    pub jobs: JobList,
    /// The rows that could not, in the order of arrival.
    pub set_aside: Vec<SetAside>,
    /// How many jobs there are, according to the cloud. Optional and not reliable; more than arrived
    /// means that the list is partial.
    pub total: Option<u64>,
    /// Whether the answer is whole.
    pub end: End,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The answer is whole.
    #[default]
    Whole,
    /// The answer breaks off; the rows before are good, the list is not complete.
    CutShort {
        /// How many bytes could be read.
        at: usize,
        /// What was wrong behind them.
        why: Broken,
    },
}

/// A row that could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its place among the rows that arrived, from 0.
    pub index: usize,
    /// What was wrong with it.
    pub reason: Reason,
    /// The beginning of its JSON, as it came; of the first rows only.
    pub raw: Option<Box<str>>,
}

/// The answer is no job list at all, though the cloud called it a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAList {
    /// There was no body.
    Empty,
    /// The body does not begin like a JSON object; this is how it begins, in at most 80 characters.
    NotAnObject(String),
    /// The body is an object without a list, and reports no error.
    NoData,
    /// The body reports an error. The status is set to 200 and the request id is that of the body;
    /// the caller replaces them by those of the response.
    Error(ApiError),
}

/// Decodes the whole body of a list answer.
///
/// # Errors
/// When the body can't be a job list. A list that merely breaks off is `Ok`, with its [`End`].
pub fn decode(body: &[u8]) -> Result<Decoded, NotAList> {
    let mut decoder = Decoder::default();
    decoder.push(body);
    decoder.finish()
}

impl Decoded {
    /// How many rows arrived whole, readable or not.
    pub fn arrived(&self) -> usize {
        self.jobs.len() + self.set_aside.len()
    }

    /// How many more jobs there are than arrived, if the cloud reports a total.
    pub fn missing(&self) -> Option<u64> {
        self.total?.checked_sub(self.arrived() as u64).filter(|missing| *missing > 0)
    }
}

//! What HTTP has of its own: content codings, entity tags, and the headers of an answer.

pub mod encoding;
pub mod etag;
pub mod list;

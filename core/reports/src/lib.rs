//! Reports about a list, a detail or a request, which are made when the user asks for them: [`fingerprint`]s of
//! messages, the [`causes`] of failures, a [`ticket`] with them, an [`export`] of the jobs in view, and the request
//! as a [`command`]. Like `devserver-jobs-core`, this crate needs no browser.
//!
//! It is a separate crate so that it can be compiled for size: all of it is in the second module, and none of it
//! runs for each job of an arriving list.

pub mod causes;
pub mod command;
pub mod export;
pub mod fingerprint;
pub mod ticket;

//! What is made of a list, a detail or a request when a user asks for it: many [`fingerprint`]s of messages make
//! [`causes`], these a [`ticket`]; the visible jobs leave the page as an [`export`], and the request as a [`command`].
//! As `devserver-jobs-core`, it needs no browser.
//!
//! It is a crate of its own to be built for size: all of it is in the second module, and none of it is called for each
//! job of a list that arrives.

pub mod causes;
pub mod command;
pub mod export;
pub mod fingerprint;
pub mod ticket;

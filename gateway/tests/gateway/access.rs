//! Nobody in who does not belong: the rules on callers around a small made-up API.

mod callers;
mod guarded;
pub mod issuer;
mod pages;

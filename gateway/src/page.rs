//! The built page: its files, and what its one tag is told.

mod asset;
pub mod assets;
pub mod element;
pub mod embedded;
pub mod policy;

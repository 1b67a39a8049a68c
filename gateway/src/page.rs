//! The built page: its files, and what its one tag is told.

pub mod assets;
pub mod element;
pub mod embedded;

//! The built page: its files, and the attributes of its element.

mod asset;
pub mod assets;
pub mod element;
pub mod embedded;
pub mod policy;

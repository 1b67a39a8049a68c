//! The name of the program in its log, in its responses and towards the cloud.

/// The program's name.
pub const NAME: &str = env!("CARGO_PKG_NAME");

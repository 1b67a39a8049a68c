//! What the program calls itself, in its log, its answers and towards the cloud.

/// The program's name.
pub const NAME: &str = env!("CARGO_PKG_NAME");

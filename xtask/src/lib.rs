//! What the project's commands share with the programs that they start: the workspace and its environment, the
//! tools and their installation, and the build of the page. The commands are in `main.rs`.

pub mod error;
pub mod workspace;

mod environment;

pub mod setup;
pub mod tools;
pub mod wasm_env;
pub mod wasm_target;

pub mod page;

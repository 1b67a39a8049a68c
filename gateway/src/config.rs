//! What the command line and the environment may ask for, read once into values that cannot be wrong.
//! All faults are told at once, a line each. It opens no socket.

pub mod check;
pub mod cloud;
pub mod common;
pub mod demo;
pub mod file;
pub mod serve;
pub mod shared;

use clap::{Parser, Subcommand};

use check::CheckArgs;
use demo::DemoArgs;
use serve::ServeArgs;

/// Serves the DevServer jobs page and the API path that it reads.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The ways to run the gateway.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the page over a simulated cloud: no account, no key, no network
    Demo(DemoArgs),
    /// Serve the page over the real cloud, with a credential from the environment or from files
    #[command(after_help = cloud::CREDENTIAL_HELP)]
    Serve(Box<ServeArgs>),
    /// Call the real cloud once, and say in words what is wrong
    #[command(after_help = cloud::CREDENTIAL_HELP)]
    Check(CheckArgs),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}

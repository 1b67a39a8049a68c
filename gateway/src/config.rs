//! The command line and the environment, read once into validated values. All errors are reported at once, one per
//! line. It opens no socket.

pub mod check;
pub mod cloud;
pub mod common;
pub mod demo;
pub mod file;
pub mod serve;
pub mod shared;

use clap::{Arg, Parser, Subcommand};

use check::CheckArgs;
use demo::DemoArgs;
use serve::ServeArgs;

/// Serves the page with the DevServer jobs, and its API under /v1/.
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
    #[command(mut_args = without_values)]
    Demo(DemoArgs),
    /// Serve the page over the real cloud, with a credential from the environment or from files
    #[command(after_help = cloud::CREDENTIAL_HELP, mut_args = without_values)]
    Serve(Box<ServeArgs>),
    /// Call the real cloud once, and explain what is wrong
    #[command(after_help = cloud::CREDENTIAL_HELP, mut_args = without_values)]
    Check(CheckArgs),
}

/// The help names variables but not their values: one may contain a secret.
fn without_values(arg: Arg) -> Arg {
    arg.hide_env_values(true)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    /// `--help` showed the value of each variable, such as one with the password of an engine.
    #[test]
    fn the_help_shows_no_value_of_a_variable() {
        for command in Cli::command().get_subcommands() {
            for arg in command.get_arguments().filter(|arg| arg.get_env().is_some()) {
                assert!(arg.is_hide_env_values_set(), "{} {}", command.get_name(), arg.get_id());
            }
        }
    }
}

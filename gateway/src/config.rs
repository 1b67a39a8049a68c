//! The command line and the environment, read once into validated values. All errors are reported at once, one per
//! line. It opens no socket.

pub mod check;
pub mod cloud;
pub mod common;
pub mod demo;
pub mod file;
pub mod serve;
pub mod shared;

use std::any::TypeId;
use std::collections::HashSet;
use std::env;
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Arg, CommandFactory, Parser, Subcommand};

use check::CheckArgs;
use demo::DemoArgs;
use serve::ServeArgs;

/// The names of the variables begin with one of these.
const PREFIXES: [&str; 2] = ["DEVSERVER_JOBS_", "HUAWEICLOUD_SDK_"];

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
    #[command(mut_args = variable)]
    Demo(DemoArgs),
    /// Serve the page over the real cloud, with a credential from the environment or from files
    #[command(after_help = cloud::CREDENTIAL_HELP, mut_args = variable)]
    Serve(Box<ServeArgs>),
    /// Call the real cloud once, and explain what is wrong
    #[command(after_help = cloud::CREDENTIAL_HELP, mut_args = variable)]
    Check(CheckArgs),
}

/// The help names variables but not their values: one may contain a secret. A blank value counts as not set, because
/// that is how compose files unset a variable.
fn variable(arg: Arg) -> Arg {
    let value = arg.get_env().and_then(env::var_os);
    let is_blank = value.is_some_and(|value| value.to_str().is_some_and(|it| it.trim().is_empty()));
    let arg = arg.hide_env_values(true);
    if is_blank { arg.env(Resettable::Reset) } else { arg }
}

/// Errors of variables that are not UTF-8: they would be ignored, or refused without their name. A path may have any
/// bytes.
pub fn unreadable_variables() -> Vec<String> {
    let command = Cli::command();
    let paths: HashSet<_> = command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments)
        .filter(|arg| arg.get_value_parser().type_id() == TypeId::of::<PathBuf>())
        .filter_map(Arg::get_env)
        .collect();
    let is_ours = |name: &str| PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    env::vars_os()
        .filter(|(name, value)| value.to_str().is_none() && !paths.contains(&**name))
        .filter_map(|(name, _)| name.into_string().ok().filter(|name| is_ours(name)))
        .map(|name| format!("{name} is not valid UTF-8; give its value as UTF-8 text"))
        .collect()
}

#[cfg(test)]
mod tests {
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

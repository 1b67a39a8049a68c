//! The ways in which a command can fail.

use std::process::ExitCode;

/// Why a command ends without success.
#[derive(Debug)]
pub enum Error {
    /// The command line makes no sense; the usage follows.
    Usage(String),
    /// Something is missing or failed; each line is printed by itself.
    Failed(String),
    /// The reason is on the screen already.
    Reported,
}

/// What a command returns.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// Ends a command with this reason.
pub fn fail<T>(reason: impl Into<String>) -> Result<T> {
    Err(Error::Failed(reason.into()))
}

/// Runs a program with the arguments of its command line. Prints why it failed, and gives its exit code: 2 where the command line makes no sense, else 1.
pub fn main(usage: &str, run: impl FnOnce(&[&str]) -> Result) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Error::Usage(reason)) => {
            eprintln!("error: {reason}\n\n{usage}");
            ExitCode::from(2)
        }
        Err(Error::Failed(reason)) => {
            for line in reason.lines() {
                eprintln!("error: {line}");
            }
            ExitCode::FAILURE
        }
        // The test summary is complete, and its last line must stay the last.
        Err(Error::Reported) => ExitCode::FAILURE,
    }
}

//! The ways in which a command can fail.

use std::process::ExitCode;

/// Why a command ends without success.
#[derive(Debug)]
pub enum Error {
    /// The command line is invalid; the usage is printed as well.
    Usage(String),
    /// Something is missing or failed. Each line is printed as an error of its own.
    Failed(String),
    /// The reason was printed already.
    Reported,
}

/// The result of a command.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// An error with this reason.
pub fn fail<T>(reason: impl Into<String>) -> Result<T> {
    Err(Error::Failed(reason.into()))
}

/// Runs a program with the arguments of its command line. Prints why it failed, and returns its exit code: 2 for an
/// invalid command line, and 1 for other failures.
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
        // The test summary was printed, and must stay the last output.
        Err(Error::Reported) => ExitCode::FAILURE,
    }
}

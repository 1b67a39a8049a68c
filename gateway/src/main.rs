//! The program: parses the command line, starts the command, and reports errors, one per line.

use std::env;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use devserver_jobs_gateway::config::common::LogFormat;
use devserver_jobs_gateway::config::{Cli, Command};
use devserver_jobs_gateway::{about, check, config, start};
use tokio::runtime::Runtime;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// Response bodies consist of many small pieces, allocated by one thread and freed by another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let get = |name: &str| env::var(name).ok();
    let unreadable = config::unreadable_variables();
    if !unreadable.is_empty() {
        return failed(unreadable);
    }
    let outcome = match Cli::parse().command {
        Command::Demo(args) => args.read().and_then(|config| {
            log_to_stderr(config.common.log, config.common.log_format);
            run(start::demo(config))
        }),
        Command::Serve(args) => args.read(&get).and_then(|config| {
            log_to_stderr(config.common.log, config.common.log_format);
            run(start::serve(config))
        }),
        Command::Check(args) => args.read(&get).and_then(|config| {
            log_to_stderr(config.log, LogFormat::Text);
            run(check::run(config))
        }),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(faults) => failed(faults),
    }
}

fn failed(faults: Vec<String>) -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    for fault in faults {
        // There is nobody left to be told of an error.
        let _ = writeln!(stderr, "{}: {fault}", about::NAME);
    }
    ExitCode::FAILURE
}

fn run<E: ToString>(task: impl Future<Output = Result<(), E>>) -> Result<(), Vec<String>> {
    let runtime = Runtime::new().map_err(|error| vec![format!("cannot run: {error}")])?;
    runtime.block_on(task).map_err(|error| vec![error.to_string()])
}

/// Standard output is reserved for the line with the address.
fn log_to_stderr(level: LevelFilter, format: LogFormat) {
    let log = tracing_subscriber::fmt()
        .with_writer(unlocked(std::io::stderr()))
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(level)
        .with_target(false)
        // A line that cannot be written, for example because the disk is full, is lost. Reporting that on standard
        // error would panic for the same reason.
        .log_internal_errors(false);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

/// Standard error without the lock of the standard library: a thread that is interrupted while writing must not
/// delay the responses of all others. A line is a single write, which the system does not split.
#[cfg(unix)]
fn unlocked(stderr: std::io::Stderr) -> BoxMakeWriter {
    use std::os::fd::AsFd;

    match stderr.as_fd().try_clone_to_owned() {
        Ok(same) => BoxMakeWriter::new(std::fs::File::from(same)),
        // Standard error is not open, or no more files can be opened.
        Err(_) => BoxMakeWriter::new(std::io::stderr),
    }
}

#[cfg(not(unix))]
fn unlocked(_: std::io::Stderr) -> BoxMakeWriter {
    BoxMakeWriter::new(std::io::stderr)
}

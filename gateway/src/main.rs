//! The program: reads the command line, starts what it asks for, and says in one line why it cannot.
//! It decides nothing itself.

use std::error::Error;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use devserver_jobs_gateway::config::{Cli, Command, DemoArgs, DemoConfig};
use devserver_jobs_gateway::{app, demo};

fn main() -> ExitCode {
    let Command::Demo(args) = Cli::parse().command;
    match run_demo(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{}: {why}", app::NAME);
            ExitCode::FAILURE
        }
    }
}

fn run_demo(args: DemoArgs) -> Result<(), Box<dyn Error>> {
    let config = DemoConfig::try_from(args)?;
    // Standard output is kept for the one line that says where the gateway listens.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_max_level(config.log)
        .with_target(false)
        .init();
    Ok(demo::run(config)?)
}

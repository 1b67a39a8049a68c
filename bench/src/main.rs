//! The benchmarks. `cargo xtask bench` installs what they need and starts them.

mod gateway;
mod page;

mod http;
mod machine;
mod pages;
mod program;

use std::process::ExitCode;

use xtask::error::{self, Error, Result};
use xtask::workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask bench <benchmark> [--short]

  gateway    how fast the gateway gives kept lists, beside nginx; 6 minutes, or 2
  page       how fast the page is, beside the same list in JavaScript, in Solid, in React and in a kit;
             25 minutes, or 8
  pages      how many calls five hundred open pages cause in an hour; 5 minutes, or 1
";

fn main() -> ExitCode {
    error::main(USAGE, run)
}

fn run(arguments: &[&str]) -> Result {
    match arguments {
        ["gateway"] => gateway::run(&Workspace::find()?, gateway::FULL),
        ["gateway", "--short"] => gateway::run(&Workspace::find()?, gateway::SHORT),
        ["page"] => page::run(&Workspace::find()?, page::FULL),
        ["page", "--short"] => page::run(&Workspace::find()?, page::SHORT),
        ["pages"] => pages::run(&Workspace::find()?, pages::FULL),
        ["pages", "--short"] => pages::run(&Workspace::find()?, pages::SHORT),
        _ => Err(Error::Usage(format!("no such benchmark: {}", arguments.join(" ")))),
    }
}

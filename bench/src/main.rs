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
usage: cargo xtask bench <benchmark> [--short] [part]

  gateway    compare the gateway with nginx, for stored lists; 6 minutes, or 2. Parts, of less than two
             minutes each: identity, gzip, 304, alone
  page       compare the page with the same list in JavaScript, Solid, React and a UI kit; 25 minutes, or 8
  pages      count the calls that 500 open pages cause per hour; 5 minutes, or 1
";

fn main() -> ExitCode {
    error::main(USAGE, run)
}

fn run(arguments: &[&str]) -> Result {
    match arguments {
        ["gateway", rest @ ..] => {
            let (form, rest) = match rest {
                ["--short", rest @ ..] => (gateway::SHORT, rest),
                rest => (gateway::FULL, rest),
            };
            let part = match rest {
                [] => Some(gateway::Part::All),
                [name] => gateway::Part::of(name),
                _ => None,
            };
            let part = part.ok_or_else(|| {
                Error::Usage(format!("no such part of the benchmark: {}", rest.join(" ")))
            })?;
            gateway::run(&Workspace::find()?, form, part)
        }
        ["page"] => page::run(&Workspace::find()?, page::FULL),
        ["page", "--short"] => page::run(&Workspace::find()?, page::SHORT),
        ["pages"] => pages::run(&Workspace::find()?, pages::FULL),
        ["pages", "--short"] => pages::run(&Workspace::find()?, pages::SHORT),
        _ => Err(Error::Usage(format!("no such benchmark: {}", arguments.join(" ")))),
    }
}

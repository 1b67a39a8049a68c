//! The project's own commands: their usage, and the module for each of them.

mod bench;
mod demo;
mod fuzz;
mod package;
mod test;

use std::process::ExitCode;

use xtask::error::{self, Error, Result};
use xtask::setup;
use xtask::workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask <command>

  setup              install the missing tools that demo and test need
  demo [FLAG...]     build the page and the gateway, and serve a simulated cloud;
                     the flags are those of the gateway (--listen 127.0.0.1:9000, --jobs 100000)
  serve [FLAG...]    build the page and the gateway, and serve the real cloud;
                     the flags are those of the gateway (--region cn-north-4 --projects ID)
  package [npm]      write the files for delivery to target/deliver/: the gateway with the page inside,
                     and the npm package; or only the npm package, which takes seconds
  test [STEP...]     run all checks, or only the named steps:
                     fmt, clippy, native, browser, end2end, portals; and, only if it is named,
                     office, which opens exported files in LibreOffice
  fuzz [PART] [--runs N]
                     fuzz the decoder with generated responses (one million runs, about 5 minutes),
                     or the gateway with a part of requests: path, query, forwarded, accept-encoding
  bench gateway [--short] [PART]
                     compare the gateway with nginx, for stored lists; 6 minutes, or 2
  bench page [--short]
                     compare the page with the same list in JavaScript, Solid, React and a UI kit;
                     25 minutes, or 8
  bench pages [--short]
                     count the calls that 500 open pages cause per hour; 5 minutes, or 1
";

fn main() -> ExitCode {
    error::main(USAGE, run)
}

fn run(arguments: &[&str]) -> Result {
    match arguments {
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        ["setup"] => setup::run(&Workspace::find()?),
        [command @ ("demo" | "serve"), flags @ ..] => {
            demo::run(&Workspace::find()?, command, flags)
        }
        ["package"] => package::run(&Workspace::find()?),
        ["package", "npm"] => package::npm(&Workspace::find()?),
        ["test", steps @ ..] => test::run(&Workspace::find()?, steps),
        ["fuzz", arguments @ ..] => fuzz::run(&Workspace::find()?, arguments),
        ["bench", arguments @ ..] => bench::run(&Workspace::find()?, arguments),
        [] => Err(Error::Usage("no command given".into())),
        // These take at most one argument, so the message names the whole command.
        ["setup" | "package", ..] => {
            Err(Error::Usage(format!("no such command: {}", arguments.join(" "))))
        }
        [command, ..] => Err(Error::Usage(format!("no such command: {command}"))),
    }
}

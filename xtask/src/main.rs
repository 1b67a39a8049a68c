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

  setup              install what demo and test need, and only what is missing
  demo [FLAG...]     build the page and the gateway, then serve the demo cloud;
                     the flags go to the gateway (--listen 127.0.0.1:9000, --jobs 100000)
  serve [FLAG...]    build the page and the gateway, then serve the real cloud;
                     the flags go to the gateway (--region cn-north-4 --projects ID)
  package [npm]      write what is handed over to target/deliver/: the gateway with the page inside,
                     and the npm package; or that alone, which takes seconds
  test [STEP...]     run every check, or only the named steps:
                     fmt, clippy, native, browser, end2end, portals; and, only when it is named,
                     office, which opens exported files in LibreOffice
  fuzz [PART] [--runs N]
                     make up answers that might break the decoder; a million, about 5 minutes; or the
                     path, query, forwarded or accept-encoding of requests that might get past the gateway
  bench gateway [--short]
                     how fast the gateway gives kept lists, beside nginx; 6 minutes, or 2
  bench page [--short]
                     how fast the page is, beside the same list in JavaScript, in React and in a
                     kit; 22 minutes, or 8
  bench pages [--short]
                     how many calls five hundred open pages cause in an hour; 5 minutes, or 1
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
        // They take no argument, or one at most, so with another it is the whole line that does not exist.
        ["setup" | "package", ..] => {
            Err(Error::Usage(format!("no such command: {}", arguments.join(" "))))
        }
        [command, ..] => Err(Error::Usage(format!("no such command: {command}"))),
    }
}

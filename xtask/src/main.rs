//! The project's own commands: what to type, and which room answers. Installs, builds and runs
//! nothing itself.

mod bench;
mod demo;
mod fuzz;
mod package;
mod run;
mod setup;
mod test;
mod tools;
mod wasm_target;

use std::env;
use std::process::ExitCode;

use run::{Failure, Workshop};

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
                     fmt, clippy, native, browser, end2end
  fuzz [--runs N]    make up answers that might break the decoder; a million, about 5 minutes
  bench gateway [--short]
                     how fast the gateway gives kept lists, beside nginx; 6 minutes, or 2
  bench page [--short]
                     how fast the page is, beside the same list in JavaScript, in React and in a
                     kit; 22 minutes, or 8
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();

    let outcome = match words.as_slice() {
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        ["setup"] => Workshop::find().and_then(|shop| setup::run(&shop)),
        [command @ ("demo" | "serve"), flags @ ..] => {
            Workshop::find().and_then(|shop| demo::run(&shop, command, flags))
        }
        ["package"] => Workshop::find().and_then(|shop| package::run(&shop)),
        ["package", "npm"] => Workshop::find().and_then(|shop| package::npm(&shop)),
        ["test", steps @ ..] => Workshop::find().and_then(|shop| test::run(&shop, steps)),
        ["fuzz", words @ ..] => Workshop::find().and_then(|shop| fuzz::run(&shop, words)),
        ["bench", words @ ..] => Workshop::find().and_then(|shop| bench::run(&shop, words)),
        [] => Err(Failure::Usage("no command given".into())),
        [command, ..] => {
            Err(Failure::Usage(format!("no such command: {}", words_of(command, &words))))
        }
    };

    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(reason)) => {
            eprintln!("error: {reason}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(Failure::Stopped(reason)) => {
            for line in reason.lines() {
                eprintln!("error: {line}");
            }
            ExitCode::FAILURE
        }
        // The test summary has already said everything, and its last line must stay the last.
        Err(Failure::Reported) => ExitCode::FAILURE,
    }
}

/// `setup` takes no arguments and `package` one at most, so with another it is the whole line that does not
/// exist.
fn words_of(command: &str, words: &[&str]) -> String {
    if ["setup", "package"].contains(&command) { words.join(" ") } else { command.to_owned() }
}

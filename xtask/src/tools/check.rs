//! Checks whether a tool is there, in the required version.

use std::fs;

use xshell::cmd;

use super::{Check, Tool, lock, stamp};
use crate::wasm_target;
use crate::workspace::Workspace;

impl Tool {
    /// If the tool is not installed in the required version: what was found instead, if anything.
    pub fn check(&self, workspace: &Workspace) -> std::result::Result<(), Option<String>> {
        let version_of = |program: &str| {
            workspace.read(cmd!(workspace, "{program} --version")).map(|it| first_line(&it))
        };
        match &self.check {
            Check::Prints(program, words) => match version_of(program) {
                Some(printed) if begins_with_words(&printed, words) => Ok(()),
                found => Err(found),
            },
            Check::Answers(command, words) => {
                let [program, arguments @ ..] = command else { return Err(None) };
                let answer = workspace.read_all(workspace.cmd(program).args(arguments));
                match answer.map(|it| first_line(&it)) {
                    Some(line) if begins_with_words(&line, words) => Ok(()),
                    found => Err(found),
                }
            }
            Check::Font(language) => {
                let fonts = workspace.read(cmd!(workspace, "fc-list :lang={language} family"));
                fonts.filter(|fonts| !fonts.is_empty()).map(|_| ()).ok_or(None)
            }
            Check::Node(oldest) => match version_of("node") {
                Some(_) if workspace.which("npm").is_none() => Err(Some("node without npm".into())),
                Some(version) if numbers(&version).take(2).ge(*oldest) => Ok(()),
                found => Err(found),
            },
            Check::Browser => {
                match (short(version_of("chromium")), short(version_of("chromedriver"))) {
                    (Some(one), Some(other)) if major_version(&one) == major_version(&other) => {
                        Ok(())
                    }
                    (Some(one), Some(other)) => Err(Some(format!("{one} and {other}"))),
                    (Some(browser), None) => Err(Some(format!("{browser} without chromedriver"))),
                    (None, Some(driver)) => Err(Some(format!("{driver} without chromium"))),
                    (None, None) => Err(None),
                }
            }
            Check::WasmTarget => wasm_target::find(workspace).map(|_| ()).ok_or(None),
            Check::Packages(folder) => {
                let wanted = fs::read(workspace.root.join(lock(folder))).ok();
                let installed = fs::read(workspace.root.join(stamp(folder))).ok();
                if wanted.is_some() && wanted == installed { Ok(()) } else { Err(None) }
            }
        }
    }
}

fn begins_with_words(printed: &str, words: &str) -> bool {
    let mut printed = printed.split_whitespace();
    words.split_whitespace().all(|word| printed.next() == Some(word))
}

/// The first number in a text: 156 in `Chromium 156.0.8078.79 built on Debian GNU/Linux 12`.
fn major_version(text: &str) -> Option<u32> {
    numbers(text).next()
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    let digits = text.split(|character: char| !character.is_ascii_digit());
    digits.filter_map(|run| run.parse().ok())
}

/// Name and version, without the builder's notes behind them.
fn short(printed: Option<String>) -> Option<String> {
    printed.map(|it| it.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_by_whole_words() {
        #[track_caller]
        fn check(printed: &str, words: &str, expect: bool) {
            assert_eq!(begins_with_words(printed, words), expect, "{printed}");
        }
        check("trunk 0.21.14", "trunk 0.21.14", true);
        check("trunk 0.21.140", "trunk 0.21.14", false);
        check("trunk", "trunk 0.21.14", false);
        check("wasm-opt version 132 (version_132)", "wasm-opt version 132", true);
        check("wasm-opt version 13", "wasm-opt version 132", false);
        check("geckodriver 0.36.0 ( )", "geckodriver 0.36.0", true);
        check("Mozilla Firefox 153.7.0esr", "Mozilla Firefox", true);
        check("", "rustfmt", false);
    }

    #[test]
    fn major_version_is_the_first_number() {
        #[track_caller]
        fn check(text: &str, expect: Option<u32>) {
            assert_eq!(major_version(text), expect, "{text}");
        }
        check("v20.20.2", Some(20));
        check("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", Some(156));
        check("ChromeDriver 156.0.8078.79 (a21ce95c-refs/branch-heads/8078@{#1704})", Some(156));
        check("", None);
    }
}

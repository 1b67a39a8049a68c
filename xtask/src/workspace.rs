//! The checkout, and starting programs in it.
//!
//! A command is written with xshell's `cmd!(workspace, "program {argument}")` and passed to [`Workspace::run`] or a
//! similar method. Commands whose output the user sees are printed in a form that can be typed.

use std::borrow::Cow;
use std::env;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use xshell::{Cmd, Shell};

use crate::environment::Environment;
use crate::error::{Error, Result, fail};

/// The checkout, or a folder of it, in which programs are started.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The root of the checkout.
    pub root: PathBuf,
    /// Cargo's home, which contains its programs.
    pub cargo_home: PathBuf,
    environment: Environment,
    shell: Shell,
}

impl Workspace {
    /// The workspace from which cargo has started this program.
    pub fn find() -> Result<Self> {
        // Read at run time, because the checkout may have been moved after the build.
        let Some(root) = env::var_os("CARGO_MANIFEST_DIR")
            .and_then(|it| PathBuf::from(it).parent().map(PathBuf::from))
        else {
            return fail("the checkout is unknown: start this program as `cargo xtask`");
        };
        let cargo_home = match (env::var_os("CARGO_HOME"), env::var_os("HOME")) {
            (Some(home), _) if !home.is_empty() => PathBuf::from(home),
            (_, Some(home)) => Path::new(&home).join(".cargo"),
            _ => return fail("cargo's home is unknown: set CARGO_HOME or HOME"),
        };
        let environment = Environment::of(&root, &cargo_home)?;
        let shell = Shell::new().map_err(|error| Error::Failed(error.to_string()))?;
        shell.change_dir(&root);
        Ok(Self { root, cargo_home, environment, shell })
    }

    /// The same, but programs are started in this folder of the checkout.
    pub fn folder(&self, folder: &str) -> Self {
        let inside = self.clone();
        inside.shell.change_dir(self.root.join(folder));
        inside
    }

    /// A command for this program with its environment. xshell's `cmd!(workspace, "…")` calls it.
    pub fn cmd(&self, program: impl AsRef<Path>) -> Cmd<'_> {
        let program = program.as_ref();
        let cmd = self.shell.cmd(program).env("PATH", &self.environment.path);
        let cmd = match env::var_os("NO_COLOR") {
            // Trunk expects a boolean, and does not start with the usual 1.
            Some(value) if program == Path::new("trunk") => {
                cmd.env("NO_COLOR", if value.is_empty() { "false" } else { "true" })
            }
            _ => cmd,
        };
        self.environment.changes.iter().fold(cmd, |cmd, (name, value)| match value {
            Some(value) => cmd.env(name, value),
            None => cmd.env_remove(name),
        })
    }

    /// Prints the command and runs it with its output shown. Fails when the program does.
    pub fn run(&self, cmd: Cmd) -> Result {
        let (mut command, line) = self.shown(cmd);
        match command.stdin(Stdio::null()).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => fail(format!("`{line}` failed ({status})")),
            Err(error) => fail(format!("`{line}` could not be started: {error}")),
        }
    }

    /// Prints the command and replaces this program by it, so that only the new program receives Ctrl-C and signals.
    /// Returns only if it cannot be started.
    pub fn exec(&self, cmd: Cmd) -> Result {
        let (mut command, line) = self.shown(cmd);
        let error = command.exec();
        fail(format!("`{line}` could not be started: {error}"))
    }

    /// Starts the program in the background. Its standard error is written to the file; its standard output can be
    /// read.
    pub fn spawn(&self, cmd: Cmd, log: File) -> Result<Child> {
        let mut command = Command::from(cmd);
        let line = self.typed(&command);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| Error::Failed(format!("`{line}` could not be started: {error}")))
    }

    /// The standard output of a program; `None` if it cannot be started or fails.
    pub fn read(&self, cmd: Cmd) -> Option<String> {
        let output = Command::from(cmd).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The output of a program on both streams, even if it fails; `None` if it cannot be started.
    pub fn read_all(&self, cmd: Cmd) -> Option<String> {
        let output = Command::from(cmd).stdin(Stdio::null()).output().ok()?;
        let both = [output.stdout, output.stderr].concat();
        Some(String::from_utf8_lossy(&both).trim().to_owned())
    }

    /// The first executable file of that name on the search path.
    pub fn which(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.environment.path).map(|folder| folder.join(program)).find(|file| {
            fs::metadata(file)
                .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
        })
    }

    /// Whether system packages can be installed without `sudo`.
    pub fn is_root(&self) -> bool {
        self.read(self.cmd("id").arg("-u")).as_deref() == Some("0")
    }

    fn shown(&self, cmd: Cmd) -> (Command, String) {
        let command = Command::from(cmd);
        let line = self.typed(&command);
        println!("  $ {line}");
        (command, line)
    }

    /// The command as it can be typed in the root: folder, own variables, program and arguments.
    fn typed(&self, command: &Command) -> String {
        let folder = command.get_current_dir().and_then(|it| it.strip_prefix(&self.root).ok());
        let folder = folder.map(Path::to_string_lossy).filter(|it| !it.is_empty());
        let folder = folder.map(|folder| format!("cd {} && ", quoted(&folder)));
        let variables = command.get_envs().filter_map(|(name, value)| {
            let (name, value) = (name.to_string_lossy(), value?.to_string_lossy());
            (!self.environment.sets(&name)).then(|| format!("{name}={} ", quoted(&value)))
        });
        let variables: String = variables.collect();
        let words = [command.get_program()].into_iter().chain(command.get_args());
        let words: Vec<_> =
            words.map(|word| quoted(&word.to_string_lossy()).into_owned()).collect();
        format!("{}{variables}{}", folder.unwrap_or_default(), words.join(" "))
    }
}

/// Quotes a word that has a special meaning for the shell.
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:@%+,~^".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use xshell::cmd;

    fn workspace() -> Workspace {
        Workspace::find().expect("cargo sets CARGO_MANIFEST_DIR for tests")
    }

    #[test]
    fn a_command_is_printed_as_it_can_be_typed() {
        let (workspace, folder) = (workspace(), workspace().folder("end2end"));
        #[track_caller]
        fn check(workspace: &Workspace, cmd: Cmd, expect: &str) {
            assert_eq!(workspace.typed(&Command::from(cmd)), expect);
        }
        let two = ["--one", "a b"];
        check(&workspace, cmd!(workspace, "trunk build {two...}"), "trunk build --one 'a b'");
        check(
            &workspace,
            cmd!(folder, "sh -c 'echo $0'").env("A", "it's"),
            r"cd end2end && A='it'\''s' sh -c 'echo $0'",
        );
    }

    #[test]
    fn a_program_that_fails_or_is_missing_is_named() {
        let workspace = workspace();
        let reason = |outcome| match outcome {
            Err(Error::Failed(reason)) => reason,
            other => panic!("{other:?}"),
        };
        let reasons = [cmd!(workspace, "false"), cmd!(workspace, "no-such-program --help")]
            .map(|cmd| reason(workspace.run(cmd)));
        assert_eq!(reasons[0], "`false` failed (exit status: 1)");
        assert!(reasons[1].starts_with("`no-such-program --help` could not be started: "));
        assert_eq!(workspace.read(cmd!(workspace, "false")), None);
        assert_eq!(workspace.read(cmd!(workspace, "echo a")).as_deref(), Some("a"));
    }

    #[test]
    fn children_do_not_take_this_crate_for_theirs() {
        let workspace = workspace();
        let seen = workspace.read(cmd!(workspace, "env")).unwrap_or_default();
        assert!(seen.contains("PATH="), "{seen}");
        assert!(!seen.contains("CARGO_PKG_NAME"), "{seen}");
    }
}

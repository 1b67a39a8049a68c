//! Runs other programs, all with one environment. Knows nothing of what they are for.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use crate::wasm_target::{DEBIAN, DEBIAN_BIN};

/// Why a command of xtask ends without success.
#[derive(Debug)]
pub enum Failure {
    /// The command line makes no sense; the usage follows.
    Usage(String),
    /// Something is missing or went wrong; each line stands alone.
    Stopped(String),
    /// Already told on the screen.
    Reported,
}

pub type Result<T = ()> = std::result::Result<T, Failure>;

pub fn stop<T>(reason: impl Into<String>) -> Result<T> {
    Err(Failure::Stopped(reason.into()))
}

/// The checkout, and where programs are found and put.
pub struct Workshop {
    pub root: PathBuf,
    pub cargo_home: PathBuf,
    /// The search path of every program started here.
    path: OsString,
}

impl Workshop {
    pub fn find() -> Result<Self> {
        // Asked for at run time, so that a moved checkout is found where it is now.
        let Some(root) = env::var_os("CARGO_MANIFEST_DIR")
            .and_then(|it| PathBuf::from(it).parent().map(PathBuf::from))
        else {
            return stop("the checkout is unknown: start me as `cargo xtask`");
        };
        let cargo_home = match (env::var_os("CARGO_HOME"), env::var_os("HOME")) {
            (Some(home), _) if !home.is_empty() => PathBuf::from(home),
            (_, Some(home)) => Path::new(&home).join(".cargo"),
            _ => return stop("cargo's home is unknown: set CARGO_HOME or HOME"),
        };
        let path = search_path(&root, cargo_home.join("bin"))?;
        Ok(Self { root, cargo_home, path })
    }

    /// The first executable file of that name on the search path.
    pub fn which(&self, program: &str) -> Option<PathBuf> {
        use std::os::unix::fs::PermissionsExt;
        env::split_paths(&self.path).map(|folder| folder.join(program)).find(|file| {
            fs::metadata(file)
                .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
        })
    }

    /// What a program prints, or nothing when it is not there or does not succeed.
    pub fn capture(&self, words: &[&str]) -> Option<String> {
        let mut line = Line::of(words).command(self);
        let output = line.stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// What a program says on either stream, however it ends; nothing when it is not there.
    pub fn said(&self, words: &[&str]) -> Option<String> {
        let output = Line::of(words).command(self).output().ok()?;
        let both = [output.stdout, output.stderr].concat();
        Some(String::from_utf8_lossy(&both).trim().to_owned())
    }

    pub fn is_root(&self) -> bool {
        self.capture(&["id", "-u"]).as_deref() == Some("0")
    }
}

/// One command line: printed as it could be typed, then run.
#[derive(Clone)]
pub struct Line {
    folder: &'static str,
    environment: Vec<(String, OsString)>,
    words: Vec<String>,
}

impl Line {
    /// A line of plain words, parted at the spaces.
    pub fn new(line: &str) -> Self {
        Self::of(&line.split_whitespace().collect::<Vec<_>>())
    }

    pub fn of(words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { folder: "", environment: Vec::new(), words }
    }

    pub fn word(mut self, word: impl AsRef<Path>) -> Self {
        self.words.push(word.as_ref().display().to_string());
        self
    }

    /// In this folder of the checkout, not in its root.
    pub fn inside(mut self, folder: &'static str) -> Self {
        self.folder = folder;
        self
    }

    pub fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Announces the line and runs it with its output shown. Fails when the program does.
    pub fn run(&self, shop: &Workshop) -> Result {
        println!("  $ {self}");
        match self.command(shop).status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => stop(format!("`{self}` failed ({status})")),
            Err(error) => stop(format!("`{self}` could not be started: {error}")),
        }
    }

    /// Becomes that program, so that Ctrl-C and signals reach it alone. Returns only when it cannot
    /// start.
    pub fn become_it(&self, shop: &Workshop) -> Result {
        println!("  $ {self}");
        let error = self.command(shop).stdin(Stdio::inherit()).exec();
        stop(format!("`{self}` could not be started: {error}"))
    }

    /// Starts that program beside this one. What it says on standard error goes into the file, what it
    /// says on standard output is to be read.
    pub fn start(&self, shop: &Workshop, log: File) -> Result<Child> {
        let mut command = self.command(shop);
        command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|error| Failure::Stopped(format!("`{self}` could not be started: {error}")))
    }

    fn command(&self, shop: &Workshop) -> Command {
        let program = self.words.first().map_or("", String::as_str);
        let mut command = Command::new(program);
        command.args(self.words.iter().skip(1));
        command
            .current_dir(shop.root.join(self.folder))
            .env("PATH", &shop.path)
            .stdin(Stdio::null());
        clean(&mut command, program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.folder.is_empty() {
            write!(f, "cd {} && ", self.folder)?;
        }
        for (name, value) in &self.environment {
            write!(f, "{name}={} ", value.display())?;
        }
        f.write_str(&self.words.join(" "))
    }
}

/// The user's, but with cargo's bin folder, which a cargo that came without rustup does not put on
/// it, with the folder in which Debian keeps servers, and without the compiler that `target/wasm.env`
/// puts in front.
fn search_path(root: &Path, cargo_bin: PathBuf) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let of_wasm_env = root.join(DEBIAN_BIN);
    let mut folders: Vec<_> = env::split_paths(&path).filter(|it| *it != of_wasm_env).collect();
    if !folders.contains(&cargo_bin) {
        folders.insert(0, cargo_bin);
    }
    let of_servers = PathBuf::from("/usr/sbin");
    if !folders.contains(&of_servers) {
        folders.push(of_servers);
    }
    env::join_paths(folders)
        .map_err(|error| Failure::Stopped(format!("PATH cannot be extended: {error}")))
}

/// Takes away what `cargo run` and the user's shell set and a child would trip over.
fn clean(command: &mut Command, program: &str) {
    for (name, value) in env::vars_os() {
        let text = name.to_string_lossy();
        // Some build scripts ask to run again when these change, and they name xtask here.
        let of_cargo_run = matches!(&*text, "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH")
            || text.starts_with("CARGO_PKG_");
        // Loaded by `. target/wasm.env`: it is for wasm builds only, and those are given it
        // explicitly.
        let of_wasm_env =
            DEBIAN.iter().any(|(debian, program)| text == *debian && value == *program);
        if of_cargo_run || of_wasm_env {
            command.env_remove(&name);
        }
        // Cargo was asked in the user's folder, its children are asked in the root.
        if text == "CARGO_TARGET_DIR"
            && let Ok(absolute) = std::path::absolute(&value)
        {
            command.env(&name, absolute);
        }
        // Trunk wants a boolean in NO_COLOR and refuses to start at the usual 1.
        if text == "NO_COLOR" && program == "trunk" {
            command.env(&name, if value.is_empty() { "false" } else { "true" });
        }
    }
}

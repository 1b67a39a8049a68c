//! The description of a tool: its purpose, how to check that it is there, and how to install it.

mod check;
mod table;

pub use table::table;

/// One tool of the table.
pub struct Tool {
    /// Its usual name.
    pub name: &'static str,
    /// Empty if any version is accepted.
    pub version: String,
    /// Printed before it is installed.
    pub purpose: &'static str,
    /// How long the installation takes on two cores.
    pub takes: &'static str,
    /// `demo`, `bench gateway`, `bench page`, `fuzz`, or the steps of `test`.
    pub needed_by: &'static [&'static str],
    /// How to check that it is installed.
    pub check: Check,
    /// How to install it.
    pub install: Install,
}

/// How to check that a tool is installed.
pub enum Check {
    /// The output of the program's `--version` begins with this text.
    Prints(&'static str, String),
    /// The output of this command on either stream begins with this text, even if it fails: not every program supports
    /// `--version`.
    Answers(&'static [&'static str], &'static str),
    /// A font for this language is installed.
    Font(&'static str),
    /// Node of this version, by its first two numbers, or newer; and npm.
    Node([u32; 2]),
    /// Chromium and its driver, of one major version.
    Browser,
    /// A compiler on this machine can build for wasm32.
    WasmTarget,
    /// The packages in this folder are those of its lock file.
    Packages(&'static str),
}

/// How to install a tool.
pub enum Install {
    /// The crate is built from source into cargo's bin folder, with these flags.
    Cargo(&'static str, &'static [&'static str]),
    /// The npm package is installed into cargo's bin folder, too, which is on PATH and needs no root.
    Npm(&'static str),
    /// Packages of Debian.
    Debian(&'static [&'static str]),
    /// A server that Debian would start at once, and again at each boot.
    DebianServer(&'static str),
    /// A component of the compiler.
    RustupComponent(&'static str),
    /// The compiler's target for the browser.
    WasmTarget,
    /// The packages of the lock file in this folder.
    Packages(&'static str),
    /// The user has to install it; the text says how.
    ByHand(&'static str),
}

/// The lock file that `npm ci` last succeeded with in a folder. Contents are compared, because a checkout
/// changes file times.
pub fn stamp(folder: &str) -> String {
    format!("{folder}/node_modules/.installed-from.json")
}

/// What `npm ci` installs from.
pub fn lock(folder: &str) -> String {
    format!("{folder}/package-lock.json")
}

impl Tool {
    /// Name and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version).trim_end().to_owned()
    }
}

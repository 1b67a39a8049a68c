//! The modules of one crate over all its files, and resolving paths in them.

use std::path::{Path, PathBuf};

use super::scan::{Names, Scanned};

/// The maximum depth of aliases of aliases. A deeper one is a circle of `pub use`, which the compiler rejects.
const DEEPEST: u32 = 16;

/// Returns the content of a file, if it exists.
pub type Files<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// All modules of a crate; the first is its root.
pub struct Modules(Vec<Module>);

struct Module {
    file: PathBuf,
    parent: usize,
    children: Vec<(String, usize)>,
    text: Scanned,
}

/// Where a path leads inside the crate.
enum Target {
    Module(usize),
    /// The module that defines the last name.
    Item(usize),
}

impl Modules {
    /// Panics if a file is missing or not Rust, because a check that skips files is useless.
    pub fn read(root: &Path, files: Files) -> Self {
        let text = files(root).unwrap_or_else(|| panic!("{} cannot be read", root.display()));
        let folder = root.parent().unwrap_or(root).to_owned();
        let mut modules = Self(Vec::new());
        modules.add(root.to_owned(), &folder, 0, scanned(root, &text), files);
        modules
    }

    /// `folder` is the folder with the files of the module's children.
    fn add(
        &mut self,
        file: PathBuf,
        folder: &Path,
        parent: usize,
        mut text: Scanned,
        files: Files,
    ) -> usize {
        let at = self.0.len();
        let inline = std::mem::take(&mut text.inline);
        let declared = std::mem::take(&mut text.declared);
        self.0.push(Module { file: file.clone(), parent, children: Vec::new(), text });
        for (name, text) in inline {
            let child = self.add(file.clone(), &folder.join(&name), at, text, files);
            self.0[at].children.push((name, child));
        }
        for (name, path) in declared {
            let candidates = match path {
                Some(path) => vec![file.with_file_name(path)],
                None => vec![folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")],
            };
            let mut found = candidates.into_iter().filter_map(|file| Some((files(&file)?, file)));
            let (text, child) =
                found.next().unwrap_or_else(|| panic!("{}: no file for {name}", file.display()));
            let text = scanned(&child, &text);
            let child = self.add(child, &folder.join(&name), at, text, files);
            self.0[at].children.push((name, child));
        }
        at
    }

    /// Every use of another file that does not contain this module: from where, of which file, and by which name.
    pub fn uses(&self) -> Vec<(PathBuf, PathBuf, String)> {
        let mut found = Vec::new();
        for (at, module) in self.0.iter().enumerate() {
            let imported = module.text.uses.iter().map(|(path, name)| (path, name == "*"));
            let spoken = module.text.paths.iter().map(|path| (path, false));
            for (path, all) in imported.chain(spoken) {
                let Some(Target::Module(to) | Target::Item(to)) = self.resolve(at, path, 0) else {
                    continue;
                };
                let name = if all { "*" } else { path.last().map_or("", String::as_str) };
                if self.0[to].file != module.file && !self.is_inside(at, to) {
                    found.push((module.file.clone(), self.0[to].file.clone(), name.to_owned()));
                }
            }
        }
        found
    }

    /// Whether `outer` contains the module `inner`.
    fn is_inside(&self, inner: usize, outer: usize) -> bool {
        inner != 0 && (self.0[inner].parent == outer || self.is_inside(self.0[inner].parent, outer))
    }

    /// `None` if the path leads out of the crate.
    fn resolve(&self, from: usize, path: &Names, depth: u32) -> Option<Target> {
        let mut names = path.iter().peekable();
        let mut at = match names.next()?.as_str() {
            "crate" => 0,
            "self" => from,
            "super" => self.0[from].parent,
            first => match self.child(from, first) {
                Some(child) => child,
                // `use Kind::*` of an enum that is defined here.
                None if self.defines(from, first) => return Some(Target::Item(from)),
                None => return None,
            },
        };
        while names.next_if(|name| *name == "super").is_some() {
            at = self.0[at].parent;
        }
        for name in names {
            match self.member(at, name, depth)? {
                Target::Module(module) => at = module,
                // The rest of the path is an associated function, a variant or similar.
                item @ Target::Item(_) => return Some(item),
            }
        }
        Some(Target::Module(at))
    }

    /// The meaning of a name inside a module.
    fn member(&self, module: usize, name: &str, depth: u32) -> Option<Target> {
        if let Some(child) = self.child(module, name) {
            return Some(Target::Module(child));
        }
        if depth > DEEPEST || self.defines(module, name) {
            return Some(Target::Item(module));
        }
        let uses = &self.0[module].text.uses;
        if let Some((path, _)) = uses.iter().find(|(_, called)| called == name) {
            return self.resolve(module, path, depth + 1);
        }
        let globs = uses.iter().filter(|(_, called)| called == "*");
        let mut sources =
            globs.filter_map(|(path, _)| match self.resolve(module, path, depth + 1) {
                Some(Target::Module(source)) if source != module => Some(source),
                _ => None,
            });
        match sources.find(|&source| self.names(source, name)) {
            Some(source) => self.member(source, name, depth + 1),
            // Most likely defined by a macro.
            None => Some(Target::Item(module)),
        }
    }

    /// Whether a module has the name itself, and not through a glob.
    fn names(&self, module: usize, name: &str) -> bool {
        let mut uses = self.0[module].text.uses.iter();
        self.child(module, name).is_some()
            || self.defines(module, name)
            || uses.any(|(_, called)| called == name)
    }

    fn defines(&self, module: usize, name: &str) -> bool {
        self.0[module].text.items.iter().any(|item| item == name)
    }

    fn child(&self, module: usize, name: &str) -> Option<usize> {
        self.0[module].children.iter().find(|(child, _)| child == name).map(|(_, at)| *at)
    }
}

fn scanned(file: &Path, text: &str) -> Scanned {
    Scanned::of(text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The imports between the files of a crate, as `a.rs>b.rs:Name`.
    #[track_caller]
    fn check(files: &[(&str, &str)], expect: &[&str]) {
        let text = |path: &Path| {
            let file = files.iter().find(|(name, _)| path == Path::new("src").join(name));
            file.map(|(_, text)| (*text).to_owned())
        };
        let short = |path: &Path| path.strip_prefix("src").unwrap_or(path).display().to_string();
        let uses = Modules::read(Path::new("src/lib.rs"), &text).uses();
        let found: Vec<_> = uses
            .iter()
            .map(|(from, to, name)| format!("{}>{}:{name}", short(from), short(to)))
            .collect();
        assert_eq!(found, expect, "{files:?}");
    }

    #[test]
    fn a_declaration_alone_takes_nothing() {
        check(&[("lib.rs", "mod a; fn f() {}"), ("a.rs", "use std::fmt;")], &[]);
    }

    #[test]
    fn paths_lead_through_folders_inline_modules_and_modules_around() {
        let lib = ("lib.rs", "mod a; mod b; fn f() { b::g() }");
        let a = ("a.rs", "mod c; struct A;");
        let c = ("a/c.rs", "use super::{A, super::b::g}; mod d { use super::super::A; }");
        let b = ("b/mod.rs", "pub fn g() { crate::a::A::new() }");
        let expect = ["lib.rs>b/mod.rs:g", "a/c.rs>b/mod.rs:g", "b/mod.rs>a.rs:new"];
        check(&[lib, a, c, b], &expect);
    }

    #[test]
    fn what_is_passed_on_comes_from_where_it_is_defined() {
        let lib = ("lib.rs", "mod a; mod b; mod c; pub use a::A; pub use c::*;");
        let b = ("b.rs", "use crate::{A, C, D};");
        let others = [("a.rs", "pub struct A;"), ("c.rs", "pub use std::x::D; pub struct C;")];
        let expect = ["lib.rs>a.rs:A", "lib.rs>c.rs:*", "b.rs>a.rs:A", "b.rs>c.rs:C"];
        check(&[lib, b, others[0], others[1]], &expect);
    }
}

//! Scans the tokens of one file for declarations and paths.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The names of a path, such as `["crate", "query", "Query"]`.
pub type Names = Vec<String>;

/// The declarations and paths of one module.
#[derive(Debug, Default)]
pub struct Scanned {
    /// `mod name;`, with the value of a `#[path]` before it.
    pub declared: Vec<(String, Option<String>)>,
    /// `mod name { … }`.
    pub inline: Vec<(String, Scanned)>,
    /// The names that are defined here.
    pub items: Vec<String>,
    /// Each leaf of a `use`, with the name that it has here: `*` for all, `_` for none.
    pub uses: Vec<(Names, String)>,
    /// All other paths with more than one name.
    pub paths: Vec<Names>,
}

impl Scanned {
    pub fn of(text: &str) -> Result<Self, proc_macro2::LexError> {
        let mut scanned = Self::default();
        scanned.scan(text.parse::<TokenStream>()?, true);
        Ok(scanned)
    }

    /// `top` is false inside a body, where definitions are not items of the module.
    fn scan(&mut self, tokens: TokenStream, top: bool) {
        let mut tokens = Tokens { list: tokens.into_iter().collect(), at: 0 };
        let mut path_attribute = None;
        while let Some(token) = tokens.next() {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    tokens.skip_sign('!');
                    let Some(attribute) = tokens.group(Delimiter::Bracket) else { continue };
                    let text = attribute.stream().to_string();
                    if is_for_tests(&text) {
                        tokens.skip_item();
                    } else if let Some(value) = text.strip_prefix("path = \"") {
                        path_attribute = Some(value.trim_end_matches('"').to_owned());
                    }
                    // It belongs to the next item.
                    continue;
                }
                // `pub(in crate::a)` restricts visibility, and imports nothing.
                TokenTree::Ident(word) if *word == "pub" => {
                    tokens.skip_visibility();
                    continue;
                }
                TokenTree::Ident(word) => match word.to_string().as_str() {
                    "mod" => self.module(&mut tokens, path_attribute.take()),
                    "use" => self.uses.extend(leaves(&tokens.until_semicolon(), &Names::new())),
                    "struct" | "enum" | "union" | "trait" | "type" | "fn" | "const" | "static"
                        if top =>
                    {
                        self.items.extend(tokens.peek_word());
                    }
                    "macro_rules" => {
                        tokens.skip_sign('!');
                        self.items.extend(tokens.peek_word());
                    }
                    first => {
                        let names = tokens.rest_of_path(first.to_owned());
                        if names.len() > 1 {
                            self.paths.push(names);
                        }
                    }
                },
                TokenTree::Group(group) => self.scan(group.stream(), false),
                _ => {}
            }
            path_attribute = None;
        }
    }

    fn module(&mut self, tokens: &mut Tokens, path: Option<String>) {
        let Some(name) = tokens.peek_word() else { return };
        tokens.next();
        match tokens.group(Delimiter::Brace) {
            Some(body) => {
                let mut inner = Scanned::default();
                inner.scan(body.stream(), true);
                self.inline.push((name, inner));
            }
            None => self.declared.push((name, path)),
        }
    }
}

/// Whether it is `cfg(test)`, alone or with other conditions, but not `cfg(not(test))`.
fn is_for_tests(attribute: &str) -> bool {
    let mut words = attribute.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let words: Vec<_> = words.by_ref().filter(|word| !word.is_empty()).collect();
    words.first() == Some(&"cfg") && words.contains(&"test") && !words.contains(&"not")
}

/// The leaves of the tree after `use`.
fn leaves(tree: &[TokenTree], before: &Names) -> Vec<(Names, String)> {
    let mut found = Vec::new();
    for branch in tree.split(|token| is_sign(token, ',')) {
        let mut names = before.clone();
        let mut called = None;
        let mut goes_on = false;
        let mut tokens = branch.iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(word) if *word == "as" => {
                    called = tokens.next().map(ToString::to_string);
                }
                TokenTree::Ident(word) if *word == "self" && !names.is_empty() => {}
                TokenTree::Ident(word) => names.push(word.to_string()),
                TokenTree::Group(group) => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    found.extend(leaves(&inner, &names));
                    goes_on = true;
                }
                sign if is_sign(sign, '*') => called = Some("*".into()),
                _ => {}
            }
        }
        // Nothing follows a trailing comma.
        if let (false, false, Some(last)) = (branch.is_empty(), goes_on, names.last().cloned()) {
            found.push((names, called.unwrap_or(last)));
        }
    }
    found
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

struct Tokens {
    list: Vec<TokenTree>,
    at: usize,
}

impl Tokens {
    fn next(&mut self) -> Option<TokenTree> {
        let token = self.list.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn peek_word(&self) -> Option<String> {
        match self.list.get(self.at)? {
            TokenTree::Ident(word) => Some(word.to_string()),
            _ => None,
        }
    }

    fn has_sign(&self, ahead: usize, sign: char) -> bool {
        self.list.get(self.at + ahead).is_some_and(|token| is_sign(token, sign))
    }

    fn skip_sign(&mut self, sign: char) {
        self.at += usize::from(self.has_sign(0, sign));
    }

    /// The next token, if it is a group with this delimiter.
    fn group(&mut self, delimiter: Delimiter) -> Option<Group> {
        let Some(TokenTree::Group(group)) = self.list.get(self.at) else { return None };
        let group = (group.delimiter() == delimiter).then(|| group.clone())?;
        self.at += 1;
        Some(group)
    }

    /// Skips the parentheses after `pub`, but not those of a tuple as a field, `pub (A, B)`.
    fn skip_visibility(&mut self) {
        let Some(TokenTree::Group(group)) = self.list.get(self.at) else { return };
        let first = group.stream().into_iter().next().map(|token| token.to_string());
        let words = ["crate", "super", "self", "in"];
        if group.delimiter() == Delimiter::Parenthesis
            && first.is_some_and(|first| words.contains(&first.as_str()))
        {
            self.at += 1;
        }
    }

    fn until_semicolon(&mut self) -> Vec<TokenTree> {
        let start = self.at.min(self.list.len());
        let rest = &self.list[start..];
        let length = rest.iter().position(|token| is_sign(token, ';')).unwrap_or(rest.len());
        self.at = start + length + 1;
        rest[..length].to_vec()
    }

    /// Skips to the end of the current item: its body, or its semicolon.
    fn skip_item(&mut self) {
        let rest = self.list.iter().skip(self.at);
        let mut words = rest.filter_map(|token| match token {
            TokenTree::Ident(word) if *word != "pub" => Some(word.to_string()),
            _ => None,
        });
        // An import does not end with its braces.
        let has_body = words.next().is_none_or(|word| word != "use");
        while let Some(token) = self.next() {
            let is_body =
                matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
            if is_sign(&token, ';') || (is_body && has_body) {
                return;
            }
        }
    }

    /// The path that begins with `first`.
    fn rest_of_path(&mut self, first: String) -> Names {
        let mut names = vec![first];
        while self.has_sign(0, ':') && self.has_sign(1, ':') {
            self.at += 2;
            // Generic arguments as in `Vec::<u8>` are not part of a module path.
            let Some(word) = self.peek_word() else { break };
            names.push(word);
            self.at += 1;
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Scanned {
        Scanned::of(text).expect("a test's text is Rust")
    }

    #[track_caller]
    fn uses(text: &str, expect: &[(&str, &str)]) {
        let found = scan(text).uses;
        let found: Vec<_> =
            found.iter().map(|(path, name)| (path.join("::"), name.as_str())).collect();
        let expect: Vec<_> =
            expect.iter().map(|(path, name)| ((*path).to_owned(), *name)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[track_caller]
    fn paths(text: &str, expect: &[&str]) {
        let found = scan(text).paths;
        assert_eq!(found.iter().map(|path| path.join("::")).collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn a_use_is_read_to_its_leaves() {
        uses("use crate::a;", &[("crate::a", "a")]);
        uses("use ::std::fmt;", &[("std::fmt", "fmt")]);
        uses("pub use crate::a::B as C;", &[("crate::a::B", "C")]);
        uses("pub(in crate::x) use super::*;", &[("super", "*")]);
        uses(
            "use crate::{a::{self, B,}, c as d};",
            &[("crate::a", "a"), ("crate::a::B", "B"), ("crate::c", "d")],
        );
        uses("use crate::T as _;", &[("crate::T", "_")]);
    }

    #[test]
    fn paths_are_found_in_bodies_types_and_macros() {
        paths("fn f(x: crate::a::B) { super::g::<u8>(x) }", &["crate::a::B", "super::g"]);
        paths("fn f() { println!(\"{}\", crate::N) }", &["crate::N"]);
        paths("// crate::a\nconst A: &str = \"crate::b\"; pub(in crate::c) struct S;", &[]);
    }

    #[test]
    fn modules_are_declared_or_inline() {
        let scanned = scan("mod a; #[path = \"other.rs\"] pub mod b; mod c { use super::D; }");
        let declared = [("a".to_owned(), None), ("b".to_owned(), Some("other.rs".to_owned()))];
        assert_eq!(scanned.declared, declared);
        assert_eq!(scanned.inline[0].0, "c");
        assert_eq!(scanned.inline[0].1.uses, [(vec!["super".into(), "D".into()], "D".into())]);
    }

    #[test]
    fn code_of_tests_is_left_out() {
        let text = "#[cfg(test)] mod tests { fn f() { crate::a() } } fn g() { crate::b() }";
        paths(text, &["crate::b"]);
        uses("#[cfg(test)] use crate::{a, b}; use crate::c;", &[("crate::c", "c")]);
        uses("#[cfg(all(test, unix))] pub(crate) mod x; use crate::c;", &[("crate::c", "c")]);
        paths("#[cfg(not(test))] fn f() { crate::a() }", &["crate::a"]);
    }
}

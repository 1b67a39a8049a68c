//! A table of the configuration file and its keys, with the place of each value.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Errors, by their place in the text.
#[derive(Debug, Default)]
pub struct Faults(Vec<(usize, String)>);

impl Faults {
    /// Adds an error about the value at `path`, which begins at the byte `at`.
    pub fn add(&mut self, at: usize, path: &str, what: String) {
        let what = if path.is_empty() { what } else { format!("{path} {what}") };
        self.0.push((at, what));
    }

    /// The number of errors.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// One line for each error, in the order of the text.
    pub fn lines(mut self, file: &Path, text: &str) -> Vec<String> {
        self.0.sort_by_key(|(at, _)| *at);
        let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let faults = self.0.into_iter();
        faults.map(|(at, what)| format!("{}:{}: {what}", file.display(), line(at))).collect()
    }
}

/// A string in the file, without white space at both ends.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The string.
    pub text: &'a str,
    /// Its place.
    pub at: usize,
}

/// A table of the file.
#[derive(Debug)]
pub struct Section<'a> {
    /// For example `credentials.north`; empty for the whole file.
    pub path: String,
    /// Its place.
    pub at: usize,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    /// The table at this path.
    pub fn new(path: String, at: usize, table: &'a DeTable<'a>) -> Self {
        Section { path, at, table }
    }

    /// The path of a key in it.
    pub fn path_of(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// Whether the key exists.
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The place of a key.
    pub fn place_of(&self, key: &str) -> Option<usize> {
        self.table.keys().find(|name| name.get_ref() == key).map(|name| name.span().start)
    }

    /// Reports every unknown key, except for those in `reported`.
    pub fn only(&self, known: &[&str], reported: &[&str], faults: &mut Faults) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) && !reported.contains(&name) {
                let what = format!("is not a key of this table; its keys are {}", known.join(", "));
                faults.add(key.span().start, &self.path_of(name), what);
            }
        }
    }

    /// The string of a key; `None` and an error if it is not a string, or empty.
    pub fn text(&self, key: &str, faults: &mut Faults) -> Option<Text<'a>> {
        let value = self.find(key)?;
        text(value).ok_or_else(|| self.other(key, value, "a string", faults)).ok()
    }

    /// The strings of a list.
    pub fn texts(&self, key: &str, faults: &mut Faults) -> Vec<Text<'a>> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let items = value.get_ref().as_array().map(|items| items.iter().map(text).collect());
        match items {
            Some(Some::<Vec<_>>(texts)) if !texts.is_empty() => texts,
            _ => {
                self.other(key, value, "a list of strings", faults);
                Vec::new()
            }
        }
    }

    /// The number of a key, at least `least`.
    pub fn number(&self, key: &str, least: u32, faults: &mut Faults) -> Option<u32> {
        let value = self.find(key)?;
        let number = value.get_ref().as_integer().and_then(|number| {
            u32::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
        });
        let number = number.filter(|number| *number >= least);
        let wanted = format!("a whole number of at least {least}");
        number.ok_or_else(|| self.other(key, value, &wanted, faults)).ok()
    }

    /// Whether the value of a key is `true`.
    pub fn is_true(&self, key: &str, faults: &mut Faults) -> bool {
        let value = self.find(key);
        value.is_some_and(|value| {
            let is_true = value.get_ref().as_bool();
            is_true.unwrap_or_else(|| {
                self.other(key, value, "true or false", faults);
                false
            })
        })
    }

    /// The tables of an array of tables.
    pub fn sections(&self, key: &str, faults: &mut Faults) -> Vec<Section<'a>> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let path = self.path_of(key);
        let sections = value.get_ref().as_array().and_then(|items| {
            let sections = items.iter().enumerate().map(|(number, item)| {
                let table = item.get_ref().as_table()?;
                Some(Section::new(format!("{path}[{number}]"), item.span().start, table))
            });
            sections.collect()
        });
        sections.unwrap_or_else(|| {
            self.other(key, value, &format!("tables, each under [[{path}]]"), faults);
            Vec::new()
        })
    }

    /// The tables below a key, by name.
    pub fn tables(&self, key: &str, faults: &mut Faults) -> Vec<(&'a str, Section<'a>)> {
        let Some(value) = self.find(key) else {
            return Vec::new();
        };
        let path = self.path_of(key);
        let Some(table) = value.get_ref().as_table() else {
            self.other(key, value, &format!("tables, each under [{path}.NAME]"), faults);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (name, value) in table {
            let path = format!("{path}.{}", name.get_ref());
            match value.get_ref().as_table() {
                Some(table) => {
                    let section = Section::new(path, name.span().start, table);
                    tables.push((name.get_ref().as_ref(), section));
                }
                None => faults.add(
                    value.span().start,
                    &path,
                    format!("must be a table; write [{path}]"),
                ),
            }
        }
        tables
    }

    fn find(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn other(&self, key: &str, value: &Spanned<DeValue>, wanted: &str, faults: &mut Faults) {
        faults.add(value.span().start, &self.path_of(key), format!("must be {wanted}"));
    }
}

fn text<'a>(value: &'a Spanned<DeValue<'a>>) -> Option<Text<'a>> {
    let text = value.get_ref().as_str()?.trim();
    (!text.is_empty()).then(|| Text { text, at: value.span().start })
}

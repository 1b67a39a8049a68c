//! Saved views with names. They are stored as a text with one line for each view, which is a query string; the
//! storage itself is elsewhere.

use crate::address::Address;
use crate::invisible::trimmed;
use crate::view_state::{NAMES, ViewState};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;

/// The parameter with the name.
const NAME: &str = "view";

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its unique name.
    pub name: String,
    /// Its state.
    pub state: ViewState,
}

/// Saved views, in the order in which they were saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Views(Vec<View>);

/// Why a name is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// It is empty.
    Empty,
    /// It has more than 60 characters.
    TooLong,
    /// Another view has it.
    Taken,
}

impl Views {
    /// Parses the text of [`Views::to_text`]. Invalid parts of a view get their defaults; a line without a name is
    /// left out.
    pub fn parse(text: &str, usual: &ViewState) -> Self {
        let mut views = Self::default();
        for line in text.lines() {
            let address = Address::parse(line);
            let mut state = usual.clone();
            for name in NAMES {
                if let Some(text) = address.get(name) {
                    let _ = state.set(name, &text, usual);
                }
            }
            // An invalid view was written by another program.
            let _ = views.save(&address.get(NAME).unwrap_or_default(), state);
        }
        views
    }

    /// The text to store, with a line for each view.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for View { name, state } in &self.0 {
            let mut address = Address::default();
            address.set(NAME, Some(name));
            for name in NAMES {
                address.set(name, Some(&state.get(name)));
            }
            text.push_str(&address.to_string());
            text.push('\n');
        }
        text
    }

    /// The views, in the order in which they were saved.
    pub fn iter(&self) -> impl Iterator<Item = &View> {
        self.0.iter()
    }

    /// The view with a name.
    pub fn get(&self, name: &str) -> Option<&View> {
        self.0.iter().find(|view| view.name == name)
    }

    /// Saves a state under a name, replacing the view of that name.
    ///
    /// # Errors
    /// When the name is invalid.
    pub fn save(&mut self, name: &str, state: ViewState) -> Result<(), BadName> {
        let name = checked(name)?;
        let state = ViewState { table: state.table.only_view(), ..state };
        match self.0.iter_mut().find(|view| view.name == name) {
            Some(view) => view.state = state,
            None => self.0.push(View { name: name.to_owned(), state }),
        }
        Ok(())
    }

    /// Renames a view.
    ///
    /// # Errors
    /// When the name is invalid. Nothing has changed then.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), BadName> {
        let to = checked(to)?;
        if from != to && self.get(to).is_some() {
            return Err(BadName::Taken);
        }
        if let Some(view) = self.0.iter_mut().find(|view| view.name == from) {
            to.clone_into(&mut view.name);
        }
        Ok(())
    }

    /// Deletes a view.
    pub fn delete(&mut self, name: &str) {
        self.0.retain(|view| view.name != name);
    }

    /// Undoes the change from `before` to `after`. Other changes meanwhile are kept.
    pub fn take_back(&mut self, before: &Self, after: &Self) {
        for view in after.iter().filter(|view| before.get(&view.name) != Some(view)) {
            if self.get(&view.name) == Some(view) {
                self.delete(&view.name);
            }
        }
        for (at, view) in before.iter().enumerate() {
            if after.get(&view.name) != Some(view) && self.get(&view.name).is_none() {
                self.0.insert(at.min(self.0.len()), view.clone());
            }
        }
    }

    /// The first view that displays the same as this state.
    pub fn showing(&self, state: &ViewState) -> Option<&View> {
        self.0.iter().find(|view| view.state.is_equivalent(state))
    }
}

/// A name without white space and invisible characters at both ends.
///
/// # Errors
/// When it is invalid for any view.
pub fn checked(name: &str) -> Result<&str, BadName> {
    let name = trimmed(name);
    match name.chars().count() {
        0 => Err(BadName::Empty),
        1..=LONGEST_NAME => Ok(name),
        _ => Err(BadName::TooLong),
    }
}

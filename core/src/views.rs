//! Views that the user has saved under names. It knows no place in which they are kept: that gets them as a text
//! with a line for each, which is a query string.

use crate::address::Address;
use crate::invisible::trimmed;
use crate::view_state::{NAMES, ViewState};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;

/// The parameter that has the name.
const NAME: &str = "view";

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name, which no other one has.
    pub name: String,
    /// What it shows.
    pub state: ViewState,
}

/// Saved views, in the order in which they were saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Views(Vec<View>);

/// Why a name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// There is none.
    Empty,
    /// It has more than 60 characters.
    TooLong,
    /// Another view has it.
    Taken,
}

impl Views {
    /// Reads the text of [`Views::to_text`]. What cannot be read of a view is as usual; a line without a name is
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
            // One that cannot be used is of another program.
            let _ = views.save(&address.get(NAME).unwrap_or_default(), state);
        }
        views
    }

    /// A line for each view.
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

    /// The view of a name.
    pub fn get(&self, name: &str) -> Option<&View> {
        self.0.iter().find(|view| view.name == name)
    }

    /// Saves a state under a name, in place of the view that has it.
    ///
    /// # Errors
    /// When the name cannot be used.
    pub fn save(&mut self, name: &str, state: ViewState) -> Result<(), BadName> {
        let name = checked(name)?;
        let state = ViewState { table: state.table.only_view(), ..state };
        match self.0.iter_mut().find(|view| view.name == name) {
            Some(view) => view.state = state,
            None => self.0.push(View { name: name.to_owned(), state }),
        }
        Ok(())
    }

    /// Gives a view another name.
    ///
    /// # Errors
    /// When the name cannot be used; nothing has changed then.
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

    /// Takes a change back that has made `after` of `before`. What has been changed elsewhere meanwhile stays.
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

    /// The first view that shows this.
    pub fn showing(&self, state: &ViewState) -> Option<&View> {
        self.0.iter().find(|view| view.state.is_equivalent(state))
    }
}

/// A name without space and invisible characters around it.
///
/// # Errors
/// When it cannot be used for any view.
pub fn checked(name: &str) -> Result<&str, BadName> {
    let name = trimmed(name);
    match name.chars().count() {
        0 => Err(BadName::Empty),
        1..=LONGEST_NAME => Ok(name),
        _ => Err(BadName::TooLong),
    }
}

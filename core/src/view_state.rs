//! The user's whole state of one list as named texts, which is saved, restored and put into an address. The names
//! and the syntax of the values are those of the address bar.
//!
//! The project and the page are not part of it, because a saved view is used with later lists and other projects.

use crate::layout::{Density, Layout, WIDTHS};
use crate::narrow::Values;
use crate::number;
use crate::outcome::OutcomeSet;
use crate::page::size;
use crate::query::{Filter, Filters};
use crate::range::{By, Range};
use crate::table::{Column, Sort, TableState};

/// The version of the saved object. It changes when a name or a syntax gets another meaning.
pub const VERSION: i64 = 1;

/// The names of all parts, besides `version`.
pub const NAMES: [&str; 19] = [
    "filter-id",
    "filter-name",
    "filter-type",
    "filter-status",
    "filter-visible",
    "find",
    "outcome",
    "created",
    "updated",
    "stuck",
    "type",
    "user",
    "sort",
    "page-size",
    "columns",
    "widths",
    "density",
    "wrap",
    "zone",
];

/// The names of the parts that affect how jobs are displayed, and not which.
pub const LOOKS: [&str; 5] = ["columns", "widths", "density", "wrap", "zone"];

/// The whole state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewState {
    /// What is requested.
    pub filters: Filters,
    /// Refinements, order and page size. The other members are no part of a view.
    pub table: TableState,
    /// Columns and rows.
    pub layout: Layout,
    /// Whether times are displayed in UTC, and not in the zone of the user or the host page.
    pub is_utc: bool,
}

impl ViewState {
    /// Whether another state displays the same.
    pub fn is_equivalent(&self, other: &Self) -> bool {
        let only_view = |state: &Self| Self { table: state.table.only_view(), ..state.clone() };
        only_view(self) == only_view(other)
    }

    /// The text of a part; empty for an unknown name.
    pub fn get(&self, name: &str) -> String {
        let Self { filters, table, layout, is_utc } = self;
        if let Some(filter) = filter(name) {
            return filters.get(filter).unwrap_or_default().to_owned();
        }
        match name {
            "find" => table.find.clone(),
            "outcome" => table.outcomes.to_text(),
            "created" | "updated" => {
                let range = table.time.filter(|range| range.by == by(name));
                range.map(Range::to_text).unwrap_or_default()
            }
            "stuck" => table.stuck.to_string(),
            "type" => table.types.to_text(),
            "user" => table.users.to_text(),
            "sort" => table.sort.to_text(),
            "page-size" => table.page_size.to_string(),
            "columns" => joined(layout.columns.iter().map(|column| column.name().to_owned())),
            "widths" => {
                let width = |(column, width): &(Column, u16)| format!("{} {width}", column.name());
                joined(layout.widths.iter().map(width))
            }
            "density" => layout.density.name().to_owned(),
            "wrap" => layout.wraps.to_string(),
            "zone" => if *is_utc { "utc" } else { "local" }.to_owned(),
            _ => String::new(),
        }
    }

    /// Sets parts, each by its name and from its text. `refuse` is called for each invalid part, with what is
    /// accepted. Of two ranges of time the first one counts.
    pub fn restore(
        &mut self,
        parts: &[(String, String)],
        usual: &Self,
        refuse: &mut dyn FnMut(&str, &str, &'static str),
    ) {
        let mut has_range = false;
        for (name, text) in parts {
            let is_range = matches!(&**name, "created" | "updated") && !text.trim().is_empty();
            let set = match is_range && has_range {
                true => Err("one range of time"),
                false => self.set(name, text, usual),
            };
            match set {
                Ok(()) => has_range |= is_range,
                Err(expected) => refuse(name, text, expected),
            }
        }
    }

    /// Sets a part from its text. An empty text sets the default.
    ///
    /// # Errors
    /// When the part is unknown, or the text is invalid, with what is accepted. Nothing has changed then.
    pub fn set(&mut self, name: &str, text: &str, usual: &Self) -> Result<(), &'static str> {
        let Self { filters, table, layout, is_utc } = self;
        let (given, text) = (text, text.trim());
        if let Some(filter) = filter(name) {
            let expected = match filter {
                Filter::Id => "at most 64 characters",
                _ => "true or false",
            };
            return filters.set(filter, text).map_err(|_| expected);
        }
        let is_empty = text.is_empty();
        match name {
            "find" => given.clone_into(&mut table.find),
            "outcome" => {
                // A repeated value counts once.
                let is_known = |name| !OutcomeSet::parse(name).is_empty();
                if !is_empty && !text.split(',').all(is_known) {
                    return Err("outcome names separated by commas");
                }
                table.outcomes = OutcomeSet::parse(text);
            }
            "created" | "updated" if is_empty => {
                table.time = table.time.filter(|range| range.by != by(name));
            }
            "created" | "updated" => {
                let expected = "two RFC 3339 times with .. between, or hours such as PT24H";
                table.time = Some(Range::parse(by(name), text).ok_or(expected)?);
            }
            "stuck" => table.stuck = flag(text, false)?,
            "type" => table.types = Values::parse(given),
            "user" => table.users = Values::parse(given),
            "sort" if is_empty => table.sort = usual.table.sort,
            "sort" => {
                table.sort =
                    Sort::parse(text).ok_or("a column, with - before it for descending order")?;
            }
            "page-size" if is_empty => table.page_size = usual.table.page_size,
            "page-size" => {
                table.page_size = size(text).ok_or("a whole number from 1 to 1000")?;
            }
            "columns" => {
                layout.columns =
                    columns(text).ok_or("column names separated by commas, each once")?;
            }
            "widths" => {
                layout.widths = widths(text)
                    .ok_or("columns with their widths from 30 to 1000, such as name 240,id 90")?;
            }
            "density" => {
                let density = Density::ALL.into_iter().find(|density| density.name() == text);
                layout.density = match density {
                    None if is_empty => Density::default(),
                    density => density.ok_or("comfortable or compact")?,
                };
            }
            "wrap" => layout.wraps = flag(text, true)?,
            "zone" => {
                *is_utc = match text {
                    "" | "local" => false,
                    "utc" => true,
                    _ => return Err("local or utc"),
                };
            }
            "version" if number::whole(text) == Some(VERSION) => {}
            "version" => return Err("1"),
            _ => return Err("a part of a saved state"),
        }
        Ok(())
    }
}

fn filter(name: &str) -> Option<Filter> {
    Filter::ALL.into_iter().find(|filter| filter.setting() == name)
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(",")
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn columns(text: &str) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    for name in items(text) {
        let column = Column::parse(name).filter(|column| !columns.contains(column))?;
        columns.push(column);
    }
    Some(columns)
}

fn widths(text: &str) -> Option<Vec<(Column, u16)>> {
    let mut layout = Layout::default();
    for item in items(text) {
        let (name, width) = item.split_once(' ')?;
        let width = width.parse().ok().filter(|width| WIDTHS.contains(width))?;
        layout.set_width(Column::parse(name)?, Some(width));
    }
    Some(layout.widths)
}

/// The time that a range of this name refers to.
fn by(name: &str) -> By {
    if name == "updated" { By::Updated } else { By::Created }
}

fn flag(text: &str, usual: bool) -> Result<bool, &'static str> {
    match text {
        "" => Ok(usual),
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("true or false"),
    }
}

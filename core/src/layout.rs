//! The user's choice for the table: the columns, their order and widths, and the density of the rows. The host page
//! sets the default and the limit.

use crate::table::Column;

/// The width of a column in tenths of the font size, so that it grows with the user's text.
pub type Width = u16;

/// A width as a length of CSS.
pub fn em(tenths: u32) -> String {
    format!("{}.{}em", tenths / 10, tenths % 10)
}

/// The narrowest and the widest column.
pub const WIDTHS: std::ops::RangeInclusive<Width> = 30..=1000;

/// The space around the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// As set by the host page.
    #[default]
    Comfortable,
    /// As little as possible.
    Compact,
}

impl Density {
    /// All of them.
    pub const ALL: [Density; 2] = [Density::Comfortable, Density::Compact];

    /// The name in the document and in a saved state.
    pub fn name(self) -> &'static str {
        match self {
            Density::Comfortable => "comfortable",
            Density::Compact => "compact",
        }
    }
}

/// The columns that the host page allows.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a>(&'a [Column]);

impl<'a> Offer<'a> {
    /// The columns that the host page names, from left to right; if it names none, all are allowed, and the usual
    /// ones are the default.
    pub fn new(named: &'a [Column]) -> Self {
        Self(named)
    }

    /// The columns that can be displayed. The name is always one of them.
    pub fn all(self) -> Vec<Column> {
        if self.0.is_empty() { Column::ALL.to_vec() } else { with_name(self.0.to_vec()) }
    }

    /// The columns that are displayed by default.
    pub fn usual(self) -> Vec<Column> {
        let is_usual = |column: &Column| !self.0.is_empty() || column.is_usual();
        self.all().into_iter().filter(is_usual).collect()
    }
}

/// Adds the name to columns: as the first one, unless it is already among them.
fn with_name(mut columns: Vec<Column>) -> Vec<Column> {
    if !columns.contains(&Column::Name) {
        columns.insert(0, Column::Name);
    }
    columns
}

/// The user's choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The displayed columns from left to right; with none, those of the host page.
    pub columns: Vec<Column>,
    /// The widths that differ from the default.
    pub widths: Vec<(Column, Width)>,
    /// Space around the rows.
    pub density: Density,
    /// Whether long texts are wrapped, and not truncated.
    pub wraps: bool,
}

impl Default for Layout {
    fn default() -> Self {
        let (columns, widths, density) = Default::default();
        Self { columns, widths, density, wraps: true }
    }
}

impl Layout {
    /// The columns to display, from left to right.
    pub fn shown(&self, offer: Offer) -> Vec<Column> {
        if self.columns.is_empty() {
            return offer.usual();
        }
        let all = offer.all();
        let chosen = self.columns.iter().copied().filter(|column| all.contains(column));
        with_name(chosen.collect())
    }

    /// The columns that can be displayed, in the order in which they would be displayed.
    pub fn offered(&self, offer: Offer) -> Vec<Column> {
        let mut offered = self.shown(offer);
        let mut before = None;
        for column in offer.all() {
            if !offered.contains(&column) {
                let place = |before| offered.iter().position(|own| *own == before);
                let at = before.and_then(place).map_or(0, |place| place + 1);
                offered.insert(at, column);
            }
            before = Some(column);
        }
        offered
    }

    /// Displays a column, or hides it. The name cannot be hidden.
    pub fn show(&mut self, column: Column, is_shown: bool, offer: Offer) {
        let shown = self.shown(offer);
        let stays = |own: &Column| match *own == column {
            true => is_shown || column == Column::Name,
            false => shown.contains(own),
        };
        self.set_columns(self.offered(offer).into_iter().filter(stays).collect(), offer);
    }

    /// Moves a displayed column to a position among the displayed ones.
    pub fn place(&mut self, column: Column, at: usize, offer: Offer) {
        let mut shown = self.shown(offer);
        let Some(from) = shown.iter().position(|own| *own == column) else {
            return;
        };
        shown.remove(from);
        shown.insert(at.min(shown.len()), column);
        self.set_columns(shown, offer);
    }

    fn set_columns(&mut self, columns: Vec<Column>, offer: Offer) {
        // A choice that equals the default follows later changes of the host page.
        self.columns = if columns == offer.usual() { Vec::new() } else { columns };
    }

    /// The width of a column, if it differs from the default.
    pub fn width(&self, column: Column) -> Option<Width> {
        self.widths.iter().find(|(own, _)| *own == column).map(|(_, width)| *width)
    }

    /// Sets the width of a column; `None` is the default.
    pub fn set_width(&mut self, column: Column, width: Option<Width>) {
        self.widths.retain(|(own, _)| *own != column);
        let width = width.map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end()));
        self.widths.extend(width.map(|width| (column, width)));
    }

    /// The total width of these columns, and whether each of them has a width of its own. `None` if none has.
    pub fn total(&self, columns: &[Column]) -> Option<(u32, bool)> {
        let own = || columns.iter().filter_map(|column| self.width(*column));
        let count = own().count();
        // The other columns must stay visible.
        let rest = (columns.len() - count) as u32 * 80;
        (count > 0).then(|| (own().map(u32::from).sum::<u32>() + rest, count == columns.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Column::*;

    const USUAL: [Column; 8] = [Name, Outcome, FailedNodes, Type, User, Created, Updated, Id];

    #[test]
    fn the_host_has_the_default_and_the_limit() {
        let none = Offer::new(&[]);
        assert_eq!(Layout::default().shown(none), USUAL);
        assert_eq!(Layout::default().offered(none), Column::ALL);

        let some = Offer::new(&[Id, Duration]);
        assert_eq!(Layout::default().shown(some), [Name, Id, Duration]);
        let chosen = Layout { columns: vec![User, Duration, Name], ..Layout::default() };
        assert_eq!(chosen.shown(some), [Duration, Name], "the user is left out by the host");
        assert_eq!(chosen.offered(some), [Duration, Name, Id]);
    }

    #[test]
    fn columns_come_back_where_they_were() {
        let offer = Offer::new(&[]);
        let mut layout = Layout::default();
        layout.show(Type, false, offer);
        assert_eq!(layout.shown(offer), [Name, Outcome, FailedNodes, User, Created, Updated, Id]);
        assert_eq!(layout.offered(offer), Column::ALL);
        layout.show(Description, true, offer);
        assert_eq!(layout.shown(offer)[..2], [Name, Description]);
        layout.show(Description, false, offer);
        layout.show(Type, true, offer);
        assert_eq!(layout, Layout::default(), "as the host page has it");
        layout.show(Name, false, offer);
        assert_eq!(layout, Layout::default());
    }

    #[test]
    fn columns_are_moved() {
        let offer = Offer::new(&[]);
        let mut layout = Layout::default();
        layout.place(Id, 0, offer);
        assert_eq!(layout.shown(offer)[..2], [Id, Name]);
        layout.place(Id, 99, offer);
        assert_eq!(layout, Layout::default());
        layout.place(Duration, 0, offer);
        assert_eq!(layout, Layout::default(), "it is hidden");
    }

    #[test]
    fn widths() {
        let mut layout = Layout::default();
        assert_eq!(layout.total(&[Name, Id]), None);
        layout.set_width(Name, Some(5));
        layout.set_width(Id, Some(240));
        layout.set_width(Id, Some(2000));
        assert_eq!(layout.widths, [(Name, 30), (Id, 1000)]);
        assert_eq!(layout.total(&[Name, Id]), Some((1030, true)));
        assert_eq!(layout.total(&[Name, Id, User]), Some((1110, false)));
        layout.set_width(Id, None);
        assert_eq!(layout.width(Id), None);
    }
}

//! Which array of an answer is the list.

/// So many objects may stand around the list, besides the answer's own.
pub(super) const DEEPEST_LIST: u8 = 3;

/// What stands for the list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Data {
    #[default]
    Missing,
    /// The array `data` of the answer itself.
    Documented,
    /// An array with another name, or in an object.
    Found,
    /// `null` where the documented array should be.
    Null,
    /// `null` where another one may be.
    NullElsewhere,
    /// Anything else under the documented name.
    Other,
}

impl Data {
    /// Whether an array elsewhere is taken for the list.
    pub(super) fn may_be_found(self) -> bool {
        matches!(self, Data::Missing | Data::Null | Data::NullElsewhere | Data::Other)
    }
}

/// The names that portals and frameworks have for a list.
pub(super) fn is_list_name(level: u8, name: &[u8]) -> bool {
    matches!(name, b"list" | b"rows" | b"records" | b"jobs" | b"result" | b"results")
        || level > 0 && matches!(name, b"data" | b"items" | b"content")
}

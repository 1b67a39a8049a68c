//! The formats of an export.

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, by RFC 4180, for spreadsheets: UTF-8 with a byte order mark.
    Csv,
    /// One JSON array.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// A table for tickets and chats.
    Markdown,
    /// Tab-separated text for the clipboard, to be pasted into a spreadsheet.
    Tsv,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Format; 5] =
        [Format::Csv, Format::Json, Format::Ndjson, Format::Tsv, Format::Markdown];

    /// The extension of the file name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Markdown => "md",
            Format::Tsv => "tsv",
        }
    }

    /// The media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv;charset=utf-8",
            Format::Json => "application/json",
            Format::Ndjson => "application/x-ndjson",
            Format::Markdown => "text/markdown;charset=utf-8",
            Format::Tsv => "text/tab-separated-values;charset=utf-8",
        }
    }

    /// Whether it is for the clipboard, and not for a file.
    pub fn is_copied(self) -> bool {
        matches!(self, Format::Markdown | Format::Tsv)
    }

    pub(super) fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Ndjson)
    }
}

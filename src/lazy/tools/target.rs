//! The target of an export: the jobs in view in one of the formats, or the whole list as a snapshot.

use devserver_jobs_reports::export::Format;

use crate::locale::{Key, Messages};

/// The target of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The jobs in view in one of the formats.
    Text(Format),
    /// The whole list, as an HTML file that needs no network.
    Snapshot,
}

impl Target {
    /// Whether it is for the clipboard, and not for a file.
    pub fn is_copied(self) -> bool {
        matches!(self, Target::Text(format) if format.is_copied())
    }

    /// The extension of the file name.
    pub fn extension(self) -> &'static str {
        match self {
            Target::Text(format) => format.extension(),
            Target::Snapshot => "html",
        }
    }

    /// The media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Target::Text(format) => format.media_type(),
            Target::Snapshot => "text/html;charset=utf-8",
        }
    }

    /// The displayed name.
    pub fn name(self, messages: Messages) -> String {
        let key = match self {
            Target::Text(Format::Csv) => Key::FormatCsv,
            Target::Text(Format::Json) => return "JSON".to_owned(),
            Target::Text(Format::Ndjson) => Key::FormatNdjson,
            Target::Text(Format::Markdown) => Key::FormatMarkdown,
            Target::Text(Format::Tsv) => Key::FormatTsv,
            Target::Snapshot => Key::FormatSnapshot,
        };
        messages.get(key).to_owned()
    }
}

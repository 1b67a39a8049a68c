//! The request for a list: a project and the five documented filters.

use std::fmt;

use crate::invisible::{cleaned, is_invisible, trimmed};
use crate::percent;

/// The longest project id, and the longest `id` filter, in characters.
pub const LONGEST_ID: usize = 64;

/// The unreserved characters of RFC 3986 besides letters and digits, which the cloud's signatures do not encode.
const UNRESERVED: &[u8] = b"-_.~";

/// A project's id: 1 to 64 ASCII letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProjectId(String);

impl ProjectId {
    /// Parses a project ID that was typed or pasted: white space at both ends and invisible characters are removed,
    /// full-width letters, digits and hyphens become ASCII.
    ///
    /// # Errors
    /// When it is empty, too long, or contains another character.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let text = cleaned(text);
        if text.is_empty() {
            return Err(QueryError::ProjectIdEmpty);
        }
        if let Some(character) = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
            return Err(QueryError::ProjectIdCharacter { character });
        }
        if text.len() > LONGEST_ID {
            return Err(QueryError::ProjectIdTooLong { length: text.len() });
        }
        Ok(Self(text))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of the five documented query parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// `id`: a job's id, 1 to 64 characters.
    Id,
    /// `name`: whether it matches parts of names is not documented.
    Name,
    /// `type`: an open set.
    Type,
    /// `status`: an open set.
    Status,
    /// `visible`: `true` or `false`.
    Visible,
}

impl Filter {
    /// All five, in the documented order, in which they are sent.
    pub const ALL: [Filter; 5] =
        [Filter::Id, Filter::Name, Filter::Type, Filter::Status, Filter::Visible];

    /// The name of the parameter in the API.
    pub fn parameter(self) -> &'static str {
        match self {
            Filter::Id => "id",
            Filter::Name => "name",
            Filter::Type => "type",
            Filter::Status => "status",
            Filter::Visible => "visible",
        }
    }

    /// The name of the setting, and of the parameter in the address bar.
    pub fn setting(self) -> &'static str {
        match self {
            Filter::Id => "filter-id",
            Filter::Name => "filter-name",
            Filter::Type => "filter-type",
            Filter::Status => "filter-status",
            Filter::Visible => "filter-visible",
        }
    }
}

/// The filters that are set. A text is never empty and has no white space at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filters {
    id: Option<String>,
    name: Option<String>,
    job_type: Option<String>,
    status: Option<String>,
    visible: Option<bool>,
}

impl Filters {
    /// Sets one filter from text as it was typed or found in an address; empty text clears it. White space and
    /// invisible characters at both ends are removed, and anywhere in an ID.
    ///
    /// # Errors
    /// When the value cannot be sent. The filters are unchanged then.
    pub fn set(&mut self, filter: Filter, text: &str) -> Result<(), QueryError> {
        let id = cleaned(text);
        let text = if filter == Filter::Id { &id } else { trimmed(text) };
        let value = (!text.is_empty()).then(|| text.to_owned());
        match filter {
            Filter::Id => {
                let length = text.chars().count();
                if length > LONGEST_ID {
                    return Err(QueryError::IdTooLong { length });
                }
                self.id = value;
            }
            Filter::Name => self.name = value,
            Filter::Type => self.job_type = value,
            Filter::Status => self.status = value,
            Filter::Visible => {
                self.visible = match text {
                    "" => None,
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => {
                        return Err(QueryError::VisibleNotBoolean { value: text.to_owned() });
                    }
                }
            }
        }
        Ok(())
    }

    /// A filter's value as it is sent, if it is set.
    pub fn get(&self, filter: Filter) -> Option<&str> {
        match filter {
            Filter::Id => self.id.as_deref(),
            Filter::Name => self.name.as_deref(),
            Filter::Type => self.job_type.as_deref(),
            Filter::Status => self.status.as_deref(),
            Filter::Visible => self.visible.map(|visible| if visible { "true" } else { "false" }),
        }
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The parameters of a request. Without a project no request is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// The project.
    pub project: Option<ProjectId>,
    /// The filters.
    pub filters: Filters,
}

impl Query {
    /// The path and query string below the proxy's base address:
    /// `/v1/{project_id}/dev-servers/jobs?name=a%20b`. `None` without a project.
    pub fn path(&self) -> Option<String> {
        let mut path = format!("/v1/{}/dev-servers/jobs", self.project.as_ref()?);
        let mut separator = '?';
        for filter in Filter::ALL {
            if let Some(value) = self.filters.get(filter) {
                path.push(separator);
                path.push_str(filter.parameter());
                path.push('=');
                percent::encode(&mut path, value, UNRESERVED);
                separator = '&';
            }
        }
        Some(path)
    }
}

/// Why a request cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// No project id was given.
    ProjectIdEmpty,
    /// The project id has more than 64 characters.
    ProjectIdTooLong {
        /// How many it has.
        length: usize,
    },
    /// The project ID contains a character that is no letter, digit or hyphen.
    ProjectIdCharacter {
        /// The first such character. [`named`] formats it for display.
        character: char,
    },
    /// The `id` filter has more than 64 characters.
    IdTooLong {
        /// How many it has.
        length: usize,
    },
    /// The `visible` filter is neither `true` nor `false`.
    VisibleNotBoolean {
        /// The value.
        value: String,
    },
}

/// A character for a message: itself, or its code point if it is invisible, such as `U+00A0`.
pub fn named(character: char) -> String {
    let is_mark = matches!(character, '\u{300}'..='\u{36F}' | '\u{20D0}'..='\u{20FF}');
    let is_private = matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    if character.is_control()
        || character.is_whitespace()
        || is_invisible(character)
        || is_mark
        || is_private
    {
        format!("U+{:04X}", u32::from(character))
    } else {
        character.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(filters: &[(Filter, &str)], expect: &str) {
        let mut query = Query { project: ProjectId::parse("p-1").ok(), ..Query::default() };
        for (filter, value) in filters {
            query.filters.set(*filter, value).unwrap();
        }
        assert_eq!(query.path().unwrap(), format!("/v1/p-1/dev-servers/jobs{expect}"));
    }

    #[test]
    fn only_what_is_set_is_sent_in_the_documented_order() {
        check(&[], "");
        check(&[(Filter::Name, "a")], "?name=a");
        check(
            &[
                (Filter::Visible, "false"),
                (Filter::Status, "FINISHED"),
                (Filter::Type, "COMMON"),
                (Filter::Name, "n"),
                (Filter::Id, "1"),
            ],
            "?id=1&name=n&type=COMMON&status=FINISHED&visible=false",
        );
        check(&[(Filter::Visible, "true")], "?visible=true");
        check(&[(Filter::Name, "a"), (Filter::Name, "  ")], "");
    }

    #[test]
    fn values_are_percent_encoded() {
        check(&[(Filter::Name, "a b&c=d+e/f?g#h%i")], "?name=a%20b%26c%3Dd%2Be%2Ff%3Fg%23h%25i");
        check(&[(Filter::Name, "升级~-_.*'\"")], "?name=%E5%8D%87%E7%BA%A7~-_.%2A%27%22");
        check(&[(Filter::Name, "  padded  ")], "?name=padded");
    }

    #[test]
    fn what_is_refused_and_why() {
        use QueryError::*;
        let project = |text: &str| ProjectId::parse(text).map(drop);
        assert_eq!(project(""), Err(ProjectIdEmpty));
        assert_eq!(project("  "), Err(ProjectIdEmpty));
        assert_eq!(project(&"a".repeat(64)), Ok(()));
        assert_eq!(project(&"a".repeat(65)), Err(ProjectIdTooLong { length: 65 }));
        assert_eq!(project("a/b"), Err(ProjectIdCharacter { character: '/' }));
        assert_eq!(project("项目"), Err(ProjectIdCharacter { character: '项' }));
        assert_eq!(project(" 0123abc-DEF "), Ok(()));
        assert_eq!(project("a b"), Err(ProjectIdCharacter { character: ' ' }));

        let mut filters = Filters::default();
        assert_eq!(filters.set(Filter::Id, &"升".repeat(64)), Ok(()));
        let before = filters.clone();
        assert_eq!(filters.set(Filter::Id, &"a".repeat(65)), Err(IdTooLong { length: 65 }));
        let refused = filters.set(Filter::Visible, "yes");
        assert_eq!(refused, Err(VisibleNotBoolean { value: "yes".to_owned() }));
        assert_eq!(filters, before);
    }

    /// A project id that was pasted with a zero-width space was refused, and the message quoted nothing
    /// that could be seen.
    #[test]
    fn pasted_ids() {
        for pasted in [
            "\u{200B}0123abc-DEF",
            "0123\u{AD}abc-DEF\u{FEFF}",
            "\u{202A} 0123abc-DEF \u{202C}",
            "０１２３abc－DEF",
            "\u{3000}0123abc-DEF\u{A0}",
        ] {
            let id = ProjectId::parse(pasted);
            assert_eq!(id.as_ref().map(ProjectId::as_str), Ok("0123abc-DEF"), "{pasted:?}");
            let mut filters = Filters::default();
            filters.set(Filter::Id, pasted).unwrap();
            assert_eq!(filters.get(Filter::Id), Some("0123abc-DEF"), "{pasted:?}");
        }
        assert_eq!(ProjectId::parse("\u{200B}"), Err(QueryError::ProjectIdEmpty));
        let mut filters = Filters::default();
        filters.set(Filter::Name, "\u{FEFF} 升级\u{200D}x \u{200B}").unwrap();
        assert_eq!(filters.get(Filter::Name), Some("升级\u{200D}x"));
        filters.set(Filter::Status, "\u{200B}").unwrap();
        assert_eq!(filters.get(Filter::Status), None);
    }

    #[test]
    fn characters_in_messages() {
        for (character, expect) in [
            ('/', "/"),
            ('项', "项"),
            ('é', "é"),
            ('😀', "😀"),
            (' ', "U+0020"),
            ('\n', "U+000A"),
            ('\u{A0}', "U+00A0"),
            ('\u{200B}', "U+200B"),
            ('\u{301}', "U+0301"),
            ('\u{2028}', "U+2028"),
            ('\u{E000}', "U+E000"),
            ('\u{10FFFF}', "U+10FFFF"),
        ] {
            assert_eq!(named(character), expect);
        }
    }

    #[test]
    fn nothing_is_asked_without_a_project() {
        assert_eq!(Query::default().path(), None);
    }
}

//! Values as they stand in the JSON. Nothing is copied but a string with an escape.

use std::borrow::Cow;

use super::text::unescaped;

/// A value as it stands in the JSON.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    /// Its bytes, as text unless they are none.
    pub(super) raw: Result<&'a str, &'a [u8]>,
    /// Whether it is a string with an escape.
    pub(super) is_escaped: bool,
    /// How deep it is nested: 0 for a scalar, 1 for `[]`.
    pub(crate) depth: usize,
}

impl Default for Value<'_> {
    /// One that is missing.
    fn default() -> Self {
        Self { raw: Ok(""), is_escaped: false, depth: 0 }
    }
}

impl<'a> Value<'a> {
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.raw.map_or_else(|bytes| bytes, str::as_bytes)
    }

    /// Any value as text: a string's own, nothing for `null` and what is missing, else its JSON.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let text = match self.raw {
            Ok(text) => text,
            Err(bytes) => return Some(String::from_utf8_lossy(bytes)),
        };
        if matches!(text, "" | "null" | "\"\"") {
            return None;
        }
        let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match inner {
            Some(inner) if self.is_escaped => unescaped(inner).map(Cow::Owned),
            inner => Some(Cow::Borrowed(inner.unwrap_or(text))),
        }
    }
}

//! A place in a JSON text, walked member by member, so that what is whole before a break is kept.
//!
//! Only the two containers are walked here; every value is read by serde_json, which skips any
//! depth without recursion.

use serde::de::IgnoredAny;
use serde_json::error::Category;
use std::borrow::Cow;

/// Deeper values are refused, as serde_json itself does.
pub(crate) const DEEPEST: usize = 128;

/// Why a JSON text can't be read on from a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The bytes ended too early.
    Ended,
    /// A byte stands where JSON allows none like it.
    Syntax,
    /// A value outside the rows is nested more than 128 deep.
    TooDeep,
}

/// What is done at each member of an object: it gets the key's bytes and must read the value.
type Member<'m, 'a> = dyn FnMut(&mut Cursor<'a>, &[u8]) -> Result<(), Broken> + 'm;

pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes lie behind.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The bytes from an earlier place to here.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// The next byte that is not white space, which is skipped.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let rest = self.rest();
        let skipped = rest
            .iter()
            .take_while(|byte| b" \t\r\n".contains(byte))
            .count();
        self.at += skipped;
        rest.get(skipped).copied()
    }

    /// Walks an object.
    pub(crate) fn object(&mut self, member: &mut Member<'_, 'a>) -> Result<(), Broken> {
        self.take(b'{')?;
        if self.peek() == Some(b'}') {
            return self.take(b'}');
        }
        loop {
            if self.peek().is_some_and(|byte| byte != b'"') {
                return Err(Broken::Syntax);
            }
            let key = self.value()?;
            self.take(b':')?;
            member(self, key)?;
            match self.peek() {
                Some(b',') => self.take(b',')?,
                _ => return self.take(b'}'),
            }
        }
    }

    /// Walks an array; `element` must read one value each time.
    pub(crate) fn array(
        &mut self,
        element: &mut dyn FnMut(&mut Self) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.take(b'[')?;
        if self.peek() == Some(b']') {
            return self.take(b']');
        }
        loop {
            element(self)?;
            match self.peek() {
                Some(b',') => self.take(b',')?,
                _ => return self.take(b']'),
            }
        }
    }

    /// Reads past any value and gives its bytes.
    pub(crate) fn value(&mut self) -> Result<&'a [u8], Broken> {
        self.peek();
        let mut values =
            serde_json::Deserializer::from_slice(self.rest()).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) => {
                let start = self.at;
                self.at += values.byte_offset();
                Ok(self.since(start))
            }
            Some(Err(error)) if error.classify() != Category::Eof => Err(Broken::Syntax),
            Some(Err(_)) | None => Err(Broken::Ended),
        }
    }

    fn take(&mut self, wanted: u8) -> Result<(), Broken> {
        match self.peek() {
            Some(byte) if byte == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Broken::Syntax),
            None => Err(Broken::Ended),
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

/// The text of a JSON string's bytes; `None` for another value, bad UTF-8 or a bad escape.
pub(crate) fn string(raw: &[u8]) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inner.contains(&b'\\') {
        serde_json::from_slice(raw).ok().map(Cow::Owned)
    } else {
        str::from_utf8(inner).ok().map(Cow::Borrowed)
    }
}

/// Any value as text: a string's own, nothing for `null`, else its JSON.
pub(crate) fn text(raw: &[u8]) -> Option<Cow<'_, str>> {
    match raw {
        b"null" | b"\"\"" => None,
        _ => Some(string(raw).unwrap_or_else(|| String::from_utf8_lossy(raw))),
    }
}

/// How deep a value's bytes are nested: 0 for a scalar, 1 for `[]`.
pub(crate) fn depth(raw: &[u8]) -> usize {
    if !matches!(raw.first(), Some(b'[' | b'{')) {
        return 0;
    }
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in raw {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_containers_outside_strings() {
        for (raw, expect) in [
            ("1", 0),
            (r#""[[""#, 0),
            ("[]", 1),
            (r#"{"a":[1,{"b":"]\"["}]}"#, 3),
            ("[[],[[]]]", 3),
        ] {
            assert_eq!(depth(raw.as_bytes()), expect, "{raw}");
        }
    }

    #[test]
    fn strings_and_what_is_none() {
        assert_eq!(string(br#""a""#).as_deref(), Some("a"));
        assert_eq!(string(br#""\u5347\n""#).as_deref(), Some("升\n"));
        assert_eq!(string(br#""\ud800""#), None);
        assert_eq!(string(b"12"), None);
        assert_eq!(text(br#""\ud800""#).as_deref(), Some(r#""\ud800""#));
        assert_eq!(text(b"12").as_deref(), Some("12"));
        assert_eq!(text(b"null"), None);
    }
}

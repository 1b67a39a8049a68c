//! A position in a JSON text, read member by member, so that what is complete before an error is kept.
//!
//! A general JSON library rejects a whole text for one bad row, and the tables with which it
//! reads floating-point numbers are a sixth of what the page may weigh. The tests compare this
//! module with serde_json.

mod text;
mod value;

use std::borrow::Cow;

use self::text::{plain, unescaped};
pub(crate) use self::value::Value;

/// Values nested deeper are refused, as in most JSON libraries.
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

/// What is done at each member of an object: it gets the key, and must read the value.
type Member<'m, 'a> = dyn FnMut(&mut Cursor<'a>, &[u8]) -> Result<(), Broken> + 'm;

pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    /// Where the first value was that had to be text, and the bytes from there on as far as they are text,
    /// so that no part of them is checked again.
    text: Option<(usize, &'a str)>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, text: None, at: 0 }
    }

    /// How many bytes lie behind.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The bytes from an earlier place to here.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// The same as text, unless they are none.
    pub(crate) fn text_since(&mut self, start: usize) -> Option<&'a str> {
        let bytes = self.bytes.get(start..).unwrap_or_default();
        let (from, text) = *self.text.get_or_insert_with(|| (start, beginning(bytes)));
        let text = start.checked_sub(from).and_then(|start| text.get(start..self.at - from));
        text.or_else(|| str::from_utf8(self.since(start)).ok())
    }

    /// Goes past so many bytes, which are known to be a value.
    pub(crate) fn skip(&mut self, length: usize) {
        self.at += length;
    }

    /// The next byte that is not white space, which is skipped.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// Walks an object.
    pub(crate) fn object(&mut self, member: &mut Member<'_, 'a>) -> Result<(), Broken> {
        self.take(b'{')?;
        let mut is_first = true;
        while self.goes_on(b'}', is_first)? {
            let key = self.key()?;
            member(self, &key)?;
            is_first = false;
        }
        Ok(())
    }

    /// Walks an array; `element` must read one value each time.
    pub(crate) fn array(
        &mut self,
        element: &mut dyn FnMut(&mut Self) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.take(b'[')?;
        let mut is_first = true;
        while self.goes_on(b']', is_first)? {
            element(self)?;
            is_first = false;
        }
        Ok(())
    }

    /// Reads past what stands in front of the next element of a container, or past its end; whether
    /// there is a next one.
    pub(crate) fn goes_on(&mut self, closing: u8, is_first: bool) -> Result<bool, Broken> {
        match self.peek().ok_or(Broken::Ended)? {
            byte if byte == closing => self.at += 1,
            b',' if !is_first => {
                self.at += 1;
                return Ok(true);
            }
            _ if is_first => return Ok(true),
            _ => return Err(Broken::Syntax),
        }
        Ok(false)
    }

    /// Reads past a key and its colon, and returns the decoded name.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, [u8]>, Broken> {
        self.peek();
        let start = self.at;
        let is_escaped = self.string()?;
        let key = self.bytes.get(start + 1..self.at - 1).unwrap_or_default();
        self.take(b':')?;
        if !is_escaped {
            return Ok(Cow::Borrowed(key));
        }
        let name = str::from_utf8(key).ok().and_then(unescaped).unwrap_or_default();
        Ok(Cow::Owned(name.into_bytes()))
    }

    /// Whether the last byte that was read is a digit and nothing is behind it: more may come.
    pub(crate) fn ends_in_digit(&self) -> bool {
        self.rest().is_empty() && self.bytes.last().is_some_and(u8::is_ascii_digit)
    }

    /// Skips a byte order mark; whether what is there may become one.
    pub(crate) fn skip_mark(&mut self) -> bool {
        const MARK: &[u8] = b"\xEF\xBB\xBF";
        if self.bytes.starts_with(MARK) {
            self.at = MARK.len();
        }
        self.bytes.len() < MARK.len() && MARK.starts_with(self.bytes)
    }

    /// Reads past any value.
    pub(crate) fn value(&mut self) -> Result<Value<'a>, Broken> {
        let first = self.peek().ok_or(Broken::Ended)?;
        let start = self.at;
        let (mut is_escaped, mut depth) = (false, 0);
        match first {
            b'[' | b'{' => depth = self.container()?,
            _ => is_escaped = self.scalar(first)?,
        }
        let raw = self.text_since(start).ok_or_else(|| self.since(start));
        Ok(Value { raw, is_escaped, depth })
    }

    /// Reads past a container and returns its depth. Depth takes heap memory, not stack.
    fn container(&mut self) -> Result<usize, Broken> {
        // The brackets that are open, innermost last.
        let mut open = Vec::new();
        let mut deepest = 0;
        loop {
            match self.peek().ok_or(Broken::Ended)? {
                bracket @ (b'[' | b'{') => {
                    self.at += 1;
                    let closing = if bracket == b'[' { b']' } else { b'}' };
                    deepest = deepest.max(open.len() + 1);
                    if self.peek() == Some(closing) {
                        self.at += 1;
                    } else {
                        open.push(closing);
                        self.key_if(closing)?;
                        continue;
                    }
                }
                first => drop(self.scalar(first)?),
            }
            // A value has ended, and with it as many containers as close here.
            loop {
                let Some(&closing) = open.last() else {
                    return Ok(deepest);
                };
                match self.peek().ok_or(Broken::Ended)? {
                    b',' => {
                        self.at += 1;
                        self.key_if(closing)?;
                        break;
                    }
                    byte if byte == closing => {
                        self.at += 1;
                        open.pop();
                    }
                    _ => return Err(Broken::Syntax),
                }
            }
        }
    }

    /// Reads past a value that is no container; whether it is a string with an escape.
    fn scalar(&mut self, first: u8) -> Result<bool, Broken> {
        match first {
            b'"' => return self.string(),
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => return Err(Broken::Syntax),
        }
        Ok(false)
    }

    /// In an object, reads past a key and its colon.
    fn key_if(&mut self, closing: u8) -> Result<(), Broken> {
        if closing == b'}' {
            self.key()?;
        }
        Ok(())
    }

    /// Reads past a string; whether it has an escape. Its bytes need not be UTF-8; that is checked when
    /// its text is read.
    fn string(&mut self) -> Result<bool, Broken> {
        self.byte(|byte| byte == b'"')?;
        let mut is_escaped = false;
        loop {
            self.at += plain(self.rest());
            match self.byte(|byte| byte >= 0x20)? {
                b'"' => return Ok(is_escaped),
                _ => {
                    is_escaped = true;
                    if self.byte(|byte| br#""\/bfnrtu"#.contains(&byte))? == b'u' {
                        for _ in 0..4 {
                            self.byte(|byte| byte.is_ascii_hexdigit())?;
                        }
                    }
                }
            }
        }
    }

    fn number(&mut self) -> Result<(), Broken> {
        if self.next_is(|byte| byte == b'-') {
            self.at += 1;
        }
        if self.byte(|byte| byte.is_ascii_digit())? != b'0' {
            self.digits();
        }
        if self.next_is(|byte| byte == b'.') {
            self.at += 1;
            self.byte(|byte| byte.is_ascii_digit())?;
            self.digits();
        }
        if self.next_is(|byte| matches!(byte, b'e' | b'E')) {
            self.at += 1;
            if self.next_is(|byte| matches!(byte, b'+' | b'-')) {
                self.at += 1;
            }
            self.byte(|byte| byte.is_ascii_digit())?;
            self.digits();
        }
        Ok(())
    }

    fn digits(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Broken> {
        for &wanted in word {
            self.byte(|byte| byte == wanted)?;
        }
        Ok(())
    }

    /// Reads one byte, which must fit.
    fn byte(&mut self, fits: impl Fn(u8) -> bool) -> Result<u8, Broken> {
        let byte = *self.bytes.get(self.at).ok_or(Broken::Ended)?;
        if !fits(byte) {
            return Err(Broken::Syntax);
        }
        self.at += 1;
        Ok(byte)
    }

    fn next_is(&self, fits: impl Fn(u8) -> bool) -> bool {
        self.bytes.get(self.at).is_some_and(|byte| fits(*byte))
    }

    pub(crate) fn take(&mut self, wanted: u8) -> Result<(), Broken> {
        match self.peek() {
            Some(byte) if byte == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Broken::Syntax),
            None => Err(Broken::Ended),
        }
    }

    /// The bytes ahead.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

/// Bytes as far as they are text.
fn beginning(bytes: &[u8]) -> &str {
    str::from_utf8(bytes)
        .unwrap_or_else(|error| str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn value(json: &[u8]) -> Value<'_> {
        let mut cursor = Cursor::new(json);
        let value = cursor.value().expect("a whole value");
        assert_eq!((value.bytes(), cursor.at()), (json, json.len()));
        value
    }

    #[test]
    fn depth_counts_containers_outside_strings() {
        for (json, expect) in [
            ("1", 0),
            (r#""[[""#, 0),
            ("[]", 1),
            (r#"{"a":[1,{"b":"]\"["}]}"#, 3),
            ("[[],[[]]]", 3),
        ] {
            assert_eq!(value(json.as_bytes()).depth, expect, "{json}");
        }
    }

    #[test]
    fn strings_and_what_is_none() {
        let text = |json| value(json).text();
        assert_eq!(text(br#""a""#).as_deref(), Some("a"));
        assert_eq!(text(br#""\u5347\n""#).as_deref(), Some("升\n"));
        assert_eq!(text(br#""\ud83d\ude00\\\/\"""#).as_deref(), Some("😀\\/\""));
        for half in [r#""\ud800""#, r#""\udc00""#] {
            assert_eq!(text(half.as_bytes()).as_deref(), Some("\u{FFFD}"));
        }
        let halves = br#""\ud800\ud83d\ude00\ud800x""#;
        assert_eq!(text(halves).as_deref(), Some("\u{FFFD}😀\u{FFFD}x"));
        assert_eq!(text(b"\"\xFF\"").as_deref(), Some("\"\u{FFFD}\""));
        assert_eq!(text(br#"["\n"]"#).as_deref(), Some(r#"["\n"]"#));
        assert_eq!(text(b"12").as_deref(), Some("12"));
        assert_eq!(text(b"null"), None);
        assert_eq!(text(br#""""#), None);
        assert_eq!(Value::default().text(), None);
    }
}

//! A place in a JSON text, walked member by member, so that what is whole before a break is kept.
//!
//! A general JSON library gives up on a whole text for one bad row, and the tables by which it
//! reads floating-point numbers are a sixth of what the page may weigh. The tests hold this room
//! against serde_json.

use std::borrow::Cow;
use std::str::Chars;

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
        let skipped = rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
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

    /// Reads past any value and gives its bytes. Its depth costs memory, not stack.
    pub(crate) fn value(&mut self) -> Result<&'a [u8], Broken> {
        self.peek();
        let start = self.at;
        // The brackets that are open, innermost last.
        let mut open = Vec::new();
        loop {
            match self.peek().ok_or(Broken::Ended)? {
                bracket @ (b'[' | b'{') => {
                    self.at += 1;
                    let closing = if bracket == b'[' { b']' } else { b'}' };
                    if self.peek() == Some(closing) {
                        self.at += 1;
                    } else {
                        open.push(closing);
                        self.key_if(closing)?;
                        continue;
                    }
                }
                b'"' => self.string()?,
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => return Err(Broken::Syntax),
            }
            // A value has ended, and with it as many containers as close here.
            loop {
                let Some(&closing) = open.last() else {
                    return Ok(self.since(start));
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

    /// In an object, reads past a key and its colon.
    fn key_if(&mut self, closing: u8) -> Result<(), Broken> {
        if closing == b'}' {
            self.peek();
            self.string()?;
            self.take(b':')?;
        }
        Ok(())
    }

    /// Reads past a string. Its bytes need not be UTF-8; that is for whoever wants its text.
    fn string(&mut self) -> Result<(), Broken> {
        self.byte(|byte| byte == b'"')?;
        loop {
            // Any byte but these three kinds is part of the text.
            let plain = self.rest().iter().take_while(|&&b| b != b'"' && b != b'\\' && b >= 0x20);
            self.at += plain.count();
            match self.byte(|byte| byte >= 0x20)? {
                b'"' => return Ok(()),
                _ => {
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
        let byte = *self.rest().first().ok_or(Broken::Ended)?;
        if !fits(byte) {
            return Err(Broken::Syntax);
        }
        self.at += 1;
        Ok(byte)
    }

    fn next_is(&self, fits: impl Fn(u8) -> bool) -> bool {
        self.rest().first().is_some_and(|byte| fits(*byte))
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

/// The text of a JSON string's bytes; `None` for another value or bad UTF-8. Half a surrogate pair
/// becomes U+FFFD, as in a browser.
pub(crate) fn string(raw: &[u8]) -> Option<Cow<'_, str>> {
    let inner = str::from_utf8(raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?).ok()?;
    let Some((before, _)) = inner.split_once('\\') else {
        return Some(Cow::Borrowed(inner));
    };
    let mut text = String::with_capacity(inner.len());
    text.push_str(before);
    let mut rest = inner.get(before.len()..).unwrap_or_default().chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = hex4(&mut rest)?;
                let mut ahead = rest.clone();
                match (unit, low_surrogate(&mut ahead)) {
                    (0xD800..0xDC00, Some(low)) => {
                        rest = ahead;
                        let character = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    _ => char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
                }
            }
            plain => plain,
        });
    }
    Some(Cow::Owned(text))
}

fn low_surrogate(rest: &mut Chars) -> Option<u32> {
    let escape = rest.next()? == '\\' && rest.next()? == 'u';
    let unit = if escape { hex4(rest)? } else { return None };
    (0xDC00..0xE000).contains(&unit).then_some(unit)
}

fn hex4(rest: &mut Chars) -> Option<u32> {
    (0..4).try_fold(0, |sum, _| Some(sum * 16 + rest.next()?.to_digit(16)?))
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
        assert_eq!(string(br#""\ud83d\ude00\\\/\"""#).as_deref(), Some("😀\\/\""));
        for half in [r#""\ud800""#, r#""\udc00""#] {
            assert_eq!(string(half.as_bytes()).as_deref(), Some("\u{FFFD}"));
        }
        let halves = br#""\ud800\ud83d\ude00\ud800x""#;
        assert_eq!(string(halves).as_deref(), Some("\u{FFFD}😀\u{FFFD}x"));
        assert_eq!(string(b"\"\xFF\""), None);
        assert_eq!(string(b"12"), None);
        assert_eq!(text(b"12").as_deref(), Some("12"));
        assert_eq!(text(b"null"), None);
    }
}

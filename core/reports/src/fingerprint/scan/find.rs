//! Finds the varying part at a position of a line: its end and its kind.

use super::super::Varying;

/// The varying part of a line that begins at `at`. `in_word` means that there is a letter before it.
pub(super) fn varying(text: &str, at: usize, in_word: bool) -> Option<(usize, Varying)> {
    let rest = text.as_bytes().get(at..)?;
    let found = if in_word {
        number(rest).map(|length| (length, Varying::Number))
    } else {
        let before = at.checked_sub(1).map_or(b' ', |before| text.as_bytes()[before]);
        whole(rest, before)
    };
    found.map(|(length, varying)| (at + length, varying))
}

fn whole(rest: &[u8], before: u8) -> Option<(usize, Varying)> {
    let first = *rest.first()?;
    if matches!(first, b'/' | b'.' | b'~') {
        return path(rest, before).map(|length| (length, Varying::Path));
    }
    if !first.is_ascii_alphanumeric() && first != b':' {
        return None;
    }
    let of = |length: Option<usize>, varying| length.map(|length| (length, varying));
    of(url(rest), Varying::Address)
        .or_else(|| of(uuid(rest), Varying::Id))
        .or_else(|| of(time(rest), Varying::Time))
        .or_else(|| of(network(rest), Varying::Address))
        .or_else(|| of(drive(rest), Varying::Path))
        .or_else(|| of(hex(rest), Varying::Hex))
        .or_else(|| of(host(rest), Varying::Address))
        .or_else(|| of(id(rest), Varying::Id))
        .or_else(|| of(number(rest), Varying::Number))
}

/// The number of leading bytes that satisfy a condition.
fn run(rest: &[u8], is: impl Fn(u8) -> bool) -> usize {
    rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len())
}

fn digits(rest: &[u8]) -> usize {
    run(rest, |byte| byte.is_ascii_digit())
}

/// Whether a word ends before these bytes.
fn is_end(rest: &[u8]) -> bool {
    rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
}

fn url(rest: &[u8]) -> Option<usize> {
    let scheme =
        run(rest, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let after = rest[scheme..].strip_prefix(b"://")?;
    let is_in = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>()[]{}|,;`".contains(&byte);
    Some(scheme + 3 + trimmed(&after[..run(after, is_in)]))
}

/// The length without punctuation at the end that belongs to the sentence.
fn trimmed(text: &[u8]) -> usize {
    let is_mark = |byte: &u8| matches!(byte, b'.' | b',' | b':' | b';' | b'!' | b'?');
    text.iter().rposition(|byte| !is_mark(byte)).map_or(0, |last| last + 1)
}

fn uuid(rest: &[u8]) -> Option<usize> {
    let text = rest.get(..36)?;
    let fits = text.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    (fits && is_end(&rest[36..])).then_some(36)
}

const MONTHS: [&[u8]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];
const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];

/// A date with or without a time of day, or a time of day with seconds.
fn time(rest: &[u8]) -> Option<usize> {
    let Some(date) = date(rest).or_else(|| named_date(rest)) else {
        return clock(rest);
    };
    let gap = run(&rest[date..], |byte| matches!(byte, b' ' | b'T'));
    let Some(clock) = clock(&rest[date + gap..]).filter(|_| gap > 0) else {
        return Some(date);
    };
    let end = date + gap + clock;
    // For example in `Tue Jun 10 06:20:20 2025`.
    let year =
        rest[end..].strip_prefix(b" ").filter(|year| digits(year) == 4 && is_end(&year[4..]));
    Some(end + year.map_or(0, |_| 5))
}

fn date(rest: &[u8]) -> Option<usize> {
    let mark = *rest.get(4).filter(|mark| matches!(mark, b'-' | b'/' | b'.'))?;
    let fits = rest.len() >= 10
        && digits(rest) == 4
        && rest[7] == mark
        && digits(&rest[5..]) == 2
        && digits(&rest[8..]) == 2;
    fits.then_some(10)
}

fn named_date(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    if DAYS.iter().any(|day| rest.starts_with(day)) {
        at = 3 + run(rest.get(3..)?, |byte| matches!(byte, b' ' | b','));
    }
    if !MONTHS.iter().any(|month| rest[at..].starts_with(month)) {
        return None;
    }
    let space = run(&rest[at + 3..], |byte| byte == b' ');
    let day = digits(&rest[at + 3 + space..]);
    (space > 0 && (1..=2).contains(&day)).then_some(at + 3 + space + day)
}

/// `06:20:20` with an optional fraction and offset.
fn clock(rest: &[u8]) -> Option<usize> {
    let fits = rest.len() >= 8
        && rest[2] == b':'
        && rest[5] == b':'
        && [0, 3, 6].iter().all(|at| digits(&rest[*at..]) == 2);
    if !fits {
        return None;
    }
    let mut at = 8;
    if matches!(rest.get(at), Some(b'.' | b',')) {
        let fraction = digits(&rest[at + 1..]);
        at += if fraction > 0 { 1 + fraction } else { 0 };
    }
    if rest.get(at) == Some(&b'Z') {
        return Some(at + 1);
    }
    if matches!(rest.get(at), Some(b'+' | b'-')) {
        let offset = run(&rest[at + 1..], |byte| byte.is_ascii_digit() || byte == b':');
        at += if (2..=5).contains(&offset) { 1 + offset } else { 0 };
    }
    // A longer sequence of pairs is the address of a device.
    (rest.get(at) != Some(&b':')).then_some(at)
}

/// An address of IPv4 or IPv6, of a network card or of a PCI device.
fn network(rest: &[u8]) -> Option<usize> {
    let end = run(rest, |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    let text = &rest[..trimmed(&rest[..end])];
    let colons = text.iter().filter(|byte| **byte == b':').count();
    let dots = text.iter().filter(|byte| **byte == b'.').count();
    let is_v4 = dots == 3 && colons <= 1 && text.iter().all(|byte| !byte.is_ascii_alphabetic());
    let has_gap = text.windows(2).any(|pair| pair == b"::");
    let is_v6 = dots == 0 && (colons >= 3 || colons >= 2 && has_gap) && text.len() > 3;
    let is_pci = colons == 2 && dots == 1 && text.len() == 12;
    let fits = is_v4 || is_v6 || is_pci;
    if !fits || !is_end(&rest[text.len()..]) {
        return None;
    }
    let mut at = text.len();
    if rest.get(at) == Some(&b'/') && (1..=3).contains(&digits(&rest[at + 1..])) {
        at += 1 + digits(&rest[at + 1..]);
    }
    Some(at)
}

/// `C:\temp`.
fn drive(rest: &[u8]) -> Option<usize> {
    let fits = rest.len() > 3 && rest[0].is_ascii_alphabetic() && rest[1..].starts_with(b":\\");
    fits.then(|| {
        trimmed(&rest[..run(rest, |byte| byte.is_ascii_graphic() && !b"\"'<>|,;".contains(&byte))])
    })
}

/// `0x1f`, or at least eight hexadecimal digits.
fn hex(rest: &[u8]) -> Option<usize> {
    let prefix = if rest.starts_with(b"0x") || rest.starts_with(b"0X") { 2 } else { 0 };
    let length = run(&rest[prefix..], |byte| byte.is_ascii_hexdigit());
    let text = &rest[prefix..prefix + length];
    let is_mixed = text.iter().any(u8::is_ascii_digit) && text.iter().any(u8::is_ascii_alphabetic);
    let fits = prefix > 0 && length > 0 || length >= 8 && is_mixed;
    (fits && is_end(&rest[prefix + length..])).then_some(prefix + length)
}

/// Top-level domains of hosts.
const DOMAINS: [&[u8]; 11] = [
    b"com",
    b"cn",
    b"org",
    b"net",
    b"io",
    b"local",
    b"internal",
    b"lan",
    b"svc",
    b"cluster",
    b"localdomain",
];

/// The name of a host, with an optional user before it and port after it.
fn host(rest: &[u8]) -> Option<usize> {
    let end =
        run(rest, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'@' | b'_'));
    let text = &rest[..trimmed(&rest[..end])];
    let port = rest[text.len()..].strip_prefix(b":").map_or(0, digits);
    let last = text.rsplit(|byte| matches!(byte, b'.' | b'@')).next()?;
    let is_dotted = text.contains(&b'.') && text.iter().any(u8::is_ascii_alphabetic);
    let fits = text.contains(&b'@')
        || is_dotted && (DOMAINS.contains(&last) || (2..=5).contains(&port))
        || text == b"localhost";
    fits.then(|| text.len() + if port > 0 { port + 1 } else { 0 })
}

/// A token of letters and digits, or the name of a server.
fn id(rest: &[u8]) -> Option<usize> {
    let end = run(rest, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let text = &rest[..end];
    let count = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    if count == 0 || text.iter().all(|byte| !byte.is_ascii_alphabetic()) {
        return None;
    }
    let is_token = text.len() >= 20 && count >= 4;
    let mut numbered = 0;
    let mut last_has_digit = false;
    let mut segments = 0;
    for segment in text.split(|byte| *byte == b'-') {
        last_has_digit = segment.iter().any(u8::is_ascii_digit);
        numbered += usize::from(last_has_digit);
        segments += 1;
    }
    let is_name = segments >= 3 && numbered >= 2 && last_has_digit;
    (is_token || is_name).then_some(end)
}

/// Digits, with separators and the parts of a version: `24.1.rc3.10`.
fn number(rest: &[u8]) -> Option<usize> {
    let mut at = digits(rest);
    if at == 0 {
        return None;
    }
    let mut is_version = false;
    while let Some(mark) = rest.get(at).filter(|mark| b".,:+-_".contains(mark)) {
        let segment = run(&rest[at + 1..], |byte| byte.is_ascii_alphanumeric());
        let text = &rest[at + 1..at + 1 + segment];
        let is_number = segment > 0 && digits(text) == segment;
        let has_digit = text.iter().any(u8::is_ascii_digit);
        let goes_on = match mark {
            b'.' => is_number || has_digit,
            b',' | b':' => is_number,
            _ => is_version && has_digit,
        };
        if !goes_on {
            break;
        }
        is_version |= *mark == b'.';
        at += 1 + segment;
    }
    Some(at)
}

/// `/var/log/x`, `./x` or `~/x`.
fn path(rest: &[u8], before: u8) -> Option<usize> {
    let start = run(rest, |byte| matches!(byte, b'.' | b'~'));
    if start > 2 || rest.get(start) != Some(&b'/') || matches!(before, b'/' | b':' | b'<') {
        return None;
    }
    let is_in =
        |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || b"/._-+@%*~=#".contains(&byte);
    let end = start + run(&rest[start..], is_in);
    let text = &rest[..trimmed(&rest[..end])];
    let has_letter = text.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
    let is_deep =
        text[start + 1..].iter().any(|byte| matches!(byte, b'/' | b'.')) || text.len() > 4;
    // A path ends at punctuation of another script.
    let length = String::from_utf8_lossy(text).find(['，', '。', '：', '、', '；', '（', '“', '”']);
    (has_letter && is_deep).then(|| length.unwrap_or(text.len()))
}

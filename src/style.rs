//! The component's style sheet, without its comments and the space that people need to read it: the
//! sheet is a part of the WebAssembly, which no tool for style sheets looks into.

const SOURCE: &[u8] = include_bytes!("../style/devserver-jobs.css");
const LENGTH: usize = shrink().1;
static SHRUNK: [u8; LENGTH] = {
    let (all, _) = shrink();
    let mut kept = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        kept[at] = all[at];
        at += 1;
    }
    kept
};

/// The sheet for the browser.
pub const STYLE: &str = match str::from_utf8(&SHRUNK) {
    Ok(text) => text,
    Err(_) => panic!("the style sheet is UTF-8"),
};

/// Drops comments, and white space at the start of a line, at its end, and in front of a brace. The
/// sheet must not hold either in a text.
#[allow(long_running_const_eval, reason = "it looks at every byte of the sheet a few times")]
const fn shrink() -> ([u8; SOURCE.len()], usize) {
    let mut kept = [0; SOURCE.len()];
    let (mut from, mut to) = (0, 0);
    while from < SOURCE.len() {
        if SOURCE[from] == b'/' && SOURCE[from + 1] == b'*' {
            while !(SOURCE[from] == b'*' && SOURCE[from + 1] == b'/') {
                from += 1;
            }
            from += 2;
            continue;
        }
        let mut byte = SOURCE[from];
        from += 1;
        if byte == b'\n' {
            byte = b' ';
        }
        let before = if to == 0 { b'{' } else { kept[to - 1] };
        if byte == b' ' && matches!(before, b' ' | b'{' | b'}' | b';' | b',' | b':') {
            continue;
        }
        if matches!(byte, b'{' | b'}') && before == b' ' {
            to -= 1;
        }
        kept[to] = byte;
        to += 1;
    }
    (kept, to)
}

//! The component's style sheets, and adopting them in a shadow root. They are part of the WebAssembly, where no CSS
//! minifier sees them, so comments and white space are removed here.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, Function, Reflect};
use web_sys::{CssStyleSheet, ShadowRoot};

macro_rules! sheet {
    ($(#[$doc:meta])* $name:ident, $($path:literal),+) => {
        $(#[$doc])*
        pub const $name: &str = {
            const SOURCE: &[u8] = concat!($(include_str!($path)),+).as_bytes();
            const SHRUNK: ([u8; SOURCE.len()], usize) = shrink(SOURCE);
            static KEPT: [u8; SHRUNK.1] = beginning(&SHRUNK.0);
            match str::from_utf8(&KEPT) {
                Ok(text) => text,
                Err(_) => panic!("the style sheet is UTF-8"),
            }
        };
    };
}

sheet!(
    /// The sheet that every element adopts. Of rules with equal specificity the later one applies, so the order
    /// matters.
    STYLE, "../style/root.css", "../style/controls.css", "../style/header.css", "../style/filters.css",
    "../style/refine.css", "../style/table.css", "../style/footer.css", "../style/beside.css",
    "../style/widths.css", "../style/media.css"
);
sheet!(
    /// The sheet that is added when the second module is loaded.
    LAZY, "../style/fields.css", "../style/notices.css", "../style/detail.css", "../style/live.css",
    "../style/causes.css", "../style/tools.css", "../style/facets.css", "../style/histogram.css"
);

/// Adopts a sheet after the existing ones. A strict Content-Security-Policy forbids a style element, but not an
/// adopted sheet.
///
/// # Errors
/// When the browser cannot create a style sheet.
pub fn adopt(root: &ShadowRoot, text: &str, behind: &Array) -> Result<(), JsValue> {
    // The constructor of the window that displays the element, which may be that of a frame: a document cannot
    // adopt a sheet of another one.
    let document = Reflect::get(root, &"ownerDocument".into())?;
    let window = Reflect::get(&document, &"defaultView".into())?;
    let class: Function = Reflect::get(&window, &"CSSStyleSheet".into())?.unchecked_into();
    let sheet: CssStyleSheet = Reflect::construct(&class, &Array::new())?.unchecked_into();
    sheet.replace_sync(text)?;
    root.set_adopted_style_sheets(&behind.concat(&Array::of1(&sheet)));
    Ok(())
}

const fn beginning<const LENGTH: usize>(all: &[u8]) -> [u8; LENGTH] {
    let mut kept = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        kept[at] = all[at];
        at += 1;
    }
    kept
}

/// Removes comments, white space at the start and end of a line and before a brace, the semicolon before a closing
/// brace, and the zero before a decimal point. The sheet must not contain any of these in a string.
#[allow(long_running_const_eval, reason = "it looks at every byte of the sheet a few times")]
const fn shrink<const LENGTH: usize>(source: &[u8]) -> ([u8; LENGTH], usize) {
    let mut kept = [0; LENGTH];
    let (mut from, mut to) = (0, 0);
    while from < LENGTH {
        if source[from] == b'/' && source[from + 1] == b'*' {
            while !(source[from] == b'*' && source[from + 1] == b'/') {
                from += 1;
            }
            from += 2;
            continue;
        }
        let mut byte = source[from];
        from += 1;
        if byte == b'\n' {
            byte = b' ';
        }
        let before = if to == 0 { b'{' } else { kept[to - 1] };
        if byte == b' ' && matches!(before, b' ' | b'{' | b'}' | b';' | b',' | b':') {
            continue;
        }
        let is_zero = byte == b'0' && from < LENGTH && source[from] == b'.';
        if is_zero && matches!(before, b' ' | b':' | b'(' | b',' | b'-') {
            continue;
        }
        let is_brace = matches!(byte, b'{' | b'}');
        if is_brace && before == b' ' || byte == b'}' && before == b';' {
            to -= 1;
        }
        kept[to] = byte;
        to += 1;
    }
    (kept, to)
}

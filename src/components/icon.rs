//! Icons as single paths on a 16 by 16 grid. They are decorative: the text beside an icon has the same meaning.

use dom::{El, svg};

/// A circle with a tick.
pub const SUCCESS: &str = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Zm2.7 3L7 9.2 5.3 7.5 4.2 8.6 7 11.4l4.8-4.8-1.1-1.1Z";
/// A circle with a cross.
pub const ERROR: &str = "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm2.5 3.4L8 6.9 5.5 4.4 4.4 5.5 6.9 8l-2.5 2.5 1.1 1.1L8 9.1l2.5 2.5 1.1-1.1L9.1 8l2.5-2.5-1.1-1.1Z";
/// A triangle with an exclamation mark.
pub const WARNING: &str = "M8 1.2 15.4 14.4H.6L8 1.2Zm0 3L3.1 12.9h9.8L8 4.2Zm-.8 2.6h1.6v3H7.2v-3Zm0 3.9h1.6v1.5H7.2v-1.5Z";
/// Three quarters of a circle, which rotates.
pub const IN_PROGRESS: &str = "M8 1v1.6A5.4 5.4 0 1 1 2.6 8H1a7 7 0 1 0 7-7Z";
/// A circle with a bar.
pub const STOPPED: &str = "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM4.8 7.2h6.4v1.6H4.8V7.2Z";
/// A circle with a dot.
pub const NEUTRAL: &str = "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 6.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2Z";
/// Two arrows in a circle.
pub const REFRESH: &str = "M8 2.5c1.6 0 3 .7 4 1.8V2.2h1.5V7H8.7V5.5h2.3A3.9 3.9 0 0 0 4.2 7H2.6A5.5 5.5 0 0 1 8 2.5ZM2.5 9h4.8v1.5H5A3.9 3.9 0 0 0 11.8 9h1.6A5.5 5.5 0 0 1 4 11.7v2.1H2.5V9Z";
/// Two bars.
pub const PAUSE: &str = "M4 2.5h3v11H4v-11Zm5 0h3v11H9v-11Z";
/// A triangle to the end.
pub const PLAY: &str = "M4 2.2 13 8l-9 5.8V2.2Z";
/// A bell.
pub const BELL: &str = "M8 1a4.5 4.5 0 0 0-4.5 4.5V9L2 11.3v1.2h12v-1.2L12.5 9V5.5A4.5 4.5 0 0 0 8 1Zm0 1.5a3 3 0 0 1 3 3v4l.9 1.5H4.1L5 9.5v-4a3 3 0 0 1 3-3ZM6.2 13.5a1.8 1.8 0 0 0 3.6 0H6.2Z";
/// Two sheets.
pub const COPY: &str = "M5.5 1.5h8v9h-3v4h-8v-9h3v-4Zm1.5 4h3.5V9H12V3H7v2.5ZM4 7v6h5V7H4Z";
/// A cross.
pub const CLOSE: &str = "M3.2 2.1 8 6.9l4.8-4.8 1.1 1.1L9.1 8l4.8 4.8-1.1 1.1L8 9.1l-4.8 4.8-1.1-1.1L6.9 8 2.1 3.2l1.1-1.1Z";
/// An arrow head upwards.
pub const UP: &str = "M2.6 10.2 8 4.8l5.4 5.4-1.1 1.1L8 7l-4.3 4.3-1.1-1.1Z";
/// Three dots.
pub const MORE: &str = "M3 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm5 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm5 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z";
/// A tick.
pub const TICK: &str = "M13.3 3.6 6.2 10.7 2.7 7.2 1.6 8.3l4.6 4.6L14.4 4.7l-1.1-1.1Z";
/// An arrow head to the start.
pub const PREVIOUS: &str = "M10.2 2.6 4.8 8l5.4 5.4 1.1-1.1L7 8l4.3-4.3-1.1-1.1Z";
/// An arrow head to the end.
pub const NEXT: &str = "M5.8 2.6 11.2 8l-5.4 5.4-1.1-1.1L9 8 4.7 3.7l1.1-1.1Z";
/// An arrow head downwards.
pub const DOWN: &str = "M2.6 5.8 8 11.2l5.4-5.4-1.1-1.1L8 9 3.7 4.7 2.6 5.8Z";
/// A filled arrow head upwards.
pub const ASCENDING: &str = "M8 4.5 12.5 11h-9L8 4.5Z";
/// A filled arrow head downwards.
pub const DESCENDING: &str = "M8 11.5 3.5 5h9L8 11.5Z";
/// Both.
pub const UNSORTED: &str = "M8 1.8 11.6 7H4.4L8 1.8ZM8 14.2 4.4 9h7.2L8 14.2Z";

/// An icon, which follows the text's colour and size.
pub fn icon(path: &str) -> El {
    drawing().child(svg::path().attr("d", path))
}

/// An icon that changes.
pub fn icon_of(path: impl Fn() -> &'static str + 'static) -> El {
    drawing().child(svg::path().attr("d", path))
}

/// An icon whose path is set later.
pub fn unwritten() -> (El, El) {
    let path = svg::path();
    (drawing().child(path.clone()), path)
}

fn drawing() -> El {
    svg::svg().class("icon").attr("viewBox", "0 0 16 16").attr("aria-hidden", "true")
}

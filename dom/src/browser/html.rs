//! A function for each HTML element, called after its tag.

use super::el::El;

macro_rules! elements {
    ($($tag:ident,)+) => {
        $(
            #[doc = concat!("A new `<", stringify!($tag), ">`.")]
            pub fn $tag() -> El {
                El::html(stringify!($tag))
            }
        )+
    };
}

elements! {
    a, button, caption, code, dd, details, dialog, div, dl, dt, fieldset, footer, form, h2, h3, header, input,
    label, legend, li, mark, nav, ol, option, p, pre, progress, section, select, span, strong, summary, table,
    tbody, td, textarea, th, thead, time, tr, ul,
}

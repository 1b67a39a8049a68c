//! A function for each SVG element, called after its tag.

use super::el::El;

macro_rules! elements {
    ($($tag:ident,)+) => {
        $(
            #[doc = concat!("A new `<", stringify!($tag), ">` of a drawing.")]
            pub fn $tag() -> El {
                El::svg(stringify!($tag))
            }
        )+
    };
}

elements! { g, path, rect, svg, }

//! The call from the first module into the second. In the release build of the page it is a split point: the
//! splitter (`build/split`) finds the two functions by their names, puts the one that is exported, and all
//! that only it needs, into the second module, and joins the import to it. In any other build it is a call.

use crate::dom::El;
use crate::store::Store;
use crate::view::drawer;

/// A part of the page that the second module has.
pub enum Part<'a> {
    /// The detail of the selected job, beside `main` or in its place.
    Detail { store: Store, main: &'a El },
}

/// What the second module is asked to make. Both modules share one memory, so it is handed over as it is.
pub struct Request<'a> {
    part: Part<'a>,
    made: Option<El>,
}

impl<'a> Request<'a> {
    /// A request for a part.
    pub fn of(part: Part<'a>) -> Self {
        Self { part, made: None }
    }
}

/// Makes a part. The second module must be there.
pub fn make(mut request: Request) -> El {
    #[cfg(two_chunks)]
    split::import(&mut request);
    #[cfg(not(two_chunks))]
    answer(&mut request);
    request.made.expect("every part is made")
}

/// What the second module does.
fn answer(request: &mut Request) {
    request.made = Some(match request.part {
        Part::Detail { store, main } => drawer::drawer(store, main),
    });
}

#[cfg(two_chunks)]
#[allow(
    unsafe_code,
    reason = "an import and an export by name are how the splitter knows a split point"
)]
#[allow(improper_ctypes, improper_ctypes_definitions, reason = "both sides are this crate")]
mod split {
    use super::Request;

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00lazy00_import_00000000000000000000000000000001"]
        pub safe fn import(request: &mut Request);
    }

    #[unsafe(export_name = "__wasm_split_00lazy00_export_00000000000000000000000000000001")]
    extern "C" fn export(request: &mut Request) {
        super::answer(request);
    }
}

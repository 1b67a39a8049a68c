//! The call from the first module into the second. In the release build of the page it is a split point: the
//! splitter (`build/split`) finds the two functions by their names, puts the one that is exported, and all
//! that only it needs, into the second module, and joins the import to it. In any other build it is a call.

use wasm_bindgen::JsCast;
use web_sys::ShadowRoot;

use crate::dom::El;
use crate::reactive::*;
use crate::store::Store;
use crate::style::{DETAIL, adopt};
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
        Part::Detail { store, main } => {
            adopt_soon(main);
            drawer::drawer(store, main)
        }
    });
}

/// Adopts the detail's style sheet before it is painted for the first time; at once what it lies in may not be
/// in the document yet.
fn adopt_soon(near: &El) {
    let near = near.clone();
    spawn_free(async move {
        Executor::tick().await;
        let Ok(root) = near.node().get_root_node().dyn_into::<ShadowRoot>() else {
            return;
        };
        let sheets = root.adopted_style_sheets();
        if sheets.length() == 1 {
            // Without it the detail looks plain, and says the same.
            let _ = adopt(&root, DETAIL, &sheets);
        }
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

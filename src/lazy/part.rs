//! The call from the first module into the second. In the release build of the page it is a split point: the
//! splitter (`build/split`) finds the two functions by their names, puts the one that is exported, and all
//! that only it needs, into the second module, and joins the import to it. In any other build it is a call.

use dom::El;
use dom::reactive::{Executor, spawn_local};
use wasm_bindgen::JsCast;
use web_sys::ShadowRoot;

use super::{causes, detail, live, tools};
use crate::components::ui::{Tool, Ui};
use crate::style::{LAZY, adopt};

/// A part of the component that is in the second module.
pub enum Part<'a> {
    /// The detail of the open job, beside `main` or in its place.
    Detail { ui: Ui, main: &'a El },
    /// Automatic refreshes: their control in `control`, and the bar above the rows of `table`.
    Live { ui: Ui, control: &'a El, table: &'a El },
    /// The causes of failures, beside `main` or in its place.
    Causes { ui: Ui, main: &'a El },
    /// What goes on without being opened.
    Background { ui: Ui, near: &'a El },
    /// A tool, in an element of the toolbar.
    Tool { ui: Ui, tool: Tool, near: &'a El },
}

/// A call of the second module. Both modules share one memory, so it is passed by reference.
pub struct Request<'a> {
    part: Part<'a>,
    rendered: Option<El>,
}

impl<'a> Request<'a> {
    /// A request for a part.
    pub fn of(part: Part<'a>) -> Self {
        Self { part, rendered: None }
    }
}

/// Renders a part. The second module must be loaded.
pub fn make(mut request: Request) -> El {
    #[cfg(two_chunks)]
    split::import(&mut request);
    #[cfg(not(two_chunks))]
    answer(&mut request);
    request.rendered.expect("every part is rendered")
}

/// The function of the second module.
fn answer(request: &mut Request) {
    request.rendered = Some(match request.part {
        Part::Detail { ui, main } => {
            adopt_soon(main);
            detail::detail(ui, main)
        }
        Part::Live { ui, control, table } => {
            adopt_soon(table);
            live::live(ui, control, table)
        }
        Part::Causes { ui, main } => {
            adopt_soon(main);
            causes::causes_panel(ui, main)
        }
        Part::Background { ui, near } => {
            adopt_soon(near);
            tools::on_print(ui);
            near.clone()
        }
        Part::Tool { ui, tool, near } => {
            adopt_soon(near);
            tools::tool(ui, tool)
        }
    });
}

/// Adopts the style sheet of this module before the first paint. It waits for the end of the task, because the
/// element may not be in the document yet.
fn adopt_soon(near: &El) {
    let near = near.clone();
    spawn_local(async move {
        Executor::tick().await;
        let Ok(root) = near.element().get_root_node().dyn_into::<ShadowRoot>() else {
            return;
        };
        let sheets = root.adopted_style_sheets();
        if sheets.length() == 1 {
            // Without the sheet the parts are plain, but complete.
            let _ = adopt(&root, LAZY, &sheets);
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

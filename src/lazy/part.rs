//! The call from the first module into the second. In the release build of the page it is a split point: the
//! splitter (`build/split`) finds the two functions by their names, moves the exported one and everything that only
//! this one needs into the second module, and connects the import to it. In any other build it is an ordinary call.

use dom::El;
use dom::reactive::{Executor, spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, ShadowRoot};

use super::{
    causes, columns, copy_button, detail, empty_states, facets, fields, grid, histogram, live,
    notices, setup, shortcuts, stuck, tools,
};
use crate::components::table_body::Body;
use crate::components::ui::{Tool, Ui};
use crate::style::{LAZY, adopt};

/// A part of the component that is in the second module.
pub enum Part<'a> {
    /// The detail of the open job, beside the list or in its place.
    Detail,
    /// Automatic refreshes: their control in `control`, and the bar above the rows.
    Live { control: &'a El },
    /// The causes of failures, beside the list or in its place.
    Causes,
    /// The notices above the list.
    Notices,
    /// The message in the table in place of rows.
    EmptyState(Body),
    /// The form for a project.
    Setup,
    /// The facets of types and users.
    Facets,
    /// The behaviour of the filters' fields.
    Fields,
    /// The name of the current view.
    PresentView,
    /// The keys of the table, and the edges of its columns.
    Columns,
    /// The histogram.
    Time,
    /// What runs in the background.
    Background,
    /// Copying the ID of a row, after a press of its button.
    CopyId(&'a Element),
    /// A tool, in an element of the toolbar.
    Tool(Tool),
}

/// A call of the second module. Both modules share one memory, so it is passed by reference.
pub struct Request<'a> {
    ui: Ui,
    part: Part<'a>,
    /// The list, the table or the place in the document that the part belongs to.
    near: &'a El,
    rendered: Option<El>,
}

impl<'a> Request<'a> {
    /// A request for a part that belongs to `near`.
    pub fn of(ui: Ui, part: Part<'a>, near: &'a El) -> Self {
        Self { ui, part, near, rendered: None }
    }
}

/// Renders a part, if it has an element of its own. The second module must be loaded.
pub fn make(mut request: Request) -> Option<El> {
    #[cfg(two_chunks)]
    split::import(&mut request);
    #[cfg(not(two_chunks))]
    answer(&mut request);
    request.rendered
}

/// The function of the second module.
fn answer(request: &mut Request) {
    let Request { ui, near, .. } = *request;
    adopt_soon(near);
    request.rendered = match &request.part {
        Part::Detail => Some(detail::detail(ui, near)),
        Part::Live { control } => Some(live::live(ui, control, near)),
        Part::Causes => Some(causes::causes_panel(ui, near)),
        Part::Tool(tool) => Some(tools::tool(ui, *tool)),
        Part::Facets => Some(facets::facets(ui)),
        Part::Notices => Some(notices::notices(ui)),
        Part::EmptyState(body) => Some(empty_states::empty_state(ui, *body)),
        Part::Setup => Some(setup::setup(ui)),
        Part::PresentView => Some(tools::present_view(ui)),
        Part::Time => Some(histogram::time(ui)),
        Part::Columns => {
            columns::columns(ui, near);
            grid::grid(ui, near);
            shortcuts::shortcuts(ui, near);
            None
        }
        Part::Fields => {
            fields::fields(ui, near);
            None
        }
        Part::CopyId(button) => {
            copy_button::copy_id(ui, button);
            None
        }
        Part::Background => {
            tools::on_print(ui);
            stuck::measure(ui);
            ui.store.read_details();
            None
        }
    };
}

/// Adopts the style sheet of the second module before the first paint. It waits for the end of the task, because
/// the element may not be in the document yet.
fn adopt_soon(near: &El) {
    let near = near.clone();
    spawn_local(async move {
        Executor::tick().await;
        let Ok(root) = near.element().get_root_node().dyn_into::<ShadowRoot>() else {
            return;
        };
        let sheets = root.adopted_style_sheets();
        if sheets.length() == 1 {
            // Without the sheet the parts are not styled, but complete.
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

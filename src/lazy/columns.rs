//! The edges of columns, which are dragged, or double-clicked to fit the content of the column. An edge is for pointers
//! only, so that the accessible name of a heading is that of its column; with the keyboard, the heading resizes its
//! column with Shift. If the columns together are wider than the list, the table scrolls sideways.

use devserver_jobs_core::layout::Width;
use devserver_jobs_core::table::Column;
use dom::reactive::{Effect, Executor, RwSignal, spawn_local, untrack};
use dom::{El, Timer, ev, html, observe_resize};
use wasm_bindgen::JsCast;
use web_sys::js_sys::parse_float;
use web_sys::{Element, Event, HtmlElement, PointerEvent};

use crate::components::table_head::column_label;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};

/// How far an arrow key moves an edge, in tenths of the font size.
const STEP: f64 = 10.0;

/// The maximum width that a column gets by fitting, because its texts may have any length.
const FITTING: f64 = 400.0;

/// The attribute of a container that is narrower than its table.
const WIDE: &str = "data-wide";

/// The class of an edge.
const EDGE: &str = "edge";

/// An edge that is being dragged: the column, where the pointer was, and how wide the column was.
#[derive(Clone, Copy)]
struct Drag {
    column: Column,
    from: f64,
    width: f64,
}

/// Adds edges to the columns of the table in `place`.
pub fn columns(ui: Ui, place: &El) {
    let (attached, measured) = (place.clone(), place.clone());
    // Outside world: the head of the table, which is created again when the columns change.
    Effect::new(move || {
        ui.store.columns();
        let place = attached.clone();
        spawn_local(async move {
            Executor::tick().await;
            for (_, head) in heads(&place) {
                attach(&head);
            }
        });
    });
    // Scrolling changes the size again, which a browser would report as a loop of its observer.
    let later = RwSignal::new(None::<Timer>);
    observe_resize(place, move || {
        // The browser has just computed the layout; a change would force it to do so again.
        if is_wide(&measured) != measured.element().has_attribute(WIDE) {
            let measured = measured.clone();
            later.set(Some(Timer::timeout(0, move || scroll_sideways(&measured))));
        }
    });
    let sized = place.clone();
    Effect::new(move || {
        ui.store.preferences.with_layout(|_| ());
        let place = sized.clone();
        spawn_local(async move {
            Executor::tick().await;
            scroll_sideways(&place);
        });
    });
    by_pointer(ui, place);
    by_keyboard(ui, place);
}

/// The heads of the displayed columns, from left to right.
fn heads(place: &El) -> Vec<(Column, HtmlElement)> {
    let Ok(found) = place.element().query_selector_all("thead th") else {
        return Vec::new();
    };
    let heads = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<HtmlElement>().ok());
    heads.filter_map(|head| Some((column_of(&head)?, head))).collect()
}

fn column_of(head: &Element) -> Option<Column> {
    Column::parse(head.class_name().strip_prefix("column-")?)
}

fn attach(head: &HtmlElement) {
    if head.query_selector(&format!(".{EDGE}")).is_ok_and(|edge| edge.is_none()) {
        let edge = html::span().class(EDGE).attr("aria-hidden", "true");
        let _ = head.append_child(edge.element());
    }
}

/// The width of a column in tenths of the font size.
fn width(head: &HtmlElement) -> f64 {
    let style = web_sys::window().and_then(|window| window.get_computed_style(head).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    // Rust's own parsing of fractions would add 10 KB.
    let size = size.map(|size| parse_float(&size)).filter(|size| *size > 0.0);
    head.get_bounding_client_rect().width() * 10.0 / size.unwrap_or(14.0)
}

/// The edge that is the target of an event, with its column.
fn edge_of(event: &Event) -> Option<(Column, HtmlElement, Element)> {
    let edge = event.target()?.dyn_into::<Element>().ok()?;
    if !edge.class_list().contains(EDGE) {
        return None;
    }
    let head = edge.parent_element()?.dyn_into::<HtmlElement>().ok()?;
    Some((column_of(&head)?, head, edge))
}

fn by_pointer(ui: Ui, place: &El) {
    let drag = RwSignal::new(None::<Drag>);
    let (pressed, fitted) = (place.clone(), place.clone());
    let end = move |_: PointerEvent| {
        if drag.with_untracked(Option::is_some) {
            drag.set(None);
            ui.store.set_layout(|_, _| ());
        }
    };
    let _ = place
        .clone()
        .on(ev::pointerdown, move |event| {
            let Some((column, head, edge)) = edge_of(&event).filter(|_| event.button() == 0) else {
                return;
            };
            event.prevent_default();
            let _ = edge.set_pointer_capture(event.pointer_id());
            drag.set(Some(Drag { column, from: f64::from(event.client_x()), width: width(&head) }));
            freeze(ui, &pressed);
        })
        .on(ev::pointermove, move |event| {
            let Some((Drag { column, from, width: before }, (_, head, _))) =
                drag.get_untracked().zip(edge_of(&event))
            else {
                return;
            };
            let pixels = head.get_bounding_client_rect().width().max(1.0) / width(&head).max(1.0);
            let moved = (f64::from(event.client_x()) - from) / pixels;
            resize(ui, column, before + moved * direction(&head));
        })
        .on(ev::pointerup, end)
        .on(ev::pointercancel, end)
        .on(ev::dblclick, move |event| {
            if let Some((column, ..)) = edge_of(&event) {
                fit(ui, &fitted, column);
            }
        });
}

/// The heading that is the target of an event.
fn head_of(event: &Event) -> Option<(Column, HtmlElement)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let head = target.closest("thead th").ok()??.dyn_into::<HtmlElement>().ok()?;
    Some((column_of(&head)?, head))
}

fn by_keyboard(ui: Ui, place: &El) {
    let own = place.clone();
    let _ = place.clone().on(ev::keydown, move |event| {
        let Some((column, head)) = head_of(&event).filter(|_| event.shift_key()) else {
            return;
        };
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            "Enter" => 0.0,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if by == 0.0 {
            fit(ui, &own, column);
        } else {
            let before = width(&head);
            freeze(ui, &own);
            resize(ui, column, before + by * direction(&head));
            ui.store.set_layout(|_, _| ());
        }
        let text = untrack(|| {
            let name = fill(ui.text(Key::WidthOf), &[column_label(ui.messages(), column)]);
            let width = ui.store.preferences.with_layout(|layout| layout.width(column));
            format!("{name}: {}", ui.number(usize::from(width.unwrap_or_default() / 10)))
        });
        ui.announce(&text);
    });
}

/// 1 if a column grows to the right, -1 if it grows to the left.
fn direction(head: &Element) -> f64 {
    if head.matches(":dir(rtl)").unwrap_or(false) { -1.0 } else { 1.0 }
}

/// Gives every column its current width, so that resizing one changes no other.
fn freeze(ui: Ui, place: &El) {
    let widths: Vec<_> = heads(place).iter().map(|(column, head)| (*column, width(head))).collect();
    ui.store.try_layout(|layout, _| {
        for (column, width) in widths {
            layout.set_width(column, Some(tenths(width)));
        }
    });
}

fn resize(ui: Ui, column: Column, width: f64) {
    ui.store.try_layout(|layout, _| layout.set_width(column, Some(tenths(width))));
}

/// A number as a width. The layout limits it to the valid range.
fn tenths(width: f64) -> Width {
    width.round() as Width
}

/// Fits a column to its content.
fn fit(ui: Ui, place: &El, column: Column) {
    freeze(ui, place);
    let Ok(Some(table)) = place.element().query_selector("table") else {
        return;
    };
    // With this attribute the style sheet lays the table out by its content.
    let _ = table.set_attribute("data-fit", "");
    let head = heads(place).into_iter().find(|(own, _)| *own == column);
    let fitting = head.map(|(_, head)| width(&head).ceil().min(FITTING));
    let _ = table.remove_attribute("data-fit");
    if let Some(fitting) = fitting {
        resize(ui, column, fitting);
        ui.store.set_layout(|_, _| ());
    }
}

/// Lets the table scroll sideways if it is wider than its container. Otherwise it does not, because a head inside a
/// scrolling container cannot stick to the page.
fn scroll_sideways(place: &El) {
    let element = place.element();
    let _ = match is_wide(place) {
        true => element.set_attribute(WIDE, ""),
        false => element.remove_attribute(WIDE),
    };
}

fn is_wide(place: &El) -> bool {
    let element = place.element();
    // The edge of a column overlaps by a pixel.
    element.scroll_width() > element.client_width() + 1
}

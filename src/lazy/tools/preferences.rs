//! The dialog for columns, density and wrapping. Each choice takes effect at once. The choices are applied by
//! `core::layout`.

use devserver_jobs_core::layout::{Density, Layout, WIDTHS, Width};
use devserver_jobs_core::table::Column;
use dom::reactive::{Executor, Memo, RwSignal, spawn_local};
use dom::{El, ev, event_target, event_target_value, html, window_event_listener};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::dialog::{choice, dialog, group};
use crate::components::icon;
use crate::components::table_head::column_label;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};

/// Six dots.
const GRIP: &str =
    "M5 2.5h2v2H5v-2Zm4 0h2v2H9v-2ZM5 7h2v2H5V7Zm4 0h2v2H9V7Zm-4 4.5h2v2H5v-2Zm4 0h2v2H9v-2Z";

/// The state of the dialog.
#[derive(Clone, Copy)]
struct State {
    ui: Ui,
    /// The displayed columns, from left to right.
    shown: Memo<Vec<Column>>,
    /// The column that is dragged.
    dragged: RwSignal<Option<Column>>,
    /// The announcement of a move.
    moved: RwSignal<String>,
}

/// The dialog.
pub fn preferences(ui: Ui) -> El {
    let state = State {
        ui,
        shown: Memo::new(move |_| ui.store.columns()),
        dragged: RwSignal::new(None),
        moved: RwSignal::new(String::new()),
    };
    let offered = move || {
        ui.store.with_settings(|settings| {
            ui.store.preferences.with_layout(|layout| layout.offered(settings.offer()))
        })
    };
    let columns = html::ul().class("columns").attr("role", "list").for_each(
        offered,
        |column| column.name(),
        move |column| state.row(column),
    );
    // A dragged row moves in the document and would lose the pointer.
    let list = columns.element().clone();
    window_event_listener(ev::pointermove, move |event| {
        state.drag(&list, f64::from(event.client_y()));
    });
    window_event_listener(ev::pointerup, move |_| state.dragged.set(None));
    window_event_listener(ev::pointercancel, move |_| state.dragged.set(None));
    let densities =
        [(Density::Comfortable, Key::DensityComfortable), (Density::Compact, Key::DensityCompact)]
            .map(|(own, name)| {
                let is_taken =
                    move || ui.store.preferences.with_layout(|layout| layout.density == own);
                let take = move || ui.store.set_layout(|layout, _| layout.density = own);
                choice("density", move || ui.text(name).to_owned(), is_taken, take)
            });
    let wraps = html::input()
        .attr("type", "checkbox")
        .prop("checked", move || ui.store.preferences.with_layout(|layout| layout.wraps))
        .on(ev::change, move |event| {
            let wraps = event_target(&event).checked();
            ui.store.set_layout(|layout, _| layout.wraps = wraps);
        });
    let reset = html::button()
        .attr("type", "button")
        .text(ui.message(Key::ResetLayout))
        .on(ev::click, move |_| ui.store.set_layout(|layout, _| *layout = Layout::default()));
    let content = [
        group(ui.message(Key::Columns), [columns]),
        html::p().class("hint").text(ui.message(Key::ColumnsHint)),
        group(ui.message(Key::Density), densities),
        html::label()
            .class("choice")
            .child(wraps)
            .child(html::span().text(ui.message(Key::WrapText))),
        html::div().class("tools").child(reset),
        html::p().class("unseen").attr("role", "status").text(move || state.moved.get()),
    ];
    dialog(ui, Key::Preferences, content)
}

impl State {
    /// A column that can be displayed.
    fn row(self, column: Column) -> El {
        let Self { ui, shown, dragged, .. } = self;
        let place = move || shown.with(|shown| shown.iter().position(|own| *own == column));
        let name = move || column_label(ui.messages(), column);
        let checkbox = html::input()
            .attr("type", "checkbox")
            .attr("disabled", column == Column::Name)
            .prop("checked", move || place().is_some())
            .on(ev::change, move |event| {
                let is_shown = event_target(&event).checked();
                ui.store.set_layout(|layout, offer| layout.show(column, is_shown, offer));
            });
        let last = move || shown.with(Vec::len) - 1;
        html::li()
            .attr("data-column", column.name())
            .attr("data-dragged", move || (dragged.get() == Some(column)).then_some(""))
            .child(self.grip(column).attr("hidden", move || place().is_none()))
            .child(html::label().class("choice").child(checkbox).child(html::span().text(name)))
            .child(self.width(column).attr("hidden", move || place().is_none()))
            .child(self.step(column, icon::UP, Key::MoveUp, -1, move || place() == Some(0)))
            .child(self.step(column, icon::DOWN, Key::MoveDown, 1, move || place() == Some(last())))
            .class(("hidden-column", move || place().is_none()))
    }

    /// Moves a column by one place.
    fn step(
        self,
        column: Column,
        path: &str,
        name: Key,
        by: isize,
        at_end: impl Fn() -> bool + 'static,
    ) -> El {
        let Self { ui, shown, .. } = self;
        let button = html::button()
            .attr("type", "button")
            .class("quiet")
            .attr("hidden", move || shown.with(|shown| !shown.contains(&column)))
            // Not `disabled`: the button would lose the focus at the first or last place.
            .attr("aria-disabled", move || at_end().then_some("true"))
            .attr("aria-label", move || fill(ui.text(name), &[column_label(ui.messages(), column)]))
            .child(icon::icon(path));
        let pressed = button.element().clone();
        button.on(ev::click, move |_| {
            let place = shown.with_untracked(|shown| shown.iter().position(|own| *own == column));
            if let Some(to) = place.and_then(|place| place.checked_add_signed(by)) {
                self.place(column, to);
            }
            // It has moved in the document, and has lost the focus.
            let pressed = pressed.clone();
            spawn_local(async move {
                Executor::tick().await;
                let _ = pressed.unchecked_ref::<HtmlElement>().focus();
            });
        })
    }

    fn place(self, column: Column, to: usize) {
        let Self { ui, shown, moved, .. } = self;
        ui.store.set_layout(|layout, offer| layout.place(column, to, offer));
        let text = dom::reactive::untrack(|| {
            let (place, count) =
                shown.with(|shown| (shown.iter().position(|own| *own == column), shown.len()));
            let place = ui.number(place.unwrap_or_default() + 1);
            let name = column_label(ui.messages(), column);
            fill(ui.text(Key::ColumnMoved), &[name, &place, &ui.number(count)])
        });
        moved.set(text);
    }

    /// The handle by which a column is dragged.
    fn grip(self, column: Column) -> El {
        let grip = html::span().class("grip").attr("aria-hidden", "true").child(icon::icon(GRIP));
        grip.on(ev::pointerdown, move |event| {
            event.prevent_default();
            if event.button() == 0 {
                self.dragged.set(Some(column));
            }
        })
    }

    /// Moves the dragged column to the position of the row under the pointer.
    fn drag(self, list: &Element, y: f64) {
        let Some(column) = self.dragged.get_untracked() else {
            return;
        };
        let rows = list.children();
        let row = (0..rows.length()).filter_map(|at| rows.item(at)).find(|row| {
            let area = row.get_bounding_client_rect();
            (area.top()..area.bottom()).contains(&y)
        });
        let under = row.and_then(|row| Column::parse(&row.get_attribute("data-column")?));
        let place =
            self.shown.with_untracked(|shown| shown.iter().position(|own| Some(*own) == under));
        if let Some(place) = place.filter(|_| under != Some(column)) {
            self.place(column, place);
        }
    }

    /// The width of a column, in characters.
    fn width(self, column: Column) -> El {
        let ui = self.ui;
        let shown = move |layout: &Layout| {
            layout.width(column).map(|width| (width / 10).to_string()).unwrap_or_default()
        };
        html::input()
            .attr("type", "number")
            .attr("min", (WIDTHS.start() / 10).to_string())
            .attr("max", (WIDTHS.end() / 10).to_string())
            .attr("placeholder", ui.message(Key::WidthAuto))
            .attr("aria-label", move || {
                fill(ui.text(Key::WidthOf), &[column_label(ui.messages(), column)])
            })
            .prop("value", move || ui.store.preferences.with_layout(shown))
            .on(ev::change, move |event| {
                let given = event_target_value(&event).parse::<Width>().ok();
                ui.store.set_layout(|layout, _| {
                    layout.set_width(column, given.map(|width| width.saturating_mul(10)));
                });
                // The width may have been out of range.
                let taken = dom::reactive::untrack(|| ui.store.preferences.with_layout(shown));
                event_target(&event).set_value(&taken);
            })
    }
}

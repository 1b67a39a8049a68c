//! The table as an ARIA grid: a single tab stop, and keys that move from cell to cell, turn pages, open jobs and mark
//! rows. Until the second module is loaded, the links and buttons of the table are tab stops.

use devserver_jobs_core::table::Change;
use dom::reactive::{Effect, Executor, RwSignal, on_cleanup, spawn_local, untrack};
use dom::{El, ev, is_composing};
use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Array, Function, Reflect};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MutationObserver, MutationObserverInit};

use super::marking::{forget_elsewhere, mark, read_saved, with_marks};
use super::tools::copy_marked;
use crate::components::ui::Ui;
use crate::platform::{HistoryMode, object};

/// The rows that keys move through: the head, and the jobs.
const ROWS: &str = "thead tr,tbody tr[data-job-id]";

/// The elements in a cell that can take the focus.
const WIDGETS: &str = "a[href],button:not([hidden])";

/// The elements in a cell that handle a press themselves: the widgets, and the edge of a column.
const PRESSED: &str = "a[href],button,.edge";

/// The elements that are tab stops by default and not yet removed from the tab order, or that were the tab stop.
const STOPS: &str = "thead button:not([tabindex]),tr[data-job-id] :is(a[href],button):not([tabindex]),[tabindex='0']";

/// The rows without the attribute for marking, or with marks.
const UNSETTLED: &str = "tbody tr[data-job-id]:not([aria-selected='false'])";

/// The grid.
#[derive(Clone)]
struct Grid {
    ui: Ui,
    place: El,
    /// The cell that is the tab stop.
    at: RwSignal<At>,
    /// The element in the table that has the focus.
    focused: RwSignal<Option<HtmlElement>>,
}

/// A cell: its row, from 0 for the head, and its column. A row is identified by its job as long as that is on the
/// page.
#[derive(Clone, Default, PartialEq)]
struct At {
    row: usize,
    job: Option<String>,
    column: usize,
}

/// Makes a grid of the table in `place`.
pub fn grid(ui: Ui, place: &El) {
    // The first job, because most users want to start there.
    let first = At { row: 1, ..At::default() };
    let grid =
        Grid { ui, place: place.clone(), at: RwSignal::new(first), focused: RwSignal::new(None) };
    read_saved(ui);
    grid.set_up();
    grid.follow();
    forget_elsewhere(ui);
    let (keys, focus, left, clicked) = (grid.clone(), grid.clone(), grid.clone(), grid.clone());
    let _ = place
        .clone()
        .on(ev::click, move |event| clicked.click(&event))
        .on(ev::keydown, move |event| keys.keydown(&event))
        .on(ev::focusin, move |event| focus.has_come(&event))
        .on(ev::focusout, move |_| left.has_left());
}

/// The target of an event.
pub fn target(event: &Event) -> Option<HtmlElement> {
    event.target()?.dyn_into().ok()
}

fn all(of: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = of.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn cells(row: &Element) -> Vec<HtmlElement> {
    let cells = row.children();
    (0..cells.length()).filter_map(|at| cells.item(at)?.dyn_into().ok()).collect()
}

fn id_of(row: &Element) -> Option<String> {
    row.get_attribute("data-job-id").filter(|id| !id.is_empty())
}

/// Writes an attribute if it differs, because each write notifies observers.
fn set(element: &Element, name: &str, value: &str) {
    if element.get_attribute(name).as_deref() != Some(value) {
        let _ = element.set_attribute(name, value);
    }
}

impl Grid {
    fn rows(&self) -> Vec<HtmlElement> {
        all(self.place.element(), ROWS)
    }

    /// Sets the roles, the marks and the tab stop after the rows have changed.
    fn set_up(&self) {
        let Some(table) = all(self.place.element(), "table").pop() else {
            return;
        };
        set(&table, "role", "grid");
        set(&table, "aria-multiselectable", "true");
        for cell in all(&table, "tr[data-job-id]>[role=cell]") {
            set(&cell, "role", "gridcell");
        }
        let rows = self.rows();
        // Usually there are no marks; then most page changes have nothing to write.
        with_marks(self.ui, |marks| match marks {
            None => {
                for row in all(&table, UNSETTLED) {
                    set(&row, "aria-selected", "false");
                }
            }
            Some(marks) => {
                for row in rows.iter().skip(1) {
                    let is_marked = id_of(row).is_some_and(|id| marks.has(&id));
                    set(row, "aria-selected", if is_marked { "true" } else { "false" });
                }
            }
        });
        self.find_again(&rows);
        let stop = self.stop(&rows);
        for widget in all(&table, STOPS) {
            // A message in place of rows keeps its own tab stops.
            if Some(&widget) != stop.as_ref() && !widget.matches(".instead *").unwrap_or(false) {
                set(&widget, "tabindex", "-1");
            }
        }
        let Some(stop) = stop else {
            return;
        };
        set(&stop, "tabindex", "0");
        // The row that had the focus was removed, and browsers do not move the focus.
        let is_lost = |focused: &Option<HtmlElement>| {
            focused.as_ref().is_some_and(|focused| !focused.is_connected())
        };
        if self.focused.with_untracked(is_lost) {
            let _ = stop.focus();
        }
    }

    /// Finds the current position of the tab stop's cell: that of the focus, otherwise that of its job.
    fn find_again(&self, rows: &[HtmlElement]) {
        let focused = self.focused.get_untracked().filter(|focused| focused.is_connected());
        let mut at = self.at.get_untracked();
        if let Some(now) = focused.and_then(|focused| place_of(rows, &focused)) {
            at = now;
        } else if at.job.is_some()
            && let Some(row) = rows.iter().position(|row| id_of(row) == at.job)
        {
            at.row = row;
        }
        self.at.set(at);
    }

    /// The element that is the tab stop. If there are fewer rows or columns now, it is in the last one.
    fn stop(&self, rows: &[HtmlElement]) -> Option<HtmlElement> {
        let At { row, column, .. } = self.at.get_untracked();
        let row = rows.get(row).or(rows.last())?;
        let cell = cells(row).into_iter().take(column.saturating_add(1)).last()?;
        // The first link or button in the cell, or the cell itself.
        Some(all(&cell, WIDGETS).into_iter().next().unwrap_or(cell))
    }

    /// Sets up again whenever the rows change, and whenever other rows are marked.
    fn follow(&self) {
        let grid = self.clone();
        let changed = Closure::<dyn FnMut(Event)>::new(move |_| grid.set_up());
        let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else {
            return;
        };
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_subtree(true);
        // A row may be reused for another job, and a link may get an address.
        init.set_attribute_filter(&Array::of2(&"data-job-id".into(), &"href".into()));
        let _ = observer.observe_with_options(self.place.element(), &init);
        on_cleanup(move || {
            observer.disconnect();
            drop(changed);
        });
        let grid = self.clone();
        // Outside world: the attributes of the rows.
        Effect::new(move || {
            grid.ui.marked.with(|_| ());
            grid.set_up();
        });
    }

    /// The tab stop follows the focus.
    fn has_come(&self, event: &Event) {
        self.focused.set(target(event));
        let before = self.at.get_untracked();
        let rows = self.rows();
        self.find_again(&rows);
        if self.at.get_untracked() != before {
            self.set_up();
        }
    }

    /// The user has moved the focus away. If instead its element was removed from the document, the focus moves to
    /// another element when the rows are set up.
    fn has_left(&self) {
        let grid = self.clone();
        spawn_local(async move {
            Executor::tick().await;
            let is_there = |focused: &Option<HtmlElement>| {
                focused.as_ref().is_some_and(|focused| focused.is_connected())
            };
            if grid.focused.try_with_untracked(is_there) == Some(true) && !grid.place.has_focus() {
                grid.focused.set(None);
            }
        });
    }

    fn focus(&self, row: usize, column: usize) {
        if let Some(stop) = self.stop_at(row, column) {
            let _ = stop.focus();
        }
    }

    fn stop_at(&self, row: usize, column: usize) -> Option<HtmlElement> {
        self.at.set(At { row, column, job: None });
        // Not every cell can take the focus by itself.
        self.stop(&self.rows()).inspect(|stop| set(stop, "tabindex", "0"))
    }

    /// A click on a cell moves the tab stop and the focus there, unless it is on an element that handles it, or has
    /// selected text.
    fn click(&self, event: &Event) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let at = target
            .filter(|target| matches!(target.closest(PRESSED), Ok(None)))
            .and_then(|target| place_of(&self.rows(), &target))
            .filter(|_| !self.place.has_selection());
        let stop = at.and_then(|At { row, column, .. }| self.stop_at(row, column));
        let Some(stop) = stop else {
            return;
        };
        // A clicked cell is in view, and must not move. A binding of its own would be in the first module.
        let options = object(&[("preventScroll", true.into())]);
        let focus = Reflect::get(&stop, &"focus".into()).unwrap_or_default();
        let _ = focus.unchecked_into::<Function>().call1(&stop, &options);
    }

    fn keydown(&self, event: &KeyboardEvent) {
        let rows = self.rows();
        let place = target(event).and_then(|target| Some((place_of(&rows, &target)?, target)));
        let Some((At { row, job, column }, target)) = place.filter(|_| !is_composing(event)) else {
            return;
        };
        let is_taken = match modifiers(event) {
            "" => self.plain(&event.key(), (row, column), &rows, job, &target),
            // Other keys with Shift belong to a heading or to the browser.
            "Shift" if event.key() == " " => job.is_some_and(|id| self.mark(&id, true)),
            "Ctrl" if event.key() == "Home" => self.go(0, 0),
            "Ctrl" if event.key() == "End" => self.go(usize::MAX, usize::MAX),
            "Ctrl" | "Meta" if event.key() == "c" => {
                // If no marked row is in view, the clipboard must not be overwritten.
                self.has_marks() && !self.place.has_selection() && copy_marked(self.ui, &self.place)
            }
            _ => false,
        };
        if is_taken {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Handles a key without a modifier. Returns whether the grid uses it.
    fn plain(
        &self,
        key: &str,
        (row, column): (usize, usize),
        rows: &[HtmlElement],
        job: Option<String>,
        target: &Element,
    ) -> bool {
        let is_rtl = rows[row].matches(":dir(rtl)").unwrap_or(false);
        match key {
            "ArrowLeft" | "ArrowRight" if is_rtl == (key == "ArrowLeft") => {
                self.go(row, (column + 1).min(cells(&rows[row]).len() - 1))
            }
            "ArrowLeft" | "ArrowRight" => self.go(row, column.saturating_sub(1)),
            "ArrowUp" => self.go(row.saturating_sub(1), column),
            "ArrowDown" => self.go((row + 1).min(rows.len() - 1), column),
            "Home" => self.go(row, 0),
            "End" => self.go(row, usize::MAX),
            "PageUp" => self.turn(-1, row, column),
            "PageDown" => self.turn(1, row, column),
            " " => job.is_some_and(|id| self.mark(&id, false)),
            // A link or button handles Enter itself.
            "Enter" if !target.matches(WIDGETS).unwrap_or(true) => {
                let link = all(&rows[row], ".name a[href]").into_iter().next();
                link.inspect(HtmlElement::click).is_some()
            }
            "Escape" if self.has_marks() => {
                self.ui.marked.set(None);
                true
            }
            _ => false,
        }
    }

    fn go(&self, row: usize, column: usize) -> bool {
        self.focus(row, column);
        true
    }

    fn mark(&self, id: &str, is_range: bool) -> bool {
        mark(self.ui, id, is_range);
        true
    }

    fn has_marks(&self) -> bool {
        self.ui.marked.with_untracked(Option::is_some)
    }

    /// Goes to another page; the focus stays in its row. If there is no further page, it goes to the first or last
    /// row.
    fn turn(&self, by: isize, row: usize, column: usize) -> bool {
        let ui = self.ui;
        let pager = untrack(|| ui.store.list.pager());
        let page =
            pager.page().checked_add_signed(by).filter(|page| (1..=pager.pages()).contains(page));
        let Some(page) = page else {
            return self.go(if by < 0 { 1 } else { usize::MAX }, column);
        };
        // It cannot fail.
        let _ = ui.store.change(Change::Page(page), HistoryMode::Push);
        let grid = self.clone();
        spawn_local(async move {
            Executor::tick().await;
            grid.focus(row.max(1), column);
        });
        true
    }
}

/// The cell that an element is, or is inside.
fn place_of(rows: &[HtmlElement], element: &Element) -> Option<At> {
    let cell = element.closest("td,th").ok().flatten()?;
    let row = cell.parent_element()?;
    let at = rows.iter().position(|own| **own == row)?;
    let column = cells(&row).iter().position(|own| **own == cell)?;
    Some(At { row: at, job: id_of(&row), column })
}

/// The modifier that is pressed with a key, if there is exactly one.
pub fn modifiers(event: &KeyboardEvent) -> &'static str {
    match (event.shift_key(), event.ctrl_key(), event.meta_key(), event.alt_key()) {
        (false, false, false, false) => "",
        (true, false, false, false) => "Shift",
        (false, true, false, false) => "Ctrl",
        (false, false, true, false) => "Meta",
        _ => "several",
    }
}

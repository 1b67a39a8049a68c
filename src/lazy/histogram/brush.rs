//! The bars, and the choice of a range among them: by dragging, or with two sliders by keys. While a range is being
//! chosen the bars do not change; afterwards the histogram zooms to the surroundings of the range.

use devserver_jobs_core::histogram::Histogram;
use devserver_jobs_core::job::{Field, Millis};
use devserver_jobs_core::outcome::Tone;
use devserver_jobs_core::range::{By, Range};
use dom::reactive::{Memo, RwSignal, untrack};
use dom::{El, ev, html, is_composing, svg};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

use super::{TONES, Time, span_text};
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;

/// The minimum height of a bar with jobs, in percent.
const LEAST: f64 = 6.0;
/// The width of a bar, as a share of its slot.
const WIDTH: f64 = 0.84;

/// One of the ends of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    From,
    To,
}

/// The state of the pointer.
#[derive(Clone, Copy, Default, PartialEq)]
struct Pointer {
    /// The bar under it.
    over: Option<usize>,
    /// The bar from which a range is being dragged.
    anchor: Option<usize>,
}

/// The bars, the controls to choose a range, and a line below.
pub fn brush(time: Time) -> El {
    let pointer = RwSignal::new(Pointer::default());
    let drawing = svg::svg();
    let place = drawing.element().clone();
    let drawing = drawing
        .class("bars")
        .attr("role", "group")
        .attr("aria-label", time.ui.message(Key::TimeChart))
        .child(svg::g().child(move || background(time)))
        .child(svg::g().child(move || bars(time)))
        .child(handle(time, End::From))
        .child(handle(time, End::To));
    let moved = place.clone();
    let drawing = drawing
        .on(ev::pointerdown, move |event| press(time, pointer, &place, &event))
        .on(ev::pointermove, move |event| drag(time, pointer, &moved, &event))
        .on(ev::pointerup, move |_| release(time, pointer))
        .on(ev::pointercancel, move |_| release(time, pointer))
        .on(ev::pointerleave, move |_| pointer.update(|pointer| pointer.over = None));
    html::div()
        .class("brush")
        .child(drawing)
        .child(line(time, pointer))
        .on(ev::keydown, move |event| {
            if event.key() == "Escape"
                && !is_composing(&event)
                && untrack(|| time.range()).is_some()
            {
                event.prevent_default();
                // Escape may have another meaning in the host page.
                event.stop_propagation();
                pointer.set(Pointer::default());
                time.zoom_out();
            }
        })
        // After a choice by keys, the histogram zooms in.
        .on(ev::focusout, move |_| {
            if untrack(|| pointer.get()).anchor.is_none() {
                time.finish_choice();
            }
        })
}

/// The bar at the position of an event.
fn bar_at(time: Time, drawing: &Element, event: &PointerEvent) -> Option<usize> {
    let count = time.bars.with_untracked(|bars| bars.as_ref().map(|bars| bars.bars.len()))?;
    let place = drawing.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
    Some(((share * count as f64) as usize).min(count.checked_sub(1)?))
}

fn press(time: Time, pointer: RwSignal<Pointer>, drawing: &Element, event: &PointerEvent) {
    let Some(bar) = bar_at(time, drawing, event).filter(|_| event.button() == 0) else {
        return;
    };
    // No text is selected, and the focus does not move.
    event.prevent_default();
    if let Ok(Some(handle)) = drawing.query_selector("[data-end=to]") {
        let _ = handle.unchecked_into::<HtmlElement>().focus();
    }
    // Continues the drag outside the drawing. A pointer that has ended cannot be captured.
    let _ = drawing.set_pointer_capture(event.pointer_id());
    // When a handle is dragged, the other end of the range stays.
    let target = event.target().map(JsCast::unchecked_into::<Element>);
    let end = target.and_then(|target| target.get_attribute("data-end"));
    let (first, last) = selected(time);
    let anchor = match end.as_deref() {
        Some("from") => last,
        Some("to") => first,
        _ => bar,
    };
    pointer.set(Pointer { over: Some(bar), anchor: Some(anchor) });
    choose_bars(time, anchor, bar);
}

fn drag(time: Time, pointer: RwSignal<Pointer>, drawing: &Element, event: &PointerEvent) {
    let bar = bar_at(time, drawing, event);
    let before = untrack(|| pointer.get());
    if before.over != bar {
        pointer.set(Pointer { over: bar, ..before });
        if let Some((anchor, bar)) = before.anchor.zip(bar) {
            choose_bars(time, anchor, bar);
        }
    }
}

fn release(time: Time, pointer: RwSignal<Pointer>) {
    if untrack(|| pointer.get()).anchor.is_some() {
        pointer.set(Pointer::default());
        time.finish_choice();
    }
}

/// Chooses the range of the bars from one to another. A drag, or a sequence of keys, creates a single history
/// entry.
fn choose_bars(time: Time, one: usize, other: usize) {
    let by = untrack(|| time.by());
    let range = time.bars.with_untracked(|bars| bars.as_ref()?.range(by, one, other));
    time.held.set(time.view.get_untracked());
    if untrack(|| time.range()) != range {
        let has_entry = time.has_entry.get_untracked();
        time.has_entry.set(true);
        time.choose(range, if has_entry { HistoryMode::Replace } else { HistoryMode::Push });
    }
}

/// The first and the last of the chosen bars; without a range, of all bars.
fn selected(time: Time) -> (usize, usize) {
    let range = untrack(|| time.range());
    time.bars.with_untracked(|bars| {
        let Some(bars) = bars else {
            return (0, 0);
        };
        let chosen = range.and_then(|range| bars.bars_of(range));
        chosen.unwrap_or((0, bars.bars.len().saturating_sub(1)))
    })
}

/// A length in the drawing. Formatting a fraction would add kilobytes to the page.
fn percent(share: f64) -> String {
    let hundredths = (share * 10_000.0) as u32;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The range of the rows on the current page, and the chosen range.
fn background(time: Time) -> Vec<El> {
    let Some(bars) = time.bars.get() else {
        return Vec::new();
    };
    let count = bars.bars.len() as f64;
    let by = time.by();
    let covered = time.page.with(|(pager, arranged)| {
        let mut covered = vec![false; bars.bars.len()];
        for (job, _) in pager.rows().filter_map(|row| arranged.job(row)) {
            let at: &Field<Millis> = if by == By::Created { &job.created } else { &job.updated };
            if let Some(bar) = at.known().and_then(|at| bars.bar(*at)) {
                covered[bar] = true;
            }
        }
        covered
    });
    let area = |class: &'static str, first: usize, last: usize| {
        svg::rect()
            .class(class)
            .attr("x", percent(first as f64 / count))
            .attr("width", percent((last + 1 - first) as f64 / count))
            .attr("y", "0")
            .attr("height", "100%")
    };
    let chosen = time.range().and_then(|range| bars.bars_of(range));
    let chosen = chosen.map(|(first, last)| area("chosen", first, last));
    let page = (0..covered.len()).filter(|bar| covered[*bar]).map(|bar| area("covered", bar, bar));
    page.chain(chosen).collect()
}

/// The stacked bars.
fn bars(time: Time) -> Vec<El> {
    let Some(bars) = time.bars.get() else {
        return Vec::new();
    };
    let chosen = time.range().map(|range| bars.bars_of(range));
    let is_out = |bar: usize| {
        chosen.is_some_and(|chosen| chosen.is_none_or(|(first, last)| bar < first || bar > last))
    };
    let highest = (0..bars.bars.len()).map(|bar| bars.total(bar)).max().unwrap_or_default();
    let count = bars.bars.len() as f64;
    let mut drawn = Vec::new();
    for bar in 0..bars.bars.len() {
        let total = f64::from(bars.total(bar));
        let height = (total / f64::from(highest.max(1))).max(LEAST / 100.0);
        let mut below = 0.0;
        for (tone, own) in Tone::ALL.iter().zip(bars.bars[bar]).filter(|(_, own)| *own > 0) {
            let own = f64::from(own) / total * height;
            below += own;
            drawn.push(
                svg::rect()
                    .attr("data-tone", tone.name())
                    .attr("data-out", is_out(bar))
                    .attr("x", percent((bar as f64 + (1.0 - WIDTH) / 2.0) / count))
                    .attr("width", percent(WIDTH / count))
                    .attr("y", percent(1.0 - below))
                    .attr("height", percent(own)),
            );
        }
    }
    drawn
}

/// The handle of one end, which is a slider.
fn handle(time: Time, end: End) -> El {
    let ui = time.ui;
    let count = move || time.bars.with(|bars| bars.as_ref().map_or(0, |bars| bars.bars.len()));
    // The position of the edge.
    let edge = Memo::new(move |_| {
        let chosen = time.range().and_then(|range| {
            time.bars.with(|bars| bars.as_ref().and_then(|bars| bars.bars_of(range)))
        });
        let (first, last) = chosen.unwrap_or((0, count().saturating_sub(1)));
        if end == End::From { first } else { last + 1 }
    });
    let text = move || {
        let at = time.bars.with(|bars| bars.as_ref()?.edges.get(edge.get()).copied());
        at.map(|at| ui.formats().exact(at))
    };
    let (name, own) = match end {
        End::From => (Key::RangeFrom, "from"),
        End::To => (Key::RangeTo, "to"),
    };
    svg::rect()
        .class("handle")
        .attr("data-end", own)
        .attr("role", "slider")
        .attr("tabindex", "0")
        .attr("hidden", move || count() == 0)
        .attr("aria-label", ui.message(name))
        .attr("aria-orientation", "horizontal")
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", move || count().to_string())
        .attr("aria-valuenow", move || edge.get().to_string())
        .attr("aria-valuetext", text)
        .attr("x", move || percent(edge.get() as f64 / count().max(1) as f64))
        .attr("y", "0")
        .attr("height", "100%")
        .attr("rx", "4")
        .on(ev::keydown, move |event| {
            if !is_composing(&event) && step(time, end, &event) {
                event.prevent_default();
                // These keys may have other meanings in the host page.
                event.stop_propagation();
            }
        })
}

/// Moves one end by a key; returns whether it was one of these keys.
fn step(time: Time, end: End, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let Some(count) = time.bars.with_untracked(|bars| bars.as_ref().map(|bars| bars.bars.len()))
    else {
        return false;
    };
    let far = (count / 10).max(1) as isize;
    let by = match event.key().as_str() {
        "ArrowLeft" | "ArrowDown" => -1,
        "ArrowRight" | "ArrowUp" => 1,
        "PageDown" => -far,
        "PageUp" => far,
        "Home" => -(count as isize),
        "End" => count as isize,
        "Enter" => {
            time.finish_choice();
            return true;
        }
        _ => return false,
    };
    let (first, last) = selected(time);
    let (first, last) = match end {
        End::From => (first.saturating_add_signed(by).min(last), last),
        End::To => (first, last.saturating_add_signed(by).clamp(first, count.saturating_sub(1))),
    };
    choose_bars(time, first, last);
    true
}

/// The line below: the first and last time of the bars and, between them, the text about the bar under the pointer
/// or the chosen range.
fn line(time: Time, pointer: RwSignal<Pointer>) -> El {
    let ui = time.ui;
    let at = move |end: fn(&[Millis]) -> Option<&Millis>| {
        let at = time.bars.with(|bars| end(&bars.as_ref()?.edges).copied());
        at.map(|at| ui.formats().exact(at)).unwrap_or_default()
    };
    let middle = move || {
        let bars = time.bars.get()?;
        let dragged = pointer.get().anchor.is_some();
        match pointer.get().over.filter(|_| !dragged) {
            Some(bar) => Some(bar_text(time, &bars, bar)),
            None => time.range().map(|range| range_text(time, range)),
        }
    };
    html::div()
        .class("time-line")
        .child(html::span().text(move || at(|edges| edges.first())))
        .child(html::strong().text(move || middle().unwrap_or_default()))
        .child(html::span().text(move || at(|edges| edges.last())))
}

/// The text about one bar.
fn bar_text(time: Time, bars: &Histogram, bar: usize) -> String {
    let ui = time.ui;
    let mut text = String::new();
    if let Some([from, to]) = bars.edges.get(bar..bar + 2) {
        text = span_text(ui, *from, *to);
    }
    for (name, count) in TONES.into_iter().zip(bars.bars.get(bar).copied().unwrap_or_default()) {
        if count > 0 {
            let count = ui.number(count as usize);
            text.push_str(" · ");
            text.push_str(&fill(ui.text(Key::FacetChosen), &[ui.text(name), &count]));
        }
    }
    text
}

/// The text about the chosen range.
fn range_text(time: Time, range: Range) -> String {
    let ui = time.ui;
    let exact = |at: Millis| ui.formats().exact(at);
    match (range.from, range.to) {
        (Some(from), Some(to)) => span_text(ui, from, to),
        (Some(from), None) => fill(ui.text(Key::TimeSince), &[&exact(from)]),
        (None, Some(to)) => fill(ui.text(Key::TimeUntil), &[&exact(to)]),
        (None, None) => String::new(),
    }
}

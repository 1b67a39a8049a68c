//! The histogram: the jobs in view over time, the chosen range, and the numbers of the bars as a table. A range of time
//! is chosen with the pointer or with keys in `brush.rs`, or as one of a few spans that end now.

mod brush;
mod numbers;

use std::sync::Arc;

use devserver_jobs_core::histogram::{Histogram, edges, extent, view};
use devserver_jobs_core::job::Millis;
use devserver_jobs_core::outcome::Tone;
use devserver_jobs_core::page::Pager;
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::table::Change;
use devserver_jobs_reports::export::offset;
use dom::reactive::{Memo, ReadSignal, RwSignal};
use dom::{El, ev, event_target, event_target_value, html, scroll_into_view};

use super::behind::behind;
use super::{quality, stuck};
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use crate::platform::intl::Offsets;
use crate::state::list::Arranged;

const MINUTE: Millis = 60_000;

/// Spans that end now, in hours.
const SPANS: [(Key, u16); 3] = [(Key::LastHour, 1), (Key::LastDay, 24), (Key::LastWeek, 168)];

/// The names of the bars' tones, in the order of `Tone::ALL`.
const TONES: [Key; Tone::ALL.len()] = [
    Key::ToneError,
    Key::ToneWarning,
    Key::ToneInProgress,
    Key::ToneSuccess,
    Key::ToneStopped,
    Key::ToneNeutral,
];

/// The context of the histogram's parts.
#[derive(Clone, Copy)]
pub struct Time {
    ui: Ui,
    /// The chosen range, with its current instants.
    range: Memo<Option<Range>>,
    /// The time by which jobs are counted while no range is chosen.
    by: RwSignal<By>,
    /// The displayed part of time while a range is being chosen.
    held: RwSignal<Option<(Millis, Millis)>>,
    /// Whether the range that is being chosen has a history entry.
    has_entry: RwSignal<bool>,
    /// The displayed part of time.
    view: Memo<Option<(Millis, Millis)>>,
    bars: Memo<Option<Arc<Histogram>>>,
    /// The rows of the current page.
    page: ReadSignal<(Pager, Arranged)>,
}

impl Time {
    fn new(ui: Ui) -> Self {
        let (by, held) = (RwSignal::new(By::Created), RwSignal::new(None));
        let range = ui.store.list.range();
        let visible = behind(ui, move || ui.store.list.visible().get());
        let page = behind(ui, move || (ui.store.list.pager(), ui.store.list.arranged().get()));
        let by_now = move || range.get().map_or_else(|| by.get(), |range| range.by);
        let view = Memo::new(move |_| {
            let extent = visible.with(|visible| {
                let jobs = &visible.list.as_ref()?.decoded.jobs;
                extent(jobs, &visible.left_out, by_now())
            });
            held.get().or_else(|| Some(view(extent?, range.get())))
        });
        let ends = Memo::new(move |_| {
            let (first, last) = view.get()?;
            let offsets = Offsets::new(Some(ui.zone()).filter(|zone| !zone.is_empty()).as_deref());
            let offset = |at: Millis| Millis::from(offset(&offsets.at(at as f64))) * MINUTE;
            Some(edges(first, last, &offset))
        });
        let bars = Memo::new(move |_| {
            let ends = ends.get()?;
            visible.with(|visible| {
                let jobs = &visible.list.as_ref()?.decoded.jobs;
                Some(Arc::new(Histogram::new(jobs, &visible.left_out, by_now(), ends)))
            })
        });
        Self { ui, range, by, held, has_entry: RwSignal::new(false), view, bars, page }
    }

    /// The chosen range; subscribes the current observer.
    fn range(self) -> Option<Range> {
        self.range.get()
    }

    /// The time by which jobs are counted; subscribes the current observer.
    fn by(self) -> By {
        self.range().map_or_else(|| self.by.get(), |range| range.by)
    }

    /// Chooses a range.
    fn choose(self, range: Option<Range>, history: HistoryMode) {
        // It cannot fail.
        let _ = self.ui.store.change(Change::Time(range), history);
    }

    /// A range has been chosen: the histogram zooms to its surroundings.
    fn finish_choice(self) {
        self.has_entry.set(false);
        self.held.set(None);
    }

    /// Displays all of time again.
    fn zoom_out(self) {
        self.finish_choice();
        self.choose(None, HistoryMode::Push);
    }
}

/// The histogram.
pub fn time(ui: Ui) -> El {
    let time = Time::new(ui);
    let choices = html::div()
        .class("chips")
        .child(by_select(time))
        .children(SPANS.map(|(name, span)| span_button(time, name, span)))
        .child(
            html::button()
                .attr("type", "button")
                .attr("aria-pressed", move || time.range().is_none().to_string())
                .text(ui.message(Key::AllTime))
                .on(ev::click, move |_| time.zoom_out()),
        )
        .child(stuck::toggle(ui))
        .child(quality::button(ui))
        // The strip is wider than a phone, and the focus must stay visible.
        .on(ev::focusin, |event| scroll_into_view(&event_target(&event)));
    html::div()
        .class("time-strip")
        .attr("role", "group")
        .attr("aria-label", ui.message(Key::TimeChart))
        .child(html::div().class("time-head").child(choices).child(numbers::numbers(time)))
        .child(brush::brush(time))
}

fn by_select(time: Time) -> El {
    let ui = time.ui;
    let names = [
        (By::Created, "created", Key::ColumnCreated),
        (By::Updated, "updated", Key::ColumnUpdated),
    ];
    let option = |(_, value, name): (By, &'static str, Key)| {
        html::option().attr("value", value).text(ui.message(name))
    };
    let value = move || if time.by() == By::Created { "created" } else { "updated" };
    html::select()
        .attr("aria-label", ui.message(Key::TimeBy))
        .children(names.map(option))
        .prop("value", value)
        .on(ev::change, move |event| {
            let by =
                if event_target_value(&event) == "created" { By::Created } else { By::Updated };
            time.by.set(by);
            let range = ui.store.table.with_untracked(|table| table.time);
            if let Some(range) = range {
                time.choose(Some(Range { by, ..range }), HistoryMode::Push);
            }
        })
}

fn span_button(time: Time, name: Key, hours: u16) -> El {
    let ui = time.ui;
    let is_pressed = move || time.range().is_some_and(|range| range.hours == hours);
    html::button()
        .attr("type", "button")
        .attr("aria-pressed", move || is_pressed().to_string())
        .text(ui.message(name))
        .on(ev::click, move |_| {
            time.finish_choice();
            let by = dom::reactive::untrack(|| time.by());
            time.choose(Some(Range { by, hours, ..Range::default() }), HistoryMode::Push);
        })
}

/// The text of a span.
fn span_text(ui: Ui, from: Millis, to: Millis) -> String {
    let formats = ui.formats();
    fill(ui.text(Key::TimeSpan), &[&formats.exact(from), &formats.clock(to as f64, from as f64)])
}

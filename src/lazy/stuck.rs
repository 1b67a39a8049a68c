//! Jobs that take longer than usual: measuring and marking them, and the button that refines the list to them.

use devserver_jobs_core::detail::is_over;
use devserver_jobs_core::job::{Job, Millis};
use devserver_jobs_core::narrow::Dimension;
use devserver_jobs_core::percentile::{Stuck, Usuals};
use devserver_jobs_core::table::Change;
use dom::reactive::{Memo, untrack};
use dom::{El, ev, html};

use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::HistoryMode;
use crate::state::list::Measure;

/// Measures and marks the jobs of all lists from now on.
pub fn measure(ui: Ui) {
    let measure = Measure { usuals: Usuals::new, places: Usuals::places };
    ui.store.list.set_measure(measure);
    ui.mark.set(Some(texts));
}

/// The remark about a job that takes longer than usual: in short, and in full. Its duration ends when the list was
/// current, because nothing is known of the job since.
fn texts(ui: Ui, job: &Job) -> Option<[String; 2]> {
    // The row of a job that is over does not depend on the time of the list.
    if is_over(job) {
        return None;
    }
    let now = ui.store.list.at()? as Millis;
    let Stuck { time, usual, sample } = ui.store.list.usuals()?.stuck(job, now)?;
    let (time, usual) = (ui.length(time), ui.length(usual));
    let short = fill(ui.text(Key::StuckShort), &[&time, &usual]);
    let full = fill(ui.text(Key::StuckText), &[&time, &usual, &ui.number(sample)]);
    Some([short, full])
}

/// The button that refines the list to these jobs. It is displayed if there are any, or while it is pressed.
pub fn toggle(ui: Ui) -> El {
    let is_pressed = Memo::new(move |_| ui.store.table.with(|table| table.stuck));
    let count = Memo::new(move |_| {
        let places = ui.store.list.stuck().unwrap_or_default();
        ui.store.list.visible().with(|visible| {
            let is_left =
                |place: &&u32| !visible.left_out.is_out(**place as usize, Some(Dimension::Stuck));
            places.iter().filter(is_left).count()
        })
    });
    let has_any = Memo::new(move |_| {
        is_pressed.get() || ui.store.list.stuck().is_some_and(|places| !places.is_empty())
    });
    html::button()
        .attr("type", "button")
        .attr("hidden", move || !has_any.get())
        .attr("aria-pressed", move || is_pressed.get().to_string())
        .child(html::span().text(ui.message(Key::Stuck)))
        .text(" ")
        .child(html::span().class("tally").text(move || ui.number(count.get())))
        .on(ev::click, move |_| {
            let stuck = !untrack(|| is_pressed.get());
            // It cannot fail.
            let _ = ui.store.change(Change::Stuck(stuck), HistoryMode::Push);
        })
}

//! The control of automatic refreshes: when the next one is, a button that pauses, and the choice of an interval.

use std::cell::RefCell;

use devserver_jobs_core::schedule::Interval;
use dom::reactive::{Effect, Memo, RwSignal};
use dom::{El, ev, event_target_value, html};

use crate::components::icon;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};
use crate::platform::Guard;
use crate::state::list::Load;
use crate::state::live::Live;

/// The intervals to choose from, in seconds.
const SECONDS: [u16; 5] = [15, 30, 60, 300, 900];
/// Milliseconds between two steps of the countdown.
const STEP: i32 = 1000;

/// Puts the control into its place in the toolbar.
pub fn fill_in(ui: Ui, live: Live, place: &El) {
    let is_on = Memo::new(move |_| is_on(ui));
    let state = html::span().class("live-state").text(state(ui, live));
    let _ =
        place.clone().child(state).child(move || is_on.get().then(|| pause(ui))).child(choice(ui));
}

/// Whether the list is requested automatically: this is also the case if the user watches a job while automatic
/// refresh is off.
fn is_on(ui: Ui) -> bool {
    ui.store.live.interval() != Interval::Off || ui.store.watch.is_watching()
}

/// When the next refresh is, or why there is none.
fn state(ui: Ui, live: Live) -> impl Fn() -> String {
    let remaining = remaining(ui, live);
    move || {
        if !is_on(ui) {
            return String::new();
        }
        if ui.store.live.is_paused() {
            return ui.text(Key::RefreshPaused).to_owned();
        }
        match remaining.get() {
            Some(seconds) if seconds >= 90 => {
                fill(ui.text(Key::NextInMinutes), &[&ui.number(seconds.div_ceil(60))])
            }
            Some(seconds) => fill(ui.text(Key::NextInSeconds), &[&ui.number(seconds)]),
            None => {
                let is_stopped = ui.store.list.with_load(
                    |load| matches!(load, Load::Failed { error, .. } if !error.can_recover()),
                );
                let text = if is_stopped { Key::RefreshStopped } else { Key::RefreshWaits };
                if live.is_under_way() { String::new() } else { ui.text(text).to_owned() }
            }
        }
    }
}

/// The seconds until the next refresh, counted down by a timer. Most requests end before the next second; until
/// then the text does not change, because a change costs a frame.
fn remaining(ui: Ui, live: Live) -> Memo<Option<usize>> {
    let second = RwSignal::new(0_u32);
    // Outside world: the timer of the browser. It ends with this effect, and restarts when a request begins or
    // ends.
    let timer: RefCell<Option<Guard>> = RefCell::new(None);
    let platform = ui.store.environment().platform;
    Effect::new(move || {
        let is_counting = live.is_under_way() || live.next().is_some();
        let step = move || {
            second.try_update(|second| *second = second.wrapping_add(1));
        };
        timer.replace(is_counting.then(|| platform.every(STEP, Box::new(step))));
    });
    // With the second in which it was computed.
    let counted = Memo::new(move |before: Option<&(u32, Option<usize>)>| {
        let second = second.get();
        match before {
            Some(before) if live.is_under_way() && before.0 == second => *before,
            _ => (second, live.next().map(|due| seconds_until(ui, due))),
        }
    });
    Memo::new(move |_| counted.get().1)
}

fn seconds_until(ui: Ui, due: f64) -> usize {
    let left = due - ui.store.environment().platform.now();
    (left / 1000.0).ceil().max(0.0) as usize
}

fn pause(ui: Ui) -> El {
    let is_paused = Memo::new(move |_| ui.store.live.is_paused());
    let label = move || ui.text(if is_paused.get() { Key::Resume } else { Key::Pause });
    let path = move || if is_paused.get() { icon::PLAY } else { icon::PAUSE };
    html::button()
        .attr("type", "button")
        .class("quiet")
        .attr("aria-label", label)
        .attr("title", label)
        .child(icon::icon_of(path))
        .on(ev::click, move |_| ui.store.live.pause(!is_paused.get_untracked()))
        .focus_on_removal(&[ui.focus.refresh])
}

fn choice(ui: Ui) -> El {
    let interval = Memo::new(move |_| ui.store.live.interval());
    let options = move || {
        let present = interval.get();
        let mut choices: Vec<Interval> = [Interval::Off, Interval::Auto]
            .into_iter()
            .chain(SECONDS.map(Interval::Seconds))
            .collect();
        if !choices.contains(&present) {
            choices.push(present);
        }
        let option = |choice: Interval| {
            html::option()
                .attr("value", choice.to_text())
                .attr("selected", choice == present)
                .text(move || name(ui, choice))
        };
        choices.into_iter().map(option).collect::<Vec<_>>()
    };
    html::select()
        .attr("aria-label", ui.message(Key::AutomaticRefresh))
        .attr("title", ui.message(Key::AutomaticRefresh))
        .child(options)
        .on(ev::change, move |event| {
            if let Some(interval) = Interval::parse(&event_target_value(&event)) {
                ui.store.live.pause(false);
                ui.store.live.choose(interval);
            }
        })
}

fn name(ui: Ui, interval: Interval) -> String {
    match interval {
        Interval::Off => ui.text(Key::RefreshOff).to_owned(),
        Interval::Auto => ui.text(Key::RefreshAuto).to_owned(),
        Interval::Seconds(seconds) if seconds >= 60 && seconds.is_multiple_of(60) => {
            fill(ui.text(Key::Minutes), &[&ui.number(usize::from(seconds / 60))])
        }
        Interval::Seconds(seconds) => {
            fill(ui.text(Key::Seconds), &[&ui.number(usize::from(seconds))])
        }
    }
}

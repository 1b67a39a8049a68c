//! The numbers of the bars as a table, for screen readers and for all who prefer numbers.

use devserver_jobs_core::histogram::Histogram;
use dom::reactive::RwSignal;
use dom::{El, html};

use super::{TONES, Time, span_text};
use crate::lazy::popup::popup;
use crate::locale::{Key, fill};

/// A disclosure with the table, which is created while it is open.
pub fn numbers(time: Time) -> El {
    let ui = time.ui;
    let is_open = RwSignal::new(false);
    let name = ui.message(Key::TimeTable);
    let content =
        html::div().attr("tabindex", "0").attr("role", "group").attr("aria-label", name).show(
            move || is_open.get(),
            move || html::div().child(move || time.bars.get().map(|bars| table(time, &bars))),
        );
    popup(html::details().class("numbers"), is_open)
        .child(html::summary().text(name))
        .child(content)
}

fn table(time: Time, bars: &Histogram) -> El {
    let ui = time.ui;
    let tones: Vec<usize> =
        (0..TONES.len()).filter(|tone| bars.bars.iter().any(|bar| bar[*tone] > 0)).collect();
    let head = |text: &str| html::th().attr("scope", "col").text(text);
    let cell = |count: u32| html::td().text(ui.number(count as usize).as_str());
    let row = |bar: usize| {
        let counts = tones.iter().map(|tone| cell(bars.bars[bar][*tone]));
        let span = span_text(ui, bars.edges[bar], bars.edges[bar + 1]);
        html::tr()
            .child(html::th().attr("scope", "row").text(span.as_str()))
            .children(counts)
            .child(cell(bars.total(bar)))
    };
    let timeless = fill(ui.text(Key::Timeless), &[&ui.number(bars.timeless)]);
    html::div()
        .child(
            html::table()
                .child(html::caption().class("unseen").text(ui.text(Key::TimeChart)))
                .child(
                    html::thead().child(
                        html::tr()
                            .child(head(ui.text(Key::TimeChart)))
                            .children(tones.iter().map(|tone| head(ui.text(TONES[*tone]))))
                            .child(head(ui.text(Key::Total))),
                    ),
                )
                .child(html::tbody().children((0..bars.bars.len()).map(row))),
        )
        .children((bars.timeless > 0).then(|| html::p().text(timeless.as_str())))
}

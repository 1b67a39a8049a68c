//! What failures have in common, as text.

use devserver_jobs_reports::causes::{Share, Trait, Value};
use dom::reactive::Memo;
use dom::{El, html};

use super::Findings;
use super::cause::section;
use crate::components::ui::Ui;
use crate::locale::{Key, fill};

/// The number of displayed shares; more would not be helpful.
const SHOWN: usize = 8;
const HOUR: i64 = 3_600_000;

/// The values that are much more frequent among failures.
pub fn list(ui: Ui, findings: Memo<Findings>) -> El {
    let texts = move || {
        findings.with(|findings| {
            let shares = findings.shares.iter().take(SHOWN);
            shares.map(|share| text(ui, share)).collect::<Vec<_>>()
        })
    };
    let count = move || findings.with(|findings| findings.shares.len().min(SHOWN));
    section(ui, Key::InCommon, count).child(html::ul().attr("role", "list").for_each(
        texts,
        Clone::clone,
        |text| html::li().text(text.as_str()),
    ))
}

/// One share with both numbers.
pub fn text(ui: Ui, share: &Share) -> String {
    let messages = ui.messages();
    let (by, counts) = match share.by {
        Trait::Type => (Key::ColumnType, Key::ShareOfJobs),
        Trait::User => (Key::ColumnUser, Key::ShareOfJobs),
        Trait::Hour => (Key::ColumnCreated, Key::ShareOfJobs),
        Trait::Node => (Key::Node, Key::ShareOfTasks),
        Trait::Machine => (Key::Machine, Key::ShareOfTasks),
    };
    let value = match &share.value {
        Value::Hour(at) => {
            let formats = ui.formats();
            format!("{} – {}", formats.exact(*at), formats.clock((*at + HOUR) as f64, *at as f64))
        }
        Value::Text(text) if share.by == Trait::Type => {
            messages.type_name(text).unwrap_or(text).to_owned()
        }
        Value::Text(text) => text.clone(),
    };
    let share_of = |(own, all): (usize, usize)| {
        let percent = (own * 200 + all) / (2 * all.max(1));
        format!("{}/{} ({}%)", ui.number(own), ui.number(all), ui.number(percent))
    };
    let counts =
        fill(messages.get(counts), &[&share_of(share.of_failures), &share_of(share.of_all)]);
    fill(messages.get(Key::Share), &[messages.get(by), &value, &counts])
}

//! The facts about a job as a whole, except its name and its outcome. They are rendered again when one of them has
//! changed, so nothing in this module subscribes to a signal.

use dom::{El, html};
use std::rc::Rc;

use devserver_jobs_core::detail::Pairs;
use devserver_jobs_core::job::{Field, Job, Millis};

use crate::components::ui::Ui;
use crate::lazy::copy_button::{CopyButton, copy_button};
use crate::locale::{Key, fill};
use crate::platform::intl;

/// A list of names and values.
pub fn facts(ui: Ui, job: &Job) -> El {
    let messages = ui.messages();
    let detail = ui.store.detail.get();
    let fact = |label: &str, values: Vec<El>| {
        html::div().child(html::dt().text(label)).child(html::dd().children(values))
    };
    let text = |text: &Option<String>| {
        vec![html::span().text(text.as_deref().unwrap_or(messages.get(Key::None)))]
    };
    let job_type = job.job_type.as_deref().unwrap_or(messages.get(Key::None));
    let named = messages.type_name(job_type);
    let kind = named.map(|name| html::span().class("first").text(name));
    let raw = html::span().class(if named.is_some() { "second code" } else { "" });
    let raw = raw.attr("translate", "no").text(job_type);

    let id = job.id.clone();
    let subject = job.name.clone().or_else(|| id.clone()).unwrap_or_default();
    let copied = id.clone();
    let copied_text = CopyButton {
        text: Rc::new(move || copied.clone()),
        name: Rc::new(move || fill(ui.text(Key::CopyId), &[&subject])),
        is_named: false,
    };
    let id_text = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or(messages.get(Key::None));
        vec![html::span().attr("translate", "no").text(text)]
    };
    let mut id = id_text(&id);
    id.push(copy_button(ui, copied_text));

    let mut all = vec![
        fact(messages.get(Key::ColumnType), kind.into_iter().chain([raw]).collect()),
        fact(messages.get(Key::ColumnUser), text(&job.user_name)),
        fact(messages.get(Key::ColumnCreated), vec![instant(ui, &job.created)]),
        fact(messages.get(Key::ColumnUpdated), vec![instant(ui, &job.updated)]),
        fact(
            messages.get(Key::ActiveTime),
            vec![html::span().text(ui.span(&job.created, &job.updated))],
        ),
    ];
    if let Some(detail) = &detail {
        let items = detail.decoded.items.iter().map(|item| {
            let spec = pairs(&item.spec);
            html::span()
                .class("first")
                .text(item.kind.as_deref().unwrap_or(messages.get(Key::None)))
                .children((!spec.is_empty()).then(|| html::span().class("second").text(&spec)))
        });
        all.push(fact(messages.get(Key::Items), items.collect()));
    }
    if job.description.is_some() {
        all.push(fact(messages.get(Key::Description), text(&job.description)).class("wide"));
    }
    if let Some(detail) = &detail {
        all.push(
            fact(messages.get(Key::Template), id_text(&detail.decoded.template_id)).class("wide"),
        );
    }
    all.push(fact(messages.get(Key::ColumnId), id).class("wide"));
    html::dl().children(all)
}

/// An instant as text and in machine-readable form, or the raw value if it could not be read.
pub fn instant(ui: Ui, at: &Field<Millis>) -> El {
    match at {
        Field::Known(at) => {
            html::time().attr("datetime", intl::rfc3339(*at)).text(ui.formats().exact(*at))
        }
        Field::Absent => html::span().text(ui.text(Key::None)),
        Field::Unreadable(text) => html::span().text(text),
    }
}

/// Names and values in one line.
pub fn pairs(pairs: &Pairs) -> String {
    let pair = |(name, value): &(String, String)| format!("{name} {value}").trim().to_owned();
    pairs.iter().map(pair).collect::<Vec<_>>().join(" · ")
}

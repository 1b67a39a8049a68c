//! What the reader must know about the list on screen: that it is old, cut short, or not all.

use devserver_jobs_core::decode::{Decoded, End, NotAList, Reason};
use devserver_jobs_core::error::{ApiError, Trouble};

use super::header::REFRESH;
use super::sign_in::sign_in;
use super::table::Body;
use super::{icon, leaving_button, say};
use crate::dom::{El, el};
use crate::fetch::LoadError;
use crate::load::Load;
use crate::locale::{Messages, fill};
use crate::reactive::*;
use crate::store::Store;

/// The notices above the table.
pub fn notices(store: Store) -> El {
    let failed_refresh = Memo::new(move |_| {
        store.load().with(|load| match load {
            _ if load.sign_in().is_some() => false,
            Load::Failed { previous: Some(list), .. } => !list.decoded.jobs.is_empty(),
            _ => false,
        })
    });
    let asks = Memo::new(move |_| {
        store.load().with(|load| load.sign_in().is_some() && Body::of(load) == Body::Rows)
    });
    el("div")
        .class("notices")
        .shows(move || failed_refresh.get().then(|| after_failed_refresh(store)))
        .shows(move || asks.get().then(|| ask(store)))
        .shows(move || incomplete(store, failed_refresh))
}

fn after_failed_refresh(store: Store) -> El {
    let still_showing = move || {
        let Some(list) = store.list() else {
            return String::new();
        };
        let clock = store.formats().clock(list.at);
        let mut text = fill(store.messages().still_showing, &[&clock]);
        if store.query().with(|query| *query != list.query) {
            text.push(' ');
            text.push_str(store.messages().other_query);
        }
        text
    };
    notice("error", "alert", icon::ERROR)
        .child(
            el("div")
                .class("text")
                .shows(move || list_error(store))
                .child(el("p").says(still_showing)),
        )
        .child(leaving_button(say(store, |m| m.retry), REFRESH, move || store.refresh()))
}

fn ask(store: Store) -> El {
    notice("warning", "group", icon::WARNING)
        .child(el("div").class("text").children(sign_in(store)))
}

/// What the list that is shown lacks, if anything: news, while the cloud can't be asked, or rows.
fn incomplete(store: Store, failed_refresh: Memo<bool>) -> Option<El> {
    // What is still arriving lacks the rest, which is said elsewhere.
    let list = store.list().filter(|list| !list.is_arriving)?;
    let messages = store.messages();
    let decoded = &list.decoded;
    let mut lines = Vec::new();
    // A failure of the newest request says more.
    let trouble = list.trouble.filter(|_| !failed_refresh.get());
    lines.extend(trouble.map(|trouble| as_of(store, trouble, list.at)));
    if decoded.end != End::Whole {
        let rows = decoded.jobs.len();
        lines.push(format!(
            "{} {}",
            store.plural(messages.cut_short, rows),
            messages.cut_short_text
        ));
    } else if decoded.missing().is_some() {
        let total = decoded.total.unwrap_or_default() as usize;
        let arrived = store.number(decoded.arrived());
        lines.push(fill(messages.fewer_than_total, &[&arrived, &store.number(total)]));
    }
    if !decoded.set_aside.is_empty() {
        let count = decoded.set_aside.len();
        let text = store.plural(messages.set_aside, count);
        lines.push(format!("{text} {}", reasons(store, messages, decoded)));
    }
    let again: fn(&Messages) -> &'static str =
        if trouble.is_some() { |m| m.retry } else { |m| m.reload };
    (!lines.is_empty()).then(|| {
        notice("warning", "status", icon::WARNING)
            .child(el("div").class("text").children(lines.iter().map(|line| el("p").text(line))))
            .child(leaving_button(say(store, again), REFRESH, move || store.refresh()))
    })
}

/// From when an answer is that can't be had anew, and why.
pub fn as_of(store: Store, trouble: Trouble, at: f64) -> String {
    let messages = store.messages();
    let why = match trouble {
        Trouble::Cloud => messages.cloud_unavailable,
        Trouble::Credential => messages.gateway_refused,
    };
    fill(messages.as_of, &[&store.formats().clock(at), why])
}

/// A notice without its text.
pub fn notice(tone: &str, role: &str, path: &'static str) -> El {
    el("div")
        .class("notice")
        .attr("part", "notice")
        .attr("data-tone", tone)
        .attr("role", role)
        .child(icon::icon(path))
}

fn reasons(store: Store, messages: &Messages, decoded: &Decoded) -> String {
    let known = [
        (Reason::NotAnObject, messages.reason_not_an_object),
        (Reason::NotUtf8, messages.reason_not_utf8),
        (Reason::TooDeep, messages.reason_too_deep),
    ];
    let mut text = String::new();
    for (reason, words) in known {
        let count = decoded.set_aside.iter().filter(|row| row.reason == reason).count();
        if count > 0 {
            text.push_str(if text.is_empty() { "(" } else { "; " });
            text.push_str(&fill(messages.set_aside_reason, &[&store.number(count), words]));
        }
    }
    text.push(')');
    text
}

/// The error of the newest request for the list.
pub fn list_error(store: Store) -> Vec<El> {
    store.load().with(|load| match load {
        Load::Failed { error, .. } => error_text(store, error, Subject::List),
        _ => Vec::new(),
    })
}

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    List,
    Job,
}

/// What failed, what to do, and what support asks for.
pub fn error_text(store: Store, error: &LoadError, subject: Subject) -> Vec<El> {
    let messages = store.messages();
    let (title, text) = words(store, messages, error, subject);
    let mut lines = vec![el("p").class("title").text(&title)];
    if !text.is_empty() {
        lines.push(el("p").text(&text));
    }
    if let LoadError::Refused(ApiError { status, code, message, request_id, retry_at, .. }) = error
    {
        let code = code.clone().unwrap_or_else(|| format!("HTTP {status}"));
        let cause = message.as_ref().map(|message| el("span").class("cause").text(message));
        let id = request_id.as_ref().map(|id| fact(messages.request_id, id));
        let retry =
            retry_at.map(|at| fact(messages.retry_after, &store.formats().clock(at as f64)));
        let facts = cause.into_iter().chain([fact(messages.code, &code)]).chain(id).chain(retry);
        lines.push(el("p").class("facts").children(facts));
    }
    lines
}

fn fact(label: &str, value: &str) -> El {
    el("span").text(label).text(" ").child(el("code").text(value))
}

fn words(
    store: Store,
    messages: &Messages,
    error: &LoadError,
    subject: Subject,
) -> (String, String) {
    let both = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    match error {
        LoadError::NotReached { origin } => {
            (messages.not_reached.to_owned(), fill(messages.not_reached_text, &[origin]))
        }
        LoadError::Refused(error) => {
            let reason = error.reason.as_deref().unwrap_or_default();
            match (reason, error.status) {
                _ if Trouble::of(reason) == Some(Trouble::Credential) => {
                    both(messages.gateway_refused, messages.gateway_refused_text)
                }
                ("internal", _) => both(messages.gateway_failed, messages.cloud_failed_text),
                ("project" | "origin" | "host", _) | (_, 403) => {
                    both(messages.not_allowed, messages.not_allowed_text)
                }
                (_, 401) => both(messages.not_signed_in, messages.not_signed_in_text),
                (_, 404) if subject == Subject::Job => {
                    both(messages.job_not_found, messages.job_not_found_text)
                }
                (_, 404) => both(messages.not_found, messages.not_found_text),
                (_, 429) => both(messages.too_many, messages.too_many_text),
                (_, 500..) => both(messages.cloud_failed, messages.cloud_failed_text),
                _ => both(messages.refused, messages.refused_text),
            }
        }
        LoadError::NotAList(why) => {
            let title = match subject {
                Subject::List => messages.not_a_list,
                Subject::Job => messages.not_a_job,
            };
            let text = match why {
                NotAList::Empty => messages.not_a_list_empty.to_owned(),
                NotAList::NoData => messages.not_a_list_no_data.to_owned(),
                NotAList::NotAnObject(start) => fill(messages.not_a_list_begins, &[start]),
            };
            (title.to_owned(), text)
        }
        LoadError::CutShort { rows } => (store.plural(messages.cut_short, *rows), String::new()),
        LoadError::BadProxy(value) => {
            (messages.bad_proxy.to_owned(), fill(messages.bad_proxy_text, &[value]))
        }
    }
}

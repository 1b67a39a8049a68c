//! Notices above the list: that it is stale, interrupted or incomplete, or that a request has failed.

use devserver_jobs_core::decode::{Decoded, End, NotAList, Reason};
use devserver_jobs_core::error::{ApiError, Trouble};
use dom::{El, ev, html};

use super::sign_in::sign_in;
use crate::api::RequestError;
use crate::components::button::leaving_button;
use crate::components::icon;
use crate::components::table_body::Body;
use crate::components::ui::{Tool, Ui};
use crate::locale::{CUT_SHORT, Key, Messages, SET_ASIDE, fill};
use crate::state::list::Load;
use dom::reactive::*;

/// The notices above the table.
pub fn notices(ui: Ui) -> El {
    let failed_refresh = Memo::new(move |_| {
        ui.store.list.with_load(|load| match load {
            _ if load.sign_in().is_some() => false,
            Load::Failed { previous: Some(list), .. } => !list.decoded.jobs.is_empty(),
            _ => false,
        })
    });
    let asks = Memo::new(move |_| {
        ui.store.list.with_load(|load| load.sign_in().is_some() && Body::of(load) == Body::Rows)
    });
    html::div()
        .class("notices")
        .child(move || failed_refresh.get().then(|| after_failed_refresh(ui)))
        .child(move || asks.get().then(|| ask(ui)))
        .child(move || incomplete(ui, failed_refresh))
}

fn after_failed_refresh(ui: Ui) -> El {
    let still_showing = move || {
        let store = ui.store;
        let Some((list, at)) = store.list.get().zip(store.list.at()) else {
            return String::new();
        };
        let clock = ui.clock(at);
        let mut text = fill(ui.text(Key::StillShowing), &[&clock]);
        if ui.store.query.with(|query| *query != list.question.query) {
            text.push(' ');
            text.push_str(ui.text(Key::OtherQuery));
        }
        text
    };
    notice("error", "alert", icon::ERROR)
        .child(
            html::div()
                .class("text")
                .child(move || list_error(ui))
                .child(html::p().text(still_showing)),
        )
        .child(move || remedies(ui))
}

/// Buttons for what the user can do about the error of the newest request for the list.
pub fn remedies(ui: Ui) -> Vec<El> {
    let is_sign_in_page = ui.store.list.with_load(
        |load| matches!(load, Load::Failed { error, .. } if *error == RequestError::SignInPage),
    );
    let open_page = is_sign_in_page.then(|| {
        html::button()
            .attr("type", "button")
            .class("primary")
            .text(ui.message(Key::OpenPageAgain))
            // The server of the host page then redirects the user to its sign-in page.
            .on(ev::click, move |_| ui.store.environment().platform.reload())
    });
    let retry =
        leaving_button(ui.message(Key::Retry), ui.focus.refresh, move || ui.store.refresh());
    open_page.into_iter().chain([retry]).collect()
}

fn ask(ui: Ui) -> El {
    notice("warning", "group", icon::WARNING).child(html::div().class("text").children(sign_in(ui)))
}

/// The notice that the displayed list is stale, because the cloud fails, or lacks rows.
fn incomplete(ui: Ui, failed_refresh: Memo<bool>) -> Option<El> {
    // While a list is arriving, its progress is displayed elsewhere.
    let list = ui.store.list.get().filter(|list| !list.is_partial)?;
    let messages = ui.messages();
    let decoded = &list.decoded;
    let mut lines = Vec::new();
    // The error of the newest request is more informative.
    let trouble = list.trouble.filter(|_| !failed_refresh.get());
    let at = ui.store.list.at().unwrap_or(list.at);
    lines.extend(trouble.map(|trouble| as_of(ui, trouble, at)));
    if decoded.end != End::Whole {
        let rows = decoded.jobs.len();
        lines.push(format!("{} {}", ui.plural(CUT_SHORT, rows), messages.get(Key::CutShortText)));
    } else if decoded.missing().is_some() {
        let total = decoded.total.unwrap_or_default();
        let arrived = ui.number(decoded.arrived());
        lines.push(fill(messages.get(Key::FewerThanTotal), &[&arrived, &ui.total(total)]));
    }
    if !decoded.set_aside.is_empty() {
        let count = decoded.set_aside.len();
        let text = ui.plural(SET_ASIDE, count);
        lines.push(format!("{text} {}", reasons(ui, messages, decoded)));
    }
    let again = if trouble.is_some() { Key::Retry } else { Key::Reload };
    // Whether there are rows or numbers to list.
    let has_details = !decoded.set_aside.is_empty() || decoded.missing().is_some();
    let details = has_details.then(|| {
        html::button()
            .attr("type", "button")
            .text(ui.message(Key::Quality))
            .on(ev::click, move |_| ui.tool.set(Some(Tool::Quality)))
    });
    (!lines.is_empty()).then(|| {
        notice("warning", "status", icon::WARNING)
            .child(
                html::div().class("text").children(lines.iter().map(|line| html::p().text(line))),
            )
            .children(details)
            .children(ui.snapshot().is_none().then(|| {
                leaving_button(ui.message(again), ui.focus.refresh, move || ui.store.refresh())
            }))
    })
}

/// The time of a stale response, and why there is no newer one.
pub fn as_of(ui: Ui, trouble: Trouble, at: f64) -> String {
    let messages = ui.messages();
    let why = match trouble {
        Trouble::Cloud => messages.get(Key::CloudUnavailable),
        Trouble::Credential => messages.get(Key::GatewayRefused),
        Trouble::Gateway => messages.get(Key::GatewayBusy),
    };
    fill(messages.get(Key::AsOf), &[&ui.clock(at), why])
}

/// A notice without its text.
pub fn notice(tone: &str, role: &str, path: &'static str) -> El {
    html::div()
        .class("notice")
        .attr("part", "notice")
        .attr("data-tone", tone)
        .attr("role", role)
        .child(icon::icon(path))
}

fn reasons(ui: Ui, messages: Messages, decoded: &Decoded) -> String {
    let known = [
        (Reason::NotAnObject, messages.get(Key::ReasonNotAnObject)),
        (Reason::NotUtf8, messages.get(Key::ReasonNotUtf8)),
        (Reason::TooDeep, messages.get(Key::ReasonTooDeep)),
    ];
    let mut text = String::new();
    for (reason, words) in known {
        let count = decoded.set_aside.iter().filter(|row| row.reason == reason).count();
        if count > 0 {
            text.push_str(if text.is_empty() { "(" } else { "; " });
            text.push_str(&fill(messages.get(Key::SetAsideReason), &[&ui.number(count), words]));
        }
    }
    text.push(')');
    text
}

/// The error of the newest request for the list.
pub fn list_error(ui: Ui) -> Vec<El> {
    ui.store.list.with_load(|load| match load {
        Load::Failed { error, .. } => error_text(ui, error, Subject::List),
        _ => Vec::new(),
    })
}

/// The subject of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    List,
    Job,
}

/// What failed, what to do, and the IDs for technical support.
pub fn error_text(ui: Ui, error: &RequestError, subject: Subject) -> Vec<El> {
    let messages = ui.messages();
    let (title, text) = words(ui, messages, error, subject);
    let mut lines = vec![html::p().class("title").text(&title)];
    if !text.is_empty() {
        lines.push(html::p().text(&text));
    }
    if let RequestError::Refused(ApiError { status, code, message, request_id, retry_at, .. }) =
        error
    {
        let code = code.clone().unwrap_or_else(|| format!("HTTP {status}"));
        let cause = message.as_ref().map(|message| html::span().class("cause").text(message));
        let id = request_id.as_ref().map(|id| fact(messages.get(Key::RequestId), id));
        let retry = retry_at.map(|at| fact(messages.get(Key::RetryAfter), &ui.clock(at as f64)));
        let facts =
            cause.into_iter().chain([fact(messages.get(Key::Code), &code)]).chain(id).chain(retry);
        lines.push(html::p().class("facts").children(facts));
    }
    lines
}

fn fact(label: &str, value: &str) -> El {
    html::span().text(label).text(" ").child(html::code().attr("translate", "no").text(value))
}

fn words(ui: Ui, messages: Messages, error: &RequestError, subject: Subject) -> (String, String) {
    let both = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    match error {
        RequestError::Unreachable { origin, message, is_specific } => {
            let usual = || fill(messages.get(Key::NotReachedText), &[origin]);
            let text = if *is_specific { message.clone() } else { usual() };
            (messages.get(Key::NotReached).to_owned(), text)
        }
        RequestError::Refused(error) => {
            let reason = error.reason.as_deref().unwrap_or_default();
            // A portal may send an error with a success status, and the actual status in the error code.
            match (reason, error.effective_status()) {
                _ if Trouble::of(reason) == Some(Trouble::Credential) => {
                    both(messages.get(Key::GatewayRefused), messages.get(Key::GatewayRefusedText))
                }
                _ if Trouble::of(reason) == Some(Trouble::Gateway) => {
                    both(messages.get(Key::GatewayBusy), messages.get(Key::CloudFailedText))
                }
                ("internal", _) => {
                    both(messages.get(Key::GatewayFailed), messages.get(Key::CloudFailedText))
                }
                ("project" | "origin" | "host", _) | (_, 403) => {
                    both(messages.get(Key::NotAllowed), messages.get(Key::NotAllowedText))
                }
                _ if error.is_signed_out() => {
                    both(messages.get(Key::NotSignedIn), messages.get(Key::NotSignedInText))
                }
                (_, 404) if subject == Subject::Job => {
                    both(messages.get(Key::JobNotFound), messages.get(Key::JobNotFoundText))
                }
                (_, 404) => both(messages.get(Key::NotFound), messages.get(Key::NotFoundText)),
                (_, 429) => both(messages.get(Key::TooMany), messages.get(Key::TooManyText)),
                (_, 500..) => {
                    both(messages.get(Key::CloudFailed), messages.get(Key::CloudFailedText))
                }
                _ => both(messages.get(Key::Refused), messages.get(Key::RefusedText)),
            }
        }
        RequestError::NotAList(why) => {
            let title = match subject {
                Subject::List => messages.get(Key::NotAList),
                Subject::Job => messages.get(Key::NotAJob),
            };
            let text = match why {
                NotAList::Empty => messages.get(Key::NotAListEmpty).to_owned(),
                // An error in a response with a success status is a refusal (`api::error`).
                NotAList::NoData | NotAList::Error(_) => {
                    messages.get(Key::NotAListNoData).to_owned()
                }
                NotAList::NotAnObject(start) => fill(messages.get(Key::NotAListBegins), &[start]),
            };
            (title.to_owned(), text)
        }
        RequestError::SignInPage => {
            both(messages.get(Key::SessionEnded), messages.get(Key::SessionEndedText))
        }
        RequestError::CutShort { rows } => (ui.plural(CUT_SHORT, *rows), String::new()),
        RequestError::BadProxy(value) => (
            messages.get(Key::BadProxy).to_owned(),
            fill(messages.get(Key::BadProxyText), &[value]),
        ),
    }
}

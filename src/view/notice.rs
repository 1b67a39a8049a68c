//! What the reader must know about the list on screen: that it is old, cut short, or not all.

use std::collections::BTreeMap;

use devserver_jobs_core::decode::{Decoded, End, NotAList, Reason};
use devserver_jobs_core::error::ApiError;
use leptos::prelude::*;

use super::icon::{self, Icon};
use super::say;
use crate::fetch::LoadError;
use crate::locale::Messages;
use crate::store::{Load, Store};

/// The notices above the table.
#[component]
pub fn Notices(store: Store) -> impl IntoView {
    let failed_refresh = Memo::new(move |_| {
        store.load().with(|load| match load {
            Load::Failed { previous: Some(list), .. } => !list.decoded.jobs.is_empty(),
            _ => false,
        })
    });
    view! {
        <div class="notices">
            {move || failed_refresh.get().then(|| view! { <FailedRefresh store/> })}
            {move || incomplete(store)}
        </div>
    }
}

#[component]
fn FailedRefresh(store: Store) -> impl IntoView {
    let still_showing = move || {
        let list = store.load().with(|load| load.list().cloned())?;
        let clock = store.formats().clock(list.at);
        let mut text = (store.messages().still_showing)(&clock);
        if store.query().with(|query| *query != list.query) {
            text.push(' ');
            text.push_str(store.messages().other_query);
        }
        Some(text)
    };
    view! {
        <div class="notice" data-tone="error" role="alert">
            <Icon path=icon::ERROR/>
            <div class="text">
                <ErrorText store/>
                <p>{still_showing}</p>
            </div>
            <button type="button" on:click=move |_| store.refresh()>
                {say(store, |m| m.retry)}
            </button>
        </div>
    }
}

/// What is missing from the list that is shown, if anything is.
fn incomplete(store: Store) -> Option<impl IntoView> {
    let list = store.load().with(|load| load.list().cloned())?;
    let messages = store.messages();
    let decoded = &list.decoded;
    let mut lines = Vec::new();
    if decoded.end != End::Whole {
        let rows = store.number(decoded.jobs.len());
        lines.push(format!("{} {}", (messages.cut_short)(&rows), messages.cut_short_text));
    } else if decoded.missing().is_some() {
        let total = decoded.total.unwrap_or_default() as usize;
        let arrived = store.number(decoded.arrived());
        lines.push((messages.fewer_than_total)(&arrived, &store.number(total)));
    }
    if !decoded.set_aside.is_empty() {
        let count = decoded.set_aside.len();
        let text = (messages.set_aside)(count, &store.number(count));
        lines.push(format!("{text} {}", reasons(store, messages, decoded)));
    }
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
        view! {
            <div class="notice" data-tone="warning" role="status">
                <Icon path=icon::WARNING/>
                <div class="text">{lines}</div>
                <button type="button" on:click=move |_| store.refresh()>{messages.reload}</button>
            </div>
        }
    })
}

fn reasons(store: Store, messages: &Messages, decoded: &Decoded) -> String {
    let mut counts = BTreeMap::<Reason, usize>::new();
    for row in &decoded.set_aside {
        *counts.entry(row.reason).or_default() += 1;
    }
    let texts = counts.into_iter().map(|(reason, count)| {
        let reason = match reason {
            Reason::NotAnObject => messages.reason_not_an_object,
            Reason::NotUtf8 => messages.reason_not_utf8,
            Reason::TooDeep => messages.reason_too_deep,
        };
        (messages.set_aside_reason)(&store.number(count), reason)
    });
    format!("({})", texts.collect::<Vec<_>>().join("; "))
}

/// The error of the newest request: what failed, what to do, and what support asks for.
#[component]
pub fn ErrorText(store: Store) -> impl IntoView {
    move || {
        let error = store.load().with(|load| match load {
            Load::Failed { error, .. } => Some(error.clone()),
            _ => None,
        })?;
        let messages = store.messages();
        let (title, text) = words(store, messages, &error);
        let facts = match error {
            LoadError::Refused(ApiError { status, code, message, request_id }) => {
                let code = code.unwrap_or_else(|| format!("HTTP {status}"));
                vec![
                    message.map(|message| view! { <span class="cause">{message}</span> }.into_any()),
                    Some(fact(messages.code, code)),
                    request_id.map(|id| fact(messages.request_id, id)),
                ]
            }
            _ => Vec::new(),
        };
        Some(view! {
            <p class="title">{title}</p>
            <p>{text}</p>
            {(!facts.is_empty()).then(|| view! { <p class="facts">{facts}</p> })}
        })
    }
}

fn fact(label: &'static str, value: String) -> AnyView {
    view! { <span>{format!("{label} ")}<code>{value}</code></span> }.into_any()
}

fn words(store: Store, messages: &Messages, error: &LoadError) -> (String, String) {
    let both = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    match error {
        LoadError::NotReached { origin } => {
            (messages.not_reached.to_owned(), (messages.not_reached_text)(origin))
        }
        LoadError::Refused(error) => match error.status {
            401 => both(messages.not_signed_in, messages.not_signed_in_text),
            403 => both(messages.not_allowed, messages.not_allowed_text),
            404 => both(messages.not_found, messages.not_found_text),
            429 => both(messages.too_many, messages.too_many_text),
            500.. => both(messages.cloud_failed, messages.cloud_failed_text),
            _ => both(messages.refused, messages.refused_text),
        },
        LoadError::NotAList(NotAList::Empty) => {
            both(messages.not_a_list, messages.not_a_list_empty)
        }
        LoadError::NotAList(NotAList::NoData) => {
            both(messages.not_a_list, messages.not_a_list_no_data)
        }
        LoadError::NotAList(NotAList::NotAnObject(start)) => {
            (messages.not_a_list.to_owned(), (messages.not_a_list_begins)(start))
        }
        LoadError::CutShort { rows } => {
            ((messages.cut_short)(&store.number(*rows)), String::new())
        }
        LoadError::BadProxy(value) => {
            (messages.bad_proxy.to_owned(), (messages.bad_proxy_text)(value))
        }
    }
}

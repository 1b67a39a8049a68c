//! The effect that requests the list, and applies the response to the slice.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::decode::{Decoded, End};
use devserver_jobs_core::table::Sort;
use dom::reactive::{Effect, Memo, spawn_local_scoped_with_cancellation};

use super::load::{is_whole_answer, sent, settle};
use super::prepare::prepare;
use super::{List, ListSlice, Load, Question};
use crate::api::list_stream::{Arrival, ListSink, ListStream, Progress};
use crate::api::{Proxy, Request, RequestError};
use crate::events::{Event, HostState};
use crate::state::clock::ClockSlice;
use crate::state::environment::Environment;
use crate::state::inputs::Inputs;

/// Requests the list now, and again when the request changes or a refetch is triggered. A new run drops the future
/// of the previous one, which aborts its request.
pub(in crate::state) fn start(list: ListSlice, inputs: Inputs, environment: Environment) {
    let Inputs { session, projects, query, refresh, clock } = inputs;
    let asked = Memo::new(move |_| (session.get(), query.path().get()));
    let env = environment.clone();
    Effect::new(move || {
        let (session, path) = asked.get();
        refresh.track();
        let question = Question { session, query: query.get_untracked() };
        list.progress.set(None);
        if path.is_none() && !projects.are_wanted_by(&question.session) {
            env.transport.discard_early();
            list.load.set(Load::Idle);
            return;
        }
        let previous = list.previous(&question);
        let base = match &question.session.proxy {
            Proxy::Base(base) => base,
            Proxy::Bad(text) => {
                env.transport.discard_early();
                let error = RequestError::BadProxy(text.clone());
                return list.settle(Load::Failed { error, previous }, &env);
            }
        };
        // The sign-in form stays after a token was entered, and with it the focus.
        let has_token = question.session.token.is_some();
        let sign_in =
            list.load.with_untracked(|load| load.sign_in().filter(|_| has_token).cloned());
        list.load.set(Load::Loading { previous: previous.clone(), partial: None, sign_in });
        let Some(path) = path else {
            let world = env.clone();
            projects.request(question.session, &env, move |end| {
                let load = match end {
                    // The first project is requested next. If there is none, a form for the project ID is
                    // displayed.
                    Ok(()) => Load::Idle,
                    Err(error) => Load::Failed { error, previous: None },
                };
                list.settle(load, &world);
            });
            return;
        };

        let request = Request { url: format!("{base}{path}"), session: question.session.clone() };
        let known = previous.as_ref().map(|list| list.decoded.jobs.clone()).unwrap_or_default();
        let whole = previous.as_deref().filter(|list| is_whole_answer(Some(list), &question));
        let etag = whole.and_then(|list| list.etag.clone());
        let answer = Answer {
            list,
            clock,
            environment: env.clone(),
            question,
            previous,
            sort: list.table.with_untracked(|table| table.sort),
            was_partial: false,
        };
        let stream = ListStream::new(env.platform.clone(), known, etag, Box::new(answer));
        spawn_local_scoped_with_cancellation(env.transport.get(request, Box::new(stream)));
    });

    // Outside world: the custom states of the element.
    let events = environment.events.clone();
    Effect::new(move || {
        list.load.with(|load| {
            events.set_state(HostState::Loading, load.is_loading());
            events.set_state(HostState::Error, matches!(load, Load::Failed { .. }));
        });
    });

    // Outside world: the idle time of the browser. It ends when there is something else to prepare.
    let platform = environment.platform;
    let column = Memo::new(move |_| list.table.with_but_page(|table| table.sort.column));
    let mut before = None;
    Effect::new(move || {
        let column = column.get();
        let whole = list.load.with(|load| load.list().filter(|list| !list.is_partial).cloned());
        if let Some(whole) = &whole {
            // For another column of the same list, there is nothing to reuse from the list before.
            let before = before.take().filter(|before| !Arc::ptr_eq(before, whole));
            prepare(whole.clone(), before, column, list.prepared, Rc::clone(&platform));
        }
        before = whole;
    });
}

impl ListSlice {
    /// The list that stays on screen during a request: one of the same session and project. If it is still
    /// arriving, it counts as interrupted.
    fn previous(self, question: &Question) -> Option<Arc<List>> {
        let list = self.load.with_untracked(|load| load.list().cloned())?;
        let is_of = list.question.session == question.session
            && list.question.query.project == question.query.project;
        let cut_off = |list: Arc<List>| if list.is_partial { list.cut_off().into() } else { list };
        is_of.then(|| cut_off(list))
    }

    /// Applies the result of a request, unless the element has been removed.
    pub(in crate::state) fn settle(self, load: Load, environment: &Environment) {
        if let Load::Ready(list) = &load
            && !self.is_shown(list)
        {
            self.note_use();
            self.renew_slots();
            self.arrives(list);
            self.slide(environment.platform.now());
        }
        if !self.load.try_set(load) {
            return;
        }
        self.load.with_untracked(|load| match load {
            Load::Ready(list) => environment.events.send(Event::Loaded {
                project: list.question.query.project.as_ref(),
                count: list.decoded.jobs.len(),
                set_aside: list.decoded.set_aside.len(),
                total: list.decoded.total,
                is_complete: list.decoded.end == End::Whole && list.decoded.missing().is_none(),
            }),
            Load::Failed { error, .. } => {
                environment.events.send(Event::Failed { error, job_id: None });
            }
            Load::Idle | Load::Loading { .. } => {}
        });
    }
}

/// The response to one request.
struct Answer {
    list: ListSlice,
    clock: ClockSlice,
    environment: Environment,
    question: Question,
    /// The list that was displayed when the request was sent.
    previous: Option<Arc<List>>,
    /// The sort order when the request was sent.
    sort: Sort,
    /// Whether a partial list has been displayed.
    was_partial: bool,
}

impl ListSink for Answer {
    fn progress(&mut self, progress: Progress) {
        self.list.progress.try_set(Some(progress));
    }

    fn wants_partial(&self) -> bool {
        // A complete list is better than a part of a newer one.
        !is_whole_answer(self.previous.as_deref(), &self.question)
    }

    fn partial(&mut self, decoded: Decoded) {
        self.was_partial = true;
        let now = self.environment.platform.now();
        let partial = List::new(self.question.clone(), decoded, now, true);
        self.list.in_arrival_order.try_set(true);
        self.list.load.try_set(Load::Loading {
            previous: self.previous.clone(),
            partial: Some(Arc::new(partial)),
            sign_in: None,
        });
    }

    fn end(self: Box<Self>, end: Result<Arrival, RequestError>) {
        let now = self.environment.platform.now();
        self.clock.set(now);
        let list = self.list;
        list.progress.try_set(None);
        let replaces_whole = !self.wants_partial();
        // If the user has chosen another order meanwhile, it is applied.
        let is_same_sort = list.table.with_untracked(|table| table.sort == self.sort);
        let sent_at = end.as_ref().ok().map(|arrival| sent(arrival.freshness(), now));
        let load = settle(end, self.question, now, self.previous);
        // A response that is not displayed does not make the list newer.
        if matches!(load, Load::Ready(_)) {
            list.at.try_set(sent_at);
        }
        // Rows that the user is reading in the order of arrival stay in it, however a refresh ends.
        if matches!(load, Load::Ready(_)) && !replaces_whole {
            list.in_arrival_order.try_set(self.was_partial && is_same_sort);
        }
        list.settle(load, &self.environment);
    }
}

//! Notifies the user when a watched job has ended or is no longer in the list: by a notification of the system, in the
//! menu of watched jobs and, if a setting requires it, in the title of the page.

use std::cell::RefCell;
use std::rc::Rc;

use devserver_jobs_core::decode::End;
use devserver_jobs_core::detail::{self, is_over};
use devserver_jobs_core::job::Job;
use devserver_jobs_core::outcome::{Outcome, Tone};
use dom::reactive::{
    Effect, Executor, Memo, RwSignal, on_cleanup, spawn_local,
    spawn_local_scoped_with_cancellation, untrack,
};

use crate::api::job_detail;
use crate::api::{Proxy, Request, RequestError};
use crate::components::job_row::job_name;
use crate::components::status_badge::outcome_text;
use crate::components::ui::Ui;
use crate::lazy::watch;
use crate::locale::Key;
use crate::platform::notification;
use crate::platform::title::TitleMark;
use crate::state::live::Live;

/// A watched job that the filters leave out is requested separately, at most at this interval, in milliseconds.
const ASK_AGAIN: f64 = 60_000.0;

/// A watched job that has ended.
#[derive(Clone, PartialEq)]
pub struct Ended {
    pub id: String,
    pub name: String,
    pub tone: Tone,
    pub outcome: String,
}

/// The watched jobs that have ended since the user looked last.
#[derive(Clone, Copy)]
pub struct Watched {
    ui: Ui,
    /// For the menu.
    pub ended: RwSignal<Vec<Ended>>,
    /// How many of them ended while the page was hidden.
    unseen: RwSignal<usize>,
}

impl Watched {
    /// Checks each list for watched jobs that have ended, from now on until the current owner ends.
    pub fn start(ui: Ui, live: Live) -> Self {
        watch::restore(ui);
        let watched = Self { ui, ended: RwSignal::new(Vec::new()), unseen: RwSignal::new(0) };
        watched.forget_others();
        watched.observe(live);
        watched.mark_title(live);
        watched
    }

    /// Removes the ended jobs when the project changes.
    fn forget_others(self) {
        let store = self.ui.store;
        let project = Memo::new(move |_| store.query.with(|query| query.project.clone()));
        // Outside world: the project, which the user or the host page changes.
        Effect::new(move || {
            project.get();
            self.ended.set(Vec::new());
        });
    }

    fn observe(self, live: Live) {
        let store = self.ui.store;
        let platform = store.environment().platform;
        // When jobs that are not in the list were last requested.
        let requested = RefCell::new(Vec::<(String, f64)>::new());
        // Outside world: the clock, and the notifications of the system.
        Effect::new(move || {
            // It changes with each response, even if that is the same list.
            store.list.at();
            let Some(list) = store.list.get().filter(|list| list.is_whole()) else {
                return;
            };
            let (decoded, query) = (&list.decoded, &list.question.query);
            let jobs = &decoded.jobs;
            // With filters, or in an incomplete list, a job may exist and not be in it.
            let has_all = query.filters.is_empty()
                && decoded.missing().is_none()
                && decoded.set_aside.is_empty();
            let now = platform.now();
            let requested = &mut *requested.borrow_mut();
            for id in store.watch.ids_untracked() {
                let job = jobs.find_id(&id).and_then(|place| jobs.get(place));
                match &job {
                    Some(job) if is_over(job) => self.end(live, &id, Some(job)),
                    Some(_) => {}
                    None if has_all => self.end(live, &id, None),
                    None if requested
                        .iter()
                        .any(|(own, at)| *own == id && now - at < ASK_AGAIN) => {}
                    None => {
                        requested.retain(|(own, _)| *own != id);
                        requested.push((id.clone(), now));
                        self.request(live, id);
                    }
                }
            }
        });
    }

    /// Requests a job that is not in the list.
    fn request(self, live: Live, id: String) {
        let store = self.ui.store;
        let session = untrack(|| store.session.get());
        let project = store.query.get_untracked().project;
        let path = project.and_then(|project| detail::path(&project, &id));
        let (Some(path), Proxy::Base(base)) = (path, &session.proxy) else {
            return;
        };
        let request = Request { url: format!("{base}{path}"), session: session.clone() };
        let sink = job_detail::sink(move |end| match end {
            Ok(arrived) if arrived.decoded.end == End::Whole && is_over(&arrived.decoded.job) => {
                self.end(live, &id, Some(&arrived.decoded.job));
            }
            Err(RequestError::Refused(error)) if error.effective_status() == 404 => {
                self.end(live, &id, None);
            }
            _ => {}
        });
        spawn_local_scoped_with_cancellation(
            store.environment().transport.get(request, Box::new(sink)),
        );
    }

    /// Notifies the user of the end of a job; without a `job`, that it does not exist any more.
    fn end(self, live: Live, id: &str, job: Option<&Job>) {
        let ui = self.ui;
        watch::set(ui, id, false);
        let ended = untrack(|| {
            let (name, tone, outcome) = match job {
                Some(job) => {
                    let outcome = Outcome::of(job);
                    (job_name(ui, job).to_owned(), outcome.tone(), outcome_text(ui, outcome))
                }
                None => (id.to_owned(), Tone::Neutral, ui.text(Key::Gone).to_owned()),
            };
            Ended { id: id.to_owned(), name, tone, outcome }
        });
        let text = format!("{}: {}", ended.name, ended.outcome);
        spawn_local(async move {
            // Replaces the announcement of changes in the list, which is made at the same time.
            Executor::tick().await;
            ui.announce(&text);
        });
        notification::show(&ended.name, &ended.outcome, id);
        if untrack(|| !live.attention().is_visible) {
            self.unseen.update(|unseen| *unseen += 1);
        }
        self.ended.update(|all| {
            all.retain(|own| own.id != id);
            all.push(ended);
        });
    }

    /// Marks the title of the page until the user comes back, if a setting requires it.
    fn mark_title(self, live: Live) {
        // Outside world: whether the page is visible.
        Effect::new(move || {
            if live.attention().is_visible {
                self.unseen.set(0);
            }
        });
        let mark = Rc::new(RefCell::new(TitleMark::default()));
        let kept = mark.clone();
        // Outside world: the title of the page.
        Effect::new(move || {
            let is_wanted = self.ui.store.with_settings(|settings| settings.mark_title);
            let unseen = self.unseen.get();
            let text = (is_wanted && unseen > 0).then(|| format!("({unseen})"));
            mark.borrow_mut().set(text.unwrap_or_default());
        });
        on_cleanup(move || kept.borrow_mut().set(String::new()));
    }
}

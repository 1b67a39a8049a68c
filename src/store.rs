//! The state: what is asked, how the answer is read, what arrived, which job is open, and what time it
//! is. The two effects that load data, a list and one job's detail, live here; views read signals and
//! report changes.

use std::sync::Arc;

use devserver_jobs_core::detail;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::order::order;
use devserver_jobs_core::page::Pager;
use devserver_jobs_core::query::{Query, QueryError};
use devserver_jobs_core::table::{Change, TableState, apply};

use crate::config::{Config, Credentials, Proxy};
use crate::dom::Timer;
use crate::fetch::{self, Answer, LoadError};
use crate::intl::{self, Formats};
use crate::load::{Detail, DetailState, Details, List, Load, settle};
use crate::locale::{Counted, Language, Messages, fill};
use crate::reactive::*;
use crate::url;

/// How often ages are written anew, in milliseconds. They change by the minute.
const TICK: i32 = 15_000;

/// Which zone times are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The reader's own, or the one that the settings name.
    Local,
    /// UTC.
    Utc,
}

/// One row of the page on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which job it is, across refreshes: its id, behind how many rows before it on the page have
    /// the same one. The cloud is not trusted to send an id once, or at all.
    pub key: String,
    /// The job.
    pub job: Arc<Job>,
}

/// All state of one element. It is a handful of signals, so a copy is the same state.
#[derive(Clone, Copy)]
pub struct Store {
    config: RwSignal<Config>,
    query: RwSignal<Query>,
    table: RwSignal<TableState>,
    load: RwSignal<Load>,
    /// The id of the job whose detail is open.
    selected: RwSignal<Option<String>>,
    /// The job that was opened last; its row gets the focus back.
    pub chosen: RwSignal<Option<String>>,
    details: RwSignal<Details>,
    /// Whether the next state is to be written over the present entry of the history.
    pub tidy: StoredValue<bool>,
    /// What the reader signed in with, for the present proxy and no other. It stays here: not in
    /// the address, not in the document, and not in any text that is made for people. A refresh is
    /// a notice of it: the same anew.
    token: RwSignal<Option<String>>,
    /// Which zone times are shown in.
    pub zone: RwSignal<Zone>,
    /// The present, in milliseconds since 1970; it moves in steps.
    pub now: RwSignal<f64>,
    /// What was just done, for screen readers: `Copied`.
    pub said: RwSignal<&'static str>,
    order: Memo<Order>,
    browser_language: Language,
    formats: Memo<Formatted>,
}

impl Store {
    /// Begins with what the settings say, overruled by the address where that is synchronized.
    /// Must be called under the element's reactive owner, with which everything here ends.
    pub fn new(config: Config) -> Self {
        let (query, table, job) = url::read(&config);
        let config = RwSignal::new(config);
        let query = RwSignal::new(query);
        let table = RwSignal::new(table);
        let load = RwSignal::new(Load::Idle);
        let token = RwSignal::new(None);
        let zone = RwSignal::new(Zone::Local);

        let list = Memo::new(move |_| Same(load.with(|load| load.list().cloned())));
        let sort = Memo::new(move |_| table.with(|table| table.sort));
        let order = Memo::new(move |_| {
            let list = list.get().0;
            let order = list.as_ref().map(|list| order(&list.decoded.jobs, sort.get()));
            Order { list, places: order.unwrap_or_default().into() }
        });
        let browser_language = Language::of_browser();
        let formats = Memo::new(move |_| {
            let set = config.with(|config| config.language);
            let language = set.unwrap_or(browser_language);
            let zone = match zone.get() {
                Zone::Local => config.with(|config| config.time_zone.clone()),
                Zone::Utc => Some("UTC".to_owned()),
            };
            let formats = Formats::new(language, zone.as_deref());
            Formatted { language, zone, formats }
        });

        let store = Self {
            config,
            query,
            table,
            load,
            selected: RwSignal::new(job.clone()),
            chosen: RwSignal::new(job),
            details: RwSignal::new(Details::default()),
            // The first run of the address bar only tidies it.
            tidy: StoredValue::new(true),
            token,
            zone,
            now: RwSignal::new(intl::now()),
            said: RwSignal::new(""),
            order,
            browser_language,
            formats,
        };
        store.load_list();
        store.load_detail();
        store.keep_time();
        url::sync(store);
        store
    }

    /// What a request depends on: the server, how it is asked, and the path. Without a path nothing
    /// is asked.
    fn asked(self, path: impl Fn() -> Option<String> + Send + Sync + 'static) -> Memo<Asked> {
        Memo::new(move |_| {
            let (proxy, credentials) =
                self.config.with(|config| (config.proxy.clone(), config.credentials));
            (proxy, credentials, path())
        })
    }

    /// The effect that loads the list. A change of what is asked, or a refresh, runs it anew; that
    /// drops the future of the run before, and with it aborts that run's request.
    fn load_list(self) {
        let asked = self.asked(move || self.query.with(Query::path));
        effect(Box::new(move || {
            let (proxy, credentials, path) = asked.get();
            let token = self.token.get();
            let query = self.query.get_untracked();
            let Some(path) = path else {
                self.load.set(Load::Idle);
                return;
            };
            // Another project's rows have no place under this project's name.
            let previous = self
                .load
                .with_untracked(|load| load.list().cloned())
                .filter(|list| list.query.project == query.project);
            let base = match proxy {
                Proxy::Base(base) => base,
                Proxy::Bad(text) => {
                    self.load.set(Load::Failed { error: LoadError::BadProxy(text), previous });
                    return;
                }
            };
            // The form stays where a token was typed in it, so that its focus does.
            let sign_in = self
                .load
                .with_untracked(|load| load.sign_in().filter(|_| token.is_some()).cloned());
            self.load.set(Load::Loading { previous: previous.clone(), sign_in });
            let end = move |answer, now| {
                let _ = self.load.try_set(settle(answer, query, now, previous));
            };
            self.ask(&format!("{base}{path}"), credentials, token, Box::new(end));
        }));
    }

    /// The effect that loads the selected job's detail, with the same promises. It runs with a refresh
    /// of the list, too; what is over by all that is known is not asked for again.
    fn load_detail(self) {
        let asked = self.asked(move || {
            let id = self.selected.get()?;
            self.query.with(|query| detail::path(query.project.as_ref()?, &id))
        });
        effect(Box::new(move || {
            let (proxy, credentials, path) = asked.get();
            let token = self.token.get();
            // A retry is a notice of it.
            let id = self.selected.get();
            let state = match (path, proxy) {
                (None, _) => Err(DetailState::NotAsked),
                (_, Proxy::Bad(text)) => Err(DetailState::Failed(LoadError::BadProxy(text))),
                (Some(path), Proxy::Base(base)) => Ok(format!("{base}{path}")),
            };
            let url = match state {
                Ok(url) => url,
                Err(state) => {
                    let none = String::new();
                    self.details.update(|details| (details.url, details.state) = (none, state));
                    return;
                }
            };
            let listed = untrack(|| self.listed(id.as_deref().unwrap_or_default()));
            let over = |detail: &Arc<Detail>| {
                detail.trouble.is_none()
                    && detail.decoded.is_over()
                    && listed.as_ref().is_none_or(|job| detail::is_over(job))
            };
            let asked_already = self.details.try_update(|details| {
                details.url = url.clone();
                let over = details.shown().is_some_and(over);
                details.state = if over { DetailState::Ready } else { DetailState::Loading };
                over
            });
            if asked_already != Some(true) {
                let end = move |answer, now| {
                    let _ = self.details.try_update(|details| details.settle(answer, now));
                };
                self.ask(&url, credentials, token, Box::new(end));
            }
        }));
    }

    /// Sends a request that ends with the present run of the effect that it is sent from; `end` gets
    /// the answer, and when it came.
    fn ask(
        self,
        url: &str,
        credentials: Credentials,
        token: Option<String>,
        end: Box<dyn FnOnce(Result<Answer, LoadError>, f64)>,
    ) {
        let answer = fetch::get(url, credentials, token.as_deref());
        spawn_local_scoped_with_cancellation(async move {
            let answer = answer.await;
            let now = intl::now();
            // The element may have gone while the answer was on its way.
            let _ = self.now.try_set(now);
            end(answer, now);
        });
    }

    /// Ages grow while nothing happens.
    fn keep_time(self) {
        let timer = Timer::every(TICK, move || {
            let _ = self.now.try_set(intl::now());
        });
        on_cleanup(move || drop(timer));
    }

    /// Carries out one change.
    ///
    /// # Errors
    /// When a value can't be sent; nothing has changed then.
    pub fn change(self, change: Change) -> Result<(), QueryError> {
        let (mut query, mut table) = (self.query.get_untracked(), self.table.get_untracked());
        let restored = matches!(change, Change::Restore(..));
        apply(change, &mut query, &mut table)?;
        let before = self.query.with_untracked(|query| query.project.clone());
        // An open job is of the project that was asked for.
        if !restored && before.is_some() && before != query.project {
            self.select(None);
        }
        // Only what differs is written, because readers run on every write.
        if self.table.with_untracked(|before| *before != table) {
            self.table.set(table);
        }
        if self.query.with_untracked(|before| *before != query) {
            self.query.set(query);
        }
        Ok(())
    }

    /// Takes new settings. What the reader chose since stays, unless its setting changed.
    pub fn configure(self, config: Config) {
        let before = self.config.get_untracked();
        let page_size = config.table().page_size;
        let query = config.query.clone();
        if before.proxy != config.proxy {
            // Another proxy must not get it, nor this one again when it comes back.
            self.token.set(None);
        }
        self.config.set(config);
        // None of these can be refused: the settings have been read already.
        if before.query.filters != query.filters {
            let _ = self.change(Change::Filters(query.filters));
        }
        if before.query.project != query.project {
            let _ = self.change(Change::Project(query.project));
        }
        if before.table().page_size != page_size {
            let _ = self.change(Change::PageSize(page_size));
        }
    }

    /// Asks anew for the same.
    pub fn refresh(self) {
        self.token.notify();
    }

    /// Opens the detail of the job of this id, or closes it.
    pub fn select(self, id: Option<String>) {
        if self.selected.with_untracked(|selected| *selected == id) {
            return;
        }
        if id.is_some() {
            self.chosen.set(id.clone());
        }
        self.selected.set(id);
    }

    /// Goes on to the detail of the job at this place of the list, which follows. In the history it
    /// takes the present one's place, so that back closes the detail.
    pub fn step_to(self, place: usize, id: Option<String>) {
        self.tidy.set_value(true);
        let page = place / self.table.with_untracked(|table| table.page_size) + 1;
        // A page can't be refused.
        let _ = self.change(Change::Page(page));
        self.select(id);
    }

    /// Asks anew for the selected job's detail.
    pub fn retry_detail(self) {
        self.selected.notify();
    }

    /// Asks anew, and signs in with this token.
    pub fn sign_in(self, token: &str) {
        self.details.update_untracked(Details::forget);
        self.token.set(Some(token.to_owned()));
    }

    /// Whether there is a token, good or not.
    pub fn has_token_untracked(self) -> bool {
        self.token.with_untracked(Option::is_some)
    }

    /// The id of the job whose detail is open.
    pub fn selected(self) -> ReadSignal<Option<String>> {
        self.selected.read_only()
    }

    /// Where loading the detail stands.
    pub fn details(self) -> ReadSignal<Details> {
        self.details.read_only()
    }

    /// The detail that is shown.
    pub fn detail(self) -> Option<Arc<Detail>> {
        self.details.with(|details| details.shown().cloned())
    }

    /// What is known of the selected job: what its detail says, and else what the list does.
    pub fn selected_job(self) -> Arc<Job> {
        let id = self.selected.get();
        let listed = self.listed(id.as_deref().unwrap_or_default());
        let known = listed.unwrap_or_else(|| Arc::new(Job { id, ..Job::default() }));
        match self.detail() {
            Some(detail) => Arc::new(detail.decoded.job.clone().or(&known)),
            None => known,
        }
    }

    /// A job of the list that is shown.
    fn listed(self, id: &str) -> Option<Arc<Job>> {
        self.list()?
            .decoded
            .jobs
            .iter()
            .find(|job| job.id.as_deref() == Some(id))
            .cloned()
            .map(Arc::new)
    }

    /// The job before or after the selected one in the order of the list, and its place there. Jobs
    /// without an id can't be selected.
    pub fn neighbour(self, forward: bool) -> Option<(usize, Job)> {
        let id = self.selected.get();
        self.order.with(|order| {
            let jobs = &order.list.as_ref()?.decoded.jobs;
            let job = |place: usize| jobs.get(*order.places.get(place)? as usize);
            let at = (0..order.places.len()).find(|at| job(*at).is_some_and(|job| job.id == id))?;
            let next = |at: usize| if forward { Some(at + 1) } else { at.checked_sub(1) };
            let mut places = std::iter::successors(next(at), |at| next(*at))
                .map_while(|at| Some((at, job(at)?)));
            let (at, job) = places.find(|(_, job)| job.id.is_some() && job.id != id)?;
            Some((at, job.clone()))
        })
    }

    /// The settings.
    pub fn config(self) -> ReadSignal<Config> {
        self.config.read_only()
    }

    /// What is asked.
    pub fn query(self) -> ReadSignal<Query> {
        self.query.read_only()
    }

    /// How the answer is read.
    pub fn table(self) -> ReadSignal<TableState> {
        self.table.read_only()
    }

    /// Where loading stands.
    pub fn load(self) -> ReadSignal<Load> {
        self.load.read_only()
    }

    /// The list that is shown. Unlike [`Store::load`] it does not change while a request is under way.
    pub fn list(self) -> Option<Arc<List>> {
        self.order.with(|order| order.list.clone())
    }

    /// The language.
    pub fn language(self) -> Language {
        self.config.with(|config| config.language).unwrap_or(self.browser_language)
    }

    /// What is said, in the language.
    pub fn messages(self) -> &'static Messages {
        self.language().messages()
    }

    /// What is said, for where a change of language must not run anything anew.
    pub fn messages_untracked(self) -> &'static Messages {
        untrack(|| self.messages())
    }

    /// How times and numbers are written.
    pub fn formats(self) -> Formats {
        self.formats.get().formats
    }

    /// What times and numbers are written by, as a text: another one is another way to write them.
    pub fn formats_name(self) -> String {
        self.formats.with(|formats| {
            format!("{} {}", formats.language.tag(), formats.zone.as_deref().unwrap_or_default())
        })
    }

    /// A whole number as it is written.
    pub fn number(self, number: usize) -> String {
        self.formats.with(|formats| formats.formats.number(number))
    }

    /// A message with a whole number in it.
    pub fn plural(self, forms: Counted, number: usize) -> String {
        fill(forms[usize::from(number != 1)], &[&self.number(number)])
    }

    /// Where the reader is in the list that is shown.
    pub fn pager(self) -> Pager {
        let total = self.order.with(|order| order.places.len());
        self.table.with(|table| Pager::new(total, table.page_size, table.page))
    }

    /// The rows of the page on screen, in order.
    pub fn rows(self) -> Vec<Row> {
        let pager = self.pager();
        self.order.with(|order| {
            let Some(list) = &order.list else {
                return Vec::new();
            };
            let places = order.places.get(pager.rows()).unwrap_or_default();
            let mut rows: Vec<Row> = Vec::with_capacity(places.len());
            for job in places.iter().filter_map(|place| list.decoded.jobs.get(*place as usize)) {
                let same = rows.iter().filter(|row| row.job.id == job.id).count();
                let key = format!("{same} {}", job.id.as_deref().unwrap_or_default());
                rows.push(Row { key, job: Arc::new(job.clone()) });
            }
            rows
        })
    }
}

/// What a request depends on.
type Asked = (Proxy, Credentials, Option<String>);

/// An effect; all of them share one type.
fn effect(run: Box<dyn Fn()>) {
    Effect::new(move |_: Option<()>| run());
}

/// The list that is shown; the same one is not compared row by row.
#[derive(Clone)]
struct Same(Option<Arc<List>>);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }
}

/// A list in the chosen order.
#[derive(Clone)]
struct Order {
    list: Option<Arc<List>>,
    places: Arc<[u32]>,
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.places, &other.places)
    }
}

/// Formats, compared by what they were made from.
#[derive(Clone)]
struct Formatted {
    language: Language,
    zone: Option<String>,
    formats: Formats,
}

impl PartialEq for Formatted {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language && self.zone == other.zone
    }
}

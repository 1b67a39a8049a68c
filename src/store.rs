//! The state: what is asked, how the answer is read, what arrived, which job is open, and what time it
//! is. The two effects that load data, a list and one job's detail, live here; views read signals and
//! report changes.

use std::sync::Arc;

use devserver_jobs_core::detail;
use devserver_jobs_core::job::Job;
use devserver_jobs_core::page::Pager;
use devserver_jobs_core::query::{Query, QueryError};
use devserver_jobs_core::refine::Words;
use devserver_jobs_core::table::{Change, TableState, apply};
use send_wrapper::SendWrapper;

use crate::arrange::{Shown, Sources, arrange};
use crate::arriving::{Arriving, Whole};
use crate::config::{Config, Credentials, Fetch, Proxy};
use crate::fetch::{self, Ask, Early, Ending, LoadError, Sink};
use crate::host::Host;
use crate::intl::{self, Formats};
use crate::load::{Detail, DetailState, Details, List, Load, Progress};
use crate::locale::{Counted, Key, Messages, fill};
use crate::url;
use dom::Timer;
use dom::reactive::*;

/// How often ages are written anew, in milliseconds. They change by the minute.
const TICK: i32 = 15_000;

/// More than a page has rows.
const SLOTS: usize = 4096;

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
    /// Where it is shown: rows that stay on the page stay where they are in the document, and a new one
    /// takes the place of one that left.
    pub slot: usize,
    /// The job.
    pub job: Arc<Job>,
}

/// All state of one element. It is a handful of signals, so a copy is the same state.
#[derive(Clone, Copy)]
pub struct Store {
    host: RwSignal<SendWrapper<Host>>,
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
    pub tidy: RwSignal<bool>,
    /// What the reader signed in with, for the present proxy and no other. It stays here: not in
    /// the address, not in the document, and not in any text that is made for people. A refresh is
    /// a notice of it: the same anew.
    token: RwSignal<Option<String>>,
    /// A request that was sent before the store was there.
    early: RwSignal<Option<Early>>,
    /// How much of the list has come, where it takes its time.
    pub progress: RwSignal<Option<Progress>>,
    /// Whether the list stands as it arrived: it was shown while it did, and the reader may be reading.
    pub in_arrival_order: RwSignal<bool>,
    /// From which on slots are free.
    first_slot: RwSignal<usize>,
    /// Which zone times are shown in.
    pub zone: RwSignal<Zone>,
    /// The present, in milliseconds since 1970; it moves in steps.
    pub now: RwSignal<f64>,
    /// What was just done, for screen readers: `Copied`.
    pub said: RwSignal<&'static str>,
    words: Memo<Words>,
    shown: Memo<Shown>,
    messages: Memo<Messages>,
    formats: Memo<Formatted>,
}

impl Store {
    /// Begins with what the settings say, overruled by the address where that is synchronized.
    /// Must be called under the element's reactive owner, with which everything here ends.
    pub fn new(config: Config, early: Option<Early>, host: Host) -> Self {
        let (query, table, job) = url::read(&config);
        let config = RwSignal::new(config);
        let table = RwSignal::new(table);
        let load = RwSignal::new(Load::Idle);
        let zone = RwSignal::new(Zone::Local);
        let in_arrival_order = RwSignal::new(false);

        let messages = Memo::new(move |_| config.with(|config| config.messages));
        let words = Memo::new(move |_| table.with(|table| Words::of(&table.find)));
        let shown = arrange(Sources { load, table, words, in_arrival_order, messages });
        let formats = Memo::new(move |_| {
            let zone = match zone.get() {
                Zone::Local => config.with(|config| config.time_zone.clone()),
                Zone::Utc => Some("UTC".to_owned()),
            };
            let formats = Formats::new(messages.get(), zone.as_deref());
            Formatted { messages: messages.get(), zone, formats }
        });

        let store = Self {
            host: RwSignal::new(SendWrapper::new(host)),
            config,
            query: RwSignal::new(query),
            table,
            load,
            selected: RwSignal::new(job.clone()),
            chosen: RwSignal::new(job),
            details: RwSignal::new(Details::default()),
            // The first run of the address bar only tidies it.
            tidy: RwSignal::new(true),
            token: RwSignal::new(None),
            early: RwSignal::new(early),
            progress: RwSignal::new(None),
            in_arrival_order,
            first_slot: RwSignal::new(0),
            zone,
            now: RwSignal::new(intl::now()),
            said: RwSignal::new(""),
            words,
            shown,
            messages,
            formats,
        };
        store.load_list();
        store.load_detail();
        store.keep_time();
        store.show_state();
        url::sync(store);
        store
    }

    /// What a request depends on: the server, how it is asked, and the path. Without a path nothing
    /// is asked.
    fn asked(self, path: impl Fn() -> Option<String> + Send + Sync + 'static) -> Memo<Asked> {
        Memo::new(move |_| {
            let (proxy, credentials, fetch) = self
                .config
                .with(|config| (config.proxy.clone(), config.credentials, config.fetch.clone()));
            (proxy, credentials, fetch, path())
        })
    }

    /// The effect that loads the list. A change of what is asked, or a refresh, runs it anew; that
    /// drops the future of the run before, and with it aborts that run's request.
    fn load_list(self) {
        let asked = self.asked(move || self.query.with(Query::path));
        Effect::new(move || {
            let (proxy, credentials, _, path) = asked.get();
            let token = self.token.get();
            let query = self.query.get_untracked();
            // Where it is not what is asked now, it is not asked any more.
            let early = self.early.try_update(Option::take).flatten();
            self.progress.set(None);
            let Some(path) = path else {
                self.load.set(Load::Idle);
                return;
            };
            // Another project's rows have no place under this project's name.
            let previous = self
                .load
                .with_untracked(|load| load.list().cloned())
                .filter(|list| list.query.project == query.project)
                // The request that it came by ends here.
                .map(|list| if list.is_arriving { Arc::new(list.cut_off()) } else { list });
            let base = match proxy {
                Proxy::Base(base) => base,
                Proxy::Bad(text) => {
                    self.set_load(Load::Failed { error: LoadError::BadProxy(text), previous });
                    return;
                }
            };
            // The form stays where a token was typed in it, so that its focus does.
            let sign_in = self
                .load
                .with_untracked(|load| load.sign_in().filter(|_| token.is_some()).cloned());
            self.load.set(Load::Loading { previous: previous.clone(), so_far: None, sign_in });
            let host = self.host();
            let ask = Ask { url: format!("{base}{path}"), credentials, token, host };
            self.ask(ask, early, Box::new(Arriving::new(self, query, previous)));
        });
    }

    /// The effect that loads the selected job's detail, with the same promises. It runs with a refresh
    /// of the list, too; what is over by all that is known is not asked for again.
    fn load_detail(self) {
        let asked = self.asked(move || {
            let id = self.selected.get()?;
            self.query.with(|query| detail::path(query.project.as_ref()?, &id))
        });
        Effect::new(move || {
            let (proxy, credentials, _, path) = asked.get();
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
                self.ask(
                    Ask { url, credentials, token, host: self.host() },
                    None,
                    Box::new(Whole::new(self)),
                );
            }
        });
    }

    /// Sends a request that ends with the present run of the effect that it is sent from.
    fn ask(self, ask: Ask, early: Option<Early>, mut sink: Box<dyn Sink>) {
        spawn_local_scoped_with_cancellation(async move {
            let end = fetch::get(ask, early, &mut *sink).await;
            let now = intl::now();
            // The element may have gone while the answer was on its way.
            let _ = self.now.try_set(now);
            sink.end(end, now);
        });
    }

    /// Rows that come from now on get new elements. Where nobody has asked for them, the browser takes
    /// other texts in the same elements for elements that have moved.
    fn renew_slots(self) {
        self.first_slot.update_untracked(|slot| *slot += SLOTS);
    }

    /// Takes what a request for the list has come to so far.
    pub fn set_load(self, load: Load) {
        if matches!(load, Load::Ready(_)) {
            self.renew_slots();
        }
        // The element may have gone while the answer was on its way.
        if !self.load.try_set(load) {
            return;
        }
        self.load.with_untracked(|load| match load {
            Load::Ready(list) => self.host().loaded(list),
            Load::Failed { error, .. } => self.host().failed(error, None),
            Load::Idle | Load::Loading { .. } => {}
        });
    }

    /// The element around.
    pub fn host(self) -> Host {
        self.host.with_untracked(|host| Host::clone(host))
    }

    /// Shows the page around where loading stands.
    fn show_state(self) {
        // Outside world: the element's custom states.
        Effect::new(move || {
            self.load.with(|load| {
                let host = self.host();
                host.state("loading", load.is_loading());
                host.state("error", matches!(load, Load::Failed { .. }));
            });
        });
    }

    /// Takes the end of the request about the selected job.
    pub fn settle_detail(self, body: Vec<u8>, end: Result<Ending, LoadError>, now: f64) {
        if self.details.try_update(|details| details.settle(body, end, now)).is_none() {
            return;
        }
        if let DetailState::Failed(error) = &self.details.with_untracked(|d| d.state.clone()) {
            let job = self.selected.get_untracked();
            self.host().failed(error, job.as_deref());
        }
    }

    /// Ages grow while nothing happens.
    fn keep_time(self) {
        let timer = Timer::interval(TICK, move || {
            let _ = self.now.try_set(intl::now());
        });
        on_cleanup(move || drop(timer));
    }

    /// Carries out one change of the reader's, and tells the page around where it is about what is shown.
    ///
    /// # Errors
    /// When a value can't be sent; nothing has changed then.
    pub fn change(self, change: Change) -> Result<(), QueryError> {
        let narrowed = || {
            let chosen = self.table.with_untracked(|table| (table.find.clone(), table.outcomes));
            (self.query.get_untracked(), chosen)
        };
        let before = narrowed();
        self.carry_out(change)?;
        if narrowed() != before {
            self.host().filtered(&self.query.get_untracked(), &self.table.get_untracked());
        }
        Ok(())
    }

    fn carry_out(self, change: Change) -> Result<(), QueryError> {
        let (mut query, mut table) = (self.query.get_untracked(), self.table.get_untracked());
        let restored = matches!(change, Change::Restore(..));
        if matches!(change, Change::Sort(_) | Change::SortBy(_)) {
            self.put_in_order();
        }
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

    /// Puts a list that stands as it arrived in the chosen order, if no more of it will come.
    pub fn put_in_order(self) {
        if self.in_arrival_order.get_untracked() && self.load.with_untracked(Load::has_arrived) {
            self.renew_slots();
            self.in_arrival_order.set(false);
        }
    }

    /// Looks for a text in the list. In the history it takes the present state's place: each letter is
    /// not a step that one would want back.
    pub fn find(self, text: &str) {
        self.tidy.set(true);
        // Any text can be looked for.
        let _ = self.change(Change::Find(text.to_owned()));
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
            let _ = self.carry_out(Change::Filters(query.filters));
        }
        if before.query.project != query.project {
            let _ = self.carry_out(Change::Project(query.project));
        }
        if before.table().page_size != page_size {
            let _ = self.carry_out(Change::PageSize(page_size));
        }
    }

    /// The reader asks anew for the same.
    pub fn refresh(self) {
        self.host().refreshed(&self.query.get_untracked());
        self.ask_again();
    }

    /// Asks anew for the same.
    pub fn ask_again(self) {
        self.token.notify();
    }

    /// Goes back to what the settings say.
    pub fn reset(self) {
        self.select(None);
        let config = self.config.get_untracked();
        // It can't be refused.
        let _ = self.carry_out(Change::Restore(config.query.clone(), config.table()));
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
        self.tidy.set(true);
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
        let list = self.list()?;
        let place = list.decoded.jobs.find_id(id)?;
        list.decoded.jobs.get(place).map(Arc::new)
    }

    /// The job before or after the selected one in the order of the list, and its place there. Jobs
    /// without an id can't be selected.
    pub fn neighbour(self, forward: bool) -> Option<(usize, Job)> {
        let id = self.selected.get()?;
        self.shown.with(|shown| {
            let jobs = &shown.list.as_ref()?.decoded.jobs;
            let own = jobs.find_id(&id)? as u32;
            let at = shown.places.iter().position(|place| *place == own)?;
            let job = |at: usize| jobs.get(*shown.places.get(at)? as usize);
            let next = |at: usize| if forward { Some(at + 1) } else { at.checked_sub(1) };
            let mut places = std::iter::successors(next(at), |at| next(*at))
                .map_while(|at| Some((at, job(at)?)));
            places.find(|(_, job)| job.id.as_ref().is_some_and(|other| *other != id))
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
        self.shown.with(|shown| shown.list.clone())
    }

    /// Whether it stands as it arrived, in no order.
    pub fn is_as_arrived(self) -> bool {
        self.in_arrival_order.get()
    }

    /// Whether find or outcomes leave some of it out.
    pub fn is_narrowed(self) -> bool {
        self.words.with(|words| !words.is_empty())
            || self.table.with(|table| !table.outcomes.is_empty())
    }

    /// What is looked for.
    pub fn words(self) -> Memo<Words> {
        self.words
    }

    /// What is shown of it.
    pub fn shown(self) -> Memo<Shown> {
        self.shown
    }

    /// The tag of the language.
    pub fn language(self) -> &'static str {
        self.messages().tag()
    }

    /// What is said, in the language.
    pub fn messages(self) -> Messages {
        self.messages.get()
    }

    /// What is said, for where a change of language must not run anything anew.
    pub fn messages_untracked(self) -> Messages {
        untrack(|| self.messages())
    }

    /// One text of it.
    pub fn text(self, key: Key) -> &'static str {
        self.messages().get(key)
    }

    /// How times and numbers are written.
    pub fn formats(self) -> Formats {
        self.formats.get().formats
    }

    /// What times and numbers are written by, as a text: another one is another way to write them.
    pub fn formats_name(self) -> String {
        self.formats.with(|formats| {
            format!("{} {}", formats.messages.number(), formats.zone.as_deref().unwrap_or_default())
        })
    }

    /// A whole number as it is written.
    pub fn number(self, number: usize) -> String {
        self.formats.with(|formats| formats.formats.number(number))
    }

    /// A message with a whole number in it.
    pub fn plural(self, forms: Counted, number: usize) -> String {
        fill(self.text(forms[usize::from(number != 1)]), &[&self.number(number)])
    }

    /// Where the reader is in the list that is shown.
    pub fn pager(self) -> Pager {
        let total = self.shown.with(|shown| shown.places.len());
        self.table.with(|table| Pager::new(total, table.page_size, table.page))
    }

    /// The rows of the page on screen, in order; `before` are those that were there.
    pub fn rows(self, before: &[Row]) -> Vec<Row> {
        let pager = self.pager();
        let jobs: Vec<Job> = self.shown.with(|shown| {
            let list = shown.list.as_ref();
            let places = shown.places.get(pager.rows()).unwrap_or_default().iter();
            places.filter_map(|place| list?.decoded.jobs.get(*place as usize)).collect()
        });
        // Which of those before a job is: the one of its id that is left. The cloud is not trusted to
        // send an id once, or at all.
        let mut left: Vec<Option<&Row>> = before.iter().map(Some).collect();
        let mut kept = |job: &Job| {
            let of_id = |row: &&mut Option<&Row>| row.is_some_and(|row| row.job.id == job.id);
            left.iter_mut().find(of_id)?.take().map(|row| row.slot)
        };
        let slots: Vec<Option<usize>> = jobs.iter().map(&mut kept).collect();
        let first = self.first_slot.get_untracked();
        let mut free = (first..).filter(|slot| !slots.contains(&Some(*slot)));
        let new = slots.iter().map(|slot| slot.or_else(|| free.next()).unwrap_or_default());
        new.zip(jobs).map(|(slot, job)| Row { slot, job: Arc::new(job) }).collect()
    }
}

/// What a request depends on.
type Asked = (Proxy, Credentials, Fetch, Option<String>);

/// Formats, compared by what they were made from.
#[derive(Clone)]
struct Formatted {
    messages: Messages,
    zone: Option<String>,
    formats: Formats,
}

impl PartialEq for Formatted {
    fn eq(&self, other: &Self) -> bool {
        self.messages == other.messages && self.zone == other.zone
    }
}

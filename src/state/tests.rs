//! The store without a browser: a transport that a test answers, a clock that a test moves.

mod live;
mod refine;
mod views;

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};

use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::query::{Filter, ProjectId};
use devserver_jobs_core::table::{Change, Column, TableState};
use dom::reactive::{Executor, Owner};

use super::detail::Status;
use super::list::Load;
use super::refresh::Cause;
use super::{Environment, Saved, Store};
use crate::api::{
    Body, Completion, FetchId, Head, Proxy, Request, RequestError, Session, Sink, Transport,
};
use crate::events::{Event, Events, HostState};
use crate::platform::{Attention, Guard, HistoryMode, Location, Pause, Platform};
use crate::settings::Settings;

/// One request that the store has sent.
struct Sent {
    request: Request,
    sink: Rc<RefCell<Option<Box<dyn Sink>>>>,
    is_aborted: Rc<Cell<bool>>,
}

impl Sent {
    fn answer(&self, body: &[u8]) {
        self.answer_with(body, None);
    }

    /// Whether the body was read.
    fn answer_with(&self, body: &[u8], etag: Option<&str>) -> bool {
        let mut sink = self.sink.borrow_mut().take().expect("answered once, and not aborted");
        let head = Head { length: Some(body.len() as u32), etag: etag.map(str::to_owned) };
        let is_wanted = sink.begin(head);
        if is_wanted {
            sink.part(&Bytes(body));
        }
        let completion = Completion { is_whole: true, length: body.len(), ..Completion::default() };
        sink.end(Ok(completion));
        Executor::poll_local();
        is_wanted
    }

    fn fail(&self) {
        self.fail_with(RequestError::CutShort { rows: 0 });
    }

    fn fail_with(&self, error: RequestError) {
        let sink = self.sink.borrow_mut().take().expect("answered once, and not aborted");
        sink.end(Err(error));
        Executor::poll_local();
    }
}

struct Bytes<'a>(&'a [u8]);

impl Body for Bytes<'_> {
    fn length(&self) -> usize {
        self.0.len()
    }

    fn copy_to(&self, target: &mut [u8]) {
        target.copy_from_slice(self.0);
    }
}

/// What a timer or the history calls.
type Callback = Rc<RefCell<dyn FnMut()>>;

type Deadline = (f64, Weak<RefCell<dyn FnMut()>>);

/// The world around the store of one test.
#[derive(Default)]
struct World {
    sent: RefCell<Vec<Sent>>,
    events: RefCell<Vec<String>>,
    now: Cell<f64>,
    /// How far the clock moves at each look at it.
    haste: Cell<f64>,
    time_zone: RefCell<String>,
    timers: RefCell<Vec<Callback>>,
    /// What is called once, and when.
    deadlines: RefCell<Vec<Deadline>>,
    attention: Cell<Option<Attention>>,
    on_attention: RefCell<Vec<Rc<dyn Fn()>>>,
    location: RefCell<Location>,
    history: RefCell<Vec<(HistoryMode, String)>>,
    on_history: RefCell<Option<Callback>>,
    /// Whether frames come when the test says so, and what waits for the next one.
    is_painting_late: Cell<bool>,
    unpainted: RefCell<Vec<Rc<dyn Fn()>>>,
    /// How often long work has paused.
    pauses: Cell<usize>,
    /// What the browser keeps, and whether it may not.
    stored: RefCell<Option<String>>,
    is_storage_denied: Cell<bool>,
}

/// Notes that a request was dropped before it was answered.
struct Abort(Rc<Cell<bool>>, Rc<RefCell<Option<Box<dyn Sink>>>>);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.set(self.1.borrow_mut().take().is_some());
    }
}

impl Transport for World {
    fn get(&self, request: Request, sink: Box<dyn Sink>) -> Pin<Box<dyn Future<Output = ()>>> {
        let sink = Rc::new(RefCell::new(Some(sink)));
        let is_aborted = Rc::new(Cell::new(false));
        let abort = Abort(is_aborted.clone(), sink.clone());
        self.sent.borrow_mut().push(Sent { request, sink, is_aborted });
        Box::pin(async move {
            let _abort = abort;
            std::future::pending().await
        })
    }
}

impl Events for World {
    fn send(&self, event: Event) {
        let text = match event {
            Event::Loaded { count, .. } => format!("load {count}"),
            Event::Failed { job_id, .. } => format!("error {}", job_id.unwrap_or("list")),
            Event::Filtered { table, .. } => format!("filter {}", table.find),
            Event::NotLoaded { .. } => "not loaded".to_owned(),
            Event::Refreshed(_) => "refresh".to_owned(),
            // What every change of the state tells as well.
            Event::Viewed(_) => return,
            Event::ViewsChanged(views) => format!("views {}", views.iter().count()),
            Event::Changed { difference, .. } => {
                let (added, gone) = (difference.added.len(), difference.gone.len());
                format!("change +{added} -{gone} ~{}", difference.changed.len())
            }
        };
        self.events.borrow_mut().push(text);
    }

    fn select(&self, _job: &devserver_jobs_core::job::Job) -> bool {
        true
    }

    fn set_state(&self, _state: HostState, _is_set: bool) {}
}

impl Platform for World {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + self.haste.get());
        self.now.get()
    }

    fn time_zone(&self) -> String {
        self.time_zone.borrow().clone()
    }

    fn every(&self, _milliseconds: i32, act: Box<dyn FnMut()>) -> Guard {
        let timer: Rc<RefCell<dyn FnMut()>> = Rc::new(RefCell::new(act));
        self.timers.borrow_mut().push(timer.clone());
        Box::new(timer)
    }

    fn after(&self, milliseconds: i32, act: Box<dyn FnMut()>) -> Guard {
        let timer: Callback = Rc::new(RefCell::new(act));
        let due = self.now.get() + f64::from(milliseconds);
        self.deadlines.borrow_mut().push((due, Rc::downgrade(&timer)));
        Box::new(timer)
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn attention(&self) -> Attention {
        self.attention.get().unwrap_or(Attention { is_visible: true, is_online: true })
    }

    fn on_attention(&self, act: Rc<dyn Fn()>) {
        self.on_attention.borrow_mut().push(act);
    }

    fn after_paint(&self, act: Rc<dyn Fn()>) -> Guard {
        match self.is_painting_late.get() {
            true => self.unpainted.borrow_mut().push(act),
            false => act(),
        }
        Box::new(())
    }

    fn pause(&self, _pause: Pause) -> Pin<Box<dyn Future<Output = ()>>> {
        self.pauses.set(self.pauses.get() + 1);
        // Longer than the test.
        Box::pin(std::future::pending())
    }

    fn location(&self) -> Location {
        self.location.borrow().clone()
    }

    fn stored(&self, key: &str) -> Option<String> {
        assert_eq!(key, "views");
        self.stored.borrow().clone()
    }

    fn store(&self, _key: &str, text: &str) -> bool {
        let is_denied = self.is_storage_denied.get();
        if !is_denied {
            *self.stored.borrow_mut() = Some(text.to_owned());
        }
        !is_denied
    }

    fn reload(&self) {}

    fn on_history(&self, act: Box<dyn FnMut()>) {
        *self.on_history.borrow_mut() = Some(Rc::new(RefCell::new(act)));
    }

    fn set_search(&self, search: &str, mode: HistoryMode) {
        self.history.borrow_mut().push((mode, search.to_owned()));
        self.location.borrow_mut().search = search.to_owned();
    }
}

impl World {
    /// The earliest callback that is due until then.
    fn take_due(&self, until: f64) -> Option<(f64, Callback)> {
        let mut deadlines = self.deadlines.borrow_mut();
        deadlines.retain(|(_, act)| act.strong_count() > 0);
        let first = (0..deadlines.len()).min_by(|a, b| deadlines[*a].0.total_cmp(&deadlines[*b].0));
        let first = first.filter(|at| deadlines[*at].0 <= until)?;
        let (due, act) = deadlines.remove(first);
        Some((due, act.upgrade()?))
    }

    /// Puts off what is due once: timers stand still while a computer sleeps.
    fn delay(&self, milliseconds: f64) {
        for (due, _) in self.deadlines.borrow_mut().iter_mut() {
            *due += milliseconds;
        }
    }

    /// The next frame is painted.
    fn paint(&self) {
        let acts: Vec<_> = self.unpainted.borrow_mut().drain(..).collect();
        for act in acts {
            act();
        }
    }

    fn look(&self, is_visible: bool, is_online: bool) {
        self.attention.set(Some(Attention { is_visible, is_online }));
        for act in self.on_attention.borrow().iter() {
            act();
        }
        Executor::poll_local();
    }
}

/// The environment of a test hands out one world three times.
struct Test {
    world: Rc<World>,
    store: Store,
    /// Ends the store with the test.
    owner: Owner,
}

fn settings() -> Settings {
    let mut settings = Settings { columns: Column::ALL.to_vec(), ..Settings::default() };
    settings.query.project = ProjectId::parse("demo").ok();
    settings.session.proxy = Proxy::Base("http://proxy".to_owned());
    settings
}

impl Test {
    fn new(settings: Settings) -> Self {
        Self::at("", settings)
    }

    fn at(search: &str, settings: Settings) -> Self {
        Self::restored(search, settings, None)
    }

    fn restored(search: &str, settings: Settings, saved: Option<Saved>) -> Self {
        let test = Self::without_second_module(search, settings, saved);
        test.owner.with(|| test.store.read_details());
        Executor::poll_local();
        test
    }

    fn without_second_module(search: &str, settings: Settings, saved: Option<Saved>) -> Self {
        let _ = Executor::init_futures_executor();
        let world = Rc::new(World::default());
        let base = "http://page/".to_owned();
        *world.location.borrow_mut() =
            Location { base, search: search.to_owned(), hash: String::new() };
        let environment = Environment {
            transport: world.clone(),
            events: world.clone(),
            platform: world.clone(),
            key: "views".to_owned(),
        };
        let owner = Owner::new();
        let store = owner.with(|| Store::new(settings, environment, saved));
        Executor::poll_local();
        Self { world, store, owner }
    }

    fn change(&self, change: Change, history: HistoryMode) {
        self.store.change(change, history).expect("the value can be sent");
        Executor::poll_local();
    }

    /// Moves the clock, and lets every timer see it: first those that are due once, in their order.
    fn pass(&self, milliseconds: f64) {
        let until = self.world.now.get() + milliseconds;
        while let Some((due, act)) = self.world.take_due(until) {
            self.world.now.set(due.max(self.world.now.get()));
            (act.borrow_mut())();
            drop(act);
            Executor::poll_local();
        }
        let milliseconds = until - self.world.now.get();
        self.world.now.set(self.world.now.get() + milliseconds);
        let timers: Vec<_> = self.world.timers.borrow().clone();
        for timer in timers {
            (timer.borrow_mut())();
        }
        Executor::poll_local();
    }

    fn urls(&self) -> Vec<String> {
        self.world.sent.borrow().iter().map(|sent| sent.request.url.clone()).collect()
    }

    fn answer(&self, at: usize, body: &str) {
        self.world.sent.borrow()[at].answer(body.as_bytes());
    }

    fn ids(&self) -> Vec<String> {
        self.owner.with(|| {
            let rows = dom::reactive::untrack(|| self.store.list.rows(&[]));
            rows.into_iter().filter_map(|row| row.job.id.clone()).collect()
        })
    }

    fn is_aborted(&self, at: usize) -> bool {
        self.world.sent.borrow()[at].is_aborted.get()
    }
}

impl Drop for Test {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

const TWO: &str = r#"{"data":[{"id":"a","status":"FINISHED","create_at":1749536420002},{"id":"b","create_at":1749536420001}]}"#;

#[test]
fn the_list_is_requested_once_and_shown_in_order() {
    let test = Test::new(settings());
    assert_eq!(test.urls(), ["http://proxy/v1/demo/dev-servers/jobs"]);
    test.answer(0, TWO);
    assert_eq!(test.ids(), ["a", "b"]);
    test.change(Change::SortBy(Column::Created), HistoryMode::Push);
    assert_eq!(test.ids(), ["b", "a"]);
    test.change(Change::Page(2), HistoryMode::Push);
    test.change(Change::Find("x".into()), HistoryMode::Replace);
    assert_eq!(test.urls().len(), 1, "only the query starts a request");
    assert_eq!(*test.world.events.borrow(), ["load 2", "filter x"]);
}

#[test]
fn a_newer_request_aborts_the_older_one() {
    let test = Test::new(settings());
    test.change(Change::Filter(Filter::Name, "up".into()), HistoryMode::Push);
    assert_eq!(test.urls()[1], "http://proxy/v1/demo/dev-servers/jobs?name=up");
    assert!(test.is_aborted(0) && !test.is_aborted(1));
    test.store.refresh.refetch(Cause::Host);
    Executor::poll_local();
    assert_eq!(test.urls().len(), 3);
    assert!(test.is_aborted(1));
}

#[test]
fn a_failed_refetch_keeps_the_rows_of_its_session() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.refresh();
    Executor::poll_local();
    test.world.sent.borrow()[1].fail();
    assert_eq!(test.ids(), ["a", "b"]);
    let is_failed = test.store.list.with_load(|load| matches!(load, Load::Failed { .. }));
    assert!(is_failed);
    assert_eq!(*test.world.events.borrow(), ["load 2", "refresh", "error list"]);
}

/// An operator signed in again as somebody else, was refused, and saw the former reader's rows.
#[test]
fn another_session_starts_empty() {
    type Change = fn(&mut Session);
    let changes: [Change; 3] = [
        |session| session.proxy = Proxy::Base("http://other".to_owned()),
        |session| session.credentials = crate::api::Credentials::Include,
        |session| session.fetch = FetchId(1),
    ];
    for change in changes {
        let test = Test::new(settings());
        test.answer(0, TWO);
        let mut other = settings();
        change(&mut other.session);
        test.store.configure(other);
        Executor::poll_local();
        assert_eq!(test.ids(), [""; 0]);
        test.world.sent.borrow()[1].fail();
        assert_eq!(test.ids(), [""; 0]);
    }

    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.sign_in("token");
    Executor::poll_local();
    assert_eq!(test.ids(), [""; 0]);
    assert_eq!(test.world.sent.borrow()[1].request.session.token.as_deref(), Some("token"));
}

#[test]
fn another_proxy_does_not_get_the_token() {
    let test = Test::new(settings());
    test.store.sign_in("token");
    Executor::poll_local();
    let mut other = settings();
    other.session.proxy = Proxy::Base("http://other".to_owned());
    test.store.configure(other);
    test.store.configure(settings());
    Executor::poll_local();
    let sent = test.world.sent.borrow();
    let tokens: Vec<_> = sent.iter().map(|sent| sent.request.session.token.clone()).collect();
    assert_eq!(tokens, [None, Some("token".to_owned()), None]);
}

#[test]
fn each_change_says_what_becomes_of_the_history() {
    let synchronized = || Settings { sync_url: Some(String::new()), ..settings() };
    let test = Test::at("?kw=%C9%FD&flag&page=2", synchronized());
    test.answer(0, TWO);
    assert_eq!(*test.world.history.borrow(), []);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.change(
        Change::Sort(devserver_jobs_core::table::Sort::parse("name").unwrap()),
        HistoryMode::Push,
    );
    test.store.open(Some("a".to_owned()));
    test.change(Change::Find(String::new()), HistoryMode::None);
    let expect = [
        (HistoryMode::Replace, "?kw=%C9%FD&flag&find=a"),
        (HistoryMode::Push, "?kw=%C9%FD&flag&find=a&sort=name"),
        (HistoryMode::Push, "?kw=%C9%FD&flag&find=a&sort=name&job=a"),
    ];
    let expect = expect.map(|(mode, search)| (mode, search.to_owned()));
    assert_eq!(*test.world.history.borrow(), expect);
}

/// Every act waited for its entry of the history, which took longer than all its rows.
#[test]
fn the_address_follows_the_frame_that_shows_a_change() {
    let test = Test::at("", Settings { sync_url: Some(String::new()), ..settings() });
    test.answer(0, TWO);
    test.world.is_painting_late.set(true);
    let sort = |text| Change::Sort(devserver_jobs_core::table::Sort::parse(text).unwrap());
    let history = || {
        let history = test.world.history.borrow();
        history.iter().map(|(mode, search)| (*mode, search.clone())).collect::<Vec<_>>()
    };
    let entry = |mode, search: &str| (mode, search.to_owned());
    test.change(sort("name"), HistoryMode::Push);
    assert_eq!(history(), []);
    test.world.paint();
    let name = entry(HistoryMode::Push, "?sort=name");
    assert_eq!(history(), std::slice::from_ref(&name));

    // Two changes before the next frame are two entries all the same.
    test.change(sort("user"), HistoryMode::Push);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    let user = entry(HistoryMode::Push, "?sort=user");
    assert_eq!(history(), [name.clone(), user.clone()]);
    test.world.paint();
    let found = entry(HistoryMode::Replace, "?sort=user&find=a");
    assert_eq!(history(), [name.clone(), user.clone(), found.clone()]);

    // Another page of the host's is left as it is, and so is where the reader goes back to.
    test.change(sort("name"), HistoryMode::Push);
    let base = std::mem::take(&mut test.world.location.borrow_mut().base);
    test.world.paint();
    test.world.location.borrow_mut().base = base;
    test.change(sort("user"), HistoryMode::Push);
    test.world.location.borrow_mut().search = "?sort=name".to_owned();
    let back = test.world.on_history.borrow().clone().expect("the store follows the address");
    (back.borrow_mut())();
    test.world.paint();
    assert_eq!(history(), [name, user, found]);
}

#[test]
fn back_restores_the_state_and_writes_no_history() {
    let synchronized = || Settings { sync_url: Some("jobs-".to_owned()), ..settings() };
    let test = Test::at("?jobs-find=a&jobs-job=a&find=host", synchronized());
    test.answer(0, TWO);
    test.world.location.borrow_mut().search = "?jobs-page=3&find=host".to_owned();
    let back = test.world.on_history.borrow().clone().expect("the store follows the address");
    (back.borrow_mut())();
    Executor::poll_local();
    let expect = TableState { page: 3, ..TableState::default() };
    assert_eq!(test.store.table.get_untracked(), expect);
    assert_eq!(test.store.detail.open_id_untracked(), None);
    assert_eq!(*test.world.history.borrow(), []);
}

#[test]
fn a_detail_is_requested_by_itself_and_kept() {
    let id = "03af7361-5cba-44d4-b29b-4dcc5d9dff51";
    let body = format!(r#"{{"id":"{id}","status":"FINISHED","abnormal_count":0,"tasks":[]}}"#);
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.open(Some(id.to_owned()));
    Executor::poll_local();
    assert_eq!(test.urls()[1], format!("http://proxy/v1/demo/dev-servers/jobs/{id}"));
    test.answer(1, &body);
    let status = || test.owner.with(|| dom::reactive::untrack(|| test.store.detail.status()));
    assert_eq!(status(), Status::Ready);

    // A job that is over does not change, so opening it again requests nothing.
    test.store.close();
    test.store.open(Some(id.to_owned()));
    Executor::poll_local();
    assert_eq!((test.urls().len(), status()), (2, Status::Ready));

    // For another session nothing is known of it.
    test.store.sign_in("token");
    Executor::poll_local();
    assert_eq!((test.urls().len(), status()), (4, Status::Loading));
}

/// What decodes a detail is in the second module, and the answer may come before it.
#[test]
fn a_detail_that_comes_before_the_second_module_is_read_when_that_comes() {
    let id = "03af7361-5cba-44d4-b29b-4dcc5d9dff51";
    let other = "13af7361-5cba-44d4-b29b-4dcc5d9dff51";
    let body = |id: &str| format!(r#"{{"id":"{id}","status":"FINISHED","tasks":[]}}"#);
    let test = Test::without_second_module("", settings(), None);
    test.answer(0, TWO);
    test.store.open(Some(other.to_owned()));
    Executor::poll_local();
    test.answer(1, &body(other));
    test.store.open(Some(id.to_owned()));
    Executor::poll_local();
    test.world.now.set(1000.0);
    test.answer(2, &body(id));
    test.world.now.set(5000.0);
    let detail = || test.owner.with(|| dom::reactive::untrack(|| test.store.detail.get()));
    let status = || test.owner.with(|| dom::reactive::untrack(|| test.store.detail.status()));
    assert_eq!((status(), detail().is_none()), (Status::Loading, true));

    test.owner.with(|| test.store.read_details());
    Executor::poll_local();
    assert_eq!(status(), Status::Ready);
    let detail = detail().expect("the answer was kept");
    // It is of the job that is open, and as old as when it came.
    assert_eq!((detail.decoded.job.id.as_deref(), detail.at), (Some(id), 1000.0));
}

#[test]
fn a_slow_list_is_shown_in_the_order_of_arrival_until_it_is_sorted() {
    let test = Test::new(settings());
    let (start, rest) = (
        r#"{"data":[{"id":"b","create_at":1749536420001},"#,
        r#"{"id":"a","create_at":1749536420002}]}"#,
    );
    {
        let sent = test.world.sent.borrow();
        let mut sink = sent[0].sink.borrow_mut();
        let sink = sink.as_mut().expect("the request is under way");
        sink.begin(Head::default());
        sink.part(&Bytes(start.as_bytes()));
    }
    test.pass(200.0);
    assert_eq!(test.ids(), ["b"]);
    test.answer(0, rest);
    assert_eq!(test.ids(), ["b", "a"]);
    test.store.list.sort();
    Executor::poll_local();
    assert_eq!(test.ids(), ["a", "b"]);
}

/// A proxy redirected an expired session to its sign-in page (HTML, 200), and the list told its reader to
/// check the proxy's address.
#[test]
fn a_web_page_in_place_of_a_list_is_a_session_that_has_ended() {
    let error = |body: &str| {
        let test = Test::new(settings());
        test.answer(0, body);
        test.store.list.with_load(|load| match load {
            Load::Failed { error, .. } => Some(error.clone()),
            _ => None,
        })
    };
    for page in ["<!doctype html><title>Login</title>", "\n <html>", "<HTML>"] {
        assert_eq!(error(page), Some(RequestError::SignInPage), "{page}");
    }
    for other in ["", "[1,2]", "{}", "gateway timeout"] {
        let is_not_a_list = matches!(error(other), Some(RequestError::NotAList(_)));
        assert!(is_not_a_list, "{other}");
    }
    assert_eq!(error(r#"{"data":[]}"#), None);
}

/// A laptop travelled, and the label named the new zone while the rows kept the times of the old one.
#[test]
fn a_new_time_zone_is_noticed_at_the_next_step() {
    let test = Test::new(settings());
    let zone = || test.owner.with(|| dom::reactive::untrack(|| test.store.clock.time_zone()));
    assert_eq!(zone(), "");
    *test.world.time_zone.borrow_mut() = "Europe/London".to_owned();
    test.pass(15_000.0);
    assert_eq!(zone(), "Europe/London");
}

/// A portal with tabs that stay moved the element, and find, page, sort, open job and token were gone.
#[test]
fn what_the_reader_chose_survives_while_the_element_is_away() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.change(Change::Filter(Filter::Name, "up".into()), HistoryMode::Push);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.change(Change::PageSize(50), HistoryMode::Push);
    test.store.open(Some("a".to_owned()));
    test.store.sign_in("token");
    test.store.set_zone(super::preferences::Zone::Utc);
    test.store.set_layout(|layout, offer| layout.show(Column::Type, false, offer));
    let saved = test.store.save();
    drop(test);

    let mut changed = settings();
    changed.query.filters.set(Filter::Status, "FINISHED").unwrap();
    let test = Test::restored("?find=host", changed, Some(saved.clone()));
    let url = "http://proxy/v1/demo/dev-servers/jobs?name=up&status=FINISHED";
    assert_eq!(test.urls(), [url]);
    assert_eq!(test.world.sent.borrow()[0].request.session.token.as_deref(), Some("token"));
    let table = test.store.table.get_untracked();
    assert_eq!((table.find.as_str(), table.page_size), ("a", 50));
    assert_eq!(test.store.detail.open_id_untracked().as_deref(), Some("a"));
    let columns = test.owner.with(|| dom::reactive::untrack(|| test.store.columns()));
    assert!(!columns.contains(&Column::Type));
    let utc = super::preferences::Zone::Utc;
    assert_eq!(test.owner.with(|| dom::reactive::untrack(|| test.store.preferences.zone())), utc);
    assert_eq!(*test.world.history.borrow(), [], "the address is the host page's");
}

/// A portal answered 200 with `{"code":401}` in it, and the list said "No jobs".
#[test]
fn an_error_that_is_called_a_success_is_a_refusal() {
    let test = Test::new(settings());
    test.answer(0, r#"{"code":401,"msg":"令牌已过期","data":null}"#);
    test.store.list.with_load(|load| match load {
        Load::Failed { error: RequestError::Refused(error), .. } => {
            assert_eq!(error.effective_status(), 401);
            assert_eq!(error.message.as_deref(), Some("令牌已过期"));
        }
        other => panic!("{other:?}"),
    });
}

/// Each press on an outcome began the ranking of a large list by its names again, so that sorting by name
/// waited for it.
#[test]
fn an_outcome_does_not_restart_the_ranking() {
    let test = Test::new(settings());
    let rows: Vec<String> = (0..9000).map(|at| format!(r#"{{"id":"{at}"}}"#)).collect();
    test.answer(0, &format!(r#"{{"data":[{}]}}"#, rows.join(",")));
    Executor::poll_local();
    assert_eq!(test.world.pauses.get(), 1, "the ranking waits for the browser to be idle");
    test.change(Change::Outcomes(OutcomeSet::default().toggled(5)), HistoryMode::Push);
    test.change(Change::Find("7".into()), HistoryMode::Replace);
    test.change(Change::Page(2), HistoryMode::Push);
    test.change(Change::SortBy(Column::Updated), HistoryMode::Push);
    // Another column to sort by is another thing to prepare first.
    assert_eq!(test.world.pauses.get(), 2);
}

/// Every automatic refresh compared all names of 100,000 jobs again, half a second of the processor's time, and a list
/// that was sorted by name followed that much later.
#[test]
fn a_refresh_that_changes_little_compares_little() {
    let test = Test::new(settings());
    let rows = |renamed: u32| {
        let name = |at: u32| if at == renamed { 0 } else { at * 7919 % 9001 };
        let row = |at: u32| format!(r#"{{"id":"{at}","name":"job {}"}}"#, name(at));
        let rows: Vec<String> = (1..9001).map(row).collect();
        format!(r#"{{"data":[{}]}}"#, rows.join(","))
    };
    test.answer(0, &rows(0));
    test.change(Change::SortBy(Column::Name), HistoryMode::Push);
    let first = test.ids()[0].clone();
    test.store.refresh();
    Executor::poll_local();
    // Comparing all names would pause now, for longer than the test.
    test.world.haste.set(10.0);
    test.answer(1, &rows(5000));
    assert_eq!(test.ids()[..2], ["5000".to_owned(), first]);
}

/// Sorting many jobs by their descriptions was one long task: only names and ids were ranked in slices.
#[test]
fn descriptions_are_ranked_in_slices() {
    let test = Test::new(settings());
    let row = |at: u32| format!(r#"{{"id":"{at}","description":"{}"}}"#, 9000 - at);
    let rows: Vec<String> = (0..9000).map(row).collect();
    test.answer(0, &format!(r#"{{"data":[{}]}}"#, rows.join(",")));
    let before = test.ids();
    test.world.haste.set(10.0);
    test.change(Change::SortBy(Column::Description), HistoryMode::Push);
    assert_eq!(test.ids(), before, "the pause is longer than the test");
    let is_sorting = test.owner.with(|| {
        dom::reactive::untrack(|| test.store.list.visible().with(|visible| visible.is_sorting))
    });
    assert!(is_sorting);
}

/// A find that changed nothing made the next page turn take the history entry of the page before.
#[test]
fn a_find_that_changes_nothing_writes_no_history() {
    let settings = Settings { sync_url: Some(String::new()), ..settings() };
    let test = Test::new(settings);
    test.answer(0, TWO);
    test.store.find("");
    test.store.find("a");
    test.store.find("a");
    test.change(Change::PageSize(1), HistoryMode::Push);
    let history = test.world.history.borrow().clone();
    let modes: Vec<HistoryMode> = history.into_iter().map(|(mode, _)| mode).collect();
    assert_eq!(modes, [HistoryMode::Replace, HistoryMode::Push]);
}

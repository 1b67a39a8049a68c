//! What is around the store of a test: a transport that the test answers, and a clock that it moves.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};

use dom::reactive::Executor;

use crate::api::{Body, Completion, Head, Request, RequestError, Sink, Transport};
use crate::events::{Event, Events, HostState};
use crate::platform::{Attention, Guard, HistoryMode, Location, Pause, Platform};

/// One request that the store has sent.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) request: Request,
    pub(super) sink: Rc<RefCell<Option<Box<dyn Sink>>>>,
    pub(super) is_aborted: Rc<Cell<bool>>,
}

impl Sent {
    pub(super) fn answer(&self, body: &[u8]) {
        self.answer_with(body, None);
    }

    /// Whether the body was read.
    pub(super) fn answer_with(&self, body: &[u8], etag: Option<&str>) -> bool {
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

    pub(super) fn fail(&self) {
        self.fail_with(RequestError::CutShort { rows: 0 });
    }

    pub(super) fn fail_with(&self, error: RequestError) {
        let sink = self.sink.borrow_mut().take().expect("answered once, and not aborted");
        sink.end(Err(error));
        Executor::poll_local();
    }
}

pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Body for Bytes<'_> {
    fn length(&self) -> usize {
        self.0.len()
    }

    fn copy_to(&self, target: &mut [u8]) {
        target.copy_from_slice(self.0);
    }
}

/// What a timer or the history calls.
pub(super) type Callback = Rc<RefCell<dyn FnMut()>>;

type Deadline = (f64, Weak<RefCell<dyn FnMut()>>);

/// The world around the store of one test.
#[derive(Default)]
pub(super) struct World {
    pub(super) sent: RefCell<Vec<Sent>>,
    pub(super) events: RefCell<Vec<String>>,
    pub(super) now: Cell<f64>,
    /// How far the clock moves at each look at it.
    pub(super) haste: Cell<f64>,
    pub(super) time_zone: RefCell<String>,
    pub(super) timers: RefCell<Vec<Callback>>,
    /// What is called once, and when.
    pub(super) deadlines: RefCell<Vec<Deadline>>,
    pub(super) attention: Cell<Option<Attention>>,
    pub(super) on_attention: RefCell<Vec<Rc<dyn Fn()>>>,
    pub(super) location: RefCell<Location>,
    pub(super) history: RefCell<Vec<(HistoryMode, String)>>,
    pub(super) on_history: RefCell<Option<Callback>>,
    /// Whether frames come when the test says so, and what waits for the next one.
    pub(super) is_painting_late: Cell<bool>,
    pub(super) unpainted: RefCell<Vec<Rc<dyn Fn()>>>,
    /// How often long work has paused.
    pub(super) pauses: Cell<usize>,
    /// What the browser keeps, and whether it may not.
    pub(super) stored: RefCell<Option<String>>,
    pub(super) is_storage_denied: Cell<bool>,
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
    pub(super) fn take_due(&self, until: f64) -> Option<(f64, Callback)> {
        let mut deadlines = self.deadlines.borrow_mut();
        deadlines.retain(|(_, act)| act.strong_count() > 0);
        let first = (0..deadlines.len()).min_by(|a, b| deadlines[*a].0.total_cmp(&deadlines[*b].0));
        let first = first.filter(|at| deadlines[*at].0 <= until)?;
        let (due, act) = deadlines.remove(first);
        Some((due, act.upgrade()?))
    }

    /// Puts off what is due once: timers stand still while a computer sleeps.
    pub(super) fn delay(&self, milliseconds: f64) {
        for (due, _) in self.deadlines.borrow_mut().iter_mut() {
            *due += milliseconds;
        }
    }

    /// The next frame is painted.
    pub(super) fn paint(&self) {
        let acts: Vec<_> = self.unpainted.borrow_mut().drain(..).collect();
        for act in acts {
            act();
        }
    }

    pub(super) fn look(&self, is_visible: bool, is_online: bool) {
        self.attention.set(Some(Attention { is_visible, is_online }));
        for act in self.on_attention.borrow().iter() {
            act();
        }
        Executor::poll_local();
    }
}

//! The response to a list request while it arrives: each part is given to the decoder, and at intervals the
//! rows that are decoded so far are passed on as a partial list.

use std::cell::RefCell;
use std::rc::Rc;

use devserver_jobs_core::decode::{Decoded, Decoder};
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::list::JobList;

use super::{Body, Completion, Head, RequestError, Sink};
use crate::platform::{Guard, Platform, SLICE};

/// A list that is complete within this many milliseconds is displayed once, sorted.
const FIRST_PARTIAL: f64 = 150.0;
/// Milliseconds between two partial lists, and between two checks of the clock.
const NEXT_PARTIAL: f64 = 100.0;
const CHECK: i32 = 50;

/// For how many milliseconds a list is decoded in one task while there is nothing that the user could read.
const FIRST_SLICE: f64 = 32.0;

/// How much of a response has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The bytes so far.
    pub bytes: usize,
    /// The number of all bytes, if it is known.
    pub length: Option<u32>,
}

/// The result of a successful request for a list.
#[derive(Debug)]
pub enum Arrival {
    /// A list.
    List {
        /// The decoded list.
        decoded: Decoded,
        /// Its age.
        freshness: Freshness,
        /// The header `ETag`.
        etag: Option<String>,
    },
    /// The list is the known one; its body was not read.
    Unchanged(Freshness),
}

impl Arrival {
    /// The age of the response.
    pub fn freshness(&self) -> Freshness {
        match self {
            Self::List { freshness, .. } | Self::Unchanged(freshness) => *freshness,
        }
    }
}

/// Receives a list while it arrives.
pub trait ListSink {
    /// How much has arrived.
    fn progress(&mut self, progress: Progress);
    /// Whether partial lists are used.
    fn wants_partial(&self) -> bool;
    /// The rows so far, at least one, in the order of arrival.
    fn partial(&mut self, decoded: Decoded);
    /// The request is over.
    fn end(self: Box<Self>, end: Result<Arrival, RequestError>);
}

/// Decodes one response.
pub struct ListStream {
    state: Rc<RefCell<State>>,
    /// Dropped with the request.
    _timer: Guard,
}

struct State {
    platform: Rc<dyn Platform>,
    /// Taken at the end.
    sink: Option<Box<dyn ListSink>>,
    decoder: Decoder,
    /// The `ETag` of the known list, and that of the response.
    known: Option<String>,
    etag: Option<String>,
    is_unchanged: bool,
    length: Option<u32>,
    has_begun: bool,
    /// When the request began and when the last partial list was passed on, in milliseconds since 1970.
    began: f64,
    last_partial: f64,
}

impl ListStream {
    /// Decodes a response for `sink`. Rows that are equal to those of `previous` are shared with it. The body of a
    /// response with the `ETag` `known` is not read.
    pub fn new(
        platform: Rc<dyn Platform>,
        previous: JobList,
        known: Option<String>,
        sink: Box<dyn ListSink>,
    ) -> Self {
        let state = Rc::new(RefCell::new(State {
            sink: Some(sink),
            decoder: Decoder::after(previous),
            known,
            etag: None,
            is_unchanged: false,
            length: None,
            has_begun: false,
            began: platform.now(),
            last_partial: 0.0,
            platform: platform.clone(),
        }));
        let checked = Rc::downgrade(&state);
        let check = move || {
            if let Some(state) = checked.upgrade() {
                state.borrow_mut().check();
            }
        };
        Self { state, _timer: platform.every(CHECK, Box::new(check)) }
    }
}

impl Sink for ListStream {
    fn begin(&mut self, head: Head) -> bool {
        let mut state = self.state.borrow_mut();
        (state.length, state.etag, state.has_begun) = (head.length, head.etag, true);
        state.is_unchanged = state.known.is_some() && state.etag == state.known;
        !state.is_unchanged
    }

    fn part(&mut self, part: &dyn Body) {
        self.state.borrow_mut().decoder.push_with(part.length(), |target| part.copy_to(target));
    }

    fn slice(&self) -> f64 {
        let state = self.state.borrow();
        let is_first = state.sink.as_ref().is_some_and(|sink| sink.wants_partial());
        if is_first && state.last_partial == 0.0 { FIRST_SLICE } else { SLICE }
    }

    fn end(self: Box<Self>, end: Result<Completion, RequestError>) {
        let (decoder, sink, etag, is_unchanged) = {
            let state = &mut *self.state.borrow_mut();
            let decoder = std::mem::take(&mut state.decoder);
            (decoder, state.sink.take(), state.etag.take(), state.is_unchanged)
        };
        let end = end.and_then(|completion| {
            let freshness = completion.freshness;
            if is_unchanged {
                return Ok(Arrival::Unchanged(freshness));
            }
            let mut decoded =
                decoder.finish().map_err(|why| RequestError::unreadable(why, &completion))?;
            decoded.end = completion.end(decoded.end);
            Ok(Arrival::List { decoded, freshness, etag })
        });
        if let Some(sink) = sink {
            sink.end(end);
        }
    }
}

impl State {
    /// Passes on the rows so far, if it is time for a partial list.
    fn check(&mut self) {
        let now = self.platform.now();
        let is_early = now - self.began < FIRST_PARTIAL || now - self.last_partial < NEXT_PARTIAL;
        let Some(sink) = self.sink.as_mut().filter(|_| self.has_begun && !is_early) else {
            return;
        };
        sink.progress(Progress { bytes: self.decoder.length(), length: self.length });
        if sink.wants_partial() {
            let decoded = self.decoder.so_far();
            if !decoded.jobs.is_empty() {
                self.last_partial = now;
                sink.partial(decoded);
            }
        }
    }
}

//! A shared body: written once, and read by many from its first byte while it is still being written. Its bytes are
//! counted as long as the body or any of its readers holds them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::HeaderValue;
use futures_util::Stream;
use futures_util::stream;
use tokio::sync::Notify;

use crate::cache::budget::Charge;
use crate::http::etag::{self, Tagger};

/// A single chunk of this length or more is kept without copying; a shorter one may be a small part of a large
/// buffer.
const TAKEN_AS_IT_IS: usize = 64 * 1024;

/// The body was interrupted. A reader must not treat the received part as the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body was interrupted")]
pub struct BrokenOff;

/// A complete body and its tag.
#[derive(Clone, Debug)]
pub struct Whole {
    counted: Arc<Counted>,
    /// The tag of these bytes.
    pub etag: HeaderValue,
    /// The SHA-256 of these bytes.
    pub hash: [u8; 32],
}

/// Bytes and their charge, which are dropped together with the last reader.
#[derive(Debug)]
struct Counted {
    bytes: Bytes,
    /// The length of the last body that was compressed against these bytes.
    cost: AtomicUsize,
    _charge: Option<Charge>,
}

/// The bytes as a reader holds them.
struct Held(Arc<Counted>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

impl Whole {
    /// All bytes.
    pub fn bytes(&self) -> Bytes {
        Bytes::from_owner(Held(self.counted.clone()))
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.counted.bytes.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.counted.bytes.is_empty()
    }

    /// Records the length of a body that was compressed against these bytes.
    pub fn costs(&self, bytes: usize) {
        self.counted.cost.store(bytes, Ordering::Relaxed);
    }

    /// The length of the last such body; 0 before the first.
    pub fn cost(&self) -> usize {
        self.counted.cost.load(Ordering::Relaxed)
    }
}

/// What has been written so far.
#[derive(Debug, Default)]
pub struct SharedBody {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    chunks: Vec<Bytes>,
    charge: Option<Charge>,
    end: Option<Result<Whole, BrokenOff>>,
}

/// Writes a body. If it is dropped before the end, the body is broken off.
#[derive(Debug)]
pub struct BodyWriter {
    body: Arc<SharedBody>,
    tagger: Tagger,
}

impl BodyWriter {
    /// An empty body and its only writer.
    pub fn new() -> (Self, Arc<SharedBody>) {
        let body = Arc::new(SharedBody::default());
        (BodyWriter { body: body.clone(), tagger: Tagger::default() }, body)
    }

    /// Adds to the charge of the body.
    pub fn charge(&mut self, more: Charge) {
        match &mut self.body.lock().charge {
            Some(charge) => charge.add(more),
            charge => *charge = Some(more),
        }
    }

    /// Appends bytes that have been charged before.
    pub fn write(&mut self, chunk: Bytes) {
        if chunk.is_empty() {
            return;
        }
        self.tagger.update(&chunk);
        self.body.lock().chunks.push(chunk);
        self.body.changed.notify_waiters();
    }

    /// Ends the body.
    pub fn finish(mut self) -> Whole {
        let hash = std::mem::take(&mut self.tagger).hash();
        let etag = etag::of_hash(&hash);
        let mut state = self.body.lock();
        let chunks = std::mem::take(&mut state.chunks);
        let bytes = match chunks.as_slice() {
            [one] if one.len() >= TAKEN_AS_IT_IS => one.clone(),
            _ => joined(chunks),
        };
        let (cost, _charge) = (AtomicUsize::new(0), state.charge.take());
        let counted = Arc::new(Counted { bytes, cost, _charge });
        let whole = Whole { counted, etag, hash };
        state.end = Some(Ok(whole.clone()));
        whole
    }
}

/// Joins chunks into one buffer. Each chunk is dropped as soon as it is copied, so that the body is not in memory
/// twice.
fn joined(chunks: Vec<Bytes>) -> Bytes {
    let mut joined = Vec::with_capacity(chunks.iter().map(Bytes::len).sum());
    for chunk in chunks {
        joined.extend_from_slice(&chunk);
    }
    joined.into()
}

impl Drop for BodyWriter {
    fn drop(&mut self) {
        let mut state = self.body.lock();
        if state.end.is_none() {
            state.chunks = Vec::new();
            state.charge = None;
            state.end = Some(Err(BrokenOff));
        }
        drop(state);
        self.body.changed.notify_waiters();
    }
}

impl SharedBody {
    /// Waits for the complete body.
    pub async fn whole(&self) -> Result<Whole, BrokenOff> {
        loop {
            let changed = self.changed.notified();
            if let Some(end) = &self.lock().end {
                return end.clone();
            }
            changed.await;
        }
    }

    /// The complete body, if it is available already.
    pub fn whole_now(&self) -> Option<Whole> {
        self.lock().end.clone().and_then(Result::ok)
    }

    /// Whether it has broken off.
    pub fn is_broken(&self) -> bool {
        matches!(self.lock().end, Some(Err(_)))
    }

    /// Whether the complete body is in use or awaited.
    pub fn is_read(self: &Arc<Self>) -> bool {
        Arc::strong_count(self) > 1
            || matches!(&self.lock().end, Some(Ok(whole)) if Arc::strong_count(&whole.counted) > 1)
    }

    /// The number of bytes so far.
    pub fn len(&self) -> usize {
        let state = self.lock();
        match &state.end {
            Some(Ok(whole)) => whole.len(),
            _ => state.chunks.iter().map(Bytes::len).sum(),
        }
    }

    /// Whether it is empty so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from the first one on, as they arrive.
    pub fn read(self: &Arc<Self>) -> impl Stream<Item = Result<Bytes, BrokenOff>> + use<> {
        let start = (self.clone(), 0_usize, 0_usize);
        stream::try_unfold(start, async |(body, chunk, offset)| {
            loop {
                let changed = body.changed.notified();
                let next = body.next(chunk, offset)?;
                if let Some(bytes) = next {
                    if bytes.is_empty() {
                        return Ok(None);
                    }
                    let after = offset + bytes.len();
                    drop(changed);
                    return Ok(Some((bytes, (body, chunk + 1, after))));
                }
                changed.await;
            }
        })
    }

    /// The bytes at that position: none yet, some, or `None` after the end.
    fn next(&self, chunk: usize, offset: usize) -> Result<Option<Bytes>, BrokenOff> {
        let state = self.lock();
        match &state.end {
            Some(Err(broken)) => Err(*broken),
            Some(Ok(whole)) => Ok(Some(whole.bytes().slice(offset..))),
            None => Ok(state.chunks.get(chunk).cloned()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code can panic while it holds the lock, and the state stays whole if it did.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::{FutureExt, StreamExt};

    use prometheus_client::metrics::gauge::Gauge;

    use super::*;
    use crate::cache::budget::Budget;
    use crate::http::etag;

    fn bytes(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[tokio::test]
    async fn whoever_joins_reads_from_the_first_byte() {
        let (mut writer, body) = BodyWriter::new();
        let mut early = pin!(body.read());
        assert!(early.next().now_or_never().is_none());
        writer.write(bytes("one "));
        assert_eq!(early.next().await, Some(Ok(bytes("one "))));
        writer.write(bytes(""));
        assert!(early.next().now_or_never().is_none());
        writer.write(bytes("two "));
        let mut late = pin!(body.read());
        assert_eq!(late.next().await, Some(Ok(bytes("one "))));
        writer.write(bytes("three"));
        assert_eq!(body.len(), 13);
        let whole = writer.finish();
        assert_eq!(whole.bytes(), "one two three");
        assert_eq!(whole.etag, etag::of(b"one two three"));
        assert_eq!(early.next().await, Some(Ok(bytes("two three"))));
        assert_eq!(early.next().await, None);
        assert_eq!(late.next().await, Some(Ok(bytes("two three"))));
        assert_eq!(late.next().await, None);
        assert_eq!(body.whole().await.unwrap().bytes(), whole.bytes());
        let all: Vec<_> = body.read().collect().await;
        assert_eq!(all, [Ok(whole.bytes())]);
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let (mut writer, body) = BodyWriter::new();
        let reading = tokio::spawn(body.read().collect::<Vec<_>>());
        let waiting = tokio::spawn(async move { body.whole().await });
        tokio::task::yield_now().await;
        writer.write(bytes("a"));
        tokio::task::yield_now().await;
        writer.write(bytes("b"));
        drop(writer.finish());
        assert_eq!(waiting.await.unwrap().unwrap().bytes(), "ab");
        assert_eq!(
            reading.await.unwrap().into_iter().map(|it| it.unwrap().len()).sum::<usize>(),
            2
        );
    }

    #[tokio::test]
    async fn a_body_that_broke_off_is_never_taken_for_a_whole_one() {
        let (mut writer, body) = BodyWriter::new();
        writer.write(bytes("half"));
        let mut reading = pin!(body.read());
        assert_eq!(reading.next().await, Some(Ok(bytes("half"))));
        drop(writer);
        assert_eq!(reading.next().await, Some(Err(BrokenOff)));
        assert_eq!(body.whole().await.unwrap_err(), BrokenOff);
        assert!(body.whole_now().is_none());
    }

    /// A list stayed in memory while somebody read it slowly, and the cache did not count it.
    #[test]
    fn bytes_are_counted_until_the_last_reader_has_let_them_go() {
        let budget = Budget::new(100, Gauge::default());
        let (mut writer, body) = BodyWriter::new();
        writer.charge(budget.charge(3).unwrap());
        writer.write(bytes("abc"));
        writer.charge(budget.charge(2).unwrap());
        writer.write(bytes("de"));
        let read = writer.finish().bytes();
        assert!(body.is_read());
        drop(body);
        let part = read.slice(1..2);
        drop(read);
        assert_eq!(budget.used(), 5);
        drop(part);
        assert_eq!(budget.used(), 0);
        let (mut writer, body) = BodyWriter::new();
        writer.charge(budget.charge(3).unwrap());
        drop(writer);
        assert_eq!((budget.used(), body.is_read()), (0, false), "what broke off is not kept");
    }

    #[tokio::test]
    async fn an_empty_body_is_whole_too() {
        let (writer, body) = BodyWriter::new();
        writer.finish();
        assert!(body.is_empty());
        assert_eq!(body.read().count().await, 0);
        assert!(body.whole().await.unwrap().is_empty());
    }
}

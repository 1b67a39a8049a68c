//! A shared body: written once and read by many, from its first byte, while it is still being written.
//! It does not know where the bytes come from or go to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::HeaderValue;
use futures_util::Stream;
use futures_util::stream;
use tokio::sync::Notify;

use crate::http::etag::Tagger;

/// The body broke off. Whoever was reading must not take what came for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body broke off")]
pub struct BrokenOff;

/// A whole body and the tag of its bytes.
#[derive(Clone, Debug)]
pub struct Whole {
    /// All of it.
    pub bytes: Bytes,
    /// From these bytes.
    pub etag: HeaderValue,
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
    end: Option<Result<Whole, BrokenOff>>,
}

/// Writes a body. Dropped before the end, the body has broken off.
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

    /// Appends.
    pub fn write(&mut self, chunk: Bytes) {
        if chunk.is_empty() {
            return;
        }
        self.tagger.update(&chunk);
        self.body.lock().chunks.push(chunk);
        self.body.changed.notify_waiters();
    }

    /// That was all.
    pub fn finish(mut self) -> Whole {
        let etag = std::mem::take(&mut self.tagger).tag();
        let mut state = self.body.lock();
        // One piece, and no longer the buffers that it arrived in.
        let bytes = match state.chunks.as_slice() {
            [one] => one.clone(),
            chunks => chunks.concat().into(),
        };
        let whole = Whole { bytes, etag };
        state.chunks = Vec::new();
        state.end = Some(Ok(whole.clone()));
        whole
    }
}

impl Drop for BodyWriter {
    fn drop(&mut self) {
        let mut state = self.body.lock();
        if state.end.is_none() {
            state.chunks = Vec::new();
            state.end = Some(Err(BrokenOff));
        }
        drop(state);
        self.body.changed.notify_waiters();
    }
}

impl SharedBody {
    /// The whole body, once it is there.
    pub async fn whole(&self) -> Result<Whole, BrokenOff> {
        loop {
            let changed = self.changed.notified();
            if let Some(end) = &self.lock().end {
                return end.clone();
            }
            changed.await;
        }
    }

    /// The whole body, if it is there already.
    pub fn whole_now(&self) -> Option<Whole> {
        self.lock().end.clone().and_then(Result::ok)
    }

    /// How many bytes there are so far.
    pub fn len(&self) -> usize {
        let state = self.lock();
        match &state.end {
            Some(Ok(whole)) => whole.bytes.len(),
            _ => state.chunks.iter().map(Bytes::len).sum(),
        }
    }

    /// Whether there is nothing so far.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from the first one on, as they come.
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

    /// What comes at that place: nothing yet, or bytes, none of them after the end.
    fn next(&self, chunk: usize, offset: usize) -> Result<Option<Bytes>, BrokenOff> {
        let state = self.lock();
        match &state.end {
            Some(Err(broken)) => Err(*broken),
            Some(Ok(whole)) => Ok(Some(whole.bytes.slice(offset..))),
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

    use super::*;
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
        assert_eq!(whole.bytes, "one two three");
        assert_eq!(whole.etag, etag::of(b"one two three"));
        assert_eq!(early.next().await, Some(Ok(bytes("two three"))));
        assert_eq!(early.next().await, None);
        assert_eq!(late.next().await, Some(Ok(bytes("two three"))));
        assert_eq!(late.next().await, None);
        assert_eq!(body.whole().await.unwrap().bytes, whole.bytes);
        let all: Vec<_> = body.read().collect().await;
        assert_eq!(all, [Ok(whole.bytes)]);
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
        assert_eq!(waiting.await.unwrap().unwrap().bytes, "ab");
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

    #[tokio::test]
    async fn an_empty_body_is_whole_too() {
        let (writer, body) = BodyWriter::new();
        writer.finish();
        assert!(body.is_empty());
        assert_eq!(body.read().count().await, 0);
        assert!(body.whole().await.unwrap().bytes.is_empty());
    }
}

//! One response of the cloud in every requested encoding.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::http::{HeaderMap, HeaderValue};
use futures_util::StreamExt;

use crate::cache::body::{BodyWriter, SharedBody, Whole};
use crate::cache::budget::Reserve;
use crate::cache::delta;
use crate::http::dictionary::Hash;
use crate::http::encoding::{Coding, Encoder};
use crate::http::etag;

/// The maximum number of dictionaries that a response is compressed against.
const MOST_DELTAS: usize = 8;

/// One response, in every requested encoding.
#[derive(Debug)]
pub struct Answer {
    /// The length of the body, if the cloud sent it.
    pub length: Option<u64>,
    identity: Arc<SharedBody>,
    brotli: OnceLock<Arc<SharedBody>>,
    gzip: OnceLock<Arc<SharedBody>>,
    /// By the hash of the dictionary.
    deltas: Mutex<Vec<(Hash, Arc<SharedBody>)>>,
    is_offered: AtomicBool,
    reserve: Reserve,
}

impl Answer {
    /// An empty response, and the writer of its body. `reserve` provides the memory for its encodings.
    pub fn new(length: Option<u64>, reserve: Reserve) -> (Self, BodyWriter) {
        let (writer, identity) = BodyWriter::new();
        let (brotli, gzip, deltas) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        let is_offered = AtomicBool::new(false);
        (Answer { length, identity, brotli, gzip, deltas, is_offered, reserve }, writer)
    }

    /// The body without encoding.
    pub fn identity(&self) -> &Arc<SharedBody> {
        &self.identity
    }

    /// The body in an encoding. It is compressed once for all clients, while it arrives. Without memory for it, the
    /// result is broken off.
    pub fn coded(&self, coding: Coding) -> &Arc<SharedBody> {
        let kept = match coding {
            Coding::Identity => return &self.identity,
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
        };
        kept.get_or_init(|| {
            let (writer, body) = BodyWriter::new();
            tokio::spawn(encode(self.identity.clone(), coding, writer, self.reserve.clone()));
            body
        })
    }

    /// The body compressed against a dictionary of the client. It is compressed once for all clients, and while it
    /// arrives if its length is known. `None` if that is not possible.
    pub fn against(&self, dictionary: &Whole) -> Option<Arc<SharedBody>> {
        let whole = self.identity.whole_now().map(|whole| whole.len() as u64);
        let length = whole.or(self.length)?;
        if !delta::fits(length, dictionary) {
            return None;
        }
        let mut deltas = self.deltas.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, body)) = deltas.iter().find(|(hash, _)| *hash == dictionary.hash) {
            return Some(body.clone());
        }
        if deltas.len() == MOST_DELTAS {
            return None;
        }
        let (writer, body) = BodyWriter::new();
        deltas.push((dictionary.hash, body.clone()));
        let (from, dictionary) = (self.identity.clone(), dictionary.clone());
        tokio::spawn(delta::encode(from, length, dictionary, writer, self.reserve.clone()));
        Some(body)
    }

    /// Records that this response was offered as a dictionary.
    pub fn offer(&self) {
        self.is_offered.store(true, Ordering::Relaxed);
    }

    /// Whether it was offered.
    pub fn is_offered(&self) -> bool {
        self.is_offered.load(Ordering::Relaxed)
    }

    /// The tag in the request that matches this response, in any encoding.
    pub fn known_by(&self, asked: &HeaderMap) -> Option<HeaderValue> {
        let mut tags = self.bodies().filter_map(|body| body.whole_now().map(|whole| whole.etag));
        tags.find(|tag| etag::is_known(asked, tag))
    }

    /// The bytes of all encodings.
    pub fn bytes(&self) -> usize {
        let deltas = self.deltas.lock().unwrap_or_else(PoisonError::into_inner);
        let deltas = deltas.iter().map(|(_, body)| body);
        self.bodies().chain(deltas).map(|body| body.len()).sum()
    }

    /// Whether any body is in use, so that dropping the response frees nothing.
    pub fn is_read(self: &Arc<Self>) -> bool {
        let deltas = self.deltas.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bodies = self.bodies().chain(deltas.iter().map(|(_, body)| body));
        Arc::strong_count(self) > 1 || bodies.any(SharedBody::is_read)
    }

    /// Whether memory was missing for an encoding, so that it will never be available in that.
    pub fn lacks_coding(&self) -> bool {
        self.bodies().any(|body| body.is_broken())
    }

    fn bodies(&self) -> impl Iterator<Item = &Arc<SharedBody>> {
        let coded = [&self.brotli, &self.gzip].into_iter().filter_map(OnceLock::get);
        coded.chain([&self.identity])
    }
}

/// If the source breaks off, the writer stays unfinished, so the result is broken off, too.
async fn encode(from: Arc<SharedBody>, coding: Coding, mut to: BodyWriter, reserve: Reserve) {
    let mut encoder = Encoder::new(coding);
    let mut chunks = std::pin::pin!(from.read());
    let mut write = |bytes: Vec<u8>| {
        if !bytes.is_empty() {
            to.charge(reserve.bytes(bytes.len())?);
            to.write(bytes.into());
        }
        Some(())
    };
    while let Some(chunk) = chunks.next().await {
        let Ok(mut chunk) = chunk else {
            return;
        };
        while !chunk.is_empty() {
            let now = chunk.split_to(encoder.room().min(chunk.len()));
            if write(encoder.push(&now)).is_none() {
                return;
            }
            // A large body must not block its thread.
            tokio::task::yield_now().await;
        }
    }
    if write(encoder.finish()).is_some() {
        to.finish();
    }
}

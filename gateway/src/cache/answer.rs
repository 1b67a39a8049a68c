//! One answer of the cloud in every coding that was asked for. It calls nobody.

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

/// Against so many other bodies an answer is written at most.
const MOST_DELTAS: usize = 8;

/// One answer, in every coding that was asked for.
#[derive(Debug)]
pub struct Answer {
    /// How long the body will be, where the cloud said so.
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
    /// An empty answer, and the writer of its body. Memory for its codings is reserved.
    pub fn new(length: Option<u64>, reserve: Reserve) -> (Self, BodyWriter) {
        let (writer, identity) = BodyWriter::new();
        let (brotli, gzip, deltas) = (OnceLock::new(), OnceLock::new(), Mutex::default());
        let is_offered = AtomicBool::new(false);
        (Answer { length, identity, brotli, gzip, deltas, is_offered, reserve }, writer)
    }

    /// The body as it came.
    pub fn identity(&self) -> &Arc<SharedBody> {
        &self.identity
    }

    /// The body in a coding. It is compressed once, however many ask, and while it arrives. Where there
    /// is no memory for it, it breaks off.
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

    /// The body against one that the reader has. It is written once, however many ask, and while it
    /// arrives where its length is known. `None` if it is not to be had so.
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

    /// Somebody is told that this may be the dictionary of later answers.
    pub fn offer(&self) {
        self.is_offered.store(true, Ordering::Relaxed);
    }

    /// Whether somebody was.
    pub fn is_offered(&self) -> bool {
        self.is_offered.load(Ordering::Relaxed)
    }

    /// The tag by which a reader has this answer already, in whatever coding it came.
    pub fn known_by(&self, asked: &HeaderMap) -> Option<HeaderValue> {
        let mut tags = self.bodies().filter_map(|body| body.whole_now().map(|whole| whole.etag));
        tags.find(|tag| etag::is_known(asked, tag))
    }

    /// What all of it takes.
    pub fn bytes(&self) -> usize {
        let deltas = self.deltas.lock().unwrap_or_else(PoisonError::into_inner);
        let deltas = deltas.iter().map(|(_, body)| body);
        self.bodies().chain(deltas).map(|body| body.len()).sum()
    }

    /// Whether somebody holds one of the bodies, so that letting go of the answer frees nothing.
    pub fn is_read(self: &Arc<Self>) -> bool {
        let deltas = self.deltas.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bodies = self.bodies().chain(deltas.iter().map(|(_, body)| body));
        Arc::strong_count(self) > 1 || bodies.any(SharedBody::is_read)
    }

    /// Whether there was no memory for one of its codings, so that it will never be had in that.
    pub fn lacks_coding(&self) -> bool {
        self.bodies().any(|body| body.is_broken())
    }

    fn bodies(&self) -> impl Iterator<Item = &Arc<SharedBody>> {
        let coded = [&self.brotli, &self.gzip].into_iter().filter_map(OnceLock::get);
        coded.chain([&self.identity])
    }
}

/// A body that breaks off leaves the writer unfinished, and with it this coding broken off too.
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
            // A large body must not keep a thread from everybody else.
            tokio::task::yield_now().await;
        }
    }
    if write(encoder.finish()).is_some() {
        to.finish();
    }
}

//! One answer of the cloud in every coding that was asked for. It calls nobody.

use std::sync::{Arc, OnceLock};

use futures_util::StreamExt;

use crate::cache::body::{BodyWriter, SharedBody};
use crate::cache::budget::Reserve;
use crate::http::encoding::{Coding, Encoder};

/// One answer, in every coding that was asked for.
#[derive(Debug)]
pub struct Answer {
    /// How long the body will be, where the cloud said so.
    pub length: Option<u64>,
    identity: Arc<SharedBody>,
    brotli: OnceLock<Arc<SharedBody>>,
    gzip: OnceLock<Arc<SharedBody>>,
    reserve: Reserve,
}

impl Answer {
    /// An empty answer, and the writer of its body. Memory for its codings is reserved.
    pub fn new(length: Option<u64>, reserve: Reserve) -> (Self, BodyWriter) {
        let (writer, identity) = BodyWriter::new();
        let (brotli, gzip) = (OnceLock::new(), OnceLock::new());
        (Answer { length, identity, brotli, gzip, reserve }, writer)
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

    /// What all of it takes.
    pub fn bytes(&self) -> usize {
        self.bodies().map(|body| body.len()).sum()
    }

    /// Whether somebody holds one of the bodies, so that letting go of the answer frees nothing.
    pub fn is_read(self: &Arc<Self>) -> bool {
        Arc::strong_count(self) > 1 || self.bodies().any(SharedBody::is_read)
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

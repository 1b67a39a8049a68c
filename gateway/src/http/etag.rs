//! Entity tags: strong ones from the bytes as sent, and matching those of a request.

use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

/// Computes a tag from bytes as they pass.
#[derive(Clone, Debug, Default)]
pub struct Tagger(Sha256);

impl Tagger {
    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all bytes.
    pub fn hash(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The tag of bytes with that hash.
pub fn of_hash(hash: &[u8; 32]) -> HeaderValue {
    let hash: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}\"").parse().expect("hexadecimal digits are plain ASCII")
}

/// A weak tag, for a response that represents these bytes but consists of others.
pub fn weak(etag: &HeaderValue) -> HeaderValue {
    let weak = [b"W/", etag.as_bytes()].concat();
    HeaderValue::from_bytes(&weak).expect("a tag is plain ASCII")
}

/// The tag of some bytes.
pub fn of(bytes: &[u8]) -> HeaderValue {
    let mut tagger = Tagger::default();
    tagger.update(bytes);
    of_hash(&tagger.hash())
}

/// `If-None-Match` compares weakly, because a proxy may have weakened the tag.
pub fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || *etag == known.strip_prefix("W/").unwrap_or(known))
}

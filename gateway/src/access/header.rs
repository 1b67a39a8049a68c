//! How a header is read that nobody may leave open to two readings.

use axum::http::{HeaderMap, HeaderName};

/// What a header says that must be there once at most. One that is there twice may be read either way.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => line.to_str().map(Some).map_err(drop),
        (Some(_), Some(_)) => Err(()),
    }
}

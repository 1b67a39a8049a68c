//! Reading headers that must not occur more than once.

use axum::http::{HeaderMap, HeaderName};

/// The value of a header that may occur at most once. With several values it is unclear which one another server
/// would use.
pub(super) fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => line.to_str().map(Some).map_err(drop),
        (Some(_), Some(_)) => Err(()),
    }
}

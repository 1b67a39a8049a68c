//! The age of a response and the cause of a stale one, from its headers.

use crate::error::Trouble;

/// The contents of the headers `Age` and `Cache-Status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// How long it was stored before it was sent, in seconds.
    pub age: usize,
    /// The party because of which there is no newer response.
    pub trouble: Option<Trouble>,
}

impl Freshness {
    /// Parses the values of the two headers. Invalid ones are ignored.
    pub fn read(age: Option<&str>, cache_status: Option<&str>) -> Self {
        let age = age.and_then(|text| text.parse().ok()).unwrap_or_default();
        Self { age, trouble: cache_status.and_then(trouble) }
    }
}

/// The first cause that one of the caches gives as its `detail` (RFC 9211). Other caches use `detail` for words of
/// their own, such as `MEMORY`.
fn trouble(cache_status: &str) -> Option<Trouble> {
    let (mut quoted, mut escaped) = (false, false);
    let separates = |&byte: &u8| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b';' | b',' => return !quoted,
            _ => {}
        }
        false
    };
    cache_status.as_bytes().split(separates).find_map(|part| {
        let detail = part.trim_ascii().strip_prefix(b"detail=")?;
        let text = detail.strip_prefix(b"\"").and_then(|detail| detail.strip_suffix(b"\""));
        Trouble::of(str::from_utf8(text.unwrap_or(detail)).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cache_status: &str, trouble: Option<Trouble>) {
        let read = Freshness::read(None, Some(cache_status));
        assert_eq!(read, Freshness { age: 0, trouble }, "{cache_status}");
    }

    #[track_caller]
    fn check_age(text: &str, age: usize) {
        assert_eq!(Freshness::read(Some(text), None), Freshness { age, trouble: None }, "{text}");
    }

    #[test]
    fn a_failure_behind_the_answer() {
        let cloud = Some(Trouble::Cloud);
        check("devserver-jobs-gateway; hit; ttl=-35; detail=cloud_failed", cloud);
        check("devserver-jobs-gateway;hit;ttl=-35;detail=cloud_timeout", cloud);
        check(r#"gateway; detail="cloud_failed"; hit"#, cloud);
        check("gateway; hit; detail=clock_skew", Some(Trouble::Credential));
        check("gateway; hit; detail=credential_paused", Some(Trouble::Credential));
        check("gateway; hit; ttl=-2; detail=busy", Some(Trouble::Gateway));
        // Several caches: the first stands nearest to the cloud.
        check("gateway; hit; detail=cloud_failed, CDN; fwd=uri-miss", cloud);
        check(r#"gateway; hit, "a CDN, here"; hit; detail=cloud_failed"#, cloud);
        check("ReverseProxy; hit; detail=MEMORY, gateway; hit; detail=cloud_failed", cloud);
    }

    #[test]
    fn no_failure_behind_the_answer() {
        check("", None);
        check("devserver-jobs-gateway; hit; ttl=5", None);
        check("gateway; fwd=miss; stored", None);
        check("ExampleCache; hit; detail=MEMORY", None);
        check("gateway; hit; detail", None);
        check("gateway; hit; detail=", None);
        check("gateway; hit; detail=sign_in", None);
        check("gateway; hit; x-detail=cloud_failed", None);
        check("gateway; hit; details=cloud_failed", None);
        check("gateway; key=detail=cloud_failed", None);
        check("cloud_failed; hit", None);
        // Inside a text nothing is a parameter.
        check(r#"gateway; hit; key="a; detail=cloud_failed""#, None);
        check(r#"gateway; hit; key="a, \"; detail=cloud_failed""#, None);
        check(r#"gateway; hit; key="\\"; detail=cloud_failed"#, Some(Trouble::Cloud));
        // A text that never ends.
        check(r#"gateway; key="; detail=cloud_failed"#, None);
    }

    #[test]
    fn ages() {
        check_age("0", 0);
        check_age("8", 8);
        check_age("00035", 35);
        for text in ["", "-8", "1.5", "8, 9", "8s", "soon", "99999999999999999999999"] {
            check_age(text, 0);
        }
        assert_eq!(Freshness::read(None, None), Freshness::default());
    }
}

//! The properties that must hold for any bytes in a request to the gateway: in its path, its query, and the headers
//! for its client and its encodings.

use std::net::IpAddr;

use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use devserver_jobs_gateway::access::{Proxies, X_FORWARDED_FOR};
use devserver_jobs_gateway::cloud::sign;
use devserver_jobs_gateway::http::encoding::{Coding, preferred};
use devserver_jobs_gateway::route::{self, JobsQuery, Operation};

/// A name, the check, and the initial inputs.
type Target = (&'static str, fn(&[u8]), &'static [&'static [u8]]);

/// All parts of a request.
pub const TARGETS: [Target; 4] = [
    ("path", path, PATHS),
    ("query", query, QUERIES),
    ("forwarded", forwarded, FORWARDED),
    ("accept-encoding", accept_encoding, CODINGS),
];

const PATHS: &[&[u8]] = &[
    b"/v1/demo/dev-servers/jobs",
    b"/v1/demo/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789AB",
    b"/v1/projects",
    b"/v1/demo/dev-servers/jobs/templates",
    b"/v1/demo/../other/dev-servers//jobs",
    b"/v1/d%2Fe/dev-servers/jobs\\x",
];
const QUERIES: &[&[u8]] = &[
    b"name=a%20b+c&type=LOG_COLLECT&status=FINISHED&visible=true",
    b"id=0319470A-7FAD-4C5E-9D0C-0123456789AB",
    "name=昇腾%E6%98%87%zz&name=%".as_bytes(),
    b"limit=1&=&visible=TRUE",
];
const FORWARDED: &[&[u8]] = &[
    b"198.51.100.1, 10.0.0.3",
    b"unknown, [2001:db8::5]:4711\n::ffff:10.0.0.7",
    b"10.0.0.1\n10.0.0.2,",
    b"\xE9\xFF, 10.0.0.3",
];
const CODINGS: &[&[u8]] =
    &[b"gzip, deflate, br;q=0.5, *;q=0", b"identity;q=0, x-gzip\n;q=NaN", b"BR ; q = 1 , *"];

/// An accepted path has only one spelling: written again, it is the path that was sent.
pub fn path(bytes: &[u8]) {
    let Ok(uri) = Uri::try_from(bytes) else {
        return;
    };
    let sent = uri.path();
    match route::enter(&Method::GET, &uri) {
        Ok(Operation::ListJobs(project, _)) => {
            assert_eq!(sent, format!("/v1/{}/dev-servers/jobs", project.as_str()));
        }
        Ok(Operation::GetJob(project, job)) => {
            let written = format!("/v1/{}/dev-servers/jobs/{}", project.as_str(), job.as_str());
            assert!(sent.eq_ignore_ascii_case(&written) && uri.query().unwrap_or("").is_empty());
        }
        // The caller's text may have any length and content, and must not be repeated.
        Err(refusal) => assert!(refusal.message.len() < 200),
    }
    let is_for_projects = route::is_for_projects(&Method::GET, &uri);
    assert!(!matches!(is_for_projects, Ok(true)) || sent == "/v1/projects");
    assert!(route::enter(&Method::POST, &uri).is_err(), "nothing is written");
}

/// An accepted query has the same meaning when it is written again for the cloud.
pub fn query(bytes: &[u8]) {
    let Some(sent) = entered(bytes) else {
        return;
    };
    let JobsQuery { id, name, r#type, status, visible } = &sent;
    let visible = visible.map(|visible| visible.to_string());
    let all = [
        ("id", id.as_ref(), 64),
        ("name", name.as_ref(), 256),
        ("type", r#type.as_ref(), 256),
        ("status", status.as_ref(), 256),
        ("visible", visible.as_ref(), 5),
    ];
    let given: Vec<(&str, &str)> = all
        .iter()
        .filter_map(|(name, value, longest)| {
            let value = (*value)?;
            assert!((1..=*longest).contains(&value.chars().count()), "{name}");
            assert!(!value.contains(char::is_control), "{name}");
            Some((*name, value.as_str()))
        })
        .collect();
    let written = sign::query(&given);
    assert!(written.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_eq!(entered(written.as_bytes()), Some(sent));
}

fn entered(query: &[u8]) -> Option<JobsQuery> {
    let target = [b"/v1/demo/dev-servers/jobs?", query].concat();
    let uri = Uri::try_from(target).ok()?;
    match route::enter(&Method::GET, &uri).ok()? {
        Operation::ListJobs(_, query) => Some(query),
        Operation::GetJob(..) => None,
    }
}

/// A client cannot pretend to have another address by sending a header.
pub fn forwarded(bytes: &[u8]) {
    let trusted = ["10.0.0.0/24", "fd00::1"].map(|it| Proxies::parse(it).expect("an address"));
    let proxies = Proxies { trusted: trusted.into(), header: X_FORWARDED_FOR };
    let address = |text: &str| -> IpAddr { text.parse().expect("an address") };
    let (stranger, proxy) = (address("203.0.113.9"), address("10.0.0.7"));
    let headers = lines(&X_FORWARDED_FOR, bytes);
    assert_eq!(proxies.client(Some(stranger), &headers), stranger, "only proxies are believed");
    let client = proxies.client(Some(proxy), &headers);
    assert_eq!(client, client.to_canonical());
    // A proxy appends the address that it sees, on a separate line or after a comma.
    let mut on_a_line = headers.clone();
    on_a_line.append(X_FORWARDED_FOR, HeaderValue::from_static("203.0.113.9"));
    assert_eq!(proxies.client(Some(proxy), &on_a_line), stranger);
    let behind = [bytes, b", 203.0.113.9"].concat();
    let behind = lines(&X_FORWARDED_FOR, &behind);
    let is_whole = behind.get_all(X_FORWARDED_FOR).iter().count() == bytes.split(is_end).count();
    if is_whole {
        assert_eq!(proxies.client(Some(proxy), &behind), stranger);
    }
}

/// No body has a coding that was not named, or one that was refused.
pub fn accept_encoding(bytes: &[u8]) {
    let headers = lines(&ACCEPT_ENCODING, bytes);
    let all = [Coding::Brotli, Coding::Gzip, Coding::Identity];
    let chosen = preferred(&headers, all.into_iter());
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    if chosen != Coding::Identity {
        assert!(text.contains(chosen.name()) || text.contains('*'));
    }
    assert_eq!(preferred(&headers, [Coding::Identity].into_iter()), Coding::Identity);
    let nothing = preferred(&lines(&ACCEPT_ENCODING, b"br;q=0, *;q=0"), all.into_iter());
    assert_eq!(nothing, Coding::Identity);
    // Codings that were not chosen have no influence on the choice.
    assert_eq!(preferred(&headers, [chosen].into_iter()), chosen);
}

fn is_end(byte: &u8) -> bool {
    *byte == b'\n'
}

/// A header with several lines, without bytes that are not allowed in a header.
fn lines(name: &HeaderName, bytes: &[u8]) -> HeaderMap {
    let values = bytes.split(is_end).filter_map(|line| HeaderValue::from_bytes(line).ok());
    values.map(|value| (name.clone(), value)).fold(
        HeaderMap::new(),
        |mut headers, (name, value)| {
            headers.append(name, value);
            headers
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    /// The seeds, their beginnings, and seeds with some bytes of others: the same inputs in every run.
    #[test]
    fn seeds_and_what_is_near_them_hold() {
        const INTERESTING: &[u8] = b"/.%\\,;=&+*:[] \nq01aZ\x00\x7F\xC3\xBC";
        for (name, check, seeds) in TARGETS {
            for seed in seeds {
                for end in 0..=seed.len() {
                    check(&seed[..end]);
                }
                let mut chance = Chance::of(seed);
                for _ in 0..2_000 {
                    let mut bytes = seed.to_vec();
                    for _ in 0..=chance.below(4) {
                        let byte = INTERESTING[chance.below(INTERESTING.len())];
                        let at = chance.below(bytes.len());
                        match chance.below(3) {
                            0 if !bytes.is_empty() => bytes[at] = byte,
                            1 if !bytes.is_empty() => drop(bytes.remove(at)),
                            _ => bytes.insert(at, byte),
                        }
                    }
                    check(&bytes);
                }
            }
            assert!(!seeds.is_empty(), "{name}");
        }
    }
}

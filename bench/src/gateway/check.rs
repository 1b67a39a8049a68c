//! Checks that the responses of both servers are correct and equal, because timings of wrong responses are
//! meaningless.

use std::fs::{self, File};

use xtask::error::{Error, Result, fail};

use super::Kind;
use super::load::Run;
use super::site::{Server, Site, get};

/// The headers of every response, on both sides.
const HEADERS: [(&str, &str); 9] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "private, no-cache"),
    ("vary", "accept-encoding, available-dictionary"),
    ("etag", ""),
    ("age", ""),
    ("cache-status", ""),
    ("x-request-id", ""),
];

/// The list as one server sends it.
#[derive(Debug, PartialEq, Eq)]
pub struct Copy {
    /// Of the bytes without a coding.
    pub tag: String,
    pub identity: usize,
    pub gzip: usize,
}

impl Copy {
    /// Requests it in every form, and compares it with the response of the cloud.
    pub fn of(server: &Server, site: &Site) -> Result<Self> {
        let name = server.name;
        let wrong = |what: &str| fail(format!("{name} {what}"));
        // The first request may need a call to the cloud.
        get(server, "")?;
        get(server, "Accept-Encoding: gzip\r\n")?;
        let identity = get(server, "")?;
        let gzip = get(server, "Accept-Encoding: gzip\r\n")?;
        let tag = identity.header("etag").unwrap_or_default().to_owned();
        let unchanged = get(server, &format!("If-None-Match: {tag}\r\n"))?;
        for answer in [&identity, &gzip, &unchanged] {
            for (header, value) in HEADERS {
                match answer.header(header) {
                    Some(given) if value.is_empty() || given == value => {}
                    given => return wrong(&format!("sends {given:?} in {header}")),
                }
            }
            let status = answer.header("cache-status").unwrap_or_default().to_ascii_lowercase();
            if !status.contains("; hit") {
                return wrong("keeps nothing");
            }
        }
        if (identity.status, gzip.status, unchanged.status) != (200, 200, 304) {
            return wrong("answers with the wrong status");
        }
        if identity.header("content-encoding").is_some() || identity.body != site.list {
            return wrong("gives another list than the cloud");
        }
        if gzip.header("content-encoding") != Some("gzip") || unpacked(&gzip.body)? != site.list {
            return wrong("gives another list than the cloud in gzip");
        }
        if !unchanged.body.is_empty() {
            return wrong("sends a list that the client has");
        }
        Ok(Copy { tag, identity: identity.body.len(), gzip: gzip.body.len() })
    }

    /// The size of a body of this kind in bytes.
    pub fn bytes(&self, kind: Kind) -> usize {
        match kind {
            Kind::Identity => self.identity,
            Kind::Gzip => self.gzip,
            Kind::Unchanged => 0,
        }
    }
}

/// Checks that all requests succeeded, and that the log has one line for each response with the expected status. Then
/// empties the log.
pub fn answers(server: &Server, copy: &Copy, kind: Kind, run: &Run) -> Result {
    let name = server.name;
    if run.failed > 0 {
        return fail(format!("{name}: {} requests failed or were refused", run.failed));
    }
    if run.requests == 0 || run.bytes < run.requests * copy.bytes(kind) as u64 {
        return fail(format!("{name}: responses were interrupted"));
    }
    let broken = |error| Error::Failed(format!("the log of {name} cannot be read: {error}"));
    let text = fs::read_to_string(&server.log).map_err(broken)?;
    let wanted = if kind == Kind::Unchanged { " status=304 " } else { " status=200 " };
    let right = text.lines().filter(|line| line.contains(wanted)).count() as u64;
    let lines = text.lines().count() as u64;
    if right != lines {
        return fail(format!("{name}: {} responses of {lines} are not{wanted}", lines - right));
    }
    if right < run.requests {
        return fail(format!("{name}: {} requests, but only {lines} in the log", run.requests));
    }
    empty(server)
}

/// Empties the log.
pub fn empty(server: &Server) -> Result {
    let emptied = File::options().write(true).open(&server.log).and_then(|log| log.set_len(0));
    emptied.map_err(|error| Error::Failed(format!("a log cannot be emptied: {error}")))
}

/// Decompresses with the program gzip, which every system has.
fn unpacked(bytes: &[u8]) -> Result<Vec<u8>> {
    let file = std::env::temp_dir().join(format!("devserver-jobs-bench-{}.gz", std::process::id()));
    let unpacked = fs::write(&file, bytes)
        .and_then(|()| std::process::Command::new("gzip").arg("-dc").arg(&file).output());
    let _ = fs::remove_file(&file);
    match unpacked {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(_) => fail("a response with gzip cannot be decompressed"),
        Err(error) => fail(format!("gzip could not be run: {error}")),
    }
}

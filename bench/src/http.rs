//! Single requests, each on its own connection, for checks outside the measured load.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use xtask::error::{Error, Result, fail};

/// A response with its whole body, after decoding chunks.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    sent: usize,
    pub body: Vec<u8>,
}

/// Sends a request and waits for the whole response. `headers` are complete lines.
pub fn ask(to: SocketAddr, line: &str, headers: &str, body: &str) -> Result<Answer> {
    exchange(to, line, headers, body)
        .map_err(|error| Error::Failed(format!("{to} did not respond to {line}: {error}")))
        .and_then(|bytes| match read(&bytes) {
            Some(answer) => Ok(answer),
            None => fail(format!("the response of {to} to {line} cannot be read")),
        })
}

fn exchange(to: SocketAddr, line: &str, headers: &str, body: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, body) = bytes.split_at(end);
    let head = String::from_utf8(head.to_vec()).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer { status, head, sent: bytes.len(), body: body[4..].to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = without_chunks(&answer.body)?;
    }
    let length = answer.header("content-length").and_then(|length| length.parse().ok());
    let is_whole = length.is_none_or(|length: usize| length == answer.body.len());
    is_whole.then_some(answer)
}

fn without_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let chunk = end + 2..end + 2 + size;
        body.extend_from_slice(rest.get(chunk.clone())?);
        rest = rest.get(chunk.end + 2..)?;
    }
}

impl Answer {
    /// The number of received bytes, including the headers.
    pub fn bytes(&self) -> usize {
        self.sent
    }

    /// The value of the first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(each, _)| each.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_whole_or_not_at_all() {
        #[track_caller]
        fn check(bytes: &str, expect: Option<&str>) {
            let body = read(bytes.as_bytes()).map(|answer| answer.body);
            assert_eq!(body.as_deref(), expect.map(str::as_bytes), "{bytes}");
        }
        check("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", Some("abc"));
        check("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", None);
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(&format!("{chunked}2\r\nab\r\na\r\n0123456789\r\n0\r\n\r\n"), Some("ab0123456789"));
        check(&format!("{chunked}2\r\nab\r\n"), None);
        check("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", Some(""));
        check("HTTP/1.1 200 OK\r\n", None);
    }
}

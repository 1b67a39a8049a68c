//! A caller that writes what it is told, and reads no more than it must. It has no opinion on
//! anything that it reads.

use devserver_jobs_fake_cloud::signature::{canonical_request, signature, string_to_sign};
use devserver_jobs_fake_cloud::{FakeCloud, Key};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::PROJECT;

pub type Headers = Vec<(String, String)>;

pub struct Reply {
    /// Zero if none came.
    pub status: u16,
    pub headers: Headers,
    pub body: Vec<u8>,
    /// Whether the body came to the end that its own headers promised.
    pub complete: bool,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        header(&self.headers, name)
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub fn header<'a>(headers: &'a Headers, name: &str) -> &'a str {
    let found = headers.iter().find(|(each, _)| each.eq_ignore_ascii_case(name));
    found.map_or("", |(_, value)| value)
}

pub fn set(headers: &mut Headers, name: &str, value: &str) {
    headers.retain(|(each, _)| !each.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value.to_owned()));
}

/// One call on a connection of its own.
pub async fn ask(
    cloud: &FakeCloud,
    method: &str,
    target: &str,
    headers: &Headers,
    body: &str,
) -> Reply {
    let mut talk = Talk::begin(cloud).await;
    let mut headers = headers.clone();
    set(&mut headers, "Connection", "close");
    talk.say(method, target, &headers, body).await;
    talk.rest().await
}

/// A connection, with what has been read from it.
pub struct Talk {
    stream: TcpStream,
    pub read: Vec<u8>,
}

impl Talk {
    pub async fn begin(cloud: &FakeCloud) -> Self {
        Talk { stream: TcpStream::connect(cloud.address()).await.unwrap(), read: Vec::new() }
    }

    pub async fn say(&mut self, method: &str, target: &str, headers: &Headers, body: &str) {
        let mut text = format!("{method} {target} HTTP/1.1\r\n");
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        self.stream.write_all(format!("{text}\r\n{body}").as_bytes()).await.unwrap();
    }

    /// Reads until so many bytes came, of head and body together.
    pub async fn until(&mut self, bytes: usize) {
        while self.read.len() < bytes {
            assert!(self.stream.read_buf(&mut self.read).await.unwrap() > 0, "it ended early");
        }
    }

    /// Reads the head, and says how long it is.
    pub async fn head(&mut self) -> usize {
        loop {
            if let Some(at) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                return at + 4;
            }
            self.until(self.read.len() + 1).await;
        }
    }

    /// Whether something is there that was not read yet.
    pub fn has_more(&self) -> bool {
        let mut byte = [0];
        self.stream.try_read(&mut byte).is_ok()
    }

    /// Reads until the cloud ends the connection.
    pub async fn rest(mut self) -> Reply {
        // A connection that is reset has ended too.
        let _ = self.stream.read_to_end(&mut self.read).await;
        reply(&self.read)
    }
}

pub fn reply(read: &[u8]) -> Reply {
    let nothing = Reply { status: 0, headers: Vec::new(), body: Vec::new(), complete: false };
    let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else { return nothing };
    let head = String::from_utf8(read[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let rest = &read[end + 4..];
    let (body, complete) = match header(&headers, "Transfer-Encoding") {
        "chunked" => unchunked(rest),
        _ => {
            let length = header(&headers, "Content-Length").parse::<usize>().unwrap_or(0);
            (rest.to_vec(), rest.len() == length)
        }
    };
    Reply { status, headers, body, complete }
}

fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(at) = rest.windows(2).position(|two| two == b"\r\n") else { return (body, false) };
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..at]).unwrap(), 16).unwrap();
        rest = &rest[at + 2..];
        if size == 0 {
            return (body, rest == b"\r\n");
        }
        if rest.len() < size + 2 {
            body.extend_from_slice(&rest[..size.min(rest.len())]);
            return (body, false);
        }
        body.extend_from_slice(&rest[..size]);
        assert_eq!(&rest[size..size + 2], b"\r\n");
        rest = &rest[size + 2..];
    }
}

/// The headers of a good call: signed, and with the content type that the cloud insists on.
pub fn signed(cloud: &FakeCloud, target: &str, key: &Key, at_ms: i64) -> Headers {
    let mut headers = vec![
        ("Host".to_owned(), cloud.address().to_string()),
        ("X-Project-Id".to_owned(), PROJECT.to_owned()),
        ("X-Sdk-Date".to_owned(), sdk_date(at_ms)),
        ("Content-Type".to_owned(), "application/json".to_owned()),
    ];
    let mut names = vec!["host", "x-project-id", "x-sdk-date"];
    if let Some(token) = &key.security_token {
        set(&mut headers, "X-Security-Token", token);
        names.insert(2, "x-security-token");
        names.sort_unstable();
    }
    sign(&mut headers, target, key, &names);
    headers
}

/// Adds the signature, or puts it right again.
pub fn sign(headers: &mut Headers, target: &str, key: &Key, names: &[&str]) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let canonical = canonical_request("GET", target, headers, &names, b"").unwrap();
    let date = header(headers, "X-Sdk-Date").to_owned();
    let signature = signature(&key.sk, &string_to_sign(&date, &canonical));
    let value = format!(
        "SDK-HMAC-SHA256 Access={}, SignedHeaders={}, Signature={signature}",
        key.ak,
        names.join(";"),
    );
    set(headers, "Authorization", &value);
}

pub fn sdk_date(at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

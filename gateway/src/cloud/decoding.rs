//! The body of a response without its content encodings. Although none is requested, servers in between may
//! compress it, and some use old names. It is decoded piece by piece, whatever it contains.

use std::fmt;
use std::io;
use std::pin::Pin;

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use futures_util::{Stream, StreamExt, stream};
use reqwest::Response;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, BufReader};
use tokio_util::io::{ReaderStream, StreamReader};

/// The maximum number of encodings; a response with more is no accident.
const MOST_CODINGS: usize = 4;
/// How much is decoded at once, in bytes.
const PIECE: usize = 32 * 1024;
/// How much of an unknown name is repeated.
const LONGEST_NAME: usize = 32;

/// A body that is decoded while it arrives.
pub struct Decoded(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>);

/// An encoding of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    /// In the zlib format, as the standard requires.
    Deflate,
    Gzip,
    Zstd,
}

/// An encoding that is not supported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the content encoding {0:?}, which the gateway cannot decode")]
pub struct UnknownCoding(String);

impl Decoded {
    /// The body of a response. There may be at most `most` bytes between two encodings, because data that decodes
    /// to nothing has no other limit.
    ///
    /// # Errors
    /// When one of its encodings is unknown.
    pub fn of(response: Response, most: usize) -> Result<Self, UnknownCoding> {
        let codings = codings(response.headers())?;
        let arriving = stream::try_unfold(response, async |mut response| {
            let chunk = response.chunk().await.map_err(io::Error::other)?;
            Ok(chunk.map(|chunk| (chunk, response)))
        });
        if codings.is_empty() {
            return Ok(Decoded(Box::pin(arriving)));
        }
        let mut reader: Pin<Box<dyn AsyncRead + Send>> =
            Box::pin(StreamReader::new(Box::pin(arriving)));
        // The last encoding was applied to the output of the others.
        for (number, coding) in codings.into_iter().rev().enumerate() {
            let most = if number == 0 { u64::MAX } else { most as u64 };
            reader = coding.undone(BufReader::new(reader.take(most)));
        }
        Ok(Decoded(Box::pin(ReaderStream::with_capacity(reader, PIECE))))
    }

    /// The next bytes, `None` after the last. Other tasks get a turn in between, because a few bytes may expand to
    /// many, which are all available at once.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        tokio::task::consume_budget().await;
        self.0.next().await.transpose()
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decoded")
    }
}

impl Coding {
    fn undone(self, coded: impl AsyncBufRead + Send + 'static) -> Pin<Box<dyn AsyncRead + Send>> {
        match self {
            Coding::Brotli => Box::pin(BrotliDecoder::new(coded)),
            Coding::Deflate => Box::pin(ZlibDecoder::new(coded)),
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(coded);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            Coding::Zstd => {
                let mut decoder = ZstdDecoder::new(coded);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
        }
    }
}

/// Whether the body is encoded, so that its length is not that of its content.
pub fn is_coded(headers: &HeaderMap) -> bool {
    !codings(headers).is_ok_and(|codings| codings.is_empty())
}

/// The encodings in the order in which they were applied. Names are case-insensitive, and `x-gzip` is `gzip` (RFC
/// 9110, 8.4.1.3).
fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, UnknownCoding> {
    let mut codings = Vec::new();
    let lines = headers.get_all(CONTENT_ENCODING).into_iter();
    for name in lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b',')) {
        let name = name.trim_ascii().to_ascii_lowercase();
        codings.push(match &*name {
            b"" | b"identity" => continue,
            b"br" => Coding::Brotli,
            b"deflate" => Coding::Deflate,
            b"gzip" | b"x-gzip" => Coding::Gzip,
            b"zstd" => Coding::Zstd,
            _ => return Err(unknown(&name)),
        });
    }
    match codings.len() {
        0..=MOST_CODINGS => Ok(codings),
        _ => Err(UnknownCoding("more than four at once".to_owned())),
    }
}

/// Repeats the name only if it is one.
fn unknown(name: &[u8]) -> UnknownCoding {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let name = name.iter().copied().filter(is_name).take(LONGEST_NAME).collect();
    UnknownCoding(String::from_utf8(name).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few bytes that become very many of what is nothing kept a thread busy, past every time-out.
    #[tokio::test]
    async fn what_decodes_to_nothing_has_an_end() {
        let nothing = flate2::write::GzEncoder::new(Vec::new(), Default::default()).finish();
        let many = nothing.unwrap().repeat(10_000);
        let mut coded = Vec::new();
        brotli::BrotliCompress(&mut &many[..], &mut coded, &Default::default()).unwrap();
        assert!(coded.len() < 1000);
        let decoded = async |most| {
            let response = Response::from(
                axum::http::Response::builder()
                    .header(CONTENT_ENCODING, "gzip, br")
                    .body(coded.clone())
                    .unwrap(),
            );
            Decoded::of(response, most).unwrap().chunk().await
        };
        assert!(decoded(1005).await.is_err());
        assert!(decoded(many.len()).await.unwrap().is_none());
    }

    #[track_caller]
    fn check(lines: &[&str], expect: Result<&[Coding], &str>) {
        let lines = lines.iter().map(|line| (CONTENT_ENCODING, line.parse().unwrap()));
        let mut headers = HeaderMap::new();
        lines.for_each(|(name, line)| _ = headers.append(name, line));
        let expect = expect.map(<[_]>::to_vec).map_err(|name| UnknownCoding(name.to_owned()));
        assert_eq!(codings(&headers), expect);
        assert_eq!(is_coded(&headers), expect != Ok(Vec::new()));
    }

    #[test]
    fn codings_have_names_in_any_case_and_order() {
        use Coding::{Brotli, Deflate, Gzip, Zstd};
        check(&[], Ok(&[]));
        check(&["", " , identity,"], Ok(&[]));
        check(&["GZip"], Ok(&[Gzip]));
        check(&["x-gzip"], Ok(&[Gzip]));
        check(&["deflate , BR", "identity", "zstd"], Ok(&[Deflate, Brotli, Zstd]));
        check(&["gzip, compress"], Err("compress"));
        check(&["gzip;q=1"], Err("gzipq1"));
        check(&["a<b>\"c"], Err("abc"));
        check(&[&"x".repeat(99)], Err(&"x".repeat(LONGEST_NAME)));
        check(&["gzip,gzip,gzip", "gzip,gzip"], Err("more than four at once"));
    }
}

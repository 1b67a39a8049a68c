//! Content encodings: choosing one for a request, and encoding a body.

use std::io::Write;

use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A content encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli, which compresses best.
    Brotli,
    /// Gzip: for clients without brotli.
    Gzip,
    /// No encoding.
    Identity,
}

impl Coding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Gzip => "gzip",
            Coding::Identity => "identity",
        }
    }

    /// The value of `Content-Encoding`; none for the identity.
    pub fn header(self) -> Option<HeaderValue> {
        (self != Coding::Identity).then(|| HeaderValue::from_static(self.name()))
    }

    /// Compresses as well as possible, which is slow: for bytes that are sent many times.
    pub fn encode(self, bytes: &[u8]) -> Vec<u8> {
        let encoded = match self {
            Coding::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: 11,
                    lgwin: 22,
                    ..Default::default()
                };
                let mut out = Vec::new();
                let mut bytes = bytes;
                brotli::BrotliCompress(&mut bytes, &mut out, &params).map(|_| out)
            }
            Coding::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(bytes).and_then(|()| encoder.finish())
            }
            Coding::Identity => Ok(bytes.to_vec()),
        };
        encoded.expect("reading from and writing to memory cannot fail")
    }
}

/// Compresses bytes as they arrive, quickly rather than well: for bytes that change every few seconds.
///
/// The output depends only on the bytes and not on how they are divided into chunks, so that equal bodies have
/// equal tags, whenever and on whichever replica they were compressed.
pub struct Encoder {
    to: Writer,
    /// How many bytes were written to the encoder.
    taken: usize,
    /// The number of bytes at which the encoder is flushed, so that the first rows do not wait.
    let_out_at: usize,
}

enum Writer {
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Gzip(GzEncoder<Vec<u8>>),
    Identity(Vec<u8>),
}

const FIRST_LET_OUT: usize = 4 * 1024;
const LATER_LET_OUT: usize = 64 * 1024;

impl Encoder {
    /// An encoder of one body.
    pub fn new(coding: Coding) -> Self {
        let to = match coding {
            Coding::Brotli => {
                Writer::Brotli(Box::new(brotli::CompressorWriter::new(Vec::new(), 4096, 4, 20)))
            }
            Coding::Gzip => Writer::Gzip(GzEncoder::new(Vec::new(), Compression::fast())),
            Coding::Identity => Writer::Identity(Vec::new()),
        };
        Encoder { to, taken: 0, let_out_at: FIRST_LET_OUT }
    }

    /// The maximum number of bytes for the next [`Encoder::push`].
    pub fn room(&self) -> usize {
        self.let_out_at - self.taken
    }

    /// Takes at most [`Encoder::room`] bytes, and returns the available output.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.taken += bytes.len();
        let is_full = self.taken >= self.let_out_at;
        if is_full {
            self.let_out_at = self.taken + (self.taken * 3).min(LATER_LET_OUT);
        }
        fn put(to: &mut impl Write, bytes: &[u8], flush: bool) {
            to.write_all(bytes)
                .and_then(|()| if flush { to.flush() } else { Ok(()) })
                .expect("writing to memory cannot fail");
        }
        let out = match &mut self.to {
            Writer::Brotli(to) => {
                put(to, bytes, is_full);
                to.get_mut()
            }
            Writer::Gzip(to) => {
                put(to, bytes, is_full);
                to.get_mut()
            }
            Writer::Identity(to) => {
                put(to, bytes, false);
                to
            }
        };
        std::mem::take(out)
    }

    /// The rest of the output.
    pub fn finish(self) -> Vec<u8> {
        match self.to {
            Writer::Brotli(to) => to.into_inner(),
            Writer::Gzip(to) => to.finish().expect("writing to memory cannot fail"),
            Writer::Identity(to) => to,
        }
    }
}

/// The encoding that the request prefers among those offered; of several equally preferred ones the first, so
/// `offered` is in the order of our preference. If none is accepted, the identity is used, which every client can
/// read, even if it does not list it.
pub fn preferred(headers: &HeaderMap, offered: impl Iterator<Item = Coding>) -> Coding {
    let accepted: Vec<(String, f32)> = elements(headers).collect();
    let weight = |name: &str| {
        accepted.iter().find(|(accepted, _)| accepted == name).map(|(_, weight)| *weight)
    };
    let (best, _) = offered
        .filter(|coding| *coding != Coding::Identity)
        .map(|coding| (coding, weight(coding.name()).or_else(|| weight("*")).unwrap_or(0.0)))
        // The identity is acceptable without being listed, but never preferred to a listed encoding.
        .chain([(Coding::Identity, weight("identity").unwrap_or(f32::MIN_POSITIVE))])
        .fold((Coding::Identity, 0.0), |best, each| if each.1 > best.1 { each } else { best });
    best
}

/// Whether the request accepts an encoding by its name.
pub fn names(headers: &HeaderMap, coding: &str) -> bool {
    elements(headers).any(|(name, weight)| name == coding && weight > 0.0)
}

fn elements(headers: &HeaderMap) -> impl Iterator<Item = (String, f32)> {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|value| value.split(',')).filter_map(accepted)
}

/// One element of the header, such as `br;q=0.8`. An invalid one is ignored.
fn accepted(element: &str) -> Option<(String, f32)> {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    // An alias from HTTP/1.0 that the standard still requires.
    let name = if name == "x-gzip" { "gzip".to_owned() } else { name };
    let weight = match parts.next() {
        None => 1.0,
        Some(weight) => {
            let (_, value) =
                weight.split_once('=').filter(|(q, _)| q.trim().eq_ignore_ascii_case("q"))?;
            value.trim().parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?
        }
    };
    Some((name, weight))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    const ALL: [Coding; 3] = [Coding::Brotli, Coding::Gzip, Coding::Identity];

    #[test]
    fn the_best_liked_coding_is_taken() {
        #[track_caller]
        fn check(header: &str, expect: &str) {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, header.parse().unwrap());
            assert_eq!(preferred(&headers, ALL.into_iter()).name(), expect, "{header}");
        }
        check("gzip, deflate, br, zstd", "br");
        check("gzip", "gzip");
        check("GZip", "gzip");
        check("x-gzip", "gzip");
        check("", "identity");
        check("identity", "identity");
        check("zstd", "identity");
        check("*", "br");
        check("*;q=0.5, br;q=0", "gzip");
        check("br;q=0.5, gzip;q=0.9", "gzip");
        check("br;q=0.9, gzip;q=0.9", "br");
        check("br;q=0, gzip;q=0", "identity");
        check("br; q=0.001", "br");
        check("br;q=0.5, identity", "identity");
        check("br;q=0.5, identity;q=0.2", "br");
        check("br;q=0, gzip;q=0, identity;q=0", "identity");
        check("br;q=2, gzip;q=0.1", "gzip");
        check("br;q=x", "identity");
        check("br;q=NaN", "identity");
        check("br;v=1", "identity");
    }

    #[test]
    fn only_what_is_offered_is_taken() {
        let mut headers = HeaderMap::new();
        assert_eq!(preferred(&headers, ALL.into_iter()), Coding::Identity);
        headers.append(ACCEPT_ENCODING, "br".parse().unwrap());
        headers.append(ACCEPT_ENCODING, "gzip;q=0.1".parse().unwrap());
        assert_eq!(preferred(&headers, ALL.into_iter()), Coding::Brotli);
        let without_brotli = [Coding::Identity, Coding::Gzip].into_iter();
        assert_eq!(preferred(&headers, without_brotli), Coding::Gzip);
        assert_eq!(preferred(&headers, [].into_iter()), Coding::Identity);
    }

    #[test]
    fn every_coding_comes_back() {
        let bytes = b"devserver-jobs ".repeat(1000);
        let mut brotli = Vec::new();
        let mut gzip = Vec::new();
        let packed = Coding::Brotli.encode(&bytes);
        brotli::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut brotli).unwrap();
        flate2::read::GzDecoder::new(Coding::Gzip.encode(&bytes).as_slice())
            .read_to_end(&mut gzip)
            .unwrap();
        assert!(packed.len() < 100);
        assert_eq!([&brotli, &gzip, &Coding::Identity.encode(&bytes)], [&bytes; 3]);
    }

    #[test]
    fn what_comes_out_does_not_depend_on_the_cuts() {
        let text: Vec<u8> = (0..60_000_u32).flat_map(|n| (n * n % 9973).to_le_bytes()).collect();
        let encoded = |coding: Coding, cut: usize| {
            let mut encoder = Encoder::new(coding);
            let mut out = Vec::new();
            for mut piece in text.chunks(cut) {
                while !piece.is_empty() {
                    let (now, later) = piece.split_at(encoder.room().min(piece.len()));
                    out.extend(encoder.push(now));
                    piece = later;
                }
            }
            out.extend(encoder.finish());
            out
        };
        for coding in ALL {
            let whole = encoded(coding, text.len());
            for cut in [100, 4096, 5000, 65_536] {
                assert!(encoded(coding, cut) == whole, "{coding:?} {cut}");
            }
            let mut plain = Vec::new();
            match coding {
                Coding::Brotli => {
                    brotli::Decompressor::new(&whole[..], 4096).read_to_end(&mut plain).unwrap()
                }
                Coding::Gzip => {
                    flate2::read::GzDecoder::new(&whole[..]).read_to_end(&mut plain).unwrap()
                }
                Coding::Identity => whole.as_slice().read_to_end(&mut plain).unwrap(),
            };
            assert!(plain == text, "{coding:?}");
        }
    }

    #[test]
    fn the_first_bytes_do_not_wait_for_the_last() {
        for coding in [Coding::Brotli, Coding::Gzip] {
            let mut encoder = Encoder::new(coding);
            let first = vec![b'x'; encoder.room()];
            let out = encoder.push(&first);
            let mut plain = vec![0; first.len()];
            match coding {
                Coding::Brotli => brotli::Decompressor::new(&out[..], 4096).read_exact(&mut plain),
                _ => flate2::read::GzDecoder::new(&out[..]).read_exact(&mut plain),
            }
            .unwrap();
            assert_eq!(plain, first);
        }
    }
}

//! A body compressed against another one that the client has: Zstandard with a dictionary (`dcz` of RFC 9842). It
//! works on bytes and does not interpret jobs.

use std::sync::Arc;

use axum::body::Bytes;
use futures_util::StreamExt;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use zstd::stream::write::Encoder;
use zstd::zstd_safe::{CCtx, CParameter};

use crate::cache::body::{BodyWriter, SharedBody, Whole};
use crate::cache::budget::Reserve;
use crate::http::dictionary::MAGIC;

/// Indexing a dictionary of 24 MB takes a tenth of a second of one core, so the number of concurrent tasks is
/// limited.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Higher levels find little more in a list that has hardly changed.
const LEVEL: i32 = 3;
/// The window that every client supports, and the largest one allowed (RFC 9842, section 5), in bytes.
const WINDOWS: [u64; 2] = [8 << 20, 128 << 20];
/// The memory of an encoder in addition to its window.
const TABLES: usize = 4 << 20;
/// A complete body that does not become this many times smaller is sent in another encoding.
const WORTH: usize = 4;
/// For shorter bodies, in bytes, the headers would be most of the response.
const WORTH_A_DICTIONARY: u64 = 16 * 1024;

/// Whether a body of that length is long enough to be a dictionary, or to be compressed against one.
pub fn is_worth(length: u64) -> bool {
    length >= WORTH_A_DICTIONARY
}

/// Whether every client can decode a body of that length against this dictionary: the window is as long as the
/// body, so that the whole dictionary stays in reach to the end.
pub fn fits(length: u64, dictionary: &Whole) -> bool {
    let dictionary = dictionary.len() as u64;
    let [least, most] = WINDOWS;
    is_worth(length) && length <= (dictionary + dictionary / 4).clamp(least, most)
}

/// Compresses a body of that length against a dictionary, at once or while it arrives. On failure the writer stays
/// unfinished.
pub async fn encode(
    from: Arc<SharedBody>,
    length: u64,
    dictionary: Whole,
    mut to: BodyWriter,
    reserve: Reserve,
) {
    let runtime = Handle::current();
    let work = move || {
        let against = dictionary.bytes();
        let mut head = MAGIC.to_vec();
        head.extend(dictionary.hash);
        let written = match from.whole_now() {
            Some(whole) => {
                let _one = runtime.block_on(AT_ONCE.acquire()).ok()?;
                let delta = at_once(&whole.bytes(), &against, head, &reserve)?;
                put(&mut to, delta, &reserve)?
            }
            None => {
                runtime.block_on(arriving(&from, length, &against, (&mut to, head), &reserve))?
            }
        };
        dictionary.costs(written);
        to.finish();
        Some(())
    };
    // After a panic the writer stays unfinished as well.
    let _ = tokio::task::spawn_blocking(work).await;
}

/// Compresses a complete body, which needs no window of its own.
fn at_once(body: &[u8], dictionary: &[u8], head: Vec<u8>, reserve: &Reserve) -> Option<Vec<u8>> {
    // At the same address, the library would treat the dictionary as overwritten by the body.
    let is_one = body.as_ptr() == dictionary.as_ptr();
    let _copied = if is_one { Some(reserve.bytes(body.len())?) } else { None };
    let copy = if is_one { body.to_vec() } else { Vec::new() };
    let dictionary = if is_one { &copy } else { dictionary };
    let mut context = CCtx::create();
    for parameter in parameters(body.len() as u64) {
        context.set_parameter(parameter).ok()?;
    }
    context.ref_prefix(dictionary).ok()?;
    let mut out = Vec::with_capacity(head.len() + body.len() / WORTH);
    context.compress2(&mut out, body).ok()?;
    let mut all = head;
    all.extend(out);
    Some(all)
}

/// Compresses a body while it arrives.
async fn arriving(
    from: &Arc<SharedBody>,
    length: u64,
    dictionary: &[u8],
    (to, head): (&mut BodyWriter, Vec<u8>),
    reserve: &Reserve,
) -> Option<usize> {
    let _window = reserve.bytes(usize::try_from(length).ok()?.saturating_add(TABLES))?;
    let mut encoder = Encoder::with_ref_prefix(head, LEVEL, dictionary).ok()?;
    for parameter in parameters(length) {
        encoder.set_parameter(parameter).ok()?;
    }
    encoder.set_pledged_src_size(Some(length)).ok()?;
    let mut written = 0;
    let mut chunks = std::pin::pin!(from.read());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        let _one = AT_ONCE.acquire().await.ok()?;
        std::io::Write::write_all(&mut encoder, &chunk).ok()?;
        // The first rows must not wait for the last.
        std::io::Write::flush(&mut encoder).ok()?;
        written += put(to, std::mem::take(encoder.get_mut()), reserve)?;
    }
    Some(written + put(to, encoder.finish().ok()?, reserve)?)
}

fn parameters(length: u64) -> [CParameter; 3] {
    let window = length.next_power_of_two().ilog2().clamp(10, 27);
    [
        CParameter::CompressionLevel(LEVEL),
        CParameter::WindowLog(window),
        CParameter::EnableLongDistanceMatching(true),
    ]
}

fn put(to: &mut BodyWriter, bytes: Vec<u8>, reserve: &Reserve) -> Option<usize> {
    let length = bytes.len();
    if length > 0 {
        to.charge(reserve.bytes(length)?);
        to.write(Bytes::from(bytes));
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use prometheus_client::metrics::gauge::Gauge;

    use super::*;
    use crate::cache::budget::Budget;

    fn reserve(limit: usize) -> (Reserve, Arc<Budget>) {
        let budget = Arc::new(Budget::new(limit, Gauge::default()));
        let asked = budget.clone();
        (Reserve::new(move |bytes| asked.charge(bytes)), budget)
    }

    fn body(bytes: Vec<u8>) -> (Arc<SharedBody>, Whole) {
        let (mut writer, body) = BodyWriter::new();
        writer.write(bytes.into());
        let whole = writer.finish();
        (body, whole)
    }

    fn list(changed: usize) -> Vec<u8> {
        let row = |row: usize| {
            let name = row * 2_654_435_761 % 4_294_967_291;
            let mark = if row == changed { "changed" } else { "" };
            format!("{{\"id\":{row},\"name\":\"{name:x}-{:x}{mark}\"}},", name * 97 % 1_000_003)
        };
        (0..20_000).map(row).collect::<String>().into_bytes()
    }

    fn decoded(delta: &[u8], dictionary: &Whole) -> Vec<u8> {
        let frame = delta.strip_prefix(&MAGIC).unwrap().strip_prefix(&dictionary.hash).unwrap();
        let against = dictionary.bytes();
        let mut decoder =
            zstd::stream::read::Decoder::with_ref_prefix(std::io::Cursor::new(frame), &against);
        let decoder = decoder.as_mut().unwrap();
        decoder.window_log_max(23).unwrap();
        let mut plain = Vec::new();
        decoder.read_to_end(&mut plain).unwrap();
        plain
    }

    #[tokio::test]
    async fn what_has_changed_is_all_that_is_written() {
        let (_, dictionary) = body(list(0));
        let now = list(7777);
        let length = now.len() as u64;
        let (reserve, budget) = reserve(usize::MAX >> 1);
        let (mut whole_first, written) = (None, [true, false]);
        for is_whole in written {
            let (mut writer, from) = BodyWriter::new();
            let (to, delta) = BodyWriter::new();
            if is_whole {
                writer.write(now.clone().into());
                whole_first = Some(writer.finish());
                encode(from, length, dictionary.clone(), to, reserve.clone()).await;
            } else {
                let encoding = encode(from, length, dictionary.clone(), to, reserve.clone());
                let encoding = tokio::spawn(encoding);
                let mut reading = std::pin::pin!(delta.read());
                let (one, other) = now.split_at(now.len() / 2);
                writer.write(one.to_vec().into());
                assert!(reading.next().await.unwrap().unwrap().len() > 40, "before the rest");
                writer.write(other.to_vec().into());
                writer.finish();
                encoding.await.unwrap();
            }
            let delta = delta.whole_now().unwrap();
            assert!(delta.len() < 500, "{} of {length}", delta.len());
            assert_eq!(dictionary.cost(), delta.len());
            assert!(decoded(&delta.bytes(), &dictionary) == now);
            assert_eq!(budget.used(), delta.len());
        }
        drop(whole_first);
    }

    /// Of an unchanged list all of it was sent again.
    #[tokio::test]
    async fn a_body_is_nothing_against_itself() {
        let (same, whole) = body(list(0));
        let (to, delta) = BodyWriter::new();
        let (reserve, budget) = reserve(usize::MAX >> 1);
        encode(same, whole.len() as u64, whole.clone(), to, reserve).await;
        let delta = delta.whole_now().unwrap();
        assert!(delta.len() < 300, "{}", delta.len());
        assert!(decoded(&delta.bytes(), &whole) == whole.bytes());
        assert_eq!(budget.used(), delta.len());
    }

    #[tokio::test]
    async fn what_is_not_worth_it_or_has_no_memory_is_not_written() {
        let (_, dictionary) = body(list(0));
        let random: Vec<u8> = (0..100_000_u64)
            .flat_map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_be_bytes())
            .collect();
        let (other, _) = body(random);
        let (same, whole) = body(list(1));
        for (from, limit) in [(other, usize::MAX >> 1), (same, 10)] {
            let (to, delta) = BodyWriter::new();
            let (reserve, budget) = reserve(limit);
            encode(from, whole.len() as u64, dictionary.clone(), to, reserve).await;
            assert!(delta.whole().await.is_err());
            assert_eq!(budget.used(), 0);
        }
        assert!(fits(8 << 20, &whole) && !fits((8 << 20) + 1, &whole) && !fits(100, &whole));
    }
}

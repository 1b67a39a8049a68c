//! A connection whose client has to receive at a minimum speed: a client that receives nothing for a while,
//! receives too slowly, or takes too long over one response is disconnected, so that it cannot keep a response in
//! memory for as long as it likes. It does not depend on HTTP; it is notified when a response begins.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// The required speed.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long a client may receive none of the available bytes.
    pub stall: Duration,
    /// The minimum number of bytes per second, of those that were available, after an initial time as long as a
    /// stall.
    pub lowest: u64,
    /// How long a client may take over one response.
    pub response: Duration,
}

/// The progress of the current response.
#[derive(Debug)]
struct Progress {
    began: Instant,
    bytes: u64,
    /// How long bytes were available that the client did not receive.
    waited: Duration,
}

/// Notifies the connection that a response begins.
#[derive(Clone, Debug)]
pub struct Start(Arc<Mutex<Progress>>);

/// A connection with a minimum speed.
#[derive(Debug)]
pub struct PacedStream {
    stream: TcpStream,
    pace: Pace,
    progress: Arc<Mutex<Progress>>,
    /// Since when the client has received nothing, and when that is too long.
    stalled: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl PacedStream {
    /// A connection, and the notifier for responses on it.
    pub fn new(stream: TcpStream, pace: Pace) -> (Self, Start) {
        let progress = Progress { began: Instant::now(), bytes: 0, waited: Duration::ZERO };
        let progress = Arc::new(Mutex::new(progress));
        let start = Start(progress.clone());
        (PacedStream { stream, pace, progress, stalled: None }, start)
    }

    /// Records the result of a write.
    fn wrote(
        &mut self,
        cx: &mut Context,
        wrote: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let now = Instant::now();
        let stalled = self.stalled.take();
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        match wrote {
            Poll::Ready(Ok(bytes)) => {
                progress.bytes += bytes as u64;
                progress.waited += stalled.map_or(Duration::ZERO, |(since, _)| now - since);
                match progress.is_too_slow(&self.pace, now) {
                    true => Poll::Ready(Err(too_slow())),
                    false => Poll::Ready(Ok(bytes)),
                }
            }
            Poll::Pending => {
                let (since, mut limit) = stalled.unwrap_or_else(|| {
                    let at = progress.given_up_at(&self.pace, now);
                    (now, Box::pin(sleep_until(at)))
                });
                ready_or_not(limit.as_mut(), cx)?;
                self.stalled = Some((since, limit));
                Poll::Pending
            }
            failed => failed,
        }
    }
}

fn ready_or_not(limit: Pin<&mut Sleep>, cx: &mut Context) -> io::Result<()> {
    match limit.poll(cx) {
        Poll::Ready(()) => Err(too_slow()),
        Poll::Pending => Ok(()),
    }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the client receives too slowly")
}

impl Progress {
    fn is_too_slow(&self, pace: &Pace, now: Instant) -> bool {
        now > self.began + pace.response || self.waited > self.patience(pace)
    }

    /// For how long in total the client may leave bytes waiting, given what it has received.
    fn patience(&self, pace: &Pace) -> Duration {
        let earned = self.bytes.saturating_mul(1000) / pace.lowest.max(1);
        pace.stall + Duration::from_millis(earned)
    }

    /// When to disconnect a client that receives nothing from now on.
    fn given_up_at(&self, pace: &Pace, now: Instant) -> Instant {
        let left = self.patience(pace).saturating_sub(self.waited).min(pace.stall);
        (now + left).min(self.began + pace.response)
    }
}

impl Start {
    /// A response begins now.
    pub fn response(&self) {
        let mut progress = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *progress = Progress { began: Instant::now(), bytes: 0, waited: Duration::ZERO };
    }
}

impl AsyncRead for PacedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        into: &mut ReadBuf,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for PacedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.wrote(cx, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        slices: &[IoSlice],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.wrote(cx, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const PACE: Pace =
        Pace { stall: Duration::from_secs(30), lowest: 1000, response: Duration::from_secs(600) };

    #[test]
    fn a_reader_earns_its_patience_with_what_it_takes() {
        let began = Instant::now();
        let at = |bytes: u64, waited: u32| Progress { began, bytes, waited: SECOND * waited };
        #[track_caller]
        fn left(progress: Progress, passed: u64, expect: u64) {
            let now = progress.began + Duration::from_secs(passed);
            let given_up = progress.given_up_at(&PACE, now);
            assert_eq!((given_up - now).as_secs(), expect);
        }
        left(at(0, 0), 0, 30);
        left(at(0, 20), 20, 10);
        // Sixty seconds for sixty thousand bytes, and never more at once than a stall.
        left(at(60_000, 80), 80, 10);
        left(at(600_000, 80), 80, 30);
        left(at(600_000, 0), 595, 5);
        assert!(!at(60_000, 90).is_too_slow(&PACE, began + 90 * SECOND));
        assert!(at(60_000, 91).is_too_slow(&PACE, began + 91 * SECOND));
        assert!(at(60_000_000, 0).is_too_slow(&PACE, began + 601 * SECOND));
        // The time in which there was nothing to take does not count.
        assert!(!at(10, 1).is_too_slow(&PACE, began + 500 * SECOND));
    }
}

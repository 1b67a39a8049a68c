//! The listening program: binds its port, announces that it is ready, limits clients, and ends when it is asked to
//! stop.

mod clients;
mod pace;

use std::convert::Infallible;
use std::future::Future;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use futures_util::FutureExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tower::ServiceExt;

pub use self::clients::Clients;
use self::clients::Place;
pub use self::pace::Pace;
use self::pace::PacedStream;
use crate::admin::Health;

/// Answers requests. It returns a plain future, because a connection would otherwise box one for each request.
pub trait Service: Clone + Send + 'static {
    /// The response to a request.
    fn answer(self, request: Request<Body>) -> impl Future<Output = Response<Body>> + Send;

    /// A request was answered with this status before it reached the service, because its head is not valid HTTP/1.1
    /// or is too large.
    fn rejected(&self, _: StatusCode) {}
}

impl Service for Router {
    async fn answer(self, request: Request<Body>) -> Response<Body> {
        match self.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// The limits for clients.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// The limit for one client, which applies when less than a quarter of the connections is free.
    pub clients: Option<Clients>,
    /// How long a client may take to send the head of a request, including idle time before it.
    pub head: Duration,
    /// How fast a client has to receive a response.
    pub pace: Pace,
    /// How long responses in progress may take after the program was asked to stop.
    pub last_answers: Duration,
}

/// How long a request may take to arrive on a connection that existed before the stop.
const ON_THE_WIRE: Duration = Duration::from_millis(100);
/// More connections than operators need.
const ADMIN_CONNECTIONS: usize = 16;
/// The speed of the slowest mobile network, in bytes per second.
const LOWEST_PACE: u64 = 8 * 1024;
/// The maximum number of header fields of a request.
const MOST_HEADERS: usize = 64;
/// The maximum length of the head of a request, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 1024,
            clients: None,
            head: Duration::from_secs(30),
            pace: Pace {
                stall: Duration::from_secs(30),
                lowest: LOWEST_PACE,
                response: Duration::from_secs(600),
            },
            last_answers: Duration::from_secs(20),
        }
    }
}

/// Why the program cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Another program uses the port.
    #[error(
        "{0} is already in use; stop the program that listens there, or give another address with \
         {1} (port 0 takes a free one)"
    )]
    InUse(SocketAddr, &'static str),
    /// The address cannot be taken.
    #[error("cannot listen on {0}: {2}; give another address with {1}")]
    Listen(SocketAddr, &'static str, io::Error),
    /// The system lacks a resource that every server needs.
    #[error("cannot run the server: {0}")]
    Run(#[from] io::Error),
}

/// The listener for operators, with its own limit of connections.
#[derive(Debug)]
pub struct Admin {
    /// Its address.
    pub listen: SocketAddr,
    /// Its routes.
    pub router: Router,
    /// The phase of the program.
    pub health: Health,
}

/// Serves until SIGINT or SIGTERM; a second one ends it without waiting for open responses. Prints one line on standard output when it is ready, with the URL of the page below
/// `base_path`, so that another program can wait for it and read the port.
pub async fn run(
    listen: SocketAddr,
    base_path: &str,
    service: impl Service,
    limits: Limits,
    admin: Option<Admin>,
) -> Result<(), ServerError> {
    let health = match admin {
        Some(Admin { listen, router, health }) => {
            let listener = bind("--admin-listen", listen).await?;
            let address = listener.local_addr()?;
            tracing::info!(%address, "Health and metrics are answered.");
            let few = Limits { connections: ADMIN_CONNECTIONS, ..Limits::default() };
            // It runs until the program ends, also while the last responses are sent.
            tokio::spawn(serve(listener, router, few, std::future::pending()));
            health
        }
        None => Health::default(),
    };
    let listener = bind("--listen", listen).await?;
    let mut signals = Signals::new()?;
    health.ready();
    announce(listener.local_addr()?, base_path);
    let (stopping, is_stopping) = oneshot::channel();
    let stop = async {
        let _ = is_stopping.await;
        health.draining();
    };
    let second = async {
        signals.next().await;
        let _ = stopping.send(());
        signals.next().await;
    };
    tokio::select! {
        () = serve(listener, service, limits, stop) => {}
        () = second => tracing::warn!("Stopped by a second signal, without waiting for open responses."),
    }
    Ok(())
}

async fn bind(flag: &'static str, listen: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(listen).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ServerError::InUse(listen, flag),
        _ => ServerError::Listen(listen, flag, error),
    })
}

/// When `stop` ends, idle connections are closed at once; those with a response in progress get some time.
pub async fn serve(
    listener: TcpListener,
    service: impl Service,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let most = limits.connections.min(Semaphore::MAX_PERMITS);
    let places = Arc::new(Semaphore::new(most));
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Most likely there are no free file handles until other connections end.
                tracing::warn!(%error, "A connection could not be accepted.");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let is_scarce = places.available_permits() * 4 < most;
        spawn(&connections, (stream, peer), &service, &limits, (place.ok(), is_scarce));
    }
    // Clients that are already connected are still accepted, and have a moment for a request that was already sent;
    // for new ones the port is closed.
    while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
        spawn(&connections, (stream, peer), &service, &limits, (None, false));
    }
    drop(listener);
    // From here on, no new connection is accepted.
    tracing::info!("Stopping.");
    tokio::time::sleep(ON_THE_WIRE).await;
    if tokio::time::timeout(limits.last_answers, connections.shutdown()).await.is_err() {
        tracing::warn!("Some answers were not finished in time.");
    }
}

/// Serves a connection, if its client may have one. Its place is released when it ends, which is at once if the
/// client has too many.
fn spawn(
    connections: &GracefulShutdown,
    (stream, peer): (TcpStream, SocketAddr),
    service: &impl Service,
    limits: &Limits,
    (place, is_scarce): (Option<OwnedSemaphorePermit>, bool),
) {
    let enter = |clients: &Clients| clients.enter(peer.ip(), is_scarce);
    let entered = limits.clients.as_ref().map(enter).transpose();
    let Ok(of_client) = entered else {
        tracing::debug!(%peer, "A connection was closed: its client has too many.");
        return;
    };
    let places: (_, Option<Place>) = (place, of_client.flatten());
    let connection = connections.watch(connection(stream, peer, service.clone(), limits));
    let service = service.clone();
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, %peer, "A connection ended badly.");
            if let Some(status) = status_of(&error) {
                service.rejected(status);
            }
        }
        drop(places);
    });
}

fn connection<S: Service>(
    stream: TcpStream,
    peer: SocketAddr,
    service: S,
    limits: &Limits,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<S> {
    // Responses are written whole; waiting for more data would only delay them.
    let _ = stream.set_nodelay(true);
    let (stream, start) = PacedStream::new(stream, limits.pace);
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        // Request bodies are never read.
        let mut request = request.map(|_| Body::empty());
        request.extensions_mut().insert(ConnectInfo(peer));
        let (service, start) = (service.clone(), start.clone());
        async move {
            let response = service.answer(request).await;
            start.response();
            Ok::<_, Infallible>(response)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
}

/// The status that hyper has answered an invalid head with.
fn status_of(error: &hyper::Error) -> Option<StatusCode> {
    if error.is_parse_too_large() {
        Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    } else if error.is_parse() {
        Some(StatusCode::BAD_REQUEST)
    } else {
        None
    }
}

fn announce(address: SocketAddr, base_path: &str) {
    tracing::info!(%address, "Requests are answered.");
    let url = page_url(address, base_path);
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "Listening on {url}").and_then(|()| out.flush()) {
        tracing::warn!(%error, url, "Listening, but standard output is closed.");
    }
}

/// The URL of the page for a browser on this machine, without a server in front. An unspecified address is none that
/// a browser can open.
fn page_url(mut address: SocketAddr, base_path: &str) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    format!("http://{address}{base_path}/")
}

/// SIGINT and SIGTERM. They are handled from its creation on, so that one that arrives right after the announcement
/// is not lost.
#[cfg(unix)]
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next signal.
    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Waits for the next Ctrl-C.
    async fn next(&mut self) {
        // Without a handler, Ctrl-C ends the program anyway.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With `--base-path` the printed URL answered 404, and with 0.0.0.0 it was refused as a foreign host.
    #[test]
    fn the_printed_url_is_that_of_the_page() {
        #[track_caller]
        fn check(address: &str, base_path: &str, expect: &str) {
            assert_eq!(page_url(address.parse().unwrap(), base_path), expect);
        }
        check("127.0.0.1:8787", "", "http://127.0.0.1:8787/");
        check("127.0.0.1:8787", "/portal/jobs", "http://127.0.0.1:8787/portal/jobs/");
        check("0.0.0.0:80", "/jobs", "http://127.0.0.1:80/jobs/");
        check("[::]:8787", "", "http://[::1]:8787/");
        check("10.0.0.7:8787", "", "http://10.0.0.7:8787/");
        check("[2001:db8::7]:8787", "/a", "http://[2001:db8::7]:8787/a/");
    }
}

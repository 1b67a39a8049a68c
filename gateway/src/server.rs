//! The life of the listening program: takes its port, says that it is ready, and ends when asked to.
//! It holds no route.

use std::future::{Future, IntoFuture};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long answers that are on their way may take once the program was asked to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Another program has the port.
    #[error(
        "{0} is already in use; stop the program that listens there, or give another address with \
         --listen (port 0 takes a free one)"
    )]
    InUse(SocketAddr),
    /// The address cannot be taken.
    #[error("cannot listen on {0}: {1}; give another address with --listen")]
    Listen(SocketAddr, io::Error),
    /// The machine refuses what every server needs.
    #[error("cannot run the server: {0}")]
    Run(#[from] io::Error),
}

/// Serves until SIGINT or SIGTERM. Prints one line on standard output when it is ready, so that
/// another program can wait for it and read the port.
pub fn run(listen: SocketAddr, router: Router) -> Result<(), ServerError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => ServerError::InUse(listen),
            _ => ServerError::Listen(listen, error),
        })?;
        let stop = asked_to_stop()?;
        announce(listener.local_addr()?);
        Ok(serve(listener, router, stop, LAST_ANSWERS).await?)
    })
}

/// Idle connections end at once when `stop` does; those with an answer on its way have until
/// `last_answers` have passed.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    last_answers: Duration,
) -> io::Result<()> {
    let (tell, told) = oneshot::channel::<()>();
    let until_told = async move {
        // A teller that is gone has nothing more to serve for either.
        let _ = told.await;
    };
    let mut serving =
        pin!(axum::serve(listener, router).with_graceful_shutdown(until_told).into_future());
    tokio::select! {
        ended = &mut serving => return ended,
        () = stop => drop(tell),
    }
    tracing::info!("Stopping.");
    match tokio::time::timeout(last_answers, serving).await {
        Ok(ended) => ended,
        Err(_) => {
            tracing::warn!("Some answers were not finished in time.");
            Ok(())
        }
    }
}

fn announce(address: SocketAddr) {
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "Listening on http://{address}/").and_then(|()| out.flush()) {
        tracing::warn!(%error, %address, "Listening, but standard output is closed.");
    }
}

/// The signals are caught from the call on, so that one which comes right after the announcement is
/// not lost.
#[cfg(unix)]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn asked_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler the program ends on Ctrl-C anyway.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

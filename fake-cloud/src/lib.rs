//! A fake cloud on this machine, for the gateway's tests, the end-to-end tests and the benchmark. It
//! answers the two documented operations from the simulated jobs, checks every signature and token by
//! the documented rules, and delays, splits, cuts or omits answers when a test requests that.
//!
//! It shares no code with the gateway, so that the two cannot have the same bug, and it listens on loopback addresses
//! only.
//!
//! | module | |
//! |---|---|
//! | `settings`, `clock` | configuration |
//! | `behaviour`, `answer`, `errors`, `gate` | answers that a test chooses |
//! | `calls` | requests that a test inspects |
//! | `signature`, `keyring`, `iam`, `access` | authentication |
//! | `shared`, `bodies`, `lock` | state that all connections share |
//! | `api` | the documented operations |
//! | `wire`, `deliver`, `serve` | HTTP/1.1 by hand |
//! | `control`, `cli` | the program |

mod access;
mod agency;
mod answer;
mod api;
mod behaviour;
mod bodies;
mod calls;
pub mod cli;
mod clock;
mod control;
mod deliver;
pub mod errors;
mod gate;
mod iam;
mod keyring;
mod lock;
mod serve;
mod settings;
mod shared;
pub mod signature;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use agency::{METADATA_KEY_PATH, METADATA_TOKEN_PATH};
pub use answer::{Answer, Body};
pub use behaviour::{Behaviour, Pace};
pub use calls::Call;
pub use clock::Clock;
pub use gate::Gate;
pub use iam::TOKEN_PATH;
pub use settings::{EXAMPLE_AK, EXAMPLE_SK, IamUser, Key, Settings};

use lock::lock;
use shared::Shared;

/// A cloud that serves until it is dropped, which also closes its connections.
#[derive(Debug)]
pub struct FakeCloud {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

impl FakeCloud {
    /// Starts a cloud on a free port of 127.0.0.1.
    ///
    /// # Panics
    ///
    /// When the machine has no free port.
    pub async fn start(settings: Settings) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::start_at(anywhere, settings).await.expect("this machine has a free port of its own")
    }

    /// Starts a cloud on this address, which must be a loopback address, because the cloud is not secure.
    pub async fn start_at(address: SocketAddr, settings: Settings) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            let message = format!("{address} could be reached from other machines");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(settings));
        let serving = tokio::spawn(serve::accept_all(listener, Arc::clone(&shared)));
        Ok(FakeCloud { address, shared, serving })
    }

    /// The URL on which it listens, such as `http://127.0.0.1:40123`. Tokens are also issued there.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the behaviour for all further calls, except for tokens.
    pub fn behave(&self, behaviour: Behaviour) {
        self.shared.api.stand(behaviour);
    }

    /// Adds a behaviour for one call. Several are used one after the other.
    pub fn behave_once(&self, behaviour: Behaviour) {
        self.shared.api.queue(behaviour);
    }

    /// Sets the behaviour for all further calls for tokens.
    pub fn behave_iam(&self, behaviour: Behaviour) {
        self.shared.iam.stand(behaviour);
    }

    /// Adds a behaviour for one call for a token.
    pub fn behave_iam_once(&self, behaviour: Behaviour) {
        self.shared.iam.queue(behaviour);
    }

    /// Sets the behaviour for all further calls to the metadata service.
    pub fn behave_metadata(&self, behaviour: Behaviour) {
        self.shared.metadata.stand(behaviour);
    }

    /// Invalidates all issued tokens, as a change of the user's password does.
    pub fn revoke_tokens(&self) {
        lock(&self.shared.tokens).revoke();
    }

    /// The calls so far, in their order, but at most the newest ten thousand. A call counts as soon as its request was
    /// read completely.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.calls.all()
    }

    /// The number of calls.
    pub fn count(&self) -> usize {
        self.shared.calls.counts().calls
    }

    /// The number of calls that wait for their response or the rest of it, without those that the client has aborted.
    pub fn in_flight(&self) -> usize {
        self.shared.calls.counts().in_flight
    }

    /// The largest number of calls that waited at the same time.
    pub fn max_in_flight(&self) -> usize {
        self.shared.calls.counts().max_in_flight
    }

    /// Waits until there were at least this many calls.
    pub async fn wait_for_calls(&self, calls: usize) {
        self.shared.calls.until(|counts| counts.calls >= calls).await;
    }

    /// Waits until exactly this many calls wait for their response.
    pub async fn wait_for_in_flight(&self, calls: usize) {
        self.shared.calls.until(|counts| counts.in_flight == calls).await;
    }

    /// Resets all counts.
    pub fn forget_calls(&self) {
        self.shared.calls.forget();
    }
}

impl Drop for FakeCloud {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

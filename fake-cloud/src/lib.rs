//! A fake cloud on this machine, for the gateway's tests, the end-to-end tests and the benchmark. It
//! answers the two documented operations from the simulated jobs, checks every signature and token by
//! the documented rules, and delays, splits, cuts or omits answers when a test requests that.
//!
//! It shares no code with the gateway, so that the two can't have the same fault, and it listens on
//! loopback addresses only.
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

/// A cloud that serves until it is dropped. Its connections end with it.
#[derive(Debug)]
pub struct FakeCloud {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

impl FakeCloud {
    /// A cloud on a free port of 127.0.0.1.
    ///
    /// # Panics
    ///
    /// When the machine has no port left.
    pub async fn start(settings: Settings) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::start_at(anywhere, settings).await.expect("this machine has a free port of its own")
    }

    /// A cloud on an address of one's own choice, which must be one of this machine alone: it knows
    /// nothing of safety.
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

    /// Where it listens, such as `http://127.0.0.1:40123`. Tokens are issued there too.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How calls are answered from now on, those for tokens excepted.
    pub fn behave(&self, behaviour: Behaviour) {
        self.shared.api.stand(behaviour);
    }

    /// How one call is answered. Each one given waits for those given before it.
    pub fn behave_once(&self, behaviour: Behaviour) {
        self.shared.api.queue(behaviour);
    }

    /// How calls for tokens are answered from now on.
    pub fn behave_iam(&self, behaviour: Behaviour) {
        self.shared.iam.stand(behaviour);
    }

    /// How one call for a token is answered.
    pub fn behave_iam_once(&self, behaviour: Behaviour) {
        self.shared.iam.queue(behaviour);
    }

    /// How calls to the metadata service are answered from now on.
    pub fn behave_metadata(&self, behaviour: Behaviour) {
        self.shared.metadata.stand(behaviour);
    }

    /// Makes every token that was issued so far unknown, as a change of the user's password does.
    pub fn revoke_tokens(&self) {
        lock(&self.shared.tokens).revoke();
    }

    /// The calls so far, in the order in which they came; of very many, the newest ten thousand. A
    /// call counts as soon as the whole request was read.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.calls.all()
    }

    /// How many calls came.
    pub fn count(&self) -> usize {
        self.shared.calls.counts().calls
    }

    /// How many calls wait for their answer, or for the rest of it. One that was given up by the
    /// caller does not count.
    pub fn in_flight(&self) -> usize {
        self.shared.calls.counts().in_flight
    }

    /// The most calls that ever waited at the same time.
    pub fn max_in_flight(&self) -> usize {
        self.shared.calls.counts().max_in_flight
    }

    /// Ends when at least so many calls came.
    pub async fn wait_for_calls(&self, calls: usize) {
        self.shared.calls.until(|counts| counts.calls >= calls).await;
    }

    /// Ends when exactly so many calls wait for their answer.
    pub async fn wait_for_in_flight(&self, calls: usize) {
        self.shared.calls.until(|counts| counts.in_flight == calls).await;
    }

    /// Starts counting anew.
    pub fn forget_calls(&self) {
        self.shared.calls.forget();
    }
}

impl Drop for FakeCloud {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

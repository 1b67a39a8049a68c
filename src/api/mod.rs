//! Requests to the proxy: what is requested, how it is sent, and what comes of it. This module knows no
//! state: it is handed a request and a sink for the answer.

mod error;
#[cfg(target_arch = "wasm32")]
pub mod fetch;
pub mod job_detail;
pub mod list_stream;
pub mod projects;
mod session;
mod transport;
pub mod whole_body;

pub use error::{Completion, RequestError};
pub use session::{Credentials, FetchId, Proxy, Session};
pub use transport::{Body, Head, Request, Sink, Transport, append};

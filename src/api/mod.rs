//! Requests to the proxy: their URLs, how they are sent, and their results. This module does not depend on the
//! state: it is given a request and a sink for the response.

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

//! Asks the proxy and reads its answer. Dropping what [`get`] returns aborts the request.

use devserver_jobs_core::decode::{self, End, NotAList};
use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::job::Millis;
use gloo_net::http::{Request, Response};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Uint8Array;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestCredentials, RequestInit};

use crate::config::Credentials;
use crate::intl;

/// Why there is no list, or no detail of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// No answer arrived: no network, no server, or one that the browser may not ask.
    NotReached {
        /// Which server was asked.
        origin: String,
    },
    /// The answer was a refusal.
    Refused(ApiError),
    /// The answer was called a success, but is no job list, or no job.
    NotAList(NotAList),
    /// The answer broke off; a complete one from before is still shown in its place.
    CutShort {
        /// How many rows, or tasks, it had until then.
        rows: usize,
    },
    /// The setting `proxy` is no address.
    BadProxy(String),
}

/// An answer that is called a success.
pub struct Answer {
    /// What came.
    pub body: Vec<u8>,
    /// Whether the connection held until its end.
    whole: bool,
    /// How old it is.
    pub freshness: Freshness,
}

impl Answer {
    /// How the answer ended, where its bytes by themselves ended so: they may be whole though the
    /// connection broke before its end was confirmed.
    pub fn end(&self, by_bytes: End) -> End {
        if !self.whole && by_bytes == End::Whole {
            return End::CutShort { at: self.body.len(), why: decode::Broken::Ended };
        }
        by_bytes
    }
}

/// Asks `url`; `token` is what the reader signed in with.
///
/// # Errors
/// When there is nothing to read. An answer that breaks off is `Ok`.
pub fn get(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
) -> impl Future<Output = Result<Answer, LoadError>> + use<> {
    let abort = AbortOnDrop::new();
    let request = request(url, credentials, token, &abort);
    let origin = web_sys::Url::new(url).map(|url| url.origin()).unwrap_or_default();
    async move {
        // Held until the answer is read to its end.
        let _abort = abort;
        let Ok(request) = request else {
            return Err(LoadError::NotReached { origin });
        };
        let Ok(response) = request.send().await else {
            return Err(LoadError::NotReached { origin });
        };
        let (body, whole) = read(&response).await;
        judge(&response, body, whole, origin)
    }
}

/// What an answer comes to.
fn judge(
    response: &Response,
    body: Vec<u8>,
    whole: bool,
    origin: String,
) -> Result<Answer, LoadError> {
    let header = |name| response.headers().get(name);
    if !response.ok() {
        let mut error = ApiError::read(response.status(), header("X-Request-Id"), &body);
        let seconds = header("Retry-After").and_then(|text| text.parse::<usize>().ok());
        error.retry_at = seconds.map(|seconds| intl::now() as Millis + seconds as Millis * 1000);
        return Err(LoadError::Refused(error));
    }
    if body.is_empty() && !whole {
        return Err(LoadError::NotReached { origin });
    }
    let freshness = Freshness::read(header("Age").as_deref(), header("Cache-Status").as_deref());
    Ok(Answer { body, whole, freshness })
}

/// gloo-net's own builder puts a `&` behind an address that has a query already, so the request is
/// made without it.
fn request(
    url: &str,
    credentials: Credentials,
    token: Option<&str>,
    abort: &AbortOnDrop,
) -> Result<Request, JsValue> {
    let init = RequestInit::new();
    init.set_credentials(match credentials {
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
        Credentials::Include => RequestCredentials::Include,
    });
    init.set_signal(abort.0.as_ref().map(AbortController::signal).as_ref());
    let request = web_sys::Request::new_with_str_and_init(url, &init)?;
    let headers = request.headers();
    headers.set("Accept", "application/json")?;
    if let Some(token) = token {
        headers.set("Authorization", &format!("Bearer {token}"))?;
    }
    Ok(request.into())
}

/// The body's bytes, and whether the connection held until their end.
async fn read(response: &Response) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let reader = response.body().and_then(|stream| ReadableStreamDefaultReader::new(&stream).ok());
    let Some(reader) = reader else {
        return (bytes, true);
    };
    loop {
        let Ok(part) = JsFuture::from(reader.read()).await else {
            return (bytes, false);
        };
        let part: web_sys::ReadableStreamReadResult = part.unchecked_into();
        match part.get_value().dyn_into::<Uint8Array>() {
            Ok(chunk) => {
                let start = bytes.len();
                bytes.resize(start + chunk.length() as usize, 0);
                chunk.copy_to(&mut bytes[start..]);
            }
            // No more chunks.
            Err(_) => return (bytes, true),
        }
    }
}

/// Aborts its request when it is dropped: gloo-net's own future does not.
struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn new() -> Self {
        Self(AbortController::new().ok())
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // After the whole answer this does nothing.
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

//! Asks the proxy and reads its answer, part by part. Dropping what [`get`] returns aborts the request.

use devserver_jobs_core::decode::{self, End, NotAList};
use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::job::Millis;
use gloo_net::http::Response;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Promise, Uint8Array};
use web_sys::{AbortController, ReadableStreamDefaultReader};

use crate::config::Credentials;
use crate::host::Host;
use crate::intl;
use crate::turn::{SLICE, turn};

/// Why there is no list, or no detail of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// No answer arrived: no network, no server, or one that the browser may not ask.
    NotReached {
        /// Which server was asked.
        origin: String,
        /// What the browser, or the page's own `fetch`, says.
        why: String,
        /// Whether that helps the reader: browsers say the same of every reason.
        is_telling: bool,
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

/// Where the body of an answer goes that is called a success.
pub trait Sink {
    /// The body begins. `length` is how many bytes it will have, where that is known.
    fn begin(&mut self, length: Option<u32>);
    /// A part of it.
    fn take(&mut self, part: &Uint8Array);
    /// The request is over, at `now`.
    fn end(self: Box<Self>, end: Result<Ending, LoadError>, now: f64);
}

/// How the connection of an answer ended.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    /// Whether it held until the end.
    is_whole: bool,
    /// How many bytes came.
    length: usize,
    /// How old the answer is.
    pub freshness: Freshness,
}

impl Ending {
    /// How the answer ended, where its bytes by themselves ended so: they may be whole though the
    /// connection broke before its end was confirmed.
    pub fn of(&self, by_bytes: End) -> End {
        if !self.is_whole && by_bytes == End::Whole {
            return End::CutShort { at: self.length, why: decode::Broken::Ended };
        }
        by_bytes
    }
}

/// What is asked, and how.
#[derive(Debug)]
pub struct Ask {
    /// An absolute address.
    pub url: String,
    /// Which of the browser's own credentials go with it.
    pub credentials: Credentials,
    /// What the reader signed in with.
    pub token: Option<String>,
    /// Who sends it.
    pub host: Host,
}

/// A request that was sent before anything here was there: by `define.js`, as soon as it knew what to
/// ask. One that nobody takes is aborted with this value.
pub struct Early(SendWrapper<(EarlyRequest, AbortOnDrop)>);

#[wasm_bindgen]
extern "C" {
    /// What `define.js` hands over.
    pub type EarlyRequest;
    #[wasm_bindgen(method, getter)]
    fn url(this: &EarlyRequest) -> String;
    #[wasm_bindgen(method, getter)]
    fn credentials(this: &EarlyRequest) -> String;
    #[wasm_bindgen(method, getter)]
    fn response(this: &EarlyRequest) -> Promise;
    #[wasm_bindgen(method, getter)]
    fn controller(this: &EarlyRequest) -> AbortController;
}

impl Early {
    /// Takes over what `define.js` began.
    pub fn new(request: EarlyRequest) -> Self {
        let abort = AbortOnDrop(request.controller());
        Self(SendWrapper::new((request, abort)))
    }

    /// Whether it asks the same, in the same way.
    fn is(&self, ask: &Ask) -> bool {
        let request = &self.0.0;
        request.url() == ask.url
            && request.credentials() == ask.credentials.name()
            && ask.token.is_none()
    }
}

/// Asks, unless that was done already, and hands the answer's body over to `sink` as it comes.
///
/// # Errors
/// When there is nothing to read. An answer that breaks off is `Ok`.
pub async fn get(ask: Ask, early: Option<Early>, sink: &mut dyn Sink) -> Result<Ending, LoadError> {
    let not_reached = |why: &JsValue| {
        let origin = web_sys::Url::new(&ask.url).map(|url| url.origin()).unwrap_or_default();
        let message = js_sys::Reflect::get(why, &"message".into()).ok();
        let message = message.and_then(|message| message.as_string()).unwrap_or_default();
        let is_telling = !message.is_empty() && !why.has_type::<js_sys::TypeError>();
        LoadError::NotReached { origin, why: message, is_telling }
    };
    // Held until the answer is read to its end.
    let (sent, _abort) = match early.filter(|early| early.is(&ask)) {
        Some(early) => {
            let (request, abort) = early.0.take();
            (request.response(), abort)
        }
        None => {
            let controller = AbortController::new().map_err(|why| not_reached(&why))?;
            let Ask { url, credentials, token, host } = &ask;
            let signal = controller.signal();
            let sent = host.send(url, credentials.name(), token.as_deref(), &signal);
            (sent, AbortOnDrop(controller))
        }
    };
    let response = JsFuture::from(sent).await.map_err(|why| not_reached(&why))?;
    let response = Response::from(response.unchecked_into::<web_sys::Response>());
    let header = |name| response.headers().get(name);
    if response.ok() {
        // With an encoding it is the length of something else.
        let length = header("Content-Length").filter(|_| header("Content-Encoding").is_none());
        sink.begin(length.and_then(|length| length.parse().ok()));
    }

    let mut refusal = Vec::new();
    let mut length = 0;
    let reader = response.body().and_then(|stream| ReadableStreamDefaultReader::new(&stream).ok());
    let mut slice = intl::now();
    let is_whole = loop {
        let Some(reader) = &reader else {
            break true;
        };
        let Ok(part) = JsFuture::from(reader.read()).await else {
            break false;
        };
        let part: web_sys::ReadableStreamReadResult = part.unchecked_into();
        let Ok(part) = part.get_value().dyn_into::<Uint8Array>() else {
            // No more of them.
            break true;
        };
        length += part.length() as usize;
        if response.ok() {
            sink.take(&part)
        } else {
            append(&mut refusal, &part)
        }
        if intl::now() - slice > SLICE {
            turn().await;
            slice = intl::now();
        }
    };

    if !response.ok() {
        let mut error = ApiError::read(response.status(), header("X-Request-Id"), &refusal);
        let seconds = header("Retry-After").and_then(|text| text.parse::<usize>().ok());
        error.retry_at = seconds.map(|seconds| intl::now() as Millis + seconds as Millis * 1000);
        return Err(LoadError::Refused(error));
    }
    if length == 0 && !is_whole {
        return Err(not_reached(&JsValue::UNDEFINED));
    }
    let freshness = Freshness::read(header("Age").as_deref(), header("Cache-Status").as_deref());
    Ok(Ending { is_whole, length, freshness })
}

/// Puts a part of a body behind what has come.
pub fn append(bytes: &mut Vec<u8>, part: &Uint8Array) {
    let start = bytes.len();
    bytes.resize(start + part.length() as usize, 0);
    part.copy_to(&mut bytes[start..]);
}

/// Aborts its request when it is dropped.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // After the whole answer this does nothing.
        self.0.abort();
    }
}

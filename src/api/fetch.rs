//! The transport in the browser: requests are sent by the element's `send`, response bodies are streams.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::job::Millis;
use devserver_jobs_core::retry_after;
use gloo_net::http::Response;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Promise, Reflect, Uint8Array};
use web_sys::{AbortController, AbortSignal, ReadableStream, ReadableStreamDefaultReader};

use super::{Body, Completion, Head, Request, RequestError, Sink, Transport, append};
use crate::platform::{Pause, intl, scheduler::pause};

#[wasm_bindgen]
extern "C" {
    /// The part of the element that sends requests; `define.js` passes it to Rust.
    #[derive(Clone)]
    pub type Sender;
    /// Sends a request to an address, and returns a promise of the `Response`.
    #[wasm_bindgen(method)]
    fn send(
        this: &Sender,
        url: &str,
        credentials: &str,
        token: Option<&str>,
        signal: &AbortSignal,
    ) -> Promise;

    /// The body of a response, which may be a stream of another realm.
    type Stream;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn get_reader(this: &Stream) -> Result<ReadableStreamDefaultReader, JsValue>;

    /// The early request, which `define.js` sent while the WebAssembly was loading.
    pub type EarlyRequest;
    #[wasm_bindgen(method, getter)]
    fn url(this: &EarlyRequest) -> String;
    #[wasm_bindgen(method, getter)]
    fn credentials(this: &EarlyRequest) -> String;
    #[wasm_bindgen(method, getter)]
    fn response(this: &EarlyRequest) -> Promise;
    #[wasm_bindgen(method, getter)]
    fn controller(this: &EarlyRequest) -> AbortController;
    /// Whether to wait a moment for its response before anything is displayed.
    #[wasm_bindgen(method, getter, js_name = isAwaited)]
    pub fn is_awaited(this: &EarlyRequest) -> bool;
}

/// Sends requests through the element.
pub struct FetchTransport {
    sender: Sender,
    /// Taken by the first request; if that differs, the early request is aborted.
    early: Rc<RefCell<Option<Early>>>,
}

impl FetchTransport {
    /// The transport of one element, with the early request, if there is one.
    pub fn new(sender: Sender, early: Option<EarlyRequest>) -> Self {
        Self { sender, early: Rc::new(RefCell::new(early.map(Early::new))) }
    }
}

impl Transport for FetchTransport {
    fn get(&self, request: Request, sink: Box<dyn Sink>) -> Pin<Box<dyn Future<Output = ()>>> {
        let early = self.early.borrow_mut().take();
        let sender = self.sender.clone();
        Box::pin(async move {
            let mut sink = sink;
            let end = get(&sender, request, early, &mut *sink).await;
            sink.end(end);
        })
    }

    fn discard_early(&self) {
        self.early.borrow_mut().take();
    }
}

/// The early request, which is aborted when this is dropped.
struct Early {
    request: EarlyRequest,
    abort: AbortOnDrop,
}

impl Early {
    fn new(request: EarlyRequest) -> Self {
        let abort = AbortOnDrop(request.controller());
        Self { request, abort }
    }

    /// Whether it is the same request, sent in the same way.
    fn is(&self, request: &Request) -> bool {
        self.request.url() == request.url
            && self.request.credentials() == request.session.credentials.name()
            && request.session.token.is_none()
    }
}

/// So many bytes of a part are decoded at once. What has come while the component was starting is one part of
/// megabytes, and a host page's own `fetch` may hand over the whole body as one.
const PIECE: u32 = 128 * 1024;

async fn get(
    sender: &Sender,
    request: Request,
    early: Option<Early>,
    sink: &mut dyn Sink,
) -> Result<Completion, RequestError> {
    let unreachable = |why: &JsValue| {
        let origin = web_sys::Url::new(&request.url).map(|url| url.origin()).unwrap_or_default();
        let text =
            |name: &str| Reflect::get(why, &name.into()).ok().and_then(|text| text.as_string());
        let message = text("message").unwrap_or_default();
        // By name, because an error of another realm has another type.
        let is_specific = !message.is_empty() && text("name").as_deref() != Some("TypeError");
        RequestError::Unreachable { origin, message, is_specific }
    };
    // Kept until the body has been read to its end.
    let (sent, _abort) = match early.filter(|early| early.is(&request)) {
        Some(early) => {
            // The response may be there already, and mounting the component is a long task even without it.
            pause(Pause::Yield).await;
            (early.request.response(), early.abort)
        }
        None => {
            let controller = AbortController::new().map_err(|why| unreachable(&why))?;
            let (session, signal) = (&request.session, controller.signal());
            let credentials = session.credentials.name();
            let sent = sender.send(&request.url, credentials, session.token.as_deref(), &signal);
            (sent, AbortOnDrop(controller))
        }
    };
    let response = JsFuture::from(sent).await.map_err(|why| unreachable(&why))?;
    let response = Response::from(response.unchecked_into::<web_sys::Response>());
    let header = |name| response.headers().get(name);
    let is_wanted = !response.ok() || {
        // With a content encoding, it is the length of the encoded body.
        let length = header("Content-Length").filter(|_| header("Content-Encoding").is_none());
        let length = length.and_then(|length| length.parse().ok());
        sink.begin(Head { length, etag: header("ETag") })
    };

    let mut refusal = Vec::new();
    let mut length = 0;
    let get_reader = |stream: ReadableStream| stream.unchecked_ref::<Stream>().get_reader().ok();
    let body = response.body().filter(|_| is_wanted);
    let reader = body.and_then(get_reader);
    let mut slice = intl::now();
    let is_whole = loop {
        let Some(reader) = &reader else {
            break true;
        };
        let Ok(part) = JsFuture::from(reader.read()).await else {
            break false;
        };
        let part: web_sys::ReadableStreamReadResult = part.unchecked_into();
        if part.get_done() == Some(true) {
            break true;
        }
        let part = bytes(part.get_value()).ok_or_else(|| {
            let error = js_sys::Error::new("fetch returned a response whose body is not bytes");
            unreachable(&error)
        })?;
        length += part.length() as usize;
        for start in (0..part.length()).step_by(PIECE as usize) {
            let piece = part.subarray(start, start.saturating_add(PIECE));
            if response.ok() {
                sink.part(&piece)
            } else {
                append(&mut refusal, &piece)
            }
            if intl::now() - slice > sink.slice() {
                pause(Pause::Yield).await;
                slice = intl::now();
            }
        }
    };

    // A redirect that was not followed has no status: most likely it leads to a sign-in page. A sign-in page may
    // also have an error status, for example if it rejects requests by `fetch`.
    let is_page = refusal.first() == Some(&b'<');
    if response.status() == 0 || response.redirected() && is_page {
        return Err(RequestError::SignInPage);
    }
    if !response.ok() {
        let mut error = ApiError::read(response.status(), header("X-Request-Id"), &refusal);
        let (now, date) = (intl::now() as Millis, header("Date"));
        let retry_after = header("Retry-After");
        error.retry_at =
            retry_after.and_then(|text| retry_after::parse(&text, date.as_deref(), now));
        return Err(RequestError::Refused(error));
    }
    if length == 0 && !is_whole {
        return Err(unreachable(&JsValue::UNDEFINED));
    }
    let freshness = Freshness::read(header("Age").as_deref(), header("Cache-Status").as_deref());
    let is_redirected = response.redirected();
    let request_id = header("X-Request-Id");
    Ok(Completion { is_whole, is_redirected, length, request_id, freshness })
}

/// A part of a body as bytes, which may be of another realm.
fn bytes(part: JsValue) -> Option<Uint8Array> {
    let of_another = |part: JsValue| {
        let length = Reflect::get(&part, &"byteLength".into()).ok()?;
        length.as_f64().map(|_| Uint8Array::new(&part))
    };
    part.dyn_into().or_else(|part| of_another(part).ok_or(())).ok()
}

impl Body for Uint8Array {
    fn length(&self) -> usize {
        Uint8Array::length(self) as usize
    }

    fn copy_to(&self, target: &mut [u8]) {
        Uint8Array::copy_to(self, target);
    }
}

/// Aborts its request when it is dropped.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // After the end of the response this has no effect.
        self.0.abort();
    }
}

//! The session: the proxy and how requests are sent to it, which is the same for all requests. Everything that
//! was fetched belongs to the session that fetched it; a new session starts empty.

/// What every request is sent with. Requests of equal sessions get equal responses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// The server that requests are sent to.
    pub proxy: Proxy,
    /// Whether requests include the browser's cookies.
    pub credentials: Credentials,
    /// The function that sends requests.
    pub fetch: FetchId,
    /// The token that the user signed in with at this proxy. It is in memory and in the requests to this proxy
    /// only: not in the address, not in the document, and not in any message.
    pub token: Option<String>,
}

/// The base address of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// An absolute address without a trailing slash.
    Base(String),
    /// The given text is not a web address. Sending requests to another server instead would be worse than an
    /// error.
    Bad(String),
}

impl Default for Proxy {
    fn default() -> Self {
        Proxy::Base(String::new())
    }
}

/// Which requests include the browser's credentials, such as cookies; the names are those of `fetch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Only those to the page's own server.
    #[default]
    SameOrigin,
    /// Those to any proxy.
    Include,
}

impl Credentials {
    /// The value in `fetch` and in the setting.
    pub fn name(self) -> &'static str {
        match self {
            Credentials::SameOrigin => "same-origin",
            Credentials::Include => "include",
        }
    }
}

/// Identifies the function that sends requests: 0 is the browser's own `fetch`, and each function that the host
/// page sets has another number. Another function may get other responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FetchId(pub u32);

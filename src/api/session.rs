//! The session: the proxy and how requests are sent to it, which is the same for all requests. Everything that
//! was fetched belongs to the session that fetched it; a new session starts empty.

/// What every request is sent with. Two equal sessions get the same answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// The server that is asked.
    pub proxy: Proxy,
    /// Whether the browser's cookies go along.
    pub credentials: Credentials,
    /// The function that sends.
    pub fetch: FetchId,
    /// What the user signed in with at this proxy. It is in memory and in the requests to this proxy
    /// only: not in the address, not in the document, and not in any text for people.
    pub token: Option<String>,
}

/// Where requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// An absolute address without a slash at its end.
    Base(String),
    /// The given text is not a web address. To ask another server instead would be worse than an error.
    Bad(String),
}

impl Default for Proxy {
    fn default() -> Self {
        Proxy::Base(String::new())
    }
}

/// Which requests carry the browser's own credentials, such as cookies, by the names that `fetch` has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Only those to the page's own server.
    #[default]
    SameOrigin,
    /// Those to any proxy.
    Include,
}

impl Credentials {
    /// The value that `fetch` and the setting have for it.
    pub fn name(self) -> &'static str {
        match self {
            Credentials::SameOrigin => "same-origin",
            Credentials::Include => "include",
        }
    }
}

/// Identifies the function that sends requests: 0 is the browser's own `fetch`, and each function that the
/// host page sets has another number. A different function may have a different answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FetchId(pub u32);

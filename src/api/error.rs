//! The errors of requests, as data. Their texts are chosen in `lazy::notices`.

use devserver_jobs_core::decode::{Broken, End, NotAList};
use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::job::Millis;

/// Why there is no list, or no detail of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// There was no response: no network, no server, or one to which the browser forbids requests.
    Unreachable {
        /// The origin of the server.
        origin: String,
        /// The message of the browser, or of the `fetch` function of the host page.
        message: String,
        /// Whether the message helps the user: browsers give the same one for every cause.
        is_specific: bool,
    },
    /// The response has an error status, or reports an error.
    Refused(ApiError),
    /// The response has a success status, but is no job list, or no job.
    NotAList(NotAList),
    /// The response is a web page instead of a job list or a job, or a redirect: most likely the sign-in page of
    /// the portal, because its session has ended.
    SignInPage,
    /// The response was interrupted; a complete one from before is still displayed in its place.
    CutShort {
        /// How many rows, or tasks, had arrived.
        rows: usize,
    },
    /// The setting `proxy` is not an address.
    BadProxy(String),
}

impl RequestError {
    /// The error for a response with a success status that cannot be used.
    pub fn unreadable(why: NotAList, completion: &Completion) -> Self {
        match why {
            // The header takes precedence over the body.
            NotAList::Error(error) => Self::Refused(ApiError {
                request_id: completion.request_id.clone().or(error.request_id),
                ..error
            }),
            NotAList::NotAnObject(start) if start.trim_start().starts_with('<') => Self::SignInPage,
            NotAList::NotAnObject(_) | NotAList::NoData if completion.is_redirected => {
                Self::SignInPage
            }
            why => Self::NotAList(why),
        }
    }

    /// Whether the same request may succeed later without an act of the user: an outage ends, while a missing
    /// permission or an ended session persists.
    pub fn can_recover(&self) -> bool {
        match self {
            Self::Refused(error) => {
                matches!(error.effective_status(), 408 | 425 | 429 | 500..)
            }
            Self::Unreachable { .. } | Self::NotAList(_) | Self::CutShort { .. } => true,
            Self::SignInPage | Self::BadProxy(_) => false,
        }
    }

    /// The earliest time of the next request, if the server gives one.
    pub fn retry_at(&self) -> Option<Millis> {
        match self {
            Self::Refused(error) => error.retry_at,
            _ => None,
        }
    }

    /// The refusal by which the proxy requires a token of the user, if it is one.
    pub fn sign_in(&self) -> Option<&ApiError> {
        match self {
            RequestError::Refused(error) => Some(error).filter(|error| error.asks_for_token()),
            _ => None,
        }
    }
}

/// How a response with a success status ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Whether the connection lasted until the end.
    pub is_whole: bool,
    /// Whether the response is from another address, to which the server has redirected.
    pub is_redirected: bool,
    /// The number of bytes that arrived.
    pub length: usize,
    /// The header `X-Request-Id`, for technical support.
    pub request_id: Option<String>,
    /// The age of the response.
    pub freshness: Freshness,
}

impl Completion {
    /// How the response ended, given that its bytes by themselves ended like `by_bytes`: they may be complete
    /// although the connection was closed before the end was confirmed.
    pub fn end(&self, by_bytes: End) -> End {
        if !self.is_whole && by_bytes == End::Whole {
            return End::CutShort { at: self.length, why: Broken::Ended };
        }
        by_bytes
    }
}

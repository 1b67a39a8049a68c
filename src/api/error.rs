//! The errors of requests, as data. Their texts are chosen in `lazy::notices`.

use devserver_jobs_core::decode::{Broken, End, NotAList};
use devserver_jobs_core::error::ApiError;
use devserver_jobs_core::freshness::Freshness;
use devserver_jobs_core::job::Millis;

/// Why there is no list, or no detail of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// No answer arrived: no network, no server, or one that the browser may not ask.
    Unreachable {
        /// The origin of the server.
        origin: String,
        /// What the browser, or the host page's own `fetch`, reports.
        message: String,
        /// Whether that helps the user: browsers report the same for every reason.
        is_specific: bool,
    },
    /// The answer was a refusal.
    Refused(ApiError),
    /// The answer was called a success, but is no job list, or no job.
    NotAList(NotAList),
    /// A web page came in place of a job list or a job, or a redirect led elsewhere: most likely the page on
    /// which the user signs in, because the session at the portal has ended.
    SignInPage,
    /// The answer broke off; a complete one from before is still shown in its place.
    CutShort {
        /// How many rows, or tasks, it had until then.
        rows: usize,
    },
    /// The setting `proxy` is not an address.
    BadProxy(String),
}

impl RequestError {
    /// Why an answer that was called a success is of no use.
    pub fn unreadable(why: NotAList, completion: &Completion) -> Self {
        match why {
            // The header is nearer to the source than the body.
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

    /// Whether the same request may succeed later without an act of the user: an outage ends, while a
    /// missing permission or an ended session stays.
    pub fn can_recover(&self) -> bool {
        match self {
            Self::Refused(error) => {
                matches!(error.effective_status(), 408 | 425 | 429 | 500..)
            }
            Self::Unreachable { .. } | Self::NotAList(_) | Self::CutShort { .. } => true,
            Self::SignInPage | Self::BadProxy(_) => false,
        }
    }

    /// The earliest instant at which the server wants to be asked again, where it names one.
    pub fn retry_at(&self) -> Option<Millis> {
        match self {
            Self::Refused(error) => error.retry_at,
            _ => None,
        }
    }

    /// The refusal by which the proxy asks the user for a token, if it is one.
    pub fn sign_in(&self) -> Option<&ApiError> {
        match self {
            RequestError::Refused(error) => Some(error).filter(|error| error.asks_for_token()),
            _ => None,
        }
    }
}

/// How the connection of a successful answer ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Whether it held until the end.
    pub is_whole: bool,
    /// Whether the answer is that of another address, to which the server has redirected.
    pub is_redirected: bool,
    /// The number of bytes that arrived.
    pub length: usize,
    /// The header `X-Request-Id`, for which support asks.
    pub request_id: Option<String>,
    /// How old the answer is.
    pub freshness: Freshness,
}

impl Completion {
    /// How the answer ended, where its bytes by themselves ended like `by_bytes`: they may be whole though
    /// the connection broke before the end was confirmed.
    pub fn end(&self, by_bytes: End) -> End {
        if !self.is_whole && by_bytes == End::Whole {
            return End::CutShort { at: self.length, why: Broken::Ended };
        }
        by_bytes
    }
}

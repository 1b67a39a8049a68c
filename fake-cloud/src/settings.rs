//! The settings of a cloud, which do not change after its start.

use devserver_jobs_sim::Cloud;

use crate::clock::Clock;

/// A made-up access key.
pub const EXAMPLE_AK: &str = "HWEXAMPLEACCESSKEY01";
/// Its made-up secret.
pub const EXAMPLE_SK: &str = "hwExampleSecretKey/0123456789+abcdefghijkl";

/// Everything about a cloud.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The jobs that it shows.
    pub sim: Cloud,
    /// The keys that may call.
    pub keys: Vec<Key>,
    /// The one user that may ask for tokens.
    pub iam_user: Option<IamUser>,
    /// How many characters a token has.
    pub token_length: usize,
    /// How long a token is good for.
    pub token_lifetime_ms: i64,
    /// How long a key of the metadata service is good for; without, there is no such service.
    pub agency_key_lifetime_ms: Option<i64>,
    /// The cloud's own time: for signatures, tokens, locks and jobs.
    pub clock: Clock,
    /// Another time for the jobs alone, so that these can stand still while signatures are fresh.
    pub jobs_clock: Option<Clock>,
    /// By how much the `Date` header of the answers differs from that.
    pub date_offset_ms: i64,
    /// Whether bodies are sent in chunks, and not with their length.
    pub chunked: bool,
    /// Whether `/_behave` and `/_calls` are answered. Without that they are paths like any other.
    pub control: bool,
}

/// A day, as the documentation says.
const TOKEN_LIFETIME_MS: i64 = 24 * 3_600_000;
/// As long as the documentation's own sample.
const TOKEN_LENGTH: usize = 8744;

impl Default for Settings {
    /// The example key and the example user, the machine's time, and the simulation's own jobs.
    fn default() -> Self {
        Settings {
            sim: Cloud::default(),
            keys: vec![Key::example()],
            iam_user: Some(IamUser::example()),
            token_length: TOKEN_LENGTH,
            token_lifetime_ms: TOKEN_LIFETIME_MS,
            agency_key_lifetime_ms: None,
            clock: Clock::system(),
            jobs_clock: None,
            date_offset_ms: 0,
            chunked: false,
            control: false,
        }
    }
}

impl Settings {
    /// The instant that jobs are shown at.
    pub(crate) fn jobs_now_ms(&self) -> i64 {
        self.jobs_clock.as_ref().unwrap_or(&self.clock).now_ms()
    }
}

/// An access key. Nothing real belongs in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub ak: String,
    /// Its secret.
    pub sk: String,
    /// What a temporary key must be sent with.
    pub security_token: Option<String>,
    /// From then on it is unknown.
    pub expires_at_ms: Option<i64>,
}

impl Key {
    /// A key for good.
    pub fn new(ak: &str, sk: &str) -> Self {
        Key { ak: ak.to_owned(), sk: sk.to_owned(), security_token: None, expires_at_ms: None }
    }

    /// The made-up one.
    pub fn example() -> Self {
        Key::new(EXAMPLE_AK, EXAMPLE_SK)
    }
}

/// Who may ask for tokens. Nothing real belongs in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IamUser {
    /// The account.
    pub domain: String,
    /// The user of that account.
    pub user: String,
    /// Their password.
    pub password: String,
}

impl IamUser {
    /// The made-up one: `example-account`, `example-user`, `example-Passw0rd`.
    pub fn example() -> Self {
        IamUser {
            domain: "example-account".to_owned(),
            user: "example-user".to_owned(),
            password: "example-Passw0rd".to_owned(),
        }
    }
}

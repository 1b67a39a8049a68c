//! The settings of a cloud, which do not change after its start.

use devserver_jobs_sim::Cloud;

use crate::clock::Clock;

/// An invented access key.
pub const EXAMPLE_AK: &str = "HWEXAMPLEACCESSKEY01";
/// Its invented secret key.
pub const EXAMPLE_SK: &str = "hwExampleSecretKey/0123456789+abcdefghijkl";

/// All settings of a cloud.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The simulated jobs.
    pub sim: Cloud,
    /// The accepted keys.
    pub keys: Vec<Key>,
    /// The only user that can request tokens.
    pub iam_user: Option<IamUser>,
    /// The length of a token in characters.
    pub token_length: usize,
    /// How long a token is valid.
    pub token_lifetime_ms: i64,
    /// How long a key of the metadata service is valid. With `None` there is no such service.
    pub agency_key_lifetime_ms: Option<i64>,
    /// The clock of the cloud, for signatures, tokens, locks and jobs.
    pub clock: Clock,
    /// Another clock for the jobs, so that they can stay unchanged while signatures need the current time.
    pub jobs_clock: Option<Clock>,
    /// By how much the `Date` header of responses differs from the clock.
    pub date_offset_ms: i64,
    /// Whether bodies are sent in chunks instead of with their length.
    pub chunked: bool,
    /// Whether the control API (`/_behave` and `/_calls`) is available.
    pub control: bool,
}

/// One day, as documented.
const TOKEN_LIFETIME_MS: i64 = 24 * 3_600_000;
/// The length of the sample in the documentation.
const TOKEN_LENGTH: usize = 8744;

impl Default for Settings {
    /// The example key and user, the machine's clock, and the default number of jobs.
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
    /// The instant for which jobs are simulated.
    pub(crate) fn jobs_now_ms(&self) -> i64 {
        self.jobs_clock.as_ref().unwrap_or(&self.clock).now_ms()
    }
}

/// An access key. Never use a real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The access key itself.
    pub ak: String,
    /// The secret key.
    pub sk: String,
    /// The security token, for a temporary key.
    pub security_token: Option<String>,
    /// The time at which it expires.
    pub expires_at_ms: Option<i64>,
}

impl Key {
    /// A permanent key.
    pub fn new(ak: &str, sk: &str) -> Self {
        Key { ak: ak.to_owned(), sk: sk.to_owned(), security_token: None, expires_at_ms: None }
    }

    /// The example key.
    pub fn example() -> Self {
        Key::new(EXAMPLE_AK, EXAMPLE_SK)
    }
}

/// The user who can request tokens. Never use a real one.
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
    /// The example user: `example-account`, `example-user`, `example-Passw0rd`.
    pub fn example() -> Self {
        IamUser {
            domain: "example-account".to_owned(),
            user: "example-user".to_owned(),
            password: "example-Passw0rd".to_owned(),
        }
    }
}

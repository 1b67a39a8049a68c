//! An access key of the cloud.

use secrecy::SecretString;

/// A key pair.
#[derive(Clone, Debug)]
pub struct Key {
    /// AK: not secret, but not to be revealed.
    pub access_key: SecretString,
    /// SK.
    pub secret_key: SecretString,
    /// Sent and signed if the key is temporary.
    pub security_token: Option<SecretString>,
}

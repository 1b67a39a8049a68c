//! An access key of the cloud.

use secrecy::SecretString;

/// A key pair.
#[derive(Clone, Debug)]
pub struct Key {
    /// AK: not secret, but nobody's business.
    pub access_key: SecretString,
    /// SK.
    pub secret_key: SecretString,
    /// Sent and signed when the key is temporary.
    pub security_token: Option<SecretString>,
}

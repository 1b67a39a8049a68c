//! Identifies a credential without revealing it: replicas that use the same one have the same fingerprint, from
//! which users of the engine can derive neither key nor password.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use ring::pbkdf2;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use crate::cloud::credential::{Secrets, User};

/// A password may be short and known elsewhere, so each guess has to be expensive.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(300_000).expect("it is not zero");

/// A credential: its number in this replica, and its fingerprint for all replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// How often the credential has changed in this replica.
    pub generation: u64,
    /// Equal for equal parts. Empty without an engine.
    pub fingerprint: Arc<str>,
}

/// The fingerprint of the current credential, which is computed once.
#[derive(Debug, Default)]
pub struct Fingerprints(Mutex<Option<Identity>>);

impl Fingerprints {
    /// The identity of these secrets of this generation.
    pub async fn identity(&self, generation: u64, secrets: &Secrets) -> Identity {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(last) = last.filter(|last| last.generation == generation) {
            return last;
        }
        let secrets = secrets.clone();
        let taken = tokio::task::spawn_blocking(move || fingerprint(&secrets)).await;
        // This cannot fail; with an empty fingerprint the replicas would still limit their calls.
        let fingerprint = taken.unwrap_or_default().into();
        let identity = Identity { generation, fingerprint };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(identity.clone());
        identity
    }
}

/// A hash of some parts for a key in the engine, in hexadecimal digits.
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fingerprint(secrets: &Secrets) -> String {
    let parts: Vec<&[u8]> =
        secrets.parts().into_iter().map(|part| part.expose_secret().as_bytes()).collect();
    match secrets {
        // A secret key is random and long, so it cannot be guessed.
        Secrets::Key(_) => digest(parts),
        Secrets::User(User { domain, name, password }) => {
            let salt = digest([domain, name].map(|part| part.expose_secret().as_bytes()));
            let mut derived = [0; 32];
            let password = password.expose_secret().as_bytes();
            let algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
            pbkdf2::derive(algorithm, ITERATIONS, salt.as_bytes(), password, &mut derived);
            digest([salt.as_bytes(), &derived])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::key::Key;

    fn key(sk: &str, token: Option<&str>) -> Secrets {
        let security_token = token.map(Into::into);
        Secrets::Key(Key { access_key: "AK1".into(), secret_key: sk.into(), security_token })
    }

    #[test]
    fn other_parts_have_another_fingerprint_and_the_same_the_same() {
        let user = |password: &str| {
            let (domain, name) = ("account".into(), "reader".into());
            Secrets::User(User { domain, name, password: password.into() })
        };
        let all = [key("a", None), key("b", None), key("a", Some("t")), user("a"), user("b")];
        let taken: Vec<_> = all.iter().map(fingerprint).collect();
        assert_eq!(taken, all.iter().map(fingerprint).collect::<Vec<_>>());
        let different: std::collections::BTreeSet<_> = taken.iter().collect();
        assert_eq!(different.len(), all.len(), "{taken:?}");
    }
}

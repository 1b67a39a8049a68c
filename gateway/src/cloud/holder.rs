//! The credential in use: its current parts, and how often they have changed.

use std::sync::{Mutex, PoisonError};

use reqwest::Client;

use crate::clock::Clock;
use crate::cloud::credential::{Credential, Secrets};
use crate::cloud::metadata::Metadata;
use crate::secret::SecretError;

/// A credential, and how often it has changed since the start.
#[derive(Debug)]
pub struct Holder {
    credential: Credential,
    metadata: Option<Metadata>,
    last: Mutex<Option<(u64, Secrets)>>,
}

impl Holder {
    /// A holder of the credential, which is read later.
    pub fn new(credential: Credential) -> Self {
        Holder { credential, metadata: None, last: Mutex::new(None) }
    }

    /// A holder of the keys from the metadata service, which are requested later.
    pub fn of_agency(address: String, client: Client, clock: Clock) -> Self {
        let metadata = Some(Metadata::new(address.clone(), client, clock));
        Holder { credential: Credential::Agency(address), metadata, last: Mutex::new(None) }
    }

    /// The current parts, and the number of their generation, which changes with the parts.
    pub async fn current(&self) -> Result<(u64, Secrets), SecretError> {
        let now = match &self.metadata {
            Some(metadata) => Secrets::Key(metadata.key().await.map_err(SecretError::NotGiven)?),
            None => self.credential.read()?,
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = match &*last {
            Some((generation, before)) if before.same(&now) => *generation,
            Some((generation, _)) => generation + 1,
            None => 0,
        };
        *last = Some((generation, now.clone()));
        Ok((generation, now))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    #[tokio::test]
    async fn other_secrets_make_another_generation() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("sk");
        fs::write(&path, "one").unwrap();
        let file = path.to_str().unwrap();
        let get = |name: &str| match name {
            "HUAWEICLOUD_SDK_AK" => Some("AK1".to_owned()),
            "HUAWEICLOUD_SDK_SK_FILE" => Some(file.to_owned()),
            _ => None,
        };
        let key = Credential::from_environment(get, false);
        let holder = Holder::new(key.unwrap());
        let generation = async || holder.current().await.unwrap().0;
        assert_eq!((generation().await, generation().await), (0, 0));
        fs::write(&path, "two").unwrap();
        assert_eq!((generation().await, generation().await), (1, 1));
        fs::write(&path, "one").unwrap();
        assert_eq!(generation().await, 2);
        fs::remove_file(&path).unwrap();
        assert!(holder.current().await.unwrap_err().to_string().contains("cannot read"));
    }
}

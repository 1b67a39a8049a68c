//! Reads the file of `--config` again on SIGHUP. Responses in progress are finished with the old configuration, and
//! a file with an error changes nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::{env, io};

use crate::cache::Cache;
use crate::cloud::Cloud;
use crate::cloud::queue::Outbound;
use crate::config::cloud::CloudConfig;
use crate::config::common::Get;
use crate::config::file;

/// The file, and the parts that it configures.
#[derive(Debug)]
pub struct Reload {
    file: Option<PathBuf>,
    outbound: Outbound,
    cache: Arc<Cache>,
}

impl Reload {
    /// Nothing is read yet.
    pub fn new(config: &CloudConfig, cache: Arc<Cache>) -> Self {
        Reload { file: config.file.clone(), outbound: config.outbound, cache }
    }

    /// Reads the file and applies it. Returns the number of served projects.
    ///
    /// # Errors
    /// One line for each error; the previous configuration stays in use.
    pub fn run(&self, get: Get) -> Result<usize, Vec<String>> {
        let (Some(path), Cloud::Real(routes)) = (&self.file, self.cache.cloud()) else {
            return Err(vec!["there is no file to read; give one with --config".to_owned()]);
        };
        let new = file::read(path, self.outbound, get)?;
        let changed = routes.replace(new).map_err(|error| vec![error.to_string()])?;
        self.cache.forget(&changed);
        Ok(routes.projects().len())
    }

    /// Does this on each SIGHUP from now on.
    #[cfg(unix)]
    pub fn on_hangup(self) -> io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};

        let mut hangup = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                match self.run(&|name| env::var(name).ok()) {
                    Ok(projects) => tracing::info!(projects, "The configuration was read again."),
                    Err(faults) => {
                        for fault in faults {
                            tracing::error!(fault, "The configuration was not changed.");
                        }
                    }
                }
            }
        });
        Ok(())
    }

    /// This system has no such signal.
    #[cfg(not(unix))]
    pub fn on_hangup(self) -> io::Result<()> {
        Ok(())
    }
}

//! The flags of `check`. It opens no socket, and only those files that contain secrets.

use clap::Args;

use super::cloud::{CloudArgs, CloudConfig};
use super::common::{Get, level};
use crate::cloud::queue::Outbound;

/// The flags of `check`, as typed.
#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    cloud: CloudArgs,
    /// Level of the log on standard error: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", env = "DEVSERVER_JOBS_LOG", default_value = "off")]
    log: String,
}

/// The configuration of `check`.
#[derive(Debug)]
pub struct CheckConfig {
    /// Which cloud.
    pub cloud: CloudConfig,
    /// How much is logged.
    pub log: tracing::level_filters::LevelFilter,
}

impl CheckArgs {
    /// # Errors
    /// As for [`super::serve::ServeArgs::read`].
    pub fn read(self, get: Get) -> Result<CheckConfig, Vec<String>> {
        let mut faults = Vec::new();
        let cloud = self.cloud.read(Outbound::default(), get, &mut faults);
        match (cloud, level(&self.log)) {
            (Some(cloud), Ok(log)) if faults.is_empty() => Ok(CheckConfig { cloud, log }),
            (_, log) => {
                faults.extend(log.err());
                Err(faults)
            }
        }
    }
}

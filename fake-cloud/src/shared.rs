//! The state that all connections of one cloud share.

use std::sync::Mutex;

use crate::agency::Agency;
use crate::behaviour::Plan;
use crate::bodies::Bodies;
use crate::calls::Calls;
use crate::gate::Gate;
use crate::iam::Tokens;
use crate::keyring::Keyring;
use crate::settings::Settings;

/// The state that all connections of one cloud share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    /// The behaviours for all calls except those for tokens.
    pub(crate) api: Plan,
    /// The behaviours for calls for tokens.
    pub(crate) iam: Plan,
    /// The behaviours for calls to the metadata service.
    pub(crate) metadata: Plan,
    pub(crate) agency: Mutex<Agency>,
    pub(crate) calls: Calls,
    pub(crate) keyring: Mutex<Keyring>,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) bodies: Mutex<Bodies>,
    /// The gate of the control API: that of the last `hold` or `drip`.
    pub(crate) gate: Mutex<Gate>,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Shared {
            keyring: Mutex::new(Keyring::new(settings.keys.clone())),
            settings,
            api: Plan::new(),
            iam: Plan::new(),
            metadata: Plan::new(),
            agency: Mutex::default(),
            calls: Calls::default(),
            tokens: Mutex::default(),
            bodies: Mutex::default(),
            gate: Mutex::default(),
        }
    }
}

//! The interfaces through which the state uses the browser and the host page. Tests pass their own.

use std::rc::Rc;

use dom::reactive::RwSignal;
use send_wrapper::SendWrapper;

use crate::api::Transport;
use crate::events::Events;
use crate::platform::Platform;

/// The interfaces of one element.
#[derive(Clone)]
pub struct Environment {
    /// Sends requests to the proxy.
    pub transport: Rc<dyn Transport>,
    /// Sends events to the host page.
    pub events: Rc<dyn Events>,
    /// Time, tasks of the event loop, and the address bar.
    pub platform: Rc<dyn Platform>,
    /// The key under which the browser stores what the user saves.
    pub key: String,
}

/// An environment that is kept by the current owner, so that its handle can be copied.
#[derive(Clone, Copy)]
pub struct EnvironmentRef(RwSignal<SendWrapper<Environment>>);

impl EnvironmentRef {
    pub(super) fn new(environment: Environment) -> Self {
        Self(RwSignal::new(SendWrapper::new(environment)))
    }

    /// The environment.
    pub fn get(self) -> Environment {
        self.0.with_untracked(|environment| Environment::clone(environment))
    }
}

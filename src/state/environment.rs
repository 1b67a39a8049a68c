//! What the state needs of the world around it. Tests hand in their own.

use std::rc::Rc;

use dom::reactive::RwSignal;
use send_wrapper::SendWrapper;

use crate::api::Transport;
use crate::events::Events;
use crate::platform::Platform;

/// The world around one element.
#[derive(Clone)]
pub struct Environment {
    /// The way to the proxy.
    pub transport: Rc<dyn Transport>,
    /// The way to the host page.
    pub events: Rc<dyn Events>,
    /// Time, turns of the event loop, and the address bar.
    pub platform: Rc<dyn Platform>,
    /// Under which name the browser keeps what the user saves.
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

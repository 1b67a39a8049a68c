//! The session: what every request is sent with. It consists of settings and of the token that the user signed in
//! with.

use dom::reactive::{Memo, RwSignal};

use crate::api::{Proxy, Session};
use crate::settings::Settings;

/// The session.
#[derive(Clone, Copy)]
pub struct SessionSlice {
    token: RwSignal<Option<String>>,
    session: Memo<Session>,
}

impl SessionSlice {
    pub(super) fn new(settings: RwSignal<Settings>, token: Option<String>) -> Self {
        let token = RwSignal::new(token);
        let session = Memo::new(move |_| {
            let session = settings.with(|settings| settings.session.clone());
            Session { token: token.get(), ..session }
        });
        Self { token, session }
    }

    /// The session; subscribes the current observer.
    pub fn get(self) -> Session {
        self.session.get()
    }

    /// The session.
    pub(super) fn get_untracked(self) -> Session {
        self.session.get_untracked()
    }

    /// Whether there is a token, accepted or not.
    pub fn has_token_untracked(self) -> bool {
        self.token.with_untracked(Option::is_some)
    }

    pub(super) fn token_untracked(self) -> Option<String> {
        self.token.get_untracked()
    }

    /// Whether this token is already in use.
    pub(super) fn has_this_token(self, token: &str) -> bool {
        self.token.with_untracked(|known| known.as_deref() == Some(token))
    }

    pub(super) fn sign_in(self, token: &str) {
        self.token.set(Some(token.to_owned()));
    }

    /// Forgets the token if requests go to another proxy now: no other proxy may receive it, and it is not kept for
    /// this one.
    pub(super) fn change_proxy(self, before: &Proxy, after: &Proxy) {
        if before != after && self.has_token_untracked() {
            self.token.set(None);
        }
    }
}

//! The form for the access token that the proxy requires, in place of rows or above them. It does not keep the token.

use dom::{El, html};
use std::rc::Rc;

use super::form::{Form, form};
use crate::components::ui::Ui;
use crate::locale::Key;
use crate::state::list::Load;
use dom::reactive::*;

/// The heading, the message of the proxy about a refused token, and the form.
pub fn sign_in(ui: Ui) -> [El; 3] {
    // Before a token was sent, the message of the proxy would only repeat the form, in another language.
    let message = move || {
        let refusal =
            ui.store.list.with_load(|load| load.sign_in().and_then(|error| error.message.clone()));
        refusal.filter(|_| ui.store.session.has_token_untracked()).unwrap_or_default()
    };
    let malformed = RwSignal::new(false);
    let hint = move || {
        let messages = ui.messages();
        let (wrong, text) = if malformed.get() {
            (true, messages.get(Key::TokenMalformed))
        } else if ui.store.list.with_load(Load::is_loading) {
            (false, messages.get(Key::Loading))
        } else if ui.store.session.has_token_untracked() {
            (true, messages.get(Key::TokenRefused))
        } else {
            (false, messages.get(Key::TokenHint))
        };
        (wrong, text.to_owned())
    };
    let take = move |text: &str| {
        // The characters that are allowed in the header; a space would end the token.
        let good = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        malformed.set(!good);
        if good {
            ui.store.sign_in(text);
        }
        good
    };
    let form = form(
        ui,
        Form {
            id: "token",
            kind: "password",
            field: ui.focus.token,
            label: Key::Token,
            button: Key::SignInButton,
            hint: Rc::new(hint),
            take: Box::new(take),
        },
    );
    [
        html::p().class("title").attr("role", "alert").text(ui.message(Key::SignIn)),
        html::p().text(message),
        form,
    ]
}

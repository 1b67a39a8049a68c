//! What belongs to a session, and ends with it.

use dom::reactive::Executor;

use super::{TWO, Test, settings};
use crate::api::{FetchId, Proxy, Session};

/// An operator signed in again as somebody else, was refused, and saw the former user's rows.
#[test]
fn another_session_starts_empty() {
    type Change = fn(&mut Session);
    let changes: [Change; 3] = [
        |session| session.proxy = Proxy::Base("http://other".to_owned()),
        |session| session.credentials = crate::api::Credentials::Include,
        |session| session.fetch = FetchId(1),
    ];
    for change in changes {
        let test = Test::new(settings());
        test.answer(0, TWO);
        let mut other = settings();
        change(&mut other.session);
        test.store.configure(other);
        Executor::poll_local();
        assert_eq!(test.ids(), [""; 0]);
        test.world.sent.borrow()[1].fail();
        assert_eq!(test.ids(), [""; 0]);
    }

    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.sign_in("token");
    Executor::poll_local();
    assert_eq!(test.ids(), [""; 0]);
    assert_eq!(test.world.sent.borrow()[1].request.session.token.as_deref(), Some("token"));
}

#[test]
fn another_proxy_does_not_get_the_token() {
    let test = Test::new(settings());
    test.store.sign_in("token");
    Executor::poll_local();
    let mut other = settings();
    other.session.proxy = Proxy::Base("http://other".to_owned());
    test.store.configure(other);
    test.store.configure(settings());
    Executor::poll_local();
    let sent = test.world.sent.borrow();
    let tokens: Vec<_> = sent.iter().map(|sent| sent.request.session.token.clone()).collect();
    assert_eq!(tokens, [None, Some("token".to_owned()), None]);
}

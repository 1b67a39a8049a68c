//! What stays while the element is away.

use devserver_jobs_core::query::Filter;
use devserver_jobs_core::table::{Change, Column};

use super::{TWO, Test, settings};
use crate::api::Proxy;
use crate::platform::HistoryMode;

/// A portal with tabs that stay moved the element, and find, page, sort, open job and token were gone.
#[test]
fn what_the_reader_chose_survives_while_the_element_is_away() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.change(Change::Filter(Filter::Name, "up".into()), HistoryMode::Push);
    test.change(Change::Find("a".into()), HistoryMode::Replace);
    test.change(Change::PageSize(50), HistoryMode::Push);
    test.store.open(Some("a".to_owned()));
    test.store.sign_in("token");
    test.store.set_zone(crate::state::preferences::Zone::Utc);
    test.store.set_layout(|layout, offer| layout.show(Column::Type, false, offer));
    let saved = test.store.save();
    drop(test);

    let mut changed = settings();
    changed.query.filters.set(Filter::Status, "FINISHED").unwrap();
    let test = Test::restored("?find=host", changed, Some(saved.clone()));
    let url = "http://proxy/v1/demo/dev-servers/jobs?name=up&status=FINISHED";
    assert_eq!(test.urls(), [url]);
    assert_eq!(test.world.sent.borrow()[0].request.session.token.as_deref(), Some("token"));
    let table = test.store.table.get_untracked();
    assert_eq!((table.find.as_str(), table.page_size), ("a", 50));
    assert_eq!(test.store.detail.open_id_untracked().as_deref(), Some("a"));
    let columns = test.owner.with(|| dom::reactive::untrack(|| test.store.columns()));
    assert!(!columns.contains(&Column::Type));
    let utc = crate::state::preferences::Zone::Utc;
    assert_eq!(test.owner.with(|| dom::reactive::untrack(|| test.store.preferences.zone())), utc);
    assert_eq!(*test.world.history.borrow(), [], "the address is the host page's");
}

/// A portal named another proxy while the element was out of the document, and that got the token of the first.
#[test]
fn a_token_is_not_for_another_proxy() {
    let test = Test::new(settings());
    test.answer(0, TWO);
    test.store.sign_in("token");
    let saved = test.store.save();
    drop(test);

    let mut changed = settings();
    changed.session.proxy = Proxy::Base("http://elsewhere".to_owned());
    let test = Test::restored("", changed, Some(saved));
    assert_eq!(test.urls(), ["http://elsewhere/v1/demo/dev-servers/jobs"]);
    assert_eq!(test.world.sent.borrow()[0].request.session.token, None);
}

//! The projects that the proxy offers.

use dom::reactive::Executor;

use super::{TWO, Test, settings};
use crate::api::Proxy;
use crate::settings::Settings;

const PATH: &str = "http://proxy/v1/projects";
const LIST: &str = "http://proxy/v1/demo/dev-servers/jobs";

/// Takes settings that differ in something that no request depends on.
fn configure(test: &Test, page_size: usize, settings: Settings) {
    test.store.configure(Settings { page_size: Some(page_size), ..settings });
    Executor::poll_local();
}

/// While the request for the projects was under way, any other setting of the host page aborted it and sent it again.
#[test]
fn projects_are_requested_once_whatever_settings_change_meanwhile() {
    for has_project in [false, true] {
        let mut listing = Settings { list_projects: true, ..settings() };
        if !has_project {
            listing.query.project = None;
        }
        let test = Test::new(listing.clone());
        if has_project {
            test.answer(0, TWO);
        }
        let at = test.urls().len() - 1;
        assert_eq!(test.urls()[at], PATH);
        configure(&test, 50, listing.clone());
        configure(&test, 100, listing.clone());
        assert_eq!((test.urls().len(), test.is_aborted(at)), (at + 1, false));
        test.answer(at, r#"{"projects":["demo","other"]}"#);
        Executor::poll_local();
        let expect: &[&str] = if has_project { &[LIST, PATH] } else { &[PATH, LIST] };
        assert_eq!(test.urls(), expect);
    }
}

#[test]
fn projects_of_another_proxy_are_requested() {
    let listing = Settings { list_projects: true, ..settings() };
    let test = Test::new(listing.clone());
    test.answer(0, TWO);
    let mut elsewhere = listing.clone();
    elsewhere.session.proxy = Proxy::Base("http://elsewhere".to_owned());
    configure(&test, 50, elsewhere);
    assert!(test.is_aborted(1));
    assert_eq!(test.urls()[2..], ["http://elsewhere/v1/demo/dev-servers/jobs"]);
    test.answer(2, TWO);
    Executor::poll_local();
    assert_eq!(test.urls()[3..], ["http://elsewhere/v1/projects"]);

    // The host page names none of them any more.
    let none = Settings { list_projects: false, ..listing };
    configure(&test, 50, none);
    assert!(test.is_aborted(3));
}

//! Several elements on one page.

use devserver_jobs_core::schedule::Interval;

use super::super::{Test, settings};
use super::{DONE, SECOND, Watching};

/// Three elements on one page asked the same three times.
#[test]
fn elements_that_ask_the_same_share_one_answer() {
    let elements: Vec<Watching> = (0..3).map(|_| Watching::new("60")).collect();
    let counts = || elements.iter().map(Watching::count).collect::<Vec<_>>();
    for element in &elements {
        element.answer(&DONE);
    }
    // Each has a clock of its own; the first is the first to ask.
    elements[0].test.pass(60.0 * SECOND);
    assert_eq!(counts(), [2, 1, 1]);
    elements[1].test.pass(60.0 * SECOND);
    assert_eq!(counts(), [2, 1, 1], "it waits for the answer to the first");
    elements[0].answer(&[("n", "FINISHED")]);
    for element in &elements {
        assert_eq!(element.test.ids(), ["n"]);
    }
    assert_eq!(counts(), [2, 1, 1]);
    // The first goes away, and the others go on.
    let mut elements = elements;
    drop(elements.remove(0));
    elements[0].test.pass(1.0);
    assert!(elements[0].seconds().is_some_and(|seconds| seconds <= 60));
}

#[test]
fn other_sessions_do_not_share() {
    let (one, mut other) = (Watching::new("60"), settings());
    other.refresh_interval = Interval::Seconds(60);
    other.session.token = None;
    other.session.fetch = crate::api::FetchId(7);
    let other = Watching::of(Test::new(other));
    one.answer(&DONE);
    other.answer(&DONE);
    one.test.pass(60.0 * SECOND);
    one.answer(&[("n", "FINISHED")]);
    assert_eq!(other.test.ids(), ["a", "b"]);
}

//! The present, and the time zone in which it is shown.

use super::{Test, settings};

/// A laptop travelled, and the label named the new zone while the rows kept the times of the old one.
#[test]
fn a_new_time_zone_is_noticed_at_the_next_step() {
    let test = Test::new(settings());
    let zone = || test.owner.with(|| dom::reactive::untrack(|| test.store.clock.time_zone()));
    assert_eq!(zone(), "");
    *test.world.time_zone.borrow_mut() = "Europe/London".to_owned();
    test.pass(15_000.0);
    assert_eq!(zone(), "Europe/London");
}

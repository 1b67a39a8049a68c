//! Values that follow other values after the next frame, so that what is rendered from them does not delay the rows.

use std::rc::Rc;

use dom::reactive::{Effect, Memo, ReadSignal, RwSignal};
use send_wrapper::SendWrapper;

use crate::components::ui::Ui;
use crate::platform::Guard;

/// The value that `read` returned, updated after the next frame.
pub fn behind<T>(ui: Ui, read: impl Fn() -> T + Send + Sync + 'static) -> ReadSignal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let now = Memo::new(move |_| read());
    let shown = RwSignal::new(now.get_untracked());
    // The pending update.
    let due = RwSignal::new(None::<SendWrapper<Guard>>);
    // Outside world: the frames of the browser.
    Effect::new(move || {
        let differs = now.with(|now| shown.with_untracked(|shown| shown != now));
        if !differs || due.with_untracked(Option::is_some) {
            return;
        }
        let follow = move || {
            due.set(None);
            shown.set(now.get_untracked());
        };
        let guard = ui.store.environment().platform.after_paint(Rc::new(follow));
        due.set(Some(SendWrapper::new(guard)));
    });
    shown.read_only()
}

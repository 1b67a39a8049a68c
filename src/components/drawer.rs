//! The frame of a drawer beside the list, such as the detail of a job. The placeholder of a part that is still loading
//! uses it, too.

use dom::{El, IntoAttribute, html};

use super::ui::Ui;

/// A drawer with a heading, which gets the focus, and buttons beside it.
pub fn drawer<T: IntoAttribute>(
    ui: Ui,
    title: impl Fn() -> T + 'static,
    buttons: impl IntoIterator<Item = El>,
) -> El {
    let heading = html::h2().id("job").attr("tabindex", "-1").node_ref(ui.focus.detail).text(title);
    html::div()
        .class("drawer")
        .attr("part", "drawer")
        .attr("aria-labelledby", "job")
        .child(html::header().child(heading).children(buttons))
}

//! The field of a filter, as the first module has rendered it.

use devserver_jobs_core::query::Filter;
use dom::El;

use crate::components::ui::Ui;

/// The attribute of a field with the text that was entered before the second module was loaded.
pub const ENTERED: &str = "data-entered";

/// The field of a filter.
#[derive(Clone)]
pub struct Field {
    pub ui: Ui,
    pub filter: Filter,
    /// The element around the control.
    pub around: El,
    /// The input, or the select.
    pub control: El,
}

impl Field {
    /// The text that the user had typed before the second module was loaded. Nothing else has written into the
    /// field.
    pub fn typed_before(&self) -> Option<String> {
        Some(self.control.input().value()).filter(|text| !text.trim().is_empty())
    }

    /// Whether the user is typing: the text in the field has not been entered yet.
    pub fn is_typing(&self) -> bool {
        let entered = self.control.element().get_attribute(ENTERED);
        self.control.has_focus() && self.typed_before().is_some_and(|text| entered != Some(text))
    }
}

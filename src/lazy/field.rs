//! The field of a filter, as the first module has made it.

use devserver_jobs_core::query::Filter;
use dom::El;

use crate::components::ui::Ui;

/// The field of a filter.
#[derive(Clone)]
pub struct Field {
    pub ui: Ui,
    pub filter: Filter,
    /// Around the control.
    pub around: El,
    /// The input, or the select.
    pub control: El,
}

impl Field {
    /// What the reader had typed into it before this module came.
    pub fn typed_before(&self) -> Option<String> {
        let is_set = !self.ui.store.query.filter(self.filter).is_empty();
        Some(self.control.input().value()).filter(|text| !is_set && !text.trim().is_empty())
    }
}

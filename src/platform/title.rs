//! The title of the page, which may carry a mark in front.

/// A mark in front of the title.
#[derive(Debug, Default)]
pub struct TitleMark(String);

impl TitleMark {
    /// Puts a mark in front of the title in place of the one that is there; an empty one leaves the title as it was.
    pub fn set(&mut self, mark: String) {
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(document) = document.filter(|_| mark != self.0) {
            let title = document.title();
            // The host page may have another title by now.
            let rest = title.strip_prefix(self.0.as_str()).unwrap_or(&title).trim_start();
            let separator = if mark.is_empty() { "" } else { " " };
            document.set_title(&format!("{mark}{separator}{rest}"));
            self.0 = mark;
        }
    }
}

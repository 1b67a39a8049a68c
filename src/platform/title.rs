//! The title of the page, which may have a mark as a prefix.

/// The mark before the title.
#[derive(Debug, Default)]
pub struct TitleMark(String);

impl TitleMark {
    /// Sets the mark before the title, replacing the previous one; an empty one restores the title.
    pub fn set(&mut self, mark: String) {
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(document) = document.filter(|_| mark != self.0) {
            let title = document.title();
            // The host page may have changed the title meanwhile.
            let rest = title.strip_prefix(self.0.as_str()).unwrap_or(&title).trim_start();
            let separator = if mark.is_empty() { "" } else { " " };
            document.set_title(&format!("{mark}{separator}{rest}"));
            self.0 = mark;
        }
    }
}

//! Runs an export from the press of the button to the file or the text in the clipboard: in slices, with progress, until
//! it is complete or stopped.

use devserver_jobs_reports::export::{self, Export, Format, Selection};
use dom::El;
use dom::reactive::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::super::snapshot::Snapshot;
use super::super::target::Target;
use super::copy::{parts_of, promise};
use super::text::{in_view, new, write};
use super::{Progress, State};
use crate::platform::download::{Parts, revoke};
use crate::platform::{Pause, SLICE, clipboard, intl};

/// A longer text is not displayed in a field: laying it out takes a browser minutes.
const LONGEST_FIELD: u32 = 200_000;

/// The approximate size of a snapshot's parts in bytes. Compressing one takes a phone some milliseconds.
const SNAPSHOT_PART: usize = 1 << 16;

impl State {
    /// Writes the jobs, and sets the result.
    pub(super) async fn run(self, button: Element, link: El) {
        let target = self.target.get_untracked();
        if !target.is_copied() {
            // The press has a task of its own. Copying must not wait, because some browsers allow it only in that
            // task.
            self.ui.store.environment().platform.pause(Pause::Yield).await;
        }
        let written = match target {
            Target::Text(format) => Ok(self.write_text(format, &button, &link).await),
            Target::Snapshot => self.write_snapshot(&button, &link).await,
        };
        // The user may have stopped it meanwhile.
        if untrack(|| self.is_running()) {
            self.progress.set(written.unwrap_or_else(Progress::Failed));
        }
    }

    /// Sets the number of written jobs; returns whether to continue.
    fn goes_on(self, done: usize) -> bool {
        let is_running = untrack(|| self.is_running());
        if is_running {
            self.progress.set(Progress::Running(done));
        }
        is_running
    }

    /// Writes the jobs in view.
    async fn write_text(self, format: Format, button: &Element, link: &El) -> Progress {
        let ui = self.ui;
        let (export, count) = untrack(|| self.begin(format));
        let promised = promise(format, count, button);
        let parts = parts_of(format, promised.as_ref());
        let Some(done) = write(ui, export, &parts, |done| self.goes_on(done)).await else {
            return Progress::Stopped;
        };
        if !format.is_copied() {
            self.save(&parts, link);
            return Progress::Done(done);
        }
        if clipboard::fulfil(promised, &parts).await {
            return Progress::Done(done);
        }
        let text = parts.text();
        let is_long = text.length() > LONGEST_FIELD;
        let has_copied = if is_long {
            // Joining a long text takes a while, and so does the browser's processing of it.
            ui.store.environment().platform.pause(Pause::Yield).await;
            clipboard::write(&text, button).await
        } else {
            clipboard::copy(&text, button).await
        };
        match (has_copied, is_long) {
            (true, _) => Progress::Done(done),
            (false, false) => Progress::Refused(text.into()),
            (false, true) => {
                self.save(&parts, link);
                Progress::SavedInstead(done)
            }
        }
    }

    /// Writes the whole list, and the component around it.
    async fn write_snapshot(self, button: &Element, link: &El) -> Result<Progress, String> {
        let platform = self.ui.store.environment().platform;
        let mut snapshot = Snapshot::begin(self.ui, button).await?;
        let (mut text, mut slice) = (String::new(), platform.now());
        loop {
            let part = snapshot.body.step();
            let is_over = part.is_none();
            text.push_str(&part.unwrap_or_default());
            if text.len() > SNAPSHOT_PART || is_over {
                snapshot.add(&text).await?;
                text.clear();
            }
            if is_over {
                break;
            }
            if platform.now() - slice > SLICE {
                if !self.goes_on(snapshot.body.done()) {
                    return Ok(Progress::Stopped);
                }
                platform.pause(Pause::Yield).await;
                slice = platform.now();
            }
        }
        let parts = Parts::of_file();
        for part in snapshot.finish().await? {
            parts.push(&part);
        }
        if !untrack(|| self.is_running()) {
            return Ok(Progress::Stopped);
        }
        self.save(&parts, link);
        Ok(Progress::Done(snapshot.body.done()))
    }

    /// An export of the jobs that are in view now, and their number.
    fn begin(self, format: Format) -> (Export<'static>, usize) {
        let Self { ui, has_all_columns, .. } = self;
        let (jobs, places) = in_view(ui, self.only_marked.get());
        let (columns, count) = ((!has_all_columns.get()).then(|| ui.store.columns()), places.len());
        (new(ui, format, Selection { jobs, places, columns }), count)
    }

    /// Lets the browser save the file. The link is kept for frames in which saving needs a click.
    fn save(self, parts: &Parts, link: &El) {
        let Self { ui, target, .. } = self;
        let target = target.get_untracked();
        let Ok(url) = parts.url(target.media_type()) else {
            return;
        };
        let now = ui.store.environment().platform.now();
        let project = ui.store.query.get_untracked().project;
        let project = project.map(|project| project.to_string()).unwrap_or_default();
        let (.., zone) = untrack(|| ui.formats_key());
        let offset = export::offset(&intl::offset(zone.as_deref(), now));
        // After changes, it is another view.
        let view = untrack(|| ui.store.present_view()).filter(|view| !view.is_changed);
        let view = view.map(|view| view.name).unwrap_or_default();
        let name = export::file_name(&[&*project, &*view], now as i64, offset, target.extension());
        let _ = link.element().set_attribute("href", &url);
        let _ = link.element().set_attribute("download", &name);
        link.element().set_text_content(Some(&name));
        self.forget_file();
        self.file.set(Some(url));
        link.element().unchecked_ref::<HtmlElement>().click();
    }

    pub(super) fn forget_file(self) {
        if let Some(url) = self.file.get_untracked() {
            revoke(&url);
        }
    }
}

//! Reads the settings object that `define.js` passes, and reports every invalid value. No other module reads
//! attributes, except for the language: `define.js` chooses it, because the loader loads its texts.

use devserver_jobs_core::job::Field;
use devserver_jobs_core::page;
use devserver_jobs_core::query::{Filter, ProjectId, QueryError};
use devserver_jobs_core::schedule::Interval;
use devserver_jobs_core::table::Column;
use devserver_jobs_core::time;
use devserver_jobs_core::view_state::ViewState;
use devserver_jobs_core::views::Views;
use wasm_bindgen::JsValue;

use super::{BadSetting, Settings, Theme, view};
use crate::api::{Credentials, FetchId, Proxy};
use crate::locale::Messages;
use crate::platform::intl;

impl Settings {
    /// Reads the object that `define.js` passes: the attributes by name as texts, and the properties. `fetch`
    /// identifies the function in it that sends requests.
    pub fn read(object: &JsValue, fetch: FetchId) -> (Settings, Vec<BadSetting>) {
        let mut reader = Reader { object, bad: Vec::new() };
        let mut settings = Settings { sync_url: reader.given("sync-url"), ..Settings::default() };
        settings.session.fetch = fetch;
        settings.mark_title = reader.given("mark-title").is_some();
        reader.server(&mut settings);
        reader.query(&mut settings);
        reader.table(&mut settings);
        reader.looks(&mut settings);
        reader.views(&mut settings);
        reader.snapshot(&mut settings);
        (settings, reader.bad)
    }
}

/// Reads member by member. serde would link code for types that do not occur here, such as floating-point numbers.
struct Reader<'a> {
    object: &'a JsValue,
    bad: Vec<BadSetting>,
}

impl Reader<'_> {
    /// The text of a setting as it was given.
    fn given(&self, name: &str) -> Option<String> {
        let value = js_sys::Reflect::get(self.object, &name.into()).unwrap_or_default();
        value.as_string()
    }

    /// The text of a setting without white space at both ends; empty if it is not given.
    fn text(&self, name: &str) -> String {
        self.given(name).unwrap_or_default().trim().to_owned()
    }

    /// The items of a setting that is a list.
    fn items(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        let items = text.split([',', ' ', '\n', '\t']).filter(|item| !item.is_empty());
        items.map(str::to_owned).collect()
    }

    fn refuse(&mut self, setting: &'static str, value: &str, expected: &'static str) {
        self.bad.push(BadSetting { setting, value: value.to_owned(), expected });
    }

    fn server(&mut self, settings: &mut Settings) {
        let session = &mut settings.session;
        session.proxy = proxy(&self.text("proxy"));
        if let Proxy::Bad(text) = &session.proxy {
            self.refuse("proxy", text, "an http or https address, or a path on this server");
        }
        match self.text("credentials").as_str() {
            "include" => session.credentials = Credentials::Include,
            "" | "same-origin" => {}
            other => self.refuse("credentials", other, "same-origin or include"),
        }
        for (setting, template) in
            [("job-link", &mut settings.job_link), ("user-link", &mut settings.user_link)]
        {
            let text = self.text(setting);
            match is_link(&text) {
                _ if text.is_empty() => {}
                true => *template = Some(text),
                false => self.refuse(setting, &text, "an http or https address, or a relative one"),
            }
        }
    }

    fn query(&mut self, settings: &mut Settings) {
        let projects = &mut settings.projects;
        for text in self.items("projects") {
            match ProjectId::parse(&text) {
                Ok(project) if !projects.contains(&project) => projects.push(project),
                Ok(_) => {}
                Err(_) => self.refuse("projects", &text, "project IDs separated by commas"),
            }
        }
        settings.list_projects = projects.is_empty() && self.given("list-projects").is_some();
        let text = self.text("project-id");
        match ProjectId::parse(&text) {
            Ok(project) => settings.query.project = Some(project),
            // A single project needs no choice.
            Err(QueryError::ProjectIdEmpty) => {
                if let [only] = projects.as_slice() {
                    settings.query.project = Some(only.clone());
                }
            }
            Err(error) => {
                self.refuse("project-id", &text, "1 to 64 letters, digits and hyphens");
                settings.project_error = Some(error);
            }
        }
        for filter in Filter::ALL {
            let text = self.text(filter.setting());
            if settings.query.filters.set(filter, &text).is_err() {
                let expected =
                    if filter == Filter::Id { "at most 64 characters" } else { "true or false" };
                self.refuse(filter.setting(), &text, expected);
            }
        }
    }

    fn table(&mut self, settings: &mut Settings) {
        let columns = &mut settings.columns;
        for name in self.items("columns") {
            match Column::parse(&name) {
                Some(column) if !columns.contains(&column) => columns.push(column),
                Some(_) => {}
                None => self.refuse("columns", &name, "column names separated by commas"),
            }
        }
        let text = self.text("page-size");
        settings.page_size = page::size(&text);
        if settings.page_size.is_none() && !text.is_empty() {
            self.refuse("page-size", &text, "a whole number from 1 to 1000");
        }
        let text = self.text("refresh-interval");
        match Interval::parse(&text) {
            Some(interval) => settings.refresh_interval = interval,
            None if text.is_empty() => {}
            None => {
                let expected = "auto, off, or a number of seconds from 5 to 3600";
                self.refuse("refresh-interval", &text, expected);
            }
        }
    }

    /// The saved views, if the host page keeps them.
    fn views(&mut self, settings: &mut Settings) {
        let Ok(list) = js_sys::Reflect::get(self.object, &"views".into()) else {
            return;
        };
        if !list.is_object() {
            return;
        }
        let usual = ViewState { table: settings.table(), ..ViewState::default() };
        let mut views = Views::default();
        for item in js_sys::Array::from(&list).iter() {
            let get = |name: &str| js_sys::Reflect::get(&item, &name.into()).unwrap_or_default();
            let name = get("name").as_string().unwrap_or_default();
            let mut state = usual.clone();
            let parts = view::parts(&get("state")).unwrap_or_else(|text| {
                self.refuse("views", &format!("{name}: {text}"), "an object, as save() returns it");
                Vec::new()
            });
            state.restore(&parts, &usual, &mut |part, value, expected| {
                self.refuse("views", &format!("{name}: {part}={value}"), expected);
            });
            if views.get(&name).is_some() || views.save(&name, state).is_err() {
                self.refuse("views", &name, "views with unique names of at most 60 characters");
            }
        }
        settings.views = Some(views);
    }

    /// A snapshot has one list of one project, and is not synchronized with the address bar.
    fn snapshot(&mut self, settings: &mut Settings) {
        let text = self.text("snapshot");
        match time::from_text(&text) {
            Field::Known(at) => settings.snapshot = Some(at),
            _ if text.is_empty() => return,
            _ => return self.refuse("snapshot", &text, "a time such as 2026-01-15T08:30:00Z"),
        }
        settings.projects.clear();
        settings.list_projects = false;
        settings.refresh_interval = Interval::Off;
        settings.sync_url = None;
    }

    fn looks(&mut self, settings: &mut Settings) {
        let (language, locale) = (self.text("language"), self.text("locale"));
        if !locale.is_empty() && !primary(&locale).eq_ignore_ascii_case(primary(&language)) {
            self.refuse("locale", &locale, "en-US or zh-CN");
        }
        let tag = if intl::is_language(&language) { &language } else { "en-US" };
        let formats = Some(self.text("formats")).filter(|formats| intl::is_language(formats));
        settings.formats = formats.unwrap_or_else(|| tag.to_owned());
        // White space at the ends of a text is part of it.
        let text = |name| self.given(name).unwrap_or_default();
        settings.messages = Messages::of(tag, &text("messages"), &text("labels"));
        let zone = self.text("time-zone");
        // The first object of `Intl` takes a browser some milliseconds, so none is created unnecessarily.
        if !zone.is_empty() {
            match intl::is_time_zone(&zone) {
                true => settings.time_zone = Some(zone),
                false => {
                    let expected = "an IANA time zone such as Asia/Shanghai, or UTC";
                    self.refuse("time-zone", &zone, expected);
                }
            }
        }
        match self.text("theme").as_str() {
            "light" => settings.theme = Theme::Light,
            "dark" => settings.theme = Theme::Dark,
            "" | "auto" => {}
            other => self.refuse("theme", other, "auto, light or dark"),
        }
    }
}

/// The primary language of a tag: `zh-Hans-SG` is Chinese.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// Whether a template is the URL of a page, whatever is filled in.
fn is_link(template: &str) -> bool {
    // Filled-in values are percent-encoded, so they cannot change the scheme.
    let url = web_sys::Url::new_with_base(template, &base_uri());
    url.is_ok_and(|url| matches!(url.protocol().as_str(), "http:" | "https:"))
}

/// The base of relative addresses.
fn base_uri() -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten())
        .unwrap_or_default()
}

/// The proxy's address, relative to that of the page. It has no query and no fragment.
fn proxy(text: &str) -> Proxy {
    // Without the setting, requests go to the root of the page's own server.
    let address = if text.is_empty() { "/" } else { text };
    let url = web_sys::Url::new_with_base(address, &base_uri()).ok().filter(|url| {
        matches!(url.protocol().as_str(), "http:" | "https:")
            && url.search().is_empty()
            && url.hash().is_empty()
            && url.username().is_empty()
    });
    match url {
        Some(url) => {
            Proxy::Base(format!("{}{}", url.origin(), url.pathname().trim_end_matches('/')))
        }
        None => Proxy::Bad(text.to_owned()),
    }
}

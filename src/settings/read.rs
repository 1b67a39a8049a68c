//! Reads the settings object that `define.js` hands over, and names every value that cannot be used.
//! Nothing else reads an attribute, except for the language: `define.js` chooses it, because the loader
//! loads its texts.

use devserver_jobs_core::query::{Filter, ProjectId, QueryError};
use devserver_jobs_core::table::Column;
use wasm_bindgen::JsValue;

use super::{BadSetting, Settings, Theme, page_size};
use crate::api::{Credentials, FetchId, Proxy};
use crate::locale::Messages;
use crate::platform::intl;

impl Settings {
    /// Reads the object that `define.js` hands over: the attributes by name as texts, and the properties.
    /// `fetch` identifies the sending function in it.
    pub fn read(object: &JsValue, fetch: FetchId) -> (Settings, Vec<BadSetting>) {
        // Member by member: serde would bring code for every type that it does not expect, such as
        // floating-point numbers.
        let given = |name: &str| js_sys::Reflect::get(object, &name.into()).unwrap_or_default();
        let set = |name: &str| given(name).as_string();
        let get = |name: &str| set(name).unwrap_or_default().trim().to_owned();
        let mut bad = Vec::new();
        let mut refuse = |setting: &'static str, value: &str, expected: &'static str| {
            bad.push(BadSetting { setting, value: value.to_owned(), expected });
        };

        let mut settings = Settings { sync_url: set("sync-url"), ..Settings::default() };
        settings.session.fetch = fetch;
        settings.session.proxy = proxy(&get("proxy"));
        if let Proxy::Bad(text) = &settings.session.proxy {
            refuse("proxy", text, "an http or https address, or a path on this server");
        }

        for text in get("projects").split([',', ' ', '\n', '\t']).filter(|text| !text.is_empty()) {
            match ProjectId::parse(text) {
                Ok(project) if !settings.projects.contains(&project) => settings.projects.push(project),
                Ok(_) => {}
                Err(_) => refuse("projects", text, "project ids with commas between"),
            }
        }
        match ProjectId::parse(&get("project-id")) {
            Ok(project) => settings.query.project = Some(project),
            // One project to choose from is no choice.
            Err(QueryError::ProjectIdEmpty) => {
                if let [only] = settings.projects.as_slice() {
                    settings.query.project = Some(only.clone());
                }
            }
            Err(error) => {
                refuse("project-id", &get("project-id"), "1 to 64 letters, digits and hyphens");
                settings.project_error = Some(error);
            }
        }
        for filter in Filter::ALL {
            let value = &get(filter.setting());
            if settings.query.filters.set(filter, value).is_err() {
                let expected =
                    if filter == Filter::Id { "at most 64 characters" } else { "true or false" };
                refuse(filter.setting(), value, expected);
            }
        }

        for name in get("columns").split([',', ' ', '\n', '\t']).filter(|name| !name.is_empty()) {
            match Column::ALL.into_iter().find(|column| column.name() == name) {
                Some(column) if !settings.columns.contains(&column) => settings.columns.push(column),
                Some(_) => {}
                None => refuse("columns", name, "names of columns with commas between"),
            }
        }
        if settings.columns.is_empty() {
            settings.columns = Column::ALL.to_vec();
        } else if !settings.columns.contains(&Column::Name) {
            settings.columns.insert(0, Column::Name);
        }
        for (setting, place) in
            [("job-link", &mut settings.job_link), ("user-link", &mut settings.user_link)]
        {
            let template = get(setting);
            match is_link(&template) {
                _ if template.is_empty() => {}
                true => *place = Some(template),
                false => refuse(setting, &template, "an http or https address, or a relative one"),
            }
        }

        match get("page-size").as_str() {
            "" => {}
            text => match page_size(text) {
                None => refuse("page-size", text, "a whole number from 1 to 1000"),
                size => settings.page_size = size,
            },
        }
        let language = get("language");
        match get("locale").as_str() {
            "" => {}
            text if primary(text).eq_ignore_ascii_case(primary(&language)) => {}
            text => refuse("locale", text, "en-US or zh-CN"),
        }
        let tag = if intl::is_language(&language) { &language } else { "en-US" };
        // Not `get`: space around a text is a part of it.
        let text = |name| set(name).unwrap_or_default();
        settings.messages = Messages::of(tag, &text("messages"), &text("labels"));
        match get("time-zone").as_str() {
            "" => {}
            zone if intl::is_time_zone(zone) => settings.time_zone = Some(zone.to_owned()),
            zone => refuse("time-zone", zone, "an IANA time zone such as Asia/Shanghai, or UTC"),
        }
        match get("credentials").as_str() {
            "include" => settings.session.credentials = Credentials::Include,
            "" | "same-origin" => {}
            other => refuse("credentials", other, "same-origin or include"),
        }
        match get("theme").as_str() {
            "light" => settings.theme = Theme::Light,
            "dark" => settings.theme = Theme::Dark,
            "" | "auto" => {}
            other => refuse("theme", other, "auto, light or dark"),
        }
        (settings, bad)
    }

}

/// The primary language of a tag: `zh-Hans-SG` is Chinese.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// Whether a template leads to a page, whatever is put into it.
fn is_link(template: &str) -> bool {
    // What is put in is encoded, so it ends no scheme.
    let url = web_sys::Url::new_with_base(template, &base_uri());
    url.is_ok_and(|url| matches!(url.protocol().as_str(), "http:" | "https:"))
}

/// What relative addresses are relative to.
fn base_uri() -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.base_uri().ok().flatten())
        .unwrap_or_default()
}

/// The proxy's address, relative to that of the page. It has no query and no fragment.
fn proxy(text: &str) -> Proxy {
    // With no proxy named, requests go to the root of the page's own server.
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

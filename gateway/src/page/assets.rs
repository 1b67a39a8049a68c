//! The built page, read once into memory and sent in the encoding that the browser prefers. No request reads from
//! the disk, so no request can name a file that did not exist at the start.
//!
//! tower-http's file service was the alternative: it sends compressed files that are on the disk, but creates none,
//! and its entity tags are made from the modification time.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CONTENT_SECURITY_POLICY, LINK, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use percent_encoding::percent_decode_str;

use crate::error::ALLOWED;
use crate::http::encoding::Coding;
use crate::http::plain;
use crate::page::asset::Asset;
use crate::page::element::{self, TagError};
use crate::page::embedded::{self, File};
use crate::page::policy::FrameAncestors;

const ANYBODY: HeaderValue = HeaderValue::from_static("*");

/// Every file of the built page.
#[derive(Debug)]
pub struct Assets {
    /// By path, without the leading slash.
    files: HashMap<String, Asset>,
    policy: HeaderValue,
    /// The links by which a browser preloads the texts of its language, in the order of [`TEXTS`].
    texts: [Option<HeaderValue>; TEXTS.len()],
}

/// The languages of the page by the beginning of their tags, with the files of their texts. The first is for users
/// of other languages. The page's script makes the same choice (`languageOf` in `src/define.js`).
const TEXTS: [(&str, &str); 2] = [("en", "en-US.js"), ("zh", "zh-CN.js")];

/// Why there is no page to serve.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// There is no built page.
    #[error(
        "there is no built page in {0} (no index.html); build it with `trunk build --release`, use \
         `cargo xtask demo`, or give its folder with --assets"
    )]
    NotBuilt(PathBuf),
    /// A file cannot be read.
    #[error("cannot read {path}: {cause}; check the folder given with --assets", path = .0.display(), cause = .1)]
    Unreadable(PathBuf, io::Error),
    /// The index is not the page of this project.
    #[error(
        "{0} cannot be served: {1}; give the folder of this project's built page with --assets"
    )]
    Index(PathBuf, TagError),
}

impl Assets {
    /// The page in the given folder, otherwise the page inside the program, otherwise the page in the folder where
    /// a build writes it.
    pub fn find(
        dir: Option<&Path>,
        attributes: &[(&str, &str)],
        frame_ancestors: &FrameAncestors,
    ) -> Result<Self, AssetsError> {
        match dir {
            None if !embedded::FILES.is_empty() => {
                Assets::inside(embedded::FILES, attributes, frame_ancestors)
            }
            dir => Assets::read(dir.unwrap_or(Path::new("dist")), attributes, frame_ancestors),
        }
    }

    /// The files inside the program. Only the index is compressed again, because attributes are added to it.
    fn inside(
        embedded: &'static [File],
        attributes: &[(&str, &str)],
        frame_ancestors: &FrameAncestors,
    ) -> Result<Self, AssetsError> {
        let mut files = HashMap::new();
        for file in embedded {
            let asset = if file.name == "index.html" {
                let bytes =
                    with_attributes(Path::new(file.name), file.identity.to_vec(), attributes)?;
                Asset::new(file.name, bytes)
            } else {
                let coded = [(Coding::Brotli, file.brotli), (Coding::Gzip, file.gzip)];
                let coded = coded.into_iter().filter_map(|(coding, bytes)| Some((coding, bytes?)));
                let all = coded.chain([(Coding::Identity, file.identity)]);
                let all = all.map(|(coding, bytes)| (coding, Bytes::from_static(bytes)));
                Asset::of(file.name, all.collect())
            };
            files.insert(file.name.to_owned(), asset);
        }
        Ok(Assets::of(files, frame_ancestors))
    }

    fn of(files: HashMap<String, Asset>, frame_ancestors: &FrameAncestors) -> Self {
        let texts = TEXTS.map(|(_, file)| {
            let is_it = |name: &&String| {
                name.strip_suffix(file).is_some_and(|id| id.is_empty() || id.ends_with('_'))
            };
            let name = files.keys().find(is_it)?;
            format!("<{name}>; rel=modulepreload").parse().ok()
        });
        Assets { files, policy: frame_ancestors.policy(), texts }
    }

    /// Reads every file below the folder, and compresses those that become smaller. `attributes` are added to the
    /// element in the index. Hidden files are left out.
    pub fn read(
        dir: &Path,
        attributes: &[(&str, &str)],
        frame_ancestors: &FrameAncestors,
    ) -> Result<Self, AssetsError> {
        let index = dir.join("index.html");
        if !index.is_file() {
            return Err(AssetsError::NotBuilt(dir.to_owned()));
        }
        let mut files = HashMap::new();
        let mut pending = vec![(dir.to_owned(), String::new())];
        while let Some((folder, prefix)) = pending.pop() {
            let unreadable = |error| AssetsError::Unreadable(folder.clone(), error);
            for entry in fs::read_dir(&folder).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let (path, name) = (entry.path(), entry.file_name());
                let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
                    continue;
                };
                let key = format!("{prefix}{name}");
                if entry.file_type().map_err(unreadable)?.is_dir() {
                    pending.push((path, format!("{key}/")));
                } else if path.is_file() {
                    let bytes = fs::read(&path)
                        .map_err(|error| AssetsError::Unreadable(path.clone(), error))?;
                    let bytes = if path == index {
                        with_attributes(&path, bytes, attributes)?
                    } else {
                        bytes
                    };
                    files.insert(key, Asset::new(name, bytes));
                }
            }
        }
        Ok(Assets::of(files, frame_ancestors))
    }

    /// The response to a request for a file. `/` is the index. A path that names no file is not found; sending the
    /// index instead would hide a broken link.
    pub fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Response<Body> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "Use GET or HEAD.\n");
            refused.headers_mut().insert(ALLOW, ALLOWED);
            return refused;
        }
        let name = percent_decode_str(path.strip_prefix('/').unwrap_or(path)).decode_utf8_lossy();
        let name = if name.is_empty() { "index.html" } else { &name };
        match self.files.get(name) {
            Some(asset) => {
                let mut response = asset.answer(headers);
                let texts = self.texts[language(headers)].clone();
                let headers = response.headers_mut();
                if asset.is_page {
                    headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
                    // Otherwise the browser learns only from the script which texts it needs.
                    headers.extend(texts.map(|texts| (LINK, texts)));
                    headers
                        .insert(VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language"));
                } else {
                    // Portals of any origin may load the files: they contain no secrets.
                    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
                }
                response
            }
            None => plain(StatusCode::NOT_FOUND, "Not found.\n"),
        }
    }
}

/// The index in [`TEXTS`] of the first language of the browser for which there are texts.
fn language(headers: &HeaderMap) -> usize {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let place = |tag: &str| {
        let primary = tag.split(['-', '_', ';']).next().unwrap_or_default().trim();
        TEXTS.iter().position(|(start, _)| start.eq_ignore_ascii_case(primary))
    };
    // Browsers send their languages in order of preference.
    accepted.and_then(|tags| tags.split(',').find_map(place)).unwrap_or_default()
}

fn with_attributes(
    index: &Path,
    bytes: Vec<u8>,
    attributes: &[(&str, &str)],
) -> Result<Vec<u8>, AssetsError> {
    let unreadable = |error| AssetsError::Unreadable(index.to_owned(), io::Error::other(error));
    let html = String::from_utf8(bytes).map_err(unreadable)?;
    element::write_attributes(&html, attributes)
        .map(String::into_bytes)
        .map_err(|error| AssetsError::Index(index.to_owned(), error))
}

#[cfg(test)]
mod tests {
    use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};

    use super::*;
    use crate::page::asset::FOREVER;

    #[test]
    fn the_page_inside_the_program_is_sent_as_one_from_a_folder() {
        static FILES: [File; 3] = [
            File {
                name: "index.html",
                identity: b"<devserver-jobs></devserver-jobs>",
                brotli: Some(b"of another index"),
                gzip: None,
            },
            File {
                name: "a/app_bg.wasm",
                identity: b"long",
                brotli: Some(b"b"),
                gzip: Some(b"gz"),
            },
            File { name: "x-0123456789abcdef.js", identity: b"1", brotli: None, gzip: None },
        ];
        let attributes = [("project-id", "p")];
        let assets = Assets::inside(&FILES, &attributes, &FrameAncestors::default()).unwrap();
        let get = |path: &str, coding: &'static str| {
            let headers = HeaderMap::from_iter([(
                axum::http::header::ACCEPT_ENCODING,
                HeaderValue::from_static(coding),
            )]);
            assets.answer(&Method::GET, path, &headers)
        };
        let length = |response: Response<Body>| {
            axum::body::HttpBody::size_hint(response.body()).exact().unwrap()
        };
        let index = get("/", "identity");
        assert!(index.headers().contains_key(CONTENT_SECURITY_POLICY));
        assert!(
            !index.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN),
            "a page is nobody's to read"
        );
        assert_eq!(length(index), FILES[0].identity.len() as u64 + 15);
        for (coding, bytes) in [("br", 1), ("gzip", 2), ("identity", 4)] {
            let wasm = get("/a/app_bg.wasm", coding);
            assert_eq!(wasm.headers()[CONTENT_TYPE], "application/wasm");
            assert_eq!(wasm.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "*", "for portals elsewhere");
            assert_eq!(length(wasm), bytes);
        }
        assert_eq!(get("/x-0123456789abcdef.js", "br").headers()[CACHE_CONTROL], FOREVER);
        assert_eq!(get("/none", "br").status(), StatusCode::NOT_FOUND);
    }
}

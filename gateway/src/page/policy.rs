//! The Content-Security-Policy of the page, and who may show it in a frame.

use axum::http::HeaderValue;
use url::Url;

/// The page may load from and call its own origin only, run no inline script or style, and create no markup from
/// strings. The exception is for WebAssembly. The directive for frames is appended.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors";

/// Who may show the page in a frame; by default nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameAncestors(Vec<String>);

impl FrameAncestors {
    /// # Errors
    /// One line, when an entry is neither `self` nor an exact origin.
    pub fn parse(origins: &[String]) -> Result<Self, String> {
        let origins = origins.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
        let parsed = origins.map(|text| match text {
            "self" | "'self'" => Ok("'self'".to_owned()),
            _ => exact_origin(text).ok_or_else(|| {
                format!(
                    "--frame-ancestors {text:?} is not an origin; give one such as \
                     https://portal.example, or self"
                )
            }),
        });
        parsed.collect::<Result<_, _>>().map(FrameAncestors)
    }

    pub(super) fn policy(&self) -> HeaderValue {
        let allowed = if self.0.is_empty() { "'none'".to_owned() } else { self.0.join(" ") };
        format!("{PAGE_POLICY} {allowed}").parse().expect("origins are plain ASCII")
    }
}

fn exact_origin(text: &str) -> Option<String> {
    let origin = Url::parse(text).ok()?.origin();
    let ascii = origin.ascii_serialization();
    let is_web = ascii.starts_with("https://") || ascii.starts_with("http://");
    (is_web && text.trim_end_matches('/').eq_ignore_ascii_case(&ascii)).then_some(ascii)
}

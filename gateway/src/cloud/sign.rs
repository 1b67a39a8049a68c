//! SDK-HMAC-SHA256, the request signature of the cloud. It computes the value of one header from texts.
//!
//! Unlike AWS's scheme, there is no date, region or service in the key; the secret key itself signs.
//!
//! ```text
//! CanonicalRequest = METHOD, path/, query, "name:value" of each signed header, "", "a;b;c", hash of body
//! StringToSign     = SDK-HMAC-SHA256, X-Sdk-Date, hash of CanonicalRequest
//! Signature        = HMAC of StringToSign under the secret key, in hexadecimal
//! ```

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "SDK-HMAC-SHA256";
/// The header with the time of signing, as `YYYYMMDDTHHMMSSZ` in UTC. It is always signed.
pub const X_SDK_DATE: &str = "x-sdk-date";
/// Characters that need no escaping in a path segment or a query: letters, digits, `-`, `_`, `.` and `~`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The signed parts of a request.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// In upper case.
    pub method: &'a str,
    /// Not escaped.
    pub path: &'a str,
    /// As returned by [`query`], and as it is sent.
    pub query: &'a str,
    /// The signed headers, including [`X_SDK_DATE`]; names in lower case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The complete body.
    pub body: &'a [u8],
}

/// The value of `Authorization`.
pub fn authorization(access_key: &str, secret_key: &SecretString, request: Signed) -> String {
    let mut headers = request.headers.to_vec();
    headers.sort_unstable_by_key(|(name, _)| *name);
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let date = headers.iter().find(|(name, _)| *name == X_SDK_DATE).map_or("", |(_, date)| date);
    let request = canonical_request(&request, &headers, &names);
    let to_sign = format!("{ALGORITHM}\n{date}\n{}", hexadecimal(&Sha256::digest(request)));
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret_key.expose_secret().as_bytes())
        .expect("HMAC takes keys of any length");
    hmac.update(to_sign.as_bytes());
    let signature = hexadecimal(&hmac.finalize().into_bytes());
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}")
}

fn canonical_request(request: &Signed, headers: &[(&str, &str)], names: &str) -> String {
    let Signed { method, path, query, body, .. } = request;
    let mut path: String = path.split('/').map(escaped).collect::<Vec<_>>().join("/");
    // For signing only; the request line has the path without it.
    if !path.ends_with('/') {
        path.push('/');
    }
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let hash = hexadecimal(&Sha256::digest(body));
    format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{hash}")
}

/// The query as it is both signed and sent: sorted by name and value, then escaped.
pub fn query<N: AsRef<str>, V: AsRef<str>>(parameters: &[(N, V)]) -> String {
    let mut sorted: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
    sorted.sort_unstable();
    let pairs = sorted.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Made with the official Python SDK and recomputed by hand, or published by Huawei Cloud.
    const VECTORS: &str = include_str!("../../../tests/fixtures/sign-vectors.json");

    fn text<'a>(value: &'a Value, name: &str) -> &'a str {
        value[name].as_str().unwrap_or_default()
    }

    fn pairs(pairs: &Value) -> Vec<(String, String)> {
        let part = |pair: &Value, at: usize| pair[at].as_str().unwrap().to_owned();
        pairs.as_array().unwrap().iter().map(|pair| (part(pair, 0), part(pair, 1))).collect()
    }

    /// Signs what the vector says was signed, and compares every step that it states.
    fn check(vector: &Value) {
        let (expected, name) = (&vector["expected"], text(vector, "name"));
        let names = text(expected, "signed_headers");
        let sent = pairs(&vector["headers"]);
        let sent: Vec<(String, &str)> =
            sent.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.as_str())).collect();
        let mut headers: Vec<(&str, &str)> = sent
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .filter(|(name, _)| names.split(';').any(|signed| signed == *name))
            .collect();
        headers.sort_unstable();
        let sorted = headers.clone();
        // Sorting them is the signer's work.
        headers.reverse();
        let query = query(&pairs(&vector["query"]));
        let signed = Signed {
            method: text(vector, "method"),
            path: text(vector, "path"),
            query: &query,
            headers: &headers,
            body: text(vector, "body").as_bytes(),
        };
        let secret_key = SecretString::from(text(vector, "sk"));
        let got = authorization(text(vector, "ak"), &secret_key, signed);
        assert_eq!(got, text(expected, "authorization"), "{name}");
        let canonical = canonical_request(&signed, &sorted, names);
        assert_eq!(canonical, text(expected, "canonical_request"), "{name}");
    }

    #[test]
    fn every_vector_is_signed_alike() {
        let file: Value = serde_json::from_str(VECTORS).unwrap();
        let mut checked = 0;
        for group in ["vectors", "published_examples", "sdk_unit_tests"] {
            for vector in file[group].as_array().unwrap() {
                check(vector);
                checked += 1;
            }
        }
        assert_eq!(checked, 22);
    }
}

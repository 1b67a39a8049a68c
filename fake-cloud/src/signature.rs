//! SDK-HMAC-SHA256, step by step as in the signing guide. It is written to be compared with the guide and not to be
//! fast, and shares no code with the gateway's signer.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The only supported algorithm.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The parts of an `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The access key.
    pub access: String,
    /// The names of the signed headers, in their order.
    pub signed_headers: Vec<String>,
    /// The signature in lower-case hexadecimal digits.
    pub signature: String,
}

/// Parses exactly the form `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…`.
pub fn read_authorization(value: &str) -> Option<Authorization> {
    let rest = value.strip_prefix(ALGORITHM)?.strip_prefix(" Access=")?;
    let (access, rest) = rest.split_once(", SignedHeaders=")?;
    let (signed_headers, signature) = rest.split_once(", Signature=")?;
    Some(Authorization {
        access: access.to_owned(),
        signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
        signature: signature.to_owned(),
    })
}

/// The canonical request of a call as it was received. `None` if a signed header is missing or repeated, or if the
/// signed names are not sorted and in lower case.
pub fn canonical_request(
    method: &str,
    target: &str,
    headers: &[(String, String)],
    signed_headers: &[String],
    body: &[u8],
) -> Option<String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));

    // 1. The method.
    let mut text = format!("{method}\n");

    // 2. The path, with each segment decoded and encoded again, and a slash at its end.
    let segments: Vec<String> = path.split('/').map(|segment| encode(&decode(segment))).collect();
    text += &segments.join("/");
    if !text.ends_with('/') {
        text.push('/');
    }
    text.push('\n');

    // 3. The query, sorted by decoded name and then by decoded value. A plus sign is not a space: the guide writes a
    //    space as %20.
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    text += &pairs.join("&");
    text.push('\n');

    // 4. The signed headers, sorted by name, each on a line of its own.
    if !signed_headers.is_sorted() {
        return None;
    }
    for name in signed_headers {
        let mut values = headers.iter().filter(|(each, _)| each.to_ascii_lowercase() == *name);
        let (_, value) = values.next()?;
        if values.next().is_some() {
            return None;
        }
        text += &format!("{name}:{}\n", value.trim());
    }
    text.push('\n');

    // 5. Their names.
    text += &signed_headers.join(";");
    text.push('\n');

    // 6. The hash of the body.
    text += &sha256(body);
    Some(text)
}

/// The string to sign. `date` is the value of `X-Sdk-Date`.
pub fn string_to_sign(date: &str, canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{date}\n{}", sha256(canonical_request.as_bytes()))
}

/// The signature. The secret key is used directly, without deriving another key.
pub fn signature(secret: &str, string_to_sign: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of every length");
    mac.update(string_to_sign.as_bytes());
    hexadecimal(&mac.finalize().into_bytes())
}

fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Encodes all characters except letters, digits and four punctuation characters.
fn encode(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(*byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    bytes.iter().map(one).collect()
}

/// Decodes percent-encoding. A percent sign without two hexadecimal digits is kept.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let mut rest = text.as_bytes();
    let mut decoded = Vec::new();
    while let Some((first, others)) = rest.split_first() {
        let digits = others.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if *first == b'%' => {
                decoded.push(byte);
                rest = &others[2..];
            }
            _ => {
                decoded.push(*first);
                rest = others;
            }
        }
    }
    decoded
}

//! Random list answers, of which many are odd and some are broken. Short, so that each can be cut at
//! every byte.

use proptest::prelude::*;
use proptest::sample::select;

use super::{json, member};

/// What the decoder of rows tells apart, as JSON.
const VALUES: &[&str] = &[
    "null",
    "true",
    "\"\"",
    "0",
    "3",
    "3.0",
    "-1",
    "1.5",
    "1749536420547",
    "1.749536420547e12",
    "\"1749536420547\"",
    "\" 7 \"",
    "8640000000000001",
    "99999999999999999999",
    "1e-400",
    "4294967293",
    "4294967294",
    "4294967295",
    "4294967296",
    "\"2025-06-10T14:20:20+08:00\"",
    "\"soon\"",
    "\"FINISHED\"",
    "\"PROCESSING\"",
    "\"03af7361-5cba-44d4-b29b-4dcc5d9dff51\"",
    "\"03AF7361-5cba-44d4-b29b-4dcc5d9dff51\"",
    "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"",
    "\"ffffffff-ffff-ffff-ffff-fffffffffffe\"",
    "\"00000000-0000-0000-0000-000000000000\"",
    "\"03af7361-5cba-44d4-b29b-4dcc5d9dff5\\u0031\"",
    "\"\\ud83d\\ude00 \\\\ \\\" \\/ \\ud800\"",
    "\"\\u0000\"",
    "\"升级 ÀÉ ﬁ\"",
    "[1,[{}]]",
    "{\"a\":\"]}\",\"b\":{}}",
];

/// A row that is an object, mostly of the members that are known.
pub fn row() -> impl Strategy<Value = String> {
    let value = prop_oneof![8 => select(VALUES).prop_map(str::to_owned), 1 => json()];
    prop::collection::vec((member(), any::<bool>(), value), 0..10).prop_map(|members| {
        let members: Vec<String> = members
            .into_iter()
            .map(|(name, is_escaped, value)| format!("{}:{value}", quoted(&name, is_escaped)))
            .collect();
        format!("{{{}}}", members.join(","))
    })
}

/// A name between quotes, if wanted with its second letter as an escape.
fn quoted(name: &str, is_escaped: bool) -> String {
    match name.char_indices().nth(1) {
        Some((at, letter)) if is_escaped => {
            format!("\"{}\\u{:04x}{}\"", &name[..at], u32::from(letter), &name[at + 1..])
        }
        _ => format!("\"{name}\""),
    }
}

/// Whatever stands for a list.
fn rows() -> impl Strategy<Value = String> {
    let other = select(vec!["null", "1", "12", "\"x\"", "-0.5e3", "[]", "[{}]", "true"]);
    let element = prop_oneof![6 => row(), 1 => other.prop_map(str::to_owned), 1 => json()];
    prop::collection::vec(element, 0..5).prop_map(|rows| format!("[{}]", rows.join(" ,\n")))
}

/// A whole answer.
fn whole() -> impl Strategy<Value = String> {
    let data =
        (any::<bool>(), prop_oneof![8 => rows(), 1 => select(VALUES).prop_map(str::to_owned)])
            .prop_map(|(is_escaped, rows)| format!("{} : {rows}", quoted("data", is_escaped)));
    let total = (any::<bool>(), select(VALUES))
        .prop_map(|(is_escaped, value)| format!("{}:{value}", quoted("total", is_escaped)));
    let other = (member(), select(VALUES)).prop_map(|(name, value)| format!("{name:?}:{value}"));
    // As a portal wraps it, and as it reports an error.
    let (around, inside) =
        (select(vec!["data", "result", "body"]), select(vec!["list", "data", "x"]));
    let wrapped =
        (around, inside, rows(), select(VALUES)).prop_map(|(around, inside, rows, value)| {
            format!("{around:?}:{{\"code\":{value} ,{inside:?}:{rows},\"total\":{value}}}")
        });
    let error = select(vec![
        r#""code":401"#,
        r#""msg":"no""#,
        r#""success":false"#,
        r#""error":{"code":"A","message":[]}"#,
        r#""rows":null"#,
    ]);
    let error = error.prop_map(str::to_owned);
    // `data` comes twice at times, and at times not at all.
    let member = prop_oneof![4 => data, 2 => total, 1 => other, 1 => wrapped, 1 => error];
    let members = prop::collection::vec(member, 0..4);
    let frame = select(vec![("", ""), ("\u{FEFF}", ""), (" \n", "\r\n"), ("", "x"), ("", " }")]);
    (frame, members).prop_map(|((before, behind), members)| {
        format!("{before}{{{}}}{behind}", members.join(", "))
    })
}

/// An answer as it may come: whole, cut, with a byte that is another one, or with bytes that are no
/// text.
pub fn body() -> impl Strategy<Value = Vec<u8>> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        8 => whole().prop_map(String::into_bytes),
        2 => (whole(), place()).prop_map(|(body, at)| body.as_bytes()[..at.index(body.len())].to_vec()),
        4 => (whole(), place(), any::<u8>()).prop_map(|(body, at, byte)| {
            let mut bytes = body.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        }),
        2 => (whole(), place()).prop_map(|(body, at)| {
            let mut bytes = body.into_bytes();
            let at = at.index(bytes.len());
            bytes.splice(at..at, *b"\xC3\xFF");
            bytes
        }),
        1 => prop::collection::vec(any::<u8>(), 0..60),
    ]
}

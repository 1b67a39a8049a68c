//! Random answers: what the property tests of both decoders are fed with.

// Each file of tests is a program of its own, and none of them needs all of this.
#![allow(dead_code)]

use proptest::prelude::*;

pub mod bodies;
pub mod jobs;

/// A JSON value as text, of any kind, not deep.
pub fn json() -> impl Strategy<Value = String> {
    let text = any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap());
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<f64>().prop_map(|value| serde_json::to_string(&value).unwrap()),
        text,
        Just(r#""\ud800""#.to_owned()),
        Just(r#""2025-06-10T06:20:20Z""#.to_owned()),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec((member(), inner), 0..6).prop_map(|all| {
                let all: Vec<String> =
                    all.into_iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
                format!("{{ {} }}", all.join(" , "))
            }),
        ]
    })
}

/// A member's name, most often one that the decoder knows.
pub fn member() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "id",
            "name",
            "user_name",
            "description",
            "type",
            "status",
            "abnormal_count",
            "create_at",
            "update_at",
            "data",
            "total",
            "template_id",
            "items",
            "spec",
            "tasks",
            "server_id",
            "server_name",
            "cloud_server",
            "message",
        ])
        .prop_map(str::to_owned),
        "[a-z_]{1,8}",
    ]
}

/// The answer about the job of a row. With its list of tasks it is a job also without an id.
pub fn alone(row: &str) -> String {
    let members = row.trim_start().strip_prefix('{').expect("a row is an object");
    let separator = if members.trim() == "}" { "" } else { "," };
    // In front, so that members of the row count.
    format!(r#"{{"tasks":null{separator}{members}"#)
}

//! The rules of the signature against answers that others computed, first the rules alone and then
//! through the socket.

use devserver_jobs_fake_cloud::Key;
use devserver_jobs_fake_cloud::signature::{
    canonical_request, read_authorization, signature, string_to_sign,
};
use serde_json::Value;

use crate::client::{Headers, ask, header, set};
use crate::cloud_with;

const FILE: &str = include_str!("../../../tests/fixtures/sign-vectors.json");

fn vectors(list: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(FILE).unwrap();
    file[list].as_array().unwrap().clone()
}

#[track_caller]
fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

fn headers(vector: &Value) -> Headers {
    let pairs = vector["headers"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

#[test]
fn the_rules_give_every_known_answer() {
    let lists = [("vectors", 16), ("published_examples", 2), ("sdk_unit_tests", 4)];
    for (list, count) in lists {
        let vectors = vectors(list);
        assert_eq!(vectors.len(), count, "{list}");
        for vector in vectors {
            let (name, expect) = (text(&vector, "name"), &vector["expected"]);
            let authorization = read_authorization(text(expect, "authorization")).unwrap();
            assert_eq!(authorization.access, text(&vector, "ak"), "{name}");
            assert_eq!(
                authorization.signed_headers.join(";"),
                text(expect, "signed_headers"),
                "{name}"
            );
            let canonical = canonical_request(
                text(&vector, "method"),
                text(expect, "request_uri"),
                &headers(&vector),
                &authorization.signed_headers,
                text(&vector, "body").as_bytes(),
            );
            let canonical = canonical.unwrap();
            assert_eq!(canonical, text(expect, "canonical_request"), "{name}");
            let to_sign = string_to_sign(text(&vector, "x_sdk_date"), &canonical);
            assert_eq!(to_sign, text(expect, "string_to_sign"), "{name}");
            assert_eq!(signature(text(&vector, "sk"), &to_sign), authorization.signature, "{name}");
        }
    }
}

/// A call that the official SDK signed is answered, whatever its filters find.
#[tokio::test]
async fn the_official_sdks_own_calls_pass() {
    let mut passed = 0;
    for vector in vectors("vectors") {
        let name = text(&vector, "name");
        let is_list = text(&vector, "path").ends_with("/dev-servers/jobs");
        if !is_list || text(&vector, "method") != "GET" {
            continue;
        }
        let key = Key {
            security_token: vector["security_token"].as_str().map(str::to_owned),
            ..Key::new(text(&vector, "ak"), text(&vector, "sk"))
        };
        let (cloud, _hand) = cloud_with(|settings| settings.keys = vec![key]).await;
        let mut headers = headers(&vector);
        let expect = &vector["expected"];
        set(&mut headers, "Authorization", text(expect, "authorization"));
        if header(&headers, "Content-Type").is_empty() {
            // Not signed, and wanted all the same.
            set(&mut headers, "Content-Type", "application/json");
        }
        let reply = ask(&cloud, "GET", text(expect, "request_uri"), &headers, "").await;
        assert_eq!((reply.status, reply.complete), (200, true), "{name}: {}", reply.text());
        passed += 1;
    }
    assert_eq!(passed, 12);
}

//! Every error shape of the contract, one line a case: what the caller reads, and what it says of the
//! credential.

use super::*;

const AK: &str = "HWEXAMPLEACCESSKEY01";

fn meaning(status: u16, body: &str) -> Meaning {
    let ak = SecretString::from(AK);
    read(Answer {
        status: StatusCode::from_u16(status).unwrap(),
        request_id: Some("r-1"),
        body: body.as_bytes(),
        skew: Some(2),
        secrets: &[&ak],
    })
}

#[track_caller]
fn check(status: u16, body: &str, passed_on: u16, reason: Reason, verdict: Verdict, part: &str) {
    let Meaning { refusal, verdict: got } = meaning(status, body);
    assert_eq!(
        (refusal.status().as_u16(), refusal.reason, got),
        (passed_on, reason, verdict),
        "{refusal:?}"
    );
    assert!(refusal.message.contains(part), "{refusal:?}");
    for hidden in [AK, "hidden", "SignedHeaders", "encoded"] {
        assert!(!format!("{refusal:?}").contains(hidden), "{refusal:?}");
    }
}

#[test]
fn a_refused_credential_is_the_gateways_trouble_and_counts() {
    let expect = |body: &str, part: &str| {
        check(401, body, 502, Reason::CredentialRefused, Verdict::Refused, part);
    };
    expect(
        r#"{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail, signature=hidden canonical request hidden","error_code":"APIGW.0301","request_id":"r"}"#,
        "credential: verify aksk signature fail. Its",
    );
    expect(
        r#"{"error_msg":"Incorrect IAM authentication information: Get secretKey failed,ak:HWEXAMPLEACCESSKEY01,err:hidden","error_code":"APIG.0301"}"#,
        "Get secretKey failed. Its",
    );
    expect(
        r#"{"error_msg":"Incorrect IAM authentication information: AK access failed to reach the limit,forbidden","error_code":"APIGW.0301"}"#,
        "AK access failed to reach the limit",
    );
    expect(
        r#"{"error_msg":"Incorrect IAM authentication information: decrypt token fail","error_code":"APIGW.0301"}"#,
        "decrypt token fail",
    );
    expect(
        r#"{"error_code":"ModelArts.60600000","error_msg":"Incorrect token or token resolution failed"}"#,
        "token resolution failed",
    );
    expect(
        r#"{"error":{"message":"The username or password is wrong.","code":401,"title":"Unauthorized"}}"#,
        "The username or password is wrong",
    );
    expect("hidden", "credential. Its");
    expect("", "credential. Its");
}

#[test]
fn a_missing_permission_is_the_gateways_trouble_and_does_not_count() {
    let expect = |status: u16, body: &str, part: &str| {
        check(status, body, 502, Reason::CredentialForbidden, Verdict::Accepted, part);
    };
    expect(401, r#"{"error":{"code":"EPS.0003","message":"policy no"}}"#, "policy no. Its");
    expect(
        401,
        r#"{"error_code":"X.1","error_msg":"Policy doesn't allow modelarts:devserver:list to be performed."}"#,
        "modelarts:devserver:list",
    );
    expect(
        401,
        r#"{"error_code":"IAM.1","error_msg":"denied","encoded_authorization_message":"hidden"}"#,
        "denied",
    );
    expect(403, r#"{"error_code":"APIGW.0302","error_msg":"not allowed"}"#, "not allowed");
    expect(
        403,
        r#"{"error_code":"PAP5.0012","error_msg":"Denied. Encoded authorization message: hidden"}"#,
        "Denied. Its",
    );
    let unknown = |body: &str, part: &str| {
        check(403, body, 502, Reason::CredentialForbidden, Verdict::Unknown, part);
    };
    unknown("", "no message.");
}

/// A firewall in front of the cloud sent its page, and the operators searched IAM for a missing
/// permission.
#[test]
fn a_page_is_nothing_that_the_cloud_said() {
    for status in [403, 404, 418] {
        let body = "<html><body>Access denied</body></html>";
        check(
            status,
            body,
            502,
            Reason::CloudFailed,
            Verdict::Unknown,
            "Access denied. The gateway's",
        );
    }
    // The default of an ingress, and of a firewall that writes no HTML.
    for (status, body) in [(404, "404 page not found"), (403, "Access denied"), (400, "[1]")] {
        check(status, body, 502, Reason::CloudFailed, Verdict::Unknown, "A server in front of the");
    }
    // Who answers 401 may have looked at the credential, but is no IAM that misses a permission.
    for body in ["<p>You have no permission</p>", "no permission"] {
        check(401, body, 502, Reason::CredentialRefused, Verdict::Refused, "credential.");
    }
}

/// A refused key came as 403, was taken for a missing permission, and was tried until it was locked.
#[test]
fn the_code_says_more_than_the_status() {
    let body = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail"}"#;
    check(403, body, 502, Reason::CredentialRefused, Verdict::Refused, "signature fail. Its");
    let body = r#"{"error_code":"APIGW.0308","error_msg":"limit"}"#;
    check(403, body, 429, Reason::CloudThrottled, Verdict::Unknown, "waits");
}

/// Services called their errors a success, and the reader saw an empty list.
#[test]
fn an_error_that_is_called_a_success_keeps_its_text() {
    let body = r#"{"code":401,"msg":"令牌已过期","data":null}"#;
    check(
        200,
        body,
        502,
        Reason::CredentialRefused,
        Verdict::Refused,
        "credential: 令牌已过期. Its",
    );
    for (status, reason, passed_on) in
        [(200, Reason::CloudFailed, 502), (400, Reason::CloudRefused, 400)]
    {
        let body = r#"{"is_success":false,"error_code":"X.0105","error_message":"Quota exceeded"}"#;
        check(status, body, passed_on, reason, Verdict::Unknown, "Quota exceeded.");
    }
    check(500, r#"{"code":500,"msg":"boom"}"#, 500, Reason::CloudFailed, Verdict::Unknown, "boom.");
}

#[test]
fn other_answers_keep_their_status() {
    let expect = |status: u16, body: &str, reason: Reason, verdict: Verdict, part: &str| {
        check(status, body, status, reason, verdict, part);
    };
    use Reason::{CloudFailed, CloudRefused, CloudThrottled};
    use Verdict::{Accepted, Unknown};
    let body = r#"{"error_code":"ModelArts.50004000","error_msg":"Bad request."}"#;
    expect(400, body, CloudRefused, Accepted, "Bad request.");
    let body = r#"{"error_code":"APIGW.0106","error_msg":"Invalid header parameter: Content-Type, required"}"#;
    expect(400, body, CloudRefused, Unknown, "Content-Type, required.");
    let body = r#"{"error_code":"ModelArts.50000404","error_msg":"no such job"}"#;
    expect(404, body, CloudRefused, Accepted, "no such job.");
    let body = r#"{"error_code":"APIG.0101","error_msg":"The API does not exist"}"#;
    expect(404, body, CloudRefused, Unknown, "region offers DevServer");
    let body =
        r#"{"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached"}"#;
    expect(429, body, CloudThrottled, Unknown, "waits");
    let body = r#"{"error_code":"ModelArts.50005000","error_msg":"Internal error"}"#;
    expect(500, body, CloudFailed, Unknown, "failed: Internal error.");
    expect(
        502,
        "<html><title>502</title><h1>Bad Gateway</h1></html>",
        CloudFailed,
        Unknown,
        "502 Bad Gateway",
    );
    expect(503, "", CloudFailed, Unknown, "no message");
    let body = format!("key {AK} and {} fail", "hidden".repeat(40));
    expect(504, &body, CloudFailed, Unknown, "key … and … fail.");
}

#[test]
fn a_redirect_is_not_followed_and_its_target_not_told() {
    for status in [301, 302, 303, 307, 308] {
        check(status, "hidden", 502, Reason::CloudRedirected, Verdict::Unknown, "redirect");
    }
}

/// A server in front that answered a call without a condition by 304 was reported as a redirect.
#[test]
fn a_status_that_is_no_answer_is_not_a_redirect() {
    for status in [101, 304] {
        check(status, "", 502, Reason::CloudFailed, Verdict::Unknown, "which has no body");
    }
}

#[test]
fn a_wrong_clock_is_named() {
    let check = |skew: i64, part: Option<&str>| {
        let status = StatusCode::UNAUTHORIZED;
        let answer = Answer { status, request_id: None, body: b"", skew: Some(skew), secrets: &[] };
        let Meaning { refusal, verdict } = read(answer);
        assert_eq!(verdict, Verdict::Refused);
        match part {
            None => assert_eq!(refusal.reason, Reason::CredentialRefused),
            Some(part) => {
                assert_eq!(refusal.reason, Reason::ClockSkew);
                assert!(refusal.message.contains(part), "{refusal:?}");
            }
        }
    };
    check(0, None);
    check(-900, None);
    check(901, Some("15 minutes behind"));
    check(-7_260, Some("121 minutes ahead of"));
}

#[test]
fn code_and_request_id_are_the_clouds() {
    let refusal =
        meaning(400, r#"{"error_code":"ModelArts.50004000","error_msg":"x","request_id":"body"}"#)
            .refusal;
    assert_eq!(refusal.code.as_deref(), Some("ModelArts.50004000"));
    assert_eq!(refusal.request_id.as_deref(), Some("r-1"));
}

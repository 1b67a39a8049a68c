//! Every kind of error response that the documentation, the SDKs and public reports mention, one function for each.
//! If a code is not documented, the function states that.

use serde_json::{Value, json};

use crate::answer::{Answer, REQUEST_ID};
use crate::settings::EXAMPLE_AK;

/// The name of a response, and the function that creates it.
pub type Named = (&'static str, fn() -> Answer);

/// All of them by name, for the control API.
pub const NAMED: &[Named] = &[
    ("bad_request", bad_request),
    ("incorrect_token", incorrect_token),
    ("signing_failure", || signing_failure("GET\n/v1/example/dev-servers/jobs/\n")),
    ("unknown_key", || unknown_key(EXAMPLE_AK)),
    ("locked", locked),
    ("dedicated_gateway", dedicated_gateway),
    ("decrypt_token_fail", decrypt_token_fail),
    ("token_expires", token_expires),
    ("no_token", no_token),
    ("not_allowed", not_allowed),
    ("denied_by_policy", denied_by_policy),
    ("permission_as_401", permission_as_401),
    ("throttled", || throttled(None)),
    ("no_such_api", no_such_api),
    ("no_content_type", no_content_type),
    ("bad_call", bad_call),
    ("too_large", too_large),
    ("backend_timeout", backend_timeout),
    ("dedicated_timeout", dedicated_timeout),
    ("internal", internal),
    ("unknown_job", unknown_job),
    ("wrong_password", wrong_password),
    ("nested", nested),
    ("code_and_message", code_and_message),
    ("camel_case", camel_case),
    ("with_details", with_details),
    ("code_on_200", code_on_200),
    ("load_balancer", load_balancer),
    ("plain_text", plain_text),
    ("broken_json", broken_json),
    ("nothing", || Answer::empty(503)),
];

/// The response with this name.
pub fn named(name: &str) -> Option<Answer> {
    NAMED.iter().find(|(each, _)| *each == name).map(|(_, make)| make())
}

/// ModelArts, 400: two fields only.
pub fn bad_request() -> Answer {
    sent(400, json!({ "error_code": "ModelArts.50004000", "error_msg": "Bad request." }))
}

/// ModelArts, 401, as newer operations write it: with an ID and advice.
pub fn incorrect_token() -> Answer {
    let body = json!({
        "error_code": "ModelArts.60600000",
        "error_msg": "Incorrect token or token resolution failed",
        "request_id": REQUEST_ID,
        "solution_msg": "Obtain a new token and try again.",
    });
    sent(401, body)
}

/// The gateway of the cloud, 401: the signature is wrong. The message also contains the canonical request, which must
/// not reach a browser.
pub fn signing_failure(canonical_request: &str) -> Answer {
    incorrect(&format!("verify aksk signature fail, canonicalRequest:{canonical_request}"))
}

/// The gateway of the cloud, 401: the key does not exist. The message contains it.
pub fn unknown_key(ak: &str) -> Answer {
    incorrect(&format!("Get secretKey failed,ak:{ak},err:ak not exist"))
}

/// The gateway of the cloud, 401: too many failures in a row.
pub fn locked() -> Answer {
    incorrect("AK access failed to reach the limit,forbidden")
}

/// The same failure from a dedicated gateway, whose codes have another prefix.
pub fn dedicated_gateway() -> Answer {
    let message = "Incorrect IAM authentication information: verify aksk signature fail";
    gateway(401, "APIG.0301", message)
}

/// The gateway of the cloud, 401: the token is invalid, or for another project.
pub fn decrypt_token_fail() -> Answer {
    incorrect("decrypt token fail")
}

/// The gateway of the cloud, 401: the token has expired.
pub fn token_expires() -> Answer {
    incorrect("token expires")
}

/// The gateway of the cloud, 401: neither signature nor token.
pub fn no_token() -> Answer {
    incorrect("x-auth-token not found")
}

/// The gateway of the cloud, 403.
pub fn not_allowed() -> Answer {
    gateway(403, "APIGW.0302", "The IAM user is not authorized to access the API")
}

/// A denial of IAM 5, with a text that only administrators should see. The code is invented.
pub fn denied_by_policy() -> Answer {
    let body = json!({
        "error_code": "ModelArts.0403",
        "error_msg": "You are not authorized to perform modelarts:devserver:list.",
        "request_id": REQUEST_ID,
        "encoded_authorization_message": "XmlkLWV4YW1wbGU6bm90aGluZyB0byByZWFk",
    });
    sent(403, body)
}

/// A missing permission that is reported as 401 although the key is valid.
pub fn permission_as_401() -> Answer {
    let message = "Policy doesn't allow modelarts:devserver:list to be performed.";
    sent(401, json!({ "error_code": "EPS.0003", "error_msg": message }))
}

/// Too many calls. The test chooses `Retry-After`: seconds, a date, or none. It is not documented.
pub fn throttled(retry_after: Option<&str>) -> Answer {
    let message = "The throttling threshold has been reached: policy user over ratelimit,\
                   limit:10,time:1 second";
    let answer = gateway(429, "APIGW.0308", message);
    match retry_after {
        Some(value) => answer.with("Retry-After", value),
        None => answer,
    }
}

/// Wrong host, path or method.
pub fn no_such_api() -> Answer {
    let message = "The API does not exist or has not been published in the environment";
    gateway(404, "APIGW.0101", message)
}

/// A read without a content type.
pub fn no_content_type() -> Answer {
    gateway(400, "APIGW.0106", "Invalid header parameter: Content-Type, required")
}

/// The gateway of the cloud, 400.
pub fn bad_call() -> Answer {
    gateway(400, "APIGW.0201", "Bad request")
}

/// The gateway of the cloud, 413.
pub fn too_large() -> Answer {
    gateway(413, "APIGW.0201", "Request entity too large")
}

/// The gateway of the cloud, 504.
pub fn backend_timeout() -> Answer {
    gateway(504, "APIGW.0201", "Backend timeout")
}

/// A dedicated gateway, 504.
pub fn dedicated_timeout() -> Answer {
    gateway(504, "APIG.0203", "Backend timeout")
}

/// ModelArts, 500.
pub fn internal() -> Answer {
    sent(500, json!({ "error_code": "ModelArts.50005000", "error_msg": "Internal error." }))
}

/// There is no job with this ID. The code is invented, because none is documented.
pub fn unknown_job() -> Answer {
    sent(404, json!({ "error_code": "ModelArts.50004004", "error_msg": "The job does not exist." }))
}

/// IAM, 401: a nested object, with a number as code.
pub fn wrong_password() -> Answer {
    iam(401, "Unauthorized", "The username or password is wrong.")
}

/// Other services: a nested object, with a string as code.
pub fn nested() -> Answer {
    sent(400, json!({ "error": { "code": "Example.0001", "message": "Nested." } }))
}

/// Other services.
pub fn code_and_message() -> Answer {
    sent(400, json!({ "code": "Example.0002", "message": "Flat." }))
}

/// Other services.
pub fn camel_case() -> Answer {
    sent(400, json!({ "errorCode": "Example.0003", "errorMsg": "In camel case." }))
}

/// Other services: several errors.
pub fn with_details() -> Answer {
    let body = json!({
        "error_code": "Example.0004",
        "error_msg": "Several things are wrong.",
        "details": [{ "error_code": "Example.0005", "error_msg": "One of them." }],
    });
    sent(400, body)
}

/// A success status with an error code in the body, as in the documented table of ModelArts. The code is invented.
pub fn code_on_200() -> Answer {
    let body = json!({
        "error_code": "ModelArts.0200", "error_msg": "Success.",
        "current": 1, "data": [], "pages": 1, "size": 0, "total": 0,
    });
    sent(200, body)
}

/// A load balancer in front of everything.
pub fn load_balancer() -> Answer {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    Answer::of(502, "text/html", page)
}

/// Plain text in place of JSON.
pub fn plain_text() -> Answer {
    Answer::of(503, "text/plain", "upstream connect error or disconnect/reset before headers")
}

/// Incomplete JSON in a complete response.
pub fn broken_json() -> Answer {
    Answer::json(500, r#"{"error_code":"ModelArts.50005000","error_msg":"Inter"#)
}

/// The format of IAM.
pub(crate) fn iam(status: u16, title: &str, message: &str) -> Answer {
    sent(status, json!({ "error": { "message": message, "code": status, "title": title } }))
}

/// The gateway of the cloud, 401, whatever the reason.
pub(crate) fn incorrect(reason: &str) -> Answer {
    gateway(401, "APIGW.0301", &format!("Incorrect IAM authentication information: {reason}"))
}

fn gateway(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({ "error_msg": message, "error_code": code, "request_id": REQUEST_ID });
    sent(status, body).with("Server", "api-gateway")
}

fn sent(status: u16, body: Value) -> Answer {
    Answer::json(status, body.to_string())
}

//! Errors in answers that are called a success, and in refusals: what is an error, what is a list, and
//! what is read from it. Inputs are shapes of Huawei's services and of Java portals' gateways.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::decode::{Decoder, End, NotAList, decode};
use devserver_jobs_core::detail;
use devserver_jobs_core::error::ApiError;

const NONE: &str = "";

fn some(text: &str) -> Option<String> {
    (text != NONE).then(|| text.to_owned())
}

/// The error in an answer of status 200, in one piece and in pieces, of the list and of a job.
#[track_caller]
fn error(body: &str) -> ApiError {
    let whole = decode(body.as_bytes());
    for size in [1, 2, 7] {
        let mut decoder = Decoder::default();
        body.as_bytes().chunks(size).for_each(|piece| decoder.push(piece));
        assert_eq!(decoder.finish(), whole, "in pieces of {size}: {body}");
    }
    match whole {
        Err(NotAList::Error(error)) => error,
        other => panic!("{body} is {other:?}"),
    }
}

#[track_caller]
fn check(body: &str, code: &str, message: &str) {
    let found = error(body);
    assert_eq!((found.code.clone(), found.message.clone()), (some(code), some(message)), "{body}");
    assert_eq!(found.status, 200);
    assert_eq!(detail::decode(body.as_bytes()), Err(NotAList::Error(found)), "a job: {body}");
    // A refusal with this body says the same.
    let refused = ApiError::read(400, None, body.as_bytes());
    assert_eq!((refused.code, refused.message), (some(code), some(message)), "refused: {body}");
}

/// A user whose portal session had expired saw "No jobs", because the portal answered 200 with the error
/// in the body.
#[test]
fn an_error_that_is_called_a_success_is_an_error() {
    check(r#"{"code":401,"msg":"令牌已过期","data":null}"#, "401", "令牌已过期");
    check(r#"{"code":401,"msg":"令牌已过期","data":[]}"#, "401", "令牌已过期");
    check(r#"{"data":[],"total":0,"code":"401","message":"expired"}"#, "401", "expired");
    check(r#"{"data":null,"msg":"令牌已过期"}"#, NONE, "令牌已过期");
    check(r#"{"code":500,"msg":"boom"}"#, "500", "boom");
    check(r#"{"total":0,"rows":[],"code":500,"msg":"boom"}"#, "500", "boom");
    check(r#"{"code":-1,"message":"boom","result":null}"#, "-1", "boom");
    check(r#"{"code":"A0230","msg":"登录已过期","data":{}}"#, "A0230", "登录已过期");
    check(r#"{"code":1,"msg":"boom","data":null}"#, "1", "boom");
    check(r#"{"success":false,"message":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"success":"false","result":{"records":[]},"message":"boom"}"#, NONE, "boom");
    check(r#"{"status":"error","message":"boom","data":null}"#, NONE, "boom");
    check(r#"{"code":500,"msg":"failed","data":["a",1]}"#, "500", "failed");
    check(r#"{"code":400,"message":"bad","data":[{"field":"name"}]}"#, "400", "bad");
    check(r#"{"code":"500","msg":"操作不成功","data":[]}"#, "500", "操作不成功");
    check(r#"{"result":"fail","message":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"result":false,"msg":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"status":false,"msg":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"state":"FAIL","msg":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"succeed":false,"msg":"boom","data":[]}"#, NONE, "boom");
}

/// A portal whose envelope keeps code and text in an object of their own showed "No jobs" to a user who
/// was signed out.
#[test]
fn code_and_text_beside_the_data() {
    for head in
        ["meta", "head", "header", "Header", "status", "resultInfo", "responseHead", "base_resp"]
    {
        for data in ["[]", "null", r#"{"list":[]}"#, "{}"] {
            let body = r#"{"HEAD":{"code":401,"msg":"expired"},"data":DATA}"#;
            check(&body.replace("HEAD", head).replace("DATA", data), "401", "expired");
        }
    }
    check(r#"{"head":{"retCode":"E01","retDesc":"boom"},"body":null}"#, "E01", "boom");
    check(r#"{"header":{"code":"E01","desc":"boom"},"body":{}}"#, "E01", "boom");
    check(r#"{"ResponseMetadata":{"Error":{"Code":"E01","Message":"boom"}}}"#, "E01", "boom");
    check(r#"{"fault":{"code":900901,"message":"boom","description":"d"}}"#, "900901", "boom");
    check(r#"{"fault":{"faultcode":"soap:Server","faultstring":"boom"}}"#, "soap:Server", "boom");
    check(r#"{"errorInfo":{"errorCode":"E01","errorMsg":"boom"},"data":[]}"#, "E01", "boom");
    check(r#"{"ret":-1,"msg":"boom","data":[]}"#, "-1", "boom");
}

/// A portal that answers every request with code 200 showed "No jobs" beside its own message of an
/// expired sign-in.
#[test]
fn a_message_that_means_failure_beside_the_code_of_a_success() {
    for message in
        ["系统异常", "登录已过期", "用户未登录", "查询失败", "Token expired", "Query failed"]
    {
        check(&format!(r#"{{"code":200,"msg":"{message}","data":null}}"#), NONE, message);
    }
}

/// A portal that builds its answers with Gson writes every number with a fraction, and its expired sign-ins were
/// "No jobs".
#[test]
fn codes_with_a_fraction() {
    check(r#"{"code":401.0,"msg":"expired","data":null}"#, "401", "expired");
    check(r#"{"code":500.0,"msg":"boom","data":[]}"#, "500", "boom");
    check(r#"{"status":403.0,"message":"boom","data":[]}"#, "403", "boom");
    check(r#"{"code":-1.0,"msg":"boom","data":[]}"#, "-1", "boom");
    check_list(r#"{"code":200.0,"msg":"ok","data":[]}"#, 0, None);
    check_list(r#"{"code":0.0,"data":null}"#, 0, None);
    check_list(r#"{"code":"ModelArts.0","data":[]}"#, 0, None);
}

/// Portals whose only sign of an error is its text, a word or a flag of their own showed "No jobs".
#[test]
fn an_error_beside_an_empty_list() {
    check(r#"{"errorMsg":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"data":[],"error_msg":"boom","total":0}"#, NONE, "boom");
    check(r#"{"code":200,"msg":"登录已过期","data":[]}"#, NONE, "登录已过期");
    check(r#"{"total":0,"data":[],"message":"系统异常"}"#, NONE, "系统异常");
    check(r#"{"total":0,"message":"系统异常"}"#, NONE, "系统异常");
    check(r#"{"flag":false,"message":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"success":"fail","msg":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"status":"UNAUTHORIZED","message":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"status":"INTERNAL_SERVER_ERROR","message":"boom","data":[]}"#, NONE, "boom");
    check(r#"{"status":0,"info":"未登录","data":[]}"#, NONE, "未登录");
    check(r#"{"respHead":{"respCode":"E1","respMsg":"boom"},"data":[]}"#, "E1", "boom");
    check(r#"{"msgHead":{"code":401,"msg":"boom"},"list":[]}"#, "401", "boom");
    check(r#"{"resCode":"0001","resMsg":"boom","data":[]}"#, "0001", "boom");
    check(r#"{"data":null,"exception":"java.lang.NullPointerException"}"#, NONE, EXCEPTION);
    check_list(r#"{"errorMsg":"","data":[],"flag":true,"info":"ok"}"#, 0, None);
    check_list(r#"{"errcode":0,"errmsg":"no data","data":[]}"#, 0, None);
    check_list(r#"{"errorMsg":"success","data":[],"info":{"page":1}}"#, 0, None);
    check_list(r#"{"message":"没有失败的任务","data":[],"status":"OK"}"#, 0, None);
    check_list(r#"{"message":{"abnormal_count":0},"data":[]}"#, 0, None);
    check_list(r#"{"error_msg":"of a part","data":[{"id":"a"}]}"#, 1, None);
    check_list(r#"{"data":null,"page":"1","result":""}"#, 0, None);
}

const EXCEPTION: &str = "java.lang.NullPointerException";

/// A portal without a session answered 200 with the address of its sign-in, and its users saw "No jobs".
#[test]
fn the_address_of_a_sign_in_in_place_of_a_list() {
    for body in [
        r#"{"redirectUrl":"https://e.test/login","data":null}"#,
        r#"{"redirect_url":"/portal","data":null}"#,
        r#"{"code":200,"msg":"success","redirect":"https://e.test/sso","data":null}"#,
        r#"{"success":true,"result":null,"loginUrl":"https://e.test/"}"#,
        r#"{"code":200,"data":{"ssoUrl":"https://e.test/"}}"#,
        r#"{"login_url":"/login"}"#,
        r#"{"location":"/login?from=%2Fjobs"}"#,
        r#"{"total":0,"data":[],"redirectUrl":"https://e.test/cas/login"}"#,
        r#"{"needLogin":true,"data":[]}"#,
    ] {
        check(body, NONE, NONE);
        assert!(error(body).is_signed_out(), "{body}");
        assert_eq!(error(body).effective_status(), 200, "no refusal of a credential: {body}");
    }
    check(r#"{"code":302,"location":"/login","data":null}"#, "302", NONE);
    assert!(error(r#"{"code":302,"location":"/login","data":null}"#).is_signed_out());
    for message in
        ["请先登录", "请重新登陆", "Please log in again.", "session timeout", "Not authenticated"]
    {
        let body = format!(r#"{{"code":200,"msg":"{message}","data":[]}}"#);
        check(&body, NONE, message);
        assert!(error(&body).is_signed_out(), "{body}");
    }
    check_list(r#"{"redirectUrl":"/login","data":[{"id":"a"}]}"#, 1, None);
    check_list(r#"{"redirectUrl":null,"data":null}"#, 0, None);
    check_list(r#"{"redirectUrl":"","data":[]}"#, 0, None);
    check_list(r#"{"location":"cn-north-4","data":[]}"#, 0, None);
    check_list(r#"{"location":"/regions/1","data":[]}"#, 0, None);
    check_list(r#"{"redirect":false,"needLogin":false,"data":null}"#, 0, None);
    check_list(r#"{"code":200,"msg":"login success","data":[]}"#, 0, None);
}

/// A portal that asks several services answered with their errors in the place of jobs: a table of empty rows.
#[test]
fn rows_that_are_errors() {
    for body in [
        r#"[{"error_code":"ModelArts.0001","error_msg":"boom"}]"#,
        r#"{"data":[{"error_code":"ModelArts.0001","error_msg":"boom"}],"total":1}"#,
        r#"{"code":200,"data":{"list":[{"code":"ModelArts.0001","message":"boom"},{"error":"bang"}]}}"#,
        r#"{"jobs":[{"error":{"code":"ModelArts.0001","message":"boom"}}]}"#,
    ] {
        let found = error(body);
        let parts = (found.code.as_deref(), found.message.as_deref());
        assert_eq!(parts, (Some("ModelArts.0001"), Some("boom")), "{body}");
    }
    check_list(r#"{"data":[{"id":"a","error_code":"A","error_msg":"boom"}]}"#, 1, None);
    check_list(r#"{"data":[{"error_code":"A","error_msg":"boom"},{"id":"a"}]}"#, 2, None);
    check_list(r#"{"data":[{"id":"a"},{"error_code":"A","error_msg":"boom"}]}"#, 2, None);
    check_list(r#"{"data":[{},{"code":0,"message":"ok"}]}"#, 2, None);
    check_list(r#"{"data":[{"error":"A"}],"data":[]}"#, 0, None);
}

/// A portal's own code stood beside an empty list without a word: "No jobs".
#[test]
fn a_code_without_a_message_beside_an_empty_list() {
    check(r#"{"code":1001,"data":[]}"#, "1001", NONE);
    check(r#"{"code":"E_LIMIT","jobs":[]}"#, "E_LIMIT", NONE);
    check(r#"{"errno":5,"list":[]}"#, "5", NONE);
    check(r#"{"data":[],"total":0,"resultCode":"LIMIT.001"}"#, "LIMIT.001", NONE);
    check(r#"{"code":302,"list":null}"#, "302", NONE);
    check(r#"{"result":{"code":1001},"data":[]}"#, "1001", NONE);
    check_list(r#"{"code":1001,"data":[{"id":"a"}]}"#, 1, None);
    for code in ["0", "200", "\"00000\"", "\"SUCCESS\"", "\"OK\"", "null", "\"\"", "20000"] {
        check_list(&format!(r#"{{"code":{code},"data":[]}}"#), 0, None);
    }
    let word = decode(br#"{"state":"error","data":[]}"#);
    assert!(matches!(word, Err(NotAList::Error(_))), "{word:?}");
    check_list(r#"{"code":200,"state":"error","data":[{"id":"a"}]}"#, 1, None);
}

/// Beside an empty list a member `status` with objects was read as a word, in which `abnormal` means failure.
#[test]
fn a_status_of_objects_is_no_word() {
    for status in [r#"[{"abnormal_count":null}]"#, r#"{"failed":0}"#, r#""{\"failed\":0}""#] {
        check_list(&format!(r#"{{"status":{status},"data":[]}}"#), 0, None);
        check_list(&format!(r#"{{"result":{status},"data":[]}}"#), 0, None);
    }
}

/// A portal that counts failures in its message showed an error to a team of which no job had failed.
#[test]
fn messages_that_count_no_failure() {
    for message in [
        "共0个失败任务",
        "失败任务数：0",
        "成功10个，失败0个",
        "0个异常节点",
        "没有失败的任务",
        "0 failed",
        "0 jobs failed",
        "Failed tasks: 0.",
        "Total 0, failed 0",
        "0 errors, 0 warnings",
        "Found zero failures",
        "no errors",
        "No failed jobs",
    ] {
        check_list(&format!(r#"{{"code":200,"msg":"{message}","data":[]}}"#), 0, None);
        check_list(&format!(r#"{{"code":200,"msg":"{message}","data":null}}"#), 0, None);
    }
    for message in [
        "共10个失败任务",
        "成功0个，失败3个",
        "查询失败，返回0条",
        "10 failed",
        "0 succeeded, 3 failed",
        "failed after 0 s",
        "0 failed, access denied",
        "0 failed, connection timed out",
        "Error 0x80070005",
    ] {
        check(&format!(r#"{{"code":200,"msg":"{message}","data":[]}}"#), NONE, message);
    }
    check(r#"{"code":500,"msg":"0 failed","data":[]}"#, "500", "0 failed");
}

/// Envelopes of other vendors, as gateways and frameworks in front of a portal send them with status 200.
#[test]
fn envelopes_of_other_vendors() {
    const GRAPHQL: &str = r#"{"data":null,"errors":[{"message":"boom","path":["jobs"],"extensions":{"code":"UNAUTHENTICATED"}}]}"#;
    check(GRAPHQL, "UNAUTHENTICATED", "boom");
    assert_eq!(error(GRAPHQL).effective_status(), 401);
    check(r#"{"errors":[{"message":"boom"}],"data":{"jobs":null}}"#, NONE, "boom");
    check(r#"{"jsonrpc":"2.0","error":{"code":-32601,"message":"boom"},"id":1}"#, "-32601", "boom");
    check(r#"{"type":"https://e.test/p","title":"Limited","instance":"/a"}"#, NONE, "Limited");
    check(r#"{"__type":"ThrottlingException","message":"boom"}"#, "ThrottlingException", "boom");
    check(
        r#"{"ErrorResponse":{"Error":{"Type":"Sender","Code":"InvalidToken","Message":"boom"},"RequestId":"r"}}"#,
        "InvalidToken",
        "boom",
    );
    check(
        r#"{"Response":{"Error":{"Code":"AuthFailure.Expired","Message":"boom"},"RequestId":"r"}}"#,
        "AuthFailure.Expired",
        "boom",
    );
    check(
        r#"{"RequestId":"r","HostId":"h","Code":"Forbidden.RAM","Message":"boom"}"#,
        "Forbidden.RAM",
        "boom",
    );
    check(r#"{"errorMessages":["boom"],"errors":{}}"#, NONE, "boom");
    check(r#"{"err":"boom","data":[]}"#, NONE, "boom");
    check_list(r#"{"err":null,"data":[],"extensions":{"tracing":{}}}"#, 0, None);
    let status = decode(br#"{"kind":"Status","status":"Failure","reason":"Unauthorized"}"#);
    assert!(matches!(status, Err(NotAList::Error(_))), "{status:?}");
}

/// The text of an error was lost, because its service has it where the data should be.
#[test]
fn texts_in_the_place_of_data() {
    check(r#"{"code":500,"data":"boom"}"#, "500", "boom");
    check(r#"{"success":false,"result":"boom"}"#, NONE, "boom");
    check(r#"{"code":500,"msg":null,"data":"用户未登录"}"#, "500", "用户未登录");
    check(r#"{"code":200,"msg":"success","data":"令牌已过期"}"#, NONE, "令牌已过期");
    check(r#"{"code":500,"msg":"boom","data":"a trace"}"#, "500", "boom");
    check(r#"{"detail":[{"loc":["query"],"msg":"field required"}]}"#, NONE, "field required");
}

/// The text of an error was lost, because its service calls the text by another name than ModelArts.
#[test]
fn codes_and_texts_under_any_of_their_names() {
    let quota = ("ModelArts.0105", "Quota exceeded");
    for body in [
        r#"{"is_success":false,"error_code":"ModelArts.0105","error_message":"Quota exceeded"}"#,
        r#"{"error_code":"ModelArts.0105","error_msg":"Quota exceeded"}"#,
        r#"{"errorCode":"ModelArts.0105","errorMsg":"Quota exceeded"}"#,
        r#"{"errorCode":"ModelArts.0105","errorMessage":"Quota exceeded","data":[]}"#,
        r#"{"errCode":"ModelArts.0105","errMsg":"Quota exceeded"}"#,
        r#"{"ERROR_CODE":"ModelArts.0105","Error-Msg":"Quota exceeded"}"#,
        r#"{"code":"ModelArts.0105","message":"Quota exceeded"}"#,
        r#"{"Code":"ModelArts.0105","Message":"Quota exceeded"}"#,
        r#"{"resultCode":"ModelArts.0105","resultMsg":"Quota exceeded"}"#,
        r#"{"retCode":"ModelArts.0105","retMsg":"Quota exceeded"}"#,
        r#"{"error":{"code":"ModelArts.0105","message":"Quota exceeded"}}"#,
        r#"{"error":{"error_code":"ModelArts.0105","error_msg":"Quota exceeded"},"data":null}"#,
        r#"{"errors":[{"code":"ModelArts.0105","message":"Quota exceeded"},{"code":"B"}]}"#,
        r#"{"errors":{"code":"ModelArts.0105","message":"Quota exceeded"}}"#,
        r#"{"data":{"error_code":"ModelArts.0105","error_msg":"Quota exceeded"}}"#,
        r#"{"result":{"error":{"code":"ModelArts.0105","message":"Quota exceeded"}}}"#,
        r#"{"body":{"data":{"errorCode":"ModelArts.0105","errorMsg":"Quota exceeded"}}}"#,
        r#"{"code":500,"msg":"error","data":{"error_code":"ModelArts.0105","error_msg":"Quota exceeded"}}"#,
        r#"{"body":"{\"error_code\":\"ModelArts.0105\",\"error_msg\":\"Quota exceeded\"}"}"#,
        r#"{"code":500,"msg":"{\"error_code\":\"ModelArts.0105\",\"error_msg\":\"Quota exceeded\"}"}"#,
        r#"[{"error_code":"ModelArts.0105","error_msg":"Quota exceeded"}]"#,
        r#"{"error":"ModelArts.0105","error_description":"Quota exceeded"}"#,
        r#"{"quotaExceeded":{"code":"ModelArts.0105","message":"Quota exceeded"}}"#,
        r#"{"result_code":"ModelArts.0105","result_desc":"Quota exceeded"}"#,
        r#"{"rspCode":"ModelArts.0105","rspMsg":"Quota exceeded"}"#,
        r#"{"returnCode":"ModelArts.0105","returnMessage":"Quota exceeded"}"#,
        r#"{"err_code":"ModelArts.0105","err_desc":"Quota exceeded"}"#,
        r#"{"error":{"code":"ModelArts.0105","description":"Quota exceeded"}}"#,
        r#"{"kind":"Status","status":"Failure","message":"Quota exceeded","code":"ModelArts.0105"}"#,
    ] {
        check(body, quota.0, quota.1);
    }
    check(r#"{"error":"unauthorized"}"#, NONE, "unauthorized");
    check(r#"{"error_code":"A"}"#, "A", NONE);
    check(r#"{"errors":["boom","bang"]}"#, NONE, "boom");
    check(r#"{"message":"invalid","errors":{"name":["is empty"]}}"#, NONE, "invalid");
    check(r#"{"ok":false,"error":"not_authed"}"#, NONE, "not_authed");
    check(
        r#"{"timestamp":"2025-06-10T06:20:20Z","status":401,"error":"Unauthorized","path":"/x"}"#,
        "401",
        "Unauthorized",
    );
    check(
        r#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"No role","instance":"/x"}"#,
        "403",
        "No role",
    );
    check(r#"{"title":"Forbidden","status":403}"#, "403", "Forbidden");
    check(r#"{"itemNotFound":{"code":404,"message":"No such item"}}"#, "404", "No such item");
}

#[test]
fn what_else_is_known_of_an_error() {
    let found = error(r#"{"code":401,"msg":"expired","request_id":"r-1","data":null}"#);
    assert_eq!(found.request_id.as_deref(), Some("r-1"));
    let found = error(r#"{"code":500,"msg":"boom","traceId":"t","requestId":"r"}"#);
    assert_eq!(found.request_id.as_deref(), Some("r"));
    let found = error(r#"{"error_code":"A","encoded_authorization_message":"SECRET"}"#);
    assert!(!format!("{found:?}").contains("SECRET"));
}

/// The component said "The answer is not a job list" to a user who only had to sign in again.
#[test]
fn which_status_an_error_amounts_to() {
    let check = |body: &str, status: u16| {
        assert_eq!(error(body).effective_status(), status, "{body}");
    };
    check(r#"{"code":401,"msg":"令牌已过期","data":null}"#, 401);
    check(r#"{"code":"401","msg":"x"}"#, 401);
    check(r#"{"code":40101,"msg":"x"}"#, 401);
    check(r#"{"code":403,"msg":"x"}"#, 403);
    check(r#"{"status":401,"error":"Unauthorized"}"#, 401);
    check(r#"{"error":"invalid_token","error_description":"expired"}"#, 401);
    check(r#"{"code":"UNAUTHORIZED","msg":"x"}"#, 401);
    check(r#"{"error_code":"APIGW.0301","error_msg":"x"}"#, 401);
    check(r#"{"code":"ACCESS_DENIED","msg":"x"}"#, 403);
    check(r#"{"code":"A0230","msg":"x"}"#, 401);
    check(r#"{"code":"USER_NOT_LOGIN","msg":"x"}"#, 401);
    check(r#"{"meta":{"code":401,"message":"x"},"data":[]}"#, 401);
    check(r#"{"code":500,"msg":"x"}"#, 500);
    check(r#"{"error_code":"ModelArts.0105","error_msg":"x"}"#, 200);
    check(r#"{"success":false}"#, 200);
    let refused = ApiError::read(403, None, br#"{"code":401}"#);
    assert_eq!(refused.effective_status(), 403, "the status of a refusal is its own");
}

/// A portal answers 500 where its token has expired, and frameworks have statuses of their own for that: the reader
/// was told that the cloud service had failed.
#[test]
fn who_must_sign_in_again() {
    let refused = |status, body: &str| ApiError::read(status, None, body.as_bytes());
    let said = r#"{"success":false,"message":"Token失效，请重新登录!","code":500,"result":null}"#;
    assert!(error(said).is_signed_out());
    assert!(error(r#"{"code":50014,"message":"Token expired"}"#).is_signed_out());
    assert!(error(r#"{"code":1,"msg":"用户未登录"}"#).is_signed_out());
    assert!(refused(500, said).is_signed_out());
    for status in [401, 419, 440, 498, 511] {
        assert!(refused(status, "").is_signed_out(), "{status}");
    }
    let of_gateway = r#"{"error_msg":"The cloud failed: token expired.","reason":"cloud_failed"}"#;
    assert!(!refused(500, of_gateway).is_signed_out());
    assert!(!refused(404, said).is_signed_out());
    assert!(!error(r#"{"code":500,"msg":"boom"}"#).is_signed_out());
    assert!(!error(r#"{"code":403,"msg":"无权访问"}"#).is_signed_out());
}

#[track_caller]
fn check_list(body: &str, jobs: usize, total: Option<u64>) {
    let whole = decode(body.as_bytes());
    for size in [1, 3] {
        let mut decoder = Decoder::default();
        body.as_bytes().chunks(size).for_each(|piece| decoder.push(piece));
        assert_eq!(decoder.finish(), whole, "in pieces of {size}: {body}");
    }
    let decoded = whole.unwrap_or_else(|error| panic!("{body}: {error:?}"));
    assert_eq!(
        (decoded.arrived(), decoded.total, decoded.end),
        (jobs, total, End::Whole),
        "{body}"
    );
}

/// A portal that wraps every answer in its own envelope must not lose its list.
#[test]
fn a_list_in_an_envelope_is_a_list() {
    let row = r#"{"id":"a"},{"id":"b"}"#;
    for (envelope, total) in [
        (r#"{"code":0,"msg":"success","data":[ROWS]}"#, None),
        (r#"{"code":200,"msg":"操作成功","data":[ROWS],"total":"2"}"#, Some(2)),
        (r#"{"data":[ROWS],"success":true,"error":null,"errors":[],"error_code":""}"#, None),
        (r#"{"code":200,"data":{"data":[ROWS],"total":2}}"#, Some(2)),
        (r#"{"code":"00000","data":{"list":[ROWS],"total":2,"pageNum":1},"msg":"ok"}"#, Some(2)),
        (r#"{"success":true,"result":{"records":[ROWS],"total":2,"size":10}}"#, Some(2)),
        (r#"{"status":200,"data":{"content":[ROWS],"totalElements":2}}"#, Some(2)),
        (r#"{"total":2,"rows":[ROWS],"code":200,"msg":"查询成功"}"#, Some(2)),
        (r#"{"code":20000,"data":{"items":[ROWS],"total":2}}"#, Some(2)),
        (r#"{"code":1,"msg":"success","data":[ROWS]}"#, None),
        (r#"{"body":{"data":[ROWS],"total":2}}"#, Some(2)),
        (r#"{"result":[ROWS],"isSuccess":true}"#, None),
        (r#"{"code":0,"data":{"page":{"list":[ROWS],"count":2}}}"#, Some(2)),
        // Rows with ids are jobs, whatever else is said.
        (r#"{"code":500,"msg":"partial","data":[ROWS]}"#, None),
        (r#"{"data":[ROWS],"error_code":"ModelArts.0200","message":"partial"}"#, None),
        // The documented array is the list, wherever it comes.
        (r#"{"result":{"list":[{"id":"x"}]},"data":[ROWS]}"#, None),
        (r#"{"data":[ROWS],"result":{"list":[{"id":"x"}]}}"#, None),
    ] {
        check_list(&envelope.replace("ROWS", row), 2, total);
    }
    let wrapped = br#"{"code":200,"data":{"id":"a","status":"FAILED","message":"m","tasks":[{}]}}"#;
    let job = detail::decode(wrapped).unwrap();
    assert_eq!((job.job.id.as_deref(), job.tasks.len(), job.end), (Some("a"), 1, End::Whole));
}

#[test]
fn an_envelope_that_reports_zero_is_an_empty_list() {
    check_list(r#"{"data":[]}"#, 0, None);
    check_list(r#"{"data":null}"#, 0, None);
    check_list(r#"{"total":0}"#, 0, Some(0));
    check_list(r#"{"total":"0","data":{}}"#, 0, Some(0));
    check_list(r#"{"code":200,"msg":"success","data":null}"#, 0, None);
    check_list(r#"{"code":0,"message":"查询完毕","data":null}"#, 0, None);
    check_list(r#"{"code":200,"data":{"list":null,"total":0}}"#, 0, Some(0));
    check_list(r#"{"success":true,"result":null}"#, 0, None);
    check_list(r#"{"data":null,"total":0,"msg":"暂无数据"}"#, 0, Some(0));
    check_list(r#"{"data":[],"error":null,"errors":[],"error_code":"0","error_msg":""}"#, 0, None);
    check_list(r#"{"data":[],"error":false,"code":"ModelArts.0000"}"#, 0, None);
    check_list(r#"{"meta":{"code":200,"msg":"ok"},"data":[]}"#, 0, None);
    check_list(r#"{"head":{"retCode":"0000"},"result":null}"#, 0, None);
    check_list(r#"{"ret":0,"data":null,"msg":""}"#, 0, None);
    check_list(r#"{"fault":null,"errorInfo":"","data":[]}"#, 0, None);
    check_list(r#"{"code":200,"msg":"没有错误","data":null}"#, 0, None);
    // The status in a message is not the answer's.
    check_list(r#"{"message":{"status":false},"data":[]}"#, 0, None);
}

#[test]
fn what_is_neither_a_list_nor_an_error() {
    for body in
        [r#"{}"#, r#"{"data":{"id":"a"}}"#, r#"{"code":200,"msg":"success"}"#, r#"{"x":{"y":1}}"#]
    {
        assert_eq!(decode(body.as_bytes()), Err(NotAList::NoData), "{body}");
    }
}

/// A number of jobs above 2^32 was cut where addresses have 32 bits.
#[test]
fn large_totals_are_not_cut() {
    for total in [4_294_967_296_u64, 4_294_967_301, 9_007_199_254_740_993, i64::MAX as u64] {
        let decoded = decode(format!(r#"{{"data":[{{}}],"total":{total}}}"#).as_bytes()).unwrap();
        assert_eq!((decoded.total, decoded.missing()), (Some(total), Some(total - 1)));
    }
}

/// An error whose connection broke is an error all the same.
#[test]
fn an_error_that_is_cut_short() {
    let found = error(r#"{"code":401,"msg":"expired","data":nu"#);
    assert_eq!((found.code, found.message), (some("401"), some("expired")));
    let cut = decode(br#"{"message":"hello","da"#).unwrap();
    assert!(matches!(cut.end, End::CutShort { .. }));
}

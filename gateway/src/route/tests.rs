//! Who gets through the door and who does not, one line a case.

use super::*;

const LIST: &str = "/v1/demo/dev-servers/jobs";
const JOB: &str = "/v1/demo/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789ab";

fn knock(method: Method, target: &str) -> Result<Operation, Refusal> {
    enter(&method, &target.parse().unwrap())
}

fn refused(method: Method, target: &str) -> Reason {
    knock(method, target).unwrap_err().reason
}

#[test]
fn one_job_is_entered_by_its_uuid() {
    let job = JobId("0319470a-7fad-4c5e-9d0c-0123456789ab".to_owned());
    let expect = Operation::GetJob(ProjectId("demo".to_owned()), job);
    assert_eq!(knock(Method::GET, JOB), Ok(expect.clone()));
    assert_eq!(knock(Method::HEAD, JOB), Ok(expect.clone()));
    assert_eq!(knock(Method::GET, &format!("{JOB}?")), Ok(expect));
    assert_eq!(refused(Method::GET, &format!("{JOB}?visible=true")), Reason::BadRequest);
}

/// The same job was asked for, and kept, once in each spelling.
#[test]
fn a_uuid_is_one_key_in_whichever_case() {
    let lower = knock(Method::GET, JOB).unwrap();
    let upper = JOB.replace("0319470a-7fad-4c5e", "0319470A-7FAD-4c5E");
    assert_eq!(knock(Method::GET, &upper), Ok(lower));
    let id = |id: &str| knock(Method::GET, &format!("{LIST}?id={id}")).unwrap();
    let uuid = "0319470a-7fad-4c5e-9d0c-0123456789ab";
    assert_eq!(id(&uuid.to_uppercase()), id(uuid));
    assert_ne!(id("Job-A"), id("job-a"), "no UUID");
}

#[test]
fn the_list_is_entered() {
    #[track_caller]
    fn check(target: &str, project: &str, query: JobsQuery) {
        let expect = Operation::ListJobs(ProjectId(project.to_owned()), query);
        assert_eq!(knock(Method::GET, target), Ok(expect.clone()));
        assert_eq!(knock(Method::HEAD, target), Ok(expect));
    }
    let none = JobsQuery::default;
    let some = |text: &str| Some(text.to_owned());
    let long = "a".repeat(64);
    check(LIST, "demo", none());
    check("/v1/demo/dev-servers/jobs?", "demo", none());
    check("/v1/0-Z/dev-servers/jobs", "0-Z", none());
    check(&format!("/v1/{long}/dev-servers/jobs"), &long, none());
    check(
        "/v1/demo/dev-servers/jobs?visible=false&status=FINISHED&type=COMMON&name=a%2Fb+c%2B&id=x",
        "demo",
        JobsQuery {
            id: some("x"),
            name: some("a/b c+"),
            r#type: some("COMMON"),
            status: some("FINISHED"),
            visible: Some(false),
        },
    );
    check(
        "/v1/demo/dev-servers/jobs?name=%E6%98%87&visible=true",
        "demo",
        JobsQuery { name: some("昇"), visible: Some(true), ..none() },
    );
    check(&format!("{LIST}?id={long}"), "demo", JobsQuery { id: Some(long.clone()), ..none() });
    check(
        &format!("{LIST}?name={long}{long}"),
        "demo",
        JobsQuery { name: Some(long.repeat(2)), ..none() },
    );
    check(&format!("{LIST}?name=a=b"), "demo", JobsQuery { name: some("a=b"), ..none() });
}

#[test]
fn malformed_requests_are_refused() {
    #[track_caller]
    fn check(target: &str, part: &str) {
        match knock(Method::GET, target) {
            Err(refusal) if refusal.reason == Reason::BadRequest => {
                assert!(refusal.message.contains(part), "{target}: {refusal:?}");
            }
            other => panic!("{target}: {other:?}"),
        }
    }
    for target in [
        "/v1//dev-servers/jobs",
        "/v1/demo//jobs",
        "/v1/demo/dev-servers//jobs",
        "/v1/demo/dev-servers/jobs/",
        "/v1/demo/dev-servers/jobs//",
        "/v1/./dev-servers/jobs",
        "/v1/../v1/demo/dev-servers/jobs",
        "/v1/demo/dev-servers/jobs/..",
        "/v1/",
        "//v1/demo/dev-servers/jobs",
    ] {
        check(target, "segments");
    }
    for target in [
        "/v1/demo%2Fdev-servers/jobs",
        "/v1/demo%2fx/dev-servers/jobs",
        "/v1/demo%5Cx/dev-servers/jobs",
        "/v1/demo%00/dev-servers/jobs",
        "/v1/%64emo/dev-servers/jobs",
        "/v1/demo/dev%2Dservers/jobs",
        "/v1/%2e%2e/dev-servers/jobs",
        "/v1/x%",
    ] {
        check(target, "percent escapes");
    }
    for target in [
        "/v1/de_mo/dev-servers/jobs",
        "/v1/demo.x/dev-servers/jobs",
        "/v1/demo;x/dev-servers/jobs",
        &format!("/v1/{}/dev-servers/jobs", "a".repeat(65)),
    ] {
        check(target, "project ID");
    }
    for (query, part) in [
        ("limit=10", "Only the query parameters"),
        ("ID=x", "Only the query parameters"),
        ("%69d=x", "Only the query parameters"),
        ("=x", "Only the query parameters"),
        ("id", "name=value"),
        ("&", "name=value"),
        ("id=a&", "name=value"),
        ("id=a&&name=b", "name=value"),
        ("id=a&id=a", "only once"),
        ("visible=true&visible=true", "only once"),
        ("name=", "must not be empty"),
        ("id=", "must not be empty"),
        ("visible=", "true or false"),
        ("visible=True", "true or false"),
        ("visible=1", "true or false"),
        ("name=%00", "control characters"),
        ("name=a%0d%0ab", "control characters"),
        ("name=%ff", "UTF-8"),
        ("name=%", "percent-encoded"),
        ("name=%2", "percent-encoded"),
        ("name=%zz", "percent-encoded"),
        ("name=%%41", "percent-encoded"),
        (&format!("id={}", "a".repeat(65)), "64 characters"),
        (&format!("name={}", "a".repeat(257)), "256 characters"),
        (&format!("status={}", "%E6%98%87".repeat(257)), "256 characters"),
    ] {
        check(&format!("{LIST}?{query}"), part);
    }
}

#[test]
fn nothing_else_is_there() {
    for target in [
        "/v1",
        "/v1/demo",
        "/v1/demo/dev-servers",
        "/v1/demo/dev-servers/jobs/templates",
        "/v1/demo/dev-servers/jobs/services",
        "/v1/demo/dev-servers/jobs/services/x",
        "/v1/demo/dev-servers/jobs/services/0319470a-7fad-4c5e-9d0c-0123456789ab",
        "/v1/demo/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789ab/x",
        "/v1/demo/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789a",
        "/v1/demo/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789abc",
        "/v1/demo/dev-servers/jobs/0319470a-7fad-4c5e-9d0c-0123456789ag",
        "/v1/demo/dev-servers/jobs/0319470a07fad04c5e09d0c00123456789ab",
        "/v1/demo/dev-servers/jobs/0319470a7fad4c5e9d0c0123456789ab",
        "/v1/demo/dev-servers/Jobs",
        "/v1/demo/dev-servers/jobs.json",
        "/v2/demo/dev-servers/jobs",
    ] {
        assert_eq!(refused(Method::GET, target), Reason::NotFound, "{target}");
    }
    assert_eq!(refused(Method::DELETE, "/v1/demo"), Reason::NotFound);
}

#[test]
fn the_list_is_only_read() {
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "LIST"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        assert_eq!(refused(method.clone(), LIST), Reason::Method);
        assert_eq!(refused(method, JOB), Reason::Method);
    }
}

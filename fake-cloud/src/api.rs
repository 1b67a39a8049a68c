//! The two documented operations, answered from the simulated jobs. For any other method or path the API does not
//! exist.

use bytes::Bytes;
use devserver_jobs_sim::{Cloud, Filter};

use crate::answer::Answer;
use crate::lock::lock;
use crate::shared::Shared;
use crate::signature::decode;
use crate::wire::Request;
use crate::{access, errors};

/// Further headers that the real cloud's gateway sends with every success. They are not meant for browsers.
const ALONG: [(&str, &str); 8] = [
    ("Server", "api-gateway"),
    ("Set-Cookie", "HWSESSION=made-up; Path=/; HttpOnly"),
    ("X-Apig-Latency", "12"),
    ("X-Apig-Ratelimit-User", "remain:9,limit:10,time:10 second"),
    ("Connection", "keep-alive, X-Only-This-Hop"),
    ("Keep-Alive", "timeout=60"),
    ("X-Only-This-Hop", "1"),
    ("Access-Control-Allow-Origin", "*"),
];

enum Operation<'a> {
    List,
    Detail(&'a str),
}

pub(crate) fn answer(shared: &Shared, request: &Request, jobs: Option<usize>) -> Answer {
    let Some((project, operation)) = operation(request) else { return errors::no_such_api() };
    if let Err(refusal) = access::check(shared, request, project) {
        return refusal;
    }
    if request.header("content-type") != Some("application/json") {
        return errors::no_content_type();
    }
    let sim = Cloud { jobs: jobs.unwrap_or(shared.settings.sim.jobs), ..shared.settings.sim };
    let made = match operation {
        Operation::List => match filter(request.query()) {
            Some(filter) => Some(list(shared, sim, project, &request.target, &filter)),
            None => return errors::bad_request(),
        },
        Operation::Detail(id) => detail(shared, sim, project, id),
    };
    match made {
        Some(body) => ALONG
            .iter()
            .fold(Answer::json(200, body), |answer, (name, value)| answer.with(name, value)),
        None => errors::unknown_job(),
    }
}

/// The project and the operation of a path. The path is compared exactly as it was sent.
fn operation(request: &Request) -> Option<(&str, Operation<'_>)> {
    let mut segments = request.path().split('/');
    let mut next = || segments.next();
    if request.method != "GET" || (next(), next()) != (Some(""), Some("v1")) {
        return None;
    }
    let project = next().filter(|project| is_id(project))?;
    if (next(), next()) != (Some("dev-servers"), Some("jobs")) {
        return None;
    }
    match (next(), next()) {
        (None, None) => Some((project, Operation::List)),
        // These two are other operations, which are not implemented.
        (Some("templates" | "services"), None) => None,
        (Some(id), None) if is_id(id) => Some((project, Operation::Detail(id))),
        _ => None,
    }
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The five documented filters. Unknown names are ignored, and of repeated ones the last is used; neither is
/// documented. `None` if a value is invalid.
fn filter(query: &str) -> Option<Filter> {
    let mut filter = Filter::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = String::from_utf8(decode(value)).ok()?;
        match name {
            "id" => filter.id = Some(value),
            "name" => filter.name = Some(value),
            "type" => filter.r#type = Some(value),
            "status" => filter.status = Some(value),
            "visible" => filter.visible = Some(value.parse().ok()?),
            _ => {}
        }
    }
    Some(filter)
}

fn list(shared: &Shared, sim: Cloud, project: &str, target: &str, filter: &Filter) -> Bytes {
    let now_ms = shared.settings.jobs_now_ms();
    let mut bodies = lock(&shared.bodies);
    bodies.get(now_ms, sim.jobs, target, || sim.list(project, filter, now_ms))
}

fn detail(shared: &Shared, sim: Cloud, project: &str, id: &str) -> Option<Bytes> {
    sim.detail(project, id, shared.settings.jobs_now_ms()).map(Bytes::from)
}

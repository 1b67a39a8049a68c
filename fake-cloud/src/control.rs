//! The control API of the program: `POST /_behave` and `GET /_calls`. It converts between JSON and the functions of
//! the library.

use std::time::Duration;

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::behaviour::{Behaviour, Pace};
use crate::errors;
use crate::gate::Gate;
use crate::lock::lock;
use crate::shared::Shared;
use crate::wire::Request;

/// The response, if the request is for the control API.
pub(crate) fn answer(shared: &Shared, request: &Request) -> Option<Answer> {
    match (request.method.as_str(), request.path()) {
        ("GET", "/_calls") => Some(Answer::json(200, calls(shared).to_string())),
        ("POST", "/_behave") => Some(match behave(shared, &request.body) {
            Ok(()) => Answer::json(200, "{}"),
            Err(reason) => Answer::json(400, json!({ "error": reason }).to_string()),
        }),
        _ => None,
    }
}

fn behave(shared: &Shared, body: &[u8]) -> Result<(), String> {
    let asked: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let kind = asked["kind"].as_str().ok_or("kind is missing")?;
    match kind {
        "release" => {
            let gate = lock(&shared.gate);
            (0..asked["count"].as_u64().unwrap_or(1)).for_each(|_| gate.release());
        }
        "open" => lock(&shared.gate).open(),
        "forget_calls" => shared.calls.forget(),
        "revoke_tokens" => lock(&shared.tokens).revoke(),
        _ => {
            let behaviour = shaped(shared, what(kind, &asked)?, kind == "hold", &asked);
            let plan = match asked["for"].as_str() {
                Some("iam") => &shared.iam,
                None => &shared.api,
                Some(other) => return Err(format!("for is {other:?}; only \"iam\" is supported")),
            };
            match asked["times"].as_u64() {
                Some(times) => (0..times).for_each(|_| plan.queue(behaviour.clone())),
                // Without a number, the control API itself could not be reached any more.
                None if kind == "refuse" => return Err("times is missing".to_owned()),
                None => plan.stand(behaviour),
            }
        }
    }
    Ok(())
}

/// Adds how the response is delivered.
fn shaped(shared: &Shared, mut behaviour: Behaviour, held: bool, asked: &Value) -> Behaviour {
    let millis = |name: &str| asked[name].as_u64().map(Duration::from_millis);
    let size = |name: &str| asked[name].as_u64().map(|number| number as usize);
    if let Some(time) = millis("late_ms") {
        behaviour = behaviour.late(time);
    }
    if held || asked["hold"] == true {
        behaviour = behaviour.held(&new_gate(shared));
    }
    if let Some(bytes) = size("drip_bytes") {
        let pace = millis("pause_ms").map_or_else(|| Pace::Gate(new_gate(shared)), Pace::Time);
        behaviour = behaviour.drip(bytes, pace);
    }
    if let Some(bytes) = size("cut_after") {
        behaviour = behaviour.cut_short(bytes);
    }
    if let Some(chunked) = asked["chunked"].as_bool() {
        behaviour = behaviour.chunked(chunked);
    }
    behaviour
}

/// Replaces the gate, and opens the previous one, so that nothing waits for it forever.
fn new_gate(shared: &Shared) -> Gate {
    let gate = Gate::new();
    std::mem::replace(&mut *lock(&shared.gate), gate.clone()).open();
    gate
}

fn what(kind: &str, asked: &Value) -> Result<Behaviour, String> {
    let text = |name: &str| asked[name].as_str();
    let answer = match kind {
        "normal" | "hold" => return Ok(Behaviour::normal()),
        "jobs" => {
            let jobs = asked["jobs"].as_u64().ok_or("jobs is missing")?;
            return Ok(Behaviour::jobs(jobs as usize));
        }
        "hang_up" => return Ok(Behaviour::hang_up()),
        "refuse" => return Ok(Behaviour::refuse()),
        "status" => {
            let status = asked["status"].as_u64().and_then(|status| status.try_into().ok());
            let status = status.ok_or("status is missing")?;
            let sort = text("content_type").unwrap_or("application/json;charset=utf-8");
            let body = text("body").unwrap_or("").to_owned();
            let headers = asked["headers"].as_object().into_iter().flatten();
            headers.fold(Answer::of(status, sort, body), |answer, (name, value)| {
                answer.with(name, value.as_str().unwrap_or_default())
            })
        }
        "redirect" => Answer::redirect(text("to").ok_or("to is missing")?),
        "html_200" => Answer::html_200(),
        "endless" => Answer::endless(asked["length"].as_u64()),
        "throttled" => errors::throttled(text("retry_after")),
        _ => errors::named(kind).ok_or_else(|| format!("unknown kind: {kind:?}"))?,
    };
    Ok(Behaviour::answer(answer))
}

fn calls(shared: &Shared) -> Value {
    let counts = shared.calls.counts();
    let calls = shared.calls.all();
    let calls: Vec<_> =
        calls.iter().map(|call| json!({ "method": call.method, "target": call.target })).collect();
    json!({
        "count": counts.calls,
        "in_flight": counts.in_flight,
        "max_in_flight": counts.max_in_flight,
        "calls": calls,
    })
}

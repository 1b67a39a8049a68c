//! The JSON of one job with its items and tasks, with the fields in the order of the documented sample.

use super::values::{push_field, push_number, push_text};
use crate::detail::{Detail, Item, Task};
use crate::servers::Machine;

/// One job. The fields of an item without a specification, and of a task without a message, are omitted.
pub(crate) fn detail(detail: &Detail) -> Vec<u8> {
    let row = &detail.row;
    let mut out = String::from("{");
    push_first(&mut out, "id", &row.id);
    push_field(&mut out, "name", &row.name);
    push_field(&mut out, "user_name", row.user_name);
    if let Some(description) = row.description {
        push_field(&mut out, "description", description);
    }
    push_field(&mut out, "type", row.r#type);
    push_field(&mut out, "status", row.status);
    push_count(&mut out, "abnormal_count", row.abnormal_count);
    push_count(&mut out, "create_at", row.create_at);
    push_count(&mut out, "update_at", row.update_at);
    push_field(&mut out, "template_id", &detail.template_id);
    push_list(&mut out, "items", &detail.items, push_item);
    push_list(&mut out, "tasks", &detail.tasks, push_task);
    out.push('}');
    out.into_bytes()
}

fn push_item(out: &mut String, item: &Item) {
    out.push('{');
    push_first(out, "type", item.r#type);
    if let Some((name, value)) = item.spec {
        out.push_str(r#","spec":{"#);
        push_first(out, name, value);
        out.push('}');
    }
    out.push('}');
}

fn push_task(out: &mut String, task: &Task) {
    let server = &task.server;
    out.push('{');
    push_first(out, "id", &task.id);
    push_field(out, "server_id", &server.id);
    push_field(out, "server_name", &server.name);
    push_field(out, "status", task.status);
    out.push_str(r#","cloud_server":{"#);
    push_first(out, "id", &server.machine_id);
    match &server.machine {
        Machine::Bms => push_field(out, "type", "BMS"),
        Machine::Ecs => push_field(out, "type", "ECS"),
        Machine::Hps(hps_ecs_id) => {
            push_field(out, "type", "HPS");
            push_field(out, "hps_ecs_id", hps_ecs_id);
        }
    }
    out.push('}');
    if let Some(message) = &task.message {
        push_field(out, "message", message);
    }
    push_count(out, "create_at", task.create_at);
    push_count(out, "update_at", task.update_at);
    out.push('}');
}

/// A field without a preceding comma.
fn push_first(out: &mut String, name: &str, value: &str) {
    push_text(out, name);
    out.push(':');
    push_text(out, value);
}

fn push_count(out: &mut String, name: &str, number: impl std::fmt::Display) {
    out.push(',');
    push_text(out, name);
    out.push(':');
    push_number(out, number);
}

fn push_list<T>(out: &mut String, name: &str, list: &[T], push: impl Fn(&mut String, &T)) {
    out.push(',');
    push_text(out, name);
    out.push_str(":[");
    for (at, each) in list.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push(out, each);
    }
    out.push(']');
}

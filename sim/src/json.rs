//! Writes the list as JSON, in the documented shape, directly into bytes.

mod detail;
mod values;

pub(crate) use detail::detail;
use values::{push_field, push_number};

use crate::job::Row;

/// The envelope and its rows, with the fields in their documented order. In the documented envelope, `size` is the
/// number of rows in the response, and there is always one page.
pub(crate) fn list(rows: impl Iterator<Item = Row>) -> Vec<u8> {
    let mut out = String::from(r#"{"current":1,"data":["#);
    let mut count = 0_usize;
    for row in rows {
        if count > 0 {
            out.push(',');
        }
        count += 1;
        push_row(&mut out, &row);
    }
    out.push_str(r#"],"pages":1,"size":"#);
    push_number(&mut out, count);
    out.push_str(r#","total":"#);
    push_number(&mut out, count);
    out.push('}');
    out.into_bytes()
}

fn push_row(out: &mut String, row: &Row) {
    out.push_str(r#"{"create_at":"#);
    push_number(out, row.create_at);
    out.push_str(r#","update_at":"#);
    push_number(out, row.update_at);
    push_field(out, "id", &row.id);
    push_field(out, "name", &row.name);
    push_field(out, "user_name", row.user_name);
    if let Some(description) = row.description {
        push_field(out, "description", description);
    }
    push_field(out, "type", row.r#type);
    push_field(out, "status", row.status);
    out.push_str(r#","abnormal_count":"#);
    push_number(out, row.abnormal_count);
    out.push('}');
}

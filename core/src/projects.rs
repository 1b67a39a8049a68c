//! The projects that a proxy offers to a caller: `{"projects":["0123456789abcdef"]}`, the first one first.

use crate::cursor::Cursor;
use crate::query::ProjectId;

/// The path of the request.
pub const PATH: &str = "/v1/projects";

/// Decodes the body of the response; `None` if it has another form. Invalid project IDs are left out.
pub fn decode(body: &[u8]) -> Option<Vec<ProjectId>> {
    let mut projects = None;
    let mut cursor = Cursor::new(body);
    let read = cursor.object(&mut |cursor, key| {
        if key != b"projects" {
            return cursor.value().map(drop);
        }
        let found = projects.insert(Vec::new());
        cursor.array(&mut |cursor| {
            let id = cursor.value()?.text();
            found.extend(id.and_then(|id| ProjectId::parse(&id).ok()));
            Ok(())
        })
    });
    read.ok().and(projects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_their_order_or_nothing() {
        #[track_caller]
        fn check(body: &str, expect: Option<&[&str]>) {
            let found = decode(body.as_bytes());
            let found: Option<Vec<_>> =
                found.as_ref().map(|found| found.iter().map(ProjectId::as_str).collect());
            assert_eq!(found.as_deref(), expect, "{body}");
        }
        check(r#"{"projects":["b","a"]}"#, Some(&["b", "a"]));
        check(r#" { "more": {"projects": ["x"]}, "projects" : [] } "#, Some(&[]));
        check(r#"{"projects":["a", "b/c", null, "d"]}"#, Some(&["a", "d"]));
        for body in ["", "[]", "{}", r#"{"projects":"a"}"#, r#"{"projects":["a"]"#, "<html>"] {
            check(body, None);
        }
    }
}

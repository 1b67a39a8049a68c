//! The response about one job: the fields of its row in the list, its items, and its tasks. The guarantees are
//! those of the list: no bytes cause a panic, an invalid field affects only that field, and unreadable elements are
//! counted.

use crate::controls::without_controls;
use crate::cursor::{Cursor, Value};
use crate::decode::{self, End, NotAList, answer, at_end};
use crate::envelope::{Envelope, Place, wraps};
use crate::error::ApiError;
use crate::job::{Field, Job, Millis};
use crate::outcome::Outcome;
use crate::query::ProjectId;
use crate::row::{Raw, instant, read_row, shown, text};

/// The decoded response about one job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobDetail {
    /// The fields that a row of the list has, too.
    pub job: Job,
    /// `template_id`: the template of the job.
    pub template_id: Option<String>,
    /// `items`: what the job does on each server.
    pub items: Vec<Item>,
    /// `tasks`: the result on each server.
    pub tasks: Vec<Task>,
    /// The number of unreadable items and tasks.
    pub set_aside: usize,
    /// Whether the response is complete.
    pub end: End,
}

/// An operation that a job performs on each server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Item {
    /// `type`, such as `HDK_UPGRADE`; an open set.
    pub kind: Option<String>,
    /// `spec`: names and values, such as a version.
    pub spec: Pairs,
}

/// The part of a job that runs on one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Task {
    /// `id`
    pub id: Option<String>,
    /// `server_id`
    pub server_id: Option<String>,
    /// `server_name`
    pub server_name: Option<String>,
    /// `status`, such as `FAILED`; an open set.
    pub status: Option<String>,
    /// `cloud_server`: names and values, such as `type` and `BMS`.
    pub cloud_server: Pairs,
    /// `message`: free text of any length.
    pub message: Option<String>,
    /// `create_at`
    pub created: Field<Millis>,
    /// `update_at`
    pub updated: Field<Millis>,
}

/// Names and values, in the order of arrival. A value that is no object becomes one value without a name.
pub type Pairs = Vec<(String, String)>;

/// The path of the detail of a job, below the proxy's base address. `None` unless the ID is a UUID of 36
/// characters: another path could have another meaning, and the gateway forbids it.
pub fn path(project: &ProjectId, id: &str) -> Option<String> {
    has_detail(id).then(|| format!("/v1/{project}/dev-servers/jobs/{id}"))
}

/// Whether the detail of a job with this id can be requested.
pub fn has_detail(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Decodes the complete body of the response about one job.
///
/// # Errors
/// When the body is no object, or reports an error. An interrupted body is `Ok`, with its [`End`].
pub fn decode(body: &[u8]) -> Result<JobDetail, NotAList> {
    let mut cursor = answer(body)?;
    let mut object = Object::default();
    let walked = object.read(&mut cursor);
    if let Err(why) = walked.and_then(|()| at_end(&mut cursor)) {
        object.detail.end = End::CutShort { at: cursor.at(), why };
    }
    // Portals wrap a response: `{"code":200,"data":{…}}`.
    for _ in 0..DEEPEST_WRAP {
        let Some(inner) = object.inner.filter(|_| !object.has_job) else { break };
        let end = object.detail.end;
        let mut inside = Object { envelope: object.envelope, ..Object::default() };
        // It was skipped without an error before, so it is valid JSON.
        let _ = inside.read(&mut Cursor::new(inner));
        inside.detail.end = end;
        object = inside;
    }
    let Object { mut detail, aside, job, envelope, mut has_job, has_list, .. } = object;
    detail.job = job.row().into_job();
    detail.set_aside = aside.iter().sum();
    // The errors of JSON-RPC also have an ID.
    let is_id = detail.job.is_bare() && !has_list && detail.end == End::Whole;
    has_job &= !is_id || !envelope.has_failed_plainly();
    let is_error = envelope.has_failed_plainly() || detail.end == End::Whole && envelope.has_text();
    if !has_job && is_error {
        return Err(NotAList::Error(ApiError::of(200, envelope)));
    }
    Ok(detail)
}

/// The maximum number of objects that wrap a job.
const DEEPEST_WRAP: usize = 3;

/// An object that is either the response about a job, or wraps it.
#[derive(Default)]
struct Object<'a> {
    detail: JobDetail,
    /// The number of unreadable elements of each of the two lists; for a repeated name, that of both occurrences.
    aside: [usize; 2],
    job: Raw<'a>,
    /// Whether it is a job: it has an id, or one of the two lists.
    has_job: bool,
    /// Whether it has one of these lists.
    has_list: bool,
    /// The last object in it that may be the response itself.
    inner: Option<&'a [u8]>,
    envelope: Envelope,
}

impl<'a> Object<'a> {
    fn read(&mut self, cursor: &mut Cursor<'a>) -> Result<(), decode::Broken> {
        let Self { detail, aside, job, has_job, has_list, inner, envelope } = self;
        cursor.object(&mut |cursor, key| match key {
            b"items" => {
                (*has_job, *has_list) = (true, true);
                detail.items.clear();
                aside[0] = 0;
                list(cursor, &mut aside[0], &mut |cursor| {
                    let mut item = Item::default();
                    let read = read_row(cursor, &mut |key, value| match key {
                        b"type" => item.kind = text(value),
                        b"spec" => item.spec = pairs(value),
                        _ => {}
                    })?;
                    Ok(read.map(|()| detail.items.push(item)).is_ok())
                })
            }
            b"tasks" => {
                (*has_job, *has_list) = (true, true);
                detail.tasks.clear();
                aside[1] = 0;
                list(cursor, &mut aside[1], &mut |cursor| {
                    let mut task = Task::default();
                    let read =
                        read_row(cursor, &mut |key, value| read_task_field(&mut task, key, value))?;
                    Ok(read.map(|()| detail.tasks.push(task)).is_ok())
                })
            }
            name => {
                let value = cursor.value()?;
                *has_job |= name == b"id" && value.text().is_some();
                if wraps(name) && value.bytes().first() == Some(&b'{') {
                    *inner = Some(value.bytes());
                }
                envelope.take(Place::Top, name, value);
                match name {
                    b"template_id" => detail.template_id = text(value),
                    name => job.take(name, value),
                }
                Ok(())
            }
        })
    }
}

impl JobDetail {
    /// Whether the job is over, so that its detail will not change any more.
    pub fn is_over(&self) -> bool {
        self.end == End::Whole && is_over(&self.job)
    }
}

/// Whether a job is over.
pub fn is_over(job: &Job) -> bool {
    Outcome::of(job).is_over()
}

/// Reads a list; `element` returns whether it could read an element. A value that is no list counts as an
/// unreadable element; `null` is an empty list.
fn list<'a>(
    cursor: &mut Cursor<'a>,
    aside: &mut usize,
    element: &mut dyn FnMut(&mut Cursor<'a>) -> Result<bool, decode::Broken>,
) -> Result<(), decode::Broken> {
    if cursor.peek() == Some(b'[') {
        return cursor.array(&mut |cursor| {
            *aside += usize::from(!element(cursor)?);
            Ok(())
        });
    }
    *aside += usize::from(cursor.value()?.bytes() != b"null");
    Ok(())
}

fn read_task_field(task: &mut Task, name: &[u8], value: Value) {
    match name {
        b"id" => task.id = text(value),
        b"server_id" => task.server_id = text(value),
        b"server_name" => task.server_name = text(value),
        b"status" => task.status = text(value),
        b"cloud_server" => task.cloud_server = pairs(value),
        b"message" => task.message = text(value),
        b"create_at" => task.created = instant(value),
        b"update_at" => task.updated = instant(value),
        _ => {}
    }
}

/// The names and values of a valid JSON value.
fn pairs(value: Value) -> Pairs {
    let mut pairs = Pairs::new();
    let walked = Cursor::new(value.bytes()).object(&mut |cursor, key| {
        // Texts that mean "not set" in other fields may be values here.
        let value = shown(cursor.value()?).map(String::from).unwrap_or_default();
        let name = String::from_utf8_lossy(key);
        pairs.push((without_controls(&name).into_owned(), value));
        Ok(())
    });
    if walked.is_err() {
        pairs.extend(text(value).map(|text| (String::new(), text)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_uuid_has_a_path() {
        let project = ProjectId::parse("p-1").unwrap();
        let id = "0319470a-7fad-4C5E-9d0c-0123456789ab";
        let wanted = format!("/v1/p-1/dev-servers/jobs/{id}");
        assert_eq!(path(&project, id), Some(wanted));
        for id in [
            "",
            "templates",
            "services",
            "0319470a-7fad-4c5e-9d0c-0123456789a",
            "0319470a-7fad-4c5e-9d0c-0123456789abc",
            "0319470a-7fad-4c5e-9d0c-0123456789ag",
            "0319470a07fad04c5e09d0c00123456789ab",
            "0319470a-7fad-4c5e-9d0c-01234567升",
            "../../../../../../../../../../../../",
        ] {
            assert_eq!(path(&project, id), None, "{id}");
        }
    }
}

//! Parses requests under `/v1/`: the only place that decides which ones are supported. Method, path and query are
//! matched once, on the raw segments. The result is typed, and later stages do not use the text of the request
//! again.

use axum::http::{Method, Uri};
use percent_encoding::percent_decode_str;

use crate::error::{Reason, Refusal};

/// The documented maximum, in characters.
const LONGEST_ID: usize = 64;
/// For the other texts no maximum is documented; in characters.
const LONGEST_TEXT: usize = 256;

/// A parsed request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The jobs of a project.
    ListJobs(ProjectId, JobsQuery),
    /// One job, with its tasks.
    GetJob(ProjectId, JobId),
}

/// 1 to 64 letters, digits and hyphens, so that it never needs escaping.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectId(String);

/// A UUID. Every known job ID is one; another word in its place may be the name of another operation, such as
/// `templates` or `services`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JobId(String);

/// The five documented query parameters of the list. A text that is present is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JobsQuery {
    /// The id of one job, at most 64 characters.
    pub id: Option<String>,
    /// The job's name.
    pub name: Option<String>,
    /// The job's type.
    pub r#type: Option<String>,
    /// The job's status.
    pub status: Option<String>,
    /// Whether the job is visible.
    pub visible: Option<bool>,
}

/// Parses a request.
///
/// A path that other software may interpret differently (with empty or dot segments, percent escapes or
/// backslashes) is refused before it is matched: no documented path needs them.
pub fn enter(method: &Method, uri: &Uri) -> Result<Operation, Refusal> {
    let segments = segments(uri.path())?;
    match segments.as_slice() {
        ["v1", project, "dev-servers", "jobs"] => {
            only_read(method)?;
            Ok(Operation::ListJobs(ProjectId::parse(project)?, JobsQuery::parse(uri.query())?))
        }
        ["v1", project, "dev-servers", "jobs", job] if let Some(job) = JobId::parse(job) => {
            only_read(method)?;
            if uri.query().is_some_and(|query| !query.is_empty()) {
                return Err(malformed("A request for one job must not have query parameters."));
            }
            Ok(Operation::GetJob(ProjectId::parse(project)?, job))
        }
        _ => Err(Refusal::new(
            Reason::NotFound,
            "There is no such operation. The list is at /v1/{project_id}/dev-servers/jobs, and a job \
             at /v1/{project_id}/dev-servers/jobs/{job_id}, where job_id is a UUID.",
        )),
    }
}

/// Whether the request is for the list of projects, which the gateway answers itself.
///
/// # Errors
/// When its method or query is not supported.
pub fn is_for_projects(method: &Method, uri: &Uri) -> Result<bool, Refusal> {
    if uri.path() != "/v1/projects" {
        return Ok(false);
    }
    only_read(method)?;
    match uri.query().unwrap_or_default() {
        "" => Ok(true),
        _ => Err(malformed("A request for the projects must not have query parameters.")),
    }
}

fn only_read(method: &Method) -> Result<(), Refusal> {
    match *method {
        Method::GET | Method::HEAD => Ok(()),
        _ => Err(Refusal::new(Reason::Method, "This gateway only supports GET and HEAD.")),
    }
}

impl Operation {
    /// The project.
    pub fn project(&self) -> &ProjectId {
        let (Operation::ListJobs(project, _) | Operation::GetJob(project, _)) = self;
        project
    }

    /// The job, if the operation is about one.
    pub fn job(&self) -> Option<&JobId> {
        match self {
            Operation::GetJob(_, job) => Some(job),
            Operation::ListJobs(..) => None,
        }
    }

    /// The name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Operation::ListJobs(..) => "list_jobs",
            Operation::GetJob(..) => "get_job",
        }
    }

    /// Whether it is the whole list of a project, without filters.
    pub fn is_whole_list(&self) -> bool {
        matches!(self, Operation::ListJobs(_, query) if *query == JobsQuery::default())
    }
}

impl JobId {
    /// `None` unless the text is a UUID of 36 characters. It is converted to lower case, as the cloud writes it, so
    /// that one job has one key in the cache.
    fn parse(segment: &str) -> Option<Self> {
        let hyphens = [8, 13, 18, 23];
        let fits = segment.len() == 36
            && segment.bytes().enumerate().all(|(at, byte)| match hyphens.contains(&at) {
                true => byte == b'-',
                false => byte.is_ascii_hexdigit(),
            });
        fits.then(|| JobId(segment.to_ascii_lowercase()))
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ProjectId {
    /// # Errors
    /// When the text is not a project ID; the message describes the format.
    pub fn parse(segment: &str) -> Result<Self, Refusal> {
        let fits = (1..=64).contains(&segment.len())
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits {
            Ok(ProjectId(segment.to_owned()))
        } else {
            Err(malformed("The project ID must be 1 to 64 letters, digits or hyphens."))
        }
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl JobsQuery {
    fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        let mut parsed = JobsQuery::default();
        let query = query.filter(|query| !query.is_empty());
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            let Some((name, raw)) = pair.split_once('=') else {
                return Err(malformed("Every query parameter must be written as name=value."));
            };
            match name {
                "id" => {
                    let id = text(name, raw, LONGEST_ID)?;
                    let id = JobId::parse(&id).map_or(id, |job| job.0);
                    set(&mut parsed.id, name, id)?;
                }
                "name" => set(&mut parsed.name, name, text(name, raw, LONGEST_TEXT)?)?,
                "type" => set(&mut parsed.r#type, name, text(name, raw, LONGEST_TEXT)?)?,
                "status" => set(&mut parsed.status, name, text(name, raw, LONGEST_TEXT)?)?,
                "visible" => set(&mut parsed.visible, name, boolean(name, raw)?)?,
                // The name is not repeated, because the caller's text may have any length.
                _ => {
                    return Err(malformed(
                        "Only the query parameters id, name, type, status and visible are supported.",
                    ));
                }
            }
        }
        Ok(parsed)
    }
}

fn segments(path: &str) -> Result<Vec<&str>, Refusal> {
    if path.contains(['%', '\\']) {
        return Err(malformed("The path must not contain percent escapes or backslashes."));
    }
    let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    if segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
        return Err(malformed(
            "The path must not contain empty or dot segments, nor end in a slash.",
        ));
    }
    Ok(segments)
}

fn set<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<(), Refusal> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(malformed(format!("The query parameter {name} must be given only once."))),
    }
}

/// The decoded value; `+` is a space, as browsers write it. Control characters such as NUL are refused: no filter
/// needs them, and other software may treat them as the end of the text.
fn text(name: &str, raw: &str, longest: usize) -> Result<String, Refusal> {
    let spaced = raw.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    match decoded {
        Ok(value) if value.is_empty() => Err(malformed(format!(
            "The query parameter {name} must not be empty; leave it out instead."
        ))),
        Ok(value) if value.chars().count() > longest => Err(malformed(format!(
            "The query parameter {name} must have 1 to {longest} characters."
        ))),
        Ok(value) if escapes_are_whole(raw) && !value.contains(char::is_control) => {
            Ok(value.into_owned())
        }
        _ => Err(malformed(format!(
            "The query parameter {name} must be percent-encoded UTF-8 without control characters."
        ))),
    }
}

/// Decoders treat an incomplete escape such as `%2` differently.
fn escapes_are_whole(raw: &str) -> bool {
    raw.split('%').skip(1).all(|after| {
        let mut digits = after.bytes();
        (0..2).all(|_| digits.next().is_some_and(|byte| byte.is_ascii_hexdigit()))
    })
}

fn boolean(name: &str, raw: &str) -> Result<bool, Refusal> {
    raw.parse().map_err(|_| malformed(format!("The query parameter {name} must be true or false.")))
}

fn malformed(what: impl Into<String>) -> Refusal {
    Refusal::malformed(what.into())
}

#[cfg(test)]
mod tests;

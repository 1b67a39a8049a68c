//! Answers of the cloud: some written by hand, where a test is about one field, some simulated.

use devserver_jobs_sim::{Cloud, Filter, Row};

use super::world::NOW;

/// The example that the cloud's documentation prints.
pub const DOCUMENTED: &[u8] = include_bytes!("../fixtures/documented-example.json");

/// A list of rows.
pub fn list(rows: &[String]) -> Vec<u8> {
    format!(r#"{{"data":[{}],"total":{}}}"#, rows.join(","), rows.len()).into_bytes()
}

/// A list of jobs of these ids, the first of them the newest.
pub fn jobs(ids: &[&str]) -> Vec<u8> {
    let rows = ids.iter().enumerate().map(|(at, id)| job(id, &created(at as u32)));
    list(&rows.collect::<Vec<_>>())
}

/// A job with an id, a name, and these members.
pub fn job(id: &str, members: &str) -> String {
    format!(
        r#"{{"id":"{id}","name":"job {id}","user_name":"ada","type":"COMMON","status":"FINISHED","abnormal_count":0,{members}}}"#
    )
}

/// A job's times, so many minutes ago.
pub fn created(minutes: u32) -> String {
    let at = NOW - f64::from(minutes) * 60_000.0;
    format!(r#""create_at":{at},"update_at":{at}"#)
}

fn cloud(jobs: usize) -> Cloud {
    Cloud { jobs, ..Cloud::default() }
}

/// A simulated list of so many jobs.
pub fn simulated(jobs: usize) -> Vec<u8> {
    cloud(jobs).list("demo", &Filter::default(), NOW as i64)
}

/// The jobs of that list, newest first.
pub fn newest_first(jobs: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = cloud(jobs).rows("demo", NOW as i64).collect();
    rows.sort_by_key(|row| -row.create_at);
    rows
}

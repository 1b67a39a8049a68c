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

/// An id as the cloud gives them, by a small number.
pub fn uuid(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A list of so many jobs with such ids, the first of them the newest.
pub fn uuid_jobs(count: u32) -> Vec<u8> {
    let ids: Vec<String> = (1..=count).map(uuid).collect();
    jobs(&ids.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The answer about one job: these members, and these tasks.
pub fn detail(id: &str, members: &str, tasks: &[String]) -> Vec<u8> {
    let row = job(id, &created(1));
    let row = row.strip_suffix('}').unwrap();
    let members = if members.is_empty() { String::new() } else { format!(",{members}") };
    format!(r#"{row}{members},"tasks":[{}]}}"#, tasks.join(",")).into_bytes()
}

/// A task on a server of that name.
pub fn task(server: &str, status: &str, message: &str) -> String {
    let message = js_sys::JSON::stringify(&message.into()).unwrap();
    format!(
        r#"{{"id":"task of {server}","server_id":"id of {server}","server_name":"{server}","status":"{status}","cloud_server":{{"id":"machine of {server}","type":"BMS"}},"message":{message},{}}}"#,
        created(2),
    )
}

/// The simulated answers about so many jobs.
pub fn simulated_details(jobs: usize) -> Vec<String> {
    let details = newest_first(jobs).into_iter().map(|row| {
        let detail = cloud(jobs).detail("demo", &row.id, NOW as i64).unwrap();
        String::from_utf8(detail).unwrap()
    });
    details.collect()
}

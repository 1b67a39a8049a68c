//! What leaves the page, read back by the parsers of others: nothing is lost, and nothing is a formula.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use devserver_jobs_core::job::{Field, Job};
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::table::Column;
use devserver_jobs_reports::export::{Export, Format, Selection, Value, Words, file_name};
use proptest::prelude::*;

fn words() -> Words<'static> {
    Words {
        heading: Box::new(|value| format!("<{}>", value.name())),
        outcome: Box::new(|rank| format!("rank {rank}")),
    }
}

fn export(jobs: &[Job], places: &[u32], columns: Option<&[Column]>, format: Format) -> String {
    let selection = Selection {
        jobs: jobs.iter().cloned().collect::<JobList>(),
        places: Arc::from(places),
        columns: columns.map(<[Column]>::to_vec),
    };
    let mut export = Export::new(format, selection, words(), |_| 480);
    let mut all = String::new();
    while let Some(part) = export.step() {
        all.push_str(&part);
    }
    assert_eq!(export.done(), places.len());
    all
}

fn documented() -> Job {
    Job {
        id: Some("03af7361-5cba-44d4-b29b-000000000001".into()),
        name: Some("upgrade, \"night\"".into()),
        user_name: Some("ada".into()),
        description: None,
        job_type: Some("LOG_COLLECT".into()),
        status: Some("FINISHED".into()),
        abnormal_count: Field::Known(3),
        created: Field::Known(1_749_540_000_000),
        updated: Field::Unreadable("soon".into()),
    }
}

#[test]
fn csv_with_all_columns() {
    let text = export(&[documented()], &[0], None, Format::Csv);
    assert_eq!(
        text,
        "\u{FEFF}name,description,status,outcome,abnormal_count,type,user_name,created,create_at,updated,update_at,duration,id\r\n\
         \"upgrade, \"\"night\"\"\",,FINISHED,finished-with-failures,3,LOG_COLLECT,ada,\
         2025-06-10T15:20:00.000+08:00,1749540000000,soon,soon,,03af7361-5cba-44d4-b29b-000000000001\r\n"
    );
}

#[test]
fn the_columns_and_the_order_of_the_view() {
    let mut other = documented();
    other.id = Some("b".into());
    let jobs = [documented(), other];
    let columns = [Column::Id, Column::FailedNodes];
    let text = export(&jobs, &[1, 0], Some(&columns), Format::Csv);
    assert_eq!(
        text,
        "\u{FEFF}id,abnormal_count\r\nb,3\r\n03af7361-5cba-44d4-b29b-000000000001,3\r\n"
    );
    let text = export(&jobs, &[1], Some(&columns), Format::Tsv);
    assert_eq!(text, "<id>\t<abnormal_count>\nb\t3\n");
    let text = export(&jobs, &[1], Some(&[Column::Outcome, Column::Id]), Format::Markdown);
    assert_eq!(
        text,
        "| \\<status\\> | \\<outcome\\> | \\<id\\> |\n| --- | --- | --- |\n| FINISHED | rank 0 | b |\n"
    );
}

/// A duration is an estimate for what is over: a job that runs has none.
#[test]
fn durations() {
    let over = Job { updated: Field::Known(1_749_540_000_000 + 97_509_123), ..documented() };
    let runs = Job { status: Some("PROCESSING".into()), ..over.clone() };
    let jobs = [over, runs];
    let columns = [Column::Id, Column::Duration];
    let text = export(&jobs, &[0, 1], Some(&columns[1..]), Format::Csv);
    assert_eq!(text, "\u{FEFF}duration\r\n97509123\r\n\r\n");
    let text = export(&jobs, &[0], Some(&columns[1..]), Format::Tsv);
    assert_eq!(text, "<duration>\n27:05:09\n");
    assert_eq!(export(&jobs[..1], &[0], Some(&columns[1..]), Format::Ndjson), "{}\n");
}

#[test]
fn json_has_the_names_and_types_of_the_api() {
    let text = export(&[documented(), Job::default()], &[0, 1], None, Format::Json);
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        read,
        serde_json::json!([
            {
                "id": "03af7361-5cba-44d4-b29b-000000000001",
                "name": "upgrade, \"night\"",
                "user_name": "ada",
                "type": "LOG_COLLECT",
                "status": "FINISHED",
                "abnormal_count": 3,
                "create_at": 1_749_540_000_000_i64,
                "update_at": "soon",
            },
            {},
        ])
    );
}

#[test]
fn nothing_to_export() {
    assert_eq!(export(&[], &[], Some(&[Column::Id]), Format::Csv), "\u{FEFF}id\r\n");
    assert_eq!(export(&[], &[], None, Format::Json), "[]\n");
    assert_eq!(export(&[], &[], None, Format::Ndjson), "");
}

/// A job that somebody had called `=HYPERLINK(…)` would have become a link, or worse, in the spreadsheet of
/// whoever opened the file.
#[test]
fn formulas_are_texts() {
    let evil = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u{FF1D}1",
        "\n-1",
        "\0=1",
        "\u{FEFF}=1",
        "\u{200B}@1",
    ];
    for name in evil {
        let job = Job { name: Some(name.into()), ..Job::default() };
        let text = export(std::slice::from_ref(&job), &[0], Some(&[Column::Name]), Format::Csv);
        let cells = read_csv(&text);
        assert_eq!(cells[1], [format!("'{name}")], "{name:?}");
        let text = export(&[job], &[0], Some(&[Column::Name]), Format::Tsv);
        assert!(text.lines().nth(1).unwrap().starts_with('\''), "{name:?}: {text:?}");
    }
}

#[test]
fn text_for_the_clipboard_keeps_its_lines() {
    let job = Job { name: Some("\"a\"\tb\r\nc|d_e".into()), ..Job::default() };
    let text = export(std::slice::from_ref(&job), &[0], Some(&[Column::Name]), Format::Tsv);
    assert_eq!(text, "<name>\n\"\"\"a\"\" b c|d_e\"\n");
    let text = export(&[job], &[0], Some(&[Column::Name]), Format::Markdown);
    assert_eq!(text.lines().nth(2), Some("| \"a\" b c\\|d\\_e |"));
}

/// The offset of each instant is its own, also on the day on which it changes, and it is not looked up
/// again and again.
#[test]
fn times_around_a_change_of_the_offset() {
    use std::cell::Cell;
    // New York, 2025-03-09T07:00:00Z.
    let change = 1_741_503_600_000;
    let jobs: JobList = [-7_200_000, -1, 0, 3_600_000, 86_400_000]
        .map(|after| Job { created: Field::Known(change + after), ..Job::default() })
        .into_iter()
        .cycle()
        .take(5000)
        .collect();
    let places = (0..jobs.len() as u32).collect();
    let selection = Selection { jobs, places, columns: Some(vec![Column::Created]) };
    let lookups = Cell::new(0);
    let offset = |at| {
        lookups.set(lookups.get() + 1);
        if at < change { -300 } else { -240 }
    };
    let mut export = Export::new(Format::Tsv, selection, words(), offset);
    let mut all = String::new();
    while let Some(part) = export.step() {
        all.push_str(&part);
    }
    let times: Vec<&str> = all.lines().skip(1).take(5).collect();
    let wanted = [
        "2025-03-09T00:00:00.000-05:00",
        "2025-03-09T01:59:59.999-05:00",
        "2025-03-09T03:00:00.000-04:00",
        "2025-03-09T04:00:00.000-04:00",
        "2025-03-10T03:00:00.000-04:00",
    ];
    assert_eq!(times, wanted);
    assert!(lookups.get() < 10, "{}", lookups.get());
}

#[test]
fn names_of_files() {
    let at = 1_749_540_000_000;
    assert_eq!(file_name(&["demo", ""], at, 480, "csv"), "devserver-jobs_demo_20250610-152000.csv");
    assert_eq!(
        file_name(&["demo", "夜班 a/b"], at, 0, "ndjson"),
        "devserver-jobs_demo_夜班-a-b_20250610-072000.ndjson"
    );
}

fn read_csv(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What a cell without formulas holds.
fn plain(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'').filter(|rest| {
        let rest = rest.trim_start_matches('\'');
        let is_dropped =
            |c: char| c.is_whitespace() || c.is_control() || "\u{FEFF}\u{200B}".contains(c);
        let first = rest.trim_start_matches(is_dropped).chars().next();
        first.is_some_and(|c| "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".contains(c))
            || rest.starts_with(['\t', '\r', '\n'])
    });
    rest.unwrap_or(cell)
}

fn text() -> impl Strategy<Value = Option<String>> {
    let odd = prop::collection::vec(
        prop::sample::select(vec![
            "=", "+", "-", "@", "\"", ",", "\n", "\r\n", "\t", "a", "升级", " ", "'", "|", "\\",
            "\u{1}", "\u{2028}", "😀", "\u{FEFF}",
        ]),
        0..8,
    );
    // What arrives empty is kept as not there.
    prop_oneof![odd.prop_map(|parts| parts.concat()), any::<String>()]
        .prop_map(|text| Some(text).filter(|text| !text.is_empty()))
}

fn millis() -> impl Strategy<Value = Field<i64>> {
    prop_oneof![
        Just(Field::Absent),
        (40_000_000_000_i64..4_000_000_000_000).prop_map(Field::Known),
        text().prop_map(|text| text.map_or(Field::Absent, Field::Unreadable)),
    ]
}

prop_compose! {
    fn job()(
        id in text(), name in text(), user_name in text(), description in text(), job_type in text(),
        status in text(), count in prop_oneof![
            Just(Field::Absent),
            (0u32..100_000).prop_map(Field::Known),
            text().prop_map(|text| text.map_or(Field::Absent, Field::Unreadable)),
        ],
        created in millis(), updated in millis(),
    ) -> Job {
        Job { id, name, user_name, description, job_type, status, abnormal_count: count, created, updated }
    }
}

fn sent<T: ToString>(field: &Field<T>) -> String {
    match field {
        Field::Known(value) => value.to_string(),
        Field::Unreadable(text) => text.clone(),
        Field::Absent => String::new(),
    }
}

proptest! {
    #[test]
    fn csv_comes_back_through_another_parser(jobs in prop::collection::vec(job(), 0..6)) {
        let places: Vec<u32> = (0..jobs.len() as u32).rev().collect();
        let cells = read_csv(&export(&jobs, &places, None, Format::Csv));
        prop_assert_eq!(cells.len(), jobs.len() + 1);
        for (job, row) in jobs.iter().rev().zip(&cells[1..]) {
            let named = |name: &str| plain(&row[cells[0].iter().position(|n| n == name).unwrap()]);
            let own = |text: &Option<String>| text.clone().unwrap_or_default();
            prop_assert_eq!(named("id"), own(&job.id));
            prop_assert_eq!(named("name"), own(&job.name));
            prop_assert_eq!(named("user_name"), own(&job.user_name));
            prop_assert_eq!(named("description"), own(&job.description));
            prop_assert_eq!(named("type"), own(&job.job_type));
            prop_assert_eq!(named("status"), own(&job.status));
            prop_assert_eq!(named("outcome"), Outcome::of(job).name());
            prop_assert_eq!(named("abnormal_count"), sent(&job.abnormal_count));
            prop_assert_eq!(named("create_at"), sent(&job.created));
            prop_assert_eq!(named("update_at"), sent(&job.updated));
        }
    }

    #[test]
    fn ndjson_and_json_come_back_through_another_parser(jobs in prop::collection::vec(job(), 0..6)) {
        let places: Vec<u32> = (0..jobs.len() as u32).collect();
        let lines = export(&jobs, &places, None, Format::Ndjson);
        let lines: Vec<serde_json::Value> =
            lines.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
        let all: Vec<serde_json::Value> =
            serde_json::from_str(&export(&jobs, &places, None, Format::Json)).unwrap();
        prop_assert_eq!(&lines, &all);
        prop_assert_eq!(lines.len(), jobs.len());
        for (job, line) in jobs.iter().zip(&lines) {
            let text = |name: &str| line.get(name).map(|value| value.as_str().unwrap().to_owned());
            prop_assert_eq!(text("id"), job.id.clone());
            prop_assert_eq!(text("description"), job.description.clone());
            prop_assert_eq!(text("status"), job.status.clone());
            match &job.created {
                Field::Known(at) => prop_assert_eq!(line["create_at"].as_i64(), Some(*at)),
                Field::Unreadable(text) => prop_assert_eq!(line["create_at"].as_str(), Some(text.as_str())),
                Field::Absent => prop_assert!(line.get("create_at").is_none()),
            }
        }
    }

    /// Every job is one line with as many cells as there are headings, whatever its texts hold.
    #[test]
    fn clipboard_texts_are_tables(jobs in prop::collection::vec(job(), 0..6)) {
        let places: Vec<u32> = (0..jobs.len() as u32).collect();
        let text = export(&jobs, &places, None, Format::Tsv);
        let rows: Vec<&str> = text.split_terminator('\n').collect();
        prop_assert_eq!(rows.len(), jobs.len() + 1);
        let tabs = |row: &&str| row.matches('\t').count();
        prop_assert!(rows.iter().all(|row| tabs(row) == tabs(&rows[0])));
        let text = export(&jobs, &places, None, Format::Markdown);
        let rows: Vec<&str> = text.split_terminator('\n').collect();
        prop_assert_eq!(rows.len(), jobs.len() + 2);
        let bars = |row: &str| row.replace("\\\\", "").replace("\\|", "").matches('|').count();
        prop_assert!(rows.iter().all(|row| bars(row) == bars(rows[1])), "{}", text);
    }
}

/// 100,000 rows in view are written part by part, and every one once.
#[test]
fn a_long_list_is_written_in_steps() {
    let jobs: Vec<Job> = (0..1000)
        .map(|number| Job { id: Some(format!("job {number}")), ..Job::default() })
        .collect();
    let selection = Selection {
        jobs: jobs.into_iter().collect(),
        places: (0..1000).rev().collect(),
        columns: Some(vec![Column::Id]),
    };
    let mut export = Export::new(Format::Ndjson, selection, words(), |_| 0);
    let (mut parts, mut all, mut before) = (0, String::new(), 0);
    while let Some(part) = export.step() {
        assert!(export.done() - before <= 256);
        before = export.done();
        parts += 1;
        all.push_str(&part);
    }
    assert_eq!(parts, 4);
    let wanted: String = (0..1000).rev().map(|n| format!("{{\"id\":\"job {n}\"}}\n")).collect();
    assert_eq!(all, wanted);
}

#[test]
fn every_value_has_a_name_of_its_own() {
    let text = export(&[], &[], None, Format::Csv);
    let mut names: Vec<&str> = text.trim_start_matches('\u{FEFF}').trim().split(',').collect();
    assert_eq!(names.len(), 13);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 13);
    assert_eq!(Value::FailedNodes.name(), "abnormal_count");
}

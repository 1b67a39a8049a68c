//! How long it takes to read, narrow, order and compare lists, each ten times as long as the one
//! before, beside serde_json on the same bytes in the same run. It says nothing about a browser.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, measurement::WallTime};
use devserver_jobs_core::decode::{Decoded, Decoder, decode};
use devserver_jobs_core::detail::{JobDetail, Task};
use devserver_jobs_core::histogram::{Histogram, edges, extent};
use devserver_jobs_core::job::Job;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::narrow::{Dimension, LeftOut, Narrowing, Values};
use devserver_jobs_core::order::{Ranking, order};
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::percentile::Usuals;
use devserver_jobs_core::quality::oddities;
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::refine::{Found, Words, counts, shown};
use devserver_jobs_core::table::{Column, Direction};
use devserver_jobs_reports::causes::{Reading, causes};
use devserver_jobs_sim::{Cloud, Filter};
use serde::Deserialize;

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// As large as what a browser hands over at once.
const PIECE: usize = 64 * 1024;
/// Any instant.
const NOW: i64 = 1_750_000_000_000;
const DAY: i64 = 86_400_000;

/// What the peer makes of an answer: the same fields, each value by itself.
#[derive(Deserialize)]
#[allow(dead_code)]
struct PeerAnswer {
    data: Vec<PeerJob>,
    total: u64,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct PeerJob {
    id: Option<String>,
    name: Option<String>,
    user_name: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    job_type: Option<String>,
    status: Option<String>,
    abnormal_count: Option<u32>,
    create_at: Option<i64>,
    update_at: Option<i64>,
}

fn streamed(body: &[u8], before: &JobList) -> Decoded {
    let mut decoder = Decoder::after(before.clone());
    for piece in body.chunks(PIECE) {
        decoder.push(piece);
    }
    decoder.finish().expect("the simulated cloud sends lists")
}

fn find(list: &JobList, text: &str, before: Option<&Found>) -> Found {
    Found::new(list, Words::of(text), &|_| None, before)
}

fn ranks(list: &JobList, column: Column) -> Box<[u32]> {
    Ranking::new(list.clone(), column).finish()
}

/// The same answer with some jobs' statuses changed.
fn refreshed(body: &[u8]) -> Vec<u8> {
    let name = br#""status":"#;
    let mut body = body.to_vec();
    for part in [5, 2, 1] {
        let from = body.len() / part - 1000;
        let at = body[from..].windows(name.len()).position(|bytes| bytes == name);
        let letter = from + at.expect("each row has a status") + name.len() + 1;
        body[letter] = b'X';
    }
    body
}

/// The same list with some jobs' names changed.
fn changed(list: &JobList) -> JobList {
    let places = [list.len() / 5, list.len() / 2, list.len() - 1];
    let change = |(place, job): (usize, Job)| match places.contains(&place) {
        true => Job { name: Some("changed".to_owned()), ..job },
        false => job,
    };
    list.iter().enumerate().map(change).collect()
}

struct Bench<'a> {
    group: BenchmarkGroup<'a, WallTime>,
    rows: usize,
}

impl Bench<'_> {
    fn time<T>(&mut self, name: &str, work: impl Fn() -> T) {
        let name = BenchmarkId::new(name, self.rows);
        self.group.bench_function(name, |bencher| bencher.iter(|| black_box(work())));
    }
}

fn engine(criterion: &mut Criterion, rows: usize) {
    let body = Cloud { jobs: rows, seed: 1 }.list("demo", &Filter::default(), NOW);
    let none = JobList::default();
    let list = streamed(&body, &none).jobs;
    let refreshed = refreshed(&body);
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10).measurement_time(Duration::from_secs(1));
    let mut bench = Bench { group, rows };

    bench.time("decode whole", || decode(black_box(&body)));
    bench.time("decode in pieces", || streamed(black_box(&body), &none));
    bench.time("decode again, 3 changed", || streamed(black_box(&refreshed), &list));
    bench.time("serde_json", || serde_json::from_slice::<PeerAnswer>(black_box(&body)));

    let typed = find(&list, "u", None);
    bench.time("find, many hits", || find(&list, "upgrade", None));
    bench.time("find, few hits", || find(&list, "nightly-zzz", None));
    bench.time("find, may be an id", || find(&list, "0bad", None));
    bench.time("find, two words", || find(&list, "upgrade 升级", None));
    bench.time("find, one more letter", || find(&list, "up", Some(&typed)));
    let found = find(&list, "upgrade", None);
    bench.time("counts", || counts(&list, Some(&found)));

    bench.time("ranks of created", || ranks(&list, Column::Created));
    bench.time("ranks of user", || ranks(&list, Column::User));
    bench.time("ranks of name", || ranks(&list, Column::Name));
    let (created, names) = (ranks(&list, Column::Created), ranks(&list, Column::Name));
    let newer = changed(&list);
    bench.time("ranks of name, 3 changed", || {
        Ranking::after(newer.clone(), Column::Name, &list, &names).finish()
    });
    bench.time("order by created", || order(&created, None, Direction::Descending));
    bench.time("order by name", || order(&created, Some(&names), Direction::Ascending));
    let places = order(&created, None, Direction::Descending);
    let failed = OutcomeSet::parse("finished-with-failures");
    bench.time("shown", || shown(&places, &list, Some(&found), failed));

    insights(&mut bench, &list, &found);

    let other = changed(&list);
    bench.time("difference, 3 changed", || other.difference(&list));
    let first = Job { id: Some("first".to_owned()), ..Job::default() };
    let longer: JobList = [first].into_iter().chain(list.iter()).collect();
    bench.time("difference, 1 in front", || longer.difference(&list));
    bench.group.finish();
}

/// Facets, bars over time, and how long jobs take.
fn insights(bench: &mut Bench, list: &JobList, found: &Found) {
    let types = Values::parse("ASCEND_DIAGNOSIS,LOG_COLLECT");
    let range = Range { from: Some(NOW - 30 * DAY), ..Range::default() };
    let by = Narrowing {
        found: Some(found),
        types: Some(&types),
        time: Some(range),
        ..Narrowing::default()
    };
    bench.time("left out", || LeftOut::new(list, by));
    let left_out = LeftOut::new(list, by);
    bench.time("facets", || {
        [Dimension::Type, Dimension::User].map(|dimension| left_out.facet(list, dimension))
    });
    bench.time("bars", || {
        let (first, last) = extent(list, &left_out, By::Created).unwrap_or_default();
        Histogram::new(list, &left_out, By::Created, edges(first, last, &|_| 8 * DAY / 24))
    });
    bench.time("percentiles", || Usuals::new(list));
    bench.time("oddities", || oddities(list, NOW, 20));
}

/// Messages of 2 KB, as tools write them: of five kinds, each with ids, addresses, times and numbers of its own.
fn messages(count: usize) -> Vec<String> {
    let message = |at: usize| {
        let line = format!(
            "2025-06-10T07:{:02}:{:02}.123Z [ERROR] npu-{at} 10.0.{}.{}: device /dev/davinci{} timed out after {} ms, code 0x{at:08x}\n",
            at / 60 % 60,
            at % 60,
            at / 250 % 250,
            at % 250,
            at % 8,
            at * 7,
        );
        let kinds = ["link", "driver", "firmware", "ssh", "disk"];
        let mut text = format!("{} failure\n", kinds[at % 5]);
        while text.len() < 2_000 {
            text.push_str(&line);
        }
        text.truncate(2_048);
        text
    };
    (0..count).map(message).collect()
}

/// The grouping of failures, which a page does for a few jobs at a time.
fn grouping(criterion: &mut Criterion) {
    let messages = messages(2_000);
    let listed = Job { id: Some("job".to_owned()), ..Job::default() };
    let task = |message: &String| Task {
        server_name: Some("npu-1".to_owned()),
        status: Some("FAILED".to_owned()),
        message: Some(message.clone()),
        ..Task::default()
    };
    let detail = JobDetail { tasks: messages.iter().map(task).collect(), ..JobDetail::default() };
    let read = || Arc::new(Reading::new(&listed, &detail, None));
    let mut group = criterion.benchmark_group("causes");
    group.sample_size(10).measurement_time(Duration::from_secs(1));
    let mut bench = Bench { group, rows: messages.len() };
    bench.time("fingerprints of 2 KB", read);
    let readings = [read()];
    bench.time("causes", || causes(&readings));
    bench.group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for rows in SIZES {
        engine(&mut criterion, rows);
    }
    grouping(&mut criterion);
    criterion.final_summary();
}

//! The results of all runs: medians, the ratios of the worst round, and the missed targets.

use std::fmt;
use std::thread;

use xshell::cmd;
use xtask::workspace::Workspace;

use super::check::Copy;
use super::load::Run;
use super::replicas::Shared;
use super::slow::Slow;
use super::{Case, Form, MOST_CLIENTS};

/// The minimum throughput, relative to nginx.
const LEAST_THROUGHPUT: f64 = 0.9;
/// The maximum p99, relative to nginx.
const MOST_P99: f64 = 1.2;
/// The limit for the resident memory with the most clients, in MB of 1,024 kB.
const MEMORY_MB: f64 = 40.0;
/// The share of the machine from which on other programs distort the numbers.
const NOTABLE: f64 = 0.1;

/// All runs of one case.
#[derive(Debug)]
pub struct Measured {
    case: Case,
    nginx: Vec<Run>,
    gateway: Vec<Run>,
}

/// All results.
#[derive(Debug)]
pub struct Report {
    form: Form,
    nginx_version: String,
    cores: usize,
    /// The largest share of the machine that other programs used between the cases.
    elsewhere: f64,
    bytes: [(usize, usize); 2],
    cases: Vec<Measured>,
    /// The results of the parts without nginx.
    alone: Option<(Shared, Slow)>,
}

impl Measured {
    pub fn new(case: Case) -> Self {
        Measured { case, nginx: Vec::new(), gateway: Vec::new() }
    }

    pub fn add(&mut self, name: &str, run: Run) {
        if name == "nginx" { self.nginx.push(run) } else { self.gateway.push(run) }
    }

    /// The ratio in the worst round. Ratios are always of one round, because its two runs are seconds apart.
    fn throughput(&self) -> f64 {
        self.rounds(Run::per_second).fold(f64::INFINITY, f64::min)
    }

    fn p99(&self) -> f64 {
        self.rounds(Run::p99_ms).fold(0.0, f64::max)
    }

    fn rounds(&self, number: fn(&Run) -> f64) -> impl Iterator<Item = f64> {
        let pairs = self.gateway.iter().zip(&self.nginx);
        pairs.map(move |(gateway, nginx)| number(gateway) / number(nginx))
    }
}

impl Report {
    /// `copies` are those of nginx and of the gateway.
    pub fn new(workspace: &Workspace, form: Form, copies: &[Copy; 2]) -> Self {
        let version = workspace.read_all(cmd!(workspace, "nginx -v")).unwrap_or_default();
        let nginx_version = version.rsplit('/').next().unwrap_or_default().to_owned();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let bytes = [0, 1].map(|at| (copies[at].identity, copies[at].gzip));
        Report { form, nginx_version, cores, elsewhere: 0.0, bytes, cases: Vec::new(), alone: None }
    }

    /// The share of the machine that other programs use now.
    pub fn busy(&mut self, elsewhere: f64) {
        self.elsewhere = self.elsewhere.max(elsewhere);
    }

    pub fn add(&mut self, case: Measured) {
        self.cases.push(case);
    }

    pub fn alone(&mut self, shared: Shared, slow: Slow) {
        self.alone = Some((shared, slow));
    }

    /// The number of missed targets.
    pub fn missed(&self) -> usize {
        let alone = self.alone.map_or(0, |(shared, slow)| shared.missed() + slow.missed());
        let ratios = self.cases.iter().map(|case| {
            usize::from(case.throughput() < LEAST_THROUGHPUT) + usize::from(case.p99() > MOST_P99)
        });
        ratios.sum::<usize>() + usize::from(self.memory_mb("gateway").0 >= MEMORY_MB) + alone
    }

    /// With the most clients: the largest observed memory, and the peak of the process.
    fn memory_mb(&self, name: &str) -> (f64, f64) {
        let cases = self.cases.iter().filter(|case| case.case.clients == MOST_CLIENTS);
        let runs = cases.flat_map(|case| if name == "nginx" { &case.nginx } else { &case.gateway });
        let most = runs
            .fold((0, 0), |most, run| (most.0.max(run.memory.now), most.1.max(run.memory.peak)));
        (most.0 as f64 / 1024.0, most.1 as f64 / 1024.0)
    }

    /// All results, including each single run.
    pub fn json(&self) -> String {
        let list = |runs: &[Run], number: fn(&Run) -> f64| {
            let numbers: Vec<_> = runs.iter().map(|run| format!("{:.3}", number(run))).collect();
            format!("[{}]", numbers.join(", "))
        };
        let side = |runs: &[Run]| {
            format!(
                "{{ \"per_second\": {}, \"p50_ms\": {}, \"p99_ms\": {} }}",
                list(runs, Run::per_second),
                list(runs, |run| run.p50 as f64 / 1000.0),
                list(runs, Run::p99_ms)
            )
        };
        let cases = self.cases.iter().map(|case| {
            format!(
                "    {{\n      \"case\": \"{}\",\n      \"clients\": {},\n      \
                 \"throughput_ratio\": {:.3},\n      \"p99_ratio\": {:.3},\n      \
                 \"nginx\": {},\n      \"gateway\": {}\n    }}",
                case.case.kind,
                case.case.clients,
                case.throughput(),
                case.p99(),
                side(&case.nginx),
                side(&case.gateway)
            )
        });
        let memory = |name: &str| {
            let (rss, peak) = self.memory_mb(name);
            format!("{{ \"resident_mb\": {rss:.1}, \"peak_mb\": {peak:.1} }}")
        };
        let (shared, slow) = match &self.alone {
            Some((shared, slow)) => (shared.json(), slow.json()),
            None => ("null".to_owned(), "null".to_owned()),
        };
        let [nginx, gateway] =
            self.bytes.map(|it| format!("{{ \"identity\": {}, \"gzip\": {} }}", it.0, it.1));
        format!(
            "{{\n  \"form\": \"{}\",\n  \"rounds\": {},\n  \"seconds\": {},\n  \"cores\": {},\n  \
             \"wrk_threads\": 1,\n  \"nginx_version\": \"{}\",\n  \"used_by_others\": {:.2},\n  \
             \"missed\": {},\n  \"body_bytes\": {{ \"nginx\": {nginx}, \"gateway\": {gateway} }},\n  \
             \"memory\": {{ \"clients\": {MOST_CLIENTS}, \"nginx\": {}, \"gateway\": {} }},\n  \
             \"shared_engine\": {shared},\n  \"slow_readers\": {slow},\n  \
             \"cases\": [\n{}\n  ]\n}}\n",
            self.form.name,
            self.form.rounds,
            self.form.seconds,
            self.cores,
            self.nginx_version,
            self.elsewhere,
            self.missed(),
            memory("nginx"),
            memory("gateway"),
            cases.collect::<Vec<_>>().join(",\n")
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Form { rounds, seconds, .. } = self.form;
        writeln!(
            f,
            "{} cores, {} nginx workers beside {} gateway threads, wrk with one thread; medians of \
             {rounds} runs of {seconds} s, and the ratios of the worst round",
            self.cores, self.cores, self.cores
        )?;
        if self.elsewhere > NOTABLE {
            let percent = self.elsewhere * 100.0;
            writeln!(
                f,
                "DISTURBED: others used up to {percent:.0} % of the machine; run it again when it is quiet"
            )?;
        }
        let [nginx, gateway] = self.bytes;
        writeln!(
            f,
            "bytes of a body: identity {} and {}, gzip {} and {}\n",
            nginx.0, gateway.0, nginx.1, gateway.1
        )?;
        writeln!(
            f,
            "{:<24} {:>20} {:>20} {:>20}",
            "", "requests a second", "p99 in ms", "gateway / nginx"
        )?;
        writeln!(
            f,
            "{:<24} {:>10}{:>10} {:>10}{:>10} {:>10}{:>10}",
            "", "nginx", "gateway", "nginx", "gateway", "requests", "p99"
        )?;
        for case in &self.cases {
            let (requests, p99) = (case.throughput(), case.p99());
            let missed = match (requests < LEAST_THROUGHPUT, p99 > MOST_P99) {
                (false, false) => "",
                _ => "  missed",
            };
            writeln!(
                f,
                "{:<24} {:>10.0}{:>10.0} {:>10.1}{:>10.1} {requests:>10.2}{p99:>10.2}{missed}",
                case.case.to_string(),
                median(&case.nginx, Run::per_second),
                median(&case.gateway, Run::per_second),
                median(&case.nginx, Run::p99_ms),
                median(&case.gateway, Run::p99_ms),
            )?;
        }
        let (nginx, gateway) = (self.memory_mb("nginx"), self.memory_mb("gateway"));
        let missed = if gateway.0 < MEMORY_MB { "" } else { "  missed" };
        writeln!(
            f,
            "\nresident memory at {MOST_CLIENTS} clients: nginx {:.1} MB (peak {:.1}; all processes, \
             without the kept files), gateway {:.1} MB (peak {:.1}; with what it keeps){missed}",
            nginx.0, nginx.1, gateway.0, gateway.1
        )?;
        if let Some((shared, slow)) = &self.alone {
            writeln!(f, "{shared}\n{slow}")?;
        }
        writeln!(
            f,
            "targets: at least {LEAST_THROUGHPUT} of nginx's requests, at most {MOST_P99} times its p99, \
             under {MEMORY_MB} MB"
        )
    }
}

fn median(runs: &[Run], number: fn(&Run) -> f64) -> f64 {
    let mut numbers: Vec<f64> = runs.iter().map(number).collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.as_slice() {
        [] => f64::NAN,
        numbers if numbers.len() % 2 == 1 => numbers[middle],
        numbers => f64::midpoint(numbers[middle - 1], numbers[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Kind;
    use crate::machine::Memory;

    fn run(per_second: u64, p99: u64) -> Run {
        let memory = Memory { now: 20 * 1024, peak: 30 * 1024 };
        Run { requests: per_second, microseconds: 1_000_000, p99, memory, ..Run::default() }
    }

    fn report(gateway: Run) -> Report {
        let case = Case { kind: Kind::Gzip, clients: MOST_CLIENTS };
        let nginx = [run(1000, 10), run(1100, 9), run(1010, 12)].to_vec();
        Report {
            form: Form { name: "short", rounds: 3, seconds: 2 },
            nginx_version: "1.2.3".into(),
            cores: 2,
            elsewhere: 0.0,
            bytes: [(9, 5), (9, 6)],
            cases: vec![Measured { case, nginx, gateway: vec![gateway; 3] }],
            alone: None,
        }
    }

    #[test]
    fn an_aim_is_missed_by_the_worst_round() {
        let fast = report(run(990, 10));
        assert_eq!((fast.missed(), fast.memory_mb("gateway")), (0, (20.0, 30.0)));
        assert!(!fast.to_string().contains("missed"));
        let slow = report(run(989, 11));
        assert_eq!(slow.missed(), 2);
        assert!(slow.to_string().contains("missed"));
        let large = Memory { now: 40 * 1024, peak: 40 * 1024 };
        assert_eq!(report(Run { memory: large, ..run(990, 10) }).missed(), 1);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let runs = [run(3, 0), run(1, 0), run(2, 0)];
        assert_eq!(median(&runs, Run::per_second), 2.0);
        assert_eq!(median(&runs[..2], Run::per_second), 2.0);
        assert!(median(&[], Run::per_second).is_nan());
    }

    #[test]
    fn the_numbers_are_json() {
        let json = report(run(990, 10)).json();
        let count = |sign: char| json.matches(sign).count();
        assert_eq!((count('{'), count('[')), (count('}'), count(']')));
        assert!(json.contains("\"throughput_ratio\": 0.900"), "{json}");
    }
}

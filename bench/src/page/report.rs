//! The numbers of all rounds: their medians, their ratios to vanilla, and which aims are met.

use std::collections::BTreeMap;
use std::{fmt, thread};

use xshell::cmd;
use xtask::error::{Result, fail};
use xtask::workspace::Workspace;

use super::Form;
use super::metric::{METRICS, Metric, OURS, SUBJECTS, VANILLA};

/// From this part of the machine on, others disturb the numbers.
const NOTABLE: f64 = 0.1;

#[derive(Debug)]
pub struct Report {
    form: Form,
    browser: String,
    cores: usize,
    /// Which part of the machine others used at the start.
    elsewhere: f64,
    /// By subject and metric.
    numbers: BTreeMap<(String, String), Vec<f64>>,
}

impl Report {
    pub fn new(workspace: &Workspace, form: Form, elsewhere: f64) -> Self {
        let version = workspace.read(cmd!(workspace, "chromium --version")).unwrap_or_default();
        let browser = version.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Report { form, browser, cores, elsewhere, numbers: BTreeMap::new() }
    }

    /// Takes in a line of the driver: round, subject, metric, number.
    pub fn add(&mut self, line: &str) -> Result {
        let words: Vec<_> = line.split('\t').collect();
        let [_, subject, metric, number] = words.as_slice() else {
            return fail(format!("the driver printed {line:?}"));
        };
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let key = ((*subject).to_owned(), (*metric).to_owned());
                self.numbers.entry(key).or_default().push(number);
                Ok(())
            }
            _ => fail(format!("the driver printed {line:?}")),
        }
    }

    /// What a subject has no number of.
    pub fn missing(&self) -> Vec<String> {
        let all = SUBJECTS.iter().flat_map(|subject| METRICS.iter().map(move |it| (subject, it)));
        let missing = all.filter(|(subject, metric)| self.numbers(subject, metric).is_empty());
        missing.map(|(subject, metric)| format!("{subject}, {}", metric.title)).collect()
    }

    /// How many aims there are, and how many of them are met.
    fn met(&self) -> (usize, usize) {
        let all =
            METRICS.iter().flat_map(|metric| metric.aims.iter().map(move |aim| (metric, aim)));
        all.fold((0, 0), |(all, met), (metric, aim)| {
            (all + 1, met + usize::from(aim.is_met(|subject| self.median(subject, metric))))
        })
    }

    fn numbers(&self, subject: &str, metric: &Metric) -> &[f64] {
        let key = (subject.to_owned(), metric.name.to_owned());
        self.numbers.get(&key).map_or(&[], Vec::as_slice)
    }

    fn median(&self, subject: &str, metric: &Metric) -> Option<f64> {
        median(self.numbers(subject, metric))
    }

    /// To vanilla. Without anything there, there is none.
    fn ratio(&self, subject: &str, metric: &Metric) -> Option<f64> {
        let vanilla = self.median(VANILLA, metric).filter(|vanilla| *vanilla > 0.0)?;
        Some(self.median(subject, metric)? / vanilla)
    }

    fn cell(&self, subject: &str, metric: &Metric) -> String {
        let Some(median) = self.median(subject, metric) else { return "missing".to_owned() };
        match self.ratio(subject, metric).filter(|_| subject != VANILLA) {
            Some(ratio) => format!("{} ({ratio:.2})", metric.unit.format(median)),
            None => metric.unit.format(median),
        }
    }

    fn row(&self, metric: &Metric) -> [String; SUBJECTS.len() + 3] {
        let aims: Vec<_> = metric.aims.iter().map(ToString::to_string).collect();
        let is_met = metric.aims.iter().all(|aim| aim.is_met(|name| self.median(name, metric)));
        let verdict = match (metric.aims, self.median(OURS, metric)) {
            ([], _) => "",
            (_, None) => "missing",
            _ if is_met => "met",
            _ => "missed",
        };
        let [one, two, three, four] = SUBJECTS.map(|subject| self.cell(subject, metric));
        [metric.title.to_owned(), one, two, three, four, aims.join(", "), verdict.to_owned()]
    }

    /// Everything, each number by itself too.
    pub fn json(&self) -> String {
        let number = |it: Option<f64>| it.map_or("null".to_owned(), |it| format!("{it:.3}"));
        let subject = |name: &str, metric: &Metric| {
            let all: Vec<_> =
                self.numbers(name, metric).iter().map(|it| format!("{it:.3}")).collect();
            format!(
                "      \"{name}\": {{ \"median\": {}, \"ratio\": {}, \"all\": [{}] }}",
                number(self.median(name, metric)),
                number(self.ratio(name, metric)),
                all.join(", ")
            )
        };
        let metrics = METRICS.iter().map(|metric| {
            let [title, .., aims, verdict] = self.row(metric);
            let subjects: Vec<_> = SUBJECTS.iter().map(|name| subject(name, metric)).collect();
            format!(
                "    {{\n      \"name\": \"{}\",\n      \"title\": \"{title}\",\n      \
                 \"unit\": \"{}\",\n      \"aims\": \"{aims}\",\n      \
                 \"verdict\": \"{verdict}\",\n{}\n    }}",
                metric.name,
                metric.unit.name(),
                subjects.join(",\n")
            )
        });
        let (aims, met) = self.met();
        format!(
            "{{\n  \"form\": \"{}\",\n  \"rounds\": {},\n  \"browser\": \"{}\",\n  \"cores\": {},\n  \
             \"used_by_others\": {:.2},\n  \"aims\": {aims},\n  \"met\": {met},\n  \
             \"metrics\": [\n{}\n  ]\n}}\n",
            self.form.name,
            self.form.rounds,
            self.browser,
            self.cores,
            self.elsewhere,
            metrics.collect::<Vec<_>>().join(",\n")
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}, {} cores, medians of {} rounds; in brackets the ratio to vanilla",
            self.browser, self.cores, self.form.rounds
        )?;
        if self.elsewhere > NOTABLE {
            let percent = self.elsewhere * 100.0;
            writeln!(
                f,
                "DISTURBED: others used {percent:.0} % of the machine; run it again when it is quiet"
            )?;
        }
        let [one, two, three, four] = SUBJECTS.map(str::to_owned);
        let head = [String::new(), one, two, three, four, "aim".to_owned(), String::new()];
        let rows: Vec<_> = METRICS.iter().map(|metric| self.row(metric)).collect();
        let width = |column: usize| {
            let cells = std::iter::once(&head).chain(&rows).map(|row| row[column].chars().count());
            cells.max().unwrap_or_default().max(3)
        };
        let widths: Vec<_> = (0..head.len()).map(width).collect();
        let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join(" | ");
        writeln!(f, "\n{}\n| {rule} |", line(&head, &widths))?;
        for row in &rows {
            writeln!(f, "{}", line(row, &widths))?;
        }
        let (aims, met) = self.met();
        writeln!(f, "\naims: {met} of {aims} met")
    }
}

/// A row of the table.
fn line(cells: &[String], widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn median(numbers: &[f64]) -> Option<f64> {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.as_slice() {
        [] => None,
        numbers if numbers.len() % 2 == 1 => Some(numbers[middle]),
        numbers => Some(f64::midpoint(numbers[middle - 1], numbers[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vanilla takes 100 of everything, the others twice that.
    fn report(ours: &[f64]) -> Report {
        let form = Form { name: "short", rounds: 3 };
        let mut report = Report {
            form,
            browser: "Chromium 1".into(),
            cores: 2,
            elsewhere: 0.0,
            numbers: BTreeMap::new(),
        };
        for metric in &METRICS {
            for subject in SUBJECTS {
                let numbers = match subject {
                    VANILLA => &[100.0],
                    OURS => ours,
                    _ => &[200.0],
                };
                for number in numbers {
                    let line = format!("1\t{subject}\t{}\t{number}", metric.name);
                    report.add(&line).expect("a line of the driver");
                }
            }
        }
        report
    }

    #[test]
    fn a_row_has_the_medians_and_what_they_come_to() {
        let [fast, slow] = [&[1.0, 1.0, 900.0][..], &[150.0]].map(report);
        let row = |report: &Report| report.row(&METRICS[1]);
        assert_eq!(row(&fast)[1], "100 ms");
        assert_eq!(row(&fast)[2], "200 ms (2.00)");
        assert_eq!(row(&fast)[4], "1.0 ms (0.01)");
        assert_eq!(row(&fast)[6], "met");
        assert_eq!(row(&slow)[6], "missed");
        assert!(fast.missing().is_empty());
    }

    #[test]
    fn a_missing_number_is_reported() {
        let none = report(&[]);
        assert_eq!(none.missing().len(), METRICS.len());
        assert_eq!(none.met().1, 0);
        assert!(none.to_string().contains("missing"));
        let mut none = none;
        assert!(none.add("1\tvanilla\tready").is_err());
        assert!(none.add("1\tvanilla\tready\tNaN").is_err());
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[3.0, 1.0]), Some(2.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn the_numbers_are_json() {
        for json in [report(&[1.0]).json(), report(&[]).json()] {
            let count = |sign: char| json.matches(sign).count();
            assert_eq!((count('{'), count('[')), (count('}'), count(']')));
            assert!(json.contains("\"ratio\": 2.000"), "{json}");
        }
    }
}

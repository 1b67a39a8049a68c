//! The results of all rounds: medians, ratios to vanilla, and which targets are met.

use std::collections::BTreeMap;
use std::{fmt, thread};

use xshell::cmd;
use xtask::error::{Result, fail};
use xtask::workspace::Workspace;

use super::Form;
use super::metric::{Metric, SECTIONS, SUBJECTS, Section, Target, Time, VANILLA, metrics};

/// The share of the machine from which on other programs distort the numbers.
const NOTABLE: f64 = 0.1;

#[derive(Debug)]
pub struct Report {
    form: Form,
    browser: String,
    cores: usize,
    /// The share of the machine that other programs used at the start.
    elsewhere: f64,
    /// The numbers by subject and metric.
    numbers: BTreeMap<(String, String), Vec<f64>>,
}

impl Report {
    pub fn new(workspace: &Workspace, form: Form, elsewhere: f64) -> Self {
        let version = workspace.read(cmd!(workspace, "chromium --version")).unwrap_or_default();
        let browser = version.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Report { form, browser, cores, elsewhere, numbers: BTreeMap::new() }
    }

    /// Adds a line of the driver: round, subject, metric, number.
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

    /// The metrics without a number, with their subject.
    pub fn missing(&self) -> Vec<String> {
        let all = SUBJECTS.iter().flat_map(|subject| lines().map(move |line| (subject, line)));
        let missing =
            all.filter(|(subject, (metric, time))| self.numbers(subject, metric, *time).is_empty());
        missing.map(|(subject, (metric, time))| format!("{subject}, {}", time.of(metric))).collect()
    }

    /// The number of targets, and of those that are met.
    fn met(&self) -> (usize, usize) {
        targets().fold((0, 0), |(all, met), (metric, target)| {
            (all + 1, met + usize::from(self.is_met(metric, target) == Some(true)))
        })
    }

    /// Whether a target is met, for each time that it applies to; unknown without a number.
    fn is_met(&self, metric: &Metric, target: Target) -> Option<bool> {
        let mut is_met = true;
        for time in metric.times() {
            let Some(most) = target.most(*time) else { continue };
            is_met &= self.value(metric, target, *time)? <= most;
        }
        Some(is_met)
    }

    /// The value that is compared with a target.
    fn value(&self, metric: &Metric, target: Target, time: Time) -> Option<f64> {
        target.value(|subject| self.median(subject, metric, time))
    }

    fn numbers(&self, subject: &str, metric: &Metric, time: Time) -> &[f64] {
        let key = (subject.to_owned(), time.of(metric));
        self.numbers.get(&key).map_or(&[], Vec::as_slice)
    }

    fn median(&self, subject: &str, metric: &Metric, time: Time) -> Option<f64> {
        median(self.numbers(subject, metric, time))
    }

    /// The ratio to vanilla; none if vanilla has no number.
    fn ratio(&self, subject: &str, metric: &Metric, time: Time) -> Option<f64> {
        let vanilla = self.median(VANILLA, metric, time).filter(|vanilla| *vanilla > 0.0)?;
        Some(self.median(subject, metric, time)? / vanilla)
    }

    fn cell(&self, subject: &str, metric: &Metric, time: Time) -> String {
        let Some(median) = self.median(subject, metric, time) else {
            return "missing".to_owned();
        };
        match self.ratio(subject, metric, time).filter(|_| subject != VANILLA) {
            Some(ratio) => format!("{} ({ratio:.2})", metric.unit.format(median)),
            None => metric.unit.format(median),
        }
    }

    /// The numbers of one section: one line for each time of each metric.
    fn section(&self, section: &Section) -> Vec<Vec<String>> {
        let has_times = section.metrics.iter().any(|metric| metric.is_twice);
        let when = has_times.then(String::new);
        let subjects = SUBJECTS.map(str::to_owned);
        let head = [section.title.to_owned()].into_iter().chain(when).chain(subjects).collect();
        let lines = section.metrics.iter().flat_map(|metric| {
            metric.times().iter().map(move |time| {
                let when = section.times[*time as usize].to_owned();
                let title = if *time == Time::First { metric.title } else { "" };
                [title.to_owned()]
                    .into_iter()
                    .chain(has_times.then_some(when))
                    .chain(SUBJECTS.map(|subject| self.cell(subject, metric, *time)))
                    .collect()
            })
        });
        [head].into_iter().chain(lines).collect()
    }

    /// Which targets are met: one line for each, with the first time and the repetition side by side.
    fn targets(&self) -> Vec<Vec<String>> {
        let head = ["Targets", "first", "again", "at most", ""];
        let lines = SECTIONS.iter().flat_map(|section| {
            let metrics = section.metrics.iter();
            metrics.flat_map(move |metric| {
                metric.targets.iter().map(move |target| self.target(section, metric, *target))
            })
        });
        [head.map(str::to_owned).to_vec()].into_iter().chain(lines).collect()
    }

    fn target(&self, section: &Section, metric: &Metric, target: Target) -> Vec<String> {
        let value = |time: Time| match metric.times().contains(&time) {
            true => self
                .value(metric, target, time)
                .map_or("missing".to_owned(), |value| target.format(value, metric.unit)),
            false => String::new(),
        };
        let title = match section.suffix {
            "" => metric.title.to_owned(),
            suffix => format!("{}, {suffix}", metric.title),
        };
        let verdict = match self.is_met(metric, target) {
            Some(true) => "met",
            Some(false) => "missed",
            None => "missing",
        };
        let (first, again) = (value(Time::First), value(Time::Again));
        vec![title, first, again, target.text(metric.unit), verdict.to_owned()]
    }

    /// All results, including each single number.
    pub fn json(&self) -> String {
        let number = |it: Option<f64>| it.map_or("null".to_owned(), |it| format!("{it:.3}"));
        let subject = |name: &str, metric: &Metric, time: Time| {
            let all: Vec<_> =
                self.numbers(name, metric, time).iter().map(|it| format!("{it:.3}")).collect();
            format!(
                "      \"{name}\": {{ \"median\": {}, \"ratio\": {}, \"all\": [{}] }}",
                number(self.median(name, metric, time)),
                number(self.ratio(name, metric, time)),
                all.join(", ")
            )
        };
        let metrics = lines().map(|(metric, time)| {
            let subjects: Vec<_> =
                SUBJECTS.iter().map(|name| subject(name, metric, time)).collect();
            format!(
                "    {{\n      \"name\": \"{}\",\n      \"title\": \"{}\",\n      \
                 \"unit\": \"{}\",\n{}\n    }}",
                time.of(metric),
                metric.title,
                metric.unit.name(),
                subjects.join(",\n")
            )
        });
        let rows = self.targets().into_iter().skip(1).map(|row| {
            let cells: Vec<_> = row.iter().map(|cell| format!("\"{cell}\"")).collect();
            format!("    [{}]", cells.join(", "))
        });
        format!(
            "{{\n  \"form\": \"{}\",\n  \"rounds\": {},\n  \"browser\": \"{}\",\n  \"cores\": {},\n  \
             \"used_by_others\": {:.2},\n  \"targets\": [\n{}\n  ],\n  \
             \"metrics\": [\n{}\n  ]\n}}\n",
            self.form.name,
            self.form.rounds,
            self.browser,
            self.cores,
            self.elsewhere,
            rows.collect::<Vec<_>>().join(",\n"),
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
        for section in &SECTIONS {
            write!(f, "\n{}", table(&self.section(section)))?;
        }
        write!(f, "\n{}", table(&self.targets()))?;
        let (all, met) = self.met();
        writeln!(f, "\ntargets: {met} of {all} met")
    }
}

/// All metrics, with all times for which they are measured.
fn lines() -> impl Iterator<Item = (&'static Metric, Time)> {
    metrics().flat_map(|metric| metric.times().iter().map(move |time| (metric, *time)))
}

fn targets() -> impl Iterator<Item = (&'static Metric, Target)> {
    metrics().flat_map(|metric| metric.targets.iter().map(move |target| (metric, *target)))
}

/// Rows as a Markdown table; the first row is the heading.
fn table(rows: &[Vec<String>]) -> String {
    let head = rows.first().map_or(&[][..], Vec::as_slice);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default().max(3)
    };
    let widths: Vec<_> = (0..head.len()).map(width).collect();
    let rule: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let body = rows.iter().skip(1).map(Vec::as_slice);
    let all = [head, &rule].into_iter().chain(body);
    all.map(|row| line(row, &widths) + "\n").collect()
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
    use super::super::metric::OURS;
    use super::*;

    /// Vanilla has 100 for each metric, the others twice that.
    fn report(ours: &[f64], ours_again: &[f64]) -> Report {
        let form = Form { name: "short", rounds: 3 };
        let mut report = Report {
            form,
            browser: "Chromium 1".into(),
            cores: 2,
            elsewhere: 0.0,
            numbers: BTreeMap::new(),
        };
        for (metric, time) in lines() {
            for subject in SUBJECTS {
                let numbers = match (subject, time) {
                    (VANILLA, _) => &[100.0],
                    (OURS, Time::First) => ours,
                    (OURS, Time::Again) => ours_again,
                    _ => &[200.0],
                };
                for number in numbers {
                    let line = format!("1\t{subject}\t{}\t{number}", time.of(metric));
                    report.add(&line).expect("a line of the driver");
                }
            }
        }
        report
    }

    /// The row with this title in the table of targets.
    fn target(report: &Report, title: &str, most: &str) -> Vec<String> {
        let rows = report.targets();
        let found = rows.into_iter().find(|row| row[0] == title && row[3] == most);
        found.unwrap_or_else(|| panic!("no target {title:?}, {most:?}"))
    }

    #[test]
    fn a_section_has_the_medians_and_what_they_come_to() {
        let rows = report(&[1.0, 1.0, 900.0], &[150.0]).section(&SECTIONS[0]);
        assert_eq!(rows[0][..3], ["Loading, until painted", "", "vanilla"]);
        assert_eq!(rows[1][..4], ["first row, 20 jobs", "first visit", "100 ms", "200 ms (2.00)"]);
        assert_eq!(rows[1][6], "1.0 ms (0.01)");
        assert_eq!([&*rows[2][0], &rows[2][1], &rows[2][6]], ["", "return visit", "150 ms (1.50)"]);
    }

    /// Without repetitions there is no column for them.
    #[test]
    fn a_section_of_single_numbers_has_no_column_of_times() {
        let rows = report(&[1.0], &[1.0]).section(&SECTIONS[1]);
        assert_eq!(rows[1].len(), 1 + SUBJECTS.len());
    }

    #[test]
    fn a_target_of_a_first_visit_is_met_by_the_first_visit() {
        let slow_again = report(&[150.0], &[900.0]);
        let title = "first row, 20 jobs";
        let row = target(&slow_again, title, "1.5 of vanilla");
        assert_eq!(row[1..], ["1.50", "9.00", "1.5 of vanilla", "met"]);
        let slow_first = report(&[151.0], &[1.0]);
        assert_eq!(target(&slow_first, title, "1.5 of vanilla")[4], "missed");
        assert_eq!(target(&slow_first, title, "0.95 of react-tanstack")[4], "met");
    }

    #[test]
    fn a_target_of_an_act_is_met_by_later_acts_too() {
        let check = |first: f64, again: f64| {
            target(
                &report(&[first], &[again]),
                "clear, 10,000 jobs, document",
                "16.0 ms, then 8.0 ms",
            )
        };
        assert_eq!(check(16.0, 8.0)[1..3], ["16.0 ms", "8.0 ms"]);
        assert_eq!(check(16.0, 8.0)[4], "met");
        assert_eq!(check(16.0, 8.1)[4], "missed");
        assert_eq!(check(16.1, 8.0)[4], "missed");
    }

    #[test]
    fn a_missing_number_is_reported() {
        let mut none = report(&[], &[1.0]);
        assert_eq!(none.missing().len(), metrics().count());
        assert_eq!(none.met(), (targets().count(), 0));
        assert!(none.to_string().contains("missing"));
        assert!(none.add("1\tvanilla\tready").is_err());
        assert!(none.add("1\tvanilla\tready\tNaN").is_err());
    }

    #[test]
    fn every_line_of_a_table_is_as_wide_as_the_others() {
        for rows in [report(&[1.0], &[1.0]).targets(), report(&[], &[]).section(&SECTIONS[2])] {
            let text = table(&rows);
            let widths: Vec<_> = text.lines().map(|line| line.chars().count()).collect();
            assert_eq!(widths.len(), rows.len() + 1);
            assert!(widths.iter().all(|width| *width == widths[0]), "{text}");
        }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[3.0, 1.0]), Some(2.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn the_numbers_are_json() {
        for json in [report(&[1.0], &[1.0]).json(), report(&[], &[]).json()] {
            let count = |sign: char| json.matches(sign).count();
            assert_eq!((count('{'), count('[')), (count('}'), count(']')));
            assert!(json.contains("\"ratio\": 2.000"), "{json}");
            assert!(json.contains("\"name\": \"first_row_20.again\""), "{json}");
        }
    }
}

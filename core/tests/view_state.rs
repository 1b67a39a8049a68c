//! Every state survives being saved as JSON and restored, and being an address; what cannot be read is named.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::address::Address;
use devserver_jobs_core::layout::{Density, Layout, WIDTHS};
use devserver_jobs_core::narrow::Values;
use devserver_jobs_core::outcome::OutcomeSet;
use devserver_jobs_core::query::{Filter, Filters};
use devserver_jobs_core::range::{By, Range};
use devserver_jobs_core::table::{Column, Direction, Sort, TableState};
use devserver_jobs_core::view_state::{NAMES, ViewState};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn text() -> impl Strategy<Value = String> {
    // As a field takes it: without space at its ends.
    "\\PC{0,12}".prop_map(|text| text.trim().to_owned())
}

fn values() -> impl Strategy<Value = Values> {
    vec("[^\\pC-][^\\pC]{0,6}", 0..4)
        .prop_map(|values| values.iter().fold(Values::default(), |all, one| all.toggled(one)))
}

fn layout() -> impl Strategy<Value = Layout> {
    let columns = subsequence(Column::ALL.to_vec(), 0..=10).prop_shuffle();
    let widths = btree_map(0..10usize, WIDTHS, 0..10);
    (columns, widths, select(Density::ALL.to_vec()), any::<bool>()).prop_map(
        |(columns, widths, density, wraps)| Layout {
            columns,
            widths: widths.into_iter().map(|(at, width)| (Column::ALL[at], width)).collect(),
            density,
            wraps,
        },
    )
}

fn table() -> impl Strategy<Value = TableState> {
    let direction = select(vec![Direction::Ascending, Direction::Descending]);
    let sort = (select(Column::ALL.to_vec()), direction);
    let by = select(vec![By::Created, By::Updated]);
    let times =
        (by, 1_600_000_000..2_000_000_000i64, 1..1_000_000i64, any::<bool>(), any::<bool>());
    (text(), 0..1u16 << 9, values(), values(), sort, 1..=1000usize, times).prop_map(
        |(find, outcomes, types, users, (column, direction), page_size, times)| TableState {
            find,
            time: range(times),
            stuck: times.4,
            outcomes: (0..9)
                .filter(|rank| outcomes >> rank & 1 == 1)
                .fold(OutcomeSet::default(), OutcomeSet::toggled),
            types,
            users,
            sort: Sort { column, direction },
            page_size,
            ..TableState::default()
        },
    )
}

/// A range of whole seconds, or hours up to the present, or none.
fn range((by, from, length, is_set, _): (By, i64, i64, bool, bool)) -> Option<Range> {
    is_set.then(|| match length % 3 {
        0 => Range { by, hours: (length % 10_000 + 1) as u16, ..Range::default() },
        _ => Range {
            by,
            from: Some(from * 1000),
            to: Some((from + length) * 1000),
            ..Range::default()
        },
    })
}

fn state() -> impl Strategy<Value = ViewState> {
    let filters =
        (text(), select(vec!["", "true", "false"]), text()).prop_map(|(name, visible, status)| {
            let mut filters = Filters::default();
            filters.set(Filter::Name, &name).unwrap();
            filters.set(Filter::Status, &status).unwrap();
            filters.set(Filter::Visible, visible).unwrap();
            filters
        });
    (filters, table(), layout(), any::<bool>())
        .prop_map(|(filters, table, layout, is_utc)| ViewState { filters, table, layout, is_utc })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn states_round_trip(state in state(), before in state()) {
        let parts: serde_json::Map<_, _> =
            NAMES.iter().map(|name| ((*name).to_owned(), state.get(name).into())).collect();
        let json = serde_json::to_string(&parts).unwrap();
        let read: serde_json::Map<_, _> = serde_json::from_str(&json).unwrap();
        let mut restored = before.clone();
        for (name, value) in &read {
            prop_assert_eq!(restored.set(name, value.as_str().unwrap(), &ViewState::default()), Ok(()), "{}", name);
        }
        prop_assert_eq!(&restored, &state);

        let mut address = Address::parse("?foreign=1");
        for name in NAMES {
            address.set(&format!("jobs-{name}"), Some(&state.get(name)));
        }
        let address = Address::parse(&address.to_string());
        let mut restored = before;
        for name in NAMES {
            let text = address.get(&format!("jobs-{name}")).unwrap();
            prop_assert_eq!(restored.set(name, &text, &ViewState::default()), Ok(()), "{}", name);
        }
        prop_assert_eq!(restored, state);
    }

    /// Whatever is in a saved state, it is read or named, and what is named has changed nothing.
    #[test]
    fn no_text_does_harm(name in select(NAMES.to_vec()), text in "\\PC{0,20}", before in state()) {
        let mut state = before.clone();
        if state.set(name, &text, &ViewState::default()).is_err() {
            prop_assert_eq!(state, before);
        }
    }
}

#[test]
fn what_is_refused() {
    let usual = ViewState::default();
    let check = |name: &str, text: &str, expect: &str| {
        let mut state = usual.clone();
        assert_eq!(state.set(name, text, &usual), Err(expect), "{name}");
        assert_eq!(state, usual);
    };
    check("version", "2", "1");
    check("page", "2", "a part of a saved state");
    check("outcome", "finished,nothing", "outcome names separated by commas");
    check("outcome", "finished,", "outcome names separated by commas");
    check("sort", "size", "a column, with - before it for descending order");
    check("page-size", "0", "a whole number from 1 to 1000");
    check("columns", "name,size", "column names separated by commas, each once");
    check("columns", "name,name", "column names separated by commas, each once");
    let widths = "columns with their widths from 30 to 1000, such as name 240,id 90";
    check("widths", "name", widths);
    check("widths", "name 9", widths);
    let range = "two RFC 3339 times with .. between, or hours such as PT24H";
    check("created", "yesterday", range);
    check("updated", "PT0H", range);
    check("updated", "P1D", range);
    check("stuck", "1", "true or false");
    check("density", "dense", "comfortable or compact");
    check("wrap", "yes", "true or false");
    check("zone", "Asia/Shanghai", "local or utc");
    check("filter-visible", "yes", "true or false");
    check("filter-id", &"x".repeat(65), "at most 64 characters");
}

/// Of a state with a range of creations and one of updates, one was taken and nothing was said of the other.
#[test]
fn the_second_range_is_named() {
    let usual = ViewState::default();
    let check = |parts: &[(&str, &str)], expect: &str, refused: &[&str]| {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let parts: Vec<_> = parts.iter().map(own).collect();
        let (mut state, mut seen) = (usual.clone(), Vec::new());
        state.restore(&parts, &usual, &mut |name, text, expected| {
            seen.push(format!("{name}={text}: {expected}"));
        });
        let [created, updated] = ["created", "updated"].map(|name| state.get(name));
        assert_eq!(format!("{created}|{updated}"), expect, "{parts:?}");
        assert_eq!(seen, refused, "{parts:?}");
    };
    let second = "updated=PT2H: one range of time";
    check(&[("created", "PT1H"), ("updated", "PT2H")], "PT1H|", &[second]);
    check(&[("created", "PT1H"), ("find", "x"), ("updated", " ")], "PT1H|", &[]);
    check(&[("updated", "PT2H"), ("created", "")], "|PT2H", &[]);
    let first = "created=x: two RFC 3339 times with .. between, or hours such as PT24H";
    check(&[("created", "x"), ("updated", "PT2H")], "|PT2H", &[first]);
}

/// A state in which an outcome, type or user was there twice was refused as if it could not be read.
#[test]
fn what_is_repeated_counts_once() {
    let usual = ViewState::default();
    for (name, text, expect) in [
        ("outcome", "finished, finished", "finished"),
        ("outcome", "finished,processing,finished", "processing,finished"),
        ("type", "A,B,A", "A,B"),
        ("user", "ada,ada", "ada"),
    ] {
        let mut state = usual.clone();
        assert_eq!(state.set(name, text, &usual), Ok(()), "{text}");
        assert_eq!(state.get(name), expect);
    }
}

#[test]
fn what_is_empty_is_as_usual() {
    let table = TableState { page_size: 50, ..TableState::default() };
    let usual = ViewState { table, ..ViewState::default() };
    let mut state = ViewState { is_utc: true, ..ViewState::default() };
    state.table.find = "x".to_owned();
    state.layout.wraps = false;
    for name in NAMES {
        assert_eq!(state.set(name, "", &usual), Ok(()), "{name}");
    }
    assert_eq!(state, usual);
    assert_eq!(state.set("version", "1", &usual), Ok(()));
}

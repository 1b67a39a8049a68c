//! What comes in pieces is what came at once, wherever a piece ends. The answers that are read in one
//! piece are held against tables and another reader elsewhere.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::decode::{Decoded, Decoder, NotAList, decode};
use devserver_jobs_core::list::JobList;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

mod shapes;

use shapes::bodies::{body, row};

fn in_pieces<'a>(
    pieces: impl Iterator<Item = &'a [u8]>,
) -> Result<Result<Decoded, NotAList>, TestCaseError> {
    in_pieces_after(JobList::default(), pieces)
}

fn in_pieces_after<'a>(
    before: JobList,
    pieces: impl Iterator<Item = &'a [u8]>,
) -> Result<Result<Decoded, NotAList>, TestCaseError> {
    let mut decoder = Decoder::after(before);
    let mut length = 0;
    for piece in pieces {
        decoder.push(piece);
        length += piece.len();
        prop_assert_eq!(decoder.length(), length);
        let so_far = decoder.so_far();
        prop_assert_eq!(so_far.arrived(), decoder.arrived());
        prop_assert!(so_far.set_aside.iter().map(|row| row.index).is_sorted());
    }
    Ok(decoder.finish())
}

/// Cuts a body at places that may be anywhere and any number of times the same.
fn cut<'a>(body: &'a [u8], places: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = places.iter().map(|place| place.index(body.len() + 1)).collect();
    places.sort_unstable();
    let ends = places.iter().copied().chain([body.len()]);
    let starts = [0].into_iter().chain(places.iter().copied());
    starts.zip(ends).map(|(start, end)| &body[start..end]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_pieces_wherever_they_meet(body in body()) {
        let whole = decode(&body);
        for at in 0..=body.len() {
            let (start, end) = body.split_at(at);
            prop_assert_eq!(&in_pieces([start, end].into_iter())?, &whole, "cut at {}", at);
        }
    }

    #[test]
    fn any_pieces_down_to_a_byte_each(
        body in body(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        size in 1usize..30,
    ) {
        let whole = decode(&body);
        prop_assert_eq!(&in_pieces(body.chunks(1))?, &whole);
        prop_assert_eq!(&in_pieces(body.chunks(size))?, &whole, "pieces of {}", size);
        let pieces = cut(&body, &places);
        prop_assert_eq!(&in_pieces(pieces.iter().copied())?, &whole, "{:?}", pieces);
    }

    /// A row is there as soon as its last byte is, and the rows that are there stay as they are.
    #[test]
    fn rows_come_out_as_they_complete(rows in prop::collection::vec(row(), 0..6)) {
        let body = format!(r#"{{"total":9,"data":[{}],"size":1}}"#, rows.join(", "));
        let whole = decode(body.as_bytes()).unwrap();
        let mut decoder = Decoder::default();
        let mut ends = vec![r#"{"total":9,"data":["#.len()];
        for row in &rows {
            ends.push(ends.last().unwrap() + row.len() + if ends.len() == 1 { 0 } else { 2 });
        }
        for (byte, length) in body.as_bytes().chunks(1).zip(1..) {
            decoder.push(byte);
            let ended = ends.iter().skip(1).filter(|end| **end <= length).count();
            prop_assert_eq!(decoder.arrived(), ended, "after {} bytes", length);
            if ends.contains(&length) {
                let so_far = decoder.so_far();
                prop_assert_eq!(so_far.total, Some(9));
                prop_assert!(whole.jobs.iter().take(so_far.jobs.len()).eq(so_far.jobs.iter()));
                prop_assert_eq!(&whole.set_aside[..so_far.set_aside.len()], &so_far.set_aside[..]);
            }
        }
        prop_assert_eq!(decoder.finish().unwrap(), whole);
    }

    /// An answer shares what it can with the one before, and is the same for it.
    #[test]
    fn after_another_answer(before in body(), body in body()) {
        let mut decoder = Decoder::after(decode(&before).unwrap_or_default().jobs);
        decoder.push(&body);
        prop_assert_eq!(decoder.finish(), decode(&body));
    }

    /// Rows that come again are copied, wherever they are and whatever is between them. What was copied is as good
    /// for a third answer.
    #[test]
    fn rows_that_come_again(
        rows in prop::collection::vec(row(), 1..8),
        again in prop::collection::vec((any::<prop::sample::Index>(), row(), 0u8..4), 0..12),
        size in 1usize..400,
    ) {
        let with_id = |(row, number): (&String, u8)| match row.as_str() {
            "{}" => format!(r#"{{"id":"{number}"}}"#),
            row => format!(r#"{{"id":"{number}",{}"#, &row[1..]),
        };
        let rows: Vec<String> = rows.iter().zip(0..).map(with_id).collect();
        let again: Vec<String> = again
            .into_iter()
            .map(|(place, row, kind)| match kind {
                0 => row,
                1 => format!(" {}\n", rows[place.index(rows.len())]),
                _ => rows[place.index(rows.len())].clone(),
            })
            .collect();
        let body = |rows: &[String]| format!(r#"{{"data":[{}],"total":3}}"#, rows.join(",")).into_bytes();
        let (first, second) = (body(&rows), body(&again));
        let fresh = decode(&second);
        let jobs = decode(&first).unwrap().jobs;
        let decoded = in_pieces_after(jobs, second.chunks(size))?;
        prop_assert_eq!(&decoded, &fresh);
        let jobs = decoded.unwrap_or_default().jobs;
        prop_assert_eq!(in_pieces_after(jobs.clone(), second.chunks(size))?, fresh);
        prop_assert_eq!(in_pieces_after(jobs, first.chunks(size))?, decode(&first));
    }
}

/// Long values are read anew for only some of the pieces they come in; nothing of that shows.
#[test]
fn values_longer_than_what_is_read_anew() {
    let long = "x".repeat(5000);
    let longer = "[1,2],".repeat(3000);
    let space = " ".repeat(9000);
    let bodies = [
        format!(r#"{{"x":"{long}","data":[{{"name":"{long}"}},{{"x":[{longer}0]}},{{}}]}}"#),
        format!(r#"{{"data":[{{}},{{"name":"{long}"}}"#),
        format!(r#"{{"data":[{{}},{{"name":"{long}"}},]}}"#),
        format!(r#"{space}{{"data":{space}[{space}{{}}{space},7{space}]{space}}}{space}"#),
        format!(r#"{space}{{"data":[]}}{space}x{space}"#),
        format!("{space}<html>{long}"),
        format!("<html>{long}"),
        space,
    ];
    for body in &bodies {
        let whole = decode(body.as_bytes());
        for size in [1, 7, 512, 4095, 4096, 4097, 5000, 9999] {
            let pieces = in_pieces(body.as_bytes().chunks(size)).unwrap();
            assert_eq!(pieces, whole, "pieces of {size} of {} bytes", body.len());
        }
    }
}

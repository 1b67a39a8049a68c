//! Jobs that are marked: one at a time, in ranges, and what of a list they are.

#![allow(clippy::unwrap_used)]

use devserver_jobs_core::job::Job;
use devserver_jobs_core::list::JobList;
use devserver_jobs_core::marks::Marks;

const UUID: &str = "00000000-0000-4000-8000-000000000001";

fn list(ids: &[Option<&str>]) -> JobList {
    ids.iter().map(|id| Job { id: id.map(str::to_owned), ..Job::default() }).collect()
}

/// Job 2 has a UUID, job 3 has no id, and the last one has the id of the first.
fn jobs() -> JobList {
    list(&[Some("a"), Some("b"), Some(UUID), None, Some("A"), Some("a")])
}

#[test]
fn a_mark_is_set_and_taken_away() {
    let mut marks = Marks::default();
    assert!(marks.is_empty() && !marks.has("a") && !marks.has(UUID));
    marks.toggle("a");
    marks.toggle(UUID);
    assert!(marks.has("a") && marks.has(UUID) && !marks.has("A") && !marks.has(""));
    marks.toggle("a");
    assert!(!marks.has("a") && !marks.is_empty());
    marks.toggle(UUID);
    assert!(marks.is_empty());
    marks.toggle("");
    assert!(marks.is_empty(), "a job without an id");
}

#[test]
fn places_keep_their_order() {
    let mut marks = Marks::default();
    assert_eq!(marks.places(&jobs(), &[0, 1]), [0; 0]);
    marks.toggle("a");
    marks.toggle(UUID);
    marks.toggle("of another list");
    assert_eq!(marks.places(&jobs(), &[5, 4, 3, 2, 1, 0]), [5, 2, 0], "an id that came twice");
    assert_eq!(marks.places(&jobs(), &[1, 2]), [2], "only what is in view");
    assert_eq!(marks.places(&list(&[Some(UUID)]), &[0]), [0], "after a refresh");
}

#[test]
fn a_range_is_marked_in_the_order_of_the_view() {
    let marked = |from: &str, to: &str| {
        let mut marks = Marks::default();
        marks.toggle(from);
        let is_there = marks.mark_range(&jobs(), &[4, 3, 2, 1], to);
        (is_there, marks.places(&jobs(), &[0, 1, 2, 3, 4]))
    };
    assert_eq!(marked("A", "b"), (true, vec![1, 2, 4]), "the job without an id is left out");
    assert_eq!(marked("b", UUID), (true, vec![1, 2]), "upwards");
    assert_eq!(marked("b", "b"), (true, vec![1]));
    assert_eq!(marked("a", "b"), (false, vec![0]), "a job that is not in view");
    assert_eq!(marked("b", ""), (false, vec![1]));
    let mut marks = Marks::default();
    assert!(!marks.mark_range(&jobs(), &[0, 1], "b"), "there is no last one");
    marks.toggle("A");
    marks.toggle("a");
    assert!(marks.mark_range(&jobs(), &[0, 1, 2], "b"));
    assert!(marks.mark_range(&jobs(), &[0, 1, 2], UUID), "from the same one");
    assert_eq!(marks.places(&jobs(), &[0, 1, 2, 3, 4]), [0, 1, 2, 4], "others stay marked");
}

/// What is marked outlasts a move of the element in the document, and so does where a range begins.
#[test]
fn marks_as_text() {
    let mut marks = Marks::default();
    assert_eq!(Marks::parse(&marks.to_text()), marks);
    for id in [UUID, "A", "任务 1\n\u{1}", "b"] {
        marks.toggle(id);
    }
    let mut read = Marks::parse(&marks.to_text());
    assert_eq!(read, marks);
    assert!(read.mark_range(&jobs(), &[4, 3, 2, 1], "A"), "from the last one");
    // What another hand has written does no harm.
    assert!(Marks::parse("").is_empty() && Marks::parse("a\0\0").is_empty());
}

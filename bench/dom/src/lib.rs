//! One component of the size of the job table, written twice: with the DOM builder and with Leptos' `view!`.
//! `size.mjs` builds each with and without its table and compares the sizes.

#![cfg(target_arch = "wasm32")]

#[cfg(feature = "builder")]
mod builder;
#[cfg(feature = "view")]
mod view;

#[cfg(feature = "builder")]
pub use builder::mount;
#[cfg(feature = "view")]
pub use view::mount;

/// A row of the table.
#[derive(Clone, PartialEq)]
pub struct Job {
    id: u32,
    name: String,
    status: &'static str,
    failed: u32,
    user: Option<String>,
    created: String,
}

/// The columns' labels.
pub const COLUMNS: [&str; 6] = ["Name", "Status", "Failed nodes", "User", "Created", "ID"];

/// The jobs whose names hold a text, sorted by a column; `size` of them from the given page on.
pub fn arrange(jobs: &[Job], find: &str, sort: usize, page: usize, size: usize) -> Vec<Job> {
    let mut jobs: Vec<Job> = jobs.iter().filter(|job| job.name.contains(find)).cloned().collect();
    match sort {
        0 => jobs.sort_by(|a, b| a.name.cmp(&b.name)),
        2 => jobs.sort_by_key(|job| job.failed),
        _ => jobs.sort_by_key(|job| job.id),
    }
    jobs.into_iter().skip(page * size).take(size).collect()
}

/// Some jobs.
pub fn jobs() -> Vec<Job> {
    let job = |id: u32| Job {
        id,
        name: format!("job-{id}"),
        status: if id.is_multiple_of(2) { "finished" } else { "processing" },
        failed: id % 3,
        user: id.is_multiple_of(5).then(|| format!("user-{id}")),
        created: format!("2025-06-{:02}T07:20:00Z", id % 28 + 1),
    };
    (0..100).map(job).collect()
}

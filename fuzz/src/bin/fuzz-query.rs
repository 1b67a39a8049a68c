//! The fuzz target for queries.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| devserver_jobs_fuzz::request::query(bytes));

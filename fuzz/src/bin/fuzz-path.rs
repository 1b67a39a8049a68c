//! The fuzz target for paths.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| devserver_jobs_fuzz::request::path(bytes));

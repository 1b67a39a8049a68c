//! The fuzz target for forwarded headers.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| devserver_jobs_fuzz::request::forwarded(bytes));

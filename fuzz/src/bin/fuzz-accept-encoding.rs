//! The fuzz target for `Accept-Encoding`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| devserver_jobs_fuzz::request::accept_encoding(bytes));

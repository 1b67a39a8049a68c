//! The engine's entrance for lists of codings.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| devserver_jobs_fuzz::request::accept_encoding(bytes));

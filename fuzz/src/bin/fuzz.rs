//! The fuzz target for responses: the engine generates bytes, guided by the code that they reach.

#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| devserver_jobs_fuzz::check(body));

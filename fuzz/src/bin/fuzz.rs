//! The engine's entrance: it makes up bytes, and looks at which code they reach.

#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| devserver_jobs_fuzz::check(body));

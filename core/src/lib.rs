//! What is true about DevServer jobs without a browser: no leptos, no web-sys, no async, no I/O.
//!
//! In reading order: a [`query`] is asked; the answer's bytes are [`decode`]d as they come into a
//! [`list`] of [`job`]s, or an [`error`]; [`freshness`] says how old it is; [`outcome`] says what a job
//! came to; [`table`] holds how the answer is read, which [`refine`], [`order`] and [`page`] carry out.
//! One job's own answer is a [`detail`], and [`task`] says what it did on each server. These rooms
//! decide; others ask the world and show the result.

pub mod address;
mod cursor;
pub mod decode;
pub mod detail;
pub mod difference;
mod envelope;
pub mod error;
mod fold;
pub mod freshness;
mod invisible;
pub mod job;
pub mod list;
mod natural;
mod needle;
mod number;
pub mod order;
pub mod outcome;
pub mod page;
mod percent;
mod plain;
pub mod query;
pub mod refine;
pub mod retry_after;
mod sorting;
mod status;
pub mod table;
pub mod task;
pub mod time;
mod unset;

//! The logic of DevServer jobs that needs no browser: no leptos, no web-sys, no async, no I/O. Time,
//! locale and the network come in as arguments.
//!
//! In reading order: a [`query`] becomes a request; the bytes of its response are [`decode`]d as they
//! arrive, into a [`list`] of [`job`]s or an [`error`]; [`projects`] are what there is to choose from; [`freshness`] is the age of a response, and
//! [`retry_after`] the earliest time of the next request; [`outcome`] is the result of a job. [`schedule`] is
//! when a list is requested again, [`difference`] what has changed in it since, and [`anchor`] what of that
//! waits while somebody reads. [`table`] is the state of the view of a list, which [`refine`], [`narrow`],
//! [`order`] and [`page`] implement, and [`address`] keeps it in a query string. [`layout`] is what the user
//! has chosen about columns and rows, [`view_state`] all of that in one object, and
//! [`views`] are states with names. The response for one job is
//! a [`detail`], with a [`task`] for each server. The whole list leaves the page as a [`snapshot`]. What else is made
//! of a list, a detail or a request is in the crate `devserver-jobs-reports`.

pub mod address;
pub mod anchor;
pub mod controls;
mod cursor;
pub mod decode;
pub mod detail;
pub mod difference;
mod envelope;
pub mod error;
mod fold;
pub mod freshness;
pub mod hashed;
pub mod histogram;
pub mod invisible;
pub mod iso;
pub mod job;
pub mod json;
pub mod layout;
pub mod list;
pub mod marks;
pub mod narrow;
pub mod natural;
mod needle;
mod number;
pub mod order;
pub mod outcome;
pub mod page;
mod percent;
pub mod percentile;
mod plain;
pub mod projects;
pub mod quality;
pub mod query;
pub mod range;
pub mod refine;
pub mod retry_after;
mod row;
pub mod schedule;
pub mod snapshot;
pub mod sorting;
mod status;
pub mod table;
pub mod task;
pub mod time;
mod unset;
pub mod view_state;
pub mod views;
mod words;

//! The logic of DevServer jobs that needs no browser: no Leptos, no web-sys, no async, no I/O. Time, locale and the
//! network are arguments.
//!
//! In reading order: a [`query`] becomes a request; the bytes of its response are [`decode`]d while they arrive,
//! into a [`list`] of [`job`]s or an [`error`]. [`projects`] are the projects to choose from, [`freshness`] is the
//! age of a response, and [`retry_after`] the earliest time of the next request. [`outcome`] is the result of a
//! job. [`schedule`] computes when a list is requested again, [`difference`] what has changed in it, and [`anchor`]
//! which changes wait while the user is reading. [`table`] is the state of the table; [`refine`], [`narrow`],
//! [`order`] and [`page`] apply it to a list, and [`address`] keeps it in a query string. [`layout`] is the user's
//! choice of columns and rows, [`view_state`] combines all of these in one object, and [`views`] are saved states
//! with names. The response for one job is a [`detail`], with a [`task`] for each server. [`snapshot`] writes a
//! whole list as JSON. Causes, tickets, exports and commands are in the crate `devserver-jobs-reports`.

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

//! The gateway: serves the page, the two reads of the API behind it, and the list of projects. It holds the credential, and
//! never looks inside a job.
//!
//! A request to `/v1/` goes one way: whether it may come in at all ([`access`]), whether it is one
//! that is passed on ([`route`], the door), what the cloud answered last ([`cache`]), and, if that is
//! too old, the cloud itself ([`cloud`]). What replicas have in common is in an engine ([`shared`]).
//! Everything else is a file of the [`page`], or is about the gateway itself. [`app`] lays all of it out.

pub mod about;
pub mod access;
pub mod admin;
pub mod app;
pub mod cache;
pub mod check;
pub mod clock;
pub mod cloud;
pub mod config;
pub mod error;
pub mod http;
pub mod metrics;
pub mod page;
pub mod reload;
pub mod response;
pub mod route;
pub mod secret;
pub mod server;
pub mod shared;
pub mod start;

//! The gateway serves the page, two read operations of the API behind it, and the list of projects. It holds the
//! credential, and does not interpret jobs.
//!
//! A request under `/v1/` passes these stages: access rules ([`access`]), parsing and routing ([`route`]), the
//! cache ([`cache`]) and, if there is no fresh response, the cloud ([`cloud`]). Replicas share their state in an
//! engine ([`shared`]). All other requests are for files of the [`page`], or for health and metrics. [`app`]
//! connects the stages.

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
#[cfg(feature = "otlp")]
pub mod otlp;
pub mod page;
pub mod reload;
pub mod response;
pub mod route;
pub mod secret;
pub mod server;
pub mod shared;
pub mod start;

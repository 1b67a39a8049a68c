//! The gateway: serves the page and the one path that the page reads. It never looks inside a job.
//!
//! A request takes one of three ways, all laid out in [`app`]: to an asset held in memory
//! ([`assets`]), through the door for everything under `/v1/` ([`route`]) to what answers behind it
//! ([`demo`]), or to `/healthz`.

pub mod app;
pub mod assets;
pub mod config;
pub mod demo;
pub mod element;
pub mod encoding;
pub mod error;
pub mod route;
pub mod server;

//! Several replicas before one cloud, with a Redis between them: together they do to the cloud what one
//! would. Each test is headed by what would happen without that.

mod answers;
mod credentials;
mod engine;
mod limits;
mod reach;
mod site;

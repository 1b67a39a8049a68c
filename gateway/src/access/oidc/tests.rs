//! Which tokens open the gateway, and when the issuer is asked for its keys.

mod issuer;
mod keys;
mod tokens;

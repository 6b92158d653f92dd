//! Pages as people get them, and what their readers make of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "helpers of tests"
)]

mod bounds;
mod details;
mod facts;
mod looks;
mod refusals;
mod renderings;

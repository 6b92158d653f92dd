//! What is written is there afterwards: against the sandboxes of all vendors.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod account;
mod bench;
#[path = "../stand/mod.rs"]
mod stand;
mod tables;
mod trouble;
mod vendors;

//! Generates the clients from the specs, and checks that pages, specs and code agree.

pub mod bench;
pub mod bench_types;
pub mod capture;
pub mod check;
pub mod code;
pub mod commands;
pub mod diagnostic;
pub mod document;
pub mod edit;
pub mod generate;
pub mod judge;
pub mod new_vendor;
pub mod tools;
pub mod vendor;

//! Generates the clients from the specs, and checks that pages, specs and code agree.

pub mod code;
pub mod diagnostic;
pub mod document;
pub mod generate;

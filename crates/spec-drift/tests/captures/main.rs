//! Two captures of one page: what only the way of capturing makes different is no change.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in its helpers"
)]

mod renderings;
mod tools;

use spec_drift::{Page, compare, page};

fn read(text: &str) -> Page {
    page::read("page", text.as_bytes()).unwrap()
}

fn changes(old: &str, new: &str) -> Vec<String> {
    let findings = compare::pages(&read(old), &read(new));
    findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.pointer))
        .collect()
}

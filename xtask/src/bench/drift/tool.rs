//! The tool under measure, through its public functions and nothing else.

use std::time::{Duration, Instant};

use serde_json::Value;
use spec_drift::{Finding, Page, Spec, bind, compare, page};

/// A page as the tool read it, with how long that took.
pub struct Reading {
    /// The page, or why it is none.
    pub page: Result<Page, String>,
    /// How long it took to read it.
    pub took: Duration,
}

/// Reads a capture.
pub fn read(text: &str) -> Reading {
    let start = Instant::now();
    let page = page::read("page", text.as_bytes()).map_err(|error| error.to_string());
    Reading {
        page,
        took: start.elapsed(),
    }
}

/// What the tool says of a page and a spec, with how long that took. A page that it can't read says nothing.
pub fn held_against(page: &Reading, spec: &Value) -> (Vec<Finding>, Duration) {
    let Ok(page) = &page.page else {
        return (Vec::new(), Duration::ZERO);
    };
    let start = Instant::now();
    let spec = Spec::new("bench", "openapi.yaml", spec, &|_| None);
    let findings = bind::bind(page, &spec).findings;
    (findings, start.elapsed())
}

/// What the tool says of two captures, with the pointers of a spec.
pub fn compared(old: &Reading, new: &Reading, spec: &Value) -> (Vec<Finding>, Duration) {
    let (Ok(old), Ok(new)) = (&old.page, &new.page) else {
        return (Vec::new(), Duration::ZERO);
    };
    let start = Instant::now();
    let spec = Spec::new("bench", "openapi.yaml", spec, &|_| None);
    let findings = compare::pages_of(old, new, &spec);
    (findings, start.elapsed())
}

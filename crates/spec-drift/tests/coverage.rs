//! One page in every rendering, against the spec of what it documents: no rendering contradicts it, none has changed against
//! another, and how much of each is known may only get better. Where a figure has got better, write what the failure prints
//! into `tests/coverage.json`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use spec_drift::coverage::{Baseline, view};
use spec_drift::{Finding, Level, Page, Spec, bind, compare, page};

/// The renderings of one page among the fixtures of the readers.
const RENDERINGS: [&str; 15] = [
    "definitions.html",
    "docusaurus.txt",
    "gitbook.md",
    "gitbook.txt",
    "mintlify-glued.txt",
    "mintlify.html",
    "mintlify.md",
    "mintlify.mdx",
    "mintlify.txt",
    "openapi.md",
    "pipes.txt",
    "redoc.txt",
    "swagger-ui.txt",
    "table.html",
    "tables.md",
];

fn renderings() -> BTreeMap<String, Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/fixtures");
    let read = |name: &str| {
        let bytes = fs::read(folder.join(name)).unwrap();
        (name.to_owned(), page::read(name, &bytes).unwrap())
    };
    RENDERINGS.into_iter().map(read).collect()
}

fn lines(findings: &[Finding]) -> Vec<String> {
    let matter = findings.iter().filter(|it| it.level > Level::Note);
    matter
        .map(|it| format!("{} {} {}", it.code, it.pointer, it.reason))
        .collect()
}

fn with_spec<T>(run: impl FnOnce(&Spec<'_>) -> T) -> T {
    let document: Value = serde_json::from_str(include_str!("people.json")).unwrap();
    let locate = |_: &str| None;
    run(&Spec::new("people", "people.json", &document, &locate))
}

#[test]
fn every_rendering_agrees_with_the_spec() {
    let mut drift = BTreeMap::new();
    with_spec(|spec| {
        for (name, page) in renderings() {
            let ledger = bind::bind(&page, spec);
            assert_eq!(ledger.operations, ["listPeople"], "{name}");
            drift.insert(name, lines(&ledger.findings));
        }
    });
    drift.retain(|_, lines| !lines.is_empty());
    assert_eq!(drift, BTreeMap::new());
}

#[test]
fn another_rendering_is_no_change() {
    let renderings = renderings();
    let mut drift = BTreeMap::new();
    for (name, old) in &renderings {
        for (other, new) in &renderings {
            drift.insert(
                format!("{name} -> {other}"),
                lines(&compare::pages(old, new)),
            );
        }
    }
    drift.retain(|_, lines| !lines.is_empty());
    assert_eq!(drift, BTreeMap::new());
}

#[test]
fn coverage_only_gets_better() {
    let mut now = Baseline::default();
    with_spec(|spec| {
        for (name, page) in renderings() {
            now.page(
                &name,
                &view("people", &page, &bind::bind(&page, spec)).coverage(),
            );
        }
    });
    let baseline: Baseline = serde_json::from_str(include_str!("coverage.json")).unwrap();
    let worse = baseline.worse(&now);
    assert!(worse.is_empty(), "{}", worse.join("\n"));
    // A baseline that lags behind would let the next change make it worse unseen.
    assert_eq!(
        baseline,
        now,
        "{}",
        serde_json::to_string_pretty(&now).unwrap()
    );
}

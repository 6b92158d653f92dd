//! What is made of the judges' words: `judge/*.ndjson` are events as Schemathesis writes them, cut down to what is read,
//! of requests to the vendor in `check/base`.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::fs;
use std::path::Path;

use xtask::judge::{Hearing, Judges};
use xtask::vendor::{Files, VendorFolder};

fn read(name: &str) -> Vec<u8> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    fs::read(tests.join(name)).unwrap()
}

fn vendor(judges: Option<&str>) -> VendorFolder {
    let files = Files {
        spec: read("check/base/openapi.yaml"),
        manifest: read("check/base/vendor.toml"),
        evidence: read("check/base/evidence.toml"),
        judges: judges.map(read),
        ..Files::default()
    };
    VendorFolder::parse("acme", files).unwrap()
}

fn heard(vendor: &VendorFolder, events: &str) -> Hearing {
    let mut hearing = Hearing::new(vendor);
    hearing.hear(read(events).as_slice()).unwrap();
    hearing
}

fn said(hearing: &Hearing, judges: &Judges) -> String {
    let mut out = Vec::new();
    hearing.write(judges, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_kind_of_violation_is_told_once() {
    let vendor = vendor(Some("judge/judges.toml"));
    let hearing = heard(&vendor, "judge/events.ndjson");
    insta::assert_snapshot!("judge-events", said(&hearing, &vendor.judges));
    assert!(!hearing.is_clean(&vendor.judges));
}

#[test]
fn answers_without_violations_are_clean() {
    let vendor = vendor(None);
    let hearing = heard(&vendor, "judge/clean.ndjson");
    insta::assert_snapshot!("judge-clean", said(&hearing, &vendor.judges));
    assert!(hearing.is_clean(&vendor.judges));
}

#[test]
fn an_explanation_of_nothing_is_not_clean() {
    let with = vendor(Some("judge/judges.toml"));
    assert!(!heard(&with, "judge/clean.ndjson").is_clean(&with.judges));
}

#[test]
fn an_operation_that_was_never_called_is_not_clean() {
    let vendor = vendor(None);
    assert!(!Hearing::new(&vendor).is_clean(&vendor.judges));
}

#[test]
fn events_that_are_cut_off_are_no_hearing() {
    let vendor = vendor(None);
    let events = read("judge/events.ndjson");
    let (cut, _) = events.split_at(events.len() - 10);
    assert!(Hearing::new(&vendor).hear(cut).is_err());
}

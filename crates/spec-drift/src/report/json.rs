//! For programs: JSON that `schemas/report.schema.json` of this crate describes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::visible;
use super::{Bump, Edit, Outcome, Report};
use crate::finding::{Finding, Level};

/// Grows whenever a program that reads the report would have to change.
pub const VERSION: u32 = 1;

/// Where the schema of the report is published.
pub const SCHEMA: &str = "https://raw.githubusercontent.com/contacts-rs/contacts/main/crates/spec-drift/schemas/report.schema.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Json<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: u32,
    subject: &'a str,
    summary: Summary,
    findings: Vec<Identified<'a>>,
    pages: Vec<Page<'a>>,
    specs: Vec<Spec<'a>>,
    bumps: &'a [Bump],
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Identified<'a> {
    fingerprint: String,
    #[serde(flatten)]
    finding: &'a Finding,
    fix: &'a [Edit],
}

#[derive(Serialize)]
struct Page<'a> {
    vendor: &'a str,
    name: &'a str,
    platform: &'a str,
    bytes: BTreeMap<Outcome, usize>,
}

#[derive(Serialize)]
struct Spec<'a> {
    vendor: &'a str,
    file: &'a str,
    evidence: &'a BTreeMap<String, usize>,
}

/// The whole report.
pub fn render(report: &Report) -> String {
    let json = Json {
        schema: SCHEMA,
        version: VERSION,
        subject: &report.subject,
        summary: Summary {
            errors: report.count(Level::Error),
            warnings: report.count(Level::Warning),
            notes: report.count(Level::Note),
        },
        findings: report
            .ordered()
            .into_iter()
            .map(|finding| {
                let fingerprint = finding.fingerprint();
                let fix = report
                    .fixes
                    .get(&fingerprint)
                    .map_or(&[][..], Vec::as_slice);
                Identified {
                    fingerprint,
                    finding,
                    fix,
                }
            })
            .collect(),
        pages: report
            .pages
            .iter()
            .map(|page| Page {
                vendor: &page.vendor,
                name: &page.name,
                platform: &page.platform,
                bytes: page.coverage(),
            })
            .collect(),
        specs: report
            .specs
            .iter()
            .map(|spec| Spec {
                vendor: &spec.vendor,
                file: &spec.file,
                evidence: &spec.evidence,
            })
            .collect(),
        bumps: &report.bumps,
    };
    text(&json)
}

/// JSON as these reports write it: indented, with an escape for every character that would not show.
pub(super) fn text(value: &impl Serialize) -> String {
    // Maps with keys of text and numbers that are finite: writing them to a string can't fail.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    visible::json(&text) + "\n"
}

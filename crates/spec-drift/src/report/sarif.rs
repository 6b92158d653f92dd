//! For code scanning: SARIF 2.1.0, one run, as GitHub takes it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::visible::{line, lines, shortened};
use super::{Edit, Report, sides};
use crate::code::{Area, Code};
use crate::finding::{Finding, Level, Place};

/// GitHub refuses a run with more results.
const MOST_RESULTS: usize = 25_000;

/// The whole report. Where there are more findings than GitHub takes, those that matter least are left out and counted.
pub fn render(report: &Report) -> String {
    let findings = report.ordered();
    let codes: Vec<Code> = findings
        .iter()
        .map(|finding| finding.code)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let left_out = findings.len().saturating_sub(MOST_RESULTS);
    let results: Vec<Value> = findings
        .into_iter()
        .take(MOST_RESULTS)
        .map(|finding| result(report, &codes, finding))
        .collect();
    let notifications: Vec<Value> = (left_out > 0)
        .then(|| json!({"level": "warning", "message": {"text": format!("{left_out} findings are left out: a run holds {MOST_RESULTS}")}}))
        .into_iter()
        .collect();
    super::json::text(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "spec-drift",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://github.com/contacts-rs/contacts",
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": format!("{}/", encoded(&report.subject.replace(' ', "-"), b"-._/"))},
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(code: Code) -> Value {
    let area = match code.area() {
        Area::Page => "page",
        Area::Capture => "capture",
        Area::Payload => "payload",
        Area::Version => "version",
        Area::Code => "code",
        Area::Acceptance => "acceptance",
    };
    json!({
        "id": code.name(),
        "name": format!("{code:?}"),
        "shortDescription": {"text": code.meaning()},
        "fullDescription": {"text": code.explanation()},
        "help": {"text": code.explanation()},
        "properties": {"tags": ["drift", area]},
    })
}

fn result(report: &Report, codes: &[Code], finding: &Finding) -> Value {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let fingerprint = finding.fingerprint();
    let fixes: Vec<Value> = report
        .fixes
        .get(&fingerprint)
        .map(|edits| fix(finding, edits))
        .into_iter()
        .collect();
    let mut result = json!({
        "ruleId": finding.code.name(),
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": level,
        "message": {"text": message(finding)},
        "locations": [primary(report, finding)],
        "relatedLocations": related(finding),
        // GitHub tells two results apart by the first name only.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "drift/v1": fingerprint},
        "properties": {
            "certainty": finding.certainty,
            "vendor": line(&finding.vendor),
            "pointer": line(&finding.pointer),
            "uses": finding.uses.iter().map(|used| line(used)).collect::<Vec<_>>(),
        },
    });
    if let (false, Some(result)) = (fixes.is_empty(), result.as_object_mut()) {
        result.insert("fixes".to_owned(), Value::Array(fixes));
    }
    result
}

fn message(finding: &Finding) -> String {
    let [source, spec] = sides(finding.code.area());
    let mut text = finding.reason.clone();
    for (side, value) in [(source, &finding.found), (spec, &finding.expected)] {
        if let Some(value) = value {
            text.push_str(&format!("; {side}: {}", shortened(value, 200)));
        }
    }
    text.push_str(&format!("; to mend it: {}", finding.remedy));
    plain(&text)
}

/// A message without links: SARIF takes `[text](target)` for one.
fn plain(text: &str) -> String {
    let text = line(text);
    if text.contains("](") {
        return text
            .replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]");
    }
    text
}

/// In the spec, which is in the repository, or else the spec as a whole: code scanning shows nothing that it has no file of.
fn primary(report: &Report, finding: &Finding) -> Value {
    // Between two captures of a page the older one stands there.
    let spec = finding
        .spec
        .as_ref()
        .filter(|_| finding.code.area() != Area::Capture);
    let mut location = match (spec, &finding.source) {
        (Some(place), _) => at(place),
        (None, Some(place)) if finding.vendor.is_empty() => at(place),
        _ => {
            let spec = report
                .specs
                .iter()
                .find(|spec| spec.vendor == finding.vendor);
            let file = spec.map_or_else(
                || format!("specs/{}/openapi.yaml", finding.vendor),
                |spec| spec.file.clone(),
            );
            json!({"physicalLocation": {"artifactLocation": {"uri": uri(&file)}, "region": {"startLine": 1}}})
        }
    };
    if let (false, Some(location)) = (finding.pointer.is_empty(), location.as_object_mut()) {
        let name = line(&finding.pointer);
        location.insert(
            "logicalLocations".to_owned(),
            json!([{"fullyQualifiedName": name}]),
        );
    }
    location
}

/// The place on the page or in the payload.
fn related(finding: &Finding) -> Vec<Value> {
    let [source, _] = sides(finding.code.area());
    finding
        .source
        .iter()
        .map(|place| {
            let mut location = at(place);
            if let Some(location) = location.as_object_mut() {
                location.insert("id".to_owned(), json!(1));
                location.insert("message".to_owned(), json!({"text": source}));
            }
            location
        })
        .collect()
}

fn at(place: &Place) -> Value {
    let marked = place.marked();
    let mut region = json!({"startLine": place.line, "startColumn": place.column});
    if let (false, Some(region)) = (marked.is_empty(), region.as_object_mut()) {
        let last = marked
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        let breaks = marked.matches('\n').count();
        let end = if breaks == 0 {
            place.column + last
        } else {
            1 + last
        };
        region.insert("endLine".to_owned(), json!(place.line + breaks));
        region.insert("endColumn".to_owned(), json!(end));
        region.insert("snippet".to_owned(), json!({"text": lines(marked)}));
    }
    json!({"physicalLocation": {"artifactLocation": {"uri": uri(&place.file)}, "region": region}})
}

fn fix(finding: &Finding, edits: &[Edit]) -> Value {
    let changes: Vec<Value> = edits
        .iter()
        .map(|edit| {
            json!({
                "artifactLocation": {"uri": uri(&edit.file)},
                "replacements": [{
                    "deletedRegion": {
                        "startLine": edit.from.0,
                        "startColumn": edit.from.1,
                        "endLine": edit.to.0,
                        "endColumn": edit.to.1,
                    },
                    "insertedContent": {"text": edit.text},
                }],
            })
        })
        .collect();
    json!({"description": {"text": plain(&finding.remedy)}, "artifactChanges": changes})
}

/// A file or address as a URI reference.
fn uri(file: &str) -> String {
    if file.starts_with("https://") || file.starts_with("http://") {
        return encoded(file, b"-._~/:@?=&+,;!$*%");
    }
    let path = encoded(file, b"-._~/@+");
    if path.starts_with('/') {
        format!("file://{path}")
    } else {
        path
    }
}

fn encoded(text: &str, kept: &[u8]) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

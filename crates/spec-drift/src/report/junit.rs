//! For test reporters: JUnit's XML, one suite a vendor, one case a finding. A note is a case that passes.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::visible::markup;
use super::{Report, sides};
use crate::code::Code;
use crate::finding::{Finding, Level, Place};

/// The whole report.
pub fn render(report: &Report) -> String {
    let mut suites: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for page in &report.pages {
        suites.entry(&page.vendor).or_default();
    }
    for spec in &report.specs {
        suites.entry(&spec.vendor).or_default();
    }
    for finding in report.ordered() {
        suites.entry(&finding.vendor).or_default().push(finding);
    }

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let cases = suites.values().map(|findings| findings.len().max(1)).sum();
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" {}>",
        markup(&report.subject),
        counts(cases, report.findings.iter())
    );
    for (vendor, findings) in suites {
        let name = if vendor.is_empty() { "all" } else { vendor };
        let counts = counts(findings.len().max(1), findings.iter().copied());
        let _ = writeln!(out, "  <testsuite name=\"{}\" {counts}>", markup(name));
        if findings.is_empty() {
            let _ = writeln!(
                out,
                "    <testcase classname=\"{}\" name=\"no drift\"/>",
                markup(name)
            );
        }
        for finding in findings {
            out.push_str(&case(name, finding));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn counts<'a>(tests: usize, findings: impl Iterator<Item = &'a Finding>) -> String {
    let (mut failures, mut errors) = (0, 0);
    for finding in findings.filter(|finding| fails(finding)) {
        match is_error(finding) {
            true => errors += 1,
            false => failures += 1,
        }
    }
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
}

/// Whether nothing could be compared: JUnit tells that from a comparison that failed.
fn is_error(finding: &Finding) -> bool {
    matches!(finding.code, Code::PageUnreadable | Code::PayloadUnreadable)
}

fn fails(finding: &Finding) -> bool {
    finding.level > Level::Note
}

fn case(vendor: &str, finding: &Finding) -> String {
    let class = match &finding.operation {
        Some(operation) => format!("{vendor}.{operation}"),
        None => vendor.to_owned(),
    };
    let name = format!("{} {}", finding.code, finding.pointer);
    let mut out = format!(
        "    <testcase classname=\"{}\" name=\"{} [{}]\">\n",
        markup(&class),
        markup(name.trim_end()),
        finding.fingerprint()
    );
    let body = markup(&body(finding));
    let _ = if fails(finding) {
        let element = if is_error(finding) {
            "error"
        } else {
            "failure"
        };
        writeln!(
            out,
            "      <{element} type=\"{}\" message=\"{}\">{body}</{element}>",
            finding.level,
            markup(&finding.reason.replace('\n', " "))
        )
    } else {
        writeln!(out, "      <system-out>{body}</system-out>")
    };
    out.push_str("    </testcase>\n");
    out
}

fn body(finding: &Finding) -> String {
    let [source, spec] = sides(finding.code.area());
    let mut lines = vec![finding.reason.clone()];
    for (side, value, place) in [
        (source, &finding.found, &finding.source),
        (spec, &finding.expected, &finding.spec),
    ] {
        lines.extend(value.as_ref().map(|value| format!("{side}: {value}")));
        lines.extend(place.as_ref().map(quoted));
    }
    lines.push(format!("help: {}", finding.remedy));
    lines.join("\n")
}

fn quoted(place: &Place) -> String {
    format!(
        "{}:{}:{}\n    {}",
        place.file,
        place.line,
        place.column,
        place.excerpt.replace('\n', "\n    ")
    )
}

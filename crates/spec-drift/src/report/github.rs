//! For a workflow on GitHub: one annotation a finding, at its place in the spec or else on the page.

use super::visible::{line, shortened};
use super::{Report, sides};
use crate::finding::{Finding, Level};

/// The whole report, one workflow command a line.
pub fn render(report: &Report) -> String {
    report.ordered().into_iter().map(command).collect()
}

fn command(finding: &Finding) -> String {
    let name = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = finding.spec.as_ref().or(finding.source.as_ref()) {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
    }
    properties.push(format!("title={}", property(finding.code.name())));
    format!("::{name} {}::{}\n", properties.join(","), message(finding))
}

fn message(finding: &Finding) -> String {
    let [source, spec] = sides(finding.code.area());
    let mut lines = vec![finding.reason.clone()];
    for (side, value, place) in [
        (source, &finding.found, &finding.source),
        (spec, &finding.expected, &finding.spec),
    ] {
        let place = place
            .as_ref()
            .map(|place| format!("{}:{}", place.file, place.line));
        match (value, place) {
            (Some(value), Some(place)) => {
                lines.push(format!("{side}: {} ({place})", shortened(value, 200)))
            }
            (Some(value), None) => lines.push(format!("{side}: {}", shortened(value, 200))),
            (None, Some(place)) => lines.push(format!("{side}: {place}")),
            (None, None) => {}
        }
    }
    if !finding.pointer.is_empty() {
        lines.push(format!("at: {}", finding.pointer));
    }
    lines.push(format!("help: {}", finding.remedy));
    let lines: Vec<String> = lines.iter().map(|text| data(text)).collect();
    lines.join("%0A")
}

/// The text of a command.
fn data(text: &str) -> String {
    line(text).replace('%', "%25")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! Copied text into parts: a line each, and the titles that are underlined.

use super::flat::Flat;
use super::part::{Part, trim};

/// Reads text.
pub(super) fn read(source: Flat) -> (Flat, Vec<Part>) {
    let mut parts = Vec::new();
    let mut at = 0;
    for line in source.text.split('\n') {
        let range = trim(&source.text, at..at + line.len());
        at += line.len() + 1;
        if range.is_empty() {
            continue;
        }
        let line = source.text.get(range.clone()).unwrap_or_default();
        if let Some(Part::Line { range: title }) = parts.last()
            && underlines(line, source.text.get(title.clone()).unwrap_or_default())
        {
            let title = title.clone();
            parts.pop();
            parts.push(Part::Heading { range: title });
            parts.push(Part::Noise {
                range,
                rule: "markup",
            });
            continue;
        }
        parts.push(Part::Line { range });
    }
    (source, parts)
}

/// Whether a line is nothing but a rule as long as the title above it.
fn underlines(line: &str, title: &str) -> bool {
    line.len() >= 3
        && line.len() == title.chars().count()
        && ["=", "-", "~"]
            .iter()
            .any(|rule| line.trim_start_matches(rule).is_empty())
        && title.contains(char::is_alphabetic)
}

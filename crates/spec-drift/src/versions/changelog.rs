//! A changelog entry in Markdown.

use std::fmt::Write;

use super::change::Change;
use super::rule::{Callers, Step};

/// The entry of a crate for a version: what breaks first, then what is new, then what else changed. Changes that neither
/// callers nor Rust users notice are left out.
///
/// Names and values come from the documents; they stand in code spans that they can't end.
pub fn changelog(package: &str, version: &str, changes: &[Change]) -> String {
    let mut text = format!("## {package} {version}\n");
    for title in ["Breaking", "To look at", "Added", "Changed"] {
        let belongs = |change: &&Change| section(change) == Some(title);
        let lines: Vec<String> = changes.iter().filter(belongs).map(line).collect();
        if !lines.is_empty() {
            // Writing to a string can't fail.
            let _ = write!(text, "\n### {title}\n\n{}", lines.concat());
        }
    }
    text
}

/// Where a change is told; `None` where nobody notices it.
fn section(change: &Change) -> Option<&'static str> {
    match (change.callers, change.rust) {
        (Callers::Breaking, _) | (_, Step::Major) => Some("Breaking"),
        (Callers::Undecidable, _) => Some("To look at"),
        (Callers::Compatible, Step::Minor) => Some("Added"),
        (Callers::Compatible, Step::Patch) => Some("Changed"),
        (Callers::Compatible, Step::None) => None,
    }
}

fn line(change: &Change) -> String {
    let mut text = format!("- {}: {}", code(change.pointer()), change.code.meaning());
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            let _ = write!(text, ", {} to {}", code(before), code(after));
        }
        (Some(value), None) | (None, Some(value)) => {
            let _ = write!(text, ", {}", code(value));
        }
        (None, None) => {}
    }
    let _ = write!(
        text,
        " (callers: {}; Rust: {})",
        change.callers, change.rust
    );
    let operations: std::collections::BTreeSet<&str> = change
        .uses
        .iter()
        .map(|used| used.operation.as_str())
        .collect();
    if !operations.is_empty() {
        let operations: Vec<String> = operations.into_iter().map(code).collect();
        let _ = write!(text, ". In {}", operations.join(", "));
    }
    text.push('\n');
    text
}

/// A code span, whatever the text is.
fn code(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() || c == '`' { '\'' } else { c })
        .collect();
    format!("`{shown}`")
}

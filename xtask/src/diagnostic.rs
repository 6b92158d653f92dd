//! What is wrong, where, why, and what to write instead.
//!
//! Every finding about a vendor folder is a [`Diagnostic`]; its [`Code`] comes from the one table
//! in `code.rs`. Findings are values: nothing in here prints.

use std::fmt::{self, Write};

use serde::Serialize;

pub use crate::code::{Code, Stage};
pub use spec_drift::report::is_invisible;

/// A place in a file, as editors count: both numbers begin with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// Line, from one.
    pub line: usize,
    /// Column in characters, from one.
    pub column: usize,
}

impl Position {
    /// The first character of a file: for findings about the file as a whole.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte offset in a text; past the end it is the end.
    ///
    /// ```
    /// use xtask::diagnostic::Position;
    /// assert_eq!(Position::of_offset("a\nbc", 3), Position { line: 2, column: 2 });
    /// ```
    #[must_use]
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
        let before = String::from_utf8_lossy(before);
        let line = before.matches('\n').count().saturating_add(1);
        let last = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line,
            column: last.chars().count().saturating_add(1),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One finding: a fact about a place in a file, and how to put it right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Which rule speaks.
    pub code: Code,
    /// The file, from the root of the workspace, with forward slashes.
    pub file: String,
    /// Where in the file.
    #[serde(flatten)]
    pub position: Position,
    /// The JSON pointer of the place in the file's data; empty for the whole file.
    pub pointer: String,
    /// What is wrong: lower case, no final stop.
    pub reason: String,
    /// What to write instead.
    pub remedy: String,
}

impl Diagnostic {
    fn key(&self) -> (&str, Position, &str, &str, &str) {
        (
            &self.file,
            self.position,
            self.code.name(),
            &self.pointer,
            &self.reason,
        )
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: ",
            printable(&self.file),
            self.position,
            self.code.name()
        )?;
        if !self.pointer.is_empty() {
            write!(f, "{}: ", shortened(&printable(&self.pointer), 400))?;
        }
        write!(
            f,
            "{}\n    remedy: {}",
            printable(&self.reason),
            printable(&self.remedy)
        )
    }
}

/// Brings findings into the order in which they are shown (file, line, column, code) and drops
/// those that say the same twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.key().cmp(&b.key()));
    diagnostics.dedup();
}

/// Renders findings as text, two lines each, in the order given.
#[must_use]
pub fn to_text(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{diagnostic}");
    }
    text
}

/// Renders findings as a JSON array of objects, in the order given.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic]) -> serde_json::Value {
    serde_json::to_value(diagnostics).unwrap_or_else(|_| serde_json::Value::Array(Vec::new()))
}

/// Says what a code means, for `cargo xtask check --explain CODE`.
#[must_use]
pub fn explain(code: Code) -> String {
    format!(
        "{}: {}\n\n{}\n",
        code.name(),
        code.meaning(),
        code.explanation()
    )
}

/// The name in `known` that a person may have meant by `given`, if one is near enough.
///
/// ```
/// use xtask::diagnostic::did_you_mean;
/// assert_eq!(did_you_mean("requried", ["required", "type"]), Some("required"));
/// assert_eq!(did_you_mean("zebra", ["required", "type"]), None);
/// ```
#[must_use]
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // The distance takes time and room in the product of the lengths.
    let lowered = given.to_lowercase();
    if lowered.len() > 100 {
        return None;
    }
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= 100)
        .map(|candidate| (distance(&lowered, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: edits and swaps of neighbours count one.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    let at = |rows: &[Vec<usize>], i: usize, j: usize| {
        rows.get(i)
            .and_then(|row| row.get(j))
            .copied()
            .unwrap_or(usize::MAX / 2)
    };
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (at(&rows, i, j) + usize::from(x != y))
                .min(at(&rows, i, j + 1) + 1)
                .min(row.last().copied().unwrap_or_default() + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&rows, i - 1, j - 1) + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    at(&rows, a.len(), b.len())
}

/// A JSON pointer (RFC 6901) one step longer.
///
/// ```
/// assert_eq!(xtask::diagnostic::child("/paths", "/a~b"), "/paths/~1a~0b");
/// ```
#[must_use]
pub fn child(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// Vendor text within a message: in quotes, cut at a sensible length.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("`{}`", shortened(text, 80))
}

fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit).chain(['…']).collect()
}

/// A message never carries control or direction-changing characters to a terminal.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

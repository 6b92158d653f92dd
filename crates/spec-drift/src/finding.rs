//! One thing that does not agree, as a value. Rendering is apart.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::claim::Span;
use crate::code::Code;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; never fails a run.
    Note,
    /// Can't be decided from the inputs; a person must look.
    Warning,
    /// Something is wrong or breaks somebody.
    Error,
}

/// How sure it is that the two places speak of the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The statement names no subject, and more than one would fit.
    Unattributed,
    /// The subject was concluded from order, type or similarity.
    Likely,
    /// The statement names its subject.
    Certain,
}

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The input's name, as the caller gave it.
    pub file: String,
    /// Line, from one.
    pub line: usize,
    /// Column in characters, from one.
    pub column: usize,
    /// The line or lines themselves, as they stand there, cut at a sensible length. Foreign text: renderers make it safe.
    pub excerpt: String,
    /// The bytes of the excerpt that are meant.
    pub mark: Span,
}

impl Place {
    /// How much of a line stands before the mark, in bytes, and how much from its start on.
    const BEFORE: usize = 80;
    const AFTER: usize = 320;
    /// Most lines of an excerpt.
    const LINES: usize = 5;

    /// The place of a span of a text. A span outside the text is brought inside.
    ///
    /// ```
    /// use spec_drift::{Place, Span};
    /// let place = Place::of("list.md", "# List\n`size` 1 to 100\n", Span { start: 8, end: 12 });
    /// assert_eq!((place.line, place.column), (2, 2));
    /// assert_eq!(place.excerpt, "`size` 1 to 100");
    /// assert_eq!(place.marked(), "size");
    /// ```
    #[must_use]
    pub fn of(file: &str, text: &str, span: Span) -> Self {
        let start = floor(text, span.start);
        let end = start
            + text
                .get(start..floor(text, span.end))
                .unwrap_or_default()
                .trim_end()
                .len();
        let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
        let line = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;

        let from = line_start.max(floor(text, start.saturating_sub(Self::BEFORE)));
        // Up to the end of the line in which the span ends.
        let length = end - start;
        let rest = after.get(length..).unwrap_or_default();
        let to_line_end = length + rest.find('\n').unwrap_or(rest.len());
        let to = floor(text, start + to_line_end.min(Self::AFTER));
        let excerpt = text.get(from..to).unwrap_or_default();
        let cut = excerpt
            .match_indices('\n')
            .nth(Self::LINES - 1)
            .map(|(at, _)| at);
        let excerpt = cut.and_then(|at| excerpt.get(..at)).unwrap_or(excerpt);
        Self {
            file: file.to_owned(),
            line,
            column,
            excerpt: excerpt.to_owned(),
            mark: Span {
                start: (start - from).min(excerpt.len()),
                end: (end - from).min(excerpt.len()),
            },
        }
    }

    /// The part of the excerpt that is meant; empty where the place is a point.
    #[must_use]
    pub fn marked(&self) -> &str {
        self.excerpt
            .get(self.mark.start..self.mark.end)
            .unwrap_or_default()
    }
}

/// The last character boundary of the text that is not after the byte.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// One thing that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule that speaks.
    pub code: Code,
    /// How much it matters.
    pub level: Level,
    /// How sure it is.
    pub certainty: Certainty,
    /// The vendor's slug; empty where there is none.
    pub vendor: String,
    /// The operationId, where it concerns one.
    pub operation: Option<String>,
    /// JSON pointer into the spec: the subject, or where it would stand.
    pub pointer: String,
    /// What is wrong: lower case, no final stop, no foreign text that is longer than a word or value.
    pub reason: String,
    /// What the spec, or the older version, says.
    pub expected: Option<String>,
    /// What the page, the payload, or the newer version says.
    pub found: Option<String>,
    /// What to do about it, with the exact command or edit.
    pub remedy: String,
    /// The place on the page or in the payload.
    pub source: Option<Place>,
    /// The place in the spec; on the older capture, where two captures of a page are compared.
    pub spec: Option<Place>,
    /// What else this one cause concerns: the operationIds of several operations, spec pointers or JSON paths.
    pub uses: Vec<String>,
}

impl Finding {
    /// Identifies the cause across runs, whatever its wording and its lines are: 16 hexadecimal digits of a hash of vendor,
    /// code, pointer, and what was expected and found.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let parts = [
            Some(self.vendor.as_str()),
            Some(self.code.name()),
            Some(self.pointer.as_str()),
            self.expected.as_deref(),
            self.found.as_deref(),
        ];
        for part in parts {
            // A length before each part, so that no two lists of parts run together the same way.
            match part {
                Some(text) => {
                    hash.update((text.len() as u64 + 1).to_be_bytes());
                    hash.update(text);
                }
                None => hash.update(0_u64.to_be_bytes()),
            }
        }
        let digest = hash.finalize();
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

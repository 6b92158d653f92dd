//! What a run found, as one value, and its renderings: pure functions from a [`Report`] to a string.
//!
//! The same report gives the same bytes. Whatever a page or a spec holds, a rendering shows it as text: it can't speak to a
//! terminal, to Markdown, to HTML, to XML or to a workflow.

pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod painted;
pub mod sarif;
pub mod terminal;
mod visible;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
pub use visible::is_invisible;

use crate::claim::Span;
use crate::code::Area;
use crate::finding::{Finding, Level};

/// Everything that one run says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What was compared, as the caller would say it: `drift page insighto`.
    pub subject: String,
    /// What does not agree, in any order: renderings begin with what matters most.
    pub findings: Vec<Finding>,
    /// The pages that were read, with what became of each part of them.
    pub pages: Vec<PageView>,
    /// The specs that they were held against.
    pub specs: Vec<SpecView>,
    /// The version steps that the findings ask for.
    pub bumps: Vec<Bump>,
    /// The edits that mend a finding by themselves, by its fingerprint.
    pub fixes: BTreeMap<String, Vec<Edit>>,
}

impl Report {
    /// The findings in the order in which they are shown: what matters most first, then by vendor and place.
    pub fn ordered(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_cached_key(|finding| {
            let place = finding.source.as_ref().or(finding.spec.as_ref());
            (
                Reverse(finding.level),
                finding.vendor.clone(),
                place.map(|place| (place.file.clone(), place.line, place.column)),
                finding.code,
                finding.pointer.clone(),
                finding.fingerprint(),
            )
        });
        findings
    }

    /// How many findings have this level.
    pub fn count(&self, level: Level) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }

    /// The result in one line: `2 errors, 1 note`, `no drift`.
    pub fn summary(&self) -> String {
        let counts: Vec<String> = [Level::Error, Level::Warning, Level::Note]
            .into_iter()
            .filter_map(|level| match self.count(level) {
                0 => None,
                1 => Some(format!("1 {level}")),
                many => Some(format!("{many} {level}s")),
            })
            .collect();
        if counts.is_empty() {
            return "no drift".to_owned();
        }
        counts.join(", ")
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A page as a reader sees it: its text, cut into parts with their outcomes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageView {
    /// The vendor's slug.
    pub vendor: String,
    /// The page's name, as the caller gave it.
    pub name: String,
    /// The platform that the reader recognised: `mintlify`, `gitbook`, `table`, `plain`.
    pub platform: String,
    /// The text that the spans index.
    pub text: String,
    /// What was made of it. Spans may nest and overlap: of two parts over the same bytes the one whose outcome matters more
    /// counts (see [`Outcome`]).
    pub parts: Vec<Part>,
}

/// Some bytes of a page and what became of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The bytes.
    pub span: Span,
    /// What became of them.
    pub outcome: Outcome,
    /// What they state, in our words, or the rule that set them aside: `query parameter size: 1 to 100`.
    pub label: String,
    /// The place in the spec to which they are bound, or that they contradict.
    pub pointer: Option<String>,
}

/// What became of a part of a page; what matters more is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing in it states anything of the API: navigation, footers, prose by a named rule.
    Boilerplate,
    /// No rule and no reader knows it.
    Unaccounted,
    /// The spec says the same.
    Bound,
    /// It differs from the spec, and somebody accepted that.
    Waived,
    /// It states something, and more than one place of the spec would fit.
    Unattributed,
    /// The spec says something else.
    Contradicted,
}

impl Outcome {
    /// Every outcome, in the order of a legend.
    pub const ALL: [Self; 6] = [
        Self::Bound,
        Self::Contradicted,
        Self::Unattributed,
        Self::Waived,
        Self::Boilerplate,
        Self::Unaccounted,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Boilerplate => "boilerplate",
            Self::Unaccounted => "unaccounted",
            Self::Bound => "bound",
            Self::Waived => "waived",
            Self::Unattributed => "unattributed",
            Self::Contradicted => "contradicted",
        }
    }

    /// What it says of a part of a page, in one line.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Boilerplate => "states nothing of the API",
            Self::Unaccounted => "known to no rule and no reader",
            Self::Bound => "the spec says the same",
            Self::Waived => "differs from the spec, and is accepted",
            Self::Unattributed => "more than one place of the spec would fit",
            Self::Contradicted => "the spec says something else",
        }
    }
}

/// A spec as a reader sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpecView {
    /// The vendor's slug.
    pub vendor: String,
    /// The file's name, as the caller gave it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Where each pointer stands in the text, from its key to the end of its value. Only those that parts or findings name
    /// are needed.
    pub places: BTreeMap<String, Span>,
    /// How many of its operations, parameters, responses and fields are known from where: `documented` → 41.
    pub evidence: BTreeMap<String, usize>,
}

/// A version step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bump {
    /// The crate.
    pub package: String,
    /// Its version now.
    pub from: String,
    /// Its next version.
    pub to: String,
    /// `major`, `minor`, `patch`.
    pub step: String,
    /// The change that decides it, in one line.
    pub reason: String,
}

/// An edit of a file: the text between two places is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The file, from the root of the workspace.
    pub file: String,
    /// First character that goes: line and column, both from one.
    pub from: (usize, usize),
    /// Character after the last that goes.
    pub to: (usize, usize),
    /// What comes instead.
    pub text: String,
}

impl Edit {
    /// The one edit that makes a file's old text its new one; none where they are the same.
    ///
    /// ```
    /// use spec_drift::report::Edit;
    /// let edit = Edit::between("openapi.yaml", "size:\n  maximum: 50\n", "size:\n  maximum: 100\n").unwrap();
    /// assert_eq!((edit.from, edit.to, edit.text.as_str()), ((2, 12), (2, 13), "10"));
    /// ```
    #[must_use]
    pub fn between(file: &str, old: &str, new: &str) -> Option<Self> {
        if old == new {
            return None;
        }
        let same = old
            .chars()
            .zip(new.chars())
            .take_while(|(one, other)| one == other);
        let start: usize = same.map(|(c, _)| c.len_utf8()).sum();
        let (before, old) = old.split_at_checked(start)?;
        let (_, new) = new.split_at_checked(start)?;
        let same = old
            .chars()
            .rev()
            .zip(new.chars().rev())
            .take_while(|(one, other)| one == other);
        let end: usize = same.map(|(c, _)| c.len_utf8()).sum();
        let (gone, _) = old.split_at_checked(old.len() - end)?;
        let (text, _) = new.split_at_checked(new.len() - end)?;
        let from = after((1, 1), before);
        Some(Self {
            file: file.to_owned(),
            from,
            to: after(from, gone),
            text: text.to_owned(),
        })
    }
}

/// The line and column after a text that begins at this line and column.
fn after((line, column): (usize, usize), text: &str) -> (usize, usize) {
    match text.rsplit_once('\n') {
        Some((above, last)) => (
            line + above.matches('\n').count() + 1,
            last.chars().count() + 1,
        ),
        None => (line, column + text.chars().count()),
    }
}

/// A share as people read it: `12.5 %`.
fn percent(count: usize, total: usize) -> String {
    let tenths = (count * 1000).checked_div(total).unwrap_or_default();
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Who says what was found, and who says what was expected.
fn sides(area: Area) -> [&'static str; 2] {
    match area {
        Area::Page => ["the page", "the spec"],
        Area::Capture => ["the page now", "the page before"],
        Area::Payload => ["the payload", "the spec"],
        Area::Version => ["now", "before"],
        Area::Code => ["the code", "the spec"],
        Area::Acceptance => ["found", "accepted"],
    }
}

/// A version step as the cells of a table: crate, now, next, step, because.
fn bumped(bump: &Bump) -> [&str; 5] {
    [
        &bump.package,
        &bump.from,
        &bump.to,
        &bump.step,
        &bump.reason,
    ]
}

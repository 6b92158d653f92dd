//! What a rule is, and how it is looked up.

use std::fmt;

use serde::Serialize;

use super::table::TABLE;
use crate::code::Code;
use crate::finding::Level;

/// Which way the data goes that a change concerns, as the caller sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// What callers send.
    Request,
    /// What the vendor answers.
    Response,
}

/// What a change means for somebody who calls the API without our crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Callers {
    /// A call that followed the older document follows the newer one, and copes with its answers.
    Compatible,
    /// The documents don't decide it.
    Undecidable,
    /// A call that followed the older document fails, or meets an answer that it was promised not to meet.
    Breaking,
}

/// The step of a version, by Semantic Versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The generated code stays as it is.
    None,
    /// Only documentation or data inside of it changes.
    Patch,
    /// Something is added that nobody has to know of.
    Minor,
    /// Code that compiled before may not compile now.
    Major,
}

/// What a rule says of the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rust {
    /// This step, wherever it happens.
    Always(Step),
    /// Major where the Rust type at the place changes, else this step.
    TypeOr(Step),
}

/// What part of a document a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are the sections of a document")]
pub enum Subject {
    Paths,
    Servers,
    Security,
    Parameters,
    RequestBodies,
    Responses,
    Schemas,
    Extensions,
    Documentation,
}

/// What aspect of it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Aspect {
    /// Whether it is there.
    Existence,
    /// Where it is, or what it is called.
    Identity,
    /// Whether it must be there.
    Requiredness,
    /// Whether it may be written or is sent.
    Mutability,
    /// Its type, format, or what it is made of.
    Type,
    /// The bounds of its values.
    Constraints,
    /// The list of its values, or the one that is taken.
    Values,
    /// How it behaves.
    Behaviour,
    /// When it is there.
    Lifecycle,
    /// What is said of it.
    Prose,
}

/// In which sense it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is new.
    Add,
    /// It is gone.
    Remove,
    /// More is valid than before.
    Widen,
    /// Less is valid than before.
    Narrow,
    /// It is another one; the way back is the same change.
    Change,
}

/// A verdict for callers, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The verdict.
    pub callers: Callers,
    /// Why.
    pub reason: &'static str,
}

/// The verdicts of a row, by direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdicts {
    /// Both ways, each with its own.
    Both {
        /// In what callers send.
        request: Verdict,
        /// In what the vendor answers.
        response: Verdict,
    },
    /// It exists in one direction only, for the reason given.
    Only(Direction, Verdict, &'static str),
    /// It concerns a call as a whole, or nobody who calls.
    Whole(Verdict),
}

/// One row of the table: a kind of change.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its code.
    pub code: Code,
    /// The part of a document.
    pub subject: Subject,
    /// The aspect of it.
    pub aspect: Aspect,
    /// The sense of the change.
    pub action: Action,
    /// What the same change is, from the newer document to the older.
    pub inverse: Code,
    /// For callers.
    pub verdicts: Verdicts,
    /// For Rust users of the generated crate.
    pub rust: Rust,
    /// Why the generated crate changes so.
    pub rust_reason: &'static str,
    /// Why what a request gains is not judged like what an answer loses, where that is so.
    pub uneven: Option<&'static str>,
}

/// One rule: a row in one direction.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The row.
    pub row: &'static Row,
    /// The direction; `None` for what concerns a call as a whole.
    pub direction: Option<Direction>,
    /// What it says.
    pub verdict: Verdict,
}

impl Row {
    /// The row of a code; `None` for a code of another comparison.
    pub fn of(code: Code) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.code == code)
    }

    /// The rules of the row: one for each direction that it knows.
    pub fn rules(&'static self) -> Vec<Rule> {
        let rule = |direction, verdict| Rule {
            row: self,
            direction,
            verdict,
        };
        match self.verdicts {
            Verdicts::Both { request, response } => {
                vec![
                    rule(Some(Direction::Request), request),
                    rule(Some(Direction::Response), response),
                ]
            }
            Verdicts::Only(direction, verdict, _) => vec![rule(Some(direction), verdict)],
            Verdicts::Whole(verdict) => vec![rule(None, verdict)],
        }
    }

    /// The step of the generated crate, where the Rust type at the place changes or not.
    pub fn step(&self, type_changes: bool) -> Step {
        match self.rust {
            Rust::TypeOr(_) if type_changes => Step::Major,
            Rust::Always(step) | Rust::TypeOr(step) => step,
        }
    }
}

impl Rule {
    /// Every rule, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().flat_map(Row::rules)
    }

    /// Its stable name: the code, with the direction before it where it has one.
    pub fn name(&self) -> String {
        match self.direction {
            Some(direction) => format!("{direction}.{}", self.row.code),
            None => self.row.code.to_string(),
        }
    }
}

impl From<Callers> for Level {
    fn from(callers: Callers) -> Self {
        match callers {
            Callers::Compatible => Self::Note,
            Callers::Undecidable => Self::Warning,
            Callers::Breaking => Self::Error,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Request => "request",
            Self::Response => "response",
        })
    }
}

impl fmt::Display for Callers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Compatible => "compatible",
            Self::Undecidable => "undecidable",
            Self::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

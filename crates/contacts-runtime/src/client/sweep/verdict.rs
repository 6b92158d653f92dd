//! What can be said of a sweep at its end.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether everything came that the vendor lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that the vendor said or did speaks against it.
    Complete(Tally),
    /// Something may be missing.
    Incomplete {
        /// Why, in the order in which it was found.
        reasons: Vec<Reason>,
        /// What came.
        tally: Tally,
    },
}

/// What came, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The vendor's total, as it said last.
    pub total: Option<u64>,
    /// The vendor's total, as it said first in the last pass.
    pub total_at_first: Option<u64>,
    /// Whether the total is a cap, and there are more.
    pub capped: bool,
    /// Records on all pages of all passes.
    pub fetched: u64,
    /// Records given: each id once.
    pub unique: u64,
    /// Records of the first pass whose id came before, left out. Later passes are compared as a whole.
    pub duplicates: u64,
    /// Records among those given that can't be read.
    pub undecodable: u64,
    /// Pages read.
    pub pages: u64,
    /// Passes begun.
    pub passes: u32,
}

/// Why something may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The list goes on.
    Unfinished,
    /// A call failed, and the sweep with it.
    Failed,
    /// A bound of the options ended it.
    Bounded,
    /// The vendor gave another page than was asked for.
    WrongPage {
        /// The number asked for.
        asked: u64,
        /// The number of the answer.
        got: u64,
    },
    /// The vendor gave a page again under another number or cursor.
    RepeatedPage,
    /// The vendor named a cursor again: the list goes round in a circle.
    RepeatedCursor,
    /// A page without records came before the end that the vendor names.
    EmptyPage,
    /// The total fell while pages were read.
    TotalMoved {
        /// From.
        from: u64,
        /// To.
        to: u64,
    },
    /// Fewer came than the vendor counts.
    TotalNotReached {
        /// How many the vendor counts.
        said: u64,
        /// How many came.
        seen: u64,
    },
    /// The one answer is as long as the vendor's answers get.
    CutOff {
        /// The most records that it gives.
        most: u64,
    },
    /// Rows moved while pages were read, so that some may have moved from a page to come to one that was read.
    PossibleSkips,
    /// No two passes after each other found the same.
    PassesDiffer,
    /// Records can't be read; their bytes were given.
    Undecodable {
        /// How many.
        records: u64,
    },
}

impl Verdict {
    /// Whether it is complete.
    pub fn is_complete(&self) -> bool {
        matches!(self, Self::Complete(_))
    }

    /// What came.
    pub fn tally(&self) -> &Tally {
        match self {
            Self::Complete(tally) | Self::Incomplete { tally, .. } => tally,
        }
    }

    /// Why something may be missing; nothing if it is complete.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Complete(_) => &[],
            Self::Incomplete { reasons, .. } => reasons,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Incomplete { reasons, .. } = self else {
            return formatter.write_str("complete");
        };
        formatter.write_str("incomplete: ")?;
        for (index, reason) in reasons.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(formatter, "{separator}{reason}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfinished => formatter.write_str("the list goes on"),
            Self::Failed => formatter.write_str("a call failed"),
            Self::Bounded => formatter.write_str("a bound was reached"),
            Self::WrongPage { asked, got } => {
                write!(formatter, "asked for page {asked} and got page {got}")
            }
            Self::RepeatedPage => formatter.write_str("the vendor gave a page again"),
            Self::RepeatedCursor => {
                formatter.write_str("the vendor's cursors go round in a circle")
            }
            Self::EmptyPage => formatter.write_str("a page without records came before the end"),
            Self::TotalMoved { from, to } => {
                write!(formatter, "the vendor's total fell from {from} to {to}")
            }
            Self::TotalNotReached { said, seen } => {
                write!(formatter, "the vendor counts {said} and {seen} came")
            }
            Self::CutOff { most } => write!(
                formatter,
                "the vendor gives {most} at most and can't go on, so there may be more"
            ),
            Self::PossibleSkips => {
                formatter.write_str("rows moved meanwhile, so some may have been skipped")
            }
            Self::PassesDiffer => {
                formatter.write_str("no two passes after each other found the same")
            }
            Self::Undecodable { records: 1 } => formatter.write_str("1 record can't be read"),
            Self::Undecodable { records } => write!(formatter, "{records} records can't be read"),
        }
    }
}

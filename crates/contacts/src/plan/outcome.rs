//! What came of a plan that was applied.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Refusal;
use crate::error::Error;
use crate::write::{FieldPath, Write};

/// What came of applying a plan. Some steps may have been done and others not: [`whole`](Self::whole) tells.
#[derive(Serialize)]
#[must_use = "some of the steps may not have been done"]
#[serde(rename_all = "camelCase")]
pub struct Applied {
    /// One for each step, in order.
    pub steps: Vec<StepOutcome>,
    /// The vendor's id of the contact: the one created, or the one written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The vendor's id of a note that was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it was read back, and everything that a reading shows is as asked.
    pub verified: bool,
    /// What the vendor took without an error and did not do.
    pub ignored: Vec<Ignored>,
    /// What no reading shows, so that nobody knows.
    pub unseen: Vec<FieldPath>,
    /// Writes that undo what was done, to be planned in this order. Of a switch that no reading shows, such as a block, that
    /// is its opposite.
    pub undo: Vec<Write>,
    /// Whether a plan of them needs [`PlanOptions::allow_unverified`](super::PlanOptions::allow_unverified): what was empty
    /// before is cleared again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub undo_unverified: bool,
    /// What they don't undo. One without a field: nothing is undone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_undone: Vec<Refusal>,
}

contacts_runtime::opaque_debug!(Applied);

/// What came of one step.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StepOutcome {
    /// The vendor said so.
    Done {
        /// The HTTP status.
        status: u16,
    },
    /// No answer came, and what it was to do is done.
    Found,
    /// No answer came: it may or may not have been done. Never repeated by itself.
    Unknown {
        /// What happened.
        #[serde(serialize_with = "shown")]
        error: Error,
    },
    /// The vendor refused it, or nothing was sent.
    Failed {
        /// What happened.
        #[serde(serialize_with = "shown")]
        error: Error,
    },
    /// A step before it was not done.
    NotRun,
}

/// A field that is not as it was asked for.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ignored {
    /// The field.
    pub field: FieldPath,
    /// What was asked for; null asks for nothing to be there.
    pub asked: Value,
    /// What is there; null if nothing is.
    pub found: Value,
}

contacts_runtime::opaque_debug!(Ignored);

fn shown<S: Serializer>(error: &Error, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}

impl Applied {
    /// Whether every step was done.
    pub fn is_done(&self) -> bool {
        self.steps.iter().all(StepOutcome::is_done)
    }

    /// The same, if every step was done.
    ///
    /// # Errors
    ///
    /// That of the step that was not done, where it was the first and the vendor refused it. Where something was done
    /// before, or nobody knows, an [`Error::Unfinished`] has all of this.
    pub fn whole(mut self) -> Result<Self, Error> {
        if self.is_done() {
            return Ok(self);
        }
        let mut steps = std::mem::take(&mut self.steps).into_iter();
        Err(match steps.next() {
            Some(StepOutcome::Failed { error }) => error,
            first => {
                self.steps = first.into_iter().chain(steps).collect();
                Error::Unfinished(Box::new(self))
            }
        })
    }

    /// What went wrong, if a step was not done.
    pub(crate) fn error(&self) -> Option<&Error> {
        self.steps.iter().find_map(|step| match step {
            StepOutcome::Failed { error } | StepOutcome::Unknown { error } => Some(error),
            StepOutcome::Done { .. } | StepOutcome::Found | StepOutcome::NotRun => None,
        })
    }

    /// The first error, if a step was not done.
    pub fn into_error(self) -> Option<Error> {
        self.steps.into_iter().find_map(|step| match step {
            StepOutcome::Failed { error } | StepOutcome::Unknown { error } => Some(error),
            StepOutcome::Done { .. } | StepOutcome::Found | StepOutcome::NotRun => None,
        })
    }
}

impl StepOutcome {
    /// Whether nobody knows if it was done.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }

    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Found)
    }
}

//! What a write would send, as data: to be read, kept, and applied later.

mod apply;
mod holders;
mod known;
mod make;
mod outcome;
mod show;
mod step;
mod undo;
mod verify;

use serde::{Deserialize, Serialize};

use crate::write::{ContactPatch, FieldPath, Support, Write};

pub(crate) use known::Remembered;
pub use known::{Known, Need, Review};
pub use outcome::{Applied, Ignored, StepOutcome};
pub(crate) use step::fill;
pub use step::{NEW_CONTACT, Step};

/// What a write would send, and what would be refused. Holds no secret; `Display` is what a person reads before applying it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The vendor's slug.
    pub vendor: String,
    /// The server.
    pub instance: String,
    /// The account, where the vendor has one in its paths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What was asked for.
    pub write: Write,
    /// What the contact has now where the write changes it. Applying compares it with what is there then, and undoing
    /// puts it back. Of a merge, what the contact has that goes. Absent if there is no contact yet, or the vendor does not
    /// show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ContactPatch>,
    /// The note as it is now, if the write changes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Contacts that have the telephone number, e-mail address or identifier of a contact to create, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub existing: Vec<String>,
    /// The calls, in order. None if there is nothing to do, or anything is refused.
    pub steps: Vec<Step>,
    /// What the vendor can't do of it. A plan with refusals is not applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refusal>,
    /// What nothing will undo of it. One without a field: nothing at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_undone: Vec<Refusal>,
}

contacts_runtime::opaque_debug!(Plan);

/// What a plan may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanOptions {
    /// Also what nobody has seen the vendor do: such as clearing a field with an empty text.
    pub allow_unverified: bool,
}

/// Something that a vendor can't do of a write, or that is not done unasked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Which field, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldPath>,
    /// Why, never with a value.
    pub reason: String,
    /// Whether [`PlanOptions::allow_unverified`] lets it pass.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
    /// How it is known, and from where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

impl Refusal {
    /// A refusal of the whole write.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            field: None,
            reason: reason.into(),
            unverified: false,
            evidence: None,
        }
    }

    /// About one field.
    pub fn of(field: impl Into<FieldPath>, reason: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..Self::new(reason)
        }
    }

    /// What a vendor's table says against a write of a field, if it says anything against it.
    pub(crate) fn by(support: Support, path: &FieldPath, options: PlanOptions) -> Option<Self> {
        match support {
            Support::Supported(_) => None,
            Support::Unverified(_) if options.allow_unverified => None,
            Support::Unverified(how) => Some(Self {
                unverified: true,
                ..Self::of(
                    path.clone(),
                    format!("nobody has seen the vendor do it ({how})"),
                )
            }),
            Support::Refused(why) => Some(Self::of(path.clone(), why)),
        }
    }
}

impl Plan {
    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether it can be applied: nothing is refused.
    pub fn is_applicable(&self) -> bool {
        self.refused.is_empty()
    }
}

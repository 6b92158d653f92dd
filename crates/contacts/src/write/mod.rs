//! Writes as data: what to change, and what each vendor makes of it.

mod field;
mod members;
mod patch;
mod support;
#[cfg(test)]
mod tests;
pub(crate) mod value;

use contacts_runtime::operation::Capability;
use serde::{Deserialize, Serialize};

pub use field::{Field, FieldPath, UnknownField};
pub use patch::ContactPatch;
pub(crate) use support::Abilities;
pub use support::{FieldWrite, Refinement, Support};

use members::Members;

/// One change of an account. In JSON an object whose member `write` says which. Ids are texts there; whole numbers are taken for
/// them too, as some vendors have them.
///
/// ```
/// use contacts::{ContactPatch, Write};
///
/// let write: Write = serde_json::from_str(
///     r#"{ "write": "update", "id": "7", "patch": { "email": null, "tags": { "vip": true } } }"#,
/// )?;
/// assert_eq!(write.patch().map(|patch| patch.fields().len()), Some(2));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "write", rename_all = "kebab-case", try_from = "Members")]
#[non_exhaustive]
pub enum Write {
    /// Creates a contact.
    Create {
        /// What it has.
        patch: ContactPatch,
    },
    /// Creates a contact, or updates the one that the vendor takes for the same.
    Upsert {
        /// What it has, or gets.
        patch: ContactPatch,
    },
    /// Updates a contact.
    Update {
        /// The vendor's id.
        id: String,
        /// What changes.
        patch: ContactPatch,
    },
    /// Deletes a contact.
    Delete {
        /// The vendor's id.
        id: String,
    },
    /// Merges another contact into this one. The other one is gone then, and nothing brings it back.
    Merge {
        /// The vendor's id of the contact that stays.
        id: String,
        /// The vendor's id of the contact that goes.
        other: String,
    },
    /// Writes a note on a contact.
    CreateNote {
        /// The vendor's id of the contact.
        id: String,
        /// The note.
        text: String,
    },
    /// Changes a note.
    UpdateNote {
        /// The vendor's id of the contact.
        id: String,
        /// The vendor's id of the note.
        note: String,
        /// The new text.
        text: String,
    },
    /// Deletes a note.
    DeleteNote {
        /// The vendor's id of the contact.
        id: String,
        /// The vendor's id of the note.
        note: String,
    },
}

contacts_runtime::opaque_debug!(Write);

impl Write {
    /// The capability that it needs.
    pub fn capability(&self) -> Capability {
        match self {
            Self::Create { .. } => Capability::Create,
            Self::Upsert { .. } => Capability::Upsert,
            Self::Update { .. } => Capability::Update,
            Self::Delete { .. } => Capability::Delete,
            Self::Merge { .. } => Capability::Merge,
            Self::CreateNote { .. } => Capability::CreateNote,
            Self::UpdateNote { .. } => Capability::UpdateNote,
            Self::DeleteNote { .. } => Capability::DeleteNote,
        }
    }

    /// The contact, if it is there already.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Create { .. } | Self::Upsert { .. } => None,
            Self::Update { id, .. }
            | Self::Delete { id }
            | Self::Merge { id, .. }
            | Self::CreateNote { id, .. }
            | Self::UpdateNote { id, .. }
            | Self::DeleteNote { id, .. } => Some(id),
        }
    }

    /// What changes of the contact, if this changes one.
    pub fn patch(&self) -> Option<&ContactPatch> {
        match self {
            Self::Create { patch } | Self::Upsert { patch } | Self::Update { patch, .. } => {
                Some(patch)
            }
            _ => None,
        }
    }

    /// The same with another patch, if it has one.
    pub(crate) fn with(&self, changed: ContactPatch) -> Self {
        let mut write = self.clone();
        if let Self::Create { patch } | Self::Upsert { patch } | Self::Update { patch, .. } =
            &mut write
        {
            *patch = changed;
        }
        write
    }
}

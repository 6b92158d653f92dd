//! What is read before a write is planned.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contacts_core::model::{Attribute, Contact, Inbox, Note, Tag};

use super::holders::Listed;
use crate::write::Write;

/// Something to read before a write can be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The contact that it changes.
    Contact,
    /// The contact's tags, where the contact does not come with them; of a merge those of the contact that goes.
    Tags,
    /// The contact's custom attributes, where the contact does not come with them.
    Attributes,
    /// The contact's notes.
    Notes,
    /// All tags of the account.
    AccountTags,
    /// The definitions of the account's custom attributes.
    AttributeDefinitions,
    /// The account's inboxes.
    Inboxes,
    /// The contact that a merge takes away.
    Other,
    /// The vendor's reviews of the contact that a merge leaves.
    Reviews,
}

/// What was read before a write is planned: what its needs asked for.
#[derive(Clone, Default)]
pub struct Known {
    /// The contact, with its tags and custom attributes.
    pub contact: Option<Contact>,
    /// The contact's notes.
    pub notes: Vec<Note>,
    /// All tags of the account.
    pub tags: Vec<Tag>,
    /// The definitions of the account's custom attributes: attributes without value.
    pub definitions: Vec<Attribute>,
    /// The account's inboxes.
    pub inboxes: Vec<Inbox>,
    /// The contact that a merge takes away.
    pub other: Option<Contact>,
    /// The vendor's reviews of the contact that a merge leaves.
    pub reviews: Vec<Review>,
}

/// That two contacts may be one, as the vendor found itself.
#[derive(Clone)]
pub struct Review {
    /// The vendor's id of the review.
    pub id: String,
    /// The contact that a merge takes away.
    pub goes: String,
    /// The contact that takes it in.
    pub stays: String,
}

contacts_runtime::opaque_debug!(Known, Review);

impl Known {
    /// The contact that a write changes or takes away.
    pub fn subject(&self, write: &Write) -> Option<&Contact> {
        match write {
            Write::Merge { .. } => self.other.as_ref(),
            _ => self.contact.as_ref(),
        }
    }
}

/// What depends on no contact, so that a connection reads it once for many writes.
#[derive(Default)]
pub(crate) struct Remembered {
    pub tags: Once<Vec<Tag>>,
    pub definitions: Once<Vec<Attribute>>,
    pub inboxes: Once<Vec<Inbox>>,
    pub listed: Listed,
    /// Whether the account answered, which is never forgotten.
    pub is_there: AtomicBool,
}

/// Something that is read at its first use.
#[derive(Default)]
pub(crate) struct Once<T>(Mutex<Option<T>>);

impl Remembered {
    /// Whether nothing was read yet.
    pub fn is_empty(&self) -> bool {
        let (tags, definitions) = (self.tags.lock(), self.definitions.lock());
        tags.is_none() && definitions.is_none() && self.inboxes.lock().is_none()
    }

    /// Forgets all of it.
    pub fn forget(&self) {
        *self.tags.lock() = None;
        *self.definitions.lock() = None;
        *self.inboxes.lock() = None;
    }
}

impl<T: Clone> Once<T> {
    /// What was read before, else what is read now.
    pub async fn get<E>(&self, read: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let known = self.lock().clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let read = read.await?;
        *self.lock() = Some(read.clone());
        Ok(read)
    }
}

impl<T> Once<T> {
    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Need {
    /// Whether it depends on no contact.
    pub(crate) fn is_of_the_account(self) -> bool {
        matches!(
            self,
            Self::AccountTags | Self::AttributeDefinitions | Self::Inboxes
        )
    }

    /// What every vendor needs that shows the contact by its id.
    pub fn usual(write: &Write) -> Vec<Self> {
        match write {
            Write::Create { .. } | Write::Upsert { .. } | Write::CreateNote { .. } => Vec::new(),
            Write::Update { .. } | Write::Delete { .. } => vec![Self::Contact],
            Write::Merge { .. } => vec![Self::Contact, Self::Other],
            Write::UpdateNote { .. } | Write::DeleteNote { .. } => vec![Self::Notes],
        }
    }
}

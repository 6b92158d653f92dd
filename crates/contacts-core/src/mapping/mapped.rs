//! What comes out of one answer.

use serde::Serialize;

use crate::model::{Contact, Conversation, Extra, Issue, Note, Page, Tag};

/// What one answer of a vendor holds, in the words of the model.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mapped {
    /// Contacts, in the vendor's order; each has its own issues and extra.
    pub contacts: Vec<Contact>,
    /// Tags that came by themselves.
    pub tags: Vec<Tag>,
    /// Notes that came by themselves.
    pub notes: Vec<Note>,
    /// Conversations that came by themselves.
    pub conversations: Vec<Conversation>,
    /// Page and envelope.
    pub page: Page,
    /// What is wrong outside the contacts.
    pub issues: Vec<Issue>,
    /// What has no slot outside the contacts.
    pub extra: Extra,
    /// Records that could not be read.
    pub undecodable: Vec<Undecodable>,
}

/// A record that could not be read: where it was, why, and all of it.
#[derive(Clone, PartialEq, Serialize)]
pub struct Undecodable {
    /// JSON pointer into the body.
    pub pointer: String,
    /// What does not fit; never a value.
    pub reason: String,
    /// The exact bytes.
    pub raw: String,
}

contacts_runtime::opaque_debug!(Mapped, Undecodable);

impl Mapped {
    /// An answer with one contact.
    pub fn contact(contact: Contact) -> Self {
        Self {
            contacts: vec![contact],
            ..Self::default()
        }
    }

    /// An answer with contacts and what stands around them.
    pub fn contacts(contacts: Vec<Contact>, page: Page) -> Self {
        Self {
            contacts,
            page,
            ..Self::default()
        }
    }

    /// An answer with a page or an envelope only.
    pub fn page(page: Page) -> Self {
        Self {
            page,
            ..Self::default()
        }
    }
}

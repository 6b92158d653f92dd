//! 99digital, a white label of Chatwoot.
//!
//! The account is the one of the request path, as no contact names it. Of the bytes of a record all are
//! kept but one kind: servers before February 2025 show administrators the secrets of inboxes, such as
//! `hmac_token` and the passwords of mailboxes. Their values are `"[redacted]"` in
//! [`Contact::raw`](crate::model::Contact::raw), in extra and in records that could not be read, and an
//! issue says where. This is the one exception to the exact bytes.

#![deny(unused_variables)]

mod contact;
mod conversation;
mod envelope;
mod fields;
mod inbox;
mod note;
mod page;
mod secrets;
#[cfg(test)]
mod tests;
mod whatsapp;

pub use contact::contact;
pub use conversation::conversation_list;
pub use envelope::{contact_envelope, created_contact, merged_contact};
pub use inbox::inbox_links;
pub use note::{note_envelope, note_list};
pub use page::{contact_page, filter_page, search_page, tag_list};
pub use whatsapp::{whatsapp_contact, whatsapp_page};

use contacts_digital99::{operations, types};
use contacts_runtime::Open;
use serde_json::Value;

use super::{Mapping, Scope};
use crate::model::IssueCode;

/// The mapping of 99digital.
pub const MAPPING: Mapping = Mapping {
    vendor: &operations::VENDOR,
    handlers: &[
        ("listContacts", |answer| answer.read(contact_page)),
        ("searchContacts", |answer| answer.read(search_page)),
        ("filterContacts", |answer| answer.read(filter_page)),
        ("listActiveContacts", |answer| answer.read(filter_page)),
        ("getContact", |answer| answer.read(contact_envelope)),
        ("createContact", |answer| {
            answer.read(envelope::created_envelope)
        }),
        ("updateContact", |answer| answer.read(contact_envelope)),
        ("deleteContactAvatar", |answer| {
            answer.read(contact_envelope)
        }),
        ("deleteContactCustomFields", |answer| {
            answer.read(contact_envelope)
        }),
        ("mergeContacts", |answer| answer.read(merged_contact)),
        ("listContactConversations", |answer| {
            answer.read(conversation_list)
        }),
        ("listContactTags", |answer| answer.read(tag_list)),
        ("replaceContactTags", |answer| answer.read(tag_list)),
        ("listContactNotes", |answer| answer.read(note_list)),
        ("createContactNote", |answer| {
            answer.read(note_envelope::<types::Note>)
        }),
        ("getContactNote", |answer| {
            answer.read(note_envelope::<types::Note>)
        }),
        ("updateContactNote", |answer| {
            answer.read(note_envelope::<types::Note>)
        }),
        // The model has no place for these two; they are read so that no secret of an inbox is kept.
        ("listContactableInboxes", |answer| {
            answer.read(inbox_links::<Value>)
        }),
        ("addContactInbox", |answer| {
            answer.read(inbox_links::<Value>)
        }),
        ("listWhatsappContacts", |answer| answer.read(whatsapp_page)),
    ],
    fields: fields::FIELDS,
};

/// Notes a word that the spec does not list, though the model may know it from another place.
fn listed<T>(at: &mut Scope<'_>, key: &str, word: &Open<T>) {
    if let Open::Unknown(text) = word {
        at.issue(key, IssueCode::UnknownEnumValue, text.as_str());
    }
}

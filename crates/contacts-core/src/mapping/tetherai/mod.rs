//! TetherAI: from its answers to the model.
//!
//! What a person should know about the vendor is in `specs/tetherai/NOTES.md`. Jobs, documents, tokens,
//! messages, open reviews and the two ids of a split stay in extra, whole: there is no contact in them.

#![deny(unused_variables)]

mod contact;
mod conversation;
mod copy;
mod count;
mod fields;
mod note;
mod outcome;
mod page;
mod point;
mod result;
mod stage;
#[cfg(test)]
mod tests;

use contacts_tetherai::operations;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Map, Value};

use super::{Answer, MapError, Mapped, Mapping, Scope};
use crate::model::Page;

pub use contact::contact;
pub use conversation::{conversation, conversation_list};
pub use count::contact_counts;
pub use note::{note, note_created, note_page};
pub use outcome::{acknowledgement, contacts_deleted};
use page::older_contact_page;
pub use page::{contact_page, stage_page};
pub use result::{
    contact_result, contact_saved, contact_updated_legacy, contact_verified, review_resolved,
};
pub use stage::stage_buckets;

/// The answers of TetherAI.
pub const MAPPING: Mapping = Mapping {
    vendor: &operations::VENDOR,
    handlers: &[
        ("listContacts", list_contacts),
        ("listContactsByStage", |answer| read(answer, stage_buckets)),
        ("listContactsInAllStages", |answer| {
            read(answer, stage_buckets)
        }),
        ("listContactsInStage", |answer| read(answer, stage_page)),
        ("getContact", |answer| read(answer, contact_result)),
        ("findContactByPhone", |answer| read(answer, contact_result)),
        ("blockContact", |answer| read(answer, contact_result)),
        ("unblockContact", |answer| read(answer, contact_result)),
        ("createContact", |answer| read(answer, contact_saved)),
        ("updateContact", |answer| read(answer, contact_saved)),
        ("deleteContact", |answer| read(answer, acknowledgement)),
        ("deleteContacts", |answer| read(answer, contacts_deleted)),
        ("countContacts", |answer| {
            answer.read(contact_counts::<Value>)
        }),
        ("updateContactLegacy", |answer| {
            read(answer, contact_updated_legacy)
        }),
        ("verifyContact", |answer| read(answer, contact_verified)),
        ("unverifyContact", |answer| read(answer, contact_verified)),
        ("verifyContactPhone", |answer| {
            read(answer, contact_verified)
        }),
        ("verifyContactMethod", |answer| {
            read(answer, contact_verified)
        }),
        ("mergeContacts", |answer| read(answer, review_resolved)),
        ("keepContactsSeparate", |answer| {
            read(answer, review_resolved)
        }),
        ("listContactNotes", |answer| read(answer, note_page)),
        ("createContactNote", |answer| read(answer, note_created)),
        ("listContactConversations", |answer| {
            read(answer, conversation_list)
        }),
    ],
    fields: fields::FIELDS,
};

/// Instances of the first generation answer a list of another shape, which the spec leaves out.
fn list_contacts(answer: Answer<'_>) -> Result<Mapped, MapError> {
    read(answer, contact_page).or_else(|error| answer.read(older_contact_page).map_err(|_| error))
}

/// Reads a body, or the refusal that came in its place.
fn read<T: DeserializeOwned>(
    answer: Answer<'_>,
    map: impl FnOnce(&mut Scope<'_>, T) -> Mapped,
) -> Result<Mapped, MapError> {
    answer
        .read(map)
        .or_else(|error| answer.read(refusal).map_err(|_| error))
}

/// A refusal that came with the HTTP status of a success: `success` is false, and what the spec requires
/// is not there.
#[derive(Deserialize)]
struct Refusal {
    success: False,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

fn refusal(at: &mut Scope<'_>, refusal: Refusal) -> Mapped {
    let Refusal {
        success: False,
        mut extra,
    } = refusal;
    let page = Page {
        success: Some(false),
        message: at.text("message", extra.remove("message")),
        ..Page::default()
    };
    at.extra(extra);
    Mapped::page(page)
}

/// The JSON value `false`, and no other.
struct False;

impl<'de> Deserialize<'de> for False {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            false => Ok(Self),
            true => Err(D::Error::custom("invalid value: true, expected false")),
        }
    }
}

//! ChatbotX: from its answers to the model.
//!
//! What a person should know about the vendor is in `specs/chatbotx/NOTES.md`. Messages, inboxes that come
//! by themselves, definitions of custom fields and the results of bulk calls stay in extra, whole.

#![deny(unused_variables)]

mod attribute;
mod channel;
mod contact;
mod conversation;
mod fields;
mod tag;

use contacts_chatbotx::{operations, types};
use contacts_runtime::Sourced;

use super::{Mapped, Mapping, Scope};
use crate::model::{Page, TotalScope};

use attribute::bare_attribute;
use tag::bare_tag;

pub use attribute::{attribute, attribute_list, single_attribute};
pub use contact::contact;
pub use conversation::conversation_page;
pub use tag::{single_tag, tag, tag_list};

/// The answers of ChatbotX.
pub const MAPPING: Mapping = Mapping {
    vendor: &operations::VENDOR,
    handlers: &[
        ("listContacts", |answer| answer.read(contact_page)),
        ("findContactsByCustomField", |answer| {
            answer.read(contact_matches)
        }),
        ("getContact", |answer| answer.record(contact)),
        ("createContact", |answer| answer.record(contact)),
        ("upsertContact", |answer| answer.record(contact)),
        ("countContacts", |answer| answer.read(contact_count)),
        ("listConversations", |answer| answer.read(conversation_page)),
        ("listContactCustomFields", |answer| {
            answer.read(attribute_list)
        }),
        ("getContactCustomField", |answer| {
            answer.read(bare_attribute)
        }),
        ("listContactTags", |answer| answer.read(tag_list)),
        ("listTags", |answer| answer.read(tag_list)),
        ("getTag", |answer| answer.read(bare_tag)),
        ("createTag", |answer| answer.read(bare_tag)),
        ("updateTag", |answer| answer.read(bare_tag)),
    ],
    fields: fields::FIELDS,
};

/// A page of `listContacts`.
///
/// The vendor stops counting at 10,000, and `pageCount` follows the capped count.
pub fn contact_page(at: &mut Scope<'_>, page: types::ContactList) -> Mapped {
    let types::ContactList {
        data,
        page_count,
        total_count,
        total_count_capped,
        extra,
    } = page;
    let contacts = at.records("data", data, contact);
    let mut total = at.total("totalCount", total_count, TotalScope::Matching);
    match &mut total {
        Some(total) => total.capped = at.flag("totalCountCapped", total_count_capped),
        None => at.keep("totalCountCapped", total_count_capped),
    }
    let page = Page {
        count: at.count("pageCount", page_count),
        total,
        ..Page::default()
    };
    at.extra(extra);
    Mapped::contacts(contacts, page)
}

/// The contacts of `findContactsByCustomField`, which has no pages.
pub fn contact_matches(at: &mut Scope<'_>, matches: types::ContactMatches) -> Mapped {
    let types::ContactMatches { data, extra } = matches;
    let contacts = at.records("data", data, contact);
    at.extra(extra);
    Mapped::contacts(contacts, Page::default())
}

/// The answer of `getContact`, `createContact` and `upsertContact` as the client gives it: a contact
/// without an envelope, with its bytes.
pub fn single_contact(at: &mut Scope<'_>, record: Sourced<types::Contact>) -> Mapped {
    Mapped {
        contacts: at.record("", record, contact).into_iter().collect(),
        ..Mapped::default()
    }
}

/// The answer of `countContacts`. Unlike the count of a list, it does not say whether it is capped.
pub fn contact_count(at: &mut Scope<'_>, count: types::ContactCount) -> Mapped {
    let types::ContactCount { total, extra } = count;
    let total = at.total("total", total, TotalScope::Matching);
    at.extra(extra);
    Mapped::page(Page {
        total,
        ..Page::default()
    })
}

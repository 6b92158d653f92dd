//! Insighto: pages and envelopes.
//!
//! Every answer is `{message, meta, data}`; a list has its page in `data`.

#![deny(unused_variables)]

mod channels;
mod contact;
mod conversation;
mod fields;

use contacts_insighto::{operations, types};
use contacts_runtime::Patch;
use serde_json::{Map, Value};

use super::mapped::Mapped;
use super::received::Received;
use super::registry::Mapping;
use super::scope::Scope;
use crate::model::{Page, TotalScope};

pub use contact::{campaign_contact, contact, updated_contact};
pub use conversation::{conversation, conversation_metadata};

/// How the answers of Insighto become values of the model.
pub const MAPPING: Mapping = Mapping {
    vendor: &operations::VENDOR,
    handlers: &[
        ("listContacts", |answer| answer.read(contact_page)),
        ("getContact", |answer| answer.read(contact_envelope)),
        ("upsertContact", |answer| answer.read(contact_envelope)),
        ("updateContact", |answer| {
            answer.read(updated_contact_envelope)
        }),
        ("deleteContact", |answer| answer.read(untyped_envelope)),
        ("deleteContacts", |answer| answer.read(untyped_envelope)),
        ("listCampaignContacts", |answer| {
            answer.read(campaign_contact_page)
        }),
        ("listContactConversations", |answer| {
            answer.read(contact_conversation_page)
        }),
        ("listConversations", |answer| answer.read(conversation_page)),
        ("getConversation", |answer| {
            answer.read(conversation_envelope)
        }),
    ],
    fields: fields::FIELDS,
};

/// A page of contacts.
pub fn contact_page(at: &mut Scope<'_>, envelope: types::ContactPageEnvelope) -> Mapped {
    let types::ContactPageEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    at.object("data", data, |at, page| {
        let types::ContactPage {
            items,
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        } = page;
        mapped.contacts = at.records("items", items, contact);
        mapped.page = PageFacts {
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        }
        .map(at);
    });
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// A page of the contacts of a campaign. A contact that is in two campaigns is in the pages of both,
/// each time with one membership.
pub fn campaign_contact_page(
    at: &mut Scope<'_>,
    envelope: types::CampaignContactPageEnvelope,
) -> Mapped {
    let types::CampaignContactPageEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    at.object("data", data, |at, page| {
        let types::CampaignContactPage {
            items,
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        } = page;
        mapped.contacts = at.records("items", items, campaign_contact);
        mapped.page = PageFacts {
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        }
        .map(at);
    });
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// A page of the conversations of one contact.
pub fn contact_conversation_page(
    at: &mut Scope<'_>,
    envelope: types::ContactConversationPageEnvelope,
) -> Mapped {
    let types::ContactConversationPageEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    at.object("data", data, |at, page| {
        let types::ContactConversationPage {
            items,
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        } = page;
        mapped.conversations = at.each("items", items, conversation);
        mapped.page = PageFacts {
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        }
        .map(at);
    });
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// A page of the conversations of the whole account.
pub fn conversation_page(at: &mut Scope<'_>, envelope: types::ConversationPageEnvelope) -> Mapped {
    let types::ConversationPageEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    at.object("data", data, |at, page| {
        let types::ConversationPage {
            items,
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        } = page;
        mapped.conversations = at.each("items", items, conversation_metadata);
        mapped.page = PageFacts {
            next_page,
            page,
            pages,
            previous_page,
            size,
            total,
            extra,
        }
        .map(at);
    });
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// One contact.
pub fn contact_envelope(at: &mut Scope<'_>, envelope: types::ContactEnvelope) -> Mapped {
    let types::ContactEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    mapped.contacts.extend(at.record("data", data, contact));
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// A contact after an update. It has no id: the caller knows which one was asked for.
pub fn updated_contact_envelope(
    at: &mut Scope<'_>,
    envelope: types::UpdatedContactEnvelope,
) -> Mapped {
    let types::UpdatedContactEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    let contact = at.record("data", data, updated_contact);
    mapped.contacts.extend(contact);
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// One conversation.
pub fn conversation_envelope(
    at: &mut Scope<'_>,
    envelope: types::ContactConversationEnvelope,
) -> Mapped {
    let types::ContactConversationEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    let mut mapped = Mapped::default();
    let conversation = at.object("data", data, conversation);
    mapped.conversations.extend(conversation);
    mapped.page.message = around(at, message, meta, extra);
    mapped
}

/// The outcome of a deletion. What `data` holds then has not been seen: it is kept as it is.
pub fn untyped_envelope(at: &mut Scope<'_>, envelope: types::UntypedEnvelope) -> Mapped {
    let types::UntypedEnvelope {
        data,
        message,
        meta,
        extra,
    } = envelope;
    at.keep("data", data);
    Mapped::page(Page {
        message: around(at, message, meta, extra),
        ..Page::default()
    })
}

/// What stands around `data`: the message is the vendor's word, `meta` was never seen with anything in it.
fn around(
    at: &mut Scope<'_>,
    message: impl Received,
    meta: Patch<Map<String, Value>>,
    extra: Map<String, Value>,
) -> Option<String> {
    at.extra(extra);
    at.within("meta")
        .extra(meta.into_option().unwrap_or_default());
    at.text("message", message)
}

/// What the pages of all lists say about themselves.
struct PageFacts {
    next_page: Patch<i64>,
    page: Patch<i64>,
    pages: Patch<i64>,
    previous_page: Patch<i64>,
    size: Patch<i64>,
    total: Patch<i64>,
    extra: Map<String, Value>,
}

impl PageFacts {
    /// As sent, contradictions and all: the vendor's own example is page 2 of 1 with 123 as the next.
    /// Who walks the pages goes by `number` and `count`, as the spec says.
    fn map(self, at: &mut Scope<'_>) -> Page {
        at.extra(self.extra);
        Page {
            number: at.count("page", self.page),
            size: at.count("size", self.size),
            count: at.count("pages", self.pages),
            total: at.total("total", self.total, TotalScope::Matching),
            prev: at.count("previous_page", self.previous_page),
            next: at.count("next_page", self.next_page),
            ..Page::default()
        }
    }
}

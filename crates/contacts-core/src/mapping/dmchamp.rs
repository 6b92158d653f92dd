//! DM Champ: look-ups, outcomes and tags.
//!
//! The vendor's pages (help.dmchamp.com/api/contacts, help.dmchamp.com/contacts) document what is sent,
//! and of the answers little more than an id; the members of a contact are known from code that reads
//! them.

#![deny(unused_variables)]

mod fields;

use contacts_dmchamp::{operations, types};
use contacts_runtime::{Patch, Sourced};
use serde_json::{Map, Value};

use super::mapped::Mapped;
use super::received::{Json, Received};
use super::registry::Mapping;
use super::relations::present;
use super::scope::Scope;
use crate::model::{
    AttributeScope, CampaignMembership, ChannelIdentity, Contact, Conversation, DoNotDisturb,
    ExternalId, ExternalIdKind, Found, Inbox, IssueCode, KeptIn, ListMembership, Page, RemoteId,
    Service, Tag,
};
use crate::normalize::phone::PhoneHint;

/// How the answers of DM Champ become values of the model.
pub const MAPPING: Mapping = Mapping {
    vendor: &operations::VENDOR,
    handlers: &[
        ("getContact", |answer| answer.read(contact_lookup)),
        ("createContact", |answer| answer.read(created_contact)),
        ("updateContact", |answer| answer.read(outcome)),
        ("addContactToList", |answer| answer.read(outcome)),
        ("removeContactFromList", |answer| answer.read(outcome)),
        ("addContactTags", |answer| answer.read(tags_added)),
        ("listContactTags", |answer| answer.read(tag_list)),
        ("listTags", |answer| answer.read(tag_list)),
    ],
    fields: fields::FIELDS,
};

/// The vendor's default for a name that it doesn't know.
const PLACEHOLDERS: &[&str] = &["Unknown"];

/// The answer to a look-up: the contact, or its id only, which is all that the vendor documents.
pub fn contact_lookup(at: &mut Scope<'_>, found: types::FoundContact) -> Mapped {
    let types::FoundContact {
        contact: record,
        contact_id,
        success,
        mut extra,
    } = found;
    let mut mapped = Mapped::page(Page {
        success: at.flag("success", success),
        // Some accounts answer 200 with a message where others answer 404.
        message: at.text("message", extra.remove("message")),
        ..Page::default()
    });
    at.extra(extra);
    mapped.contacts = match at.record("contact", record, contact) {
        None => contact_of_id(at, "contactId", contact_id)
            .into_iter()
            .collect(),
        Some(mut contact) => {
            if contact.source.id != RemoteId::default() {
                at.check("contactId", contact_id, &contact.source.id);
            } else if let Some(id) = at.id("contactId", contact_id) {
                contact.source.id = id;
            } else {
                let found = Found::from(&Value::Null);
                at.note("contactId", IssueCode::MissingRequired, found, KeptIn::Raw);
            }
            vec![contact]
        }
    };
    mapped
}

/// The answer to a creation: the id of the contact, new or, for a duplicate, the one that was there.
///
/// A duplicate may also be refused, as status 409 or as status 200 with `error_code`. The clients turn
/// that code into the status; here it is kept.
pub fn created_contact(at: &mut Scope<'_>, created: types::CreatedContact) -> Mapped {
    let types::CreatedContact {
        data,
        error_code,
        success,
        mut extra,
    } = created;
    let mut page = Page {
        success: at.flag("success", success),
        message: at.text("message", extra.remove("message")),
        ..Page::default()
    };
    at.keep("error_code", error_code);
    at.extra(extra);
    let contact = at.object("data", data, |at, data| {
        let types::CreatedContactData {
            contact_id,
            message,
            extra,
        } = data;
        at.extra(extra);
        match &page.message {
            Some(known) => at.check("message", message, known),
            None => page.message = at.text("message", message),
        }
        contact_of_id(at, "contactId", contact_id)
    });
    Mapped::contacts(contact.flatten().into_iter().collect(), page)
}

/// How a call ended.
pub fn outcome(at: &mut Scope<'_>, outcome: types::Outcome) -> Mapped {
    let types::Outcome {
        message,
        success,
        extra,
    } = outcome;
    at.extra(extra);
    Mapped::page(Page {
        success: at.flag("success", success),
        message: at.text("message", message),
        ..Page::default()
    })
}

/// How a call ended whose answer the vendor does not describe.
pub fn tags_added(at: &mut Scope<'_>, answer: Value) -> Mapped {
    match answer {
        Value::Object(mut members) => {
            let page = Page {
                success: at.flag("success", members.remove("success")),
                message: at.text("message", members.remove("message")),
                ..Page::default()
            };
            at.extra(members);
            Mapped::page(page)
        }
        other => {
            at.keep("", other);
            Mapped::default()
        }
    }
}

/// Tags, of a contact or of the account, in a bare list.
pub fn tag_list(at: &mut Scope<'_>, tags: Vec<Sourced<types::Tag>>) -> Mapped {
    Mapped {
        tags: at.each("", tags, tag),
        ..Mapped::default()
    }
}

/// A tag.
pub fn tag(at: &mut Scope<'_>, tag: types::Tag) -> Tag {
    let types::Tag {
        description,
        name,
        mut extra,
    } = tag;
    let tag = Tag {
        id: at.id("id", extra.remove("id")),
        description: at.text("description", description),
        ..Tag::named(name)
    };
    at.extra(extra);
    tag
}

/// A contact. Its id may be missing, as it stands beside it.
pub fn contact(at: &mut Scope<'_>, contact: types::Contact) -> Contact {
    let types::Contact {
        bot_message_count,
        campaigns,
        channel,
        chat_concluded,
        created_at,
        credits_used,
        current_campaign,
        do_not_disturb,
        do_not_disturb_reason,
        email,
        first_name,
        has_had_activity,
        id,
        is_bot_active,
        last_activity_at,
        last_incoming_message_at,
        last_name,
        phone_number,
        tags,
        mut extra,
    } = contact;
    let mut contact = at.contact_without_id();
    contact.source.id = at.id("id", id).unwrap_or_default();
    contact.name.given = at.text_unless("firstName", first_name, PLACEHOLDERS);
    contact.name.surname = at.text_unless("lastName", last_name, PLACEHOLDERS);
    contact.emails = at.emails("email", email);
    // "Must include valid country code", says the page: with a plus sign in most calls, without one in
    // those for tags.
    contact.phones = at.phones_with("phoneNumber", phone_number, PhoneHint::International);
    contact.preferred_service = at.service("channel", channel);
    contact.consent.do_not_disturb = present(DoNotDisturb {
        on: at.flag("doNotDisturb", do_not_disturb),
        reason: at.text("doNotDisturbReason", do_not_disturb_reason),
    });
    contact.activity.had_activity = at.flag("hasHadActivity", has_had_activity);
    contact.activity.last_activity_at = at.time("lastActivityAt", last_activity_at);
    contact.activity.last_inbound_at = at.time("lastIncomingMessageAt", last_incoming_message_at);
    contact.automation.bot.enabled = at.flag("isBotActive", is_bot_active);
    contact.automation.bot.messages_count = at.count("botMessageCount", bot_message_count);
    contact.automation.bot.credits_used = at.number("creditsUsed", credits_used);
    // The chat with the contact; answers give it no id.
    contact.conversations.extend(present(Conversation {
        concluded: at.flag("chatConcluded", chat_concluded),
        ..Conversation::default()
    }));
    contact.created_at = at.time("createdAt", created_at);
    contact.tags = at.tags("tags", Json(tags));
    let campaign_data = extra.remove("currentCampaignData");
    contact.campaigns = memberships(at, current_campaign, campaign_data, campaigns);
    echoes(at, &mut extra, &mut contact);
    at.extra(extra);
    contact
}

/// A contact of which only the id is known.
fn contact_of_id(at: &mut Scope<'_>, key: &str, id: impl Received) -> Option<Contact> {
    let id = at.id(key, id)?;
    let mut contact = at.contact_without_id();
    contact.source.id = id;
    Some(contact)
}

/// The campaign that runs now comes first. It stands in the list of all campaigns again. Its data are
/// documented for a creation only; they are the current campaign's or no one's.
fn memberships(
    at: &mut Scope<'_>,
    current: Patch<types::CampaignName>,
    current_data: Option<Value>,
    campaigns: Patch<Vec<types::CampaignName>>,
) -> Vec<CampaignMembership> {
    let current = at.object("currentCampaign", current, membership).flatten();
    // Creation takes the campaign's id where answers have an object.
    let current = current.or_else(|| {
        present(CampaignMembership {
            campaign: at.id("currentCampaign", None::<Value>),
            ..CampaignMembership::default()
        })
    });
    let has_current = current.is_some();
    let mut memberships: Vec<_> = current.into_iter().collect();
    for membership in at
        .each("campaigns", campaigns, membership)
        .into_iter()
        .flatten()
    {
        if !memberships.contains(&membership) {
            memberships.push(membership);
        }
    }
    match memberships.first_mut() {
        Some(current) if has_current => {
            current.data = at.json("currentCampaignData", current_data);
        }
        _ => at.keep("currentCampaignData", current_data),
    }
    memberships
}

fn membership(at: &mut Scope<'_>, campaign: types::CampaignName) -> Option<CampaignMembership> {
    let types::CampaignName { name, mut extra } = campaign;
    let membership = CampaignMembership {
        campaign: at.id("id", extra.remove("id")),
        name: at.text("name", name),
        ..CampaignMembership::default()
    };
    at.extra(extra);
    present(membership)
}

/// Members that the vendor documents for a creation, and that answers were not seen to repeat. Where one
/// does, it has its slot.
fn echoes(at: &mut Scope<'_>, extra: &mut Map<String, Value>, contact: &mut Contact) {
    for (key, kind) in [
        ("externalId", ExternalIdKind::ExternalId),
        ("customChannel", ExternalIdKind::CustomChannel),
    ] {
        if let Some(value) = at.text(key, extra.remove(key)) {
            contact.source.external_ids.push(ExternalId { kind, value });
        }
    }
    if let Some(value) = at.text("instagramId", extra.remove("instagramId")) {
        contact.online_services.push(ChannelIdentity {
            service: Service::Instagram,
            value,
            ..ChannelIdentity::default()
        });
    }
    if let Some(id) = at.id("chatWidgetId", extra.remove("chatWidgetId")) {
        contact.online_services.push(ChannelIdentity {
            service: Service::Webchat,
            inbox: Some(Inbox {
                id: Some(id),
                ..Inbox::default()
            }),
            ..ChannelIdentity::default()
        });
    }
    // Of the channel that the contact writes on.
    let preferred = contact
        .online_services
        .iter_mut()
        .find(|identity| Some(&identity.service) == contact.preferred_service.as_ref());
    let window_open = extra.remove("isChatWindowOpen");
    match preferred {
        Some(identity) => identity.window_open = at.flag("isChatWindowOpen", window_open),
        None => at.keep("isChatWindowOpen", window_open),
    }
    let custom_fields = extra.remove("custom_fields");
    contact.attributes = at.attributes("custom_fields", custom_fields, AttributeScope::Contact);
    contact.lists = lists(at, extra);
}

fn lists(at: &mut Scope<'_>, extra: &mut Map<String, Value>) -> Vec<ListMembership> {
    let mut ids: Vec<_> = at
        .id("listId", extra.remove("listId"))
        .into_iter()
        .collect();
    match extra.remove("listIds") {
        Some(Value::Array(elements)) => {
            let mut at = at.within("listIds");
            for (index, element) in elements.into_iter().enumerate() {
                let id = at.at_index(index).id("", element);
                ids.extend(id.filter(|id| !ids.contains(id)));
            }
        }
        other => at.keep("listIds", other),
    }
    ids.into_iter()
        .map(|id| ListMembership {
            id: Some(id),
            name: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Origin;

    fn map(body: &str) -> Mapped {
        let origin = Origin::new("dmchamp", "https://api.dmchamp.com/v1");
        MAPPING.map("getContact", body, &origin).unwrap()
    }

    #[test]
    fn an_id_may_stand_beside_the_contact_or_in_it() {
        let ids = |body| {
            let mapped = map(body);
            let id = mapped.contacts[0].source.id.as_str().to_owned();
            let codes: Vec<_> = mapped.issues.iter().map(|issue| issue.code).collect();
            (id, codes)
        };
        let found = |id: &str, codes: &[IssueCode]| (id.to_owned(), codes.to_vec());
        assert_eq!(ids(r#"{"contactId": "a", "contact": {}}"#), found("a", &[]));
        assert_eq!(ids(r#"{"contact": {"id": "a"}}"#), found("a", &[]));
        assert_eq!(
            ids(r#"{"contactId": "b", "contact": {"id": "a"}}"#),
            found("a", &[IssueCode::Conflict])
        );
        assert_eq!(
            ids(r#"{"contact": {}}"#),
            found("", &[IssueCode::MissingRequired])
        );
    }

    #[test]
    fn what_a_creation_sends_has_its_slot_where_an_answer_repeats_it() {
        let mapped = map(
            r#"{"contactId": "a", "contact": {"channel": "instagram", "instagramId": "i", "isChatWindowOpen": true,
                "externalId": "e", "customChannel": "c", "chatWidgetId": "w", "listId": "1", "listIds": ["1", "2"],
                "currentCampaign": "x", "currentCampaignData": {"step": 2}, "campaigns": [{"name": "Welcome"}]}}"#,
        );
        let contact = &mapped.contacts[0];
        assert_eq!(contact.source.external_ids.len(), 2);
        let [instagram, widget] = &contact.online_services[..] else {
            panic!("two identities")
        };
        assert_eq!(
            (instagram.value.as_str(), instagram.window_open),
            ("i", Some(true))
        );
        assert!(widget.inbox.is_some());
        assert_eq!(contact.lists.len(), 2);
        let [current, welcome] = &contact.campaigns[..] else {
            panic!("two campaigns")
        };
        assert_eq!(current.campaign, Some(RemoteId::text("x")));
        assert_eq!(current.data, Some(serde_json::json!({"step": 2})));
        assert_eq!(welcome.name.as_deref(), Some("Welcome"));
        assert!(contact.extra.is_empty());
    }

    #[test]
    fn campaign_data_without_a_current_campaign_are_nobodys() {
        let mapped = map(
            r#"{"contactId": "a", "contact": {"campaigns": [{"name": "Welcome"}], "currentCampaignData": {"step": 2}}}"#,
        );
        let contact = &mapped.contacts[0];
        assert_eq!(contact.campaigns[0].data, None);
        assert!(
            contact
                .extra
                .get("dmchamp", "/currentCampaignData")
                .is_some()
        );
    }
}

//! Contacts, in the three forms that Insighto gives them: alone, in a campaign, and after an update.

#![deny(unused_variables)]

use contacts_insighto::types;

use super::channels::channels;
use crate::mapping::scope::Scope;
use crate::model::{AttributeScope, CampaignMembership, Contact, Conversation, FirstLast};

/// A contact.
pub fn contact(at: &mut Scope<'_>, contact: types::Contact) -> Contact {
    let types::Contact {
        channels,
        created_at,
        custom_fields,
        email,
        first_assistant_id,
        first_name,
        first_widget_id,
        id,
        last_assistant_id,
        last_name,
        last_seen,
        last_sent,
        last_widget_id,
        org_id,
        user_attributes,
        extra,
    } = contact;
    let mut contact = at.contact("id", id);
    contact.created_at = at.time("created_at", created_at);
    let details = types::UpdatedContact {
        channels,
        custom_fields,
        email,
        first_assistant_id,
        first_name,
        first_widget_id,
        last_assistant_id,
        last_name,
        last_seen,
        last_sent,
        last_widget_id,
        org_id,
        user_attributes,
        extra,
    };
    fill(at, details, &mut contact);
    contact
}

/// A contact after an update: the answer has neither `id` nor `created_at`.
pub fn updated_contact(at: &mut Scope<'_>, details: types::UpdatedContact) -> Contact {
    let mut contact = at.contact_without_id();
    fill(at, details, &mut contact);
    contact
}

/// A contact with its membership in the campaign that was asked for: `id` is the contact's, the
/// membership has its own. The campaign's id is in the request only.
pub fn campaign_contact(at: &mut Scope<'_>, contact: types::CampaignContact) -> Contact {
    let types::CampaignContact {
        campaign_contact_id,
        channels,
        conversation_attributes,
        conversation_id,
        created_at,
        custom_fields,
        email,
        execution_time,
        first_assistant_id,
        first_name,
        first_widget_id,
        id,
        last_assistant_id,
        last_name,
        last_seen,
        last_sent,
        last_widget_id,
        org_id,
        status,
        user_attributes,
        extra,
    } = contact;
    let mut contact = at.contact("id", id);
    // The page does not say whether this is the contact's or the membership's.
    contact.created_at = at.time("created_at", created_at);
    let details = types::UpdatedContact {
        channels,
        custom_fields,
        email,
        first_assistant_id,
        first_name,
        first_widget_id,
        last_assistant_id,
        last_name,
        last_seen,
        last_sent,
        last_widget_id,
        org_id,
        user_attributes,
        extra,
    };
    fill(at, details, &mut contact);
    contact.campaigns.push(CampaignMembership {
        id: at.id("campaign_contact_id", campaign_contact_id),
        status: at.word("status", status),
        executed_at: at.time("execution_time", execution_time),
        ..CampaignMembership::default()
    });
    let conversation = Conversation {
        id: at.id("conversation_id", conversation_id),
        attributes: at.json("conversation_attributes", conversation_attributes),
        ..Conversation::default()
    };
    // Before an attempt there is no conversation, and its attributes are an empty object.
    let has_attributes = |attributes: &serde_json::Value| *attributes != serde_json::json!({});
    if conversation.id.is_some() || conversation.attributes.as_ref().is_some_and(has_attributes) {
        contact.conversations.push(conversation);
    }
    contact
}

/// What all forms share. The answer to an update is exactly that, so its type carries it.
fn fill(at: &mut Scope<'_>, details: types::UpdatedContact, contact: &mut Contact) {
    let types::UpdatedContact {
        channels: channel_map,
        custom_fields,
        email,
        first_assistant_id,
        first_name,
        first_widget_id,
        last_assistant_id,
        last_name,
        last_seen,
        last_sent,
        last_widget_id,
        org_id,
        user_attributes,
        extra,
    } = details;
    contact.source.account = at.account("org_id", org_id);
    contact.name.given = at.text("first_name", first_name);
    contact.name.surname = at.text("last_name", last_name);
    contact.emails = at.emails("email", email);
    at.object("channels", channel_map, |at, map| {
        channels(at, map, contact);
    });
    contact.activity.last_seen_at = at.time("last_seen", last_seen);
    contact.activity.last_contacted_at = at.time("last_sent", last_sent);
    contact.automation.assistants = FirstLast {
        first: at.id("first_assistant_id", first_assistant_id),
        last: at.id("last_assistant_id", last_assistant_id),
    };
    contact.automation.widgets = FirstLast {
        first: at.id("first_widget_id", first_widget_id),
        last: at.id("last_widget_id", last_widget_id),
    };
    contact.attributes = at.attributes("custom_fields", custom_fields, AttributeScope::Contact);
    let user_attributes = at.attributes("user_attributes", user_attributes, AttributeScope::User);
    contact.attributes.extend(user_attributes);
    at.extra(extra);
}

//! The contact and its notes.

#![deny(unused_variables)]

use contacts_chatbotx::types;
use serde_json::{Map, Value};

use super::attribute::custom_field;
use super::channel::contact_inbox;
use super::conversation::conversation;
use super::tag::contact_tag;
use crate::mapping::{Scope, present};
use crate::model::{
    Address, ChannelIdentity, Contact, ExternalId, ExternalIdKind, IdentityKind, IdentityScope,
    IssueCode, Name, Note, RemoteId, Service, UserRef,
};

/// A contact, of a list or alone.
pub fn contact(at: &mut Scope<'_>, raw: types::Contact) -> Contact {
    let types::Contact {
        avatar,
        blocked_at,
        broadcast_subscribed_at,
        city,
        contact_custom_fields,
        contact_inboxes,
        contact_notes,
        conversation: its_conversation,
        country,
        created_at,
        email,
        email_opt_in,
        email_verified,
        first_name,
        full_name,
        gender,
        id,
        last_name,
        last_read_at,
        locale,
        location,
        phone_number,
        ref_,
        state,
        subscribed_at,
        tags,
        timezone,
        updated_at,
        workspace_id,
        mut extra,
    } = raw;
    let mut contact = at.contact("id", id);
    contact.source.account = at.account("workspaceId", workspace_id);
    // The parameter of the referral link that the contact came by: other contacts have the same.
    let referral = at.text("ref", ref_).map(|value| ExternalId {
        kind: ExternalIdKind::Ref,
        value,
    });
    contact.source.external_ids.extend(referral);

    contact.name = Name {
        given: at.text("firstName", first_name),
        surname: at.text("lastName", last_name),
        full: at.text("fullName", full_name),
    };
    check_full_name(at, &contact.name);
    contact.gender = at.word("gender", gender);
    // A storage key up to 2026-08-19, a URL later; both are in `raw`.
    contact.media = at.photos("avatar", avatar);
    contact.preferred_languages = at.languages("locale", locale);
    let mut address = Address {
        locality: at.text("city", city),
        region: at.text("state", state),
        country: at.country("country", country),
        time_zone: at.time_zone("timezone", timezone),
        ..Address::default()
    };
    // Any JSON in the vendor's source, with a comment that says latitude and longitude; the page shows text.
    at.location("location", location, &mut address);
    contact.addresses.extend(present(address));

    contact.emails = at.emails("email", email);
    at.email_verified("emailVerified", email_verified, &mut contact.emails);
    contact.phones = at.phones("phoneNumber", phone_number);
    contact.online_services = at.each("contactInboxes", contact_inboxes, |at, raw| {
        contact_inbox(at, raw, &contact.source.id)
    });
    contact
        .online_services
        .extend(whatsapp_user(at, &mut extra));

    // The column is true by default, so true proves nothing; false is somebody's doing.
    contact.consent.email = at.consent("emailOptIn", email_opt_in, Some(true));
    contact.consent.messaging = at.consent_since("subscribedAt", subscribed_at);
    contact.consent.broadcast = at.consent_since("broadcastSubscribedAt", broadcast_subscribed_at);
    contact.consent.blocked = at.blocked_since("blockedAt", blocked_at);
    contact.activity.last_read_at = at.time("lastReadAt", last_read_at);

    contact.attributes = at.each("contactCustomFields", contact_custom_fields, |at, raw| {
        custom_field(at, raw, &contact.source.id)
    });
    contact.tags = at.each("tags", tags, contact_tag);
    contact.notes = at.each("contactNotes", contact_notes, |at, raw| {
        note(at, raw, &contact.source.id)
    });
    let conversation = at.object("conversation", its_conversation, |at, raw| {
        conversation(at, raw, Some(&contact.source.id))
    });
    if let Some(mut conversation) = conversation {
        // A contact has one conversation, so the bot of the one is the bot of the other.
        contact.automation.bot = conversation.bot.take().unwrap_or_default();
        contact.conversations.push(conversation);
    }

    contact.created_at = at.time("createdAt", created_at);
    contact.updated_at = at.time("updatedAt", updated_at);
    at.extra(extra);
    contact
}

/// The vendor computes the full name from the parts. In early versions it is null as soon as one of them
/// is, which is no conflict.
fn check_full_name(at: &mut Scope<'_>, name: &Name) {
    let Some(full) = &name.full else { return };
    let parts = [&name.given, &name.surname];
    let mut words = parts
        .into_iter()
        .flatten()
        .flat_map(|part| part.split_whitespace())
        .peekable();
    if words.peek().is_some() && !full.split_whitespace().eq(words) {
        at.issue("fullName", IssueCode::Conflict, full.as_str());
    }
}

/// `waUserId` and `username` were seen in a pull request of the vendor (965) and are not in the spec yet:
/// the business-scoped user id of WhatsApp, and the name that its user chose. A user name without an id
/// stays in extra, as nothing then says where it is one.
fn whatsapp_user(at: &mut Scope<'_>, extra: &mut Map<String, Value>) -> Option<ChannelIdentity> {
    let value = at.text("waUserId", extra.remove("waUserId"))?;
    Some(ChannelIdentity {
        service: Service::Whatsapp,
        kind: Some(IdentityKind::Bsuid),
        value,
        // The contact carries it, not one of its inboxes.
        scope: Some(IdentityScope::Account),
        username: at.text("username", extra.remove("username")),
        ..ChannelIdentity::default()
    })
}

/// Documented, but no operation of 2026-08-15 loads notes.
fn note(at: &mut Scope<'_>, raw: types::ContactNote, contact: &RemoteId) -> Note {
    let types::ContactNote {
        contact_id,
        created_at,
        created_by_id,
        id,
        text,
        updated_at,
        extra,
    } = raw;
    at.check("contactId", contact_id, contact);
    let note = Note {
        id: at.id("id", id),
        text: at.text("text", text).unwrap_or_default(),
        author: at.id("createdById", created_by_id).map(UserRef::with_id),
        created_at: at.time("createdAt", created_at),
        updated_at: at.time("updatedAt", updated_at),
        ..Note::default()
    };
    at.extra(extra);
    note
}

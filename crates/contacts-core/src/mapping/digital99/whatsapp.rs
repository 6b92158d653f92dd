//! The contacts of 99digital's own WhatsApp service, which are not those of the account.

#![deny(unused_variables)]

use contacts_digital99::types;
use contacts_runtime::Sourced;

use crate::mapping::{Mapped, Scope};
use crate::model::{
    ChannelIdentity, Contact, Conversation, ExternalId, ExternalIdKind, IdentityKind, Page, Service,
};
use crate::normalize::phone::PhoneHint;

/// A page of the list, a bare array.
pub fn whatsapp_page(at: &mut Scope<'_>, page: Vec<Sourced<types::WhatsappContact>>) -> Mapped {
    let contacts = at.records("", page, whatsapp_contact);
    Mapped::contacts(contacts, Page::default())
}

/// Someone with whom a WhatsApp number has exchanged messages. The telephone number is all that names the
/// contact here; the number of the contact in the account is an external id.
pub fn whatsapp_contact(at: &mut Scope<'_>, raw: types::WhatsappContact) -> Contact {
    let types::WhatsappContact {
        contact_name,
        contact_phone,
        contact_profile_pic,
        online_contact_id,
        online_conversation_id,
        update_time,
        extra,
    } = raw;
    let number = at.take("contact_phone", contact_phone);
    let mut contact = at.contact("contact_phone", number.clone());
    // In international form without the plus sign (docs.99digital.co.il/whatsapp-api/get-contacts).
    contact.phones = at.phones_with("contact_phone", number, PhoneHint::International);
    contact.online_services = contact
        .phones
        .iter()
        .map(|phone| ChannelIdentity {
            service: Service::Whatsapp,
            kind: Some(IdentityKind::Phone),
            value: phone.raw.clone(),
            ..ChannelIdentity::default()
        })
        .collect();
    contact.name.full = at.text("contact_name", contact_name);
    contact.media = at.photos("contact_profilePic", contact_profile_pic);
    contact.activity.last_message_at = at.time("update_time", update_time);
    let in_account = at.id("online_contact_id", online_contact_id);
    contact
        .source
        .external_ids
        .extend(in_account.map(|id| ExternalId {
            kind: ExternalIdKind::from("online_contact_id"),
            value: id.to_string(),
        }));
    let conversation = at.id("online_conversation_id", online_conversation_id);
    contact
        .conversations
        .extend(conversation.map(|id| Conversation {
            id: Some(id),
            ..Conversation::default()
        }));
    at.extra(extra);
    contact
}

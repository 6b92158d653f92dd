//! The contact.

#![deny(unused_variables)]

use contacts_digital99::types;
use contacts_runtime::Patch;
use serde_json::{Map, Value};

use super::{inbox, listed, secrets};
use crate::mapping::{Scope, present};
use crate::model::{
    Address, Attribute, AttributeScope, AttributeValue, ChannelIdentity, Contact, Country,
    ExternalId, ExternalIdKind, Found, IdentityKind, IdentityScope, Inbox, IssueCode, Organization,
    Service,
};
use crate::normalize::country;

/// A contact. Whoever maps its record takes the secrets out of the exact bytes; the answers of this
/// vendor do.
pub fn contact(at: &mut Scope<'_>, raw: types::Contact) -> Contact {
    let types::Contact {
        additional_attributes,
        availability_status,
        blocked,
        contact_inboxes,
        conversations_count,
        created_at,
        custom_attributes,
        email,
        id,
        identifier,
        last_activity_at,
        name,
        phone_number,
        thumbnail,
        mut extra,
    } = raw;
    let mut contact = at.contact("id", id);
    let identifier = at.text("identifier", identifier);
    contact
        .source
        .external_ids
        .extend(identifier.map(|value| ExternalId {
            kind: ExternalIdKind::Identifier,
            value,
        }));
    contact.name.full = at.text("name", name);
    contact.emails = at.emails("email", email);
    contact.phones = at.phones("phone_number", phone_number);
    contact.media = at.photos("thumbnail", thumbnail);
    contact.consent.blocked = at.blocked("blocked", blocked);
    listed(at, "availability_status", &availability_status);
    contact.activity.presence = at.word("availability_status", availability_status);
    contact.activity.last_activity_at = at.time("last_activity_at", last_activity_at);
    contact.activity.conversations_count = at.count("conversations_count", conversations_count);
    contact.created_at = at.time("created_at", created_at);
    if matches!(contact_inboxes, Patch::Null) {
        at.issue(
            "contact_inboxes",
            IssueCode::TypeMismatch,
            Found::from(&Value::Null),
        );
    }
    contact.online_services = at.each("contact_inboxes", contact_inboxes, inbox::link);
    contact.attributes = at.attributes(
        "custom_attributes",
        custom_attributes,
        AttributeScope::Contact,
    );
    let additional = at.attributes(
        "additional_attributes",
        additional_attributes,
        AttributeScope::Additional,
    );
    promote(
        &mut at.within("additional_attributes"),
        &additional,
        &mut contact,
    );
    contact.attributes.extend(additional);
    newer(at, &mut extra, &mut contact);
    at.extra(extra);
    secrets::keep_out_of_findings(at);
    contact
}

/// Members that newer servers and forks send and the spec does not have yet.
fn newer(at: &mut Scope<'_>, extra: &mut Map<String, Value>, contact: &mut Contact) {
    contact
        .emails
        .extend(at.emails("emails", extra.remove("emails")));
    at.blocked_until(
        "blocked_until",
        extra.remove("blocked_until"),
        &mut contact.consent.blocked,
    );
    contact.updated_at = at.time("updated_at", extra.remove("updated_at"));
    if let Some(Value::Object(identity)) = extra.get_mut("whatsapp_identity") {
        let identity = std::mem::take(identity);
        extra.remove("whatsapp_identity");
        contact.online_services.push(whatsapp_identity(
            &mut at.within("whatsapp_identity"),
            identity,
        ));
    }
}

/// Who a contact without a telephone number is in WhatsApp; means something to one inbox only
/// (chatwoot/chatwoot#13994).
fn whatsapp_identity(at: &mut Scope<'_>, mut members: Map<String, Value>) -> ChannelIdentity {
    let kind: Option<IdentityKind> = match members.remove("type") {
        Some(Value::String(word)) if word == "phone_number" => Some(IdentityKind::Phone),
        word => at.word("type", word),
    };
    let inbox = Inbox {
        id: at.id("inbox_id", members.remove("inbox_id")),
        ..Inbox::default()
    };
    let identity = ChannelIdentity {
        service: Service::Whatsapp,
        kind,
        value: at
            .text("value", members.remove("value"))
            .unwrap_or_default(),
        scope: Some(IdentityScope::Inbox),
        inbox: present(inbox),
        carrier: at.text("provider", members.remove("provider")),
        ..ChannelIdentity::default()
    };
    at.extra(members);
    identity
}

/// What has a slot of its own among the additional attributes. The attributes stay what they are.
fn promote(at: &mut Scope<'_>, additional: &[Attribute], contact: &mut Contact) {
    let address = Address {
        locality: text(additional, "city").map(str::to_owned),
        country: country(
            at,
            text(additional, "country"),
            text(additional, "country_code"),
        ),
        ..Address::default()
    };
    contact.addresses.extend(present(address));
    let company = text(additional, "company_name");
    contact
        .organizations
        .extend(company.map(|name| Organization {
            name: Some(name.to_owned()),
        }));
    if let Some(AttributeValue::Json(Value::Object(profiles))) =
        value(additional, "social_profiles")
    {
        contact
            .online_services
            .extend(profiles.iter().filter_map(profile));
    }
}

/// The country by its name and by its code, of which either may be missing.
fn country(at: &mut Scope<'_>, name: Option<&str>, code: Option<&str>) -> Option<Country> {
    let raw = name.or(code)?.to_owned();
    let read = |text: &str| country::country(text.to_owned()).0.alpha2;
    let by_name = name.and_then(read);
    let by_code = code.and_then(read);
    if let (Some(by_name), Some(by_code), Some(code)) = (&by_name, &by_code, code)
        && by_name != by_code
    {
        at.issue("country_code", IssueCode::Conflict, code);
    }
    if by_name.is_none() && by_code.is_none() {
        let key = if name.is_some() {
            "country"
        } else {
            "country_code"
        };
        at.issue(key, IssueCode::UnknownCountry, raw.as_str());
    }
    // The code is the more exact of the two; the name is there for people.
    let alpha2 = by_code.or(by_name);
    Some(Country { raw, alpha2 })
}

/// A public profile. Agents type in what they like, so the value may be a handle or a URL.
fn profile((service, handle): (&String, &Value)) -> Option<ChannelIdentity> {
    let handle = handle.as_str().filter(|handle| !handle.is_empty())?;
    Some(ChannelIdentity {
        service: match service.as_str() {
            // A profile on Facebook is no identity in Messenger, which are scoped to a page.
            "facebook" => Service::Unknown(service.clone()),
            _ => Service::from_vendor(service.clone()),
        },
        kind: Some(IdentityKind::Handle),
        value: handle.to_owned(),
        ..ChannelIdentity::default()
    })
}

fn value<'a>(attributes: &'a [Attribute], key: &str) -> Option<&'a AttributeValue> {
    let attribute = attributes.iter().find(|attribute| attribute.key == key)?;
    Some(&attribute.value)
}

fn text<'a>(attributes: &'a [Attribute], key: &str) -> Option<&'a str> {
    match value(attributes, key)? {
        AttributeValue::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

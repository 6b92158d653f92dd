//! The values of fields: in a patch, in a contact, and whether two of them are the same.

use std::collections::BTreeMap;

use contacts_core::model::{
    Attribute, AttributeScope, Blocked, Contact, ExternalIdKind, RemoteId, Tag,
};
use contacts_runtime::Patch;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::field::{Field, FieldPath};

pub fn of_patch<T: Serialize>(patch: &Patch<T>) -> Patch<Value> {
    match patch {
        Patch::Absent => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Value(value) => match serde_json::to_value(value) {
            Ok(value) => Patch::Value(value),
            Err(_) => Patch::Absent,
        },
    }
}

pub fn into_patch<T: DeserializeOwned>(patch: Patch<Value>) -> Patch<T> {
    match patch {
        Patch::Absent => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Value(value) => serde_json::from_value(value).map_or(Patch::Absent, Patch::Value),
    }
}

/// A tag or list is there or not.
pub fn of_flag(add: bool) -> Patch<Value> {
    match add {
        true => Patch::Value(Value::Bool(true)),
        false => Patch::Null,
    }
}

pub fn put(map: &mut BTreeMap<String, Patch<Value>>, key: String, change: Patch<Value>) {
    match change {
        Patch::Absent => map.remove(&key),
        change => map.insert(key, change),
    };
}

pub fn put_flag(map: &mut BTreeMap<String, bool>, key: String, change: &Patch<Value>) {
    match change {
        Patch::Absent => map.remove(&key),
        Patch::Null => map.insert(key, false),
        Patch::Value(_) => map.insert(key, true),
    };
}

/// Every place that a contact may have a value at.
pub fn paths(contact: &Contact) -> Vec<FieldPath> {
    let scalars = Field::ALL.iter().filter(|field| !field.has_keys());
    let mut paths: Vec<FieldPath> = scalars.map(|field| FieldPath::from(*field)).collect();
    let attributes = contact.attributes.iter().filter(|of| is_own(of));
    paths.extend(attributes.map(|attribute| Field::Attribute.at(&attribute.key)));
    let tags = contact.tags.iter().filter(|tag| is_there(tag));
    paths.extend(tags.map(|tag| Field::Tag.at(&tag.name)));
    let lists = contact.lists.iter().filter_map(|list| list.id.as_ref());
    paths.extend(lists.map(|id| Field::List.at(id.as_str())));
    let services = contact.online_services.iter();
    paths.extend(services.map(|service| Field::Service.at(service.service.as_str())));
    paths
}

/// What a contact has at a place, as the vendor sent it; nothing where it has nothing.
pub fn of_contact(contact: &Contact, path: &FieldPath) -> Option<Value> {
    let address = contact.addresses.first();
    let key = path.key.as_deref().unwrap_or_default();
    let text = |text: &str| Value::from(text);
    let id = |id: &Option<RemoteId>| id.as_ref().map(|id| Value::from(id.as_str()));
    let owned = |text: &Option<String>| text.clone().map(Value::from);
    let found = match path.field {
        Field::Given => owned(&contact.name.given),
        Field::Surname => owned(&contact.name.surname),
        Field::FullName => owned(&contact.name.full),
        Field::Email => contact.emails.first().map(|email| text(&email.raw)),
        Field::Phone => contact.phones.first().map(|phone| text(&phone.raw)),
        Field::Identifier => {
            let mut ids = contact.source.external_ids.iter();
            let given = |kind: &ExternalIdKind| {
                matches!(
                    kind,
                    ExternalIdKind::Identifier | ExternalIdKind::ExternalId
                )
            };
            ids.find(|id| given(&id.kind)).map(|id| text(&id.value))
        }
        Field::Photo => contact.media.first().map(|media| text(&media.raw)),
        Field::Language => {
            let language = contact.preferred_languages.first();
            language.map(|language| text(&language.raw))
        }
        Field::Country => address?.country.as_ref().map(|country| text(&country.raw)),
        Field::Region => owned(&address?.region),
        Field::Locality => owned(&address?.locality),
        Field::TimeZone => address?.time_zone.as_ref().map(|zone| text(&zone.raw)),
        Field::Gender => contact.gender.as_ref().map(|gender| text(gender.as_str())),
        Field::Organization => owned(&contact.organizations.first()?.name),
        Field::Channel => {
            let service = contact.preferred_service.as_ref();
            service.map(|service| text(service.as_str()))
        }
        Field::Inbox => id(&contact.online_services.first()?.inbox.as_ref()?.id),
        Field::Owner => id(&contact.owner.as_ref()?.id),
        Field::Pipeline => id(&contact.pipeline.id),
        Field::Stage => {
            let stage = contact.pipeline.stage.as_ref()?;
            id(&stage.id).or_else(|| owned(&stage.name))
        }
        Field::Status => owned(&contact.lifecycle.status),
        Field::Origin => owned(&contact.lifecycle.source),
        Field::Blocked => match contact.consent.blocked {
            Blocked::Unknown => None,
            Blocked::No => Some(Value::Bool(false)),
            Blocked::Yes { .. } => Some(Value::Bool(true)),
        },
        Field::DoNotDisturb => contact.consent.do_not_disturb.as_ref()?.on.map(Value::Bool),
        Field::Service => {
            let mut services = contact.online_services.iter();
            let service = services.find(|service| service.service.as_str() == key)?;
            Some(text(&service.value))
        }
        Field::Attribute => attribute(contact, key).map(|of| Value::from(of.value.clone())),
        Field::Tag => tag(contact, key).map(|_| Value::Bool(true)),
        Field::List => {
            let mut lists = contact.lists.iter();
            let list = lists.find(|list| list.id.as_ref().is_some_and(|id| id.as_str() == key));
            list.map(|_| Value::Bool(true))
        }
    };
    // An attribute may be there, and empty.
    let is_value = |found: &Value| path.field == Field::Attribute || found.as_str() != Some("");
    found.filter(|found| !found.is_null() && is_value(found))
}

/// The custom attribute with this key, or with this name where the vendor's key is an id.
fn attribute<'a>(contact: &'a Contact, key: &str) -> Option<&'a Attribute> {
    let own = || contact.attributes.iter().filter(|of| is_own(of));
    own()
        .find(|attribute| attribute.key == key)
        .or_else(|| own().find(|attribute| attribute.name.as_deref() == Some(key)))
}

fn is_own(attribute: &Attribute) -> bool {
    attribute.scope == AttributeScope::Contact
}

fn tag<'a>(contact: &'a Contact, name: &str) -> Option<&'a Tag> {
    let mut tags = contact.tags.iter().filter(|tag| is_there(tag));
    tags.find(|tag| tag.name == name)
}

/// A tag that the account deleted may still be listed.
fn is_there(tag: &Tag) -> bool {
    tag.deleted_at.is_none()
}

/// Whether a vendor stored what was asked for: in its own spelling, where it has one. E-mail addresses in whatever case,
/// telephone numbers in whatever punctuation, numbers as text.
pub fn same(field: Field, asked: &Value, found: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    let (asked, found) = (plain(asked), plain(found));
    match field {
        Field::Email => asked.to_lowercase() == found.to_lowercase(),
        Field::Phone => digits(&asked).eq(digits(&found)),
        Field::Language => asked
            .replace('_', "-")
            .eq_ignore_ascii_case(&found.replace('_', "-")),
        _ => asked == found,
    }
}

fn digits(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(char::is_ascii_digit)
}

/// Whether there is no value, or one that says so.
pub fn is_nothing(value: Option<&Value>) -> bool {
    value.is_none_or(|value| *value == Value::Bool(false) || value.as_str() == Some(""))
}

//! A contact as a Card.

use serde::Serialize;
use serde_json::{Map, Value};

use super::card::{ById, Card};
use super::convert::{Part, utc};
use super::property::{SLOTS, of_extra, ours};
use crate::model::Contact;

/// The provider under which properties of other people's Cards are kept in extra.
pub(super) const FOREIGN: &str = "jscontact";

/// The contact as a Card. [`Contact::raw`] is not part of it.
pub fn export(contact: &Contact) -> Card {
    let mut card = Card {
        object_type: "Card".to_owned(),
        version: "1.0".to_owned(),
        uid: uid(contact),
        kind: Some("individual".to_owned()),
        created: contact.created_at.as_ref().and_then(utc),
        updated: contact.updated_at.as_ref().and_then(utc),
        ..Card::default()
    };
    let beside = &mut card.other;
    card.name = one(&contact.name, "name", beside);
    card.organizations = by_id(&contact.organizations, "o", "organizations", beside);
    card.emails = by_id(&contact.emails, "e", "emails", beside);
    card.phones = by_id(&contact.phones, "p", "phones", beside);
    card.online_services = by_id(&contact.online_services, "s", "onlineServices", beside);
    card.preferred_languages = by_id(
        &contact.preferred_languages,
        "l",
        "preferredLanguages",
        beside,
    );
    card.addresses = by_id(&contact.addresses, "a", "addresses", beside);
    card.media = by_id(&contact.media, "m", "media", beside);
    card.notes = by_id(&contact.notes, "n", "notes", beside);
    for tag in contact
        .tags
        .iter()
        .filter(|tag| tag.deleted_at.is_none() && !tag.name.is_empty())
    {
        card.keywords.insert(tag.name.clone(), true);
    }
    if !contact.tags.is_empty() {
        put(beside, &ours("tags"), &contact.tags);
    }
    for (name, time) in [
        ("createdAt", &contact.created_at),
        ("updatedAt", &contact.updated_at),
    ] {
        let shown = time.as_ref().and_then(utc).map(super::convert::time);
        if shown != *time {
            put(beside, &ours(name), time);
        }
    }
    if let Ok(Value::Object(mut slots)) = serde_json::to_value(contact) {
        for slot in SLOTS {
            if let Some(value) = slots.remove(*slot) {
                beside.insert(ours(slot), value);
            }
        }
    }
    with_extra(card, contact)
}

/// The uid of an imported Card stays; any other is made of the source.
fn uid(contact: &Contact) -> String {
    if contact.source.provider == FOREIGN {
        contact.source.id.as_str().to_owned()
    } else {
        contact.uid()
    }
}

/// Adds what is in extra: foreign properties where they were, all others as vendor properties.
fn with_extra(mut card: Card, contact: &Contact) -> Card {
    let mut foreign = Vec::new();
    for (provider, pointer, value) in contact.extra.iter() {
        if provider == FOREIGN {
            foreign.push((pointer, value));
        } else {
            card.other
                .insert(of_extra(provider, pointer), value.clone());
        }
    }
    if foreign.is_empty() {
        return card;
    }
    let Ok(mut json) = serde_json::to_value(&card) else {
        return card;
    };
    for (pointer, value) in foreign {
        let place = pointer.rsplit_once('/').and_then(|(parent, key)| {
            let members = json.pointer_mut(parent)?.as_object_mut()?;
            let key = key.replace("~1", "/").replace("~0", "~");
            let is_free = !members.contains_key(&key) || pointer == "/kind";
            is_free.then_some((members, key))
        });
        if let Some((members, key)) = place {
            members.insert(key, value.clone());
        } else if let Some(members) = json.as_object_mut() {
            members.insert(of_extra(FOREIGN, pointer), value.clone());
        }
    }
    serde_json::from_value(json).unwrap_or(card)
}

/// The form of a part. What the form does not say is put beside it.
fn one<P: Part + PartialEq + Default + Serialize>(
    part: &P,
    name: &str,
    beside: &mut Map<String, Value>,
) -> Option<P::Form> {
    let form = part.form().map(|form| with_detail(part, form));
    if form.is_none() && *part != P::default() {
        put(beside, &ours(name), part);
    }
    form
}

/// The forms of a list, by ids that tell the order. What has no form is put beside, by its id.
fn by_id<P: Part + PartialEq + Serialize>(
    parts: &[P],
    letter: &str,
    name: &str,
    beside: &mut Map<String, Value>,
) -> ById<P::Form> {
    let mut forms = ById::new();
    let mut formless = Map::new();
    for (index, part) in parts.iter().enumerate() {
        let id = format!("{letter}{}", index + 1);
        match part.form() {
            Some(form) => {
                forms.insert(id, with_detail(part, form));
            }
            None => put(&mut formless, &id, part),
        }
    }
    if !formless.is_empty() {
        beside.insert(ours(name), Value::Object(formless));
    }
    forms
}

/// The whole part beside its form, unless the form says it all.
fn with_detail<P: Part + PartialEq + Serialize>(part: &P, mut form: P::Form) -> P::Form {
    if P::of(&form) != *part {
        put(P::other(&mut form), &ours("detail"), part);
    }
    form
}

fn put(members: &mut Map<String, Value>, name: &str, value: &impl Serialize) {
    if let Ok(value) = serde_json::to_value(value) {
        members.insert(name.to_owned(), value);
    }
}

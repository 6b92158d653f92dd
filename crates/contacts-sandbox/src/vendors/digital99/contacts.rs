//! Creating, changing and deleting a contact.

use serde_json::{Map, Value, json};

use super::record::{self, Kept};
use super::validation::validate;
use super::{Caller, find, inboxes, payload};
use crate::people::Person;
use crate::server::{Answer, Outcome};
use crate::store::Store;

/// Answers 200, not 201. A refusal leaves nothing behind: the source works in a transaction.
pub(super) fn create(store: &Store, body: &Map<String, Value>) -> Outcome {
    let mut person = Person {
        given: Some(String::new()),
        ..Person::created_at(store.now)
    };
    assign(&mut person, body);
    validate(store, &person, &Person::default())?;
    let inbox = inboxes::wanted(store, &person, body)?;
    let person = store.insert_person(person)?;
    let mut kept = Kept::default();
    for (part, name) in ATTRIBUTES {
        kept.set(
            part,
            body.get(*name)
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default(),
        );
    }
    kept.set("picture", false);
    kept.save(store, person.n)?;
    let link = match inbox {
        None => json!({"inbox": null, "source_id": null}),
        Some((inbox, source)) => {
            let source = inboxes::link(store, &person, &inbox, source)?;
            json!({"inbox": inboxes::row(&inbox), "source_id": source})
        }
    };
    let contact = record::contact(store, &person, true)?;
    fetch_picture(store, &person, body)?;
    Ok(payload(&json!({"contact": contact, "contact_inbox": link})))
}

/// Changes what is sent. Both maps of attributes are merged key by key.
pub(super) fn update(
    store: &Store,
    before: &Person,
    body: &Map<String, Value>,
    with_inboxes: bool,
) -> Outcome {
    let mut person = before.clone();
    assign(&mut person, body);
    validate(store, &person, before)?;
    let mut kept = Kept::of(store, person.n)?;
    if (&person.phone, &person.email) != (&before.phone, &before.email) {
        inboxes::keep_sources(store, before, &mut kept)?;
    }
    for (part, name) in ATTRIBUTES {
        if let Some(sent) = body.get(*name).and_then(Value::as_object) {
            let mut merged = attributes(store, &person, &kept, part)?;
            merged.extend(sent.clone());
            kept.set(part, merged);
        }
    }
    person.updated = store.now;
    store.update_person(&person)?;
    kept.save(store, person.n)?;
    let contact = record::contact(store, &person, with_inboxes)?;
    fetch_picture(store, &person, body)?;
    Ok(payload(&contact))
}

/// For administrators, and only while the contact is offline. Who may is asked before whom it is about.
pub(super) fn delete(store: &Store, caller: Caller, id: &str) -> Outcome {
    caller.must_be_administrator()?;
    let person = find(store, id)?;
    if person.online {
        let name = capitalized(&record::name(&person).unwrap_or_default());
        let message = format!("{name} is Online, please try again later");
        return Ok(Answer::json(422, &json!({"message": message})));
    }
    remove(store, person.n)?;
    Ok(Answer::empty(200))
}

pub(super) fn remove(store: &Store, n: i64) -> Outcome<()> {
    store.remove_person(n)?;
    store.remove_document("contact", &n.to_string())?;
    Ok(())
}

pub(super) fn remove_avatar(store: &Store, person: &Person) -> Outcome {
    let mut kept = Kept::of(store, person.n)?;
    kept.set("picture", false);
    kept.save(store, person.n)?;
    Ok(payload(&record::contact(store, person, false)?))
}

/// Takes keys from the custom attributes, which nothing else does. Keys that are not there are ignored.
pub(super) fn remove_attributes(
    store: &Store,
    person: &Person,
    body: &Map<String, Value>,
) -> Outcome {
    let keys: Vec<&str> = match body.get("custom_attributes") {
        Some(Value::Array(keys)) => keys.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(key)) => vec![key],
        _ => Vec::new(),
    };
    let mut kept = Kept::of(store, person.n)?;
    let mut custom = record::custom(store, person, &kept)?;
    custom.retain(|key, _| !keys.contains(&key.as_str()));
    kept.set("custom", custom);
    kept.save(store, person.n)?;
    Ok(payload(&record::contact(store, person, true)?))
}

/// The maps of attributes: what they are kept as, and what a body calls them.
pub(super) const ATTRIBUTES: &[(&str, &str)] = &[
    ("custom", "custom_attributes"),
    ("additional", "additional_attributes"),
];

/// One of the maps of [`ATTRIBUTES`] as it is now.
pub(super) fn attributes(
    store: &Store,
    person: &Person,
    kept: &Kept,
    part: &str,
) -> Outcome<Map<String, Value>> {
    match part {
        "custom" => record::custom(store, person, kept),
        _ => Ok(record::additional(person, kept)),
    }
}

/// Takes over the properties that are sent, cast as Rails does it; what can't be cast is as if it were not there.
fn assign(person: &mut Person, body: &Map<String, Value>) {
    if let Some(name) = text(body, "name") {
        (person.given, person.surname) = (name, None);
    }
    if let Some(email) = text(body, "email") {
        person.email = email
            .map(|email| email.to_lowercase())
            .filter(|email| !email.trim().is_empty());
    }
    if let Some(phone) = text(body, "phone_number") {
        person.phone = phone;
    }
    if let Some(identifier) = text(body, "identifier") {
        person.identifier = identifier;
    }
    if let Some(blocked) = body
        .get("blocked")
        .filter(|value| !value.is_array() && !value.is_object())
    {
        let no = matches!(
            blocked.as_str(),
            Some("" | "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF")
        );
        let blocked =
            !(no || blocked.is_null() || *blocked == json!(false) || *blocked == json!(0));
        person.blocked = blocked.then(|| person.blocked.unwrap_or(person.updated));
    }
}

fn text(body: &Map<String, Value>, name: &str) -> Option<Option<String>> {
    match body.get(name)? {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        Value::Number(number) => Some(Some(number.to_string())),
        Value::Bool(truth) => Some(Some(if *truth { "t" } else { "f" }.into())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The server fetches a picture after it has answered.
fn fetch_picture(store: &Store, person: &Person, body: &Map<String, Value>) -> Outcome<()> {
    let url = body
        .get("avatar_url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if url.starts_with("https://") || url.starts_with("http://") {
        let mut kept = Kept::of(store, person.n)?;
        kept.set("picture", true);
        kept.save(store, person.n)?;
    }
    Ok(())
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}

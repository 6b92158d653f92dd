//! Changing a contact, and the upsert whose values travel in the query string.

use serde_json::{Map, Value, json};

use super::answers::{envelope, invalid, missing};
use super::body::{self, Form};
use super::contacts::{WRITTEN, find, record, telephone};
use crate::people::Person;
use crate::server::{Outcome, Request};
use crate::store::Store;

/// The properties that an update knows, and whether null is one of their values.
const PROPERTIES: &[(&str, Form, bool)] = &[
    ("first_name", Form::Text, true),
    ("last_name", Form::Text, true),
    ("email", Form::Text, true),
    ("channels", Form::Channels, false),
    ("user_attributes", Form::Map, false),
    ("last_seen", Form::Time, true),
    ("last_sent", Form::Time, true),
    ("org_id", Form::Uuid, true),
    ("first_assistant_id", Form::Uuid, true),
    ("last_assistant_id", Form::Uuid, true),
    ("first_widget_id", Form::Uuid, true),
    ("last_widget_id", Form::Uuid, true),
    ("custom_fields", Form::Map, false),
];

/// What is absent stays; what is there is replaced, maps as a whole. Unknown properties are ignored.
pub(super) fn update(store: &Store, request: &Request, id: &str) -> Outcome {
    let mut person = find(store, id)?;
    let mut body = body::object(request)?;
    for (name, form, nullable) in PROPERTIES {
        body::check(&body, name, *form, *nullable)?;
    }
    body.retain(|name, _| PROPERTIES.iter().any(|(known, ..)| known == name));
    for (name, slot) in [
        ("first_name", &mut person.given),
        ("last_name", &mut person.surname),
        ("email", &mut person.email),
    ] {
        if let Some(value) = body.remove(name) {
            *slot = value.as_str().map(str::to_owned);
        }
    }
    if let Some(channels) = body.get("channels") {
        person.phone = channels
            .get("telephone")
            .and_then(Value::as_str)
            .map(str::to_owned);
    }
    write(store, &person, body)?;
    let mut contact = record(store, &person)?;
    contact.remove("id");
    contact.remove("created_at");
    Ok(envelope("Data updated successfully", contact))
}

/// Finds the contact by its e-mail address, else by its number, and changes it; or creates one.
pub(super) fn upsert(store: &Store, request: &Request) -> Outcome {
    let given = |name| {
        request
            .query(name)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let (email, phone) = (given("email"), given("phone_number"));
    if email.is_none() && phone.is_none() {
        return Err(missing(json!(["query", "email"])).into());
    }
    let phone = phone.map(|text| international(&text)).transpose()?;
    let by_email = email
        .as_deref()
        .map(|email| store.with_email(email))
        .transpose()?;
    let by_phone = phone
        .as_deref()
        .map(|phone| store.with_phone(phone))
        .transpose()?;
    let found = by_email.into_iter().chain(by_phone).flatten().next();
    let (known, mut person) = match found {
        Some(person) => (true, person),
        None => (false, store.insert_person(Person::created_at(store.now))?),
    };
    for (value, slot) in [
        (given("first_name"), &mut person.given),
        (given("last_name"), &mut person.surname),
        (email, &mut person.email),
    ] {
        if value.is_some() {
            *slot = value;
        }
    }
    let mut written = Map::new();
    if let Some(phone) = phone.filter(|phone| person.phone.as_ref() != Some(phone)) {
        let mut channels = match record(store, &person)?.remove("channels") {
            Some(Value::Object(channels)) => channels,
            _ => Map::new(),
        };
        channels.extend(telephone(&phone));
        written.insert("channels".into(), channels.into());
        person.phone = Some(phone);
    }
    write(store, &person, written)?;
    let message = if known {
        "Data updated successfully"
    } else {
        "Data created correctly"
    };
    Ok(envelope(message, record(store, &person)?))
}

/// Stores the person, and the properties beside those that were written before.
fn write(store: &Store, person: &Person, properties: Map<String, Value>) -> Outcome<()> {
    let person = Person {
        updated: store.now,
        ..person.clone()
    };
    store.update_person(&person)?;
    let key = person.n.to_string();
    let mut written = match store.document(WRITTEN, &key)? {
        Some(Value::Object(written)) => written,
        _ => Map::new(),
    };
    written.extend(properties);
    store.put_document(WRITTEN, &key, &written.into())?;
    Ok(())
}

/// Examples have the country code without a plus sign.
fn international(text: &str) -> Outcome<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        let message = "Value error, not a telephone number";
        let place = json!(["query", "phone_number"]);
        return Err(invalid(place, "value_error", message, text.into(), Value::Null).into());
    }
    Ok(format!("+{digits}"))
}

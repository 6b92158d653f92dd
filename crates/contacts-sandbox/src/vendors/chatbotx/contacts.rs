//! Creating, changing and deleting contacts.

use serde_json::Value;

use super::answers::{not_found, phone_exists};
use super::input::{ANY, DIGITS, Form, GENDER, Input, Text, fits};
use super::records::{WRITTEN, with_relations, written};
use super::{CHANNELS, fields, lists};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Definition, Store};

const CHANNEL: Text = Text {
    form: Form::OneOf(CHANNELS),
    ..ANY
};
const GENDERS: &[&str] = &["male", "female", "unknown"];

/// Answers the contact bare, with status 200.
pub(super) fn create(store: &Store, request: &Request) -> Outcome {
    let mut input = Input::read(request)?;
    let email = input.required("email", Text::up_to(100, Form::EmailOrEmpty));
    let gender = input.required("gender", GENDER);
    let channel = input.required("channel", CHANNEL);
    let inbox = input.required("inboxId", DIGITS);
    let phone = input
        .optional("phoneNumber", Text::up_to(20, Form::PhoneOrEmpty))
        .unwrap_or_default();
    let source = input
        .optional("contactId", Text::up_to(255, Form::Any))
        .unwrap_or_default();
    let given = input.optional("firstName", Text::up_to(100, Form::Any));
    let surname = input.optional("lastName", Text::up_to(100, Form::Any));
    match channel.as_str() {
        "whatsapp" if phone.is_empty() => {
            input.custom("phoneNumber", "Phone number is required for WhatsApp")
        }
        "smtp" if email.is_empty() => input.custom("email", "Email is required for SMTP"),
        "whatsapp" | "smtp" | "webchat" | "omnichannel" => {}
        _ if source.is_empty() => input.custom("contactId", "Contact ID is required"),
        _ => {}
    }
    input.finish()?;
    let inbox = find_inbox(store, &inbox)?;
    if inbox.detail != channel {
        return Err(not_found("Inbox not found").into());
    }
    refuse_phone(store, &phone)?;
    let person = Person {
        given,
        surname,
        email: filled(email),
        phone: filled(phone),
        gender: Some(gender),
        ..Person::created_at(store.now)
    };
    let person = settle(store, person, &inbox)?;
    if !source.is_empty() {
        write(store, person.n, "source", source)?;
    }
    Ok(Answer::json(200, &with_relations(store, &person)?.into()))
}

/// Changes the fields that are named. Keys and genders that the server does not know are ignored.
pub(super) fn update(store: &Store, request: &Request, mut person: Person) -> Outcome {
    let mut input = Input::read(request)?;
    let mut values = Vec::new();
    for name in input.names() {
        values.extend(input.optional(&name, ANY).map(|value| (name, value)));
    }
    input.finish()?;
    // What was beyond the first 50 fields was unknown here too.
    let known = store.definitions(Kind::Field)?;
    let named = |name: &str| {
        values
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    for (name, value) in &values {
        let slot = match name.as_str() {
            "phoneNumber" => &mut person.phone,
            "email" => &mut person.email,
            "firstName" => &mut person.given,
            "lastName" => &mut person.surname,
            "timezone" => &mut person.time_zone,
            "gender" if GENDERS.contains(&value.as_str()) => &mut person.gender,
            id => {
                let place = store.ids.read_snowflake(Kind::Field, id);
                if let Some(field) = known
                    .iter()
                    .take(50)
                    .find(|field| Some(field.place) == place)
                {
                    fields::put(store, &person, field, value)?;
                }
                continue;
            }
        };
        *slot = filled(value.clone());
    }
    if let (Some(id), Some(language)) = (named("contactInboxId"), named("language")) {
        let serial = store
            .ids
            .read_snowflake(Kind::Inbox, id)
            .unwrap_or_default();
        if let Some(link) = store
            .link(Kind::Inbox, serial)?
            .filter(|link| link.person == person.n)
        {
            store.update_link(&Link {
                value: language.to_owned(),
                ..link
            })?;
        }
    }
    store.update_person(&Person {
        updated: store.now,
        ..person
    })?;
    Ok(Answer::empty(204))
}

/// Changes the contact, or creates it in the webchat inbox.
pub(super) fn upsert(store: &Store, request: &Request, identifier: &str) -> Outcome {
    let mut input = Input::read_optional(request)?;
    let given = input.optional("firstName", Text::up_to(100, Form::Any));
    let surname = input.optional("lastName", Text::up_to(100, Form::Any));
    let email = input.optional("email", Text::up_to(100, Form::EmailOrEmpty));
    let phone = input.optional(
        "phoneNumber",
        Text {
            least: 10,
            most: 20,
            form: Form::Phone,
        },
    );
    let avatar = input.optional("avatar", ANY);
    let gender = input.optional("gender", GENDER);
    input.finish()?;
    let (found, mut person) = match (identifier.split_once(':'), lists::find(store, identifier)) {
        (_, Ok(person)) => (true, person),
        (Some(("email", email)), Err(_)) if fits(email, Form::Email) => {
            let email = Some(email.to_owned());
            (
                false,
                Person {
                    email,
                    ..Person::created_at(store.now)
                },
            )
        }
        (Some(("phone", phone)), Err(_)) if fits(phone, Form::Phone) => {
            let phone = Some(phone.to_owned());
            (
                false,
                Person {
                    phone,
                    ..Person::created_at(store.now)
                },
            )
        }
        (_, Err(refusal)) => return Err(refusal),
    };
    if !found {
        refuse_phone(store, phone.as_deref().unwrap_or_default())?;
    }
    for (value, slot) in [
        (given, &mut person.given),
        (surname, &mut person.surname),
        (email, &mut person.email),
        (phone, &mut person.phone),
        (gender, &mut person.gender),
    ] {
        if let Some(value) = value {
            *slot = filled(value);
        }
    }
    person.updated = store.now;
    if found {
        store.update_person(&person)?;
    } else {
        let inboxes = store.definitions(Kind::Inbox)?;
        let webchat = inboxes.iter().find(|inbox| inbox.detail == "webchat");
        person = settle(
            store,
            person,
            webchat.ok_or_else(|| not_found("Inbox not found"))?,
        )?;
    }
    if let Some(avatar) = avatar {
        write(store, person.n, "avatar", avatar)?;
    }
    Ok(Answer::json(200, &with_relations(store, &person)?.into()))
}

pub(super) fn delete(store: &Store, person: &Person) -> Outcome {
    remove(store, person.n)?;
    Ok(Answer::empty(204))
}

/// The newer form of the answer, with those that were not there.
pub(super) fn delete_several(store: &Store, request: &Request) -> Outcome {
    let mut input = Input::read(request)?;
    let ids = input.texts("contactIds", 1, 1000, DIGITS);
    input.finish()?;
    let mut skipped = Vec::new();
    for id in &ids {
        let n = store
            .ids
            .read_snowflake(Kind::Person, id)
            .unwrap_or_default();
        if !remove(store, n)? {
            skipped.push(id.as_str());
        }
    }
    Ok(processed(ids.len(), &skipped))
}

pub(super) fn block(store: &Store, person: Person, blocked: Option<i64>) -> Outcome {
    store.update_person(&Person {
        blocked,
        updated: store.now,
        ..person
    })?;
    Ok(Answer::empty(204))
}

/// The inbox with this id.
pub(super) fn find_inbox(store: &Store, id: &str) -> Outcome<Definition> {
    let place = store
        .ids
        .read_snowflake(Kind::Inbox, id)
        .unwrap_or_default();
    let inbox = store.definition(Kind::Inbox, place)?;
    Ok(inbox.ok_or_else(|| not_found("Inbox not found"))?)
}

/// How many of a list were dealt with, and which were not.
pub(super) fn processed(all: usize, skipped: &[&str]) -> Answer {
    let processed = all.saturating_sub(skipped.len());
    let body = serde_json::json!({"processed": processed, "skippedContactIds": skipped});
    Answer::json(200, &body)
}

/// Adds the person with its place in an inbox and its conversation.
fn settle(store: &Store, person: Person, inbox: &Definition) -> Outcome<Person> {
    let person = store.insert_person(person)?;
    for kind in [Kind::Inbox, Kind::Conversation] {
        store.add_link(Link {
            person: person.n,
            kind: kind as i64,
            parent: inbox.place,
            at: store.now,
            ..Link::default()
        })?;
    }
    Ok(person)
}

fn refuse_phone(store: &Store, phone: &str) -> Outcome<()> {
    if phone.is_empty() || store.with_phone(phone)?.is_empty() {
        return Ok(());
    }
    Err(phone_exists().into())
}

fn remove(store: &Store, n: i64) -> Outcome<bool> {
    store.remove_document(WRITTEN, &n.to_string())?;
    Ok(store.remove_person(n)?)
}

fn write(store: &Store, n: i64, name: &str, value: String) -> Outcome<()> {
    let mut members = written(store, n)?;
    members.insert(name.to_owned(), value.into());
    store.put_document(WRITTEN, &n.to_string(), &Value::Object(members))?;
    Ok(())
}

/// The text, unless it is empty.
fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

//! Messages: of a contact, and those of custom channels, which come in and go out here.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::{bad_request, contacts, find, keep, prepare, text};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome};
use crate::store::Store;

pub(super) fn of_contact(store: &Store, id: &str) -> Outcome {
    let messages = store.links(find(store, id)?.n, Kind::Message)?;
    let messages = messages.iter().map(|message| {
        json!({
            "id": store.ids.letters(Kind::Message, message.serial()),
            "body": message.value,
            "direction": if message.state == 1 { "outbound" } else { "inbound" },
            "createdAt": time(message.at),
        })
    });
    Ok(Answer::json(200, &messages.collect()))
}

pub(super) fn receive(store: &Store, body: &Map<String, Value>) -> Outcome {
    take(store, body, "fromId", 0)
}

pub(super) fn send(store: &Store, body: &Map<String, Value>) -> Outcome {
    take(store, body, "toId", 1)
}

/// Keeps a message of the contact that the property names, who is made if there is none.
fn take(store: &Store, body: &Map<String, Value>, who: &str, direction: i64) -> Outcome {
    let Some(data) = body.get("customData").and_then(Value::as_object) else {
        return Ok(bad_request("customData is required"));
    };
    if text(body, "messageType").is_none() {
        return Ok(bad_request("messageType is required"));
    }
    let Some(address) = text(data, who) else {
        return Ok(bad_request(&format!("{who} is required")));
    };
    let phone = contacts::international(address);
    let found = match &phone {
        Some(phone) => store.with_phone(phone)?,
        None => store.with_identifier(address)?,
    };
    let mut person = match found.into_iter().next() {
        Some(person) => person,
        None => stranger(store, phone, address, text(data, "channel"))?,
    };
    let message = store.add_link(Link {
        person: person.n,
        kind: Kind::Message as i64,
        state: direction,
        value: text(data, "body").unwrap_or_default().to_owned(),
        at: store.now,
        ..Link::default()
    })?;
    person.active = Some(store.now);
    store.update_person(&person)?;
    let id = store.ids.letters(Kind::Message, message.serial());
    Ok(Answer::json(
        200,
        &json!({"success": true, "messageId": id}),
    ))
}

fn stranger(
    store: &Store,
    phone: Option<String>,
    address: &str,
    channel: Option<&str>,
) -> Outcome<Person> {
    let mut person = Person {
        identifier: phone.is_none().then(|| address.to_owned()),
        phone,
        ..Person::created_at(store.now)
    };
    prepare(&mut person);
    let person = store.insert_person(person)?;
    let mut kept = Map::new();
    kept.insert("isBotActive".into(), true.into());
    kept.insert("channel".into(), channel.unwrap_or("custom").into());
    keep(store, person.n, kept)?;
    Ok(person)
}

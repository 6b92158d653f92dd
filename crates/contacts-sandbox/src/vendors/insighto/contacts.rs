//! Contacts as they are listed, read and deleted.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rlibphonenumber::PHONE_NUMBER_UTIL;
use serde_json::{Map, Value, json};

use super::answers::{detail, envelope, page_of, paging, uuid};
use super::body;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Outcome, Request};
use crate::store::{Filter, Odd, Slice, Store};
use crate::vendors::time;

/// What was written to a contact beside its name and addresses, by property.
pub(super) const WRITTEN: &str = "contact";

pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let (page, size) = paging(request)?;
    let total = store.count(&Filter::all())?;
    let mut items = Vec::new();
    for person in store.people(&Filter::all(), Slice::page("n", page, size))? {
        items.push(Value::Object(record(store, &person)?));
    }
    Ok(page_of(items, total, page, size))
}

pub(super) fn get(store: &Store, id: &str) -> Outcome {
    let person = find(store, id)?;
    Ok(envelope("", record(store, &person)?))
}

pub(super) fn find(store: &Store, id: &str) -> Outcome<Person> {
    let n = uuid(store.ids, Kind::Person, "contact_id", id)?;
    Ok(store
        .person(n)?
        .ok_or_else(|| detail(404, "Contact not found"))?)
}

pub(super) fn delete(store: &Store, id: &str) -> Outcome {
    let person = find(store, id)?;
    remove(store, person.n)?;
    let id = store.ids.uuid(Kind::Person, person.n);
    Ok(envelope("Data deleted successfully", json!({"id": id})))
}

/// Deletes whoever of the list is there.
pub(super) fn delete_several(store: &Store, request: &Request) -> Outcome {
    let body = body::object(request)?;
    for id in body::uuids(&body, "contact_ids", 0)? {
        if let Some(n) = store.ids.read_uuid(Kind::Person, &id) {
            remove(store, n)?;
        }
    }
    Ok(envelope("Data deleted successfully", Value::Null))
}

fn remove(store: &Store, n: i64) -> Outcome<()> {
    store.remove_person(n)?;
    store.remove_document(WRITTEN, &n.to_string())?;
    Ok(())
}

/// A contact as the list and the look-up show it.
pub(super) fn record(store: &Store, person: &Person) -> Outcome<Map<String, Value>> {
    let ids = store.ids;
    let conversations = store.links(person.n, Kind::Conversation)?;
    let widget = |link: Option<&Link>| link.map(|link| ids.uuid(Kind::Inbox, link.parent));
    let assistant = conversations.first().map(|_| ids.uuid(Kind::Assistant, 1));
    let contact = json!({
        "first_name": person.given,
        "last_name": person.surname,
        "email": person.email,
        "channels": channels(store, person),
        "user_attributes": attributes(person),
        "last_seen": person.active.map(time),
        "last_sent": conversations.last().map(|link| time(link.at + 60)),
        "org_id": ids.uuid(Kind::Organization, 1),
        "first_assistant_id": assistant,
        "last_assistant_id": assistant,
        "first_widget_id": widget(conversations.first()),
        "last_widget_id": widget(conversations.last()),
        "custom_fields": custom_fields(store, person)?,
        "id": ids.uuid(Kind::Person, person.n),
        "created_at": time(person.created),
    });
    let Value::Object(mut contact) = contact else {
        return Ok(Map::new());
    };
    if let Some(Value::Object(written)) = store.document(WRITTEN, &person.n.to_string())? {
        contact.extend(written);
    }
    match store.odd(person.n) {
        Some(Odd::Property) => {
            contact.insert("loyalty".into(), json!({"tier": 3, "since": null}));
        }
        Some(Odd::Broken) => {
            contact.insert("channels".into(), "+1 (202) 555-0114".into());
        }
        _ => {}
    }
    Ok(contact)
}

/// The telephone number, and what else is known of an invented person.
fn channels(store: &Store, person: &Person) -> Map<String, Value> {
    let mut channels = person.phone.as_deref().map(telephone).unwrap_or_default();
    if !store.is_seeded(person.n) {
        return channels;
    }
    if let Some(phone) = person.phone.as_deref().filter(|_| person.n % 3 == 0) {
        channels.insert("whatsapp".into(), phone.into());
    }
    if let Some(email) = person.email.as_ref().filter(|_| person.n % 6 == 1) {
        channels.insert("email".into(), email.as_str().into());
    }
    if person.n % 14 == 1 {
        channels.insert("instagram".into(), format!("@sandbox_{}", person.n).into());
    }
    channels
}

/// A telephone number in the four keys that Insighto has for it. `country_code` is the calling code and
/// `dial_code` the country: the vendor has the two names the wrong way round.
pub(super) fn telephone(phone: &str) -> Map<String, Value> {
    let mut channels = Map::new();
    channels.insert("telephone".into(), phone.into());
    let (national, code, country) = match (phone.strip_prefix("+1"), phone.get(2..5)) {
        (Some(national), Some(area)) => (national.to_owned(), 1, Some(country_of(area))),
        _ => match PHONE_NUMBER_UTIL.parse(phone, None) {
            Ok(number) => {
                let country = number.get_region_code().map(|country| country.to_string());
                let national = number.get_national_significant_number();
                (national, number.country_code, country)
            }
            Err(_) => return channels,
        },
    };
    channels.insert("national_number".into(), national.into());
    channels.insert("country_code".into(), code.to_string().into());
    channels.insert("dial_code".into(), country.into());
    channels
}

/// The country of an area code of the North American plan, which 25 countries share. To ask about each
/// number would cost more than all the rest of its record.
fn country_of(area: &str) -> String {
    static KNOWN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let ask = || {
        let number = PHONE_NUMBER_UTIL.parse(format!("+1{area}5550123"), None);
        Some(number.ok()?.get_region_code()?.to_string())
    };
    // Many area codes belong to nobody yet.
    let country = known
        .entry(area.to_owned())
        .or_insert_with(|| ask().unwrap_or("US".to_owned()));
    country.clone()
}

fn attributes(person: &Person) -> Map<String, Value> {
    let company = person.company.as_deref();
    company
        .map(|company| ("company".to_owned(), company.into()))
        .into_iter()
        .collect()
}

fn custom_fields(store: &Store, person: &Person) -> Outcome<Map<String, Value>> {
    let mut fields = Map::new();
    for (link, field) in store.defined(person.n, Kind::Field)? {
        let number = (field.detail == "number")
            .then(|| link.value.parse::<f64>().ok())
            .flatten();
        let value = number.map_or_else(|| link.value.clone().into(), Value::from);
        fields.insert(field.name, value);
    }
    Ok(fields)
}

//! One contact: found, created, blocked, deleted.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::record::{self, Kept};
use super::session::Caller;
use super::update::{self, Stage};
use super::{error, missing, required, text};
use crate::account::user;
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome};
use crate::store::Store;

/// A contact in the envelope of creation and update, where it comes twice.
pub(super) fn result(store: &Store, person: &Person, message: &str) -> Outcome {
    let contact = record::contact(store, person)?;
    let body = json!({
        "success": true,
        "data": {"contact": contact, "message": message},
        "message": message,
        "contact": contact,
    });
    Ok(Answer::json(200, &body))
}

pub(super) fn by_phone(store: &Store, body: &Map<String, Value>) -> Outcome {
    match with_phone(store, required(body, "phoneNumber")?)? {
        Some(person) => result(store, &person, "Contact found"),
        None => Ok(error(404, "Contact not found")),
    }
}

/// The contact with a number, which needn't be its main one.
pub(super) fn with_phone(store: &Store, phone: &str) -> Outcome<Option<Person>> {
    if let Some(person) = store.with_phone(phone)?.into_iter().next() {
        return Ok(Some(person));
    }
    let n = store
        .document("phone", phone)?
        .and_then(|n| n.as_i64())
        .unwrap_or_default();
    let Some(person) = store.person(n)? else {
        return Ok(None);
    };
    let kept = Kept::of(store, n)?;
    let has = kept
        .entries("phones")
        .is_some_and(|phones| phones.iter().any(|entry| record::value(entry) == phone));
    Ok(has.then_some(person))
}

/// The path is singular. The contact belongs to whoever creates it.
pub(super) fn create(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let phone = e164(required(body, "phoneNumber")?);
    let own = |name| Ok::<_, crate::server::Fault>(text(body, name)?.map(str::to_owned));
    let mut person = Person {
        given: own("firstName")?,
        surname: own("lastName")?,
        email: own("email")?
            .filter(|email| !email.is_empty())
            .map(|email| email.to_lowercase()),
        phone: Some(phone.clone()),
        owner: Some(caller.user),
        ..Person::created_at(store.now)
    };
    let mut kept = Kept::of_new();
    if let Some(process) = text(body, "process")? {
        kept.set("process", process);
    }
    Stage::of(store, body)?.give(&mut person, &mut kept);
    if with_phone(store, &phone)?.is_some() {
        return Ok(update::taken());
    }
    let person = store.insert_person(person)?;
    kept.set("phones", json!([{"value": phone, "isPrimary": true}]));
    kept.save(store, person.n)?;
    result(store, &person, "Contact created")
}

pub(super) fn block(store: &Store, mut person: Person, blocked: bool) -> Outcome {
    person.blocked = blocked.then_some(store.now);
    person.updated = store.now;
    store.update_person(&person)?;
    result(
        store,
        &person,
        if blocked {
            "Contact blocked"
        } else {
            "Contact unblocked"
        },
    )
}

pub(super) fn delete(store: &Store, person: &Person) -> Outcome {
    remove(store, person.n)?;
    Ok(Answer::json(
        200,
        &json!({"success": true, "message": "Contact deleted"}),
    ))
}

/// Ids that nobody has are not counted, and are no error.
pub(super) fn delete_all(store: &Store, body: &Map<String, Value>) -> Outcome {
    let ids = body
        .get("contactIds")
        .and_then(Value::as_array)
        .ok_or_else(|| missing("contactIds"))?;
    let mut count = 0;
    for id in ids.iter().filter_map(Value::as_str) {
        let n = store
            .ids
            .read_object_id(Kind::Person, id)
            .unwrap_or_default();
        count += i64::from(remove(store, n)?);
    }
    let message = format!("{count} contacts deleted");
    Ok(Answer::json(
        200,
        &json!({"message": message, "deletedCount": count}),
    ))
}

pub(super) fn remove(store: &Store, n: i64) -> Outcome<bool> {
    store.remove_document("contact", &n.to_string())?;
    Ok(store.remove_person(n)?)
}

pub(super) fn protection(store: &Store, person: &Person) -> Outcome {
    let protected = person.owner.is_some() && person.n % 4 == 0;
    let data = json!({
        "isProtected": protected,
        "protectedUntil": protected.then(|| time(store.now + 7 * 24 * 3600)),
        "ownerName": person.owner.map(|owner| user(owner).0),
        "ownerLastMessageAt": person.active.map(time),
    });
    Ok(Answer::json(200, &json!({"success": true, "data": data})))
}

/// A number of North America in E.164; any other text as it is, without blanks and signs between its digits.
pub(super) fn e164(text: &str) -> String {
    let bare: String = text
        .chars()
        .filter(|letter| !" ()-./".contains(*letter))
        .collect();
    let digits = bare.bytes().all(|byte| byte.is_ascii_digit());
    match bare.len() {
        10 if digits => format!("+1{bare}"),
        11 if digits && bare.starts_with('1') => format!("+{bare}"),
        _ => bare,
    }
}

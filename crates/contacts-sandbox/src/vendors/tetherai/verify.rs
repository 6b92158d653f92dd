//! Verification of a contact, of one of its numbers, or of one of its addresses. The messages of the older
//! operations say "verified" whatever was done, as their pages do.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::contacts::e164;
use super::record::{self, Kept};
use super::session::Caller;
use super::{error, invalid, required, text, update};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome};
use crate::store::Store;

/// What is set on an entry; nothing takes the verification back.
struct Verification<'a> {
    at: Option<String>,
    by: Caller,
    source: Option<&'a str>,
}

pub(super) fn contact(
    store: &Store,
    caller: Caller,
    person: Person,
    body: &Map<String, Value>,
) -> Outcome {
    let verification = Verification {
        at: Some(time(store.now)),
        by: caller,
        source: text(body, "verificationSource")?,
    };
    whole(store, person, &verification)
}

pub(super) fn take_back(store: &Store, person: Person) -> Outcome {
    let none = Verification {
        at: None,
        by: Caller { user: 1 },
        source: None,
    };
    whole(store, person, &none)
}

pub(super) fn phone(
    store: &Store,
    caller: Caller,
    mut person: Person,
    body: &Map<String, Value>,
) -> Outcome {
    let number = required(body, "phoneNumber")?;
    let verification = Verification {
        at: match body.get("verifiedAt") {
            None => Some(time(store.now)),
            Some(_) => moment(body)?,
        },
        by: caller,
        source: None,
    };
    if set(store, &mut person, "phones", &verification, |entry| {
        record::value(entry) == number
    })?
    .is_none()
    {
        return Ok(error(404, "No such phone number on this contact"));
    }
    Ok(verified(record::few_fields(store, &person)))
}

/// Numbers are brought to E.164 and addresses to lower case before they are looked for.
pub(super) fn method(
    store: &Store,
    caller: Caller,
    mut person: Person,
    body: &Map<String, Value>,
) -> Outcome {
    let (kind, wanted) = (required(body, "type")?, required(body, "value")?);
    let (part, field, title, wanted) = match kind {
        "phone" => ("phones", "phoneNumber", "Phone number", e164(wanted)),
        "email" => ("emails", "email", "Email", wanted.to_lowercase()),
        _ => return Err(invalid("type must be phone or email")),
    };
    let verification = Verification {
        at: moment(body)?,
        by: caller,
        source: text(body, "verificationSource")?,
    };
    let done = if verification.at.is_some() {
        "verified"
    } else {
        "unverified"
    };
    let is_wanted = |entry: &Value| record::value(entry).eq_ignore_ascii_case(&wanted);
    let Some(entries) = set(store, &mut person, part, &verification, is_wanted)? else {
        return Ok(error(
            404,
            &format!("No such {} on this contact", title.to_lowercase()),
        ));
    };
    let mut contact = record::few_fields(store, &person);
    contact.insert(field.into(), entries.into());
    let body = json!({"message": format!("{title} {done}"), "data": {"contact": contact}});
    Ok(Answer::json(200, &body))
}

/// The main number stands for the contact.
fn whole(store: &Store, mut person: Person, verification: &Verification<'_>) -> Outcome {
    set(store, &mut person, "phones", verification, |entry| {
        entry.get("isPrimary") == Some(&true.into())
    })?;
    Ok(verified(record::few_fields(store, &person)))
}

fn verified(contact: Map<String, Value>) -> Answer {
    Answer::json(
        200,
        &json!({"message": "Contact verified", "data": {"contact": contact}}),
    )
}

/// Changes the entries that are wanted, and gives all of them; none if there is no such entry.
fn set(
    store: &Store,
    person: &mut Person,
    part: &str,
    verification: &Verification<'_>,
    is_wanted: impl Fn(&Value) -> bool,
) -> Outcome<Option<Vec<Value>>> {
    let mut kept = Kept::of(store, person.n)?;
    let mut entries = record::entries(store, person, &kept, part);
    let mut found = false;
    for entry in entries.iter_mut().filter(|entry| is_wanted(entry)) {
        found = true;
        let Some(entry) = entry.as_object_mut() else {
            continue;
        };
        entry.remove("verifiedBy");
        entry.remove("verificationSource");
        entry.insert("verifiedAt".into(), verification.at.clone().into());
        if verification.at.is_some() {
            let user = store.ids.object_id(Kind::User, verification.by.user);
            entry.insert("verifiedBy".into(), user.into());
            if let Some(source) = verification.source {
                entry.insert("verificationSource".into(), source.into());
            }
        }
    }
    if !found {
        return Ok(None);
    }
    kept.set(part, entries.clone());
    update::save(store, person, kept)?;
    Ok(Some(entries))
}

fn moment(body: &Map<String, Value>) -> Outcome<Option<String>> {
    match body.get("verifiedAt") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.parse::<Timestamp>().is_ok() => Ok(Some(text.clone())),
        Some(_) => Err(invalid("verifiedAt must be a date")),
    }
}

//! Notes about a contact, without a payload around them.

use serde_json::{Map, Value, json};

use super::{ACCOUNT_NUMBER, Caller, body, invalid, missing, not_found, number};
use crate::account;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// All of them, newest first, in a bare array.
pub(super) fn list(store: &Store, person: &Person) -> Outcome {
    let mut notes = store.links(person.n, Kind::Note)?;
    notes.sort_by_key(|note| (note.at, note.place));
    let mut items = Vec::new();
    for link in notes.iter().rev() {
        items.push(note(store, link)?);
    }
    Ok(Answer::json(200, &items.into()))
}

pub(super) fn create(
    store: &Store,
    caller: Caller,
    person: &Person,
    body: &Map<String, Value>,
) -> Outcome {
    let Some(content) = content(body)?.filter(|content| !content.trim().is_empty()) else {
        return Err(invalid(&[("content", "Content can't be blank".into())]));
    };
    let link = store.add_link(Link {
        person: person.n,
        kind: Kind::Note as i64,
        state: caller.user,
        value: content,
        at: store.now,
        ..Link::default()
    })?;
    Ok(Answer::json(200, &note(store, &link)?))
}

/// Reading, changing or deleting one note of the contact.
pub(super) fn one(
    store: &Store,
    caller: Caller,
    person: &Person,
    id: &str,
    request: &Request,
) -> Outcome {
    let id = number(id);
    let found = store.numbered(Kind::Note, id)?;
    let own = found.filter(|link| link.person == person.n);
    let mut link = own.ok_or_else(not_found)?;
    match request.method() {
        "GET" => {}
        "DELETE" => {
            store.remove_link(&link)?;
            store.remove_document("note changed", &id.to_string())?;
            return Ok(Answer::empty(200));
        }
        _ => {
            let text = content(&body(request)?)?;
            if let Some(blank) = text.as_ref().filter(|text| text.trim().is_empty()) {
                // Not kept, and yet the answer is the note with the blank text, by the source.
                link.value.clone_from(blank);
                return Ok(Answer::json(200, &note(store, &link)?));
            }
            link.value = text.unwrap_or(link.value);
            link.state = caller.user;
            store.update_link(&link)?;
            store.put_document("note changed", &id.to_string(), &store.now.into())?;
        }
    }
    Ok(Answer::json(200, &note(store, &link)?))
}

/// The text of `note.content`; an error without `note`.
fn content(body: &Map<String, Value>) -> Outcome<Option<String>> {
    let note = body
        .get("note")
        .and_then(Value::as_object)
        .filter(|note| !note.is_empty());
    let content = note.ok_or_else(|| missing("note"))?.get("content");
    Ok(match content {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Null) => Some(String::new()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

fn note(store: &Store, link: &Link) -> Outcome<Value> {
    let id = store.number(link)?;
    let changed = store.document("note changed", &id.to_string())?;
    Ok(json!({
        "id": id,
        "content": link.value,
        // A mistake in the server's template leaves both empty.
        "account_id": null,
        "contact_id": null,
        "user": agent(link.state),
        "created_at": link.at,
        "updated_at": changed.unwrap_or_else(|| link.at.into()),
    }))
}

/// A user of the account.
pub(super) fn agent(number: i64) -> Value {
    let (name, email) = account::user(number);
    json!({
        "id": number,
        "account_id": ACCOUNT_NUMBER,
        "availability_status": "offline",
        "auto_offline": true,
        "confirmed": true,
        "email": email,
        "available_name": name,
        "name": name,
        "role": if number == 1 { "administrator" } else { "agent" },
        "thumbnail": "",
    })
}

//! Notes of a contact, by offset and not by page.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::session::Caller;
use super::{find, missing, required, text};
use crate::account::user;
use crate::ids::Kind;
use crate::people::Link;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

const ATTACHMENTS: &str = "attachments of a note";

pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let id = request
        .query("contactId")
        .ok_or_else(|| missing("contactId"))?;
    let person = find(store, id)?;
    let whole = |name, default| {
        request
            .query(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (limit, offset): (usize, usize) = (whole("limit", 25), whole("offset", 0));
    let mut all = store.links(person.n, Kind::Note)?;
    let total = all.len();
    all.sort_by_key(|note| std::cmp::Reverse((note.at, note.place)));
    let mut notes = Vec::new();
    for link in all.iter().skip(offset).take(limit) {
        notes.push(note(store, link)?);
    }
    let pagination = json!({
        "total": total,
        "limit": limit,
        "offset": offset,
        "hasMore": offset.saturating_add(limit) < total,
    });
    Ok(Answer::json(
        200,
        &json!({"success": true, "data": notes, "pagination": pagination}),
    ))
}

/// Nobody is told of being mentioned here.
pub(super) fn create(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let person = find(store, required(body, "contactId")?)?;
    let link = store.add_link(Link {
        person: person.n,
        kind: Kind::Note as i64,
        state: caller.user,
        value: text(body, "note")?.unwrap_or_default().to_owned(),
        at: store.now,
        ..Link::default()
    })?;
    let attachments = body.get("attachments").and_then(Value::as_array);
    let attachments: Vec<_> = attachments.into_iter().flatten().map(attachment).collect();
    if !attachments.is_empty() {
        store.put_document(ATTACHMENTS, &link.serial().to_string(), &attachments.into())?;
    }
    let note = note(store, &link)?;
    let body = json!({"success": true, "message": "Contact note created", "data": note});
    Ok(Answer::json(200, &body))
}

fn attachment(sent: &Value) -> Value {
    let key = sent.get("key").and_then(Value::as_str).unwrap_or_default();
    json!({
        "name": sent.get("name").and_then(Value::as_str),
        "size": sent.get("size").and_then(Value::as_u64),
        "type": sent.get("type").and_then(Value::as_str),
        "signedUrl": format!("https://files.example.com/{key}?expires=600"),
    })
}

fn note(store: &Store, link: &Link) -> Outcome<Value> {
    let (name, email) = user(link.state);
    let number = store.number(link)?;
    let attachments = store.document(ATTACHMENTS, &number.to_string())?;
    Ok(json!({
        "_id": store.ids.object_id(Kind::Note, number),
        "userId": {"_id": store.ids.object_id(Kind::User, link.state), "fullName": name, "email": email},
        "note": link.value,
        "attachments": attachments.unwrap_or_else(|| json!([])),
        "reactions": [],
        "isEdited": false,
        "createdAt": time(link.at),
    }))
}

//! Splitting one contact into two.

use serde_json::{Map, Value, json};

use super::contacts::{e164, with_phone};
use super::record::{self, Kept};
use super::{error, invalid, missing, update};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome};
use crate::store::Store;

/// What is not named stays with the original, and so do stage and owner, which the new contact has too.
pub(super) fn split(store: &Store, mut original: Person, body: &Map<String, Value>) -> Outcome {
    let fields = body
        .get("fieldSplit")
        .ok_or_else(|| missing("fieldSplit"))?;
    let fields = fields
        .as_object()
        .ok_or_else(|| invalid("fieldSplit must be an object"))?;
    let mut new = Person {
        stage: original.stage,
        owner: original.owner,
        source: original.source.clone(),
        ..Person::created_at(store.now)
    };
    let before = original.phone.clone();
    let mut kept = Kept::of(store, original.n)?;
    let mut kept_of_new = Kept::of_new();
    for (field, part, own, other) in [
        ("firstName", "", &mut original.given, &mut new.given),
        ("lastName", "", &mut original.surname, &mut new.surname),
        ("phoneNumber", "phones", &mut original.phone, &mut new.phone),
        ("email", "emails", &mut original.email, &mut new.email),
    ] {
        let Some(share) = fields.get(field) else {
            continue;
        };
        match share {
            Value::String(to) if to == "new" => {
                *other = own.take();
                if let Some(entries) = kept.entries(part).cloned() {
                    kept_of_new.set(part, entries);
                }
                kept.remove(part);
            }
            Value::Object(values) => {
                if let Some(value) = values.get("original") {
                    *own = text(value);
                    kept.remove(part);
                }
                *other = values.get("new").and_then(text);
            }
            _ => {}
        }
    }
    for phone in [&mut original.phone, &mut new.phone] {
        *phone = phone.take().map(|phone| e164(&phone));
    }
    let mut taken = new.phone.is_some() && new.phone == original.phone;
    // A number that the contact had before may be in a review with another's.
    let chosen = [&original.phone, &new.phone].into_iter().flatten();
    for phone in chosen.filter(|phone| Some(*phone) != before.as_ref()) {
        taken |= with_phone(store, phone)?.is_some_and(|other| other.n != original.n);
    }
    if taken {
        return Ok(error(400, "Phone number is used by another contact"));
    }
    update::save(store, &mut original, kept)?;
    let new = store.insert_person(new)?;
    if kept_of_new.entries("phones").is_none() {
        let phones = record::entries(store, &new, &kept_of_new, "phones");
        kept_of_new.set("phones", phones);
    }
    kept_of_new.save(store, new.n)?;
    let (conversations, messages) = move_conversations(store, &original, &new, body)?;
    let notes = move_notes(store, &original, &new, body)?;
    let summary = json!({
        "conversationsMoved": conversations,
        "applicationsMoved": 0,
        "notesMoved": notes,
        "remindersMoved": 0,
        "trainingSnapshotsMoved": 0,
        "messagesReassigned": messages,
    });
    let data = json!({
        "originalContactId": store.ids.object_id(Kind::Person, original.n),
        "newContactId": store.ids.object_id(Kind::Person, new.n),
        "summary": summary,
    });
    Ok(Answer::json(200, &json!({"success": true, "data": data})))
}

/// A text, or the value of the first entry of a list.
fn text(value: &Value) -> Option<String> {
    let text = value
        .as_str()
        .or_else(|| value.get(0)?.get("value")?.as_str());
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Which records of a kind go to the new contact.
fn goes(body: &Map<String, Value>, records: &str, id: &str) -> bool {
    let assignment = body
        .get("childRecordAssignment")
        .and_then(|records_of| records_of.get(records));
    assignment.and_then(|ids| ids.get(id)) == Some(&json!("new"))
}

fn move_conversations(
    store: &Store,
    from: &Person,
    to: &Person,
    body: &Map<String, Value>,
) -> Outcome<(u64, u64)> {
    let messages = store.links(from.n, Kind::Message)?;
    let (mut conversations, mut reassigned) = (0, 0);
    for link in store.links(from.n, Kind::Conversation)? {
        let id = store
            .ids
            .object_id(Kind::Conversation, store.number(&link)?);
        if !goes(body, "conversations", &id) {
            continue;
        }
        conversations += 1;
        let moved = store.move_link(&link, to.n, link.parent)?;
        for message in messages
            .iter()
            .filter(|message| message.parent == link.place)
        {
            store.move_link(message, to.n, moved.place)?;
            reassigned += 1;
        }
    }
    Ok((conversations, reassigned))
}

fn move_notes(
    store: &Store,
    from: &Person,
    to: &Person,
    body: &Map<String, Value>,
) -> Outcome<u64> {
    let mut notes = 0;
    for link in store.links(from.n, Kind::Note)? {
        let id = store.ids.object_id(Kind::Note, store.number(&link)?);
        if goes(body, "contactNotes", &id) {
            store.move_link(&link, to.n, link.parent)?;
            notes += 1;
        }
    }
    Ok(notes)
}

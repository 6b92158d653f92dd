//! Conversations: of one contact, of the account between two days, and what was said.

use serde_json::{Value, json};

use super::answers::{
    detail, envelope, invalid, is_uuid, missing, not_uuid, page_of, page_of_all, paging, uuid,
};
use crate::ids::Kind;
use crate::people::Link;
use crate::server::{Outcome, Request};
use crate::store::{Filter, Slice, Store};
use crate::vendors::time;

/// The latest first. A contact that nobody knows is a 404.
pub(super) fn of_contact(store: &Store, request: &Request, id: &str) -> Outcome {
    let person = super::contacts::find(store, id)?;
    let (page, size) = paging(request)?;
    let mut items = Vec::new();
    for link in store.links(person.n, Kind::Conversation)?.iter().rev() {
        items.push(record(store, link)?);
    }
    Ok(page_of_all(items, page, size))
}

pub(super) fn get(store: &Store, id: &str) -> Outcome {
    let link = find(store, id)?;
    Ok(envelope("", record(store, &link)?))
}

pub(super) fn transcript(store: &Store, id: &str) -> Outcome {
    let link = find(store, id)?;
    let lines: Vec<_> = messages(store, &link)?
        .into_iter()
        .map(|message| {
            let sender = if message.state == 0 {
                "contact"
            } else {
                "assistant"
            };
            json!({"sender": sender, "text": message.value, "created_at": time(message.at)})
        })
        .collect();
    Ok(envelope("Data got correctly", lines))
}

/// All conversations between two days, newest first. Both days are required.
pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let (from, to) = (day(request, "date_from")?, day(request, "date_to")?);
    let (page, size) = paging(request)?;
    let mut filter = Filter::all()
        .and("kind = ?", Kind::Conversation as i64)
        .and("at >= ?", from)
        .and("at < ?", to.saturating_add(24 * 3600));
    let assistant = store.ids.uuid(Kind::Assistant, 1);
    let other_assistant = optional_uuid(request, "assistant_id")?.is_some_and(|id| id != assistant);
    let intent = optional_uuid(request, "intent_id")?.is_some();
    // Nobody has spoken, and no intent was ever recognised here.
    if other_assistant || intent || boolean(request, "includes_voice")? == Some(true) {
        filter = filter.and_fixed("FALSE");
    }
    let total = store.count_links(&filter)?;
    let mut items = Vec::new();
    for link in store.links_of_all(&filter, Slice::page("at DESC, person, place", page, size))? {
        items.extend(metadata(store, &link, &assistant)?);
    }
    Ok(page_of(items, total, page, size))
}

fn metadata(store: &Store, link: &Link, assistant: &str) -> Outcome<Option<Value>> {
    let Some(person) = store.person(link.person)? else {
        return Ok(None);
    };
    let messages = messages(store, link)?;
    Ok(Some(json!({
        "id": store.ids.uuid(Kind::Conversation, link.serial()),
        "widget_id": store.ids.uuid(Kind::Inbox, link.parent),
        "assistant_id": assistant,
        "assistant_name": "Sandbox assistant",
        // Text here, an object in the conversations of one contact.
        "attributes": "{}",
        "device_type": device(link),
        "created_at": time(link.at),
        "updated_at": time(messages.last().map_or(link.at, |last| last.at)),
        "chat_count": messages.len(),
        "widget_type": "chat",
        "widget_provider": "insighto",
        "first_message": messages.first().map_or("", |first| &first.value),
        "includes_voice": false,
        "intent_name": "",
        "contact_id": store.ids.uuid(Kind::Person, person.n),
        "contact_first_name": person.given,
        "contact_last_name": person.surname,
        "summary": null,
    })))
}

fn find(store: &Store, id: &str) -> Outcome<Link> {
    let serial = uuid(store.ids, Kind::Conversation, "conversation_id", id)?;
    let link = store.link(Kind::Conversation, serial)?;
    Ok(link.ok_or_else(|| detail(404, "Conversation not found"))?)
}

fn record(store: &Store, link: &Link) -> Outcome<Value> {
    let messages = messages(store, link)?;
    Ok(json!({
        "device_type": device(link),
        "id": store.ids.uuid(Kind::Conversation, link.serial()),
        "created_at": time(link.at),
        "first_message": messages.first().map_or("", |first| &first.value),
        "chat_count": messages.len(),
        "widget_id": store.ids.uuid(Kind::Inbox, link.parent),
        "assistant_id": store.ids.uuid(Kind::Assistant, 1),
        "unique_device_id": format!("sandbox-device-{}", link.serial()),
        "attributes": {},
        "contact_id": store.ids.uuid(Kind::Person, link.person),
    }))
}

fn messages(store: &Store, conversation: &Link) -> Outcome<Vec<Link>> {
    let all = store.links(conversation.person, Kind::Message)?.into_iter();
    Ok(all
        .filter(|message| message.parent == conversation.place)
        .collect())
}

fn device(link: &Link) -> &'static str {
    if link.serial() % 2 == 0 {
        "mobile"
    } else {
        "desktop"
    }
}

/// The first second of a day.
fn day(request: &Request, name: &str) -> Outcome<i64> {
    let Some(text) = request.query(name) else {
        return Err(missing(json!(["query", name])).into());
    };
    let midnight = format!("{text}T00:00:00Z").parse::<jiff::Timestamp>();
    let day = midnight.map(jiff::Timestamp::as_second).map_err(|_| {
        let message = "Input should be a valid date or datetime";
        let context = json!({"error": "invalid date"});
        let place = json!(["query", name]);
        invalid(
            place,
            "date_from_datetime_parsing",
            message,
            text.into(),
            context,
        )
    });
    Ok(day?)
}

fn optional_uuid<'a>(request: &'a Request, name: &str) -> Outcome<Option<&'a str>> {
    match request.query(name) {
        Some(text) if !is_uuid(text) => Err(not_uuid(json!(["query", name]), text).into()),
        text => Ok(text),
    }
}

/// The words that pydantic takes for a truth value.
fn boolean(request: &Request, name: &str) -> Outcome<Option<bool>> {
    let Some(text) = request.query(name) else {
        return Ok(None);
    };
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "t" | "y" | "yes" => Ok(Some(true)),
        "false" | "0" | "off" | "f" | "n" | "no" => Ok(Some(false)),
        _ => {
            let message = "Input should be a valid boolean, unable to interpret input";
            let place = json!(["query", name]);
            Err(invalid(place, "bool_parsing", message, text.into(), Value::Null).into())
        }
    }
}

//! Messages of a contact: read and sent.

use serde_json::json;

use super::answers::{cursor, drop_rest, encode, invalid, not_found, number};
use super::contacts::find_inbox;
use super::input::{ANY, DIGITS, Input, Text};
use super::records::{SENT_BY_API, message};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// Latest first.
pub(super) fn list(store: &Store, request: &Request, person: &Person) -> Outcome {
    let size = number(request, "perPage", 20)?;
    if store.links(person.n, Kind::Conversation)?.is_empty() {
        return Err(not_found("Conversation not found").into());
    }
    let before = cursor(request).unwrap_or(i64::MAX);
    let mut found = store.links(person.n, Kind::Message)?;
    found.retain(|link| link.place < before);
    found.reverse();
    let more = drop_rest(&mut found, size);
    let next = found.last().filter(|_| more).map(|last| encode(last.place));
    let mut items = Vec::new();
    for link in &found {
        items.push(message(store, person, link)?);
    }
    Ok(Answer::json(
        200,
        &json!({"data": items, "nextCursor": next, "prevCursor": null}),
    ))
}

pub(super) fn get(store: &Store, person: &Person, id: &str) -> Outcome {
    let serial = store
        .ids
        .read_snowflake(Kind::Message, id)
        .unwrap_or_default();
    let found = store
        .link(Kind::Message, serial)?
        .filter(|link| link.person == person.n);
    let found = found.ok_or_else(|| not_found("Message not found"))?;
    Ok(Answer::json(200, &message(store, person, &found)?))
}

/// Text, files, both, or a flow. Sending the same again sends it twice.
pub(super) fn send(store: &Store, request: &Request, person: Person) -> Outcome {
    let mut input = Input::read(request)?;
    let text = input.optional(
        "text",
        Text {
            least: 1,
            most: 1000,
            ..ANY
        },
    );
    let flow = input.optional("flowId", DIGITS);
    let inbox = input.optional("inboxId", DIGITS);
    for name in ["nodeId", "clientId"] {
        input.optional(name, DIGITS);
    }
    for name in ["replyToMessageId", "replyToMessageCreatedAt"] {
        input.optional(name, ANY);
    }
    let files = input.has("files");
    input.finish()?;
    if files {
        // JSON cannot carry a file, whatever stands there.
        return Err(invalid("files", "invalid_type", "Invalid input: expected File").into());
    }
    match (text, flow) {
        (Some(text), None) => deliver(store, person, inbox.as_deref(), &text),
        (None, Some(flow)) => {
            find_flow(store, &flow)?;
            deliver(store, person, inbox.as_deref(), FLOW)
        }
        _ => Err(invalid("text", "invalid_union", "Invalid input").into()),
    }
}

pub(super) fn auto_reply(store: &Store, request: &Request, person: Person) -> Outcome {
    let mut input = Input::read(request)?;
    let keyword = input.required("keyword", Text { least: 1, ..ANY });
    let inbox = input.optional("inboxId", DIGITS);
    input.finish()?;
    if keyword != "hello" {
        return Err(not_found("Automated response not found").into());
    }
    deliver(store, person, inbox.as_deref(), "Hello! How can we help?")
}

pub(super) fn flow(store: &Store, request: &Request, person: Person) -> Outcome {
    let mut input = Input::read(request)?;
    let flow = input.required("flowId", DIGITS);
    let inbox = input.optional("inboxId", DIGITS);
    input.finish()?;
    find_flow(store, &flow)?;
    deliver(store, person, inbox.as_deref(), FLOW)
}

/// What the only flow of the workspace says.
const FLOW: &str = "Welcome. What brings you here?";

fn find_flow(store: &Store, id: &str) -> Outcome<()> {
    match store.ids.read_snowflake(Kind::Flow, id) {
        Some(1) => Ok(()),
        _ => Err(not_found("Flow not found").into()),
    }
}

/// Sends on the named inbox of the contact, or on its first one.
fn deliver(store: &Store, person: Person, inbox: Option<&str>, text: &str) -> Outcome {
    let inbox = inbox.map(|id| find_inbox(store, id)).transpose()?;
    let inboxes = store.links(person.n, Kind::Inbox)?;
    let known = |link: &&Link| {
        inbox
            .as_ref()
            .is_none_or(|inbox| inbox.place == link.parent)
    };
    let Some(through) = inboxes.iter().find(known) else {
        return Err(not_found("Contact inbox not found").into());
    };
    let link = |kind: Kind| Link {
        person: person.n,
        kind: kind as i64,
        at: store.now,
        ..Link::default()
    };
    let conversation = match store
        .links(person.n, Kind::Conversation)?
        .into_iter()
        .next()
    {
        Some(conversation) => conversation,
        None => store.add_link(Link {
            parent: through.parent,
            ..link(Kind::Conversation)
        })?,
    };
    store.add_link(Link {
        parent: conversation.place,
        state: SENT_BY_API,
        value: text.to_owned(),
        ..link(Kind::Message)
    })?;
    store.update_person(&Person {
        active: Some(store.now),
        ..person
    })?;
    Ok(Answer::empty(204))
}

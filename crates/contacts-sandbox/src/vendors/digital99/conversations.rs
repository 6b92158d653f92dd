//! The latest conversations of a contact.

use serde_json::{Value, json};

use super::super::time;
use super::notes::agent;
use super::{ACCOUNT_NUMBER, inboxes, payload, record};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::Outcome;
use crate::store::{Odd, Store};

/// The 20 with the latest activity, newest first; nothing leads to the older ones.
pub(super) fn latest(store: &Store, person: &Person) -> Outcome {
    let messages = store.links(person.n, Kind::Message)?;
    let mut conversations = Vec::new();
    for link in store.links(person.n, Kind::Conversation)? {
        let own: Vec<_> = messages
            .iter()
            .filter(|message| message.parent == link.place)
            .collect();
        conversations.push((own.last().map_or(link.at, |last| last.at), link, own));
    }
    conversations.sort_by_key(|(active, link, _)| std::cmp::Reverse((*active, link.place)));
    let mut items = Vec::new();
    for (active, link, own) in conversations.iter().take(20) {
        items.push(conversation(store, person, link, own, *active)?);
    }
    Ok(payload(&items.into()))
}

/// Times are Unix seconds, 0 for never, and a number with a fraction for the last change.
fn conversation(
    store: &Store,
    person: &Person,
    link: &Link,
    messages: &[&Link],
    active: i64,
) -> Outcome<Value> {
    let number = store.number(link)?;
    let latest = messages
        .last()
        .map(|last| message(store, person, number, last))
        .transpose()?;
    let detail = store
        .definition(Kind::Inbox, link.parent)?
        .map(|inbox| inbox.detail);
    let mut meta = json!({
        "sender": record::contact(store, person, false)?,
        "channel": detail.as_deref().map(inboxes::channel),
        "hmac_verified": false,
    });
    if let (Some(meta), Some(owner)) = (meta.as_object_mut(), person.owner) {
        meta.insert("assignee".into(), agent(owner));
    }
    let status = match (store.odd(person.n), link.state) {
        (Some(Odd::EnumValue), _) => "deferred",
        (_, 1) => "resolved",
        _ => "open",
    };
    let reply = messages
        .iter()
        .find(|message| message.state == 1)
        .map_or(0, |first| first.at);
    Ok(json!({
        "meta": meta,
        "id": number,
        "messages": latest.iter().collect::<Vec<_>>(),
        "account_id": ACCOUNT_NUMBER,
        "uuid": store.ids.uuid(Kind::Conversation, number),
        "additional_attributes": {},
        "agent_last_seen_at": reply,
        "assignee_last_seen_at": 0,
        "can_reply": link.state == 0,
        "contact_last_seen_at": active,
        "custom_attributes": {},
        "inbox_id": link.parent,
        "labels": [],
        "muted": false,
        "snoozed_until": null,
        "status": status,
        "created_at": link.at,
        "updated_at": (active as f64) + 0.25,
        "timestamp": active,
        "first_reply_created_at": reply,
        "unread_count": 0,
        "last_non_activity_message": latest,
        "last_activity_at": active,
        "priority": (number % 4 == 0).then_some("high"),
        "waiting_since": 0,
        "sla_policy_id": null,
    }))
}

fn message(store: &Store, person: &Person, conversation: i64, link: &Link) -> Outcome<Value> {
    let outgoing = link.state == 1;
    Ok(json!({
        "id": store.number(link)?,
        "content": link.value,
        "account_id": ACCOUNT_NUMBER,
        "conversation_id": conversation,
        "message_type": link.state,
        "content_type": "text",
        "content_attributes": {},
        "private": false,
        "status": "sent",
        "source_id": null,
        "sender_type": if outgoing { "User" } else { "Contact" },
        "sender_id": if outgoing { 1 } else { person.n },
        "created_at": link.at,
        // Text, unlike created_at.
        "updated_at": time(link.at.min(store.now)),
    }))
}

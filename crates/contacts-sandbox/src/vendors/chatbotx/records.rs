//! Records as ChatbotX sends them: contacts with what belongs to them, conversations, messages.

use serde_json::{Map, Value, json};

use crate::account;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::Outcome;
use crate::store::{Definition, Odd, Store};
use crate::vendors::milliseconds as time;

/// What was written to a contact beside the common properties: `avatar`, `source` of its inboxes.
pub(super) const WRITTEN: &str = "contact";
/// What was written to a custom field of the workspace beside name and type.
pub(super) const FIELD: &str = "field";
/// A message that the API sent. 1 went out from a person, 0 came in.
pub(super) const SENT_BY_API: i64 = 2;

/// A contact as messages and conversations embed it.
pub(super) fn contact(store: &Store, person: &Person) -> Outcome<Map<String, Value>> {
    // The database joins the names, and what is joined with null is null.
    let full = person
        .given
        .as_ref()
        .zip(person.surname.as_ref())
        .map(|(given, surname)| format!("{given} {surname}"));
    let gender = match store.odd(person.n) {
        Some(Odd::EnumValue) => Some("other"),
        _ => person.gender.as_deref(),
    };
    let avatar = |_| {
        format!(
            "avatars/{}.png",
            store.ids.snowflake(Kind::Person, person.n)
        )
    };
    // What the vendor learns from a channel is known of invented people only.
    let invented = store.is_seeded(person.n);
    let drawn = Some(person.n)
        .filter(|n| invented && n % 6 == 1)
        .map(avatar)
        .map(Value::from);
    let avatar = written(store, person.n)?.remove("avatar").or(drawn);
    let contact = json!({
        "id": store.ids.snowflake(Kind::Person, person.n),
        "createdAt": time(person.created),
        "updatedAt": time(person.updated),
        "avatar": avatar,
        "phoneNumber": person.phone,
        "email": person.email,
        "emailVerified": invented && person.email.is_some() && person.n % 3 == 0,
        // The column's default, which is no consent.
        "emailOptIn": !invented || person.n % 12 != 0,
        "firstName": person.given,
        "lastName": person.surname,
        "fullName": full,
        "gender": gender,
        "lastReadAt": person.active.map(time),
        "ref": (invented && person.n % 15 == 2).then_some("spring-sale"),
        "country": person.country,
        "state": null,
        "city": person.city,
        "location": (invented && person.n % 10 == 1).then(|| json!({"latitude": 50.94, "longitude": 6.96})),
        "locale": person.language,
        "timezone": person.time_zone,
        "subscribedAt": person.active.map(|_| time(person.created)),
        "broadcastSubscribedAt": (invented && person.n % 4 == 1).then(|| time(person.created)),
        "blockedAt": person.blocked.map(time),
        "workspaceId": store.ids.snowflake(Kind::Organization, 1),
    });
    let Value::Object(mut contact) = contact else {
        return Ok(Map::new());
    };
    match store.odd(person.n) {
        Some(Odd::Property) => {
            _ = contact.insert("loyalty".into(), json!({"tier": 3, "since": null}))
        }
        Some(Odd::Broken) => _ = contact.insert("emailVerified".into(), "yes".into()),
        _ => {}
    }
    Ok(contact)
}

/// What was written to a contact beside the common properties.
pub(super) fn written(store: &Store, n: i64) -> Outcome<Map<String, Value>> {
    Ok(match store.document(WRITTEN, &n.to_string())? {
        Some(Value::Object(written)) => written,
        _ => Map::new(),
    })
}

/// A contact as lists and look-ups answer it.
pub(super) fn with_relations(store: &Store, person: &Person) -> Outcome<Map<String, Value>> {
    let ids = store.ids;
    let own = ids.snowflake(Kind::Person, person.n);
    let mut record = contact(store, person)?;
    let fields = store.links(person.n, Kind::Field)?;
    let fields = fields.iter().map(|link| {
        json!({
            "id": ids.snowflake(Kind::Field, link.serial()),
            "createdAt": time(link.at),
            "updatedAt": time(link.at),
            "value": link.value,
            "contactId": own,
            "customFieldId": ids.snowflake(Kind::Field, link.parent),
        })
    });
    record.insert("contactCustomFields".into(), fields.collect());
    let tags = store.defined(person.n, Kind::Tag)?;
    let tags = tags.iter().map(|(_, tag)| {
        json!({
            "id": ids.snowflake(Kind::Tag, tag.place),
            "createdAt": time(store.now - 500 * 24 * 3600),
            "updatedAt": time(store.now - 500 * 24 * 3600),
            "name": tag.name,
            "deletedAt": null,
            "folderId": null,
            "workspaceId": ids.snowflake(Kind::Organization, 1),
        })
    });
    record.insert("tags".into(), tags.collect());
    let mut links = Vec::new();
    for (link, inbox) in store.defined(person.n, Kind::Inbox)? {
        let mut link = contact_inbox(store, person, &link, &inbox)?;
        let inbox = json!({
            "id": ids.snowflake(Kind::Inbox, inbox.place),
            "createdAt": time(store.now - 500 * 24 * 3600),
            "updatedAt": time(store.now - 500 * 24 * 3600),
            "name": inbox.name,
            "channel": inbox.detail,
            "sourceId": format!("sandbox-inbox-{}", inbox.place),
            "workspaceId": ids.snowflake(Kind::Organization, 1),
            "status": "connected",
        });
        link.insert("inbox".into(), inbox);
        links.push(Value::Object(link));
    }
    record.insert("contactInboxes".into(), links.into());
    record.insert("conversation".into(), conversation(store, person)?.into());
    Ok(record)
}

pub(super) fn contact_inbox(
    store: &Store,
    person: &Person,
    link: &Link,
    inbox: &Definition,
) -> Outcome<Map<String, Value>> {
    let invented = format!("sandbox-source-{}", link.serial());
    let source = written(store, person.n)?
        .remove("source")
        .unwrap_or(invented.into());
    let link = json!({
        "id": store.ids.snowflake(Kind::Inbox, link.serial()),
        "contactId": store.ids.snowflake(Kind::Person, person.n),
        "inboxId": store.ids.snowflake(Kind::Inbox, link.parent),
        "channel": inbox.detail,
        "source": if store.is_seeded(person.n) { "inbound" } else { "api" },
        "sourceId": source,
        "language": Some(link.value.as_str()).filter(|language| !language.is_empty()),
        "lastIncomingMessageAt": person.active.map(time),
        "contactLastReadAt": person.active.map(time),
    });
    Ok(if let Value::Object(link) = link {
        link
    } else {
        Map::new()
    })
}

/// The conversation of a contact; the vendor has one for each.
pub(super) fn conversation(store: &Store, person: &Person) -> Outcome<Option<Value>> {
    let Some(link) = store
        .links(person.n, Kind::Conversation)?
        .into_iter()
        .next()
    else {
        return Ok(None);
    };
    let messages = store.links(person.n, Kind::Message)?;
    let last = |outgoing| {
        messages
            .iter()
            .rev()
            .find(|message| (message.state > 0) == outgoing)
            .map(|message| time(message.at))
    };
    let invented = store.is_seeded(person.n);
    let assigned = person.owner;
    Ok(Some(json!({
        "id": store.ids.snowflake(Kind::Conversation, link.serial()),
        "createdAt": time(link.at),
        "updatedAt": time(person.active.unwrap_or(link.at)),
        "botEnabled": !invented || person.n % 3 != 0,
        "botResumeAt": (invented && person.n % 6 == 0).then(|| time(store.now + 3600)),
        "archivedAt": (invented && person.n % 16 == 0).then(|| time(store.now - 3600)),
        "additionalAttributes": if invented && person.n % 2 == 0 { json!({"referer": "https://example.com/"}) } else { Value::Null },
        "contactLastReadAt": person.active.map(time),
        "agentLastReadAt": null,
        "aiContextLastMessageId": messages.first().map(|first| store.ids.snowflake(Kind::Message, first.serial())),
        "lastActivityAt": person.active.map(time),
        "followed": invented && person.n % 10 == 0,
        "assignedUserId": assigned.map(|number| store.ids.snowflake(Kind::User, number)),
        "assignedInboxTeamId": null,
        "workspaceId": store.ids.snowflake(Kind::Organization, 1),
        "contactId": store.ids.snowflake(Kind::Person, person.n),
        "sourceId": null,
        "lastStep": null,
        "currentStep": null,
        "adminRepliedAt": last(true),
        "contactRepliedAt": last(false),
        "assignedUser": assigned.map(|number| user(store, number)),
        "assignedInboxTeam": null,
    })))
}

pub(super) fn message(store: &Store, person: &Person, link: &Link) -> Outcome<Value> {
    let ids = store.ids;
    let (conversation, inbox) = (
        store.links(person.n, Kind::Conversation)?,
        store.links(person.n, Kind::Inbox)?,
    );
    let (outgoing, by_api) = (link.state > 0, link.state == SENT_BY_API);
    let sender = match link.state {
        SENT_BY_API => None,
        0 => Some(ids.snowflake(Kind::Person, person.n)),
        _ => Some(ids.snowflake(Kind::User, 1)),
    };
    let mut record = json!({
        "id": ids.snowflake(Kind::Message, link.serial()),
        "createdAt": time(link.at),
        "updatedAt": time(link.at),
        "conversationId": conversation.first().map(|link| ids.snowflake(Kind::Conversation, link.serial())),
        "contactInboxId": ids.snowflake(Kind::Inbox, inbox.first().map_or(person.n, Link::serial)),
        "workspaceId": ids.snowflake(Kind::Organization, 1),
        "text": link.value,
        "contentAttributes": {},
        "messageType": if outgoing { "outgoing" } else { "incoming" },
        "contentType": "text",
        "senderType": if by_api { "api" } else if outgoing { "user" } else { "contact" },
        "senderId": sender,
        "sourceId": null,
        "deletedAt": null,
        "type": "message",
        "parentId": null,
        "attributes": null,
        "sendError": null,
        "attachments": [],
    });
    if let Some(record) = record.as_object_mut() {
        if by_api {
            // Nobody stands behind it.
        } else if outgoing {
            record.insert("user".into(), user(store, 1));
        } else {
            record.insert("contact".into(), contact(store, person)?.into());
        }
    }
    Ok(record)
}

pub(super) fn user(store: &Store, number: i64) -> Value {
    let (name, email) = account::user(number);
    json!({
        "id": store.ids.snowflake(Kind::User, number),
        "createdAt": time(store.now - 500 * 24 * 3600),
        "updatedAt": time(store.now - 500 * 24 * 3600),
        "name": name,
        "email": email,
        "emailVerified": true,
        "image": null,
        "isAnonymous": false,
        "mustChangePassword": false,
    })
}

pub(super) fn tag(store: &Store, tag: &Definition) -> Value {
    json!({"id": store.ids.snowflake(Kind::Tag, tag.place), "name": tag.name})
}

pub(super) fn field(store: &Store, field: &Definition) -> Outcome<Value> {
    let description = store.document(FIELD, &field.place.to_string())?;
    Ok(json!({
        "id": store.ids.snowflake(Kind::Field, field.place),
        "name": field.name,
        "type": field.detail,
        "description": description,
    }))
}

pub(super) fn field_value(store: &Store, link: &Link, definition: &Definition) -> Outcome<Value> {
    let mut record = field(store, definition)?;
    if let Some(record) = record.as_object_mut() {
        record.insert("value".into(), link.value.as_str().into());
    }
    Ok(record)
}

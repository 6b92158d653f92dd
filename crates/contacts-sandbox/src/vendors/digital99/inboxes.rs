//! Inboxes: those that a contact is linked to, those through which it can be reached, and a new link.

use serde_json::{Map, Value, json};

use super::record::Kept;
use super::{ACCOUNT_NUMBER, invalid, missing, not_found, number_in, payload};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome};
use crate::store::{Definition, Store};

/// The links of a contact to inboxes.
pub(super) fn of(store: &Store, person: &Person, kept: &Kept) -> Outcome<Vec<Value>> {
    let links = store.defined(person.n, Kind::Inbox)?;
    let links = links.iter().map(|(link, inbox)| {
        let source = source(store, person, kept, link, inbox);
        json!({"source_id": source, "inbox": slim(inbox)})
    });
    Ok(links.collect())
}

/// Where a conversation can begin: wherever the contact has the number or the address that the channel needs,
/// and on a web site as long as there was none yet.
pub(super) fn contactable(store: &Store, person: &Person) -> Outcome {
    let kept = Kept::of(store, person.n)?;
    let links = store.links(person.n, Kind::Inbox)?;
    let conversations = store.links(person.n, Kind::Conversation)?;
    let mut items = Vec::new();
    for inbox in store.definitions(Kind::Inbox)?.iter() {
        let source = match channel(&inbox.detail) {
            WEBSITE => {
                let link = links.iter().rfind(|link| link.parent == inbox.place);
                let fresh = conversations
                    .iter()
                    .all(|conversation| conversation.parent != inbox.place);
                link.filter(|_| fresh)
                    .map(|link| source(store, person, &kept, link, inbox))
            }
            _ => address(person, inbox),
        };
        if let Some(source) = source {
            items.push(json!({"inbox": slim(inbox), "source_id": source}));
        }
    }
    Ok(payload(&items.into()))
}

/// Links a contact to an inbox, without a payload around the answer.
pub(super) fn add(store: &Store, person: &Person, body: &Map<String, Value>) -> Outcome {
    let (inbox, source) = wanted(store, person, body)?.ok_or_else(not_found)?;
    let source = link(store, person, &inbox, source)?;
    Ok(Answer::json(
        200,
        &json!({"source_id": source, "inbox": slim(&inbox)}),
    ))
}

/// The inbox that a body names, if it names one, and the source id to use there. The body's own counts most;
/// none is a new one for a web site.
pub(super) fn wanted(
    store: &Store,
    person: &Person,
    body: &Map<String, Value>,
) -> Outcome<Option<(Definition, Option<String>)>> {
    if body
        .get("inbox_id")
        .is_none_or(|id| id.is_null() || id == "")
    {
        return Ok(None);
    }
    let place = number_in(body.get("inbox_id"));
    let inbox = store
        .definition(Kind::Inbox, place)?
        .ok_or_else(not_found)?;
    let channel = channel(&inbox.detail);
    let given = body
        .get("source_id")
        .and_then(Value::as_str)
        .filter(|source| !source.is_empty());
    let source = match (given, channel) {
        (Some(source), _) => Some(source.to_owned()),
        (None, WEBSITE) => None,
        (None, _) => {
            let needs = if channel == EMAIL {
                "contact email"
            } else {
                "contact phone number"
            };
            Some(address(person, &inbox).ok_or_else(|| missing(needs))?)
        }
    };
    let digits = |text: &str| {
        (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if channel == WHATSAPP && !source.as_deref().is_some_and(digits) {
        let message =
            r"Source invalid source id for whatsapp inbox. valid Regex (?-mix:^\d{1,15}\z)";
        return Err(invalid(&[("source_id", message.into())]));
    }
    Ok(Some((inbox, source)))
}

/// Makes the link, unless there is one with this source id, and gives the source id.
pub(super) fn link(
    store: &Store,
    person: &Person,
    inbox: &Definition,
    wanted: Option<String>,
) -> Outcome<String> {
    let mut kept = Kept::of(store, person.n)?;
    for link in store.links(person.n, Kind::Inbox)? {
        let own = source(store, person, &kept, &link, inbox);
        if link.parent == inbox.place && Some(&own) == wanted.as_ref() {
            return Ok(own);
        }
    }
    let link = store.add_link(Link {
        person: person.n,
        kind: Kind::Inbox as i64,
        parent: inbox.place,
        at: store.now,
        ..Link::default()
    })?;
    let source = wanted.unwrap_or_else(|| store.ids.uuid(Kind::Inbox, link.serial()));
    kept.set_source(link.place, &source);
    kept.save(store, person.n)?;
    Ok(source)
}

/// Keeps the source ids as they are now, before number or address of the contact change.
pub(super) fn keep_sources(store: &Store, person: &Person, kept: &mut Kept) -> Outcome<()> {
    for (link, inbox) in store.defined(person.n, Kind::Inbox)? {
        let source = source(store, person, kept, &link, &inbox);
        kept.set_source(link.place, &source);
    }
    Ok(())
}

/// The id of a contact in the channel of an inbox.
fn source(store: &Store, person: &Person, kept: &Kept, link: &Link, inbox: &Definition) -> String {
    let known = kept.source(link.place).map(str::to_owned);
    known
        .or_else(|| address(person, inbox))
        .unwrap_or_else(|| store.ids.uuid(Kind::Inbox, link.serial()))
}

/// The number or address that the channel of an inbox reaches a contact by.
fn address(person: &Person, inbox: &Definition) -> Option<String> {
    let address = match channel(&inbox.detail) {
        WHATSAPP => person.phone.as_deref().map(|phone| phone.replace('+', "")),
        EMAIL => person.email.clone(),
        _ => None,
    };
    address.filter(|address| !address.is_empty())
}

const WHATSAPP: &str = "Channel::Whatsapp";
const EMAIL: &str = "Channel::Email";
const WEBSITE: &str = "Channel::WebWidget";

/// The channel in Chatwoot's words.
pub(super) fn channel(detail: &str) -> &'static str {
    match detail {
        "whatsapp" => WHATSAPP,
        "smtp" => EMAIL,
        _ => WEBSITE,
    }
}

/// An inbox in the short shape that contacts have.
fn slim(inbox: &Definition) -> Value {
    let channel = channel(&inbox.detail);
    json!({
        "id": inbox.place,
        "avatar_url": "",
        "channel_id": inbox.place,
        "name": inbox.name,
        "channel_type": channel,
        "provider": (channel == WHATSAPP).then_some("whatsapp_cloud"),
    })
}

/// An inbox as its database row, which only the answer of create has.
pub(super) fn row(inbox: &Definition) -> Value {
    json!({
        "id": inbox.place,
        "channel_id": inbox.place,
        "account_id": ACCOUNT_NUMBER,
        "name": inbox.name,
        "channel_type": channel(&inbox.detail),
        "created_at": "2025-01-08T09:12:44.120Z",
        "updated_at": "2025-06-17T14:05:28.003Z",
        "enable_auto_assignment": true,
        "auto_assignment_config": {},
        "greeting_enabled": false,
        "greeting_message": null,
        "email_address": null,
        "working_hours_enabled": false,
        "out_of_office_message": null,
        "timezone": "UTC",
        "enable_email_collect": true,
        "csat_survey_enabled": false,
        "csat_config": {},
        "allow_messages_after_resolved": true,
        "lock_to_single_conversation": false,
        "portal_id": null,
        "sender_name_type": "friendly",
        "business_name": null,
    })
}

//! Campaigns and who is in them. What a campaign holds was never seen, so it holds what it was sent.

use serde_json::{Map, Value, json};

use super::answers::{detail, envelope, is_uuid, page_of, page_of_all, paging, uuid};
use super::{body, contacts};
use crate::ids::Kind;
use crate::oddities::Oddities;
use crate::people::Link;
use crate::server::{Outcome, Request};
use crate::store::{Definition, Filter, Odd, Slice, Store};
use crate::vendors::time;

/// What a campaign was sent with.
const CAMPAIGN: &str = "campaign";

pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let (page, size) = paging(request)?;
    let mut items = Vec::new();
    for campaign in store.definitions(Kind::Campaign)?.iter() {
        items.push(record(store, campaign)?);
    }
    Ok(page_of_all(items, page, size))
}

pub(super) fn get(store: &Store, id: &str) -> Outcome {
    let campaign = find(store, id)?;
    Ok(envelope("Data got correctly", record(store, &campaign)?))
}

/// Whoever is named in `contact_ids` is in the campaign.
pub(super) fn create(store: &Store, request: &Request) -> Outcome {
    let body = body::object(request)?;
    let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
    let campaign = store.define(Kind::Campaign, name, "")?;
    put(store, &campaign, &body)?;
    for contact in body
        .get("contact_ids")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let n = contact
            .as_str()
            .and_then(|id| store.ids.read_uuid(Kind::Person, id));
        if let Some(person) = n.map(|n| store.person(n)).transpose()?.flatten() {
            store.add_link(Link {
                person: person.n,
                kind: Kind::Campaign as i64,
                parent: campaign.place,
                at: store.now,
                ..Link::default()
            })?;
        }
    }
    Ok(envelope(
        "Data created correctly",
        record(store, &campaign)?,
    ))
}

pub(super) fn update(store: &Store, request: &Request, id: &str) -> Outcome {
    let mut campaign = find(store, id)?;
    let mut body = body::object(request)?;
    if let Some(name) = body.get("name").and_then(Value::as_str) {
        campaign.name = name.to_owned();
        store.redefine(Kind::Campaign, &campaign)?;
    }
    let mut written = written(store, &campaign)?;
    written.append(&mut body);
    put(store, &campaign, &written)?;
    Ok(envelope(
        "Data updated successfully",
        record(store, &campaign)?,
    ))
}

/// From then on, everybody in the campaign was attempted.
pub(super) fn run(store: &Store, request: &Request, widget: &str) -> Outcome {
    find_widget(store, widget)?;
    let body = body::object(request)?;
    let id = ["campaign_id", "id"]
        .into_iter()
        .find_map(|name| body.get(name)?.as_str());
    if let Some(id) = id {
        let campaign = find(store, id)?;
        let mut written = written(store, &campaign)?;
        written.insert("started_at".into(), time(store.now).into());
        put(store, &campaign, &written)?;
    }
    Ok(envelope("Campaign started", Value::Null))
}

pub(super) fn delete(store: &Store, id: &str) -> Outcome {
    let campaign = find(store, id)?;
    store.undefine(Kind::Campaign, campaign.place)?;
    store.remove_document(CAMPAIGN, &campaign.place.to_string())?;
    Ok(envelope("Data deleted successfully", Value::Null))
}

/// Each item is the membership of a contact in the campaign; `id` is the contact's.
pub(super) fn contacts(store: &Store, request: &Request, id: &str) -> Outcome {
    uuid(store.ids, Kind::Campaign, "campaign_id", id)?;
    let (page, size) = paging(request)?;
    let campaign = find(store, id)?;
    let started = written(store, &campaign)?.remove("started_at");
    let filter = Filter::all()
        .and("kind = ?", Kind::Campaign as i64)
        .and("parent = ?", campaign.place);
    let total = store.count_links(&filter)?;
    let mut items = Vec::new();
    for link in store.links_of_all(&filter, Slice::page("person, place", page, size))? {
        let Some(person) = store.person(link.person)? else {
            continue;
        };
        let mut item = contacts::record(store, &person)?;
        item.extend(membership(store, &link, started.as_ref())?);
        items.push(Value::Object(item));
    }
    Ok(page_of(items, total, page, size))
}

fn membership(store: &Store, link: &Link, started: Option<&Value>) -> Outcome<Map<String, Value>> {
    let attempted = (link.state == 1 || started.is_some()) && store.oddities > Oddities::Off;
    let status = match (attempted, store.odd(link.person)) {
        (_, Some(Odd::EnumValue)) => "voicemail_left",
        (true, _) => "completed",
        (false, _) => "not_attempted",
    };
    let conversation = match attempted {
        true => store.links(link.person, Kind::Conversation)?.pop(),
        false => None,
    };
    let conversation = conversation.map(|link| store.ids.uuid(Kind::Conversation, link.serial()));
    let own = Value::from(time(link.at));
    let at = attempted.then(|| started.unwrap_or(&own));
    let Value::Object(membership) = json!({
        "campaign_contact_id": store.ids.uuid(Kind::Campaign, link.serial()),
        "conversation_id": conversation,
        "conversation_attributes": {},
        "status": status,
        "execution_time": at,
    }) else {
        return Ok(Map::new());
    };
    Ok(membership)
}

/// The widget with this identifier.
pub(super) fn find_widget(store: &Store, id: &str) -> Outcome<Definition> {
    let place = store.ids.read_uuid(Kind::Inbox, id).unwrap_or_default();
    let widget = store.definition(Kind::Inbox, place)?;
    Ok(widget.ok_or_else(|| detail(404, "Widget not found"))?)
}

/// Where the spec does not ask for a UUID, anything else names nothing.
fn find(store: &Store, id: &str) -> Outcome<Definition> {
    let place = Some(id)
        .filter(|id| is_uuid(id))
        .and_then(|id| store.ids.read_uuid(Kind::Campaign, id));
    let campaign = store.definition(Kind::Campaign, place.unwrap_or_default())?;
    Ok(campaign.ok_or_else(|| detail(404, "Campaign not found"))?)
}

fn record(store: &Store, campaign: &Definition) -> Outcome<Value> {
    let mut record = written(store, campaign)?;
    record.insert(
        "id".into(),
        store.ids.uuid(Kind::Campaign, campaign.place).into(),
    );
    record.insert("name".into(), campaign.name.as_str().into());
    Ok(record.into())
}

fn written(store: &Store, campaign: &Definition) -> Outcome<Map<String, Value>> {
    Ok(
        match store.document(CAMPAIGN, &campaign.place.to_string())? {
            Some(Value::Object(written)) => written,
            _ => Map::new(),
        },
    )
}

fn put(store: &Store, campaign: &Definition, written: &Map<String, Value>) -> Outcome<()> {
    let written = Value::Object(written.clone());
    store.put_document(CAMPAIGN, &campaign.place.to_string(), &written)?;
    Ok(())
}

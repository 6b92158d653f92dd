//! DM Champ: look-ups by telephone number or e-mail address; there is no list of contacts.
//!
//! Known from the vendor's pages: paths, parameters, statuses, the bare arrays. Known from code that uses the
//! API: the contact beside its identifier. Not seen anywhere, so invented here: the path and items of the
//! messages, and the texts of the errors. Tags are text in some contacts and objects in others, as consumers
//! of the API cater for both.

use serde_json::{Value, json};

use super::{Vendor, milliseconds as time};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome, Request};
use crate::store::{Definition, Filter, Odd, Store};

pub(super) const VENDOR: Vendor = Vendor {
    slug: "dmchamp",
    stem: "/v1",
    credentials: &[("apiKey", KEY), ("userId", USER)],
    settings: |_| Vec::new(),
    contact_id: |ids, n| ids.letters(Kind::Person, n),
    prepare,
    answer,
};

const KEY: &str = "sandbox-is-not-a-real-key";
const USER: &str = "sandbox-is-not-a-real-user";

/// Names default to the word "Unknown", and no two contacts have one telephone number.
fn prepare(person: &mut Person) {
    for name in [&mut person.given, &mut person.surname] {
        if name.as_deref().is_none_or(str::is_empty) {
            *name = Some("Unknown".into());
        }
    }
    if person.n % 100 == 59 {
        person.phone = None;
    }
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let ["v1", path @ ..] = segments.as_slice() else { return Ok(no_route(request)) };
    let known = matches!(path, ["contacts" | "tags"] | ["contacts", "tags" | "messages"] | ["contacts", "tags" | "messages", _]);
    if request.method() != "GET" || !known {
        return Ok(no_route(request));
    }
    authenticate(request)?;
    match path {
        ["contacts"] => look_up(store, request),
        ["tags"] => {
            let tags = store.definitions(Kind::Tag)?;
            Ok(Answer::json(200, &tags.iter().map(tag).collect()))
        }
        ["contacts", "tags", id] if !id.is_empty() => {
            let tags = store.defined(find(store, id)?.n, Kind::Tag)?;
            Ok(Answer::json(200, &tags.iter().map(|(_, definition)| tag(definition)).collect()))
        }
        ["contacts", "messages", id] if !id.is_empty() => {
            let person = find(store, id)?;
            let messages = store.links(person.n, Kind::Message)?;
            let messages = messages.iter().map(|message| {
                json!({
                    "id": store.ids.letters(Kind::Message, message.serial()),
                    "body": message.value,
                    "direction": if message.state == 1 { "outbound" } else { "inbound" },
                    "createdAt": time(message.at),
                })
            });
            Ok(Answer::json(200, &messages.collect()))
        }
        _ => Ok(Answer::json(400, &json!({"error": "Missing contact ID"}))),
    }
}

/// A key or a user id in the query. The refusal is bare text, though its media type says JSON.
fn authenticate(request: &Request) -> Outcome<()> {
    if request.query("apiKey") == Some(KEY) || request.query("userId") == Some(USER) {
        return Ok(());
    }
    Err(Answer::text(401, "application/json", "Unauthorized").into())
}

fn look_up(store: &Store, request: &Request) -> Outcome {
    let given = |name| request.query(name).filter(|value| !value.is_empty()).map(str::to_owned);
    let filter = match (given("phoneNumber"), given("email")) {
        (Some(phone), _) => Filter::all().and("phone = ?", phone),
        (None, Some(email)) => Filter::all().and("email = ? COLLATE NOCASE", email),
        (None, None) => return Ok(Answer::json(400, &json!({"error": "Phone number or email is required"}))),
    };
    let person = store.first(&filter)?.ok_or_else(not_found)?;
    let contact = contact(store, &person)?;
    let id = store.ids.letters(Kind::Person, person.n);
    Ok(Answer::json(200, &json!({"success": true, "contactId": id, "contact": contact})))
}

fn contact(store: &Store, person: &Person) -> Outcome<Value> {
    let tags = store.defined(person.n, Kind::Tag)?;
    let tags = tags.iter().map(|(_, definition)| {
        if person.n % 2 == 0 { json!({"name": definition.name}) } else { definition.name.as_str().into() }
    });
    let campaigns = store.defined(person.n, Kind::Campaign)?;
    let campaigns: Vec<_> = campaigns.iter().map(|(_, campaign)| json!({"name": campaign.name})).collect();
    let messages = store.links(person.n, Kind::Message)?;
    let sent = messages.iter().filter(|message| message.state == 1).count();
    let mut contact = json!({
        "id": store.ids.letters(Kind::Person, person.n),
        "firstName": person.given,
        "lastName": person.surname,
        "email": person.email,
        "phoneNumber": person.phone,
        "channel": if person.n % 3 == 0 { "instagram" } else { "whatsapp" },
        "isBotActive": person.n % 5 != 0,
        "doNotDisturb": person.do_not_disturb,
        "doNotDisturbReason": person.do_not_disturb.then_some("asked us to stop"),
        "createdAt": time(person.created),
        "lastActivityAt": person.active.map(time),
        "lastIncomingMessageAt": messages.iter().rev().find(|message| message.state == 0).map(|message| time(message.at)),
        "hasHadActivity": person.active.is_some(),
        "creditsUsed": if person.n % 2 == 0 { json!(sent) } else { json!(0.5) },
        "botMessageCount": sent,
        "chatConcluded": person.n % 7 == 0,
        "tags": tags.collect::<Vec<_>>(),
        "currentCampaign": campaigns.first(),
        "campaigns": campaigns,
    });
    if let Some(contact) = contact.as_object_mut() {
        match store.odd(person.n) {
            // No property of a contact is a closed list of values here; the channel comes closest.
            Some(Odd::EnumValue) => _ = contact.insert("channel".into(), "whatsapp_web".into()),
            Some(Odd::Property) => _ = contact.insert("loyalty".into(), json!({"tier": 3, "since": null})),
            Some(Odd::Broken) => _ = contact.insert("tags".into(), 7.into()),
            None => {}
        }
    }
    Ok(contact)
}

fn find(store: &Store, id: &str) -> Outcome<Person> {
    let n = store.ids.read_letters(Kind::Person, id).unwrap_or_default();
    Ok(store.person(n)?.ok_or_else(not_found)?)
}

fn tag(tag: &Definition) -> Value {
    json!({"name": tag.name, "description": tag.detail})
}

fn not_found() -> Answer {
    Answer::json(404, &json!({"success": false, "message": "Contact not found"}))
}

fn no_route(request: &Request) -> Answer {
    let path = request.segments().join("/");
    Answer::text(404, "text/html; charset=utf-8", format!("Cannot {} /{path}", request.method()))
}

//! Contacts: the look-up, creation, changes, and what a contact looks like.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::{bad_request, find, keep, kept, lists, not_found, prepare, refusal, text};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Odd, Store};

pub(super) fn look_up(store: &Store, request: &Request) -> Outcome {
    let given = |name| request.query(name).filter(|value| !value.is_empty());
    let found = match (given("phoneNumber"), given("email")) {
        (Some(phone), _) => store.with_phone(phone)?,
        (None, Some(email)) => store.with_email(email)?,
        (None, None) => return Ok(bad_request("Phone number or email is required")),
    };
    let person = found.into_iter().next().ok_or_else(not_found)?;
    let contact = contact(store, &person)?;
    let id = store.ids.letters(Kind::Person, person.n);
    Ok(Answer::json(
        200,
        &json!({"success": true, "contactId": id, "contact": contact}),
    ))
}

pub(super) fn create(store: &Store, body: &Map<String, Value>) -> Outcome {
    // The reference wants a number; a guide says that an e-mail address can stand in.
    if body.get("phoneNumber").is_none_or(Value::is_null) {
        return Ok(bad_request("phoneNumber is required"));
    }
    let phone = text(body, "phoneNumber").and_then(international);
    let phone = phone.ok_or_else(|| refusal("Invalid phone number"))?;
    let mut person = Person {
        phone: Some(phone.clone()),
        identifier: text(body, "externalId").map(str::to_owned),
        ..Person::created_at(store.now)
    };
    let mut kept = Map::new();
    kept.insert("isBotActive".into(), true.into());
    kept.insert("channel".into(), Value::Null);
    for name in [
        "isChatWindowOpen",
        "instagramId",
        "customChannel",
        "chatWidgetId",
        "currentCampaignData",
    ] {
        if let Some(value) = body.get(name) {
            kept.insert(name.into(), value.clone());
        }
    }
    // Of these, creation takes null as well.
    let mut changes = body.clone();
    changes.retain(|name, value| name != "channel" || !value.is_null());
    change(&mut person, &mut kept, &changes)?;
    let lists = lists::named(store, body)?;
    if !store.with_phone(&phone)?.is_empty() {
        // The duplicate is said in the body alone; 409 and the existing contact were reported too.
        let body =
            json!({"success": false, "error_code": 409, "message": "Contact already exists"});
        return Ok(Answer::json(200, &body));
    }
    prepare(&mut person);
    let person = store.insert_person(person)?;
    keep(store, person.n, kept)?;
    for list in lists {
        lists::join(store, person.n, list)?;
    }
    let campaign =
        text(body, "currentCampaign").and_then(|id| store.ids.read_letters(Kind::Campaign, id));
    if let Some(parent) = campaign {
        let link = Link {
            person: person.n,
            kind: Kind::Campaign as i64,
            parent,
            at: store.now,
            ..Link::default()
        };
        store.add_link(link)?;
    }
    let data = json!({
        "message": "Successfully created new contact",
        "contactId": store.ids.letters(Kind::Person, person.n),
    });
    Ok(Answer::json(200, &json!({"success": true, "data": data})))
}

/// Every property is optional. A telephone number is not among them, and is ignored without a word.
pub(super) fn update(store: &Store, id: &str, body: &Map<String, Value>) -> Outcome {
    let mut person = find(store, id)?;
    let mut kept = kept(store, person.n)?;
    change(&mut person, &mut kept, body)?;
    person.updated = store.now;
    store.update_person(&person)?;
    keep(store, person.n, kept)?;
    Ok(super::done("Contact updated successfully"))
}

/// What creation and update have in common: each property that is sent, or why it can't be.
fn change(
    person: &mut Person,
    kept: &mut Map<String, Value>,
    body: &Map<String, Value>,
) -> Outcome<()> {
    for (name, value) in body {
        let invalid = || refusal(&format!("Invalid {name}"));
        let text = || value.as_str().map(str::to_owned).ok_or_else(invalid);
        let truth = || value.as_bool().ok_or_else(invalid);
        match name.as_str() {
            "firstName" => person.given = Some(text()?),
            "lastName" => person.surname = Some(text()?),
            "email" => {
                person.email = Some(
                    text()
                        .ok()
                        .filter(|text| is_address(text))
                        .ok_or_else(invalid)?,
                )
            }
            "do_not_disturb" => {
                person.do_not_disturb = truth()?;
                kept.insert("doNotDisturbReason".into(), Value::Null);
            }
            "is_bot_active" => _ = kept.insert("isBotActive".into(), truth()?.into()),
            "channel" => _ = kept.insert("channel".into(), text()?.into()),
            "custom_fields" => {
                let fields = value.as_object().ok_or_else(invalid)?;
                kept.insert("customFields".into(), fields.clone().into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// The number with a plus sign, which may be missing.
pub(super) fn international(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let plausible =
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| format!("+{digits}"))
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !text.contains(char::is_whitespace)
            && !host.contains('@')
    })
}

fn contact(store: &Store, person: &Person) -> Outcome<Value> {
    let n = person.n;
    let kept = kept(store, n)?;
    let or = |name: &str, seeded: Value| kept.get(name).cloned().unwrap_or(seeded);
    let tags = store.defined(n, Kind::Tag)?;
    let tags = tags.iter().map(|(_, definition)| match n % 2 {
        0 => json!({"name": definition.name}),
        _ => definition.name.as_str().into(),
    });
    let campaigns = store.defined(n, Kind::Campaign)?;
    let campaigns: Vec<_> = campaigns
        .iter()
        .map(|(_, campaign)| json!({"name": campaign.name}))
        .collect();
    let messages = store.links(n, Kind::Message)?;
    let sent = messages.iter().filter(|message| message.state == 1).count();
    let latest = messages.iter().rev().find(|message| message.state == 0);
    let channel = if n % 3 == 0 { "instagram" } else { "whatsapp" };
    let reason = person.do_not_disturb.then_some("asked us to stop");
    let mut contact = json!({
        "id": store.ids.letters(Kind::Person, n),
        "firstName": person.given,
        "lastName": person.surname,
        "email": person.email,
        "phoneNumber": person.phone,
        "channel": or("channel", channel.into()),
        "isBotActive": or("isBotActive", (n % 5 != 0).into()),
        "doNotDisturb": person.do_not_disturb,
        "doNotDisturbReason": or("doNotDisturbReason", reason.into()),
        "createdAt": time(person.created),
        "lastActivityAt": person.active.map(time),
        "lastIncomingMessageAt": latest.map(|message| time(message.at)),
        "hasHadActivity": person.active.is_some(),
        "creditsUsed": if n % 2 == 0 { json!(sent) } else { json!(0.5) },
        "botMessageCount": sent,
        "chatConcluded": n % 7 == 0,
        "tags": tags.collect::<Vec<_>>(),
        "currentCampaign": campaigns.first(),
        "campaigns": campaigns,
    });
    if let Some(contact) = contact.as_object_mut() {
        match store.odd(n) {
            // No property of a contact is a closed list of values here; the channel comes closest.
            Some(Odd::EnumValue) => _ = contact.insert("channel".into(), "whatsapp_web".into()),
            Some(Odd::Property) => {
                _ = contact.insert("loyalty".into(), json!({"tier": 3, "since": null}))
            }
            Some(Odd::Broken) => _ = contact.insert("tags".into(), 7.into()),
            None => {}
        }
    }
    Ok(contact)
}

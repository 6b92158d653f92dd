//! Insighto.ai: key in the query, an envelope of message, meta and data, FastAPI's errors.
//!
//! Known from the vendor's pages: paths, page parameters, envelope and records. From FastAPI's own
//! behaviour: the bodies of 404 and 422, null for no next page. Invented here: the text of the 401, the
//! properties of a campaign, and "completed" for an attempted campaign contact, since the pages show
//! "not_attempted" only.

use serde_json::{Map, Value, json};

use super::{Vendor, time};
use crate::ids::{Ids, Kind};
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Filter, Odd, Oddities, Slice, Store};

pub(super) const VENDOR: Vendor = Vendor {
    slug: "insighto",
    stem: "",
    credentials: &[("apiKey", KEY)],
    settings: |ids| {
        vec![
            ("campaign_id", ids.uuid(Kind::Campaign, 1)),
            ("org_id", ids.uuid(Kind::Organization, 1)),
        ]
    },
    contact_id: |ids, n| ids.uuid(Kind::Person, n),
    prepare: |_| {},
    answer,
};

/// `in-` and 43 characters, as the vendor's page on tokens says.
const KEY: &str = "in-sandbox-is-not-a-real-key-0000000000000000";

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let ["api", "v1", path @ ..] = segments.as_slice() else { return Ok(detail(404, "Not Found")) };
    let known = matches!(
        path,
        ["contact", _]
            | ["contact"]
            | ["campaign", "contact", "list", _]
            | ["campaign", "list"]
            | ["conversation"]
            | ["conversation", _]
            | ["conversation", "by-contact", _]
            | ["contact_custom_field" | "contact_sync_log", "list"]
    );
    if !known {
        return Ok(detail(404, "Not Found"));
    }
    if request.method() != "GET" {
        return Ok(detail(405, "Method Not Allowed"));
    }
    authenticate(request)?;
    match path {
        ["contact"] => contacts(store, request),
        ["contact", id] => {
            let n = uuid(store.ids, Kind::Person, "contact_id", id)?;
            let person = store.person(n)?.ok_or_else(|| detail(404, "Contact not found"))?;
            Ok(envelope(&contact(store, &person)?))
        }
        ["campaign", "contact", "list", id] => campaign_contacts(store, request, id),
        ["campaign", "list"] => {
            let (page, size) = paging(request)?;
            let campaigns = store.definitions(Kind::Campaign)?;
            let items = campaigns.iter().map(|campaign| {
                json!({"id": store.ids.uuid(Kind::Campaign, campaign.place), "name": campaign.name})
            });
            Ok(page_of(slice(items, page, size), length(campaigns.len()), page, size))
        }
        ["conversation"] => conversations(store, request),
        ["conversation", "by-contact", id] => {
            let n = uuid(store.ids, Kind::Person, "contact_id", id)?;
            let (page, size) = paging(request)?;
            let links = store.links(n, Kind::Conversation)?;
            let mut items = Vec::new();
            for link in links.iter().rev() {
                items.push(conversation_of_contact(store, link)?);
            }
            Ok(page_of(slice(items.into_iter(), page, size), length(links.len()), page, size))
        }
        ["conversation", id] => {
            let serial = uuid(store.ids, Kind::Conversation, "conversation_id", id)?;
            let link = store.link(Kind::Conversation, serial)?;
            let link = link.ok_or_else(|| detail(404, "Conversation not found"))?;
            Ok(envelope(&conversation_of_contact(store, &link)?))
        }
        ["contact_custom_field", _] => {
            let (page, size) = paging(request)?;
            let fields = store.definitions(Kind::Field)?;
            let items = fields.iter().map(|field| {
                // The vendor's guide knows the types String and Number only.
                let kind = if field.detail == "number" { "Number" } else { "String" };
                json!({
                    "id": store.ids.uuid(Kind::Field, field.place),
                    "custom_field_name": field.name,
                    "custom_field_type": kind,
                    "org_id": store.ids.uuid(Kind::Organization, 1),
                })
            });
            Ok(page_of(slice(items, page, size), length(fields.len()), page, size))
        }
        // The synchronisation log: nothing was ever synchronised here.
        _ => {
            let (page, size) = paging(request)?;
            Ok(page_of(Vec::new(), 0, page, size))
        }
    }
}

fn authenticate(request: &Request) -> Outcome<()> {
    // A bearer token is no substitute, says the vendor's guide.
    match request.query("api_key") {
        Some(KEY) => Ok(()),
        Some(_) => Err(detail(401, "Invalid API key").into()),
        None => Err(detail(401, "Not authenticated").into()),
    }
}

fn contacts(store: &Store, request: &Request) -> Outcome {
    let (page, size) = paging(request)?;
    let total = store.count(&Filter::all())?;
    let mut items = Vec::new();
    for person in store.people(&Filter::all(), Slice::page("n", page, size))? {
        items.push(Value::Object(contact(store, &person)?));
    }
    Ok(page_of(items, total, page, size))
}

/// Each item is the membership of a contact in the campaign; `id` is the contact's.
fn campaign_contacts(store: &Store, request: &Request, id: &str) -> Outcome {
    let campaign = uuid(store.ids, Kind::Campaign, "campaign_id", id)?;
    let (page, size) = paging(request)?;
    store.definition(Kind::Campaign, campaign)?.ok_or_else(|| detail(404, "Campaign not found"))?;
    let filter = Filter::all().and("kind = ?", Kind::Campaign as i64).and("parent = ?", campaign);
    let total = store.count_links(&filter)?;
    let mut items = Vec::new();
    for link in store.links_of_all(&filter, Slice::page("person, place", page, size))? {
        let Some(person) = store.person(link.person)? else { continue };
        let conversation = store.links(person.n, Kind::Conversation)?.pop();
        let attempted = link.state == 1 && store.oddities > Oddities::Off;
        let status = match (attempted, store.odd(person.n)) {
            (_, Some(Odd::EnumValue)) => "voicemail_left",
            (true, _) => "completed",
            (false, _) => "not_attempted",
        };
        let conversation = conversation.filter(|_| attempted);
        let mut item = contact(store, &person)?;
        item.insert("campaign_contact_id".into(), store.ids.uuid(Kind::Campaign, link.serial()).into());
        item.insert(
            "conversation_id".into(),
            conversation.map(|link| store.ids.uuid(Kind::Conversation, link.serial())).into(),
        );
        item.insert("conversation_attributes".into(), json!({}));
        item.insert("status".into(), status.into());
        item.insert("execution_time".into(), attempted.then(|| time(link.at)).into());
        items.push(Value::Object(item));
    }
    Ok(page_of(items, total, page, size))
}

/// All conversations between two days, newest first. Both days are required.
fn conversations(store: &Store, request: &Request) -> Outcome {
    let (from, to) = (day(request, "date_from")?, day(request, "date_to")?);
    let (page, size) = paging(request)?;
    let mut filter =
        Filter::all().and("kind = ?", Kind::Conversation as i64).and("at >= ?", from).and("at < ?", to + 24 * 3600);
    let assistant = store.ids.uuid(Kind::Assistant, 1);
    let other_assistant = request.query("assistant_id").is_some_and(|id| id != assistant);
    // Nobody has spoken, and no intent was ever recognised here.
    if other_assistant || request.query("intent_id").is_some() || request.query("includes_voice") == Some("true") {
        filter = filter.and_fixed("FALSE");
    }
    let total = store.count_links(&filter)?;
    let mut items = Vec::new();
    for link in store.links_of_all(&filter, Slice::page("at DESC, person, place", page, size))? {
        let Some(person) = store.person(link.person)? else { continue };
        let messages = messages(store, &link)?;
        items.push(json!({
            "id": store.ids.uuid(Kind::Conversation, link.serial()),
            "widget_id": store.ids.uuid(Kind::Inbox, link.parent),
            "assistant_id": assistant,
            "assistant_name": "Sandbox assistant",
            // Text here, an object in the conversations of one contact.
            "attributes": "{}",
            "device_type": device(&link),
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
        }));
    }
    Ok(page_of(items, total, page, size))
}

fn contact(store: &Store, person: &Person) -> Outcome<Map<String, Value>> {
    let ids = store.ids;
    let conversations = store.links(person.n, Kind::Conversation)?;
    let widget = |link: Option<&Link>| link.map(|link| ids.uuid(Kind::Inbox, link.parent));
    let assistant = person.active.map(|_| ids.uuid(Kind::Assistant, 1));
    let mut fields = Map::new();
    for (link, field) in store.defined(person.n, Kind::Field)? {
        let number = (field.detail == "number").then(|| link.value.parse::<f64>().ok()).flatten();
        fields.insert(field.name, number.map_or_else(|| link.value.clone().into(), Value::from));
    }
    let mut attributes = Map::new();
    if let Some(company) = &person.company {
        attributes.insert("company".into(), company.as_str().into());
    }
    let mut channels = Map::new();
    if let Some(phone) = &person.phone {
        channels.insert("telephone".into(), phone.as_str().into());
        channels.insert("national_number".into(), phone.trim_start_matches("+1").into());
        // The vendor has the two names the wrong way round.
        channels.insert("country_code".into(), "1".into());
        channels.insert("dial_code".into(), "US".into());
        if person.n % 3 == 0 {
            channels.insert("whatsapp".into(), phone.as_str().into());
        }
    }
    if let Some(email) = person.email.as_ref().filter(|_| person.n % 6 == 1) {
        channels.insert("email".into(), email.as_str().into());
    }
    if person.n % 14 == 1 {
        channels.insert("instagram".into(), format!("@sandbox_{}", person.n).into());
    }
    let sent = conversations.last().map(|link| time(link.at + 60));
    let contact = json!({
        "first_name": person.given,
        "last_name": person.surname,
        "email": person.email,
        "channels": channels,
        "user_attributes": attributes,
        "last_seen": person.active.map(time),
        "last_sent": sent,
        "org_id": ids.uuid(Kind::Organization, 1),
        "first_assistant_id": assistant,
        "last_assistant_id": assistant,
        "first_widget_id": widget(conversations.first()),
        "last_widget_id": widget(conversations.last()),
        "custom_fields": fields,
        "id": ids.uuid(Kind::Person, person.n),
        "created_at": time(person.created),
    });
    let Value::Object(mut contact) = contact else { return Ok(Map::new()) };
    match store.odd(person.n) {
        Some(Odd::Property) => _ = contact.insert("loyalty".into(), json!({"tier": 3, "since": null})),
        Some(Odd::Broken) => _ = contact.insert("channels".into(), "+1 (202) 555-0114".into()),
        _ => {}
    }
    Ok(contact)
}

fn conversation_of_contact(store: &Store, link: &Link) -> Outcome<Value> {
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
    let all = store.links(conversation.person, Kind::Message)?;
    Ok(all.into_iter().filter(|message| message.parent == conversation.place).collect())
}

fn device(link: &Link) -> &'static str {
    if link.serial() % 2 == 0 { "mobile" } else { "desktop" }
}

fn envelope(data: &(impl Clone + Into<Value>)) -> Answer {
    Answer::json(200, &json!({"message": "", "meta": {}, "data": data.clone().into()}))
}

fn page_of(items: Vec<Value>, total: u64, page: u64, size: u64) -> Answer {
    let pages = total.div_ceil(size);
    let data = json!({
        "items": items,
        "total": total,
        "page": page,
        "size": size,
        "pages": pages,
        "previous_page": (page > 1).then(|| page - 1),
        "next_page": (page < pages).then(|| page + 1),
    });
    envelope(&data)
}

fn slice(items: impl Iterator<Item = Value>, page: u64, size: u64) -> Vec<Value> {
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    items.skip(whole((page - 1).saturating_mul(size))).take(whole(size)).collect()
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Page from 1, and size from 1 to 100 with 50 as the default; anything else is a 422.
fn paging(request: &Request) -> Outcome<(u64, u64)> {
    Ok((number(request, "page", 1, i64::MAX)?, number(request, "size", 50, 100)?))
}

fn number(request: &Request, name: &str, default: u64, largest: i64) -> Outcome<u64> {
    let Some(text) = request.query(name) else { return Ok(default) };
    let refuse = |kind: &str, message: String, limits: Value| invalid("query", name, kind, &message, text, limits);
    let Ok(number) = text.trim().parse::<i64>() else {
        let message = "Input should be a valid integer, unable to parse string as an integer";
        return Err(refuse("int_parsing", message.into(), Value::Null).into());
    };
    if number < 1 {
        let message = "Input should be greater than or equal to 1".into();
        return Err(refuse("greater_than_equal", message, json!({"ge": 1})).into());
    }
    if number > largest {
        let message = format!("Input should be less than or equal to {largest}");
        return Err(refuse("less_than_equal", message, json!({"le": largest})).into());
    }
    Ok(number.unsigned_abs())
}

/// The first second of a day.
fn day(request: &Request, name: &str) -> Outcome<i64> {
    let Some(text) = request.query(name) else {
        let missing = json!({"type": "missing", "loc": ["query", name], "msg": "Field required", "input": null});
        return Err(Answer::json(422, &json!({"detail": [missing]})).into());
    };
    let midnight = format!("{text}T00:00:00Z").parse::<jiff::Timestamp>();
    let day = midnight.map(jiff::Timestamp::as_second).map_err(|_| {
        let message = "Input should be a valid date or datetime";
        invalid("query", name, "date_from_datetime_parsing", message, text, json!({"error": "invalid date"}))
    });
    Ok(day?)
}

/// The serial number of an identifier; a UUID that this sandbox did not make names nothing.
fn uuid(ids: Ids, kind: Kind, name: &str, text: &str) -> Outcome<i64> {
    let form = text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if !form {
        let message = "Input should be a valid UUID";
        let context = json!({"error": "invalid UUID"});
        return Err(invalid("path", name, "uuid_parsing", message, text, context).into());
    }
    // 0 is nobody's number.
    Ok(ids.read_uuid(kind, text).unwrap_or(0))
}

/// FastAPI's answer to a parameter that does not validate.
fn invalid(place: &str, name: &str, kind: &str, message: &str, input: &str, context: Value) -> Answer {
    let mut problem = json!({"type": kind, "loc": [place, name], "msg": message, "input": input});
    if let (Some(problem), false) = (problem.as_object_mut(), context.is_null()) {
        problem.insert("ctx".into(), context);
    }
    Answer::json(422, &json!({"detail": [problem]}))
}

fn detail(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"detail": text}))
}

//! ChatbotX: bearer token or `?token=`, oRPC's error bodies, counts that stop at 10,000.
//!
//! Authentication, paging, limits and errors are those of 2026-08-15, read from the vendor's source at that
//! date: a wrong token is a 500, invalid input a 400. Two later operations that the spec has are served as
//! well, since they change nothing else: the count of contacts, and conversations for a token alone.
//! `contactNotes` and `conversation.inbox` are documented but never sent, so they are not sent here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{CONTAINS, Vendor, milliseconds as time};
use crate::account;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Definition, Filter, Odd, Slice, Store};

pub(super) const VENDOR: Vendor = Vendor {
    slug: "chatbotx",
    stem: "/api",
    credentials: &[("developerAccessToken", TOKEN), ("tokenInSearchParams", TOKEN)],
    settings: |ids| {
        vec![
            ("workspace_id", ids.snowflake(Kind::Organization, 1)),
            ("custom_field_id", ids.snowflake(Kind::Field, 1)),
        ]
    },
    contact_id: |ids, n| ids.snowflake(Kind::Person, n),
    prepare: |_| {},
    answer,
};

const TOKEN: &str = "cbx_ws_sandbox-is-not-a-real-token";
const LARGEST_PAGE: u64 = 50;
const LARGEST_COUNT: u64 = 10_000;
const CHANNELS: &[&str] =
    &["omnichannel", "webchat", "messenger", "whatsapp", "zalo", "smtp", "telegram", "instagram", "tiktok"];

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let ["api", "v1", path @ ..] = segments.as_slice() else { return Ok(no_route()) };
    let known = matches!(
        path,
        ["contacts" | "tags" | "custom-fields" | "inboxes" | "conversations"]
            | ["contacts" | "tags" | "custom-fields", _]
            | ["contacts", _, "tags" | "custom-fields" | "messages"]
            | ["contacts", _, "custom-fields" | "messages", _]
    );
    if request.method() != "GET" || !known {
        return Ok(no_route());
    }
    authenticate(request)?;
    match path {
        ["contacts"] => contacts(store, request),
        ["contacts", "count"] => {
            let filter = search(request)?;
            Ok(Answer::json(200, &json!({"total": store.count(&filter)?})))
        }
        ["contacts", "find-by-custom-field"] => by_custom_field(store, request),
        ["contacts", identifier] => {
            let person = find(store, identifier)?;
            Ok(Answer::json(200, &Value::Object(with_relations(store, &person)?)))
        }
        ["contacts", identifier, "tags"] => {
            let person = find(store, identifier)?;
            let tags = store.defined(person.n, Kind::Tag)?;
            Ok(data(tags.iter().map(|(_, definition)| tag(store, definition)).collect()))
        }
        ["contacts", identifier, "custom-fields"] => {
            let person = find(store, identifier)?;
            let fields = store.defined(person.n, Kind::Field)?;
            Ok(data(fields.iter().map(|(link, definition)| field_value(store, link, definition)).collect()))
        }
        ["contacts", identifier, "custom-fields", id] => {
            let person = find(store, identifier)?;
            // At this date the path takes an id only, of digits.
            if !id.bytes().any(|byte| byte.is_ascii_digit()) {
                return Err(invalid("customFieldId", "invalid_format", "Invalid string: must match pattern /\\d+/").into());
            }
            let place = store.ids.read_snowflake(Kind::Field, id);
            let fields = store.defined(person.n, Kind::Field)?;
            let field = fields.iter().find(|(_, definition)| Some(definition.place) == place);
            let (link, definition) = field.ok_or_else(|| not_found("Custom field not found"))?;
            Ok(Answer::json(200, &field_value(store, link, definition)))
        }
        ["contacts", identifier, "messages"] => messages(store, request, &find(store, identifier)?),
        ["contacts", identifier, "messages", id] => {
            let person = find(store, identifier)?;
            let serial = store.ids.read_snowflake(Kind::Message, id).unwrap_or_default();
            let found = store.link(Kind::Message, serial)?.filter(|link| link.person == person.n);
            let found = found.ok_or_else(|| not_found("Message not found"))?;
            Ok(Answer::json(200, &message(store, &person, &found)?))
        }
        ["tags"] => {
            // Meant to answer all, but the server's own cap on pages cuts the list; the newest come first.
            let tags = store.definitions(Kind::Tag)?;
            Ok(data(tags.iter().rev().take(50).map(|definition| tag(store, definition)).collect()))
        }
        ["tags", id] => {
            let found = defined(store, Kind::Tag, id)?.ok_or_else(|| not_found("Tag not found"))?;
            Ok(Answer::json(200, &tag(store, &found)))
        }
        ["custom-fields"] => {
            let fields = store.definitions(Kind::Field)?;
            Ok(data(fields.iter().take(50).map(|definition| field(store, definition)).collect()))
        }
        ["custom-fields", id] => {
            let found = defined(store, Kind::Field, id)?.ok_or_else(|| not_found("Custom field not found"))?;
            Ok(Answer::json(200, &field(store, &found)))
        }
        ["inboxes"] => inboxes(store, request),
        _ => conversations(store, request),
    }
}

/// A bearer token wins over one in the query; a missing or wrong one is a 500, since oRPC gives that status
/// to a code that it does not know.
fn authenticate(request: &Request) -> Outcome<()> {
    match request.bearer().or_else(|| request.query("token")) {
        Some(TOKEN) => Ok(()),
        _ => Err(error(500, "INVALID_CHATBOT_TOKEN", "Invalid chatbot token", None).into()),
    }
}

fn contacts(store: &Store, request: &Request) -> Outcome {
    let (page, size) = (number(request, "page", 1)?, number(request, "perPage", LARGEST_PAGE)?.min(LARGEST_PAGE));
    let filter = search(request)?;
    let count = store.count(&filter)?;
    let capped = count.min(LARGEST_COUNT);
    let mut items = Vec::new();
    for person in store.people(&filter, Slice::page(&order(request), page, size))? {
        items.push(Value::Object(with_relations(store, &person)?));
    }
    let body = json!({
        "data": items,
        "pageCount": capped.div_ceil(size),
        "totalCount": capped,
        "totalCountCapped": count > LARGEST_COUNT,
    });
    Ok(Answer::json(200, &body))
}

/// What the list filters by: the keyword. Channels and inboxes are checked and then ignored.
fn search(request: &Request) -> Outcome<Filter> {
    for name in ["channels", "inboxIds"] {
        // The value of a name that comes once is text, and the schema wants a list.
        if request.queries(name).count() == 1 {
            return Err(invalid(name, "invalid_type", "Invalid input: expected array, received string").into());
        }
    }
    let channels = ["channels", "channels[]"].into_iter().flat_map(|name| request.queries(name));
    if channels.into_iter().any(|channel| !CHANNELS.contains(&channel)) {
        return Err(invalid("channels", "invalid_value", "Invalid option").into());
    }
    if request.query("contactFilter").is_some() {
        return Err(invalid("contactFilter", "invalid_type", "Invalid input: expected object, received string").into());
    }
    Ok(match request.query("keyword") {
        Some(keyword) if !keyword.is_empty() => Filter::all().and(CONTAINS, keyword.to_owned()),
        _ => Filter::all(),
    })
}

/// The server parses `sort` as JSON; the bracket spelling and an invalid list are ignored without a word.
fn order(request: &Request) -> String {
    let sort: Value = request.query("sort").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let mut order = String::new();
    for field in sort.as_array().into_iter().flatten() {
        let column = match field.get("id").and_then(Value::as_str) {
            Some("createdAt") => "created",
            Some("updatedAt") => "updated",
            Some("firstName") => "given",
            Some("lastName") => "surname",
            Some("email") => "email",
            Some("phoneNumber") => "phone",
            _ => continue,
        };
        let direction = if field.get("desc").and_then(Value::as_bool) == Some(true) { "DESC" } else { "ASC" };
        order.push_str(&format!("{column} {direction}, "));
    }
    if order.is_empty() {
        order.push_str("created DESC, ");
    }
    order + "n DESC"
}

fn by_custom_field(store: &Store, request: &Request) -> Outcome {
    let required = |name| {
        let missing = || invalid(name, "invalid_type", "Invalid input: expected string, received undefined");
        request.query(name).ok_or_else(missing)
    };
    let (id, value) = (required("customFieldId")?, required("value")?.to_owned());
    let filter = match id {
        "email" => Filter::all().and("email = ?", value),
        "phone" => Filter::all().and("phone = ?", value),
        id => {
            let place = store.ids.read_snowflake(Kind::Field, id).unwrap_or_default();
            let owners = "n IN (SELECT person FROM links WHERE kind = ? AND parent = ? AND value = ?)";
            let values = vec![(Kind::Field as i64).into(), place.into(), value.into()];
            Filter::new(owners, values)
        }
    };
    let mut items = Vec::new();
    for person in store.people(&filter, Slice::page("updated DESC, n DESC", 1, 100))? {
        items.push(Value::Object(with_relations(store, &person)?));
    }
    Ok(data(items))
}

/// `id:`, `email:` or `phone:` and a value; a bare value is a 404.
fn find(store: &Store, identifier: &str) -> Outcome<Person> {
    let filter = match identifier.split_once(':') {
        Some(("id", id)) => {
            let n = store.ids.read_snowflake(Kind::Person, id).unwrap_or_default();
            Filter::all().and("n = ?", n)
        }
        Some(("email", email)) => Filter::all().and("email = ?", email.to_owned()),
        Some(("phone", phone)) => Filter::all().and("phone = ?", phone.to_owned()),
        _ => return Err(not_found("Invalid identifier format").into()),
    };
    Ok(store.first(&filter)?.ok_or_else(|| not_found("Contact not found"))?)
}

fn inboxes(store: &Store, request: &Request) -> Outcome {
    let (page, size) = (number(request, "page", 1)?, number(request, "perPage", 20)?.min(LARGEST_PAGE));
    let all = store.definitions(Kind::Inbox)?;
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let items: Vec<_> = all
        .iter()
        .skip(whole((page - 1).saturating_mul(size)))
        .take(whole(size))
        .map(|inbox| {
            json!({
                "id": store.ids.snowflake(Kind::Inbox, inbox.place),
                "name": inbox.name,
                "channel": inbox.detail,
                "status": "connected",
            })
        })
        .collect();
    let pages = all.len().div_ceil(whole(size));
    Ok(Answer::json(200, &json!({"data": items, "pageCount": pages})))
}

/// The messages of a contact's conversation, latest first.
fn messages(store: &Store, request: &Request, person: &Person) -> Outcome {
    let size = number(request, "perPage", 20)?;
    if store.links(person.n, Kind::Conversation)?.is_empty() {
        return Err(not_found("Conversation not found").into());
    }
    let before = cursor(request).unwrap_or(i64::MAX);
    let filter = Filter::all().and("person = ?", person.n).and("kind = ?", Kind::Message as i64).and("place < ?", before);
    let mut found = store.links_of_all(&filter, Slice::page("place DESC", 1, size.saturating_add(1)))?;
    let more = drop_rest(&mut found, size);
    let next = found.last().filter(|_| more).map(|last| encode(last.place));
    let mut items = Vec::new();
    for link in &found {
        items.push(message(store, person, link)?);
    }
    Ok(Answer::json(200, &json!({"data": items, "nextCursor": next, "prevCursor": null})))
}

/// One conversation for each contact that ever was active, latest activity first.
fn conversations(store: &Store, request: &Request) -> Outcome {
    let size = number(request, "perPage", 20)?;
    let mut filter = Filter::all().and_fixed("active IS NOT NULL");
    if let Some(keyword) = request.query("keyword").filter(|keyword| !keyword.is_empty()) {
        filter = filter.and(CONTAINS, keyword.to_owned());
    }
    // The order has one key of two numbers; the cursor holds the number of the last contact.
    if let Some(last) = cursor(request).map(|n| store.person(n)).transpose()?.flatten() {
        let values = vec![last.active.into(), last.n.into()];
        filter = filter.and_all(&Filter::new("(active, n) < (?, ?)", values));
    }
    let mut found = store.people(&filter, Slice::page("active DESC, n DESC", 1, size.saturating_add(1)))?;
    let more = drop_rest(&mut found, size);
    let next = found.last().filter(|_| more).map(|last| encode(last.n));
    let mut items = Vec::new();
    for person in &found {
        let Some(Value::Object(mut conversation)) = conversation(store, person)? else { continue };
        let mut links = Vec::new();
        for (link, inbox) in store.defined(person.n, Kind::Inbox)? {
            let mut link = contact_inbox(store, person, &link, &inbox);
            link.insert("inbox".into(), json!({"name": inbox.name}));
            links.push(Value::Object(link));
        }
        let mut latest = Vec::new();
        if let Some(link) = store.links(person.n, Kind::Message)?.last() {
            latest.push(message(store, person, link)?);
        }
        conversation.insert("contactInboxes".into(), links.into());
        conversation.insert("messages".into(), latest.into());
        conversation.insert("contact".into(), contact(store, person).into());
        items.push(Value::Object(conversation));
    }
    Ok(Answer::json(200, &json!({"data": items, "nextCursor": next, "prevCursor": null})))
}

/// Cuts the list to the size, and says whether there was more.
fn drop_rest<T>(found: &mut Vec<T>, size: u64) -> bool {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    more
}

fn encode(number: i64) -> String {
    STANDARD.encode(json!({"id": number.to_string()}).to_string())
}

/// The number in the cursor. One that can't be read is taken for the first page.
fn cursor(request: &Request) -> Option<i64> {
    let bytes = STANDARD.decode(request.query("cursor")?).ok()?;
    serde_json::from_slice::<Value>(&bytes).ok()?.get("id")?.as_str()?.parse().ok()
}

/// A contact as messages and conversations embed it.
fn contact(store: &Store, person: &Person) -> Map<String, Value> {
    // The database joins the names, and what is joined with null is null.
    let full = person.given.as_ref().zip(person.surname.as_ref()).map(|(given, surname)| format!("{given} {surname}"));
    let gender = match store.odd(person.n) {
        Some(Odd::EnumValue) => Some("other"),
        _ => person.gender.as_deref(),
    };
    let contact = json!({
        "id": store.ids.snowflake(Kind::Person, person.n),
        "createdAt": time(person.created),
        "updatedAt": time(person.updated),
        "avatar": (person.n % 6 == 1).then(|| format!("avatars/{}.png", store.ids.snowflake(Kind::Person, person.n))),
        "phoneNumber": person.phone,
        "email": person.email,
        "emailVerified": person.email.is_some() && person.n % 3 == 0,
        // The column's default, which is no consent.
        "emailOptIn": person.n % 12 != 0,
        "firstName": person.given,
        "lastName": person.surname,
        "fullName": full,
        "gender": gender,
        "lastReadAt": person.active.map(time),
        "ref": (person.n % 15 == 2).then_some("spring-sale"),
        "country": person.country,
        "state": null,
        "city": person.city,
        "location": (person.n % 10 == 1).then(|| json!({"latitude": 50.94, "longitude": 6.96})),
        "locale": person.language,
        "timezone": person.time_zone,
        "subscribedAt": person.active.map(|_| time(person.created)),
        "broadcastSubscribedAt": (person.n % 4 == 1).then(|| time(person.created)),
        "blockedAt": person.blocked.map(time),
        "workspaceId": store.ids.snowflake(Kind::Organization, 1),
    });
    let Value::Object(mut contact) = contact else { return Map::new() };
    match store.odd(person.n) {
        Some(Odd::Property) => _ = contact.insert("loyalty".into(), json!({"tier": 3, "since": null})),
        Some(Odd::Broken) => _ = contact.insert("emailVerified".into(), "yes".into()),
        _ => {}
    }
    contact
}

/// A contact as lists and look-ups answer it.
fn with_relations(store: &Store, person: &Person) -> Outcome<Map<String, Value>> {
    let ids = store.ids;
    let own = ids.snowflake(Kind::Person, person.n);
    let mut record = contact(store, person);
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
        let mut link = contact_inbox(store, person, &link, &inbox);
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

fn contact_inbox(store: &Store, person: &Person, link: &Link, inbox: &Definition) -> Map<String, Value> {
    let link = json!({
        "id": store.ids.snowflake(Kind::Inbox, link.serial()),
        "contactId": store.ids.snowflake(Kind::Person, person.n),
        "inboxId": store.ids.snowflake(Kind::Inbox, link.parent),
        "channel": inbox.detail,
        "source": "inbound",
        "sourceId": format!("sandbox-source-{}", link.serial()),
        "language": link.value,
        "lastIncomingMessageAt": person.active.map(time),
        "contactLastReadAt": person.active.map(time),
    });
    if let Value::Object(link) = link { link } else { Map::new() }
}

/// The conversation of a contact; the vendor has one for each.
fn conversation(store: &Store, person: &Person) -> Outcome<Option<Value>> {
    let Some(link) = store.links(person.n, Kind::Conversation)?.into_iter().next() else { return Ok(None) };
    let messages = store.links(person.n, Kind::Message)?;
    let last = |direction| messages.iter().rev().find(|message| message.state == direction).map(|message| time(message.at));
    let assigned = person.owner;
    Ok(Some(json!({
        "id": store.ids.snowflake(Kind::Conversation, link.serial()),
        "createdAt": time(link.at),
        "updatedAt": time(person.active.unwrap_or(link.at)),
        "botEnabled": person.n % 3 != 0,
        "botResumeAt": (person.n % 6 == 0).then(|| time(store.now + 3600)),
        "archivedAt": (person.n % 16 == 0).then(|| time(store.now - 3600)),
        "additionalAttributes": if person.n % 2 == 0 { json!({"referer": "https://example.com/"}) } else { Value::Null },
        "contactLastReadAt": person.active.map(time),
        "agentLastReadAt": null,
        "aiContextLastMessageId": messages.first().map(|first| store.ids.snowflake(Kind::Message, first.serial())),
        "lastActivityAt": person.active.map(time),
        "followed": person.n % 10 == 0,
        "assignedUserId": assigned.map(|number| store.ids.snowflake(Kind::User, number)),
        "assignedInboxTeamId": null,
        "workspaceId": store.ids.snowflake(Kind::Organization, 1),
        "contactId": store.ids.snowflake(Kind::Person, person.n),
        "sourceId": null,
        "lastStep": null,
        "currentStep": null,
        "adminRepliedAt": last(1),
        "contactRepliedAt": last(0),
        "assignedUser": assigned.map(|number| user(store, number)),
        "assignedInboxTeam": null,
    })))
}

fn message(store: &Store, person: &Person, link: &Link) -> Outcome<Value> {
    let ids = store.ids;
    let (conversation, inbox) = (store.links(person.n, Kind::Conversation)?, store.links(person.n, Kind::Inbox)?);
    let outgoing = link.state == 1;
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
        "senderType": if outgoing { "user" } else { "contact" },
        "senderId": if outgoing { ids.snowflake(Kind::User, 1) } else { ids.snowflake(Kind::Person, person.n) },
        "sourceId": null,
        "deletedAt": null,
        "type": "message",
        "parentId": null,
        "attributes": null,
        "sendError": null,
        "attachments": [],
    });
    if let Some(record) = record.as_object_mut() {
        if outgoing {
            record.insert("user".into(), user(store, 1));
        } else {
            record.insert("contact".into(), contact(store, person).into());
        }
    }
    Ok(record)
}

fn user(store: &Store, number: i64) -> Value {
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

fn tag(store: &Store, tag: &Definition) -> Value {
    json!({"id": store.ids.snowflake(Kind::Tag, tag.place), "name": tag.name})
}

fn field(store: &Store, field: &Definition) -> Value {
    json!({
        "id": store.ids.snowflake(Kind::Field, field.place),
        "name": field.name,
        "type": field.detail,
        "description": null,
    })
}

fn field_value(store: &Store, link: &Link, definition: &Definition) -> Value {
    let mut record = field(store, definition);
    if let Some(record) = record.as_object_mut() {
        record.insert("value".into(), link.value.as_str().into());
    }
    record
}

fn defined(store: &Store, kind: Kind, id_or_name: &str) -> Outcome<Option<Definition>> {
    let place = store.ids.read_snowflake(kind, id_or_name);
    let all = store.definitions(kind)?;
    Ok(all.into_iter().find(|definition| Some(definition.place) == place || definition.name == id_or_name))
}

fn data(items: Vec<Value>) -> Answer {
    Answer::json(200, &json!({"data": items}))
}

/// A whole number from 1. Empty text is not a number.
fn number(request: &Request, name: &str, default: u64) -> Outcome<u64> {
    let Some(text) = request.query(name) else { return Ok(default) };
    let Ok(number) = text.parse::<i64>() else {
        return Err(invalid(name, "invalid_type", "Invalid input: expected number, received NaN").into());
    };
    if number < 1 {
        return Err(invalid(name, "too_small", "Too small: expected number to be >=1").into());
    }
    Ok(number.unsigned_abs())
}

fn invalid(name: &str, code: &str, message: &str) -> Answer {
    let issues = json!({"issues": [{"code": code, "path": [name], "message": message}]});
    error(400, "BAD_REQUEST", "Input validation failed", Some(issues))
}

fn not_found(message: &str) -> Answer {
    error(404, "notFound", message, None)
}

fn error(status: u16, code: &str, message: &str, data: Option<Value>) -> Answer {
    let mut body = json!({"defined": false, "code": code, "status": status, "message": message});
    if let (Some(body), Some(data)) = (body.as_object_mut(), data) {
        body.insert("data".into(), data);
    }
    Answer::json(status, &body)
}

fn no_route() -> Answer {
    Answer::text(404, "text/plain", "Not found")
}

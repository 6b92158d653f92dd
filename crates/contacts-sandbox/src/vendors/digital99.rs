//! 99digital, a white label of Chatwoot: fixed pages of 15, Unix seconds, and a page number that comes back
//! as text when it was sent.
//!
//! Where 99digital's pages and Chatwoot's source differ, the source counts, except for two keys that only the
//! pages have and that are sent here: `conversations_count` and `meta.contacts_all`. Searches count the
//! contacts of the page, as newer servers do, so that nobody takes that number for a total. Not documented
//! and invented: the refusals of the WhatsApp list, and the texts of the filter's errors as far as they are
//! not Chatwoot's.

use jiff::Timestamp;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value, json};

use super::{CONTAINS, Vendor, time};
use crate::account;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Fault, Outcome, Request};
use crate::store::{Definition, Filter, Odd, Slice, Store};

pub(super) const VENDOR: Vendor = Vendor {
    slug: "digital99",
    stem: "/api",
    credentials: &[("userApiKey", TOKEN)],
    settings: |_| {
        vec![
            ("account_id", ACCOUNT.into()),
            // The WhatsApp list is another service: it stands at the origin, and its key is in the body.
            ("whatsapp_key", WHATSAPP_KEY.into()),
            ("whatsapp_number", WHATSAPP_NUMBER.into()),
        ]
    },
    contact_id: |_, n| n.to_string(),
    prepare,
    answer,
};

const TOKEN: &str = "sandbox-is-not-a-real-token";
const ACCOUNT: &str = "7";
const ACCOUNT_NUMBER: i64 = 7;
/// An account that exists, and that the token's user is not in.
const OTHER_ACCOUNT: &str = "8";
const WHATSAPP_KEY: &str = "sandbox-is-not-a-real-whatsapp-key";
const WHATSAPP_NUMBER: &str = "12025550199";
const PAGE: u64 = 15;
/// The list shows whoever has one of the three; the others are in the filter only.
const RESOLVED: &str = "ifnull(email, '') <> '' OR ifnull(phone, '') <> '' OR ifnull(identifier, '') <> ''";
const NAME: &str = "trim(ifnull(given, '') || ' ' || ifnull(surname, ''))";

/// E-mail addresses are stored in lower case, and no two contacts have one telephone number.
fn prepare(person: &mut Person) {
    person.email = person.email.take().map(|email| email.to_lowercase());
    if person.n % 100 == 59 {
        person.phone = None;
    }
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let (account, path) = match (request.method(), segments.as_slice()) {
        ("POST", ["whatsapp", "v2", "getContacts"]) => return whatsapp_contacts(store, request),
        (_, ["api", "v1", "accounts", account, "contacts", path @ ..]) => (*account, path),
        _ => return Ok(no_route()),
    };
    match (request.method(), path) {
        ("POST", ["filter"]) => {}
        ("GET", [] | [_] | [_, "conversations" | "labels" | "contactable_inboxes" | "notes"] | [_, "notes", _]) => {}
        _ => return Ok(no_route()),
    }
    authenticate(request, account)?;
    match path {
        [] => list(store, request),
        ["search"] => search(store, request),
        ["filter"] => {
            let filter = conditions(store, &request.json())?;
            page_of(store, request, &filter)
        }
        ["active"] => page_of(store, request, &Filter::all().and_fixed("online")),
        [id] => {
            let person = find(store, id)?;
            let contact = contact(store, &person, wants_inboxes(request))?;
            Ok(Answer::json(200, &json!({"payload": contact})))
        }
        [id, "conversations"] => {
            let person = find(store, id)?;
            let mut items = Vec::new();
            for link in store.links(person.n, Kind::Conversation)?.iter().rev().take(20) {
                items.push(conversation(store, &person, link)?);
            }
            Ok(Answer::json(200, &json!({"payload": items})))
        }
        [id, "labels"] => {
            let labels = store.defined(find(store, id)?.n, Kind::Tag)?;
            let names: Vec<_> = labels.into_iter().map(|(_, label)| label.name).collect();
            Ok(Answer::json(200, &json!({"payload": names})))
        }
        [id, "contactable_inboxes"] => {
            let person = find(store, id)?;
            Ok(Answer::json(200, &json!({"payload": inboxes(store, &person)?})))
        }
        [id, "notes"] => {
            let notes = store.links(find(store, id)?.n, Kind::Note)?;
            // No payload around it.
            Ok(Answer::json(200, &notes.iter().rev().map(note).collect()))
        }
        [id, _, note_id] => {
            let person = find(store, id)?;
            let serial = note_id.parse().unwrap_or_default();
            let found = store.link(Kind::Note, serial)?.filter(|link| link.person == person.n);
            Ok(Answer::json(200, &note(&found.ok_or_else(not_found)?)))
        }
        _ => Ok(no_route()),
    }
}

/// The token stands in a header of its own, which Rack reads in either spelling. Without it the login layer
/// answers, which a bearer token does not satisfy.
fn authenticate(request: &Request, account: &str) -> Outcome<()> {
    let refuse = |text: &str| Fault::from(Answer::json(401, &json!({"error": text})));
    match request.header("api_access_token").or_else(|| request.header("api-access-token")) {
        None => {
            let errors = json!({"errors": ["You need to sign in or sign up before continuing."]});
            return Err(Answer::json(401, &errors).into());
        }
        Some(TOKEN) => {}
        Some(_) => return Err(refuse("Invalid Access Token")),
    }
    match account {
        ACCOUNT => Ok(()),
        OTHER_ACCOUNT => Err(refuse("You are not authorized to access this account")),
        _ => Err(not_found().into()),
    }
}

fn list(store: &Store, request: &Request) -> Outcome {
    let mut filter = Filter::all().and_fixed(RESOLVED);
    let labels: Vec<_> = request.queries("labels[]").map(|label| Sql::from(label.to_owned())).collect();
    if !labels.is_empty() {
        filter = filter.and_all(&labelled(&labels));
    }
    page_of(store, request, &filter)
}

fn page_of(store: &Store, request: &Request, filter: &Filter) -> Outcome {
    let count = store.count(filter)?;
    let items = items(store, request, filter)?;
    let meta = json!({"count": count, "contacts_all": null, "current_page": current_page(request)});
    Ok(Answer::json(200, &json!({"meta": meta, "payload": items})))
}

fn search(store: &Store, request: &Request) -> Outcome {
    let text = request.query("q").unwrap_or_default().trim();
    if text.is_empty() {
        // Meant to be a 422, but by its source the server goes on and answers this.
        let meta = json!({"count": null, "current_page": current_page(request)});
        return Ok(Answer::json(200, &json!({"meta": meta, "payload": []})));
    }
    // The identifier is the only one whose case counts.
    let sql = format!("{CONTAINS} OR instr(ifnull(identifier, ''), ?) > 0");
    let filter = Filter::all().and(&sql, text.to_owned());
    let items = items(store, request, &filter)?;
    let more = store.count(&filter)? > page(request).saturating_mul(PAGE);
    let meta = json!({"count": items.len(), "current_page": current_page(request), "has_more": more});
    Ok(Answer::json(200, &json!({"meta": meta, "payload": items})))
}

fn items(store: &Store, request: &Request, filter: &Filter) -> Outcome<Vec<Value>> {
    let inboxes = wants_inboxes(request);
    let mut items = Vec::new();
    for person in store.people(filter, Slice::page(&order(request), page(request), PAGE))? {
        items.push(contact(store, &person, inboxes)?);
    }
    Ok(items)
}

/// The number 1 without the parameter, and its text with it.
fn current_page(request: &Request) -> Value {
    request.query("page").map_or(json!(1), Value::from)
}

fn page(request: &Request) -> u64 {
    request.query("page").and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

/// True unless the text is anything but "true".
fn wants_inboxes(request: &Request) -> bool {
    request.query("include_contact_inboxes").is_none_or(|text| text.is_empty() || text == "true")
}

fn order(request: &Request) -> String {
    let mut order = String::new();
    for key in request.query("sort").into_iter().flat_map(|sort| sort.split(',')) {
        let (key, direction) = key.strip_prefix('-').map_or((key, "ASC"), |key| (key, "DESC"));
        let column = match key {
            "name" => NAME,
            "email" => "email",
            "phone_number" => "phone",
            "last_activity_at" => "active",
            "created_at" => "created",
            "company" | "company_name" => "company",
            "city" => "city",
            "country" => "country",
            _ => continue,
        };
        order.push_str(&format!("{column} {direction} NULLS LAST, "));
    }
    order + "n"
}

/// The conditions of a filter, joined from left to right as SQL text like the server does.
fn conditions(store: &Store, body: &Value) -> Outcome<Filter> {
    let refuse = |text: String| Fault::from(Answer::json(422, &json!({"error": text})));
    let Some(conditions) = body.get("payload").and_then(Value::as_array) else {
        return Err(refuse("param is missing or the value is empty: payload".into()));
    };
    let fields = store.definitions(Kind::Field)?;
    let (mut sql, mut values) = (String::new(), Vec::new());
    for (place, condition) in conditions.iter().enumerate() {
        let text = |name| condition.get(name).and_then(Value::as_str).unwrap_or_default();
        let (key, operator) = (text("attribute_key"), text("filter_operator"));
        let field = fields.iter().find(|field| field.name == key);
        let Some(allowed) = operators(key, field.is_some()) else {
            let keys = KEYS.join(",");
            return Err(refuse(format!(
                "Invalid attribute key - [{key}]. The key should be one of [{keys}] or a custom attribute defined in the account."
            )));
        };
        if !allowed.contains(&operator) {
            let allowed = allowed.join(",");
            return Err(refuse(format!("Invalid operator. The allowed operators for {key} are [{allowed}].")));
        }
        let Some(one) = self::condition(store, key, operator, condition.get("values"), field) else {
            return Err(refuse(format!("Invalid value. The values provided for {key} are invalid")));
        };
        sql.push_str(&format!("({})", one.sql()));
        values.extend(one.values().iter().cloned());
        if place + 1 < conditions.len() {
            match text("query_operator").to_ascii_lowercase().as_str() {
                "and" => sql.push_str(" AND "),
                "or" => sql.push_str(" OR "),
                _ => return Err(refuse("Query operator must be either \"AND\" or \"OR\".".into())),
            }
        }
    }
    Ok(if sql.is_empty() { Filter::all() } else { Filter::new(sql, values) })
}

/// Seconds in a day.
const DAY: i64 = 24 * 3600;

const KEYS: &[&str] = &[
    "name", "phone_number", "email", "identifier", "country_code", "city", "company", "labels", "created_at",
    "last_activity_at", "blocked",
];

fn operators(key: &str, custom: bool) -> Option<&'static [&'static str]> {
    Some(match key {
        "phone_number" => &["equal_to", "not_equal_to", "contains", "does_not_contain", "starts_with"],
        "name" | "email" | "city" | "company" => &["equal_to", "not_equal_to", "contains", "does_not_contain"],
        "identifier" | "country_code" => &["equal_to", "not_equal_to"],
        "labels" => &["equal_to", "not_equal_to", "is_present", "is_not_present"],
        "created_at" | "last_activity_at" => &["is_greater_than", "is_less_than", "days_before"],
        "blocked" => &["equal_to", "not_equal_to"],
        _ if custom => &["equal_to", "not_equal_to", "contains", "does_not_contain", "is_present", "is_not_present"],
        _ => return None,
    })
}

/// One condition in SQL; none when its values do not fit.
fn condition(store: &Store, key: &str, operator: &str, values: Option<&Value>, field: Option<&Definition>) -> Option<Filter> {
    // The list is the documented form, a bare value works too.
    let list: Vec<Value> = match values {
        Some(Value::Array(list)) => list.clone(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one.clone()],
    };
    let texts: Vec<String> = list
        .iter()
        .map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
        .collect();
    let negate = |filter: Filter, negative: bool| {
        if negative { Filter::new(format!("NOT ({})", filter.sql()), filter.values().to_vec()) } else { filter }
    };
    let negative = matches!(operator, "not_equal_to" | "does_not_contain" | "is_not_present");
    let first = texts.first();
    let column = match key {
        "labels" if operator.ends_with("present") => {
            let any = Filter::all().and("n IN (SELECT person FROM links WHERE kind = ?)", Kind::Tag as i64);
            return Some(negate(any, negative));
        }
        "labels" => {
            first?;
            let names: Vec<_> = texts.into_iter().map(Sql::from).collect();
            return Some(negate(labelled(&names), negative));
        }
        "blocked" => {
            let blocked = first? == "true";
            let sql = if blocked { "blocked IS NOT NULL" } else { "blocked IS NULL" };
            return Some(negate(Filter::all().and_fixed(sql), negative));
        }
        "created_at" | "last_activity_at" => {
            let column = if key == "created_at" { "created" } else { "active" };
            let (sign, moment) = match operator {
                "days_before" => ("<", store.now - first?.parse::<i64>().ok()?.checked_mul(DAY)?),
                "is_greater_than" => (">", moment(first?)?),
                _ => ("<", moment(first?)?),
            };
            // Moments are compared by their day: `is_greater_than` a day leaves that whole day out.
            return Some(Filter::all().and(&format!("{column} / {DAY} {sign} ?"), moment.div_euclid(DAY)));
        }
        "phone_number" => "ifnull(phone, '')".to_owned(),
        "name" => NAME.to_owned(),
        "email" | "identifier" | "country_code" | "city" | "company" => format!("ifnull({key}, '')"),
        _ => {
            let values = "SELECT value FROM links WHERE person = n AND kind = 2 AND parent";
            format!("ifnull(({values} = {}), '')", field?.place)
        }
    };
    let filter = match operator {
        "is_present" | "is_not_present" => Filter::all().and_fixed(&format!("{column} <> ''")),
        "contains" | "does_not_contain" => Filter::all().and(&format!("instr(lower({column}), lower(?)) > 0"), first?.clone()),
        // For telephone numbers the server puts the plus sign in front itself: with one in the value nothing is ever
        // found. Of several values it takes the first, and `starts_with` compares the whole number.
        _ => {
            let plus = if key == "phone_number" { "+" } else { "" };
            Filter::all().and(&format!("lower({column}) = lower(?)"), format!("{plus}{}", first?))
        }
    };
    Some(negate(filter, negative))
}

fn moment(text: &str) -> Option<i64> {
    let whole = text.parse::<Timestamp>().or_else(|_| format!("{text}T00:00:00Z").parse());
    whole.ok().map(Timestamp::as_second)
}

/// Whoever has one of these labels.
fn labelled(names: &[Sql]) -> Filter {
    let marks = vec!["?"; names.len()].join(", ");
    let tag = Kind::Tag as i64;
    let sql = format!(
        "n IN (SELECT person FROM links JOIN definitions ON definitions.kind = links.kind
            AND definitions.place = links.parent WHERE links.kind = {tag} AND definitions.name IN ({marks}))"
    );
    Filter::new(sql, names.to_vec())
}

fn find(store: &Store, id: &str) -> Outcome<Person> {
    // Rails reads the digits at the start of the text.
    let digits: String = id.chars().take_while(char::is_ascii_digit).collect();
    Ok(store.person(digits.parse().unwrap_or_default())?.ok_or_else(not_found)?)
}

fn contact(store: &Store, person: &Person, with_inboxes: bool) -> Outcome<Value> {
    let mut additional = Map::new();
    if person.n % 2 == 0 {
        additional.insert("city".into(), person.city.as_str().into());
        additional.insert("country".into(), person.country.as_str().into());
        additional.insert("country_code".into(), person.country_code.as_str().into());
    }
    if let Some(company) = &person.company {
        additional.insert("company_name".into(), company.as_str().into());
    }
    if person.n % 14 == 1 {
        additional.insert("social_profiles".into(), json!({"instagram": format!("sandbox_{}", person.n), "twitter": ""}));
    }
    let mut custom = Map::new();
    for (link, field) in store.defined(person.n, Kind::Field)? {
        let value = match field.detail.as_str() {
            "number" => link.value.parse::<f64>().map_or(Value::Null, Value::from),
            "boolean" => (link.value == "true").into(),
            _ => link.value.into(),
        };
        custom.insert(field.name, value);
    }
    let presence = match (store.odd(person.n), person.online) {
        (Some(Odd::EnumValue), _) => "busy",
        (_, true) => "online",
        (_, false) => "offline",
    };
    let nameless = person.given.is_none() && person.surname.is_none();
    let thumbnail = if person.n % 6 == 1 { format!("https://example.com/avatars/{}.png", person.n) } else { String::new() };
    let mut record = json!({
        "additional_attributes": additional,
        "availability_status": presence,
        "email": person.email,
        "id": person.n,
        "name": (!nameless).then(|| person.full_name()),
        "phone_number": person.phone,
        "blocked": person.blocked.is_some(),
        "identifier": person.identifier,
        "thumbnail": thumbnail,
        "custom_attributes": custom,
        "conversations_count": store.links(person.n, Kind::Conversation)?.len(),
        "created_at": person.created,
    });
    if let Some(record) = record.as_object_mut() {
        // The key is absent when there was no activity.
        if let Some(active) = person.active {
            record.insert("last_activity_at".into(), active.into());
        }
        if with_inboxes {
            record.insert("contact_inboxes".into(), inboxes(store, person)?.into());
        }
        match store.odd(person.n) {
            Some(Odd::Property) => _ = record.insert("loyalty".into(), json!({"tier": 3, "since": null})),
            Some(Odd::Broken) => _ = record.insert("custom_attributes".into(), "none".into()),
            _ => {}
        }
    }
    Ok(record)
}

fn inboxes(store: &Store, person: &Person) -> Outcome<Vec<Value>> {
    let links = store.defined(person.n, Kind::Inbox)?;
    let links = links.iter().map(|(link, inbox)| {
        let phone = person.phone.as_deref().map(|phone| phone.trim_start_matches('+').to_owned());
        let source = match inbox.detail.as_str() {
            "whatsapp" => phone,
            "smtp" => person.email.clone(),
            _ => None,
        };
        let channel = channel(&inbox.detail);
        json!({
            "source_id": source.unwrap_or_else(|| store.ids.uuid(Kind::Inbox, link.serial())),
            "inbox": {
                "id": inbox.place,
                "avatar_url": "",
                "channel_id": inbox.place,
                "name": inbox.name,
                "channel_type": channel,
                "provider": (channel == "Channel::Whatsapp").then_some("whatsapp_cloud"),
            },
        })
    });
    Ok(links.collect())
}

fn channel(detail: &str) -> &'static str {
    match detail {
        "whatsapp" => "Channel::Whatsapp",
        "smtp" => "Channel::Email",
        _ => "Channel::WebWidget",
    }
}

/// Times are Unix seconds, 0 for never, and a number with a fraction for the last change.
fn conversation(store: &Store, person: &Person, link: &Link) -> Outcome<Value> {
    let messages = store.links(person.n, Kind::Message)?;
    let messages: Vec<_> = messages.into_iter().filter(|message| message.parent == link.place).collect();
    let latest = messages.last().map(|last| message(store, person, last));
    let active = messages.last().map_or(link.at, |last| last.at);
    let detail = store.definition(Kind::Inbox, link.parent)?.map(|inbox| inbox.detail);
    let mut meta = json!({
        "sender": contact(store, person, false)?,
        "channel": detail.as_deref().map(channel),
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
    let reply = messages.iter().find(|message| message.state == 1).map_or(0, |first| first.at);
    Ok(json!({
        "meta": meta,
        "id": link.serial(),
        "messages": latest.iter().collect::<Vec<_>>(),
        "account_id": ACCOUNT_NUMBER,
        "uuid": store.ids.uuid(Kind::Conversation, link.serial()),
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
        "priority": (link.serial() % 4 == 0).then_some("high"),
        "waiting_since": 0,
        "sla_policy_id": null,
    }))
}

fn message(store: &Store, person: &Person, link: &Link) -> Value {
    let outgoing = link.state == 1;
    json!({
        "id": link.serial(),
        "content": link.value,
        "account_id": ACCOUNT_NUMBER,
        "conversation_id": person.n * crate::people::PLACES + link.parent,
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
    })
}

fn note(link: &Link) -> Value {
    json!({
        "id": link.serial(),
        "content": link.value,
        // A mistake in the server's template leaves both empty.
        "account_id": null,
        "contact_id": null,
        "user": agent(link.state),
        "created_at": link.at,
        "updated_at": link.at,
    })
}

fn agent(number: i64) -> Value {
    let (name, email) = account::user(number);
    json!({
        "id": number,
        "account_id": ACCOUNT_NUMBER,
        "availability_status": "offline",
        "auto_offline": true,
        "confirmed": true,
        "email": email,
        "available_name": name,
        "name": name,
        "role": if number == 1 { "administrator" } else { "agent" },
        "thumbnail": "",
    })
}

/// 99digital's own list of WhatsApp contacts: 50 a page, the latest first, a bare array.
fn whatsapp_contacts(store: &Store, request: &Request) -> Outcome {
    let body = request.json();
    if body.get("apiKey").and_then(Value::as_str) != Some(WHATSAPP_KEY) {
        return Ok(Answer::json(401, &json!({"error": "wrong apiKey"})));
    }
    let Some(page) = body.get("page").and_then(Value::as_u64).filter(|page| *page > 0) else {
        return Ok(Answer::json(400, &json!({"error": "page is required"})));
    };
    let mut filter = Filter::all().and_fixed("phone IS NOT NULL AND active IS NOT NULL");
    if body.get("from").and_then(Value::as_str) != Some(WHATSAPP_NUMBER) {
        filter = filter.and_fixed("FALSE");
    }
    let mut items = Vec::new();
    for person in store.people(&filter, Slice::page("active DESC, n", page, 50))? {
        let conversation = store.links(person.n, Kind::Conversation)?.pop();
        items.push(json!({
            "contact_phone": person.phone.as_deref().map(|phone| phone.trim_start_matches('+')),
            "contact_name": person.full_name(),
            "update_time": person.active,
            "online_contact_id": person.n,
            "online_conversation_id": conversation.map(|link| link.serial()),
            "contact_profilePic": null,
        }));
    }
    Ok(Answer::json(200, &items.into()))
}

fn not_found() -> Answer {
    Answer::json(404, &json!({"error": "Resource could not be found"}))
}

fn no_route() -> Answer {
    Answer::text(404, "text/html; charset=utf-8", "<h1>The page you were looking for doesn't exist.</h1>")
}

//! TetherAI: the list twice in one answer, only the caller's own contacts unless told otherwise, and fields
//! that change their type from contact to contact.
//!
//! Known from the vendor's pages: paths, parameters, envelopes, both shapes of telephone numbers, and that the
//! first generation of the API had a name where later ones have an id. Not shown anywhere, so taken over
//! from the operations beside it: the envelope of one contact, and the scope "my" in the reads by stage. The
//! filters `search`, `source`, `status`, `pipelineStage`, `pipelineId`, `owner` and `dateRange` work; the
//! other ones are accepted and ignored.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{CONTAINS, Vendor, milliseconds as time};
use crate::account::{STAGES, user};
use crate::ids::{Ids, Kind};
use crate::people::{Link, Person};
use crate::server::{Answer, Fault, Outcome, Request};
use crate::store::{Filter, Odd, Slice, Store};

pub(super) const VENDOR: Vendor = Vendor {
    slug: "tetherai",
    stem: "",
    credentials: &[("bearerAuth", TOKEN)],
    settings: |ids| {
        vec![
            ("organization_id", ids.object_id(Kind::Organization, 1)),
            ("pipeline_id", ids.object_id(Kind::Pipeline, 1)),
            ("user_id", ids.object_id(Kind::User, 1)),
        ]
    },
    contact_id: |ids, n| ids.object_id(Kind::Person, n),
    prepare: |_| {},
    answer,
};

/// Three parts like a JWT.
const TOKEN: &str = "sandbox.is-not-a-real.token";
const DEFAULT_SIZE: u64 = 50;

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let ["api", path @ ..] = segments.as_slice() else { return Ok(error(404, "Not found")) };
    match (request.method(), path) {
        ("GET", ["auth", "verify-token"]) => {}
        ("GET", ["contacts" | "contact-notes"] | ["contacts", _] | ["contacts", _, "protection-status"]) => {}
        ("GET", ["contacts", _, "dedup-reviews", "pending"]) => {}
        ("GET", ["conversation", "contact", _, "messages", "search"]) => {}
        ("POST", ["contacts"] | ["contacts", "status" | "statuses" | "counts" | "phoneNumber"]) => {}
        ("POST", ["conversation", "all"]) => {}
        _ => return Ok(error(404, "Not found")),
    }
    if request.bearer() != Some(TOKEN) {
        return Ok(Answer::json(401, &json!({"error": "Invalid or expired token"})));
    }
    match (request.method(), path) {
        (_, ["auth", _]) => Ok(Answer::json(200, &json!({"message": "Token is good"}))),
        ("GET", ["contacts"]) => list(store, request),
        ("POST", ["contacts"]) => buckets(store, &request.json(), "page"),
        ("POST", ["contacts", "statuses"]) => buckets(store, &request.json(), "pages"),
        ("POST", ["contacts", "status"]) => one_stage(store, &request.json()),
        ("POST", ["contacts", "counts"]) => {
            let mine = scope(store.ids, None)?;
            let (all, my) = (store.count(&Filter::all())?, store.count(&mine)?);
            Ok(Answer::json(200, &json!({"all": all, "my": my})))
        }
        ("POST", ["contacts", _]) => by_phone(store, &request.json()),
        (_, ["contacts", id]) => {
            let person = find(store, id)?;
            result(store, &person)
        }
        (_, ["contacts", id, "protection-status"]) => {
            let person = find(store, id)?;
            let protected = person.owner.is_some() && person.n % 4 == 0;
            let data = json!({
                "isProtected": protected,
                "protectedUntil": protected.then(|| time(store.now + 7 * 24 * 3600)),
                "ownerName": person.owner.map(|owner| user(owner).0),
                "ownerLastMessageAt": person.active.map(time),
            });
            Ok(Answer::json(200, &json!({"success": true, "data": data})))
        }
        (_, ["contacts", id, ..]) => pending_reviews(store, &find(store, id)?),
        (_, ["contact-notes"]) => notes(store, request),
        (_, ["conversation", "all"]) => conversations(store, &request.json()),
        (_, ["conversation", _, id, ..]) => search_messages(store, request, id),
        _ => Ok(error(404, "Not found")),
    }
}

fn list(store: &Store, request: &Request) -> Outcome {
    let (page, size) = (number(request, "page", 1)?, number(request, "size", DEFAULT_SIZE)?);
    let owners: Vec<&str> = request.queries("owner").collect();
    let mut filter = match owned_by(store.ids, &owners) {
        Some(filter) => filter,
        None => scope(store.ids, request.query("ownerFilter"))?,
    };
    let text = |name| request.query(name).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some(search) = text("search") {
        filter = filter.and(CONTAINS, search);
    }
    if let Some(source) = text("source") {
        filter = filter.and("source = ?", source);
    }
    for stage in [text("status"), text("pipelineStage")].into_iter().flatten() {
        filter = filter.and("stage = ?", stage_number(store.ids, &stage).unwrap_or_default());
    }
    if text("pipelineId").is_some_and(|id| id != store.ids.object_id(Kind::Pipeline, 1)) {
        filter = filter.and_fixed("FALSE");
    }
    let range: Value = text("dateRange").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    filter = in_range(filter, &range);
    let total = store.count(&filter)?;
    let mut contacts = Vec::new();
    for person in store.people(&filter, Slice::page("n DESC", page, size))? {
        contacts.push(contact(store, &person));
    }
    let body = json!({
        "success": true,
        "data": {"contacts": contacts, "total": total, "page": page, "size": size},
        "meta": {},
        "contacts": contacts,
        "total": total,
    });
    Ok(Answer::json(200, &body))
}

/// Whose contacts: the caller's own without a word, `all`, `team`, `unassigned`, or those of a user.
fn scope(ids: Ids, owner: Option<&str>) -> Outcome<Filter> {
    let all = Filter::all();
    Ok(match owner.unwrap_or("my") {
        "my" => all.and("owner = ?", 1),
        "all" => all,
        "team" => all.and_fixed("owner IS NOT NULL"),
        "unassigned" => all.and_fixed("owner IS NULL"),
        id => all.and("owner = ?", ids.read_object_id(Kind::User, id).unwrap_or_default()),
    })
}

/// The contacts of a list of users, which overrules `ownerFilter`; none if the list is empty.
fn owned_by(ids: Ids, owners: &[&str]) -> Option<Filter> {
    let numbers: Vec<_> = owners
        .iter()
        .map(|id| ids.read_object_id(Kind::User, id).unwrap_or_default().into())
        .collect();
    let marks = vec!["?"; numbers.len()].join(", ");
    (!numbers.is_empty()).then(|| Filter::new(format!("owner IN ({marks})"), numbers))
}

fn in_range(mut filter: Filter, range: &Value) -> Filter {
    for (name, sql) in [("start", "created >= ?"), ("end", "created <= ?")] {
        let moment = range.get(name).and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
        if let Some(moment) = moment {
            filter = filter.and(sql, moment.as_second());
        }
    }
    filter
}

/// The number of a stage from its name or id.
fn stage_number(ids: Ids, text: &str) -> Option<i64> {
    let by_name = STAGES.iter().position(|stage| *stage == text);
    by_name.and_then(|place| i64::try_from(place + 1).ok()).or_else(|| ids.read_object_id(Kind::Stage, text))
}

/// The filters that all reads by stage have in common.
fn stage_filter(store: &Store, body: &Value) -> Outcome<Filter> {
    let text = |name| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let owners = body.get("owner").and_then(Value::as_array);
    let owners: Vec<&str> = owners.into_iter().flatten().filter_map(Value::as_str).collect();
    let mut filter = match owned_by(store.ids, &owners) {
        Some(filter) => filter,
        None => scope(store.ids, text("ownerFilter"))?,
    };
    if text("pipelineId").is_some_and(|id| id != store.ids.object_id(Kind::Pipeline, 1)) {
        filter = filter.and_fixed("FALSE");
    }
    if let Some(search) = text("search") {
        filter = filter.and(CONTAINS, search.to_owned());
    }
    if let Some(source) = text("source") {
        filter = filter.and("source = ?", source.to_owned());
    }
    for name in ["dateRange", "createdDateRange"] {
        filter = in_range(filter, body.get(name).unwrap_or(&Value::Null));
    }
    Ok(filter)
}

/// One list for each stage, each with a page number and a total of its own.
fn buckets(store: &Store, body: &Value, pages: &str) -> Outcome {
    let ids = store.ids;
    let size = body.get("size").and_then(Value::as_u64).filter(|size| *size > 0).unwrap_or(DEFAULT_SIZE);
    let filter = stage_filter(store, body)?;
    let wanted: Vec<_> = match (body.get("status"), body.get("stages").and_then(Value::as_array)) {
        (Some(Value::String(stage)), _) => stage_number(ids, stage).into_iter().collect(),
        (_, Some(stages)) => stages.iter().filter_map(|stage| stage_number(ids, stage.as_str()?)).collect(),
        _ => Vec::new(),
    };
    let (mut data, mut by_id) = (Map::new(), Map::new());
    for (number, name) in (1..).zip(STAGES) {
        if !wanted.is_empty() && !wanted.contains(&number) {
            continue;
        }
        let id = ids.object_id(Kind::Stage, number);
        let page = body.get(pages).and_then(|pages| pages.get(*name).or_else(|| pages.get(&id)));
        let page = page.and_then(Value::as_u64).unwrap_or(1).max(1);
        let filter = filter.clone().and("stage = ?", number);
        let total = store.count(&filter)?;
        let people = store.people(&filter, Slice::page("n DESC", page, size))?;
        let contacts: Vec<_> = people.iter().map(|person| contact(store, person)).collect();
        data.insert((*name).into(), json!({"contacts": contacts, "total": total}));
        by_id.insert(id, (*name).into());
    }
    let body = json!({"data": data, "stageIdByName": stage_ids(ids), "stageNameById": by_id});
    Ok(Answer::json(200, &body))
}

fn one_stage(store: &Store, body: &Value) -> Outcome {
    let ids = store.ids;
    let Some(status) = body.get("status").and_then(Value::as_str) else {
        return Ok(error(400, "status is required"));
    };
    let number = stage_number(ids, status).unwrap_or_default();
    let whole = |name| body.get(name).and_then(Value::as_u64).filter(|number| *number > 0);
    let (page, size) = (whole("page").unwrap_or(1), whole("size").unwrap_or(DEFAULT_SIZE));
    let filter = stage_filter(store, body)?.and("stage = ?", number);
    let total = store.count(&filter)?;
    let people = store.people(&filter, Slice::page("n DESC", page, size))?;
    let body = json!({
        "data": people.iter().map(|person| contact(store, person)).collect::<Vec<_>>(),
        "total": total,
        "status": stage_name(number),
        "pipelineStage": ids.object_id(Kind::Stage, number),
        "stageIdByName": stage_ids(ids),
    });
    Ok(Answer::json(200, &body))
}

fn stage_name(number: i64) -> Option<&'static str> {
    STAGES.get(usize::try_from(number.checked_sub(1)?).ok()?).copied()
}

fn stage_ids(ids: Ids) -> Map<String, Value> {
    (1..).zip(STAGES).map(|(number, name)| ((*name).into(), ids.object_id(Kind::Stage, number).into())).collect()
}

fn by_phone(store: &Store, body: &Value) -> Outcome {
    let Some(phone) = body.get("phoneNumber").and_then(Value::as_str).filter(|phone| !phone.is_empty()) else {
        return Ok(error(400, "phoneNumber is required"));
    };
    match store.first(&Filter::all().and("phone = ?", phone.to_owned()))? {
        Some(person) => result(store, &person),
        None => Ok(error(404, "Contact not found")),
    }
}

fn find(store: &Store, id: &str) -> Outcome<Person> {
    let n = store.ids.read_object_id(Kind::Person, id).unwrap_or_default();
    store.person(n)?.ok_or_else(|| Fault::from(error(404, "Contact not found")))
}

fn result(store: &Store, person: &Person) -> Outcome {
    let contact = contact(store, person);
    let data = json!({"contact": contact, "message": "Contact found"});
    Ok(Answer::json(200, &json!({"success": true, "data": data, "contact": contact})))
}

/// A contact. Its number decides which of the vendor's shapes each field has.
fn contact(store: &Store, person: &Person) -> Value {
    let (ids, n) = (store.ids, person.n);
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| _ = record.insert(name.to_owned(), value);
    put("_id", ids.object_id(Kind::Person, n).into());
    // Nothing is promised: a missing name is a missing key for some, and null for others.
    for (name, value) in [("firstName", &person.given), ("lastName", &person.surname)] {
        if value.is_some() || n % 2 == 0 {
            put(name, value.as_deref().into());
        }
    }
    let verified = n % 5 == 0;
    let entry = |value: &str| {
        let mut entry = json!({"value": value, "isPrimary": true});
        if let (Some(entry), true) = (entry.as_object_mut(), verified) {
            entry.insert("verifiedAt".into(), time(person.updated).into());
            entry.insert("verifiedBy".into(), ids.object_id(Kind::User, 2).into());
            entry.insert("verificationSource".into(), "sandbox".into());
        }
        entry
    };
    match (&person.phone, n % 2) {
        (Some(phone), 0) => put("phoneNumber", phone.as_str().into()),
        (Some(phone), _) => put("phoneNumber", json!([entry(phone)])),
        (None, _) if n % 20 == 7 => put("phoneNumber", json!([])),
        (None, _) => {}
    }
    match (&person.email, n % 6) {
        (Some(email), 1) => put("email", json!([email])),
        (Some(email), 2) => put("email", json!([entry(email)])),
        (Some(email), _) => put("email", email.as_str().into()),
        (None, _) => put("email", Value::Null),
    }
    put("secondaryPhoneNumber", json!([]));
    put("status", person.stage.and_then(stage_name).into());
    put("pipelineId", person.stage.map(|_| ids.object_id(Kind::Pipeline, 1)).into());
    let by_name = person.stage.and_then(stage_name).filter(|_| n % 11 == 4).map(str::to_owned);
    put("pipelineStage", by_name.or_else(|| person.stage.map(|stage| ids.object_id(Kind::Stage, stage))).into());
    put("organizationId", ids.object_id(Kind::Organization, 1).into());
    put("userId", person.owner.map(|owner| ids.object_id(Kind::User, owner)).into());
    let reference = |number: i64| json!({"_id": ids.object_id(Kind::User, number), "fullName": user(number).0});
    let creator = person.owner.unwrap_or(1);
    put("createdBy", if n % 3 == 0 { reference(creator) } else { ids.object_id(Kind::User, creator).into() });
    put(
        "assignees",
        match (person.owner, n % 4) {
            (None, _) => json!([]),
            (Some(owner), 0) => json!([reference(owner)]),
            (Some(owner), _) => json!([ids.object_id(Kind::User, owner)]),
        },
    );
    put("createdAt", time(person.created).into());
    put("updatedAt", time(person.updated).into());
    put("source", person.source.as_str().into());
    put("channelTypes", json!(["sms"]));
    put("isAutopilot", (n % 3 != 0).into());
    if let Some(active) = person.active {
        put("lastMessageTime", time(active).into());
    }
    put("__v", 0.into());
    match store.odd(n) {
        // No property of a contact is a closed list of values here; the stage comes closest.
        Some(Odd::EnumValue) => put("status", "Nurturing".into()),
        Some(Odd::Property) => put("loyalty", json!({"tier": 3, "since": null})),
        Some(Odd::Broken) => put("assignees", "nobody".into()),
        None => {}
    }
    record.into()
}

/// Two contacts with one telephone number are a review that nobody has decided.
fn pending_reviews(store: &Store, person: &Person) -> Outcome {
    let others = match &person.phone {
        Some(phone) => Filter::all().and("phone = ?", phone.clone()).and("n <> ?", person.n),
        None => Filter::all().and_fixed("FALSE"),
    };
    let others = store.people(&others, Slice::page("n", 1, 100))?;
    let reviews = others.iter().map(|other| {
        json!({
            "_id": store.ids.object_id(Kind::Review, person.n.max(other.n)),
            "organizationId": store.ids.object_id(Kind::Organization, 1),
            "sourceContactId": store.ids.object_id(Kind::Person, person.n.max(other.n)),
            "candidateContactId": store.ids.object_id(Kind::Person, person.n.min(other.n)),
            "reviewSource": "fuzzy_match",
            "status": "needs_review",
            "score": 0.87,
            "createdAt": time(person.created.max(other.created)),
        })
    });
    let reviews: Vec<_> = reviews.collect();
    let body = json!({
        "success": true,
        "count": reviews.len(),
        "data": reviews,
        "organizationId": store.ids.object_id(Kind::Organization, 1),
    });
    Ok(Answer::json(200, &body))
}

/// Notes by offset, not by page.
fn notes(store: &Store, request: &Request) -> Outcome {
    let Some(id) = request.query("contactId") else { return Ok(error(400, "contactId is required")) };
    let person = find(store, id)?;
    let whole = |name, default| request.query(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (limit, offset): (usize, usize) = (whole("limit", 25), whole("offset", 0));
    let all = store.links(person.n, Kind::Note)?;
    let notes = all.iter().rev().skip(offset).take(limit).map(|note| {
        let (name, email) = user(note.state);
        json!({
            "_id": store.ids.object_id(Kind::Note, note.serial()),
            "userId": {"_id": store.ids.object_id(Kind::User, note.state), "fullName": name, "email": email},
            "note": note.value,
            "attachments": [],
            "reactions": [],
            "isEdited": false,
            "createdAt": time(note.at),
        })
    });
    let pagination = json!({
        "total": all.len(),
        "limit": limit,
        "offset": offset,
        "hasMore": offset.saturating_add(limit) < all.len(),
    });
    let notes: Vec<_> = notes.collect();
    Ok(Answer::json(200, &json!({"success": true, "data": notes, "pagination": pagination})))
}

/// The conversations of a contact on one channel, `sms` without a word.
fn conversations(store: &Store, body: &Value) -> Outcome {
    let Some(id) = body.get("contactId").and_then(Value::as_str) else {
        return Ok(error(400, "contactId is required"));
    };
    let person = find(store, id)?;
    let channel = body.get("channelType").and_then(Value::as_str).unwrap_or("sms");
    let messages = store.links(person.n, Kind::Message)?;
    let mut items = Vec::new();
    for link in store.links(person.n, Kind::Conversation)?.iter().filter(|link| self::channel(link) == channel) {
        let own: Vec<_> = messages.iter().filter(|message| message.parent == link.place).collect();
        let reference = |owner| json!({"_id": store.ids.object_id(Kind::User, owner), "fullName": user(owner).0});
        items.push(json!({
            "_id": store.ids.object_id(Kind::Conversation, link.serial()),
            "contactId": id,
            "organizationId": store.ids.object_id(Kind::Organization, 1),
            "userId": person.owner.map(|owner| store.ids.object_id(Kind::User, owner)),
            "assignees": person.owner.map(reference).into_iter().collect::<Vec<_>>(),
            "channelType": channel,
            "channelIdentifier": identifier(&person, channel),
            "latestMessage": own.last().map(|last| store.ids.object_id(Kind::Message, last.serial())),
            "lastMessageTime": own.last().map(|last| time(last.at)),
            "isResolved": link.state == 1,
            "resolvedAt": (link.state == 1).then(|| time(link.at + 3600)),
            "messageCount": own.len(),
            "createdAt": time(link.at),
            "updatedAt": time(own.last().map_or(link.at, |last| last.at)),
        }));
    }
    Ok(Answer::json(200, &json!({"conversations": items})))
}

fn channel(conversation: &Link) -> &'static str {
    if conversation.parent == 3 { "email" } else { "sms" }
}

fn identifier<'a>(person: &'a Person, channel: &str) -> Option<&'a str> {
    if channel == "email" { person.email.as_deref() } else { person.phone.as_deref() }
}

/// Messages with a text in them, grouped by conversation. The dates are accepted and ignored.
fn search_messages(store: &Store, request: &Request, id: &str) -> Outcome {
    let person = find(store, id)?;
    let text = request.query("q").unwrap_or_default();
    if text.is_empty() || text.chars().count() > 500 {
        return Ok(error(400, "q must have 1 to 500 characters"));
    }
    let limit = number(request, "limit", 2000)?;
    if limit > 5000 {
        return Ok(error(400, "limit must be at most 5000"));
    }
    let exact = request.query("matchCase") == Some("true");
    let whole_word = request.query("wholeWord") == Some("true");
    let fold = |text: &str| if exact { text.to_owned() } else { text.to_lowercase() };
    let wanted = fold(text);
    let channels: Vec<_> = request.query("channelType").into_iter().flat_map(|list| list.split(',')).collect();
    let matches = |value: &str| match whole_word {
        true => fold(value).split(|letter: char| !letter.is_alphanumeric()).any(|word| word == wanted),
        false => fold(value).contains(&wanted),
    };
    let messages = store.links(person.n, Kind::Message)?;
    let (mut results, mut total) = (Vec::new(), 0_u64);
    for link in store.links(person.n, Kind::Conversation)? {
        let channel = channel(&link);
        if !channels.is_empty() && !channels.contains(&channel) {
            continue;
        }
        let mut found = Vec::new();
        for message in messages.iter().filter(|message| message.parent == link.place && matches(&message.value)) {
            total += 1;
            if total <= limit {
                found.push(json!({
                    "messageId": store.ids.object_id(Kind::Message, message.serial()),
                    "body": message.value,
                    "createdAt": time(message.at),
                }));
            }
        }
        if !found.is_empty() {
            results.push(json!({
                "conversationId": store.ids.object_id(Kind::Conversation, link.serial()),
                "channelType": channel,
                "channelIdentifier": identifier(&person, channel),
                "matches": found,
            }));
        }
    }
    Ok(Answer::json(200, &json!({"results": results, "total": total, "truncated": total > limit})))
}

fn number(request: &Request, name: &str, default: u64) -> Outcome<u64> {
    let Some(text) = request.query(name) else { return Ok(default) };
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| Fault::from(error(400, "page, size and limit must be whole numbers from 1")))
}

fn error(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"success": false, "error": text}))
}

//! DM Champ: look-ups by telephone number or e-mail address; there is no list of contacts.
//!
//! Known from the vendor's pages: paths, parameters, statuses, the bare arrays, and the names that default to
//! "Unknown". Known from code that uses the API: the contact beside its identifier, and that a duplicate is a
//! status 200 with `error_code` 409. Tags are text in some contacts and objects in others, as consumers of the
//! API cater for both.
//!
//! Not seen anywhere, so invented here: the path and items of the messages, method and path of the removal from
//! a list, the texts of the errors, what a tagging answers, which spellings of a telephone number creation
//! takes, and that a message on a custom channel makes a contact out of whoever sent it too. Custom fields
//! are taken and kept, and no answer shows them.

mod contacts;
mod lists;
mod messages;
mod tags;

use serde_json::{Map, Value, json};

use super::Vendor;
use crate::ids::Kind;
use crate::people::Person;
use crate::routes::{self, Met, Route};
use crate::server::{Answer, Fault, Outcome, Request};
use crate::store::Store;

pub(super) const VENDOR: Vendor = Vendor {
    slug: "dmchamp",
    stem: "/v1",
    credentials: &[("apiKey", KEY), ("userId", USER)],
    settings: |ids| {
        vec![
            ("list_id", ids.letters(Kind::List, lists::OPEN)),
            // A list that the credentials may not change.
            ("closed_list_id", ids.letters(Kind::List, lists::CLOSED)),
            ("campaign_id", ids.letters(Kind::Campaign, 1)),
        ]
    },
    contact_id: |ids, n| ids.letters(Kind::Person, n),
    prepare,
    routes: ROUTES,
    failure: outage,
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

/// What a failure looks like is documented of a refused key and of a contact that is not there; the others follow it.
fn outage(status: u16) -> Answer {
    match status {
        400 => bad_request("Bad request"),
        401 => unauthorized(),
        404 => not_found(),
        429 => failure(429, "Too many requests"),
        status => failure(status, "Internal server error"),
    }
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    if let (
        "GET",
        ["v1", "contacts", "tags" | "messages"] | ["v1", "contacts", "tags" | "messages", ""],
    ) = (request.method(), segments.as_slice())
    {
        authenticate(request)?;
        return Ok(bad_request("Missing contact ID"));
    }
    let Met::Operation(operation, values) = routes::find(ROUTES, request.method(), &segments)
    else {
        return Ok(no_route(request));
    };
    authenticate(request)?;
    match (operation, values.as_slice()) {
        ("getContact", _) => contacts::look_up(store, request),
        ("createContact", _) => contacts::create(store, &body(request)?),
        ("updateContact", [id]) => contacts::update(store, id, &body(request)?),
        ("addContactToList", _) => lists::add(store, request),
        ("removeContactFromList", _) => lists::remove(store, request),
        ("listTags", _) => tags::of_account(store),
        ("listContactTags", [id]) => tags::of_contact(store, id),
        ("addContactTags", _) => tags::add(store, request),
        ("listContactMessages", [id]) => messages::of_contact(store, id),
        ("sendCustomChannelMessage", _) => messages::send(store, &body(request)?),
        ("receiveCustomChannelMessage" | "receiveCustomChannelMessageAlias", _) => {
            messages::receive(store, &body(request)?)
        }
        _ => Ok(no_route(request)),
    }
}

const ROUTES: &[Route] = &[
    ("GET", "/v1/contacts", "getContact"),
    ("POST", "/v1/contacts", "createContact"),
    ("POST", "/v1/contacts/lists", "addContactToList"),
    ("DELETE", "/v1/contacts/lists", "removeContactFromList"),
    ("PUT", "/v1/contacts/{contactId}", "updateContact"),
    ("GET", "/v1/contacts/tags/{contactId}", "listContactTags"),
    (
        "GET",
        "/v1/contacts/messages/{contactId}",
        "listContactMessages",
    ),
    ("GET", "/v1/tags", "listTags"),
    ("POST", "/v1/tags", "addContactTags"),
    (
        "POST",
        "/v1/incoming-custom-channel-message",
        "receiveCustomChannelMessage",
    ),
    (
        "POST",
        "/v1/incoming_custom_channel_message",
        "receiveCustomChannelMessageAlias",
    ),
    (
        "POST",
        "/v1/send-custom-channel-message",
        "sendCustomChannelMessage",
    ),
];

/// A key or a user id in the query. The refusal is bare text, though its media type says JSON.
fn authenticate(request: &Request) -> Outcome<()> {
    if request.query("apiKey") == Some(KEY) || request.query("userId") == Some(USER) {
        return Ok(());
    }
    Err(unauthorized().into())
}

fn unauthorized() -> Answer {
    Answer::text(401, "application/json", "Unauthorized")
}

fn body(request: &Request) -> Outcome<Map<String, Value>> {
    match request.json() {
        Value::Object(body) => Ok(body),
        _ => Err(refusal("The body must be a JSON object")),
    }
}

/// The text of a property that has one.
fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

fn find(store: &Store, id: &str) -> Outcome<Person> {
    let n = store.ids.read_letters(Kind::Person, id).unwrap_or_default();
    Ok(store.person(n)?.ok_or_else(not_found)?)
}

/// What is kept of a contact besides the person; empty for whoever was never written.
fn kept(store: &Store, n: i64) -> Outcome<Map<String, Value>> {
    match store.document("contact", &n.to_string())? {
        Some(Value::Object(kept)) => Ok(kept),
        _ => Ok(Map::new()),
    }
}

fn keep(store: &Store, n: i64, kept: Map<String, Value>) -> Outcome<()> {
    Ok(store.put_document("contact", &n.to_string(), &kept.into())?)
}

fn done(text: &str) -> Answer {
    Answer::json(200, &json!({"success": true, "message": text}))
}

fn failure(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"success": false, "message": text}))
}

fn bad_request(text: &str) -> Answer {
    Answer::json(400, &json!({"error": text}))
}

fn refusal(text: &str) -> Fault {
    bad_request(text).into()
}

fn not_found() -> Answer {
    failure(404, "Contact not found")
}

fn no_route(request: &Request) -> Answer {
    let path = request.segments().join("/");
    let text = format!("Cannot {} /{path}", request.method());
    Answer::text(404, "text/html; charset=utf-8", text)
}

//! ChatbotX: bearer token or `?token=`, oRPC's error bodies, counts that stop at 10,000.
//!
//! Authentication, paging, limits and errors are those of 2026-08-15, read from the vendor's source at that
//! date: a wrong token is a 500, invalid input a 400. The later operations that the spec has are served as
//! well, since they change nothing else. `contactNotes` and `conversation.inbox` are documented but never
//! sent, so they are not sent here. Guessed: that a contact with a telephone number that another one has is
//! refused with `phoneExists` by a create too, that empty text clears a property, and what an inbox, a field
//! or a flow that is not there answers. Invented: the flow of the setting `flow_id`, the automated reply to
//! "hello", and an import that is over when contacts are next listed or counted, and brings nobody.

mod answers;
mod contacts;
mod conversations;
mod fields;
mod import;
mod input;
mod lists;
mod messages;
mod records;
mod tags;

use serde_json::Value;

use super::Vendor;
use crate::ids::Kind;
use crate::routes::{self, Met, Route};
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;
use answers::error;

pub(super) const VENDOR: Vendor = Vendor {
    slug: "chatbotx",
    stem: "/api",
    credentials: &[
        ("developerAccessToken", TOKEN),
        ("tokenInSearchParams", TOKEN),
    ],
    settings: |ids| {
        vec![
            ("workspace_id", ids.snowflake(Kind::Organization, 1)),
            ("custom_field_id", ids.snowflake(Kind::Field, 1)),
            ("flow_id", ids.snowflake(Kind::Flow, 1)),
        ]
    },
    contact_id: |ids, n| ids.snowflake(Kind::Person, n),
    prepare: |_| {},
    routes: ROUTES,
    failure,
    answer,
};

const TOKEN: &str = "cbx_ws_sandbox-is-not-a-real-token";
const LARGEST_PAGE: u64 = 50;
const CHANNELS: &[&str] = &[
    "omnichannel",
    "webchat",
    "messenger",
    "whatsapp",
    "zalo",
    "smtp",
    "telegram",
    "instagram",
    "tiktok",
];

const ROUTES: &[Route] = &[
    ("GET", "/api/v1/contacts", "listContacts"),
    ("POST", "/api/v1/contacts", "createContact"),
    ("GET", "/api/v1/contacts/count", "countContacts"),
    (
        "GET",
        "/api/v1/contacts/find-by-custom-field",
        "findContactsByCustomField",
    ),
    ("POST", "/api/v1/contacts/import", "importContacts"),
    ("POST", "/api/v1/contacts/bulk/tags", "addTagsToContacts"),
    ("POST", "/api/v1/contacts/bulk/delete", "deleteContacts"),
    ("GET", "/api/v1/contacts/{identifier}", "getContact"),
    ("PUT", "/api/v1/contacts/{identifier}", "updateContact"),
    ("PATCH", "/api/v1/contacts/{identifier}", "patchContact"),
    ("DELETE", "/api/v1/contacts/{identifier}", "deleteContact"),
    (
        "POST",
        "/api/v1/contacts/{identifier}/upsert",
        "upsertContact",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/block",
        "blockContact",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/unblock",
        "unblockContact",
    ),
    (
        "GET",
        "/api/v1/contacts/{identifier}/tags",
        "listContactTags",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/tags",
        "addContactTags",
    ),
    (
        "PUT",
        "/api/v1/contacts/{identifier}/tags",
        "replaceContactTags",
    ),
    (
        "DELETE",
        "/api/v1/contacts/{identifier}/tags",
        "removeContactTags",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/tags/by-name",
        "addContactTagsByName",
    ),
    (
        "GET",
        "/api/v1/contacts/{identifier}/custom-fields",
        "listContactCustomFields",
    ),
    (
        "PUT",
        "/api/v1/contacts/{identifier}/custom-fields",
        "setContactCustomFields",
    ),
    (
        "DELETE",
        "/api/v1/contacts/{identifier}/custom-fields",
        "clearContactCustomFields",
    ),
    (
        "GET",
        "/api/v1/contacts/{identifier}/custom-fields/{idOrName}",
        "getContactCustomField",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/custom-fields/{idOrName}",
        "setContactCustomField",
    ),
    (
        "DELETE",
        "/api/v1/contacts/{identifier}/custom-fields/{idOrName}",
        "clearContactCustomField",
    ),
    (
        "GET",
        "/api/v1/contacts/{identifier}/messages",
        "listContactMessages",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/messages",
        "sendContactMessage",
    ),
    (
        "GET",
        "/api/v1/contacts/{identifier}/messages/{messageId}",
        "getContactMessage",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/auto-replies",
        "triggerContactAutoReply",
    ),
    (
        "POST",
        "/api/v1/contacts/{identifier}/flows",
        "sendContactFlow",
    ),
    ("GET", "/api/v1/tags", "listTags"),
    ("POST", "/api/v1/tags", "createTag"),
    ("GET", "/api/v1/tags/{idOrName}", "getTag"),
    ("PUT", "/api/v1/tags/{idOrName}", "updateTag"),
    ("DELETE", "/api/v1/tags/{idOrName}", "deleteTag"),
    ("GET", "/api/v1/custom-fields", "listCustomFields"),
    ("POST", "/api/v1/custom-fields", "createCustomField"),
    ("GET", "/api/v1/custom-fields/{idOrName}", "getCustomField"),
    (
        "PUT",
        "/api/v1/custom-fields/{idOrName}",
        "updateCustomField",
    ),
    (
        "DELETE",
        "/api/v1/custom-fields/{idOrName}",
        "deleteCustomField",
    ),
    ("GET", "/api/v1/inboxes", "listInboxes"),
    ("GET", "/api/v1/conversations", "listConversations"),
];

/// Every failure has the one envelope; most codes are the framework's words for the status.
fn failure(status: u16) -> Answer {
    let (code, message) = match status {
        400 => ("BAD_REQUEST", "Bad Request"),
        401 => ("UNAUTHORIZED", "Unauthorized"),
        403 => ("FORBIDDEN", "Forbidden"),
        404 => ("notFound", "Not found"),
        429 => ("tooManyRequests", "Too many requests"),
        502 => ("BAD_GATEWAY", "Bad Gateway"),
        503 => ("SERVICE_UNAVAILABLE", "Service Unavailable"),
        504 => ("GATEWAY_TIMEOUT", "Gateway Timeout"),
        _ => ("INTERNAL_SERVER_ERROR", "Internal server error"),
    };
    answers::error(status, code, message, None)
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let Met::Operation(operation, values) = routes::find(ROUTES, request.method(), &segments)
    else {
        return Ok(Answer::text(404, "text/plain", "Not found"));
    };
    authenticate(request)?;
    let (identifier, other) = match values.as_slice() {
        [identifier, other, ..] => (*identifier, *other),
        [identifier] => (*identifier, ""),
        [] => ("", ""),
    };
    let contact = || lists::find(store, identifier);
    match operation {
        "listContacts" => {
            import::finish(store)?;
            lists::list(store, request)
        }
        "countContacts" => {
            import::finish(store)?;
            lists::count(store, request)
        }
        "findContactsByCustomField" => lists::by_custom_field(store, request),
        "getContact" => Ok(Answer::json(
            200,
            &records::with_relations(store, &contact()?)?.into(),
        )),
        "createContact" => contacts::create(store, request),
        "importContacts" => import::start(store, request),
        "updateContact" | "patchContact" => contacts::update(store, request, contact()?),
        "upsertContact" => contacts::upsert(store, request, identifier),
        "deleteContact" => contacts::delete(store, &contact()?),
        "deleteContacts" => contacts::delete_several(store, request),
        "blockContact" => contacts::block(store, contact()?, Some(store.now)),
        "unblockContact" => contacts::block(store, contact()?, None),
        "addTagsToContacts" => tags::add_to_several(store, request),
        "listContactTags" => tags::of_contact(store, &contact()?),
        "addContactTags" => tags::add(store, request, &contact()?),
        "replaceContactTags" => tags::replace(store, request, &contact()?),
        "removeContactTags" => tags::remove(store, request, &contact()?),
        "addContactTagsByName" => tags::add_by_name(store, request, &contact()?),
        "listTags" => tags::list(store),
        "createTag" => tags::create(store, request),
        "getTag" => tags::get(store, identifier),
        "updateTag" => tags::update(store, request, identifier),
        "deleteTag" => tags::delete(store, identifier),
        "listContactCustomFields" => fields::of_contact(store, &contact()?),
        "setContactCustomFields" => fields::set_several(store, request, &contact()?),
        "clearContactCustomFields" => fields::clear_all(store, &contact()?),
        "getContactCustomField" => fields::value(store, &contact()?, other),
        "setContactCustomField" => fields::set(store, request, &contact()?, other),
        "clearContactCustomField" => fields::clear(store, &contact()?, other),
        "listCustomFields" => fields::list(store),
        "createCustomField" => fields::create(store, request),
        "getCustomField" => fields::get(store, identifier),
        "updateCustomField" => fields::update(store, request, identifier),
        "deleteCustomField" => fields::delete(store, identifier),
        "listContactMessages" => messages::list(store, request, &contact()?),
        "sendContactMessage" => messages::send(store, request, contact()?),
        "getContactMessage" => messages::get(store, &contact()?, other),
        "triggerContactAutoReply" => messages::auto_reply(store, request, contact()?),
        "sendContactFlow" => messages::flow(store, request, contact()?),
        "listInboxes" => conversations::inboxes(store, request),
        _ => conversations::list(store, request),
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

/// The properties of an object.
fn object(value: Value) -> serde_json::Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => serde_json::Map::new(),
    }
}

//! TetherAI: the list twice in one answer, only the caller's own contacts unless told otherwise, and fields
//! that change their type from contact to contact.
//!
//! Known from the vendor's pages: paths, parameters, envelopes, both shapes of telephone numbers, that the first
//! generation of the API had a name where later ones have an id, the words that contradict what was done, and the
//! updates that say `success: false` with status 200. Not shown anywhere, so taken over from the operations beside
//! it: the envelope of one contact, and the scope "my" in the reads by stage.
//!
//! Invented, because no page says it: 409 for a telephone number that somebody has; that a list of numbers
//! replaces the old one; that verifying a contact verifies its main number; how many answers a job takes and
//! after which it is forgotten; the roles ADMIN and AGENT, and that only what is "for administrators" asks for
//! one; the types of documents; the texts of most errors. The filters `search`, `source`, `status`,
//! `pipelineStage`, `pipelineId`, `pipelineType`, `owner`, `assignee` and `dateRange` work, and of the parameters
//! of a query `createdAfter`, `createdBefore`, `search` and `source`; the other ones are accepted and ignored, and
//! so are mentions, and the regular expressions of the counts, which are looked for as plain text.

mod contacts;
mod conversations;
mod documents;
mod jobs;
mod lists;
mod notes;
mod query;
mod record;
mod reviews;
mod scope;
mod session;
mod split;
mod stages;
mod update;
mod verify;

use serde_json::{Map, Value, json};

use super::Vendor;
use crate::ids::Kind;
use crate::people::Person;
use crate::routes::{self, Met, Route};
use crate::server::{Answer, Fault, Outcome, Request};
use crate::store::Store;
use session::Caller;

pub(super) const VENDOR: Vendor = Vendor {
    slug: "tetherai",
    stem: "",
    credentials: &[("bearerAuth", session::TOKEN)],
    settings: |ids| {
        vec![
            ("organization_id", ids.object_id(Kind::Organization, 1)),
            ("pipeline_id", ids.object_id(Kind::Pipeline, 1)),
            ("user_id", ids.object_id(Kind::User, 1)),
            // Of every user; their addresses are sandy@, mocca@example.com and faye@example.org.
            ("password", session::PASSWORD.into()),
            ("refresh_token", session::REFRESH_TOKEN.into()),
            (
                "document_type",
                documents::TYPES.first().copied().unwrap_or_default().into(),
            ),
        ]
    },
    contact_id: |ids, n| ids.object_id(Kind::Person, n),
    prepare,
    routes: ROUTES,
    failure,
    answer,
};

const ROUTES: &[Route] = &[
    ("GET", "/api/contacts", "listContacts"),
    ("POST", "/api/contacts", "listContactsByStage"),
    ("POST", "/api/contacts/status", "listContactsInStage"),
    ("POST", "/api/contacts/statuses", "listContactsInAllStages"),
    ("POST", "/api/contacts/counts", "countContacts"),
    ("POST", "/api/contact", "createContact"),
    ("PUT", "/api/contact", "updateContactLegacy"),
    ("POST", "/api/contacts/phoneNumber", "findContactByPhone"),
    ("DELETE", "/api/contacts/bulk-delete", "deleteContacts"),
    (
        "DELETE",
        "/api/contacts/query-bulk-delete",
        "deleteContactsByQuery",
    ),
    ("GET", "/api/contacts/bulk-job/{jobId}", "getBulkJob"),
    (
        "PUT",
        "/api/contacts/query-bulk-move",
        "moveContactsByQuery",
    ),
    ("POST", "/api/contacts/query-count", "countContactsByQuery"),
    ("GET", "/api/contacts/query-bulk-export", "exportContacts"),
    (
        "PATCH",
        "/api/contacts/dedup-reviews/{reviewId}/merge",
        "mergeContacts",
    ),
    (
        "PATCH",
        "/api/contacts/dedup-reviews/{reviewId}/keep-separate",
        "keepContactsSeparate",
    ),
    ("GET", "/api/contacts/{id}", "getContact"),
    ("PATCH", "/api/contacts/{id}", "updateContact"),
    ("DELETE", "/api/contacts/{id}", "deleteContact"),
    ("PATCH", "/api/contacts/{id}/block", "blockContact"),
    ("PATCH", "/api/contacts/{id}/unblock", "unblockContact"),
    ("PATCH", "/api/contacts/{id}/verify", "verifyContact"),
    ("PATCH", "/api/contacts/{id}/unverify", "unverifyContact"),
    (
        "PATCH",
        "/api/contacts/{id}/phone-number/verify",
        "verifyContactPhone",
    ),
    (
        "PATCH",
        "/api/contacts/{id}/verify-contact-methods",
        "verifyContactMethod",
    ),
    (
        "GET",
        "/api/contacts/{id}/protection-status",
        "getContactProtection",
    ),
    ("POST", "/api/contacts/{id}/separate", "splitContact"),
    (
        "GET",
        "/api/contacts/{id}/dedup-reviews/pending",
        "listPendingDedupReviews",
    ),
    (
        "POST",
        "/api/contacts/{contactId}/documents",
        "addContactDocument",
    ),
    (
        "POST",
        "/api/contacts/{contactId}/documents/upload",
        "uploadContactDocument",
    ),
    (
        "DELETE",
        "/api/contacts/{contactId}/documents/{documentId}",
        "deleteContactDocument",
    ),
    ("GET", "/api/contact-notes", "listContactNotes"),
    ("POST", "/api/contact-notes", "createContactNote"),
    ("POST", "/api/conversation/all", "listContactConversations"),
    (
        "GET",
        "/api/conversation/contact/{contactId}/messages/search",
        "searchContactMessages",
    ),
    ("POST", "/api/auth/login", "login"),
    ("GET", "/api/auth/verify-token", "verifyToken"),
    ("POST", "/api/auth/refresh", "refreshToken"),
];

/// Conversations show to their owner only, so whoever has the most of them belongs to the first user.
fn prepare(person: &mut Person) {
    if person.n == 1 {
        person.owner = Some(1);
    }
}

/// One text under `error`, whatever the status.
fn failure(status: u16) -> Answer {
    let text = match status {
        401 => "Invalid or expired token",
        403 => "Access denied",
        404 => "Not found",
        429 => "Too many requests",
        500.. => "Internal server error",
        _ => "Bad request",
    };
    error(status, text)
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let Met::Operation(operation, values) = routes::find(ROUTES, request.method(), &segments)
    else {
        return Ok(error(404, "Not found"));
    };
    match operation {
        "login" => return session::login(store, &body(request)?),
        "refreshToken" => return session::refresh(&body(request)?),
        _ => {}
    }
    let caller = session::caller(request)?;
    match (operation, values.as_slice()) {
        ("verifyToken", _) => Ok(Answer::json(200, &json!({"message": "Token is good"}))),
        ("listContacts", _) => lists::list(store, caller, request),
        ("countContacts", _) => lists::counts(store, caller, &body(request)?),
        ("listContactsByStage", _) => stages::buckets(store, caller, &body(request)?, "page"),
        ("listContactsInAllStages", _) => stages::buckets(store, caller, &body(request)?, "pages"),
        ("listContactsInStage", _) => stages::one(store, caller, &body(request)?),
        ("createContact", _) => contacts::create(store, caller, &body(request)?),
        ("updateContactLegacy", _) => update::legacy(store, &body(request)?),
        ("findContactByPhone", _) => contacts::by_phone(store, &body(request)?),
        ("deleteContacts", _) => contacts::delete_all(store, &body(request)?),
        ("deleteContactsByQuery", _) => jobs::start(store, caller, &body(request)?),
        ("getBulkJob", [id]) => jobs::ask(store, id),
        ("moveContactsByQuery", _) => query::move_all(store, caller, &body(request)?),
        ("countContactsByQuery", _) => query::count(store, caller, &body(request)?),
        ("exportContacts", _) => query::export(store, caller, request),
        ("mergeContacts", [id]) => reviews::merge(store, id, &body(request)?),
        ("keepContactsSeparate", [id]) => reviews::keep_separate(store, id),
        ("listContactNotes", _) => notes::list(store, request),
        ("createContactNote", _) => notes::create(store, caller, &body(request)?),
        ("listContactConversations", _) => conversations::list(store, caller, &body(request)?),
        // Who may is asked before whom it is about.
        ("verifyContact" | "unverifyContact" | "splitContact", [id]) => {
            caller.must_be_administrator()?;
            of_contact(store, request, caller, operation, find(store, id)?)
        }
        (operation, [id]) => of_contact(store, request, caller, operation, find(store, id)?),
        (_, [id, document]) => documents::delete(store, &find(store, id)?, document),
        _ => Ok(error(404, "Not found")),
    }
}

fn of_contact(
    store: &Store,
    request: &Request,
    caller: Caller,
    operation: &str,
    person: Person,
) -> Outcome {
    match operation {
        "getContact" => contacts::result(store, &person, "Contact found"),
        "updateContact" => update::patch(store, person, &body(request)?),
        "deleteContact" => contacts::delete(store, &person),
        "blockContact" => contacts::block(store, person, true),
        "unblockContact" => contacts::block(store, person, false),
        "verifyContact" => verify::contact(store, caller, person, &body(request)?),
        "unverifyContact" => verify::take_back(store, person),
        "verifyContactPhone" => verify::phone(store, caller, person, &body(request)?),
        "verifyContactMethod" => verify::method(store, caller, person, &body(request)?),
        "getContactProtection" => contacts::protection(store, &person),
        "splitContact" => split::split(store, person, &body(request)?),
        "listPendingDedupReviews" => reviews::pending(store, request, &person),
        "addContactDocument" => documents::add(store, caller, &person, &body(request)?),
        "uploadContactDocument" => documents::upload(store, caller, &person, request),
        "searchContactMessages" => conversations::search(store, request, &person),
        _ => Ok(error(404, "Not found")),
    }
}

/// The body; without one it is empty.
fn body(request: &Request) -> Outcome<Map<String, Value>> {
    match request.json() {
        _ if request.body().is_empty() => Ok(Map::new()),
        Value::Object(body) => Ok(body),
        _ => Err(invalid("The body must be a JSON object")),
    }
}

/// A text that the body may have.
fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Outcome<Option<&'a str>> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(&format!("{name} must be a string"))),
    }
}

/// A text that the body must have.
fn required<'a>(body: &'a Map<String, Value>, name: &str) -> Outcome<&'a str> {
    text(body, name)?
        .filter(|text| !text.is_empty())
        .ok_or_else(|| missing(name))
}

fn find(store: &Store, id: &str) -> Outcome<Person> {
    if id.len() != 24 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(invalid("Invalid contact id"));
    }
    let n = store
        .ids
        .read_object_id(Kind::Person, id)
        .unwrap_or_default();
    store
        .person(n)?
        .ok_or_else(|| error(404, "Contact not found").into())
}

/// The errors of the vendor have three shapes. This one is that of the pages on tokens.
fn error(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}

/// A field that is not there, in the shape of the guide on errors.
fn missing(name: &str) -> Fault {
    let message = format!("Missing required field: {name}");
    Answer::json(
        400,
        &json!({"error": {"code": "invalid_request", "message": message}}),
    )
    .into()
}

/// A field that is not as it must be, in the shape of the vendor's OpenAPI document.
fn invalid(text: &str) -> Fault {
    Answer::json(400, &json!({"message": text, "code": "invalid_request"})).into()
}

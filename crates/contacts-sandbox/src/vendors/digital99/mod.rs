//! 99digital, a white label of Chatwoot: fixed pages of 15, Unix seconds, and a page number that comes back
//! as text when it was sent.
//!
//! Where 99digital's pages and Chatwoot's source differ, the source counts (4.3, and newer servers for the
//! search's count and the bulk actions), except for two keys that only the pages have and that are sent here:
//! `conversations_count` and `meta.contacts_all`. What the vendor does later, in the background, is done at once
//! here: imports, bulk actions, and pictures, which show from the next answer on. An export is an e-mail, so
//! nothing comes of it.
//!
//! Not documented and invented: the refusals of the WhatsApp list; the texts of the filter's errors as far as
//! they are not Chatwoot's; and 422 where the source would fail with 500: a body that is no JSON, a condition
//! without the word that joins the next one, a filter value of the wrong type. Agents may see every inbox.

mod bulk;
mod contacts;
mod conversations;
mod filter;
mod inboxes;
mod labels;
mod merge;
mod notes;
mod record;
mod search;
mod validation;
mod whatsapp;

use serde_json::{Map, Value, json};

use super::Vendor;
use crate::people::Person;
use crate::routes::{self, Met, Route};
use crate::server::{Answer, Fault, Outcome, Request};
use crate::store::Store;

pub(super) const VENDOR: Vendor = Vendor {
    slug: "digital99",
    stem: "/api",
    credentials: &[("userApiKey", TOKEN)],
    settings: |_| {
        vec![
            ("account_id", ACCOUNT.into()),
            // Of a user who is no administrator.
            ("agent_token", AGENT_TOKEN.into()),
            // The WhatsApp list is another service: it stands at the origin, and its key is in the body.
            ("whatsapp_key", whatsapp::KEY.into()),
            ("whatsapp_number", whatsapp::NUMBER.into()),
        ]
    },
    contact_id: |_, n| n.to_string(),
    prepare,
    routes: ROUTES,
    failure,
    answer,
};

const TOKEN: &str = "sandbox-is-not-a-real-token";
const AGENT_TOKEN: &str = "sandbox-is-not-a-real-agent-token";
const BOT_TOKEN: &str = "sandbox-is-not-a-real-bot-token";
const ACCOUNT: &str = "7";
const ACCOUNT_NUMBER: i64 = 7;
/// An account that exists, and that the token's user is not in.
const OTHER_ACCOUNT: &str = "8";
const SUSPENDED_ACCOUNT: &str = "6";

/// E-mail addresses are stored in lower case, and no two contacts have one telephone number.
fn prepare(person: &mut Person) {
    person.email = person.email.take().map(|email| email.to_lowercase());
    if person.n % 100 == 59 {
        person.phone = None;
    }
}

/// The limiter of requests answers before the application does, in plain text. What the application fails at is an object
/// with the status, as the framework has it.
fn failure(status: u16) -> Answer {
    match status {
        401 => Answer::json(401, &json!({"error": "Invalid Access Token"})),
        404 => not_found(),
        429 => Answer::text(429, "text/plain", "Retry later\n"),
        status if status >= 500 => {
            let body = json!({"status": status, "error": "Internal Server Error"});
            Answer::json(status, &body)
        }
        status => Answer::json(status, &json!({"error": "The request could not be processed"})),
    }
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let Met::Operation(operation, values) = routes::find(ROUTES, request.method(), &segments)
    else {
        return Ok(no_route());
    };
    let values = values.as_slice();
    let [account, rest @ ..] = values else {
        return whatsapp::list(store, request);
    };
    let caller = authenticate(request, account)?;
    match (operation, rest) {
        ("listContacts", _) => search::list(store, request),
        ("searchContacts", _) => search::search(store, request),
        ("listActiveContacts", _) => search::active(store, request),
        ("filterContacts", _) => search::filter(store, request),
        ("createContact", _) => contacts::create(store, &body(request)?),
        ("importContacts", _) => bulk::import(store, caller, request),
        ("exportContacts", _) => bulk::export(caller),
        ("bulkUpdateContacts", _) => bulk::act(store, caller, &body(request)?),
        ("mergeContacts", _) => merge::merge(store, &body(request)?),
        ("deleteContact", [id]) => contacts::delete(store, caller, id),
        (operation, [id]) => of_contact(store, request, caller, operation, &find(store, id)?),
        (_, [id, note]) => notes::one(store, caller, &find(store, id)?, note, request),
        _ => Ok(no_route()),
    }
}

const ROUTES: &[Route] = &[
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts",
        "listContacts",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts",
        "createContact",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/search",
        "searchContacts",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/filter",
        "filterContacts",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/active",
        "listActiveContacts",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/import",
        "importContacts",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/export",
        "exportContacts",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}",
        "getContact",
    ),
    (
        "PATCH",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}",
        "updateContact",
    ),
    // Rails takes PUT wherever it takes PATCH.
    (
        "PUT",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}",
        "updateContact",
    ),
    (
        "DELETE",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}",
        "deleteContact",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/conversations",
        "listContactConversations",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/labels",
        "listContactTags",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/labels",
        "replaceContactTags",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/contactable_inboxes",
        "listContactableInboxes",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/contact_inboxes",
        "addContactInbox",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/destroy_custom_attributes",
        "deleteContactCustomFields",
    ),
    (
        "DELETE",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/avatar",
        "deleteContactAvatar",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/notes",
        "listContactNotes",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/notes",
        "createContactNote",
    ),
    (
        "GET",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}",
        "getContactNote",
    ),
    (
        "PATCH",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}",
        "updateContactNote",
    ),
    (
        "PUT",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}",
        "updateContactNote",
    ),
    (
        "DELETE",
        "/api/v1/accounts/{account_id}/contacts/{contact_id}/notes/{note_id}",
        "deleteContactNote",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/actions/contact_merge",
        "mergeContacts",
    ),
    (
        "POST",
        "/api/v1/accounts/{account_id}/bulk_actions",
        "bulkUpdateContacts",
    ),
    // A server of its own, which stands at the origin here.
    ("POST", "/whatsapp/v2/getContacts", "listWhatsappContacts"),
];

fn of_contact(
    store: &Store,
    request: &Request,
    caller: Caller,
    operation: &str,
    person: &Person,
) -> Outcome {
    match operation {
        "getContact" => {
            let contact = record::contact(store, person, wants_inboxes(request))?;
            Ok(payload(&contact))
        }
        "updateContact" => contacts::update(store, person, &body(request)?, wants_inboxes(request)),
        "deleteContactAvatar" => contacts::remove_avatar(store, person),
        "deleteContactCustomFields" => contacts::remove_attributes(store, person, &body(request)?),
        "listContactConversations" => conversations::latest(store, person),
        "listContactTags" => labels::list(store, person),
        "replaceContactTags" => labels::replace(store, person, &body(request)?),
        "listContactableInboxes" => inboxes::contactable(store, person),
        "addContactInbox" => inboxes::add(store, person, &body(request)?),
        "listContactNotes" => notes::list(store, person),
        "createContactNote" => notes::create(store, caller, person, &body(request)?),
        _ => Ok(no_route()),
    }
}

/// Whose token it is.
#[derive(Clone, Copy)]
struct Caller {
    user: i64,
    administrator: bool,
}

impl Caller {
    /// There is no 403 here.
    fn must_be_administrator(self) -> Outcome<()> {
        if self.administrator {
            return Ok(());
        }
        Err(unauthorized("You are not authorized to do this action"))
    }
}

/// The token stands in a header of its own, which Rack reads in either spelling. Without it the login layer
/// answers, which a bearer token does not satisfy.
fn authenticate(request: &Request, account: &str) -> Outcome<Caller> {
    let token = request
        .header("api_access_token")
        .or_else(|| request.header("api-access-token"));
    let user = match token {
        None => {
            let errors = json!({"errors": ["You need to sign in or sign up before continuing."]});
            return Err(Answer::json(401, &errors).into());
        }
        Some(TOKEN) => 1,
        Some(AGENT_TOKEN) => 2,
        Some(BOT_TOKEN) => {
            return Err(unauthorized(
                "Access to this endpoint is not authorized for bots",
            ));
        }
        Some(_) => return Err(unauthorized("Invalid Access Token")),
    };
    match account {
        ACCOUNT => Ok(Caller {
            user,
            administrator: user == 1,
        }),
        OTHER_ACCOUNT => Err(unauthorized(
            "You are not authorized to access this account",
        )),
        SUSPENDED_ACCOUNT => Err(unauthorized("Account is suspended")),
        _ => Err(not_found().into()),
    }
}

/// The parameters of a body. JSON that is no object has none, and Rails goes on without.
fn body(request: &Request) -> Outcome<Map<String, Value>> {
    match (request.body().is_empty(), request.json()) {
        (true, _) => Ok(Map::new()),
        (_, Value::Object(body)) => Ok(body),
        (_, Value::Null) if request.body() != b"null" => Err(refusal("the body is not JSON")),
        _ => Ok(Map::new()),
    }
}

/// True unless the text is anything but "true".
fn wants_inboxes(request: &Request) -> bool {
    let wish = request.query("include_contact_inboxes");
    wish.is_none_or(|text| text.is_empty() || text == "true")
}

fn find(store: &Store, id: &str) -> Outcome<Person> {
    Ok(store.person(number(id))?.ok_or_else(not_found)?)
}

/// Rails reads the digits at the start of the text.
fn number(id: &str) -> i64 {
    let digits: String = id.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

/// A number as a number or as text; 0, which nothing has, for anything else.
fn number_in(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::String(text)) => number(text),
        Some(value) => value.as_i64().unwrap_or_default(),
        None => 0,
    }
}

fn payload(value: &Value) -> Answer {
    Answer::json(200, &json!({"payload": value}))
}

fn unauthorized(text: &str) -> Fault {
    Answer::json(401, &json!({"error": text})).into()
}

fn refusal(text: &str) -> Fault {
    Answer::json(422, &json!({"error": text})).into()
}

fn missing(name: &str) -> Fault {
    refusal(&format!("param is missing or the value is empty: {name}"))
}

/// A record that does not validate: all messages in one text, and the attributes that they are about.
fn invalid(problems: &[(&str, String)]) -> Fault {
    let messages: Vec<_> = problems
        .iter()
        .map(|(_, message)| message.as_str())
        .collect();
    let mut attributes: Vec<_> = problems.iter().map(|(attribute, _)| *attribute).collect();
    attributes.dedup();
    Answer::json(
        422,
        &json!({"message": messages.join(", "), "attributes": attributes}),
    )
    .into()
}

fn not_found() -> Answer {
    Answer::json(404, &json!({"error": "Resource could not be found"}))
}

fn no_route() -> Answer {
    let page = "<h1>The page you were looking for doesn't exist.</h1>";
    Answer::text(404, "text/html; charset=utf-8", page)
}

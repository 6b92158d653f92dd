//! Insighto.ai: key in the query, an envelope of message, meta and data, FastAPI's errors.
//!
//! Known from the vendor's pages: paths, page parameters, envelope and records. From FastAPI's own
//! behaviour: the bodies of 404 and 422, null for no next page. Guessed: that an update replaces the maps
//! that it names, that of an e-mail address and a number the address finds the contact, that unknown
//! contacts of a list are skipped. Invented here: the text of the 401, the properties of a campaign, the
//! form of a transcript, and "completed" for an attempted campaign contact, since the pages show
//! "not_attempted" only.

mod answers;
mod body;
mod campaigns;
mod contacts;
mod conversations;
mod fields;
mod messages;
mod update;

use super::Vendor;
use crate::ids::Kind;
use crate::routes::{self, Met, Route};
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;
use answers::{detail, page_of, paging};

pub(super) const VENDOR: Vendor = Vendor {
    slug: "insighto",
    stem: "",
    credentials: &[("apiKey", KEY)],
    settings: |ids| {
        vec![
            ("campaign_id", ids.uuid(Kind::Campaign, 1)),
            ("org_id", ids.uuid(Kind::Organization, 1)),
            ("widget_id", ids.uuid(Kind::Inbox, 1)),
            // Of a user whose role only reads.
            ("read_only_key", READ_ONLY_KEY.into()),
        ]
    },
    contact_id: |ids, n| ids.uuid(Kind::Person, n),
    prepare: |_| {},
    routes: ROUTES,
    failure,
    answer,
};

/// `in-` and 43 characters, as the vendor's page on tokens says.
const KEY: &str = "in-sandbox-is-not-a-real-key-0000000000000000";
const READ_ONLY_KEY: &str = "in-sandbox-read-only-not-a-real-key-0000000000";

const ROUTES: &[Route] = &[
    ("GET", "/api/v1/contact", "listContacts"),
    ("POST", "/api/v1/contact/upsert", "upsertContact"),
    ("DELETE", "/api/v1/contact/multiple", "deleteContacts"),
    ("GET", "/api/v1/contact/{contact_id}", "getContact"),
    ("PUT", "/api/v1/contact/{contact_id}", "updateContact"),
    ("DELETE", "/api/v1/contact/{contact_id}", "deleteContact"),
    (
        "GET",
        "/api/v1/campaign/contact/list/{campaign_id}",
        "listCampaignContacts",
    ),
    (
        "POST",
        "/api/v1/messaging/{widget_id}/contacts",
        "sendMessageToContacts",
    ),
    ("POST", "/api/v1/call/{widget_id}/contacts", "callContacts"),
    (
        "GET",
        "/api/v1/conversation/by-contact/{contact_id}",
        "listContactConversations",
    ),
    ("GET", "/api/v1/conversation", "listConversations"),
    (
        "GET",
        "/api/v1/conversation/{conversation_id}",
        "getConversation",
    ),
    (
        "GET",
        "/api/v1/conversation/{conversation_id}/transcript",
        "getConversationTranscript",
    ),
    (
        "POST",
        "/api/v1/contact_custom_field",
        "createContactCustomField",
    ),
    (
        "GET",
        "/api/v1/contact_custom_field/list",
        "listContactCustomFields",
    ),
    (
        "GET",
        "/api/v1/contact_sync_log/list",
        "listContactSyncLogs",
    ),
    ("GET", "/api/v1/campaign/list", "listCampaigns"),
    ("GET", "/api/v1/campaign/get/{id}", "getCampaign"),
    ("POST", "/api/v1/campaign/create", "createCampaign"),
    ("PUT", "/api/v1/campaign/update/{id}", "updateCampaign"),
    ("POST", "/api/v1/campaign/run/{widget_id}", "runCampaign"),
    ("DELETE", "/api/v1/campaign/{id}", "deleteCampaign"),
];

/// The framework puts a text into `detail`. What it can't catch is a bare text.
fn failure(status: u16) -> Answer {
    match status {
        500.. => Answer::text(status, "text/plain; charset=utf-8", "Internal Server Error"),
        401 => answers::detail(401, "Unauthorized"),
        404 => answers::detail(404, "Not Found"),
        429 => answers::detail(429, "Too Many Requests"),
        status => answers::detail(status, "Bad Request"),
    }
}

fn answer(store: &Store, request: &Request) -> Outcome {
    let segments = request.segments();
    let (operation, values) = match routes::find(ROUTES, request.method(), &segments) {
        Met::Operation(operation, values) => (operation, values),
        Met::OtherMethod => return Ok(detail(405, "Method Not Allowed")),
        Met::Nothing => return Ok(detail(404, "Not Found")),
    };
    authenticate(request)?;
    let id = values.first().copied().unwrap_or_default();
    match operation {
        "listContacts" => contacts::list(store, request),
        "getContact" => contacts::get(store, id),
        "deleteContact" => contacts::delete(store, id),
        "deleteContacts" => contacts::delete_several(store, request),
        "upsertContact" => update::upsert(store, request),
        "updateContact" => update::update(store, request, id),
        "listCampaignContacts" => campaigns::contacts(store, request, id),
        "listCampaigns" => campaigns::list(store, request),
        "getCampaign" => campaigns::get(store, id),
        "createCampaign" => campaigns::create(store, request),
        "updateCampaign" => campaigns::update(store, request, id),
        "runCampaign" => campaigns::run(store, request, id),
        "deleteCampaign" => campaigns::delete(store, id),
        "sendMessageToContacts" => messages::send(store, request, id),
        "callContacts" => messages::call(store, request, id),
        "listContactConversations" => conversations::of_contact(store, request, id),
        "listConversations" => conversations::list(store, request),
        "getConversation" => conversations::get(store, id),
        "getConversationTranscript" => conversations::transcript(store, id),
        "createContactCustomField" => fields::create(store, request),
        "listContactCustomFields" => fields::list(store, request),
        // The synchronisation log: nothing was ever synchronised here.
        _ => {
            let (page, size) = paging(request)?;
            Ok(page_of(Vec::new(), 0, page, size))
        }
    }
}

fn authenticate(request: &Request) -> Outcome<()> {
    // A bearer token is no substitute, says the vendor's guide.
    let refusal: Answer = match request.query("api_key") {
        Some(KEY) => return Ok(()),
        Some(READ_ONLY_KEY) if request.method() == "GET" => return Ok(()),
        Some(READ_ONLY_KEY) => detail(403, "Not enough permissions"),
        Some(_) => detail(401, "Invalid API key"),
        None => detail(401, "Not authenticated"),
    };
    Err(refusal.into())
}

//! Plans, applied: what is read, sent, read back and undone, as a conversation with a server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on has failed"
)]

mod calls;
mod creations;
mod others;
mod reads;
mod server;
mod updates;

use std::fs;

use contacts::{ContactPatch, Contacts, Plan, PlanOptions, Write};
use serde_json::{Value, json};

const UNVERIFIED: PlanOptions = PlanOptions {
    allow_unverified: true,
};

/// A contact of 99digital with these members.
fn digital99(members: Value) -> Value {
    let text = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../specs/digital99/samples/getContact.200.minimal-record.json"
    ));
    let mut body: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let contact = body["payload"].as_object_mut().unwrap();
    contact.insert("id".to_owned(), json!(77));
    contact.extend(members.as_object().unwrap().clone());
    body
}

/// A page of the filter with these contacts.
fn matches(contacts: &[Value]) -> Value {
    let payload: Vec<_> = contacts.iter().map(|body| &body["payload"]).collect();
    json!({ "meta": { "count": payload.len(), "current_page": 1 }, "payload": payload })
}

/// A contact of ChatbotX with these members.
fn chatbotx(members: Value) -> Value {
    let mut body = json!({
        "id": "7300000000088000264",
        "createdAt": "2026-08-14T16:20:30.417Z",
        "updatedAt": "2026-08-14T16:20:30.417Z",
        "emailVerified": false,
        "emailOptIn": true,
        "workspaceId": "7180000000000000011",
    });
    let contact = body.as_object_mut().unwrap();
    contact.extend(members.as_object().unwrap().clone());
    body
}

const CONTACT: &str = "GET /v1/accounts/7/contacts/77";

const CHATBOTX: &str = "GET /v1/contacts/id%3A7300000000088000264";

const LABELS: &str = "GET /v1/accounts/7/contacts/77/labels";

fn labels(labels: &[&str]) -> Value {
    json!({ "payload": labels })
}

fn update(id: &str, patch: ContactPatch) -> Write {
    let id = id.to_owned();
    Write::Update { id, patch }
}

async fn plan(contacts: &Contacts, write: &Write) -> Plan {
    contacts.plan(write, PlanOptions::default()).await.unwrap()
}

fn named(full_name: &str) -> ContactPatch {
    ContactPatch {
        full_name: full_name.into(),
        ..ContactPatch::default()
    }
}

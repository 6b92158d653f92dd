//! 99digital's own list of WhatsApp contacts, another service: its key is in the body.

use serde_json::{Value, json};

use crate::ids::Kind;
use crate::server::{Answer, Outcome, Request};
use crate::store::{Filter, Slice, Store};

pub(super) const KEY: &str = "sandbox-is-not-a-real-whatsapp-key";
pub(super) const NUMBER: &str = "12025550199";

/// 50 a page, the latest first, a bare array; numbers without plus sign.
pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let body = request.json();
    if body.get("apiKey").and_then(Value::as_str) != Some(KEY) {
        return Ok(Answer::json(401, &json!({"error": "wrong apiKey"})));
    }
    let page = body
        .get("page")
        .and_then(Value::as_u64)
        .filter(|page| *page > 0);
    let Some(page) = page else {
        return Ok(Answer::json(400, &json!({"error": "page is required"})));
    };
    let mut filter = Filter::all().and_fixed("ifnull(phone, '') <> '' AND active IS NOT NULL");
    if body.get("from").and_then(Value::as_str) != Some(NUMBER) {
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
            "online_conversation_id": conversation.map(|link| store.number(&link)).transpose()?,
            "contact_profilePic": null,
        }));
    }
    Ok(Answer::json(200, &items.into()))
}

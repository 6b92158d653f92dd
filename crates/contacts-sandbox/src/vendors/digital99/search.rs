//! The four lists of contacts: all that can be reached, searched, filtered, and online now; 15 a page.

use rusqlite::types::Value as Sql;
use serde_json::{Value, json};

use super::filter::{self, NAME, additional, labelled};
use super::{body, record, wants_inboxes};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Filter, Slice, Store};

const PAGE: u64 = 15;
/// The list shows whoever has one of the three; the others are in the filter only.
const RESOLVED: &str =
    "ifnull(email, '') <> '' OR ifnull(phone, '') <> '' OR ifnull(identifier, '') <> ''";

pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let mut filter = Filter::all().and_fixed(RESOLVED);
    let labels = request.queries("labels[]").chain(request.queries("labels"));
    let labels: Vec<_> = labels.map(|label| Sql::from(label.to_owned())).collect();
    if !labels.is_empty() {
        filter = filter.and_all(&labelled(labels));
    }
    page_of(store, request, &filter)
}

pub(super) fn filter(store: &Store, request: &Request) -> Outcome {
    let filter = filter::conditions(store, &body(request)?)?;
    page_of(store, request, &filter)
}

pub(super) fn active(store: &Store, request: &Request) -> Outcome {
    page_of(store, request, &Filter::all().and_fixed("online"))
}

/// Finds a text anywhere, also among those whom the list leaves out.
pub(super) fn search(store: &Store, request: &Request) -> Outcome {
    let text = request.query("q").unwrap_or_default().trim();
    if text.is_empty() {
        // Meant to be a 422, but by its source the server goes on and answers this.
        let meta = json!({"count": null, "current_page": current_page(request)});
        return Ok(Answer::json(200, &json!({"meta": meta, "payload": []})));
    }
    // SQL's wildcards in the text count. The identifier is the only one whose case does too.
    let like = Sql::from(format!("%{text}%"));
    let sql = format!("{NAME} LIKE ? OR email LIKE ? OR phone LIKE ? OR instr(identifier, ?) > 0");
    let values = vec![like.clone(), like.clone(), like, text.to_owned().into()];
    let filter = Filter::new(sql, values);
    let items = items(store, request, &filter)?;
    let more = store.count(&filter)? > page(request).saturating_mul(PAGE);
    let meta =
        json!({"count": items.len(), "current_page": current_page(request), "has_more": more});
    Ok(Answer::json(200, &json!({"meta": meta, "payload": items})))
}

fn page_of(store: &Store, request: &Request, filter: &Filter) -> Outcome {
    let count = store.count(filter)?;
    let items = items(store, request, filter)?;
    let meta = json!({"count": count, "contacts_all": null, "current_page": current_page(request)});
    Ok(Answer::json(200, &json!({"meta": meta, "payload": items})))
}

fn items(store: &Store, request: &Request, filter: &Filter) -> Outcome<Vec<Value>> {
    let inboxes = wants_inboxes(request);
    let mut items = Vec::new();
    for person in store.people(filter, Slice::page(&order(request), page(request), PAGE))? {
        items.push(record::contact(store, &person, inboxes)?);
    }
    Ok(items)
}

/// The number 1 without the parameter, and its text with it.
fn current_page(request: &Request) -> Value {
    request.query("page").map_or(json!(1), Value::from)
}

fn page(request: &Request) -> u64 {
    let page = request.query("page").and_then(|text| text.parse().ok());
    page.unwrap_or(1).max(1)
}

/// Without `sort` there is no order that anybody promised. Several keys stand with commas between them.
fn order(request: &Request) -> String {
    let mut order = String::new();
    for key in request
        .query("sort")
        .into_iter()
        .flat_map(|sort| sort.split(','))
    {
        let (key, descending) = key
            .strip_prefix('-')
            .map_or((key, false), |key| (key, true));
        let column = match key {
            "name" => format!("lower({NAME})"),
            "email" => "email".to_owned(),
            "phone_number" => "phone".to_owned(),
            "last_activity_at" => "active".to_owned(),
            "created_at" => "created".to_owned(),
            "company" | "company_name" => additional("company_name"),
            "city" | "country" => additional(key),
            _ => continue,
        };
        let plain = matches!(key, "name" | "email" | "phone_number");
        // What the database does by itself, and what the others ask for.
        let nulls = if plain && descending { "FIRST" } else { "LAST" };
        let direction = if descending { "DESC" } else { "ASC" };
        order.push_str(&format!("{column} {direction} NULLS {nulls}, "));
    }
    order + "n"
}

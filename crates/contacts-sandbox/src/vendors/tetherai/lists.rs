//! The list of contacts, which comes twice, and the counts.

use serde_json::{Map, Value, json};

use super::session::Caller;
use super::{invalid, record, scope, text};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Filter, Slice, Store};

pub(super) const DEFAULT_SIZE: u64 = 50;

pub(super) fn list(store: &Store, caller: Caller, request: &Request) -> Outcome {
    let (page, size) = (
        number(request, "page", 1)?,
        number(request, "size", DEFAULT_SIZE)?,
    );
    let ids = store.ids;
    let users = |name| scope::of_users(ids, &request.queries(name).collect::<Vec<_>>());
    let mut filter = match users("owner") {
        Some(filter) => filter,
        None => scope::of_owner(ids, caller, given(request, "ownerFilter")),
    };
    if let Some(assigned) = users("assignee") {
        filter = filter.and_all(&assigned);
    }
    filter = scope::with_texts(filter, request.query("search"), request.query("source"));
    for stage in [given(request, "status"), given(request, "pipelineStage")]
        .into_iter()
        .flatten()
    {
        filter = filter.and(
            "stage = ?",
            scope::stage_number(ids, stage).unwrap_or_default(),
        );
    }
    filter = scope::in_pipeline(ids, filter, request.query("pipelineId"), None);
    let range: Value = given(request, "dateRange")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    filter = scope::created(filter, range.get("start"), range.get("end"));
    let total = store.count(&filter)?;
    let mut contacts = Vec::new();
    for person in store.people(&filter, Slice::page("n DESC", page, size))? {
        contacts.push(record::contact(store, &person)?);
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

pub(super) fn counts(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let (search, source) = (text(body, "search")?, text(body, "source")?);
    let count = |filter: Filter| store.count(&scope::with_texts(filter, search, source));
    let all = count(Filter::all())?;
    let my = count(scope::of_owner(store.ids, caller, None))?;
    Ok(Answer::json(200, &json!({"all": all, "my": my})))
}

/// A query parameter that is no empty text.
fn given<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.query(name).filter(|text| !text.is_empty())
}

pub(super) fn number(request: &Request, name: &str, default: u64) -> Outcome<u64> {
    let Some(text) = request.query(name) else {
        return Ok(default);
    };
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| invalid(&format!("{name} must be a positive integer")))
}

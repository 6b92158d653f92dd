//! The reads by stage: one list for each stage, or one stage alone.

use serde_json::{Map, Value, json};

use super::lists::DEFAULT_SIZE;
use super::session::Caller;
use super::{record, required, scope};
use crate::account::STAGES;
use crate::ids::{Ids, Kind};
use crate::people::Person;
use crate::server::{Answer, Outcome};
use crate::store::{Filter, Slice, Store};

/// One list for each stage, each with a page number and a total of its own. The two operations differ in what
/// they call the page numbers.
pub(super) fn buckets(
    store: &Store,
    caller: Caller,
    body: &Map<String, Value>,
    pages: &str,
) -> Outcome {
    let ids = store.ids;
    let size = positive(body.get("size")).unwrap_or(DEFAULT_SIZE);
    let filter = filter(store, caller, body);
    let wanted: Vec<_> = match (
        body.get("status"),
        body.get("stages").and_then(Value::as_array),
    ) {
        (Some(Value::String(stage)), _) => scope::stage_number(ids, stage).into_iter().collect(),
        (_, Some(stages)) => stages
            .iter()
            .filter_map(|stage| scope::stage_number(ids, stage.as_str()?))
            .collect(),
        _ => Vec::new(),
    };
    let (mut data, mut by_id) = (Map::new(), Map::new());
    for (number, name) in (1..).zip(STAGES) {
        if !wanted.is_empty() && !wanted.contains(&number) {
            continue;
        }
        let id = ids.object_id(Kind::Stage, number);
        let page = body
            .get(pages)
            .and_then(|pages| pages.get(*name).or_else(|| pages.get(&id)));
        let filter = filter.clone().and("stage = ?", number);
        let total = store.count(&filter)?;
        let people = store.people(
            &filter,
            Slice::page("n DESC", positive(page).unwrap_or(1), size),
        )?;
        data.insert(
            (*name).into(),
            json!({"contacts": records(store, &people)?, "total": total}),
        );
        by_id.insert(id, (*name).into());
    }
    let body = json!({"data": data, "stageIdByName": stage_ids(ids), "stageNameById": by_id});
    Ok(Answer::json(200, &body))
}

pub(super) fn one(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let number = scope::stage_number(store.ids, required(body, "status")?).unwrap_or_default();
    let page = positive(body.get("page")).unwrap_or(1);
    let size = positive(body.get("size")).unwrap_or(DEFAULT_SIZE);
    let filter = filter(store, caller, body).and("stage = ?", number);
    let total = store.count(&filter)?;
    let people = store.people(&filter, Slice::page("n DESC", page, size))?;
    let mut answer = json!({
        "data": records(store, &people)?,
        "total": total,
        "stageIdByName": stage_ids(store.ids),
    });
    // Neither is there for a stage that nobody knows.
    if let (Some(answer), Some(name)) = (answer.as_object_mut(), scope::stage_name(number)) {
        answer.insert("status".into(), name.into());
        answer.insert(
            "pipelineStage".into(),
            store.ids.object_id(Kind::Stage, number).into(),
        );
    }
    Ok(Answer::json(200, &answer))
}

/// The filters that all reads by stage have in common.
fn filter(store: &Store, caller: Caller, body: &Map<String, Value>) -> Filter {
    let ids = store.ids;
    let text = |name: &str| {
        body.get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let users = |name: &str| {
        let users = body.get(name).and_then(Value::as_array);
        let users: Vec<&str> = users
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        scope::of_users(ids, &users)
    };
    let mut filter = match users("owner") {
        Some(filter) => filter,
        None => scope::of_owner(ids, caller, text("ownerFilter")),
    };
    if let Some(assigned) = users("assignee") {
        filter = filter.and_all(&assigned);
    }
    filter = scope::in_pipeline(ids, filter, text("pipelineId"), text("pipelineType"));
    filter = scope::with_texts(filter, text("search"), text("source"));
    for name in ["dateRange", "createdDateRange"] {
        let range = body.get(name).unwrap_or(&Value::Null);
        filter = scope::created(filter, range.get("start"), range.get("end"));
    }
    filter
}

fn records(store: &Store, people: &[Person]) -> Outcome<Vec<Value>> {
    people
        .iter()
        .map(|person| record::contact(store, person))
        .collect()
}

fn stage_ids(ids: Ids) -> Map<String, Value> {
    let stages = (1..).zip(STAGES);
    stages
        .map(|(number, name)| ((*name).into(), ids.object_id(Kind::Stage, number).into()))
        .collect()
}

fn positive(value: Option<&Value>) -> Option<u64> {
    value.and_then(Value::as_u64).filter(|number| *number > 0)
}

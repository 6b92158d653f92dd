//! What works on all contacts of a query: counting, moving to a stage, the CSV export; and the query itself.

use serde_json::{Map, Value, json};

use super::super::time;
use super::record::Kept;
use super::session::Caller;
use super::{error, required, scope, update};
use crate::people::Person;
use crate::server::{Answer, Fault, Outcome, Request};
use crate::store::{Filter, Slice, Store};

pub(super) fn count(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let count = store.count(&filter(store, caller, body)?)?;
    Ok(Answer::json(200, &json!({"count": count})))
}

/// At once, without a job. Whoever is there already is found, but not changed.
pub(super) fn move_all(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let (stage, status) = (
        required(body, "targetStageId")?,
        required(body, "targetStatus")?,
    );
    let filter = filter(store, caller, body)?;
    let stage = scope::stage_number(store.ids, stage)
        .ok_or_else(|| error(400, "Pipeline stage not found"))?;
    let own_status = (Some(status) != scope::stage_name(stage)).then_some(status);
    let (mut matched, mut modified) = (0, 0);
    each(store, &filter, |person| {
        matched += 1;
        if person.stage == Some(stage) && own_status.is_none() {
            return Ok(());
        }
        modified += 1;
        let mut person = person.clone();
        person.stage = Some(stage);
        let mut kept = Kept::of(store, person.n)?;
        match own_status {
            Some(status) => kept.set("status", status),
            None => kept.remove("status"),
        }
        update::save(store, &mut person, kept)
    })?;
    let message = format!("Successfully moved {modified} contact(s)");
    let body = json!({"message": message, "modifiedCount": modified, "matchedCount": matched});
    Ok(Answer::json(200, &body))
}

/// Seven columns, and no id. Further filters that are no JSON are left out without a word.
pub(super) fn export(store: &Store, caller: Caller, request: &Request) -> Outcome {
    let mut query = Map::new();
    for name in ["pipelineType", "ownerFilter"] {
        if let Some(text) = request.query(name) {
            query.insert(name.into(), text.into());
        }
    }
    query.insert(
        "orgWide".into(),
        (request.query("orgWide") == Some("true")).into(),
    );
    let stages = request
        .query("stageIds")
        .into_iter()
        .flat_map(|ids| ids.split(','));
    query.insert(
        "stageIds".into(),
        stages.filter(|id| !id.is_empty()).collect(),
    );
    let advanced = request
        .query("advancedParams")
        .and_then(|text| serde_json::from_str(text).ok());
    query.insert("advancedParams".into(), advanced.unwrap_or_default());
    let mut file = csv::Writer::from_writer(Vec::new());
    let failed = |_| Fault::from(error(500, "Export failed"));
    let header = [
        "First Name",
        "Last Name",
        "Phone",
        "Email",
        "Pipeline",
        "Stage",
        "Created Date",
    ];
    file.write_record(header).map_err(failed)?;
    each(store, &filter(store, caller, &query)?, |person| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let stage = person.stage.and_then(scope::stage_name).unwrap_or_default();
        let row = [
            text(&person.given),
            text(&person.surname),
            text(&person.phone),
            text(&person.email),
            if stage.is_empty() {
                String::new()
            } else {
                PIPELINE.to_owned()
            },
            stage.to_owned(),
            day(person.created),
        ];
        file.write_record(row).map_err(failed)
    })?;
    let bytes = file.into_inner().map_err(|_| error(500, "Export failed"))?;
    let name = format!("attachment; filename=\"contacts-{}.csv\"", day(store.now));
    let text = String::from_utf8_lossy(&bytes);
    Ok(Answer::text(200, "text/csv", text).header("content-disposition", name))
}

const PIPELINE: &str = "Sales";

fn day(seconds: i64) -> String {
    time(seconds).chars().take(10).collect()
}

/// The contacts of a query. It must name stages or ask for the whole organization.
pub(super) fn filter(store: &Store, caller: Caller, query: &Map<String, Value>) -> Outcome<Filter> {
    let ids = store.ids;
    let text = |name: &str| query.get(name).and_then(Value::as_str);
    let stages = query.get("stageIds").and_then(Value::as_array);
    let stages: Vec<&str> = stages
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let filter = match (
        query.get("orgWide") == Some(&Value::Bool(true)),
        scope::in_stages(ids, &stages),
    ) {
        (true, _) => Filter::all(),
        (false, Some(stages)) => stages,
        (false, None) => {
            return Err(error(400, "stageIds is required unless orgWide is true").into());
        }
    };
    let filter = filter.and_all(&scope::of_owner(
        ids,
        caller,
        Some(text("ownerFilter").unwrap_or("all")),
    ));
    let filter = scope::in_pipeline(ids, filter, None, text("pipelineType"));
    let advanced = query.get("advancedParams").unwrap_or(&Value::Null);
    let filter = scope::created(
        filter,
        advanced.get("createdAfter"),
        advanced.get("createdBefore"),
    );
    let advanced = |name: &str| advanced.get(name).and_then(Value::as_str);
    Ok(scope::with_texts(
        filter,
        advanced("search"),
        advanced("source"),
    ))
}

/// Does something with each contact of a query, whatever that does to the query.
pub(super) fn each(
    store: &Store,
    filter: &Filter,
    mut work: impl FnMut(&Person) -> Outcome<()>,
) -> Outcome<()> {
    let mut last = 0;
    loop {
        let rest = filter.clone().and("n > ?", last);
        let people = store.people(&rest, Slice::page("n", 1, 1000))?;
        for person in &people {
            work(person)?;
            last = person.n;
        }
        if people.is_empty() {
            return Ok(());
        }
    }
}

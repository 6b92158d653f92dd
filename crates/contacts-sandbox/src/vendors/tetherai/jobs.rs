//! The deletion by query, which is a job. It goes on whenever somebody asks about it, and not by itself: the first
//! answer finds it waiting, the second half done, the third at its end, and after two more it is forgotten.

use serde_json::{Map, Value, json};

use super::session::Caller;
use super::{contacts, error, query};
use crate::ids::Kind;
use crate::server::{Answer, Outcome};
use crate::store::{Filter, Slice, Store};

const KIND: &str = "job";
/// How many answers a job gives.
const ANSWERS: i64 = 5;

pub(super) fn start(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    query::filter(store, caller, body)?;
    let id = store.ids.uuid(Kind::Job, store.serial(KIND)?);
    let job = json!({"query": body, "user": caller.user, "asked": 0, "processed": 0});
    store.put_document(KIND, &id, &job)?;
    Ok(Answer::json(
        202,
        &json!({"jobId": id, "message": "Bulk delete started"}),
    ))
}

pub(super) fn ask(store: &Store, id: &str) -> Outcome {
    let Some(mut job) = store.document(KIND, id)? else {
        return Ok(error(404, "Job not found"));
    };
    let number = |name: &str| job.get(name).and_then(Value::as_i64).unwrap_or_default();
    let (asked, caller) = (
        number("asked") + 1,
        Caller {
            user: number("user"),
        },
    );
    let mut processed = number("processed");
    let asks_for = job
        .get("query")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let filter = query::filter(store, caller, &asks_for)?;
    match asked {
        2 => processed = delete(store, &filter, store.count(&filter)? / 2)?,
        3 => processed += delete(store, &filter, u64::MAX)?,
        _ => {}
    }
    if asked < ANSWERS {
        if let Some(job) = job.as_object_mut() {
            job.insert("asked".into(), asked.into());
            job.insert("processed".into(), processed.into());
        }
        store.put_document(KIND, id, &job)?;
    } else {
        store.remove_document(KIND, id)?;
    }
    let (status, total) = if asked < 3 {
        ("pending", 0)
    } else {
        ("completed", processed)
    };
    let body = json!({"jobId": id, "status": status, "processed": processed, "total": total});
    Ok(Answer::json(200, &body))
}

/// Deletes contacts of a query, up to a number of them, and says how many.
fn delete(store: &Store, filter: &Filter, limit: u64) -> Outcome<i64> {
    let mut deleted = 0;
    while deleted < limit {
        let people = store.people(filter, Slice::page("n", 1, (limit - deleted).min(1000)))?;
        if people.is_empty() {
            break;
        }
        for person in people {
            contacts::remove(store, person.n)?;
            deleted += 1;
        }
    }
    Ok(i64::try_from(deleted).unwrap_or(i64::MAX))
}

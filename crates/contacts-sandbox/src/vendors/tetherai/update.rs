//! Both updates of a contact, and what they set: stage, status, telephone numbers. Neither changes a name or an
//! address; such fields are ignored without a word.

use serde_json::{Map, Value, json};

use super::contacts::{e164, result, with_phone};
use super::record::{self, Kept};
use super::{error, find, invalid, required, text};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Fault, Outcome};
use crate::store::Store;

pub(super) fn patch(store: &Store, mut person: Person, body: &Map<String, Value>) -> Outcome {
    let stage = Stage::of(store, body)?;
    let mut kept = Kept::of(store, person.n)?;
    if let Some(phones) = body.get("phoneNumber") {
        let phones = phones
            .as_array()
            .ok_or_else(|| invalid("phoneNumber must be an array"))?;
        if let Some(refusal) = set_phones(store, &mut person, &mut kept, phones)? {
            return Ok(refusal);
        }
    }
    stage.give(&mut person, &mut kept);
    save(store, &mut person, kept)?;
    result(store, &person, "Contact updated")
}

/// The older update, with the id in its body. Where nothing can be changed it says so with status 200.
pub(super) fn legacy(store: &Store, body: &Map<String, Value>) -> Outcome {
    let id = required(body, "_id")?;
    let found = match find(store, id) {
        Err(Fault::Answer(_)) => None,
        found => Some(found?),
    };
    let stage = Stage::of(store, body)?;
    let Some(mut person) = found.filter(|_| stage != Stage::default()) else {
        let body = json!({"success": false, "message": "Contact could not be updated"});
        return Ok(Answer::json(200, &body));
    };
    let mut kept = Kept::of(store, person.n)?;
    stage.give(&mut person, &mut kept);
    save(store, &mut person, kept)?;
    let contact = record::contact(store, &person)?;
    let body = json!({
        "message": "Contact updated",
        "success": true,
        "contact": contact,
        "data": {"modified": 1},
    });
    Ok(Answer::json(200, &body))
}

pub(super) fn save(store: &Store, person: &mut Person, kept: Kept) -> Outcome<()> {
    person.updated = store.now;
    store.update_person(person)?;
    kept.save(store, person.n)
}

/// What a body says of pipeline, stage and status.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Stage {
    /// None inside: out of the pipeline.
    stage: Option<Option<i64>>,
    status: Option<String>,
    /// Into the pipeline, of which there is one, without a stage.
    pipeline: bool,
}

impl Stage {
    pub(super) fn of(store: &Store, body: &Map<String, Value>) -> Outcome<Self> {
        let known = |name: &str| super::scope::stage_number(store.ids, name);
        let stage = match body.get("pipelineStage") {
            None => None,
            Some(Value::Null) => Some(None),
            Some(_) => {
                let stage = text(body, "pipelineStage")?.and_then(known);
                Some(Some(
                    stage.ok_or_else(|| error(400, "Pipeline stage not found"))?,
                ))
            }
        };
        let pipeline = text(body, "pipelineId")?;
        let own = store.ids.object_id(Kind::Pipeline, 1);
        if pipeline.is_some_and(|id| id != own) {
            return Err(error(400, "Pipeline not found").into());
        }
        let status = text(body, "status")?.map(str::to_owned);
        // A status that is a stage's name moves the contact there.
        let stage = stage.or_else(|| status.as_deref().and_then(known).map(Some));
        let pipeline = pipeline.is_some();
        Ok(Self {
            stage,
            status,
            pipeline,
        })
    }

    pub(super) fn give(self, person: &mut Person, kept: &mut Kept) {
        if let Some(stage) = self.stage {
            person.stage = stage;
            kept.remove("status");
            kept.remove("pipeline");
        }
        if self.pipeline {
            kept.set("pipeline", true);
        }
        let own = person.stage.and_then(super::scope::stage_name);
        if let Some(status) = self.status.filter(|status| Some(status.as_str()) != own) {
            kept.set("status", status);
        }
    }
}

/// Replaces the telephone numbers, one of which is the main one; or refuses a number that somebody else has.
fn set_phones(
    store: &Store,
    person: &mut Person,
    kept: &mut Kept,
    phones: &[Value],
) -> Outcome<Option<Answer>> {
    let main = phones
        .iter()
        .position(|entry| entry.get("isPrimary") == Some(&Value::Bool(true)));
    let mut entries = Vec::new();
    for (place, entry) in phones.iter().enumerate() {
        let mut entry = entry
            .as_object()
            .cloned()
            .ok_or_else(|| invalid("phoneNumber must be an array of objects"))?;
        let number = e164(required(&entry, "value")?);
        if with_phone(store, &number)?.is_some_and(|other| other.n != person.n) {
            return Ok(Some(taken()));
        }
        entry.retain(|name, _| {
            ["verifiedAt", "verifiedBy", "verificationSource"].contains(&name.as_str())
        });
        if let Some((name, _)) = entry
            .iter()
            .find(|(_, value)| !value.is_string() && !value.is_null())
        {
            return Err(invalid(&format!("{name} must be a string")));
        }
        entry.insert("value".into(), number.into());
        entry.insert("isPrimary".into(), (place == main.unwrap_or(0)).into());
        entries.push(Value::Object(entry));
    }
    let main = entries.get(main.unwrap_or(0)).map(record::value);
    person.phone = main.map(str::to_owned);
    kept.set("phones", entries);
    Ok(None)
}

pub(super) fn taken() -> Answer {
    Answer::json(
        409,
        &json!({"success": false, "message": "Contact already exists"}),
    )
}

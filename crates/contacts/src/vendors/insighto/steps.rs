//! The calls that make a write at Insighto.

use contacts_core::model::Contact;
use contacts_insighto::operations;
use contacts_runtime::Patch;
use serde_json::{Value, json};

use super::whole::Whole;
use crate::plan::{Known, NEW_CONTACT, Refusal, Step};
use crate::vendors::members::Members;
use crate::write::{ContactPatch, Field, Write};

/// The members of `channels` that the guide names (<https://docs.insighto.ai/outreach/contacts>), by the model's words.
const SERVICES: [&str; 4] = ["whatsapp", "instagram", "slack", "microsoft_teams"];

/// What else of `channels` is about the number, and would go on saying the old one.
const ABOUT_NUMBER: [&str; 3] = ["national_number", "country_code", "dial_code"];

pub fn steps(write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
    match write {
        Write::Upsert { patch } => upsert(patch),
        Write::Update { id, patch } => update(id, patch, known.contact.as_ref()),
        // Of the two operations that delete, the one for several contacts is better known.
        Write::Delete { id } => Ok(vec![Step::new(
            &operations::DELETE_CONTACTS,
            json!({ "body": { "contact_ids": [id] } }),
        )]),
        Write::Create { .. }
        | Write::Merge { .. }
        | Write::CreateNote { .. }
        | Write::UpdateNote { .. }
        | Write::DeleteNote { .. } => Err(vec![Refusal::new("no operation for it is documented")]),
    }
}

/// The values are in the query, which has room for four; the others follow with the id that comes back.
fn upsert(patch: &ContactPatch) -> Result<Vec<Step>, Vec<Refusal>> {
    let scalars = [Field::Given, Field::Surname, Field::Email, Field::Phone];
    let is = |field: Field, change: fn(&Patch<Value>) -> bool| change(&patch.get(&field.into()));
    let cleared = scalars
        .into_iter()
        .filter(|field| is(*field, |change| *change == Patch::Null));
    let mut refused: Vec<Refusal> = cleared
        .map(|field| Refusal::of(field, "an upsert clears nothing, as its query has no null"))
        .collect();
    if !is(Field::Email, is_set) && !is(Field::Phone, is_set) {
        let reason = "an upsert needs an e-mail address or a telephone number";
        refused.push(Refusal::new(reason));
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let query = Members::of(patch)
        .put("first_name", Field::Given)
        .put("last_name", Field::Surname)
        .put("email", Field::Email)
        .put_as("phone_number", Field::Phone, without_plus);
    let mut channels = services(Whole::of(None, "channels"), patch)?;
    if !channels.fields.is_empty() {
        // Or the second call may take away the number that the first one gave.
        channels = numbers(channels, patch);
    }
    let custom_fields = custom_fields(Whole::of(None, "custom_fields"), patch);
    let rest = custom_fields.into(channels.into(Members::of(patch))?)?;
    let upserted = query.step(&operations::UPSERT_CONTACT, |query| query);
    let updated = rest.step(
        &operations::UPDATE_CONTACT,
        |body| json!({ "contact_id": NEW_CONTACT, "body": body }),
    );
    Ok(upserted.into_iter().chain(updated).collect())
}

fn update(
    id: &str,
    patch: &ContactPatch,
    contact: Option<&Contact>,
) -> Result<Vec<Step>, Vec<Refusal>> {
    let channels = numbers(Whole::of(contact, "channels"), patch);
    let channels = services(channels, patch)?;
    let custom_fields = custom_fields(Whole::of(contact, "custom_fields"), patch);
    let body = Members::of(patch)
        .put("first_name", Field::Given)
        .put("last_name", Field::Surname)
        .put("email", Field::Email);
    let body = custom_fields.into(channels.into(body)?)?;
    let updated = body.step(
        &operations::UPDATE_CONTACT,
        |body| json!({ "contact_id": id, "body": body }),
    );
    Ok(updated.into_iter().collect())
}

/// The telephone number, which is in `channels` and nowhere else, and the address of a contact that is to have none.
fn numbers(mut channels: Whole, patch: &ContactPatch) -> Whole {
    if channels.put("telephone", Field::Phone, patch) {
        for name in ABOUT_NUMBER {
            channels.unset(name);
        }
    }
    if patch.email == Patch::Null && channels.unset("email") {
        channels.fields.push(Field::Email.into());
    }
    channels
}

fn services(mut channels: Whole, patch: &ContactPatch) -> Result<Whole, Vec<Refusal>> {
    let mut refused = Vec::new();
    for name in patch.services.keys() {
        match SERVICES.contains(&name.as_str()) {
            true => drop(channels.put(name, Field::Service.at(name), patch)),
            false => refused.push(Refusal::of(
                Field::Service.at(name),
                format!("the channels that can be set are {}", SERVICES.join(", ")),
            )),
        }
    }
    match refused.is_empty() {
        true => Ok(channels),
        false => Err(refused),
    }
}

fn custom_fields(mut fields: Whole, patch: &ContactPatch) -> Whole {
    for key in patch.attributes.keys() {
        fields.put(key, Field::Attribute.at(key), patch);
    }
    fields
}

/// As the examples of the upsert have it.
fn without_plus(number: Option<Value>) -> Value {
    match number {
        Some(Value::String(number)) => number.trim_start_matches('+').into(),
        other => other.unwrap_or_default(),
    }
}

fn is_set(change: &Patch<Value>) -> bool {
    matches!(change, Patch::Value(_))
}

//! The calls that make a write at TetherAI.

use contacts_core::model::Contact;
use contacts_runtime::Patch;
use contacts_tetherai::operations;
use serde_json::{Map, Value, json};

use crate::plan::{Known, NEW_CONTACT, Refusal, Review, Step};
use crate::vendors::members::Members;
use crate::write::{ContactPatch, Field, Write};

pub fn steps(write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
    match write {
        Write::Create { patch } => create(patch),
        Write::Update { id, patch } => update(id, patch, known.contact.as_ref()),
        Write::Delete { id } => Ok(vec![Step::new(
            &operations::DELETE_CONTACT,
            json!({ "id": id }),
        )]),
        Write::CreateNote { id, text } => Ok(vec![Step::new(
            &operations::CREATE_CONTACT_NOTE,
            json!({ "body": { "contactId": id, "note": text } }),
        )]),
        Write::Merge { id, other } => merge(id, other, &known.reviews),
        Write::Upsert { .. } | Write::UpdateNote { .. } | Write::DeleteNote { .. } => {
            Err(vec![Refusal::new("no operation for it is documented")])
        }
    }
}

fn create(patch: &ContactPatch) -> Result<Vec<Step>, Vec<Refusal>> {
    if patch.phone.as_option().is_none() {
        let reason = "a new contact needs a telephone number";
        return Err(vec![Refusal::of(Field::Phone, reason)]);
    }
    let body = Members::of(patch)
        .put("phoneNumber", Field::Phone)
        .put("firstName", Field::Given)
        .put("lastName", Field::Surname)
        .put("email", Field::Email)
        .put("pipelineId", Field::Pipeline)
        .put("pipelineStage", Field::Stage)
        .put("status", Field::Status);
    let created = body.step(&operations::CREATE_CONTACT, |body| json!({ "body": body }));
    Ok(created
        .into_iter()
        .chain(blocking(NEW_CONTACT, patch))
        .collect())
}

/// The older update, which takes the id in its body, can do nothing that this one can't.
fn update(
    id: &str,
    patch: &ContactPatch,
    contact: Option<&Contact>,
) -> Result<Vec<Step>, Vec<Refusal>> {
    let mut body = Members::of(patch)
        .put("pipelineId", Field::Pipeline)
        .put("pipelineStage", Field::Stage)
        .put("status", Field::Status);
    if let Some(number) = patch.phone.as_option() {
        let reason = "the contact's other numbers are not at hand, and could be lost";
        let numbers = contact.and_then(|contact| numbers(number, contact));
        let numbers = numbers.ok_or_else(|| vec![Refusal::of(Field::Phone, reason)])?;
        body = body.with("phoneNumber", numbers, [Field::Phone.into()]);
    }
    let updated = body.step(
        &operations::UPDATE_CONTACT,
        |body| json!({ "id": id, "body": body }),
    );
    Ok(updated.into_iter().chain(blocking(id, patch)).collect())
}

/// By the review that the vendor raised of the two, which says who goes into whom.
fn merge(id: &str, other: &str, reviews: &[Review]) -> Result<Vec<Step>, Vec<Refusal>> {
    let of = |goes: &str, stays: &str| {
        let mut reviews = reviews.iter();
        reviews.find(|review| review.goes == goes && review.stays == stays)
    };
    if let Some(review) = of(other, id) {
        let arguments = json!({ "reviewId": review.id, "body": {} });
        return Ok(vec![Step::new(&operations::MERGE_CONTACTS, arguments)]);
    }
    let reason = match of(id, other) {
        Some(_) => "the vendor's review of the two merges them the other way round only",
        None => {
            "the vendor merges the two contacts of a review that it raised itself, and has none of these two"
        }
    };
    Err(vec![Refusal::new(reason)])
}

fn blocking(id: &str, patch: &ContactPatch) -> Option<Step> {
    let operation = match patch.blocked {
        Patch::Value(true) => &operations::BLOCK_CONTACT,
        Patch::Value(false) => &operations::UNBLOCK_CONTACT,
        Patch::Null | Patch::Absent => return None,
    };
    let step = Step::new(operation, json!({ "id": id }));
    Some(step.fields([Field::Blocked.into()]))
}

/// The contact's list of numbers with another first one, which is not verified yet. The others go along as they were sent,
/// since nobody says whether the vendor replaces its list or adds to it. Older instances have one number as text.
fn numbers(number: &str, contact: &Contact) -> Option<Vec<Value>> {
    let mut record: Map<String, Value> = serde_json::from_str(&contact.raw).ok()?;
    let mut numbers = match record.remove("phoneNumber") {
        Some(Value::Array(numbers)) => numbers,
        _ => Vec::new(),
    };
    let first = numbers.first().and_then(|first| first.get("isPrimary"));
    let is_primary = first.and_then(Value::as_bool).unwrap_or(true);
    let number = json!({ "value": number, "isPrimary": is_primary });
    match numbers.first_mut() {
        Some(first) => *first = number,
        None => numbers.push(number),
    }
    Some(numbers)
}

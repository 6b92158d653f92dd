//! The calls that make a write at 99digital. The account in their paths is one of the settings.

use contacts_digital99::operations;
use contacts_runtime::Patch;
use contacts_runtime::operation::Operation;
use serde_json::{Map, Value, json};

use crate::plan::{Known, NEW_CONTACT, Need, Refusal, Step};
use crate::vendors::members::Members;
use crate::write::{ContactPatch, Field, Write};

type Steps = Result<Vec<Step>, Vec<Refusal>>;

/// A contact comes without its labels.
pub fn needs(write: &Write) -> Vec<Need> {
    let mut needs = Need::usual(write);
    let touches = |patch: &ContactPatch| patch.touches(Field::Tag);
    match write {
        Write::Update { patch, .. } if touches(patch) => needs.push(Need::Tags),
        // A merge takes the labels of the other contact nowhere.
        Write::Delete { .. } | Write::Merge { .. } => needs.push(Need::Tags),
        _ => {}
    }
    needs
}

pub fn steps(write: &Write, known: &Known) -> Steps {
    let id = match write.id() {
        Some(id) => number(id)?,
        None => json!(NEW_CONTACT),
    };
    match write {
        Write::Create { patch } => create(patch, known),
        Write::Update { patch, .. } => {
            let changed = members(patch).step(
                &operations::UPDATE_CONTACT,
                |body| json!({ "contact_id": id, "body": body }),
            );
            Ok(changed
                .into_iter()
                .chain(around(&id, patch, known))
                .collect())
        }
        Write::Delete { .. } => Ok(vec![Step::new(
            &operations::DELETE_CONTACT,
            json!({ "contact_id": id }),
        )]),
        Write::CreateNote { text, .. } => Ok(vec![Step::new(
            &operations::CREATE_CONTACT_NOTE,
            json!({ "contact_id": id, "body": { "note": { "content": text } } }),
        )]),
        Write::UpdateNote { note, text, .. } => Ok(vec![Step::new(
            &operations::UPDATE_CONTACT_NOTE,
            json!({
                "contact_id": id,
                "note_id": number(note)?,
                "body": { "note": { "content": text } },
            }),
        )]),
        Write::DeleteNote { note, .. } => Ok(vec![Step::new(
            &operations::DELETE_CONTACT_NOTE,
            json!({ "contact_id": id, "note_id": number(note)? }),
        )]),
        Write::Merge { other, .. } => Ok(vec![Step::new(
            &operations::MERGE_CONTACTS,
            json!({ "body": { "base_contact_id": id, "mergee_contact_id": number(other)? } }),
        )]),
        Write::Upsert { .. } => Err(vec![Refusal::new("no operation for it is documented")]),
    }
}

fn create(patch: &ContactPatch, known: &Known) -> Steps {
    let mut body = members(patch);
    if let Some(inbox) = patch.inbox.as_option() {
        body = body.with("inbox_id", number(inbox)?, [Field::Inbox.into()]);
    }
    // A contact of which nothing is known can be created too, if only labels are to be on it.
    let created = body.step(&operations::CREATE_CONTACT, |body| json!({ "body": body }));
    let created =
        created.unwrap_or_else(|| Step::new(&operations::CREATE_CONTACT, json!({ "body": {} })));
    let around = around(&json!(NEW_CONTACT), patch, known);
    Ok(std::iter::once(created).chain(around).collect())
}

/// The members that creation and update have in common.
fn members(patch: &ContactPatch) -> Members<'_> {
    let additional = [
        ("country", Field::Country),
        ("city", Field::Locality),
        ("company_name", Field::Organization),
    ];
    let mut object = Map::new();
    let mut fields = Vec::new();
    for (name, field) in additional {
        let change = patch.get(&field.into());
        if !change.is_absent() {
            let value = change.into_option().unwrap_or_default();
            object.insert(name.to_owned(), value);
            fields.push(field.into());
        }
    }
    let is_set = |change: &Patch<Value>| matches!(change, Patch::Value(_));
    let set = patch.attributes.iter().filter(|(_, change)| is_set(change));
    let custom: Map<String, Value> = set
        .clone()
        .filter_map(|(key, change)| Some((key.clone(), change.as_option()?.clone())))
        .collect();
    let members = Members::of(patch)
        .put("name", Field::FullName)
        .put("email", Field::Email)
        .put("phone_number", Field::Phone)
        .put("identifier", Field::Identifier)
        .put("blocked", Field::Blocked)
        .with("additional_attributes", Value::Object(object), fields)
        .with(
            "custom_attributes",
            Value::Object(custom),
            set.map(|(key, _)| Field::Attribute.at(key)),
        );
    // Clearing a picture is a call of its own.
    match is_set(&patch.get(&Field::Photo.into())) {
        true => members.put("avatar_url", Field::Photo),
        false => members,
    }
}

/// What has calls of its own: picture, cleared attributes, labels.
fn around(id: &Value, patch: &ContactPatch, known: &Known) -> Vec<Step> {
    let mut steps = Vec::new();
    if patch.photo == Patch::Null {
        let step = Step::new(
            &operations::DELETE_CONTACT_AVATAR,
            json!({ "contact_id": id }),
        );
        steps.push(step.fields([Field::Photo.into()]));
    }
    let cleared = patch
        .attributes
        .iter()
        .filter(|(_, change)| **change == Patch::Null);
    let cleared: Vec<&String> = cleared.map(|(key, _)| key).collect();
    if !cleared.is_empty() {
        let step = with_body(
            &operations::DELETE_CONTACT_CUSTOM_FIELDS,
            id,
            json!({ "custom_attributes": cleared }),
        );
        steps.push(step.fields(cleared.iter().map(|key| Field::Attribute.at(*key))));
    }
    if !patch.tags.is_empty() {
        let step = with_body(
            &operations::REPLACE_CONTACT_TAGS,
            id,
            json!({ "labels": labels(patch, known) }),
        );
        steps.push(step.fields(patch.tags.keys().map(|name| Field::Tag.at(name))));
    }
    steps
}

/// The labels that the contact has, in their order, without those to remove and with those to add.
fn labels<'a>(patch: &'a ContactPatch, known: &'a Known) -> Vec<&'a str> {
    let own = known.contact.iter().flat_map(|contact| &contact.tags);
    let mut labels: Vec<&str> = own
        .map(|tag| tag.name.as_str())
        .filter(|name| patch.tags.get(*name) != Some(&false))
        .collect();
    for (name, add) in &patch.tags {
        if *add && !labels.contains(&name.as_str()) {
            labels.push(name);
        }
    }
    labels
}

fn with_body(operation: &'static Operation, id: &Value, body: Value) -> Step {
    Step::new(operation, json!({ "contact_id": id, "body": body }))
}

fn number(id: &str) -> Result<Value, Vec<Refusal>> {
    match id.parse::<i64>() {
        Ok(id) => Ok(json!(id)),
        Err(_) => Err(vec![Refusal::new(
            "the ids of this vendor are whole numbers",
        )]),
    }
}

//! What a merge would keep from whom: a plan to print. Nothing is merged here.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::model::Contact;

/// The parts of a contact that say something about a person, by their names in JSON. The others say
/// something about the record: where it comes from, when it was made, what happened to it there.
const PARTS: [&str; 17] = [
    "name",
    "emails",
    "phones",
    "onlineServices",
    "preferredService",
    "addresses",
    "preferredLanguages",
    "media",
    "organizations",
    "gender",
    "consent",
    "attributes",
    "tags",
    "notes",
    "lists",
    "owner",
    "pipeline",
];

/// What a merge of the contacts of one person would keep, and from whom. `Display` names fields and
/// contacts, never values.
///
/// The first contact's values stay; what it has not comes from the others, the one that was changed last
/// first. Lists are put together. Of consent the strictest counts: whoever is blocked, not to be disturbed
/// or has withdrawn in one place is so after the merge.
pub struct MergePlan {
    /// Uid of the contact that would stay.
    pub into: String,
    /// Field by field.
    pub fields: Vec<Kept>,
}

/// What is kept of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Path in the model, such as `name/given`.
    pub path: String,
    /// Uids of the contacts that what is kept comes from; several for a list only.
    pub from: Vec<String>,
    /// Uids of the contacts that have something else there, which the merge would lose.
    pub lost: Vec<String>,
}

/// A field of one contact.
enum Field {
    One(Value),
    List(Vec<Value>),
}

impl MergePlan {
    /// The plan for the contacts of one cluster. The first one stays; give the cluster's id first.
    pub fn of(contacts: &[&Contact]) -> Self {
        let mut contacts = contacts.to_vec();
        if let Some((_, others)) = contacts.split_first_mut() {
            others.sort_by_cached_key(|contact| {
                let updated = contact.updated_at.as_ref().and_then(|time| time.instant);
                (std::cmp::Reverse(updated), contact.uid())
            });
        }
        let mut fields: BTreeMap<String, Vec<(String, Field)>> = BTreeMap::new();
        for contact in &contacts {
            for (path, field) in fields_of(contact) {
                fields.entry(path).or_default().push((contact.uid(), field));
            }
        }
        Self {
            into: contacts
                .first()
                .map(|contact| contact.uid())
                .unwrap_or_default(),
            fields: fields
                .into_iter()
                .map(|(path, found)| kept(path, found))
                .collect(),
        }
    }
}

fn kept(path: String, found: Vec<(String, Field)>) -> Kept {
    let strictness = |field: &Field| match field {
        Field::One(value) if path.starts_with("consent/") => strictness(value),
        _ => 0,
    };
    // The first of the strictest.
    let strictest = found.iter().map(|(_, field)| strictness(field)).max();
    let one = found.iter().find_map(|(_, field)| match field {
        Field::One(value) if Some(strictness(field)) == strictest => Some(value.clone()),
        _ => None,
    });
    let (mut from, mut lost, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for (uid, field) in found {
        match field {
            Field::One(value) if Some(&value) != one.as_ref() => lost.push(uid),
            Field::One(_) if from.is_empty() => from.push(uid),
            Field::One(_) => {}
            Field::List(values) => {
                let before = seen.len();
                for value in values {
                    if !seen.contains(&value) {
                        seen.push(value);
                    }
                }
                if seen.len() > before {
                    from.push(uid);
                }
            }
        }
    }
    Kept { path, from, lost }
}

/// Of consent, blocked and do-not-disturb: how much stands against writing to the contact.
fn strictness(consent: &Value) -> u8 {
    let state = consent.get("state").and_then(Value::as_str);
    match (state, consent.get("on").and_then(Value::as_bool)) {
        (Some("withdrawn" | "yes"), _) | (_, Some(true)) => 1,
        _ => 0,
    }
}

fn fields_of(contact: &Contact) -> Vec<(String, Field)> {
    let mut json = serde_json::to_value(contact).unwrap_or_default();
    let mut fields = Vec::new();
    for part in PARTS {
        match json.get_mut(part).map(Value::take) {
            None => {}
            Some(Value::Object(members)) if ["name", "consent"].contains(&part) => {
                let member = |(key, value)| (format!("{part}/{key}"), Field::One(value));
                fields.extend(members.into_iter().map(member));
            }
            Some(Value::Array(values)) if part == "attributes" => {
                for attribute in values {
                    let text = |key| {
                        attribute
                            .get(key)
                            .and_then(Value::as_str)
                            .unwrap_or_default()
                    };
                    let path = match text("scope") {
                        "contact" => format!("{part}/{}", text("key")),
                        scope => format!("{part}/{scope}/{}", text("key")),
                    };
                    let value = attribute.get("value").cloned().unwrap_or_default();
                    fields.push((path, Field::One(value)));
                }
            }
            Some(Value::Array(values)) => {
                let values = values.into_iter().map(named).collect();
                fields.push((part.to_owned(), Field::List(values)));
            }
            Some(value) => fields.push((part.to_owned(), Field::One(value))),
        }
    }
    fields
}

/// What an element of a list is known by, so that the same address is not kept twice.
fn named(mut value: Value) -> Value {
    for name in ["matchKey", "e164", "name", "text"] {
        if let Some(name) = value.get_mut(name) {
            return name.take();
        }
    }
    value
}

impl fmt::Display for MergePlan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "into {}", self.into)?;
        for Kept { path, from, lost } in &self.fields {
            write!(formatter, "\n  {path}: from {}", from.join(", "))?;
            if !lost.is_empty() {
                write!(formatter, "; lost: what {} has", lost.join(", "))?;
            }
        }
        Ok(())
    }
}

contacts_runtime::opaque_debug!(MergePlan);

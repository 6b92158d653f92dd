//! A map of a contact that is written whole: as it is, with what changes.
//!
//! Nobody knows whether the vendor replaces its maps or merges them. Sent whole, with null for what is cleared, both come
//! to the same.

use contacts_core::model::Contact;
use contacts_runtime::Patch;
use serde_json::{Map, Value};

use crate::plan::Refusal;
use crate::vendors::members::Members;
use crate::write::{ContactPatch, FieldPath};

/// The map, and the fields that change in it.
pub struct Whole {
    name: &'static str,
    members: Map<String, Value>,
    pub fields: Vec<FieldPath>,
    /// What the vendor sent is no map, or not at hand: nobody knows what writing one would lose.
    is_other: bool,
}

impl Whole {
    /// A map of a contact by its name, as the vendor sent it; an empty one without a contact.
    pub fn of(contact: Option<&Contact>, name: &'static str) -> Self {
        let sent = match contact {
            None => Some(Value::Null),
            Some(contact) => {
                let record = serde_json::from_str::<Map<String, Value>>(&contact.raw).ok();
                record.map(|mut record| record.remove(name).unwrap_or_default())
            }
        };
        let members = match sent {
            Some(Value::Object(members)) => Some(members),
            Some(Value::Null) => Some(Map::new()),
            Some(_) | None => None,
        };
        Self {
            name,
            is_other: members.is_none(),
            members: members.unwrap_or_default(),
            fields: Vec::new(),
        }
    }

    /// Sets a member to what a patch does to a field, or to null where it clears it. Whether it does anything.
    pub fn put(&mut self, name: &str, path: impl Into<FieldPath>, patch: &ContactPatch) -> bool {
        let path = path.into();
        let value = match patch.get(&path) {
            Patch::Absent => return false,
            Patch::Null => Value::Null,
            Patch::Value(value) => value,
        };
        self.members.insert(name.to_owned(), value);
        self.fields.push(path);
        true
    }

    /// Sets a member to null, if it has a value.
    pub fn unset(&mut self, name: &str) -> bool {
        let found = self.members.get_mut(name).filter(|value| !value.is_null());
        found.map(Value::take).is_some()
    }

    /// Into a body, if anything changes.
    ///
    /// # Errors
    ///
    /// If what it would take the place of is no map.
    pub fn into<'a>(self, body: Members<'a>) -> Result<Members<'a>, Vec<Refusal>> {
        if !self.is_other || self.fields.is_empty() {
            return Ok(body.with(self.name, self.members, self.fields));
        }
        let reason = format!(
            "what the contact has in {} is no map, and would be lost",
            self.name
        );
        let refused = |path| Refusal::of(path, reason.as_str());
        Err(self.fields.into_iter().map(refused).collect())
    }
}

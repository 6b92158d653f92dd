//! One call of a plan.

use contacts_runtime::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::write::FieldPath;

/// Stands for the id of the contact that an earlier step creates, in an argument beside the body.
pub const NEW_CONTACT: &str = "{contact}";

/// One call, by its name.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The operationId.
    pub operation: String,
    /// A member for each parameter, by the spec's name, and `body`. What the account's settings fill is left out.
    pub arguments: Value,
    /// What it writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldPath>,
    /// Whether a repeated call has the effect of one.
    pub idempotent: bool,
}

contacts_runtime::opaque_debug!(Step);

impl Step {
    /// A call of an operation.
    pub fn new(operation: &'static Operation, arguments: Value) -> Self {
        Self {
            operation: operation.id.to_owned(),
            arguments,
            fields: Vec::new(),
            idempotent: operation.idempotent,
        }
    }

    /// As one that writes these fields.
    pub fn fields(mut self, fields: impl IntoIterator<Item = FieldPath>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Whether it needs the id of a contact that an earlier step creates.
    pub(crate) fn names_new_contact(&self) -> bool {
        let members = self.arguments.as_object();
        let mut outside = members
            .into_iter()
            .flatten()
            .filter(|(name, _)| *name != "body");
        outside.any(|(_, value)| {
            value
                .as_str()
                .is_some_and(|text| text.contains(NEW_CONTACT))
        })
    }

    /// The arguments with the id of the contact that was created, and with what the account's settings fill.
    pub(crate) fn arguments(
        &self,
        operation: &Operation,
        created: Option<&Value>,
        settings: &[(&'static str, Value)],
    ) -> Value {
        let mut arguments = self.arguments.clone();
        if let (Some(id), Some(members)) = (created, arguments.as_object_mut()) {
            let outside = members.iter_mut().filter(|(name, _)| *name != "body");
            outside.for_each(|(_, value)| name_contact(value, id));
        }
        fill(&mut arguments, operation, settings);
        arguments
    }
}

/// Puts the id in the place of [`NEW_CONTACT`]: as it is where that is all, else into the text.
fn name_contact(value: &mut Value, id: &Value) {
    if let Value::String(text) = value {
        if text == NEW_CONTACT {
            *value = id.clone();
        } else if text.contains(NEW_CONTACT) {
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            *text = text.replace(NEW_CONTACT, &id);
        }
    }
}

/// Fills the path parameters that the account's settings are for and that are not given.
pub(crate) fn fill(
    arguments: &mut Value,
    operation: &Operation,
    settings: &[(&'static str, Value)],
) {
    if arguments.is_null() {
        *arguments = Value::Object(Map::new());
    }
    let Some(members) = arguments.as_object_mut() else {
        return;
    };
    for (name, value) in settings {
        if operation.path.contains(&format!("{{{name}}}")) && !members.contains_key(*name) {
            members.insert((*name).to_owned(), value.clone());
        }
    }
}

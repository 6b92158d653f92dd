//! The body or the query of a call, member by member from the fields of a patch.

use contacts_runtime::Patch;
use contacts_runtime::operation::Operation;
use serde_json::{Map, Value};

use crate::plan::Step;
use crate::write::{ContactPatch, FieldPath};

/// Members of an object, and the fields that they write.
pub struct Members<'a> {
    patch: &'a ContactPatch,
    members: Map<String, Value>,
    fields: Vec<FieldPath>,
}

impl<'a> Members<'a> {
    /// None yet.
    pub fn of(patch: &'a ContactPatch) -> Self {
        Self {
            patch,
            members: Map::new(),
            fields: Vec::new(),
        }
    }

    /// A member with what a field is set to, or null where it is cleared. None where the field is kept.
    pub fn put(self, name: &str, path: impl Into<FieldPath>) -> Self {
        self.put_as(name, path, |value| value.unwrap_or_default())
    }

    /// The same, in the vendor's spelling.
    pub fn put_as(
        self,
        name: &str,
        path: impl Into<FieldPath>,
        spell: impl FnOnce(Option<Value>) -> Value,
    ) -> Self {
        let path = path.into();
        match self.patch.get(&path) {
            Patch::Absent => self,
            change => self.with(name, spell(change.into_option()), [path]),
        }
    }

    /// A member that was made elsewhere, and the fields that it writes. None where it writes none.
    pub fn with(
        mut self,
        name: &str,
        value: impl Into<Value>,
        fields: impl IntoIterator<Item = FieldPath>,
    ) -> Self {
        let fields: Vec<_> = fields.into_iter().collect();
        if !fields.is_empty() {
            self.members.insert(name.to_owned(), value.into());
            let known = &mut self.fields;
            for field in fields {
                if !known.contains(&field) {
                    known.push(field);
                }
            }
        }
        self
    }

    /// The call that carries them, if there are any.
    pub fn step(
        self,
        operation: &'static Operation,
        arguments: impl FnOnce(Value) -> Value,
    ) -> Option<Step> {
        if self.members.is_empty() {
            return None;
        }
        let arguments = arguments(Value::Object(self.members));
        Some(Step::new(operation, arguments).fields(self.fields))
    }
}

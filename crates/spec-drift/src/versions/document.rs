//! One of the two documents: its operations, and which of them use what.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::rule::Direction;
use crate::spec::child;

/// The methods of a path item.
pub const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation that a change concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Use {
    /// Its operationId, else its method and path.
    pub operation: String,
    /// The way the data goes.
    pub direction: Direction,
    /// Where it enters the operation: a parameter, the body, a response.
    pub pointer: String,
}

/// A document, with who uses its components.
pub struct Document<'a> {
    /// The document.
    pub value: &'a Value,
    /// By pointer of a component, the operations that use it.
    uses: BTreeMap<String, BTreeSet<Use>>,
}

/// An operation, where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The operationId; empty if there is none.
    pub id: &'a str,
    /// The method, as the document writes it.
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// The path item.
    pub item: &'a Value,
    /// The operation.
    pub value: &'a Value,
}

impl<'a> Document<'a> {
    /// Reads a document.
    pub fn new(value: &'a Value) -> Self {
        let mut document = Self {
            value,
            uses: BTreeMap::new(),
        };
        for operation in document.operations() {
            document.add_uses(&operation);
        }
        document
    }

    /// Every operation, by path and method.
    pub fn operations(&self) -> Vec<Operation<'a>> {
        let mut found = Vec::new();
        for (path, item) in members(self.value, "paths") {
            for method in METHODS {
                if let Some(value) = item.get(*method) {
                    let id = value
                        .get("operationId")
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    found.push(Operation {
                        id,
                        method,
                        path,
                        item,
                        value,
                    });
                }
            }
        }
        found
    }

    /// The operations that use a component.
    pub fn uses(&self, component: &str) -> impl Iterator<Item = &Use> {
        self.uses.get(component).into_iter().flatten()
    }

    fn add_uses(&mut self, operation: &Operation<'a>) {
        let pointer = operation.pointer();
        let mut enter = |direction, pointer: String, value: &'a Value| {
            let entered = Use {
                operation: operation.name(),
                direction,
                pointer,
            };
            for component in reached(self.value, value) {
                self.uses
                    .entry(component)
                    .or_default()
                    .insert(entered.clone());
            }
        };
        let own = (
            child(&pointer, "parameters"),
            operation.value.get("parameters"),
        );
        let shared = (
            child(&path_pointer(operation.path), "parameters"),
            operation.item.get("parameters"),
        );
        for (base, parameters) in [own, shared] {
            for (index, parameter) in parameters
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                enter(
                    Direction::Request,
                    child(&base, &index.to_string()),
                    parameter,
                );
            }
        }
        if let Some(body) = operation.value.get("requestBody") {
            enter(Direction::Request, child(&pointer, "requestBody"), body);
        }
        for (status, response) in members(operation.value, "responses") {
            enter(
                Direction::Response,
                child(&child(&pointer, "responses"), status),
                response,
            );
        }
    }
}

impl Operation<'_> {
    /// Its pointer.
    pub fn pointer(&self) -> String {
        child(&path_pointer(self.path), self.method)
    }

    /// Its operationId, else its method and path.
    pub fn name(&self) -> String {
        match self.id {
            "" => format!("{} {}", self.method.to_uppercase(), self.path),
            id => id.to_owned(),
        }
    }
}

/// The pointer of a path item.
pub fn path_pointer(path: &str) -> String {
    child("/paths", path)
}

/// Members of an object at a key; none if there is no object.
pub fn members<'a>(
    value: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// An object at a key; an empty one if there is none.
pub fn object<'a>(value: &'a Value, key: &str) -> &'a Map<String, Value> {
    static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value
        .get(key)
        .and_then(Value::as_object)
        .unwrap_or(&NOTHING)
}

/// The local target of a reference.
pub fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix('#')
}

/// Every component that a value refers to, at any depth.
fn reached(document: &Value, value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if let Some(target) = reference(value) {
            if found.insert(target.to_owned()) {
                open.extend(document.pointer(target));
            }
            continue;
        }
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(elements) => open.extend(elements),
            _ => {}
        }
    }
    found
}

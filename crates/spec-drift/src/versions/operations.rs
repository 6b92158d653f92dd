//! Paths and operations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{At, Comparison, quoted};
use super::document::{METHODS, Operation, Use, object, path_pointer};
use super::root::alternatives;
use super::rule::Direction;
use super::rust_type;
use crate::code::Code;
use crate::spec::resolve;

impl Comparison<'_> {
    /// Compares all operations.
    pub fn operations(&mut self) {
        let (before, after) = (self.old.operations(), self.new.operations());
        let pairs = paired(&before, &after);
        for (old, new) in &pairs {
            self.operation(old, new);
        }
        let name = |operation: &Operation<'_>| {
            format!(
                "{} {} {}",
                operation.name(),
                operation.method.to_uppercase(),
                operation.path
            )
        };
        let used = |operation: &Operation<'_>| Use {
            operation: operation.name(),
            direction: Direction::Request,
            pointer: operation.pointer(),
        };
        for operation in &before {
            if !pairs
                .iter()
                .any(|(old, _)| old.pointer() == operation.pointer())
            {
                let at = At::whole(operation.pointer(), "").used([used(operation)]);
                self.removed(Code::OperationRemoved, at, name(operation));
            }
        }
        for operation in &after {
            if !pairs
                .iter()
                .any(|(_, new)| new.pointer() == operation.pointer())
            {
                let at = At::whole("", operation.pointer()).used([used(operation)]);
                self.added(Code::OperationAdded, at, name(operation));
            }
        }
        self.path_items();
    }

    fn path_items(&mut self) {
        let (old, new) = (
            object(self.old.value, "paths"),
            object(self.new.value, "paths"),
        );
        for (path, item) in old {
            if let Some(other) = new.get(path) {
                let at = At::whole(path_pointer(path), path_pointer(path));
                self.servers(
                    &at.child("servers"),
                    item.get("servers"),
                    other.get("servers"),
                );
                self.rest(
                    &at,
                    item,
                    other,
                    &[METHODS, &["parameters", "servers"]].concat(),
                );
            }
        }
    }

    fn operation(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let used = Use {
            operation: new.name(),
            direction: Direction::Request,
            pointer: new.pointer(),
        };
        let at = At::whole(old.pointer(), new.pointer()).used([used]);
        if old.method != new.method || template(old.path) != template(new.path) {
            let name = |operation: &Operation<'_>| {
                format!("{} {}", operation.method.to_uppercase(), operation.path)
            };
            self.add(
                Code::OperationMoved,
                &at,
                Some(name(old)),
                Some(name(new)),
                false,
            );
        }
        if old.id != new.id {
            let at = at.child("operationId");
            self.add(
                Code::OperationRenamed,
                &at,
                Some(old.id.to_owned()),
                Some(new.id.to_owned()),
                false,
            );
        }
        self.operation_security(&at, old.value, new.value);
        self.servers(
            &at.child("servers"),
            old.value.get("servers"),
            new.value.get("servers"),
        );
        self.parameters(&at, old, new);
        let body = at.child("requestBody");
        self.body(
            &body,
            old.value.get("requestBody"),
            new.value.get("requestBody"),
        );
        self.responses(old, new);
        self.capabilities(&at, old.value, new.value);
        self.behaviour(&at, old, new);
        let known = [
            "operationId",
            "security",
            "servers",
            "parameters",
            "requestBody",
            "responses",
            "x-contacts-capability",
            "x-contacts-pagination",
            "x-contacts-idempotent",
        ];
        self.rest(&at, old.value, new.value, &known);
    }

    fn operation_security(&mut self, at: &At, old: &Value, new: &Value) {
        let at = at.child("security");
        let shown = |operation: &Value| {
            let own = operation.get("security").map(|_| alternatives(operation));
            own.map(|names| {
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    join(&names)
                }
            })
        };
        let (before, after) = (shown(old), shown(new));
        if before == after {
            return;
        }
        // What every operation accepts has a change of its own; here is what this one does not share.
        let effective = |operation: &Value, document: &Value| match operation.get("security") {
            Some(_) => alternatives(operation),
            None => alternatives(document),
        };
        let (accepted, accepts) = (
            effective(old, self.old.value),
            effective(new, self.new.value),
        );
        let code = match (accepted.is_empty(), accepts.is_empty()) {
            (false, true) => Code::OperationSecurityWidened,
            (true, false) => Code::OperationSecurityNarrowed,
            _ if accepted == accepts => return,
            _ if accepts.is_superset(&accepted) => Code::OperationSecurityWidened,
            _ if accepts.is_subset(&accepted) => Code::OperationSecurityNarrowed,
            _ => Code::OperationSecurityChanged,
        };
        self.add(code, &at, before, after, false);
    }

    fn capabilities(&mut self, at: &At, old: &Value, new: &Value) {
        let key = "x-contacts-capability";
        let codes = [Code::CapabilityAdded, Code::CapabilityRemoved];
        let empty = Value::Array(Vec::new());
        let (before, after) = (
            old.get(key).unwrap_or(&empty),
            new.get(key).unwrap_or(&empty),
        );
        self.value_list(codes, &at.child(key), Some(before), Some(after), false);
    }

    fn behaviour(&mut self, at: &At, old: &Operation<'_>, new: &Operation<'_>) {
        let key = "x-contacts-pagination";
        let (before, after) = (old.value.get(key), new.value.get(key));
        let codes = [
            Code::PaginationAdded,
            Code::PaginationRemoved,
            Code::PaginationChanged,
        ];
        // Another list may hold another type of record; whether it does is the caller's to see.
        let items = |pagination: Option<&Value>| pagination.and_then(|it| it.get("items")).cloned();
        self.value(
            codes,
            &at.child(key),
            before,
            after,
            items(before) != items(after),
        );
        let key = "x-contacts-idempotent";
        let idempotent = |operation: &Operation<'_>| {
            let says = operation.value.get(key).and_then(Value::as_bool);
            says.unwrap_or(matches!(
                operation.method,
                "get" | "head" | "put" | "delete"
            ))
        };
        let shown = |idempotent: bool| Some(idempotent.to_string());
        match (idempotent(old), idempotent(new)) {
            (false, true) => self.add(
                Code::IdempotenceGained,
                &at.child(key),
                shown(false),
                shown(true),
                false,
            ),
            (true, false) => self.add(
                Code::IdempotenceLost,
                &at.child(key),
                shown(true),
                shown(false),
                false,
            ),
            _ => {}
        }
    }

    fn responses(&mut self, old: &Operation<'_>, new: &Operation<'_>) {
        let (before, after) = (
            object(old.value, "responses"),
            object(new.value, "responses"),
        );
        let at = |status: &str| {
            let at = At::whole(old.pointer(), new.pointer())
                .child("responses")
                .child(status);
            let pointer = at.new.clone().unwrap_or_default();
            at.used([Use {
                operation: new.name(),
                direction: Direction::Response,
                pointer,
            }])
        };
        let (answered, answers) = (
            rust_type::answers(&self.old, old),
            rust_type::answers(&self.new, new),
        );
        for (status, response) in after
            .iter()
            .filter(|(status, _)| !before.contains_key(*status))
        {
            let is_success = rust_type::is_success(status);
            let (code, type_changes) = match is_success {
                true => (Code::SuccessAdded, answered.0 != answers.0),
                false => (Code::FailureAdded, answered.1 != answers.1),
            };
            let (_, response) = resolve(self.new.value, String::new(), response);
            let text = format!("{status}: {}", rust_type::content(self.new.value, response));
            self.add(code, &at(status).fresh(), None, Some(text), type_changes);
        }
        for (status, response) in before {
            let Some(other) = after.get(status) else {
                let code = match rust_type::is_success(status) {
                    true => Code::SuccessRemoved,
                    false => Code::FailureRemoved,
                };
                let (_, response) = resolve(self.old.value, String::new(), response);
                let text = format!("{status}: {}", rust_type::content(self.old.value, response));
                self.removed(code, at(status), text);
                continue;
            };
            self.response(&at(status), response, other);
        }
    }

    /// Compares two lists of values as sets.
    pub fn value_list(
        &mut self,
        [added, removed]: [Code; 2],
        at: &At,
        old: Option<&Value>,
        new: Option<&Value>,
        type_changes: bool,
    ) {
        let list = |values: Option<&Value>| -> Vec<Value> {
            values
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let (before, after) = (list(old), list(new));
        for value in after.iter().filter(|value| !before.contains(value)) {
            self.add(added, at, None, Some(quoted(value)), type_changes);
        }
        for value in before.iter().filter(|value| !after.contains(value)) {
            self.add(removed, at, Some(quoted(value)), None, type_changes);
        }
    }
}

/// The operations that are the same one: of one name, else of one method and path.
fn paired<'a>(
    before: &[Operation<'a>],
    after: &[Operation<'a>],
) -> Vec<(Operation<'a>, Operation<'a>)> {
    let mut pairs: Vec<(Operation<'a>, Operation<'a>)> = Vec::new();
    let same_name =
        |old: &Operation<'_>, new: &Operation<'_>| !old.id.is_empty() && old.id == new.id;
    let same_place = |old: &Operation<'_>, new: &Operation<'_>| {
        old.method == new.method && template(old.path) == template(new.path)
    };
    for old in before {
        // A name that is taken twice names nobody.
        let alone =
            |list: &[Operation<'_>]| list.iter().filter(|other| same_name(old, other)).count() == 1;
        if let Some(new) = after
            .iter()
            .find(|new| same_name(old, new))
            .filter(|_| alone(before) && alone(after))
        {
            pairs.push((*old, *new));
        }
    }
    for old in before {
        let is_free = |old: &Operation<'_>| {
            !pairs
                .iter()
                .any(|(other, _)| other.pointer() == old.pointer())
        };
        let is_left = |new: &Operation<'_>| {
            !pairs
                .iter()
                .any(|(_, other)| other.pointer() == new.pointer())
        };
        if is_free(old)
            && let Some(new) = after
                .iter()
                .find(|new| is_left(new) && same_place(old, new))
        {
            pairs.push((*old, *new));
        }
    }
    pairs
}

/// A path whose parameters have no names.
pub fn template(path: &str) -> String {
    let segment = |segment: &str| match segment.starts_with('{') && segment.ends_with('}') {
        true => "{}".to_owned(),
        false => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn join(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" or ")
}

//! The document as a whole: title, servers, credentials, components, operations.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::change::{At, Comparison, quoted};
use super::document::object;
use super::rust_type;
use super::schemas::without_words;
use crate::code::Code;

const SCHEMAS: &str = "/components/schemas";

impl Comparison<'_> {
    /// Compares the documents.
    pub fn root(&mut self) {
        let (old, new) = (self.old.value, self.new.value);
        let at = At::whole("", "");
        self.pair_renamed_components();
        self.info(&at.child("info"), old.get("info"), new.get("info"));
        self.servers(&at.child("servers"), old.get("servers"), new.get("servers"));
        self.credentials(&at);
        self.operations();
        self.components();
        self.rest(
            &at,
            old,
            new,
            &["info", "servers", "security", "paths", "components"],
        );
    }

    fn info(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let (old, new) = (old.unwrap_or(&Value::Null), new.unwrap_or(&Value::Null));
        let codes = [Code::DocumentVersionChanged; 3];
        self.value(
            codes,
            &at.child("version"),
            old.get("version"),
            new.get("version"),
            false,
        );
        self.rest(at, old, new, &["version"]);
    }

    /// Compares two lists of servers: the first is the one that the client calls, the others are alternatives.
    pub fn servers(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>) {
        let list = |servers: Option<&Value>| -> Vec<Value> {
            servers
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let (old, new) = (list(old), list(new));
        let url = |server: Option<&Value>| server.and_then(|server| server.get("url")).cloned();
        if let (Some(before), Some(after)) = (old.first(), new.first()) {
            self.server(&at.child("0"), before, after);
        } else {
            let (before, after) = (url(old.first()), url(new.first()));
            self.value(
                [Code::ServerChanged; 3],
                &at.child("0"),
                before.as_ref(),
                after.as_ref(),
                false,
            );
        }
        let further = |servers: &[Value]| -> BTreeSet<String> {
            servers
                .iter()
                .skip(1)
                .filter_map(|server| url(Some(server)))
                .map(|url| quoted(&url))
                .collect()
        };
        let (before, after) = (further(&old), further(&new));
        for url in after.difference(&before) {
            self.added(Code::ServerAdded, at.clone(), url.clone());
        }
        for url in before.difference(&after) {
            self.removed(Code::ServerRemoved, at.clone(), url.clone());
        }
    }

    fn server(&mut self, at: &At, old: &Value, new: &Value) {
        self.value(
            [Code::ServerChanged; 3],
            &at.child("url"),
            old.get("url"),
            new.get("url"),
            false,
        );
        self.rest(at, old, new, &["url", "variables"]);
        let variables = at.child("variables");
        let (before, after) = (object(old, "variables"), object(new, "variables"));
        let must_choose =
            |variable: &Value| variable.get("x-contacts-required") == Some(&Value::Bool(true));
        for (name, variable) in after {
            let at = variables.child(name);
            let Some(known) = before.get(name) else {
                let default = variable.get("default").map(quoted).unwrap_or_default();
                // The first variable brings the function; it takes the constant away if it must be chosen.
                let breaks = !before.is_empty() || must_choose(variable);
                self.add(
                    Code::ServerVariableAdded,
                    &at.fresh(),
                    None,
                    Some(default),
                    breaks,
                );
                continue;
            };
            self.value(
                [Code::ServerDefaultChanged; 3],
                &at.child("default"),
                known.get("default"),
                variable.get("default"),
                false,
            );
            let flag = at.child("x-contacts-required");
            match (must_choose(known), must_choose(variable)) {
                (false, true) => self.add(
                    Code::ServerVariableRequired,
                    &flag,
                    None,
                    Some("true".to_owned()),
                    false,
                ),
                (true, false) => self.add(
                    Code::ServerVariableOptional,
                    &flag,
                    Some("true".to_owned()),
                    None,
                    false,
                ),
                _ => {}
            }
            self.value_list(
                [Code::ServerValueAdded, Code::ServerValueRemoved],
                &at.child("enum"),
                known.get("enum"),
                variable.get("enum"),
                false,
            );
            self.rest(
                &at,
                known,
                variable,
                &["default", "enum", "x-contacts-required"],
            );
        }
        for (name, variable) in before {
            if !after.contains_key(name) {
                let default = variable.get("default").map(quoted).unwrap_or_default();
                self.removed(Code::ServerVariableRemoved, variables.child(name), default);
            }
        }
    }

    fn credentials(&mut self, at: &At) {
        let (old, new) = (self.old.value, self.new.value);
        let security = at.child("security");
        let (before, after) = (alternatives(old), alternatives(new));
        for name in after.difference(&before) {
            self.added(Code::CredentialAdded, security.clone(), name.clone());
        }
        for name in before.difference(&after) {
            self.removed(Code::CredentialRemoved, security.clone(), name.clone());
        }
        let at = at.child("components").child("securitySchemes");
        let after = section(new, "securitySchemes");
        for (name, scheme) in section(old, "securitySchemes") {
            // A scheme that is new or gone matters where it is asked for.
            if let Some(other) = after.get(name) {
                self.scheme(&at.child(name), scheme, other);
            }
        }
    }

    fn scheme(&mut self, at: &At, old: &Value, new: &Value) {
        let words = ["type", "in", "name", "scheme"];
        let place = |scheme: &Value| -> String {
            let words = words
                .iter()
                .filter_map(|word| scheme.get(*word))
                .map(quoted);
            words.collect::<Vec<_>>().join(" ")
        };
        let (before, after) = (place(old), place(new));
        if before != after {
            self.add(
                Code::CredentialChanged,
                at,
                Some(before),
                Some(after),
                false,
            );
        }
        self.rest(at, old, new, &words);
    }

    /// Schemas that have another name and are otherwise the same.
    fn pair_renamed_components(&mut self) {
        let (old, new) = (
            section(self.old.value, "schemas"),
            section(self.new.value, "schemas"),
        );
        let only =
            |these: &Map<String, Value>, those: &Map<String, Value>| -> Vec<(String, Value)> {
                let entries = these.iter().filter(|(name, _)| !those.contains_key(*name));
                entries
                    .map(|(name, schema)| (name.clone(), without_words(schema)))
                    .collect()
            };
        let (gone, fresh) = (only(old, new), only(new, old));
        for (name, schema) in &gone {
            let twins: Vec<_> = fresh.iter().filter(|(_, other)| other == schema).collect();
            let alone = gone.iter().filter(|(_, other)| other == schema).count() == 1;
            if let ([(other, _)], true) = (twins.as_slice(), alone) {
                let pointer = |name: &str| crate::spec::child(SCHEMAS, name);
                self.renamed.insert(pointer(name), pointer(other));
            }
        }
    }

    fn components(&mut self) {
        let nothing = Value::Null;
        let (old, new) = (
            self.old.value.get("components").unwrap_or(&nothing),
            self.new.value.get("components").unwrap_or(&nothing),
        );
        let at = At::whole("/components", "/components");
        for section in [
            "schemas",
            "parameters",
            "responses",
            "requestBodies",
            "headers",
        ] {
            let (before, after) = (object(old, section), object(new, section));
            for (name, component) in before {
                let place = at.child(section).child(name);
                let pointer = place.old.clone().unwrap_or_default();
                let target = self
                    .renamed
                    .get(&pointer)
                    .cloned()
                    .unwrap_or_else(|| pointer.clone());
                let Some(other) = self.new.value.pointer(&target) else {
                    if section == "schemas" {
                        self.removed(Code::ComponentRemoved, place, name.clone());
                    }
                    continue;
                };
                let place = self.component(&pointer, &target);
                if pointer != target {
                    let after = target.rsplit('/').next().map(str::to_owned);
                    self.add(
                        Code::ComponentRenamed,
                        &place,
                        Some(name.clone()),
                        after,
                        false,
                    );
                }
                match section {
                    "schemas" => {
                        let types = rust_type::definition(self.old.value, component)
                            != rust_type::definition(self.new.value, other);
                        self.schema(&place, component, other, types);
                    }
                    "parameters" => self.parameter(&place, component, other),
                    "responses" => self.response(&place, component, other),
                    "requestBodies" => self.request_body(&place, component, other),
                    _ => self.header(&place, component, other),
                }
            }
            for name in after.keys() {
                let place = at.child(section).child(name);
                let is_new_name = self
                    .renamed
                    .values()
                    .any(|target| Some(target) == place.new.as_ref());
                if section == "schemas" && !before.contains_key(name) && !is_new_name {
                    self.added(Code::ComponentAdded, place, name.clone());
                }
            }
        }
        let known = [
            "schemas",
            "parameters",
            "responses",
            "requestBodies",
            "headers",
            "securitySchemes",
        ];
        self.rest(&at, old, new, &known);
    }
}

/// A section of the components.
fn section<'a>(document: &'a Value, name: &str) -> &'a Map<String, Value> {
    document.get("components").map_or_else(
        || object(&Value::Null, name),
        |components| object(components, name),
    )
}

/// The credentials that a document or operation accepts, each alternative as the names of its schemes.
pub fn alternatives(value: &Value) -> BTreeSet<String> {
    let list = value.get("security").and_then(Value::as_array);
    let names = |alternative: &Value| match alternative.as_object() {
        Some(schemes) if !schemes.is_empty() => {
            let names: BTreeSet<&str> = schemes.keys().map(String::as_str).collect();
            names.into_iter().collect::<Vec<_>>().join(" and ")
        }
        _ => "none".to_owned(),
    };
    list.into_iter().flatten().map(names).collect()
}

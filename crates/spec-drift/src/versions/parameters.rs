//! Parameters: paired by component, by place and name, by place in the path, by everything but their name.

use serde_json::Value;

use super::change::{At, Comparison};
use super::document::{Operation, Use, object, path_pointer, reference};
use super::operations::template;
use super::rule::Direction;
use super::rust_type;
use super::schemas::{described, without_words};
use crate::code::Code;
use crate::spec::{child, resolve};

/// Whether two parameters are the same one.
type Fits<'f> = dyn Fn(&Parameter<'_>, &Parameter<'_>) -> bool + 'f;

/// A parameter, where it stands.
#[derive(Clone, Debug)]
struct Parameter<'a> {
    /// Where the operation has it.
    pointer: String,
    /// The component that it refers to.
    component: Option<&'a str>,
    /// The parameter itself.
    value: &'a Value,
}

impl Comparison<'_> {
    /// Compares the parameters of an operation.
    pub fn parameters(&mut self, at: &At, old: &Operation<'_>, new: &Operation<'_>) {
        let mut before = parameters(self.old.value, old);
        let mut after = parameters(self.new.value, new);
        if required(&before) != required(&after) {
            let (mut kept, mut keeps) = (required(&before), required(&after));
            kept.retain(|parameter| required(&after).contains(parameter));
            keeps.retain(|parameter| required(&before).contains(parameter));
            if kept != keeps {
                let names = |parameters: &[String]| Some(parameters.join(", "));
                let at = At {
                    uses: at.uses.clone(),
                    ..at.child("parameters")
                };
                self.add(
                    Code::ParametersReordered,
                    &at,
                    names(&kept),
                    names(&keeps),
                    false,
                );
            }
        }
        let same_path = template(old.path) == template(new.path);
        let pairings: [&Fits<'_>; 4] = [
            &|old, new| old.component.is_some() && old.component == new.component,
            &|old, new| old.text("in") == new.text("in") && old.text("name") == new.text("name"),
            &|one, other| {
                let places = (
                    place_in_path(old.path, one.text("name")),
                    place_in_path(new.path, other.text("name")),
                );
                same_path
                    && one.text("in") == "path"
                    && other.text("in") == "path"
                    && places.0.is_some()
                    && places.0 == places.1
            },
            &|old, new| old.is_likely(new),
        ];
        for pairing in pairings {
            for (old, new) in take_pairs(&mut before, &mut after, pairing) {
                let at = self.place(at, Some(&old), Some(&new));
                // A component is compared once, where it stands.
                if old.component.is_none() || old.component != new.component {
                    self.parameter(&at, old.value, new.value);
                }
            }
        }
        for old in before {
            let code = if old.is_required() {
                Code::RequiredParameterRemoved
            } else {
                Code::ParameterRemoved
            };
            let place = self.place(at, Some(&old), None);
            self.removed(code, place, old.shown());
        }
        for new in after {
            let code = if new.is_required() {
                Code::RequiredParameterAdded
            } else {
                Code::ParameterAdded
            };
            let place = self.place(at, None, Some(&new));
            self.added(code, place, new.shown());
        }
    }

    /// Compares one parameter with its newer self.
    pub fn parameter(&mut self, at: &At, old: &Value, new: &Value) {
        let (_, old) = resolve(self.old.value, String::new(), old);
        let (_, new) = resolve(self.new.value, String::new(), new);
        let is_path = text(old, "in") == "path" && text(new, "in") == "path";
        let name = at.child("name");
        let is_required = |parameter: &Value| {
            text(parameter, "in") == "path" || parameter.get("required") == Some(&Value::Bool(true))
        };
        let code = if is_path {
            Code::PathParameterRenamed
        } else {
            Code::ParameterRenamed
        };
        let renames = || rust_type::ident(text(old, "name")) != rust_type::ident(text(new, "name"));
        let setter_changes = !is_required(new) && renames();
        let (before, after) = (old.get("name"), new.get("name"));
        self.value([code; 3], &name, before, after, setter_changes);
        self.value(
            [Code::ParameterMoved; 3],
            &at.child("in"),
            old.get("in"),
            new.get("in"),
            false,
        );
        match (is_required(old), is_required(new)) {
            (false, true) => self.added(
                Code::ParameterRequired,
                at.child("required"),
                "true".to_owned(),
            ),
            (true, false) => self.removed(
                Code::ParameterOptional,
                at.child("required"),
                "true".to_owned(),
            ),
            _ => {}
        }
        let (before, after) = (style(old), style(new));
        if before != after && text(old, "in") == text(new, "in") {
            self.add(
                Code::ParameterStyleChanged,
                at,
                Some(before),
                Some(after),
                false,
            );
        }
        let types = rust_type::of(self.old.value, schema(old))
            != rust_type::of(self.new.value, schema(new));
        let place = |parameter: &Value| match parameter.get("content") {
            Some(_) => format!(
                "content/{}/schema",
                media(parameter).replace('~', "~0").replace('/', "~1")
            ),
            None => "schema".to_owned(),
        };
        let under = |pointer: &Option<String>, parameter: &Value| {
            pointer
                .as_ref()
                .map(|pointer| format!("{pointer}/{}", place(parameter)))
        };
        let inner = At {
            old: under(&at.old, old),
            new: under(&at.new, new),
            uses: at.uses.clone(),
        };
        self.schema(&inner, schema(old), schema(new), types);
        let known = [
            "name", "in", "required", "style", "explode", "schema", "content",
        ];
        self.rest(at, old, new, &known);
    }

    fn place(&self, at: &At, old: Option<&Parameter<'_>>, new: Option<&Parameter<'_>>) -> At {
        let pointer = |parameter: Option<&Parameter<'_>>| {
            parameter.map(|parameter| parameter.pointer.clone())
        };
        let used = |used: &Use| Use {
            operation: used.operation.clone(),
            direction: Direction::Request,
            pointer: pointer(new.or(old)).unwrap_or_default(),
        };
        At {
            old: pointer(old),
            new: pointer(new),
            uses: at.uses.clone(),
        }
        .used(at.uses.iter().map(used))
    }
}

impl Parameter<'_> {
    fn text(&self, key: &str) -> &str {
        text(self.value, key)
    }

    fn is_required(&self) -> bool {
        self.text("in") == "path" || self.value.get("required") == Some(&Value::Bool(true))
    }

    fn shown(&self) -> String {
        format!(
            "{} {}: {}",
            self.text("in"),
            self.text("name"),
            described(schema(self.value))
        )
    }

    /// Whether another parameter may be this one under another name, or in another place.
    fn is_likely(&self, other: &Self) -> bool {
        if self.text("name") == other.text("name") {
            return true;
        }
        let said = self.text("description");
        let without_name = |parameter: &Self| {
            let mut value = without_words(parameter.value);
            if let Some(object) = value.as_object_mut() {
                object.remove("name");
            }
            value
        };
        let alike = letters(self.text("name")) == letters(other.text("name"));
        (alike || (!said.is_empty() && said == other.text("description")))
            && without_name(self) == without_name(other)
    }
}

/// A name as its letters and digits: `first_name` and `firstName` have the same.
pub fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Takes the pairs out of two lists; what fits more than one other stays.
pub fn take_pairs<T: Clone>(
    before: &mut Vec<T>,
    after: &mut Vec<T>,
    fits: impl Fn(&T, &T) -> bool,
) -> Vec<(T, T)> {
    let (mut pairs, mut rest) = (Vec::new(), Vec::new());
    let all = before.clone();
    for old in std::mem::take(before) {
        let mut fitting = after
            .iter()
            .enumerate()
            .filter(|(_, new)| fits(&old, new))
            .map(|(index, _)| index);
        let (first, second) = (fitting.next(), fitting.next());
        match (first, second) {
            (Some(index), None)
                if all
                    .iter()
                    .filter(|other| after.get(index).is_some_and(|new| fits(other, new)))
                    .count()
                    == 1 =>
            {
                pairs.push((old, after.remove(index)));
            }
            _ => rest.push(old),
        }
    }
    *before = rest;
    pairs
}

fn parameters<'a>(document: &'a Value, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    let read = |base: String, list: Option<&'a Value>| -> Vec<Parameter<'a>> {
        let list = list
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate();
        list.map(|(index, value)| {
            let pointer = child(&base, &index.to_string());
            let (_, resolved) = resolve(document, pointer.clone(), value);
            Parameter {
                pointer,
                component: reference(value),
                value: resolved,
            }
        })
        .collect()
    };
    let own = read(
        child(&operation.pointer(), "parameters"),
        operation.value.get("parameters"),
    );
    let mut all = read(
        child(&path_pointer(operation.path), "parameters"),
        operation.item.get("parameters"),
    );
    let key = |parameter: &Parameter<'a>| {
        (
            parameter.text("in").to_owned(),
            parameter.text("name").to_owned(),
        )
    };
    all.retain(|shared| own.iter().all(|own| key(own) != key(shared)));
    all.extend(own);
    all
}

/// The names of the required parameters, in order: the arguments of the method.
fn required(parameters: &[Parameter<'_>]) -> Vec<String> {
    let required = parameters
        .iter()
        .filter(|parameter| parameter.is_required());
    required
        .map(|parameter| parameter.text("name").to_owned())
        .collect()
}

fn place_in_path(path: &str, name: &str) -> Option<usize> {
    let wanted = format!("{{{name}}}");
    path.split('/').position(|segment| segment == wanted)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn media(parameter: &Value) -> &str {
    object(parameter, "content")
        .keys()
        .next()
        .map_or("", String::as_str)
}

fn schema(parameter: &Value) -> &Value {
    let content = object(parameter, "content")
        .values()
        .next()
        .and_then(|media| media.get("schema"));
    content
        .or_else(|| parameter.get("schema"))
        .unwrap_or(&Value::Null)
}

/// How a parameter is written, with the defaults of OpenAPI.
fn style(parameter: &Value) -> String {
    if parameter.get("content").is_some() {
        return media(parameter).to_owned();
    }
    let usual = match text(parameter, "in") {
        "query" | "cookie" => "form",
        _ => "simple",
    };
    let style = Some(text(parameter, "style"))
        .filter(|style| !style.is_empty())
        .unwrap_or(usual);
    let explode = parameter
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(style == "form");
    format!("{style}{}", if explode { ", exploded" } else { "" })
}

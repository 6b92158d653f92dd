//! The Rust type that the generator makes of a place, as a text to compare: two places with the same text have the same type.

use serde_json::Value;

use super::document::{Document, Operation, members, object, reference};
use crate::spec::resolve;

/// Deepest nesting that is told apart.
const DEPTH: usize = 32;
const SCHEMAS: &str = "/components/schemas/";

/// The type of a value at a place.
pub fn of(document: &Value, schema: &Value) -> String {
    value_type(document, schema, DEPTH)
}

/// The type of a struct's field: a `Patch` where the value may be absent or null.
pub fn field(document: &Value, schema: &Value, required: bool) -> String {
    let inner = of(document, schema);
    if required && !is_nullable(schema) {
        inner
    } else {
        format!("Patch<{inner}>")
    }
}

/// A name in the letters of Rust: `firstName` and `first-name` are `first_name`.
pub fn ident(name: &str) -> String {
    let mut ident = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if (c.is_uppercase() && was_lower) || (!c.is_alphanumeric() && !ident.ends_with('_')) {
            ident.push('_');
        }
        if c.is_alphanumeric() {
            ident.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
    }
    ident.trim_matches('_').to_owned()
}

/// The type of a list's element or a map's value.
pub fn element(document: &Value, schema: &Value) -> String {
    let inner = of(document, schema);
    if is_nullable(schema) {
        format!("Option<{inner}>")
    } else {
        inner
    }
}

/// What the type of a component is made of.
pub fn definition(document: &Value, schema: &Value) -> String {
    match target(schema) {
        Some(target) => named(document, target),
        None => value_type(document, schema, DEPTH),
    }
}

/// Whether null is a value of the schema.
pub fn is_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// The component that a schema stands for: a reference, or `allOf` around one.
pub fn target(schema: &Value) -> Option<&str> {
    reference(schema).or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
        [only] => reference(only),
        _ => None,
    })
}

/// What a call answers: the type of success, and that of its documented errors.
pub fn answers(document: &Document<'_>, operation: &Operation<'_>) -> (String, String) {
    let (mut successes, mut errors) = (Vec::new(), 0_usize);
    for (status, response) in members(operation.value, "responses") {
        let (_, response) = resolve(document.value, String::new(), response);
        if is_success(status) {
            successes.push(content(document.value, response))
        } else {
            errors += 1
        }
    }
    let success = match successes.as_slice() {
        [] => "()".to_owned(),
        [only] => only.clone(),
        _ => "one of several".to_owned(),
    };
    (
        success,
        if errors == 0 {
            "Undocumented".to_owned()
        } else {
            "documented".to_owned()
        },
    )
}

/// Whether a status is one of success.
pub fn is_success(status: &str) -> bool {
    status.starts_with('2') && status.len() == 3
}

/// The type of a body: JSON before text before bytes.
pub fn content(document: &Value, response: &Value) -> String {
    let mut found = "()".to_owned();
    for (kind, media) in members(response, "content") {
        if is_json(kind) {
            let schema = media.get("schema").unwrap_or(&Value::Null);
            return of(document, schema);
        }
        found = if kind.starts_with("text/") {
            "String".to_owned()
        } else {
            "Body".to_owned()
        };
    }
    found
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind == "application/json" || kind.ends_with("+json")
}

fn value_type(document: &Value, schema: &Value, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else {
        return "…".to_owned();
    };
    if let Some(target) = target(schema) {
        return named(document, target);
    }
    let inner = |schema: Option<&Value>| match schema {
        Some(schema @ Value::Object(_)) => {
            let inner = value_type(document, schema, depth);
            if is_nullable(schema) {
                format!("Option<{inner}>")
            } else {
                inner
            }
        }
        _ => "Value".to_owned(),
    };
    let word = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
        return "one of".to_owned();
    }
    match word("type") {
        "string" if word("format") == "date-time" => "WireTime".to_owned(),
        "string" => match variants(schema) {
            Some(variants) => format!("Open<{}>", variants.join(" | ")),
            None => "String".to_owned(),
        },
        "integer" => "i64".to_owned(),
        "number" => "Number".to_owned(),
        "boolean" => "bool".to_owned(),
        "array" => format!("Vec<{}>", inner(schema.get("items"))),
        "object" if !object(schema, "properties").is_empty() => "struct".to_owned(),
        "object" => format!("Map<{}>", inner(schema.get("additionalProperties"))),
        _ => "Value".to_owned(),
    }
}

/// The type of a component, wrapped as it asks for.
fn named(document: &Value, target: &str) -> String {
    let name = target.strip_prefix(SCHEMAS).unwrap_or(target);
    match document.pointer(target) {
        Some(schema) if variants(schema).is_some() => format!("Open<{name}>"),
        Some(schema) if schema.get("x-contacts-record") == Some(&Value::Bool(true)) => {
            format!("Sourced<{name}>")
        }
        _ => name.to_owned(),
    }
}

/// The values of an enum of texts, in any order.
fn variants(schema: &Value) -> Option<Vec<&str>> {
    if schema.get("type")?.as_str()? != "string"
        || schema
            .get("format")
            .is_some_and(|format| format == "date-time")
    {
        return None;
    }
    let values = schema.get("enum")?.as_array()?;
    let texts = values
        .iter()
        .filter(|value| !value.is_null())
        .map(Value::as_str);
    let mut texts = texts
        .collect::<Option<Vec<_>>>()
        .filter(|texts| !texts.is_empty())?;
    texts.sort_unstable();
    Some(texts)
}

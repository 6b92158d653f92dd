//! Schemas of OpenAPI 3.0 seen as JSON Schema: for validating samples, and for finding what a
//! JSON pointer into a body leads to.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::spec::{MAX_HOPS, Spec};
use crate::diagnostic::quoted;

/// What a pointer should lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Anything,
    List,
    /// A list or a map.
    Collection,
    Number,
    /// A number, string or boolean.
    Scalar,
    /// A value that the schema leaves open.
    Open,
}

/// Looks up a JSON pointer into a body of the given schema.
///
/// The error says in words how far the pointer leads.
pub(super) fn find(
    spec: &Spec<'_>,
    schema: &Value,
    pointer: &str,
    target: Target,
) -> Result<(), String> {
    let mut here = alternatives(spec, schema);
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let next: Vec<&Value> = here
            .iter()
            .filter_map(|schema| inner(schema, &step))
            .collect();
        if next.is_empty() {
            return Err(format!(
                "{} leads nowhere: the schema has no {}",
                quoted(pointer),
                quoted(&step)
            ));
        }
        here = next
            .into_iter()
            .flat_map(|schema| alternatives(spec, schema))
            .take(MAX_ALTERNATIVES)
            .collect();
    }
    let fits = |schema: &Map<String, Value>| {
        let kind = schema
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match target {
            Target::Anything => true,
            Target::List => kind == "array",
            Target::Collection => {
                kind == "array" || kind == "object" || schema.contains_key("properties")
            }
            Target::Number => matches!(kind, "integer" | "number"),
            Target::Scalar => matches!(kind, "integer" | "number" | "string" | "boolean"),
            Target::Open => ["type", "properties", "allOf", "oneOf", "anyOf"]
                .iter()
                .all(|key| !schema.contains_key(*key)),
        }
    };
    if here.iter().any(|schema| fits(schema)) {
        return Ok(());
    }
    let wanted = match target {
        Target::Anything => "value",
        Target::List => "list",
        Target::Collection => "list or map",
        Target::Number => "number",
        Target::Scalar => "number or text",
        Target::Open => "value of any kind",
    };
    Err(format!("{} does not lead to a {wanted}", quoted(pointer)))
}

const MAX_ALTERNATIVES: usize = 64;

/// The plain schemas that a schema stands for, references and compositions followed.
fn alternatives<'a>(spec: &Spec<'a>, schema: &'a Value) -> Vec<&'a Map<String, Value>> {
    let (mut todo, mut plain, mut budget) = (vec![schema], Vec::new(), MAX_HOPS * MAX_ALTERNATIVES);
    while let Some(schema) = todo.pop() {
        let Some(left) = budget.checked_sub(1) else {
            break;
        };
        budget = left;
        let Some(object) = schema.as_object() else {
            continue;
        };
        if let Some(reference) = object.get("$ref") {
            let target = reference.as_str().and_then(|it| it.strip_prefix('#'));
            todo.extend(target.and_then(|pointer| spec.document.get(pointer)));
            continue;
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            todo.extend(
                object
                    .get(key)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten(),
            );
        }
        plain.push(object);
        if plain.len() >= MAX_ALTERNATIVES {
            break;
        }
    }
    plain
}

/// The schema of one step into a body.
fn inner<'a>(schema: &'a Map<String, Value>, step: &str) -> Option<&'a Value> {
    if let Some(property) = schema
        .get("properties")
        .and_then(|properties| properties.get(step))
    {
        return Some(property);
    }
    if !step.is_empty()
        && step.bytes().all(|b| b.is_ascii_digit())
        && let Some(items) = schema.get("items")
    {
        return Some(items);
    }
    // A map has a schema of its values; an open object that could hold anything says nothing.
    let values = schema
        .get("additionalProperties")
        .filter(|values| values.is_object());
    values.filter(|values| values.as_object().is_some_and(|values| !values.is_empty()))
}

/// The schemas of a document in a form that a JSON Schema validator reads.
pub(super) struct Converted {
    components: Value,
}

impl Converted {
    pub(super) fn new(spec: &Spec<'_>) -> Self {
        let schemas = spec.section("schemas").into_iter().flatten();
        let converted = schemas.map(|(name, schema)| (name.clone(), convert(schema)));
        Self {
            components: json!({ "schemas": converted.collect::<Map<_, _>>() }),
        }
    }

    /// A validator for one schema of the document, or why there can be none.
    pub(super) fn validator(&self, schema: &Value) -> Result<Validator, String> {
        let whole = json!({ "allOf": [convert(schema)], "components": self.components });
        jsonschema::options()
            .with_draft(Draft::Draft4)
            .should_validate_formats(true)
            .with_format("uuid", is_uuid)
            .with_format("date", |text| {
                text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
            })
            .offline()
            .build(&whole)
            .map_err(|error| error.masked_with("a part of it").to_string())
    }
}

/// A schema of OpenAPI 3.0 as JSON Schema draft 4, from which it descends: only `nullable` and the
/// keys that are no constraints differ.
fn convert(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else {
        return schema.clone();
    };
    if let Some(reference) = object.get("$ref") {
        return json!({ "$ref": reference });
    }
    let mut out = Map::new();
    for (key, value) in object {
        let value = match key.as_str() {
            "properties" => {
                let converted = value.as_object().into_iter().flatten();
                Value::Object(
                    converted
                        .map(|(name, schema)| (name.clone(), convert(schema)))
                        .collect(),
                )
            }
            "allOf" | "oneOf" | "anyOf" => Value::Array(
                value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(convert)
                    .collect(),
            ),
            "items" | "additionalProperties" | "not" => convert(value),
            "type" | "enum" | "format" | "pattern" | "required" | "minimum" | "maximum"
            | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" | "minLength"
            | "maxLength" | "minItems" | "maxItems" | "uniqueItems" | "minProperties"
            | "maxProperties" => value.clone(),
            _ => continue,
        };
        out.insert(key.clone(), value);
    }
    // Identifiers and counts are 64-bit numbers in the clients.
    if out.get("format").and_then(Value::as_str) == Some("int64") {
        out.entry("minimum").or_insert(json!(i64::MIN));
        out.entry("maximum").or_insert(json!(i64::MAX));
    }
    if object.get("nullable") == Some(&Value::Bool(true)) {
        json!({ "anyOf": [{ "enum": [null] }, out] })
    } else {
        Value::Object(out)
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

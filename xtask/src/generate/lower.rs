//! Stage 1: a plain OpenAPI document becomes one that progenitor turns into types that lose nothing.
//!
//! The published spec stays standard OpenAPI. Lowering resolves references outside schemas, names every type,
//! keeps unknown properties, opens enums, tells absent from null, and keeps the bytes of records:
//!
//! | in the spec | lowered |
//! |---|---|
//! | object with properties | `additionalProperties: {}`, which typify reads as a map of everything unknown |
//! | optional or nullable property | `Patch<T>` |
//! | enum of strings | `Open<T>` wherever it is used |
//! | `x-contacts-record` component | `Sourced<T>` wherever an envelope holds it |
//! | `date-time` | `WireTime` |
//! | `number` | `serde_json::Number`, which keeps integers whole |
//! | bounds, patterns, defaults | words in the description: vendors break their own rules |

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::names;
use super::pipeline::Problem;

const SCHEMAS: &str = "#/components/schemas/";

/// A document after lowering.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The whole document: references outside schemas resolved, inline types named. Operations are read from it.
    pub named: Value,
    /// The schemas alone, in the form that the type generator takes.
    pub types: Value,
    /// Components whose exact bytes are kept.
    pub records: BTreeSet<String>,
    /// Components that are enums of strings.
    pub enums: BTreeSet<String>,
}

/// Lowers a document that `cargo xtask check` accepts.
///
/// # Errors
///
/// If a reference leads nowhere, or two types get the same name.
pub fn lower(spec: &Value) -> Result<Lowered, Problem> {
    let mut named = resolve(spec)?;
    name_inline_types(&mut named)?;
    let schemas = schemas(&named);
    let is = |test: fn(&Value) -> bool| -> BTreeSet<String> {
        schemas
            .iter()
            .filter(|(_, schema)| test(schema))
            .map(|(name, _)| name.clone())
            .collect()
    };
    let enums = is(is_string_enum);
    let records = is(|schema| schema.get("x-contacts-record") == Some(&Value::Bool(true)));
    let inside = reachable(&schemas, &records);
    let mut lowered = Map::new();
    for (name, schema) in &schemas {
        let wrap = Wrap {
            enums: &enums,
            records: if inside.contains(name) {
                &BTreeSet::new()
            } else {
                &records
            },
        };
        lowered.insert(name.clone(), wrap.component(schema));
    }
    let types = json!({
        "openapi": "3.0.3",
        "info": { "title": "types", "version": "0" },
        "paths": {},
        "components": { "schemas": lowered },
    });
    Ok(Lowered {
        named,
        types,
        records,
        enums,
    })
}

fn schemas(document: &Value) -> Map<String, Value> {
    match document.pointer("/components/schemas") {
        Some(Value::Object(schemas)) => schemas.clone(),
        _ => Map::new(),
    }
}

/// Whether a schema is an enum of strings.
pub fn is_string_enum(schema: &Value) -> bool {
    let is_text = |value: &Value| value.is_string() || value.is_null();
    schema.get("type") == Some(&Value::from("string"))
        && schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| !values.is_empty() && values.iter().all(is_text))
}

/// The component that a schema refers to, if it is a reference or a nullable wrapper around one.
pub fn reference(schema: &Value) -> Option<&str> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return target.strip_prefix(SCHEMAS);
    }
    match schema.get("allOf").and_then(Value::as_array)?.as_slice() {
        [only] => only.get("$ref")?.as_str()?.strip_prefix(SCHEMAS),
        _ => None,
    }
}

/// Every reference to a parameter, response, request body or header replaced by what it refers to.
fn resolve(spec: &Value) -> Result<Value, Problem> {
    let mut resolved = spec.clone();
    if let Some(paths) = resolved.get_mut("paths") {
        inline_references(paths, spec, &mut Vec::new())?;
    }
    Ok(resolved)
}

/// `open` are the references inside which `value` stands.
fn inline_references(
    value: &mut Value,
    spec: &Value,
    open: &mut Vec<String>,
) -> Result<(), Problem> {
    if let Some(target) = value.get("$ref").and_then(Value::as_str) {
        if target.starts_with(SCHEMAS) {
            return Ok(());
        }
        if open.iter().any(|other| other == target) {
            return Err(Problem::new(
                "/paths",
                format!("the reference {target} leads back to itself"),
            ));
        }
        let found = target
            .strip_prefix('#')
            .and_then(|pointer| spec.pointer(pointer))
            .filter(|_| open.len() < 8);
        let Some(found) = found else {
            return Err(Problem::new(
                "/paths",
                format!("the reference {target} leads nowhere"),
            ));
        };
        open.push(target.to_owned());
        *value = found.clone();
        inline_references(value, spec, open)?;
        open.pop();
        return Ok(());
    }
    match value {
        Value::Object(members) => {
            for member in members.values_mut() {
                inline_references(member, spec, open)?;
            }
        }
        Value::Array(elements) => {
            for element in elements {
                inline_references(element, spec, open)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Inline objects, enums and unions become components, named by where they stand.
fn name_inline_types(document: &mut Value) -> Result<(), Problem> {
    let mut found = Vec::new();
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for (name, schema) in schemas {
            name_inside(name, schema, &mut found);
        }
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        for item in paths.values_mut() {
            for (_, operation) in super::api::operations_mut(item) {
                name_in_operation(operation, &mut found);
            }
        }
    }
    let components = document
        .as_object_mut()
        .map(|root| root.entry("components").or_insert_with(|| json!({})))
        .and_then(Value::as_object_mut)
        .map(|components| components.entry("schemas").or_insert_with(|| json!({})))
        .and_then(Value::as_object_mut);
    let Some(components) = components else {
        return Err(Problem::new("/components", "components is not an object"));
    };
    for (name, schema) in found {
        match components.get(&name) {
            Some(there) if *there != schema => {
                return Err(Problem::new(
                    format!("/components/schemas/{name}"),
                    format!(
                        "an inline type would get the name {name}, which another type has: name it under components"
                    ),
                ));
            }
            _ => {
                components.insert(name, schema);
            }
        }
    }
    Ok(())
}

fn name_in_operation(operation: &mut Value, found: &mut Vec<(String, Value)>) {
    let Some(id) = operation.get("operationId").and_then(Value::as_str) else {
        return;
    };
    let id = names::type_ident(id).to_string();
    for parameter in elements_mut(operation.get_mut("parameters")) {
        let name = parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = format!("{id}{}", names::type_ident(name));
        if let Some(schema) = parameter.get_mut("schema") {
            name_here(&name, schema, found);
        }
        for media in members_mut(parameter.get_mut("content")) {
            name_in_media(&name, media, found);
        }
    }
    for media in members_mut(operation.pointer_mut("/requestBody/content")) {
        name_in_media(&format!("{id}Body"), media, found);
    }
    for (status, response) in entries_mut(operation.get_mut("responses")) {
        let name = format!("{id}{}", names::type_ident(&format!("status {status}")));
        for media in members_mut(response.get_mut("content")) {
            name_in_media(&name, media, found);
        }
    }
}

fn name_in_media(name: &str, media: &mut Value, found: &mut Vec<(String, Value)>) {
    if let Some(schema) = media.get_mut("schema") {
        name_here(name, schema, found);
    }
}

/// Gives `schema` a name of its own if it needs one, and looks inside it.
fn name_here(name: &str, schema: &mut Value, found: &mut Vec<(String, Value)>) {
    name_inside(name, schema, found);
    let has_properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty());
    let is_union = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
    if !(has_properties || is_union || is_string_enum(schema)) {
        return;
    }
    let mut component = schema.take();
    let nullable = component
        .as_object_mut()
        .and_then(|members| members.remove("nullable"));
    let description = component.get("description").cloned();
    let mut reference = json!({ "$ref": format!("{SCHEMAS}{name}") });
    if nullable == Some(Value::Bool(true)) {
        reference = json!({ "nullable": true, "allOf": [reference] });
        if let (Some(members), Some(description)) = (reference.as_object_mut(), description) {
            members.insert("description".to_owned(), description);
        }
    }
    *schema = reference;
    found.push((name.to_owned(), component));
}

fn name_inside(name: &str, schema: &mut Value, found: &mut Vec<(String, Value)>) {
    for (property, schema) in entries_mut(schema.get_mut("properties")) {
        name_here(
            &format!("{name}{}", names::type_ident(property)),
            schema,
            found,
        );
    }
    if let Some(items) = schema.get_mut("items") {
        name_here(&format!("{name}Item"), items, found);
    }
    if let Some(values) = schema.get_mut("additionalProperties") {
        name_here(&format!("{name}Value"), values, found);
    }
    for keyword in ["oneOf", "anyOf"] {
        for (index, variant) in elements_mut(schema.get_mut(keyword)).enumerate() {
            name_inside(&format!("{name}Variant{index}"), variant, found);
        }
    }
}

/// Components that stand inside a record: their bytes are kept with the record's.
fn reachable(schemas: &Map<String, Value>, roots: &BTreeSet<String>) -> BTreeSet<String> {
    let mut reached: BTreeSet<String> = roots.clone();
    let mut open: Vec<String> = roots.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let Some(schema) = schemas.get(&name) else {
            continue;
        };
        for target in references(schema) {
            if reached.insert(target.clone()) {
                open.push(target);
            }
        }
    }
    reached
}

/// Every component that a schema refers to, at any depth.
pub fn references(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref")
                    && let Some(name) = target.strip_prefix(SCHEMAS)
                {
                    found.push(name.to_owned());
                }
                open.extend(members.values());
            }
            Value::Array(elements) => open.extend(elements),
            _ => {}
        }
    }
    found
}

/// What is wrapped in the component at hand.
struct Wrap<'a> {
    enums: &'a BTreeSet<String>,
    records: &'a BTreeSet<String>,
}

impl Wrap<'_> {
    fn component(&self, schema: &Value) -> Value {
        let mut lowered = self.schema(schema);
        if let Some(members) = lowered.as_object_mut() {
            // typify makes a second type for a nullable component; being nullable is a matter of where it is used.
            members.remove("nullable");
        }
        lowered
    }

    /// A schema with everything inside it lowered.
    fn schema(&self, schema: &Value) -> Value {
        if let Some(name) = reference(schema) {
            return self.use_of(name);
        }
        let Some(members) = schema.as_object() else {
            return json!({});
        };
        if members.get("format") == Some(&Value::from("date-time")) {
            return runtime_type("WireTime", &[]);
        }
        if members.get("type") == Some(&Value::from("number")) {
            return rust_type("serde_json", "serde_json::Number", &[]);
        }
        let mut lowered = Map::new();
        for keyword in [
            "type", "format", "nullable", "enum", "oneOf", "anyOf", "allOf",
        ] {
            if let Some(value) = members.get(keyword) {
                lowered.insert(keyword.to_owned(), value.clone());
            }
        }
        if !is_string_enum(schema) {
            lowered.remove("enum");
        } else if let Some(Value::Array(values)) = lowered.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
        if members.get("type") == Some(&Value::from("integer")) {
            lowered.insert("format".to_owned(), json!("int64"));
        } else {
            lowered.remove("format");
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            if let Some(Value::Array(variants)) = lowered.get_mut(keyword) {
                for variant in variants {
                    *variant = self.schema(variant);
                }
            }
        }
        if let Some(items) = members.get("items") {
            lowered.insert("items".to_owned(), self.schema(items));
        }
        match (
            members.get("properties"),
            members.get("additionalProperties"),
        ) {
            (Some(Value::Object(properties)), _) if !properties.is_empty() => {
                self.object(members, properties, &mut lowered);
            }
            (_, Some(values @ Value::Object(_))) => {
                lowered.insert("additionalProperties".to_owned(), self.schema(values));
            }
            _ => {}
        }
        Value::Object(lowered)
    }

    fn object(
        &self,
        members: &Map<String, Value>,
        properties: &Map<String, Value>,
        lowered: &mut Map<String, Value>,
    ) {
        let required: Vec<&str> = members
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut fields = Map::new();
        for (name, schema) in properties {
            let nullable = schema.get("nullable") == Some(&Value::Bool(true));
            let mut field = self.schema(schema);
            if let Some(members) = field.as_object_mut() {
                members.remove("nullable");
            }
            if nullable || !required.contains(&name.as_str()) {
                field = runtime_type("Patch", &[field]);
            }
            fields.insert(name.clone(), field);
        }
        let all: Vec<&String> = properties.keys().collect();
        lowered.insert("type".to_owned(), json!("object"));
        lowered.insert("required".to_owned(), json!(all));
        lowered.insert("properties".to_owned(), Value::Object(fields));
        lowered.insert("additionalProperties".to_owned(), json!({}));
    }

    /// A reference to a component, wrapped as the component asks for.
    fn use_of(&self, name: &str) -> Value {
        let reference = json!({ "$ref": format!("{SCHEMAS}{name}") });
        if self.enums.contains(name) {
            runtime_type("Open", &[reference])
        } else if self.records.contains(name) {
            runtime_type("Sourced", &[reference])
        } else {
            reference
        }
    }
}

/// A type of `contacts-runtime`.
fn runtime_type(name: &str, parameters: &[Value]) -> Value {
    rust_type(
        "contacts-runtime",
        &format!("contacts_runtime::{name}"),
        parameters,
    )
}

/// A type of a crate, in the extension that typify reads.
fn rust_type(name: &str, path: &str, parameters: &[Value]) -> Value {
    json!({ "x-rust-type": { "crate": name, "version": "*", "path": path, "parameters": parameters } })
}

fn entries_mut(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value.and_then(Value::as_object_mut).into_iter().flatten()
}

fn members_mut(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    entries_mut(value).map(|(_, member)| member)
}

fn elements_mut(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}

//! Every sample of every vendor through the generated types: read, written again, nothing lost.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in its helpers"
)]

use contacts_tests::{REPLAYS, RoundTrip, root};
use serde_json::Value;
use xtask::generate::lower::{self, Lowered};
use xtask::generate::names;
use xtask::vendor::{SampleFormat, SampleName, VendorFolder};

#[test]
fn every_sample_survives_its_types() {
    let mut replayed = 0;
    for (slug, round_trip) in REPLAYS {
        let folder = VendorFolder::load(root(), slug).expect("the folder is readable");
        let lowered = lower::lower(folder.spec.value()).expect("it lowers");
        for sample in &folder.samples {
            let name = sample.name().expect("check holds the names");
            let Some(schema) = schema(&lowered.named, &name) else {
                continue;
            };
            let body = serde_json::from_slice(&sample.bytes).expect("check holds the samples");
            let mut components = Vec::new();
            collect(&lowered, schema, &body, true, &mut components);
            for (component, value) in components {
                replayed += usize::from(same(*round_trip, component, value, &sample.file));
            }
        }
    }
    assert!(replayed > 500, "only {replayed} values were replayed");
}

/// The schema of a sample of JSON that is no oddity.
fn schema<'a>(document: &'a Value, name: &SampleName<'_>) -> Option<&'a Value> {
    if name.is_odd() || name.format != SampleFormat::Json {
        return None;
    }
    let paths = document.get("paths")?.as_object()?;
    let operation = paths
        .values()
        .filter_map(Value::as_object)
        .flatten()
        .map(|(_, operation)| operation)
        .find(|operation| operation.get("operationId") == Some(&Value::from(name.operation)))?;
    let responses = operation.get("responses")?;
    let response = responses
        .get(name.status.to_string())
        .or_else(|| responses.get("default"))?;
    response.pointer("/content/application~1json/schema")
}

/// The body's own component, and every record in it: in a page, records stand with their bytes, which would prove
/// nothing of their type.
fn collect<'a>(
    lowered: &'a Lowered,
    schema: &'a Value,
    value: &'a Value,
    top: bool,
    found: &mut Vec<(&'a str, &'a Value)>,
) {
    if value.is_null() {
        return;
    }
    if let Some(name) = lower::reference(schema) {
        if top || lowered.records.contains(name) {
            found.push((name, value));
        }
        let component = lowered
            .named
            .pointer(&format!("/components/schemas/{name}"));
        return component
            .into_iter()
            .for_each(|schema| collect(lowered, schema, value, false, found));
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (property, schema) in properties.into_iter().flatten() {
        if let Some(value) = value.get(property) {
            collect(lowered, schema, value, false, found);
        }
    }
    for element in value.as_array().into_iter().flatten() {
        collect(
            lowered,
            schema.get("items").unwrap_or(&Value::Null),
            element,
            top,
            found,
        );
    }
    if let (Some(schema), Some(members)) = (schema.get("additionalProperties"), value.as_object()) {
        for member in members.values() {
            collect(lowered, schema, member, false, found);
        }
    }
}

/// Unions are no structs: the components around them are replayed.
fn same(round_trip: RoundTrip, component: &str, value: &Value, file: &str) -> bool {
    let component = names::type_ident(component).to_string();
    let Some(result) = round_trip(&component, &value.to_string()) else {
        return false;
    };
    let written = result.unwrap_or_else(|error| panic!("{file} as {component}: {error}"));
    assert_eq!(&written, value, "{file} as {component}");
    true
}

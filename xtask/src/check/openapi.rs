//! Whether the document is OpenAPI 3.0 at all, and what its schema alone does not say.

use serde_json::Value;

use super::Findings;
use super::schema::{self, Shape};
use super::spec::{Kind, Place, Spec};
use crate::diagnostic::{Code, quoted};

pub(super) fn check(spec: &Spec<'_>, found: &mut Findings) {
    for mut finding in schema::findings(spec.document, Shape::OpenApi) {
        if finding.pointer == "/openapi" {
            let version = spec
                .document
                .get("/openapi")
                .map(|version| {
                    version
                        .as_str()
                        .map_or_else(|| version.to_string(), str::to_owned)
                })
                .unwrap_or_default();
            finding.reason = format!("the document is OpenAPI {}", quoted(&version));
            finding.remedy = "write the document in OpenAPI 3.0.3".to_owned();
        }
        found.push(finding);
    }
    for place in &spec.places {
        if place.reference().is_some() && place.object.len() > 1 && place.kind != Kind::PathItem {
            siblings(spec, place, found);
        } else if place.is_schema() && place.reference().is_none() {
            values(spec, place, found);
        }
    }
}

fn siblings(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    for key in place.object.keys().filter(|key| *key != "$ref") {
        let reason = format!("{} beside $ref is ignored", quoted(key));
        let remedy = if place.is_schema() {
            "move the reference into `allOf: [{$ref: …}]` beside the other keys, or take them out"
        } else {
            "take it out, or write it in the component"
        };
        found.find(
            spec.document,
            Code::RefSiblings,
            place.at(key),
            reason,
            remedy,
        );
    }
}

/// What the official schema leaves open about one schema object.
fn values(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let kind = place.text("type");
    if kind == Some("array") && !place.object.contains_key("items") {
        let reason = "an array does not say what is in it";
        found.find(
            spec.document,
            Code::NotOpenapi,
            place.pointer(),
            reason,
            "add `items`; `items: {}` for anything",
        );
    }
    if kind.is_none_or(|kind| kind == "object") {
        let properties = place.object.get("properties").and_then(Value::as_object);
        let required = place.object.get("required").and_then(Value::as_array);
        for (index, name) in required.into_iter().flatten().enumerate() {
            let Some(name) = name.as_str() else { continue };
            if !properties.is_some_and(|properties| properties.contains_key(name)) {
                let pointer = format!("{}/{index}", place.at("required"));
                let reason = format!(
                    "the required property {} is not among the properties",
                    quoted(name)
                );
                let remedy = "add it to `properties`, or take it out of `required`";
                found.find(spec.document, Code::NotOpenapi, pointer, reason, remedy);
            }
        }
    }
    let nullable = place.object.get("nullable") == Some(&Value::Bool(true));
    for (index, value) in place
        .object
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
    {
        let fits = match kind {
            _ if value.is_null() => nullable,
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        };
        if !fits {
            let pointer = format!("{}/{index}", place.at("enum"));
            let reason = format!(
                "the value is {}, which `type` and `nullable` exclude",
                schema::type_name(value)
            );
            let remedy = "put text in quotes; write `nullable: true` where null is a value";
            found.find(spec.document, Code::NotOpenapi, pointer, reason, remedy);
        }
    }
}

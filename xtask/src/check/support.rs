//! What the generator takes, so that nothing in a spec is silently ignored.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Findings;
use super::references::{Graph, component, records};
use super::spec::{Kind, Place, Spec, is_json};
use crate::diagnostic::{Code, quoted};

pub(super) fn check(spec: &Spec<'_>, graph: &Graph<'_>, found: &mut Findings) {
    let to_records = graph.leading_to(records(spec));
    for place in &spec.places {
        if place.kind == Kind::PathItem && place.object.contains_key("$ref") {
            feature(
                spec,
                place,
                "$ref",
                "a reference to a path item is ignored",
                found,
            );
        }
        if place.reference().is_some() {
            if matches!(place.holder, "oneOf" | "anyOf") {
                record(spec, place, &to_records, found);
            }
            continue;
        }
        match place.kind {
            Kind::RequestBody => media_types(spec, place, true, found),
            Kind::Response => media_types(spec, place, false, found),
            Kind::Parameter => parameter(spec, place, found),
            Kind::Schema(_) => {
                composition(spec, place, found);
                if matches!(place.holder, "oneOf" | "anyOf") {
                    within_union(spec, place, &to_records, found);
                }
            }
            Kind::SecurityScheme => scheme(spec, place, found),
            _ => {}
        }
        features(spec, place, found);
    }
}

fn features(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let ignored: &[&str] = match place.kind {
        Kind::PathItem => &["servers"],
        Kind::Operation => &["callbacks"],
        Kind::Response => &["links"],
        Kind::MediaType => &["encoding"],
        Kind::Parameter => &["allowReserved", "allowEmptyValue"],
        Kind::Schema(_) => &["discriminator", "xml"],
        Kind::Components => &["links", "callbacks"],
        _ => &[],
    };
    for key in ignored {
        let off = place
            .object
            .get(*key)
            .is_none_or(|value| *value == Value::Bool(false));
        if !off {
            feature(
                spec,
                place,
                key,
                &format!("`{key}` has no effect on the clients"),
                found,
            );
        }
    }
    if place.kind == Kind::Operation
        && let Some(servers) = place.object.get("servers").and_then(Value::as_array)
        && (servers.len() > 1
            || servers
                .iter()
                .any(|server| server.get("variables").is_some()))
    {
        let reason = "an operation of its own server has one, with a fixed URL";
        feature(spec, place, "servers", reason, found);
    }
    if place.is_schema() && place.object.contains_key("title") {
        feature(
            spec,
            place,
            "title",
            "the title of a schema would rename its Rust type",
            found,
        );
    }
}

fn feature(spec: &Spec<'_>, place: &Place<'_>, key: &str, reason: &str, found: &mut Findings) {
    let remedy = "take it out, and say in the description what a reader should know";
    found.find(
        spec.document,
        Code::UnsupportedFeature,
        place.at(key),
        reason,
        remedy,
    );
}

fn media_types(spec: &Spec<'_>, place: &Place<'_>, request: bool, found: &mut Findings) {
    let Some(content) = place.object.get("content").and_then(Value::as_object) else {
        return;
    };
    let pointer = place.at("content");
    if request && content.len() != 1 {
        let reason = format!("a request body has {} media types", content.len());
        let remedy = "keep the one that the clients should send";
        found.find(
            spec.document,
            Code::UnsupportedMediaType,
            pointer.as_str(),
            reason,
            remedy,
        );
    }
    for (name, media) in content {
        let pointer = crate::diagnostic::child(&pointer, name);
        let plain = name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/+-.".contains(&b));
        let taken = is_json(name)
            || name.starts_with("text/")
            || name == "application/octet-stream"
            || (request && name == "multipart/form-data");
        if !plain || !taken {
            let reason = format!("{} is not taken here", quoted(name));
            let remedy = "write application/json, text/…, application/octet-stream or, in a request, multipart/form-data; lower case, no parameters";
            found.find(
                spec.document,
                Code::UnsupportedMediaType,
                pointer,
                reason,
                remedy,
            );
        } else if media.get("schema").is_none() {
            let reason = "the body has no schema";
            found.find(
                spec.document,
                Code::UnsupportedMediaType,
                pointer,
                reason,
                "add `schema`; `schema: {}` for anything",
            );
        }
    }
}

fn parameter(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let mut refuse = |key: &str, reason: String, remedy: &str| {
        found.find(
            spec.document,
            Code::UnsupportedParameter,
            place.at(key),
            reason,
            remedy,
        );
    };
    let location = place.text("in").unwrap_or_default();
    if location == "cookie" {
        refuse(
            "in",
            "cookies are not taken".to_owned(),
            "leave the parameter out",
        );
    }
    if let Some(style) = place.text("style") {
        let taken = match location {
            "query" => matches!(style, "form" | "deepObject"),
            _ => style == "simple",
        };
        if !taken {
            let reason = format!("the style {} is not taken in {location}", quoted(style));
            refuse(
                "style",
                reason,
                "write `simple` in paths and headers, `form` or `deepObject` in the query",
            );
        }
    }
    if let Some(content) = place.object.get("content").and_then(Value::as_object)
        && !content.keys().all(|name| name == "application/json")
    {
        let reason = "the parameter's content is not application/json".to_owned();
        refuse(
            "content",
            reason,
            "write `content: {application/json: …}`, or a `schema`",
        );
    }
    let name = place.text("name").unwrap_or_default();
    let own = ["accept", "content-type", "authorization"];
    if location == "header" && own.contains(&name.to_ascii_lowercase().as_str()) {
        let reason = format!("the header {} is set by body and credentials", quoted(name));
        refuse(
            "name",
            reason,
            "describe it as media type or security scheme",
        );
    }
    if location == "path" {
        let schema = place
            .object
            .get("schema")
            .and_then(|schema| spec.resolve(schema));
        let kind = schema
            .and_then(|schema| schema.get("type"))
            .and_then(Value::as_str);
        if matches!(kind, Some("array" | "object")) {
            refuse(
                "schema",
                "a list or an object does not fit into one segment".to_owned(),
                "write a single value",
            );
        }
    }
}

fn composition(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let mut refuse = |key: &str, reason: &str, remedy: &str| {
        found.find(
            spec.document,
            Code::UnsupportedComposition,
            place.at(key),
            reason,
            remedy,
        );
    };
    if place.object.contains_key("not") {
        refuse(
            "not",
            "`not` has no form in Rust",
            "describe what is allowed",
        );
    }
    let composed: Vec<&str> = ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .filter(|key| place.object.contains_key(*key))
        .collect();
    let Some(first) = composed.first() else {
        return;
    };
    let beside = place.object.keys().find(|key| {
        let word = key.as_str();
        let remark = matches!(
            word,
            "description"
                | "nullable"
                | "title"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "default"
                | "example"
        );
        word != *first && !remark && !word.starts_with("x-")
    });
    if let Some(key) = beside {
        let reason = format!("`{key}` and `{first}` in one schema are not taken");
        refuse(
            key,
            &reason,
            "move one of the two into a component of its own",
        );
    }
    if *first == "allOf" {
        let members = place.object.get("allOf").and_then(Value::as_array);
        let single = members.is_some_and(|members| {
            members.len() == 1 && members.iter().all(|member| member.get("$ref").is_some())
        });
        if !single {
            let reason = "`allOf` holds something else than one reference";
            refuse("allOf", reason, "write all properties into one component");
        }
    }
}

/// A reference in a union that leads to a record.
fn record(
    spec: &Spec<'_>,
    place: &Place<'_>,
    to_records: &BTreeSet<(&str, &str)>,
    found: &mut Findings,
) {
    let leads = place
        .reference()
        .and_then(component)
        .is_some_and(|id| to_records.contains(&id));
    if leads {
        let reason = format!("an alternative of `{}` holds a record", place.holder);
        let remedy = "choose between whole answers elsewhere, or take `x-contacts-record` from the component";
        found.find(
            spec.document,
            Code::RecordInUnion,
            place.at("$ref"),
            reason,
            remedy,
        );
    }
}

/// A schema written out within a union: whatever it refers to counts.
fn within_union(
    spec: &Spec<'_>,
    place: &Place<'_>,
    to_records: &BTreeSet<(&str, &str)>,
    found: &mut Findings,
) {
    let (mut todo, mut leads) = (place.object.values().collect::<Vec<_>>(), false);
    while let Some(value) = todo.pop() {
        match value {
            Value::Array(values) => todo.extend(values),
            Value::Object(object) => {
                let reference = object
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(component);
                leads |= reference.is_some_and(|id| to_records.contains(&id));
                todo.extend(object.values());
            }
            _ => {}
        }
    }
    if leads {
        let reason = format!("an alternative of `{}` holds a record", place.holder);
        let remedy = "choose between whole answers elsewhere, or take `x-contacts-record` from the component";
        found.find(
            spec.document,
            Code::RecordInUnion,
            place.pointer(),
            reason,
            remedy,
        );
    }
}

fn scheme(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let word = |key: &str| place.text(key).unwrap_or_default().to_ascii_lowercase();
    let taken = match word("type").as_str() {
        "apikey" => word("in") != "cookie",
        "http" => matches!(word("scheme").as_str(), "bearer" | "basic"),
        _ => false,
    };
    if !taken {
        let reason = "this kind of credential is not taken";
        let remedy =
            "write `type: apiKey` in header or query, or `type: http` with bearer or basic";
        found.find(
            spec.document,
            Code::UnsupportedFeature,
            place.pointer(),
            reason,
            remedy,
        );
    }
}

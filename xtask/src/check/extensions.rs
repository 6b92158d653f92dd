//! The x-contacts extensions: known, in their place, of the right form, and true to the operation.

use jiff::civil::Date;
use serde_json::Value;

use super::Findings;
use super::json_schema::{Target, find};
use super::schema::Extensions;
use super::spec::{Kind, LISTINGS, Operation, Place, Response, Role, Spec};
use crate::diagnostic::{Code, child, did_you_mean, quoted};

pub(super) fn check(spec: &Spec<'_>, found: &mut Findings) {
    for place in &spec.places {
        // Names in maps are the vendor's, whatever they begin with.
        if place.reference().is_none() {
            for (key, value) in place.object.iter().filter(|(key, _)| key.starts_with("x-")) {
                one(spec, place, key, value, found);
            }
        }
    }
    errors(spec, found);
    invalid_fields(spec, found);
    for operation in &spec.operations {
        capability(spec, operation, found);
        if let Some(pagination) = operation.object.get("x-contacts-pagination") {
            self::pagination(spec, operation, pagination, found);
            super::sizes::check(spec, operation, pagination, found);
        }
        for response in &operation.responses {
            status(spec, response, found);
        }
    }
}

fn one(spec: &Spec<'_>, place: &Place<'_>, key: &str, value: &Value, found: &mut Findings) {
    let extensions = Extensions::known();
    let pointer = place.at(key);
    if !extensions.names().any(|known| known == key) {
        let reason = format!("{} is not a known extension", quoted(key));
        let remedy = match did_you_mean(key, extensions.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "take it out; specs/README.md lists the extensions".to_owned(),
        };
        found.find(
            spec.document,
            Code::ExtensionUnknown,
            pointer,
            reason,
            remedy,
        );
        return;
    }
    let (fits, home) = match key {
        "x-contacts-capability"
        | "x-contacts-pagination"
        | "x-contacts-idempotent"
        | "x-contacts-evidence" => (place.kind == Kind::Operation, "an operation"),
        "x-contacts-since" | "x-contacts-until" => (
            matches!(
                place.kind,
                Kind::Operation | Kind::Parameter | Kind::Schema(Role::Property)
            ),
            "an operation, a property or a parameter",
        ),
        "x-contacts-status" => (place.kind == Kind::Response, "a response"),
        "x-contacts-errors" | "x-contacts-invalid-fields" => {
            (place.kind == Kind::Root, "the document")
        }
        "x-contacts-rate-limit" => (
            matches!(place.kind, Kind::Root | Kind::Operation),
            "the document or an operation",
        ),
        "x-contacts-record" => (
            place.kind == Kind::Schema(Role::Component),
            "a component schema",
        ),
        "x-contacts-volatile" => (place.kind == Kind::Schema(Role::Property), "a property"),
        "x-contacts-required" => (place.kind == Kind::ServerVariable, "a server variable"),
        _ => (true, "anywhere"),
    };
    if !fits {
        let reason = format!("`{key}` means nothing here");
        found.find(
            spec.document,
            Code::ExtensionMisplaced,
            pointer.as_str(),
            reason,
            format!("write it on {home}"),
        );
    }
    for finding in extensions.findings(spec.document, key, &pointer, value) {
        found.push(finding);
    }
    if matches!(key, "x-contacts-since" | "x-contacts-until") {
        dates(spec, place, key, found);
    }
}

fn dates(spec: &Spec<'_>, place: &Place<'_>, key: &str, found: &mut Findings) {
    let date = |key: &str| place.text(key).and_then(|text| text.parse::<Date>().ok());
    let Some(text) = place.text(key) else { return };
    let Some(day) = date(key) else {
        let reason = format!("{} is no date", quoted(text));
        found.find(
            spec.document,
            Code::ExtensionContradicts,
            place.at(key),
            reason,
            "write a day as YYYY-MM-DD",
        );
        return;
    };
    if key == "x-contacts-until" && date("x-contacts-since").is_some_and(|since| since > day) {
        let reason = "it was last seen before it was first seen";
        found.find(
            spec.document,
            Code::ExtensionContradicts,
            place.at(key),
            reason,
            "exchange the two dates",
        );
    }
}

fn capability(spec: &Spec<'_>, operation: &Operation<'_>, found: &mut Findings) {
    let Some(capabilities) = operation.object.get("x-contacts-capability") else {
        let reason = "the operation does not say which unified operations it serves";
        let remedy = "add `x-contacts-capability`, with `[]` for none";
        found.find(
            spec.document,
            Code::CapabilityMissing,
            operation.pointer.as_str(),
            reason,
            remedy,
        );
        return;
    };
    let served: Vec<&str> = capabilities
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    // What a contact brings along has no pages.
    let lists = served
        .iter()
        .filter(|_| !served.contains(&"get"))
        .find(|capability| LISTINGS.contains(capability));
    if let Some(capability) = lists
        && !operation.object.contains_key("x-contacts-pagination")
    {
        let reason =
            format!("`{capability}` lists something, but nothing says where the list ends");
        let remedy = "add `x-contacts-pagination`; `scheme: none` where the vendor answers everything at once";
        found.find(
            spec.document,
            Code::PaginationMissing,
            operation.pointer.as_str(),
            reason,
            remedy,
        );
    }
}

fn pagination(
    spec: &Spec<'_>,
    operation: &Operation<'_>,
    pagination: &Value,
    found: &mut Findings,
) {
    let base = child(&operation.pointer, "x-contacts-pagination");
    let text = |key: &str| pagination.get(key).and_then(Value::as_str);
    let in_body = text("in") == Some("body");
    for key in ["page", "size"] {
        let Some(name) = text(key) else { continue };
        let (exists, what) = if in_body {
            (
                body_has(spec, operation, name),
                "property of the request body",
            )
        } else {
            let mut parameters = operation.parameters.iter();
            (
                parameters.any(|parameter| parameter.name == name && parameter.place == "query"),
                "query parameter",
            )
        };
        if !exists {
            let names = operation.parameters.iter().map(|parameter| parameter.name);
            let reason = format!("the operation has no {what} {}", quoted(name));
            let remedy = match did_you_mean(name, names).filter(|near| *near != name) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("name a {what} that the operation has, and say with `in` where it goes")
                }
            };
            found.find(
                spec.document,
                Code::PaginationUnresolved,
                child(&base, key),
                reason,
                remedy,
            );
        }
    }
    let mut successes = operation
        .responses
        .iter()
        .filter(|response| response.status.starts_with('2'));
    if text("items").is_some()
        && let (Some(first), Some(second)) = (successes.next(), successes.next())
    {
        let reason = format!(
            "the list has the responses {} and {}, and nothing says which of them is a page",
            first.status, second.status
        );
        found.find(
            spec.document,
            Code::PaginationAmbiguous,
            second.pointer.as_str(),
            reason,
            "keep the one that is a page; any other answer reaches callers as an error with its status and body",
        );
    }
    let sizes = ["default-size", "max-size"].map(|key| pagination.get(key).and_then(Value::as_i64));
    if let [Some(default), Some(max)] = sizes
        && default > max
    {
        let reason = format!("the default size {default} is more than the maximum {max}");
        found.find(
            spec.document,
            Code::ExtensionContradicts,
            child(&base, "default-size"),
            reason,
            "exchange the two",
        );
    }
    let buckets = text("scheme") == Some("buckets");
    let success = operation.json_success();
    for key in [
        "items",
        "number",
        "pages",
        "total",
        "capped",
        "next",
        "bucket-items",
        "bucket-total",
        "id",
    ] {
        let Some(pointer) = text(key) else { continue };
        let target = match key {
            "items" if buckets => Target::Collection,
            "items" | "bucket-items" => Target::List,
            _ => Target::Scalar,
        };
        let items = text("items").unwrap_or_default();
        let pointer = match key {
            // One bucket of the map or list that `items` points at.
            "bucket-items" | "bucket-total" => format!("{items}/0{pointer}"),
            "id" if buckets => format!(
                "{items}/0{}/0{pointer}",
                text("bucket-items").unwrap_or_default()
            ),
            "id" => format!("{items}/0{pointer}"),
            _ => pointer.to_owned(),
        };
        let problem = match success {
            Some(schema) => find(spec, schema, &pointer, target).err(),
            None => Some("the operation has no successful response with a JSON body".to_owned()),
        };
        if let Some(reason) = problem {
            let remedy = "write a JSON pointer to it in the body of the successful response";
            found.find(
                spec.document,
                Code::PaginationUnresolved,
                child(&base, key),
                reason,
                remedy,
            );
        }
    }
}

fn body_has(spec: &Spec<'_>, operation: &Operation<'_>, name: &str) -> bool {
    let media = operation
        .body
        .and_then(|body| body.get("content"))
        .and_then(Value::as_object);
    let pointer = if name.starts_with('/') {
        name.to_owned()
    } else {
        child("", name)
    };
    media
        .into_iter()
        .flatten()
        .filter_map(|(_, media)| media.get("schema"))
        .any(|schema| find(spec, schema, &pointer, Target::Anything).is_ok())
}

fn status(spec: &Spec<'_>, response: &Response<'_>, found: &mut Findings) {
    let Some(pointer) = response
        .object
        .get("x-contacts-status")
        .and_then(Value::as_str)
    else {
        return;
    };
    let problem = match response.json() {
        Some(schema) => find(spec, schema, pointer, Target::Number).err(),
        None => Some("the response has no JSON body".to_owned()),
    };
    if let Some(reason) = problem {
        let remedy = "write a JSON pointer to the number in the response body";
        let place = child(&response.pointer, "x-contacts-status");
        found.find(spec.document, Code::StatusUnresolved, place, reason, remedy);
    }
}

/// Some error response has what names invalid fields.
fn invalid_fields(spec: &Spec<'_>, found: &mut Findings) {
    let (root, pointers) = listed(spec, "x-contacts-invalid-fields");
    for (index, pattern) in pointers.iter().enumerate() {
        let Some(pattern) = pattern.as_str() else {
            continue;
        };
        let pointer = pattern.replace("/*", "/0");
        let errors = spec
            .operations
            .iter()
            .flat_map(|operation| &operation.responses);
        let mut bodies = errors
            .filter(|response| response.status.starts_with('4'))
            .filter_map(Response::json);
        let leads = |schema, pointer: &str, target| find(spec, schema, pointer, target).is_ok();
        // What is left open may be anything, further in as well.
        let outer = || {
            pointer
                .match_indices('/')
                .filter_map(|(end, _)| pointer.get(..end))
        };
        let names = |schema| {
            leads(schema, &pointer, Target::List)
                || leads(schema, &pointer, Target::Scalar)
                || outer()
                    .skip(1)
                    .any(|outer| leads(schema, outer, Target::Open))
        };
        if !bodies.any(names) {
            let place = child(&root, &index.to_string());
            let reason = format!(
                "{} leads to a name in no JSON body of an error",
                quoted(pattern)
            );
            let remedy = "write a JSON pointer to the name or its path, with * for each element of a list, and give the responses that have it their schema";
            found.find(spec.document, Code::ErrorUnresolved, place, reason, remedy);
        }
    }
}

/// The list that the document has as this extension, with its place.
fn listed<'a>(spec: &'a Spec<'_>, key: &str) -> (String, &'a [Value]) {
    let root = spec.places.iter().find(|place| place.kind == Kind::Root);
    let list = root.and_then(|root| Some((root.at(key), root.object.get(key)?.as_array()?)));
    list.map_or_else(Default::default, |(place, list)| (place, list.as_slice()))
}

/// Each of the vendor's own errors is one that some response can have.
fn errors(spec: &Spec<'_>, found: &mut Findings) {
    let (root, list) = listed(spec, "x-contacts-errors");
    for (index, error) in list.iter().enumerate() {
        let (Some(status), Some(pointer)) = (
            error.get("status").and_then(Value::as_u64),
            error.get("pointer").and_then(Value::as_str),
        ) else {
            continue;
        };
        let status = status.to_string();
        let mut bodies = spec
            .operations
            .iter()
            .flat_map(|operation| &operation.responses)
            .filter(|response| response.status == status)
            .filter_map(Response::json);
        if !bodies.any(|schema| find(spec, schema, pointer, Target::Scalar).is_ok()) {
            let place = child(&root, &index.to_string());
            let reason = format!(
                "{} leads to a value in no JSON body of a response {status}",
                quoted(pointer)
            );
            let remedy = "write a JSON pointer to the member that says it, and give the responses that have it their schema";
            found.find(spec.document, Code::ErrorUnresolved, place, reason, remedy);
        }
    }
}

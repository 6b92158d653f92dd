//! Paths: a form that requests can be built from, no two alike, parameters that fit.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Findings;
use super::spec::Spec;
use crate::diagnostic::{Code, child, quoted};

pub(super) fn check(spec: &Spec<'_>, found: &mut Findings) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let paths = spec.document.get("/paths").and_then(Value::as_object);
    for (path, _) in paths
        .into_iter()
        .flatten()
        .filter(|(path, _)| path.starts_with('/'))
    {
        let pointer = child("/paths", path);
        if let Err(reason) = form(path) {
            let remedy =
                "write plain segments and whole `{parameters}`, such as `/contacts/{contact_id}`";
            found.find(
                spec.document,
                Code::PathInvalid,
                pointer.as_str(),
                reason,
                remedy,
            );
        }
        let shape = path.split('/').map(|segment| {
            if segment.starts_with('{') {
                "{}"
            } else {
                segment
            }
        });
        let shape = shape.collect::<Vec<_>>().join("/");
        match taken.get(&shape) {
            Some(other) => {
                let reason = format!(
                    "{} and {} match the same requests",
                    quoted(path),
                    quoted(other)
                );
                found.find(
                    spec.document,
                    Code::PathCollision,
                    pointer,
                    reason,
                    "put the operations under one template",
                );
            }
            None => {
                taken.insert(shape, path);
            }
        }
    }
    for operation in &spec.operations {
        let in_template = names(operation.path);
        for name in &in_template {
            let declared = operation
                .parameters
                .iter()
                .any(|it| it.place == "path" && it.name == *name);
            if !declared {
                let reason = format!(
                    "no parameter is declared for {}",
                    quoted(&format!("{{{name}}}"))
                );
                let remedy = format!(
                    "add a parameter {} with `in: path` and `required: true`",
                    quoted(name)
                );
                found.find(
                    spec.document,
                    Code::PathParameterMismatch,
                    operation.pointer.as_str(),
                    reason,
                    remedy,
                );
            }
        }
        for parameter in operation.parameters.iter().filter(|it| it.place == "path") {
            if !in_template.contains(&parameter.name) {
                let reason = format!(
                    "the path has no {}",
                    quoted(&format!("{{{}}}", parameter.name))
                );
                let remedy = "correct the name, or take the parameter out";
                found.find(
                    spec.document,
                    Code::PathParameterMismatch,
                    parameter.pointer.as_str(),
                    reason,
                    remedy,
                );
            }
        }
    }
}

/// The parameters of a template, in order.
fn names(path: &str) -> Vec<&str> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .collect()
}

fn form(path: &str) -> Result<(), String> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let mut seen: Vec<&str> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let last = index + 1 == segments.len();
        if segment.is_empty() && last {
            // `/` itself, or a slash at the end.
        } else if segment.is_empty() {
            return Err("the path has an empty segment".to_owned());
        } else if matches!(*segment, "." | "..") {
            return Err(format!(
                "the segment {} would be resolved away",
                quoted(segment)
            ));
        } else if let Some(name) = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if !name.chars().all(plain) || !name.contains(|c: char| c.is_ascii_alphanumeric()) {
                return Err(format!("{} is no name of a parameter", quoted(segment)));
            }
            if seen.contains(&name) {
                return Err(format!("{} stands in the path twice", quoted(segment)));
            }
            seen.push(name);
        } else if segment.contains(['{', '}']) {
            return Err(format!(
                "the segment {} is partly a parameter",
                quoted(segment)
            ));
        } else if !segment
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '@' | ':'))
        {
            return Err(format!(
                "the segment {} has characters that a path must not have",
                quoted(segment)
            ));
        }
    }
    Ok(())
}

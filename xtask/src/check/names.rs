//! Names that carry over to Rust: their form, and that no two become one.

use std::collections::BTreeMap;

use heck::{ToLowerCamelCase, ToPascalCase, ToSnakeCase};
use serde_json::Value;

use super::Findings;
use super::spec::{Kind, Operation, Place, Spec};
use crate::diagnostic::{Code, child, quoted};
use crate::generate::names::{taken_for_operation, taken_for_scheme};

/// Longest name that makes sense as an identifier.
const MAX_LENGTH: usize = 100;

/// The catch-all field of every generated struct.
const CATCH_ALL: &str = "extra";

pub(super) fn check(spec: &Spec<'_>, found: &mut Findings) {
    operations(spec, found);
    for section in [
        "schemas",
        "responses",
        "parameters",
        "requestBodies",
        "headers",
        "examples",
    ] {
        components(spec, section, found);
    }
    for (name, _) in spec.section("securitySchemes").into_iter().flatten() {
        if !is_word(name) {
            let reason = format!("{} does not read as a name", quoted(name));
            let pointer = child("/components/securitySchemes", name);
            found.find(
                spec.document,
                Code::NameInvalid,
                pointer,
                reason,
                "write it in lowerCamel, ASCII letters and digits",
            );
        }
        if let Some(taken) = taken_for_scheme(name) {
            let reason = format!("generated code has `{taken}` already");
            let pointer = child("/components/securitySchemes", name);
            found.find(
                spec.document,
                Code::NameReserved,
                pointer,
                reason,
                "choose another name",
            );
        }
    }
    for place in &spec.places {
        match place.kind {
            Kind::Schema(_) if place.reference().is_none() => {
                properties(spec, place, found);
                variants(spec, place, found);
            }
            Kind::Parameter => parameter(spec, place, found),
            _ => {}
        }
    }
    for operation in &spec.operations {
        parameters(spec, operation, found);
    }
}

fn operations(spec: &Spec<'_>, found: &mut Findings) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for operation in &spec.operations {
        let pointer = child(&operation.pointer, "operationId");
        let Some(id) = operation.id else {
            let reason = "the operation has no name";
            found.find(
                spec.document,
                Code::OperationIdInvalid,
                operation.pointer.as_str(),
                reason,
                "add `operationId` in lowerCamel",
            );
            continue;
        };
        if !is_word(id)
            || !id.starts_with(|c: char| c.is_ascii_lowercase())
            || id.len() > MAX_LENGTH
        {
            let reason = format!("{} is not lowerCamel", quoted(id));
            let proposal = id.to_lower_camel_case();
            let remedy = if is_word(&proposal) && proposal.len() <= MAX_LENGTH {
                format!("write `{proposal}`")
            } else {
                "write ASCII letters and digits, such as `listContacts`".to_owned()
            };
            found.find(
                spec.document,
                Code::OperationIdInvalid,
                pointer.as_str(),
                reason,
                remedy,
            );
        }
        let snake = id.to_snake_case();
        if is_keyword(&snake) {
            let reason = format!("`{snake}` is a keyword of Rust");
            found.find(
                spec.document,
                Code::NameReserved,
                pointer.as_str(),
                reason,
                "add what it acts upon, such as `moveContact`",
            );
        }
        if let Some(name) = taken_for_operation(id) {
            let reason = format!("generated code has `{name}` already");
            found.find(
                spec.document,
                Code::NameReserved,
                pointer.as_str(),
                reason,
                "add what it acts upon, such as `newContact`",
            );
        }
        match taken.get(&snake) {
            Some(other) if *other == id => {
                let reason = format!("{} names two operations", quoted(id));
                found.find(
                    spec.document,
                    Code::OperationIdInvalid,
                    pointer,
                    reason,
                    "give each operation a name of its own",
                );
            }
            Some(other) => collision(spec, pointer, id, other, &snake, found),
            None => {
                taken.insert(snake, id);
            }
        }
    }
}

fn components(spec: &Spec<'_>, section: &str, found: &mut Findings) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (name, _) in spec.section(section).into_iter().flatten() {
        let pointer = child(&child("/components", section), name);
        let pascal = name.to_pascal_case();
        if !is_word(name)
            || !name.starts_with(|c: char| c.is_ascii_uppercase())
            || name.len() > MAX_LENGTH
        {
            let reason = format!("{} is not PascalCase", quoted(name));
            let remedy = if is_word(&pascal) && pascal.len() <= MAX_LENGTH {
                format!("write `{pascal}`")
            } else {
                "write ASCII letters and digits, such as `ContactList`".to_owned()
            };
            found.find(
                spec.document,
                Code::NameInvalid,
                pointer.as_str(),
                reason,
                remedy,
            );
        }
        if is_keyword(&pascal) {
            let reason = format!("`{pascal}` is a keyword of Rust");
            found.find(
                spec.document,
                Code::NameReserved,
                pointer.as_str(),
                reason,
                "choose another name",
            );
        }
        match taken.get(&pascal) {
            Some(other) => collision(spec, pointer, name, other, &pascal, found),
            None => {
                taken.insert(pascal, name);
            }
        }
    }
}

fn properties(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (name, _) in place
        .object
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let pointer = child(&place.at("properties"), name);
        if !is_property(name) {
            let reason = format!("{} cannot become a field", quoted(name));
            let remedy = "properties are ASCII letters, digits, blanks and _ . - $ @ : #; describe others in `additionalProperties`";
            found.find(
                spec.document,
                Code::NameInvalid,
                pointer.as_str(),
                reason,
                remedy,
            );
        }
        let field = field_ident(name);
        if field == CATCH_ALL {
            let reason = format!(
                "{} clashes with the field that keeps unknown properties",
                quoted(name)
            );
            let remedy = "leave it out of the properties; it is kept among the unknown ones";
            found.find(
                spec.document,
                Code::NameReserved,
                pointer.as_str(),
                reason,
                remedy,
            );
        }
        match taken.get(&field) {
            Some(other) => collision(spec, pointer, name, other, &field, found),
            None => {
                taken.insert(field, name);
            }
        }
    }
}

/// Enum variants, named as the type generator names them: a second try keeps left-out characters as X.
fn variants(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let values: Vec<(usize, &str)> = place
        .object
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, value)| Some((index, value.as_str()?)))
        .collect();
    let replaced = |text: &str| text.replace(|c: char| !c.is_alphanumeric(), "X");
    let first: BTreeMap<String, ()> = values
        .iter()
        .map(|(_, text)| (variant_ident(text), ()))
        .collect();
    let second_try = first.len() < values.len();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (index, text) in values {
        let pointer = format!("{}/{index}", place.at("enum"));
        if !text.contains(|c: char| c.is_ascii_alphanumeric()) || text.len() > MAX_LENGTH {
            let reason = format!("{} cannot become the name of a variant", quoted(text));
            let remedy =
                "take it out of the enum; values that the enum doesn't have are kept as they are";
            found.find(spec.document, Code::NameInvalid, pointer, reason, remedy);
            continue;
        }
        let ident = if second_try {
            variant_ident(&replaced(text))
        } else {
            variant_ident(text)
        };
        match taken.get(&ident) {
            Some(other) => collision(spec, pointer, text, other, &ident, found),
            None => {
                taken.insert(ident, text);
            }
        }
    }
}

fn parameter(spec: &Spec<'_>, place: &Place<'_>, found: &mut Findings) {
    let (Some(name), location) = (place.text("name"), place.text("in")) else {
        return;
    };
    // `labels[]`, `filter[name]`
    let stem = if location == Some("query") {
        name.split('[').next().unwrap_or_default()
    } else {
        name
    };
    let brackets = name.strip_prefix(stem).unwrap_or_default();
    let inner = brackets
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let brackets_fit = brackets.is_empty()
        || inner.is_some_and(|inner| {
            inner.split("][").all(|part| {
                part.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            })
        });
    let stem_fits = is_property(stem) && !stem.contains([' ', '#', ':', '@']);
    if !stem_fits || !brackets_fit {
        let reason = format!("{} cannot become an argument", quoted(name));
        let remedy =
            "parameters are ASCII letters, digits and _ . - $; in the query, brackets may follow";
        found.find(
            spec.document,
            Code::NameInvalid,
            place.at("name"),
            reason,
            remedy,
        );
    }
}

fn parameters(spec: &Spec<'_>, operation: &Operation<'_>, found: &mut Findings) {
    let mut taken: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for parameter in &operation.parameters {
        let ident = field_ident(parameter.name);
        match taken.get(&ident) {
            Some((name, place)) => {
                let reason = format!(
                    "{} in {} and {} in {place} would both be `{ident}`",
                    quoted(parameter.name),
                    parameter.place,
                    quoted(name)
                );
                let remedy = "keep one of the two";
                found.find(
                    spec.document,
                    Code::NameCollision,
                    parameter.pointer.as_str(),
                    reason,
                    remedy,
                );
            }
            None => {
                taken.insert(ident, (parameter.name, parameter.place));
            }
        }
    }
}

fn collision(
    spec: &Spec<'_>,
    pointer: String,
    name: &str,
    other: &str,
    ident: &str,
    found: &mut Findings,
) {
    let reason = format!(
        "{} and {} would both be {}",
        quoted(name),
        quoted(other),
        quoted(ident)
    );
    let vendors_own = pointer.contains("/properties/") || pointer.contains("/enum/");
    let remedy = if vendors_own {
        "keep one of the two; what the spec leaves out is kept as unknown"
    } else {
        "rename one of the two"
    };
    found.find(spec.document, Code::NameCollision, pointer, reason, remedy);
}

/// ASCII letters and digits, a letter first.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_property(name: &str) -> bool {
    let allowed = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '$' | '@' | ':' | '#' | ' ')
    };
    name.len() <= MAX_LENGTH
        && name.chars().all(allowed)
        && name.contains(|c: char| c.is_ascii_alphanumeric())
        && name.trim() == name
}

/// The field that the type generator makes of a property.
fn field_ident(name: &str) -> String {
    let snake = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => spaced(name).to_snake_case(),
    };
    finish(snake, "x")
}

/// The variant that the type generator makes of an enum value.
fn variant_ident(name: &str) -> String {
    let pascal = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => spaced(name).to_pascal_case(),
    };
    finish(pascal, "X")
}

/// What is no part of an identifier separates words.
fn spaced(name: &str) -> String {
    name.replace('\'', "")
        .replace(|c: char| !(c.is_alphanumeric() || c == '_'), "-")
}

fn finish(ident: String, prefix: &str) -> String {
    let ident = match ident.chars().next() {
        Some(first) if first.is_alphabetic() || first == '_' => ident,
        _ => format!("{prefix}{ident}"),
    };
    if is_keyword(&ident) {
        format!("{ident}_")
    } else {
        ident
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "Self"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

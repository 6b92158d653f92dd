//! The words by which pages name types: `string`, `integer<int64>`, `object[]`, `Array of strings`, `string | null`.

use crate::claim::{Says, Type};

/// A type as a page names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Typed {
    /// `None` where more than one is named.
    pub kind: Option<Type>,
    /// Of a list, what its elements are.
    pub items: Option<Box<Typed>>,
    /// As OpenAPI names it.
    pub format: Option<String>,
    /// It may be null.
    pub nullable: bool,
}

impl Typed {
    fn of(kind: Type) -> Self {
        Self {
            kind: Some(kind),
            ..Self::default()
        }
    }

    fn with(kind: Type, format: &str) -> Self {
        Self {
            format: Some(format.to_owned()),
            ..Self::of(kind)
        }
    }

    fn list(items: Option<Self>) -> Self {
        Self {
            items: items.map(Box::new),
            ..Self::of(Type::Array)
        }
    }

    /// What it states of its subject; what it states of a list's elements is in `items`.
    pub fn says(&self) -> Vec<Says> {
        let kind = self.kind.map(Says::Type);
        let format = self.format.clone().map(Says::Format);
        let nullable = self.nullable.then_some(Says::Nullable(true));
        [kind, format, nullable].into_iter().flatten().collect()
    }
}

/// One word that names a type.
pub(super) fn word(word: &str) -> Option<Typed> {
    let lower = word.to_ascii_lowercase();
    Some(match lower.as_str() {
        "string" | "strings" | "str" | "varchar" => Typed::of(Type::String),
        "integer" | "integers" | "int" | "long" | "bigint" => Typed::of(Type::Integer),
        "int32" | "int64" => Typed::with(Type::Integer, &lower),
        "number" | "numbers" | "decimal" | "numeric" => Typed::of(Type::Number),
        "float" | "double" => Typed::with(Type::Number, &lower),
        "boolean" | "booleans" | "bool" => Typed::of(Type::Boolean),
        "array" | "list" => Typed::of(Type::Array),
        "object" | "objects" | "dict" | "map" | "hash" => Typed::of(Type::Object),
        "null" => Typed::of(Type::Null),
        "any" | "unknown" | "mixed" => Typed::of(Type::Any),
        "uuid" | "email" | "date" | "uri" | "date-time" => Typed::with(Type::String, &lower),
        "url" => Typed::with(Type::String, "uri"),
        "datetime" => Typed::with(Type::String, "date-time"),
        "file" | "binary" => Typed::with(Type::String, "binary"),
        _ => return None,
    })
}

/// A whole expression that names a type, and nothing else.
pub(super) fn expression(text: &str) -> Option<Typed> {
    let text = text.trim().trim_matches(['`', '*', '\'']).trim();
    if text.is_empty() || text.len() > 80 {
        return None;
    }
    alternatives(text).or_else(|| single(text))
}

/// `string | null`, `integer or string`.
fn alternatives(text: &str) -> Option<Typed> {
    let separator = [" | ", "|", " or ", " / ", "\u{2223}"]
        .into_iter()
        .find(|separator| text.contains(separator))?;
    let mut typed = Vec::new();
    let mut nullable = false;
    for part in text.split(separator) {
        match single(part.trim().trim_matches('`'))? {
            Typed {
                kind: Some(Type::Null),
                ..
            } => nullable = true,
            other => typed.push(other),
        }
    }
    let mut first = typed.first().cloned().unwrap_or_default();
    if typed.iter().any(|other| other.kind != first.kind) {
        first = Typed::default();
    }
    first.nullable |= nullable;
    Some(first)
}

fn single(text: &str) -> Option<Typed> {
    let lower = text.to_ascii_lowercase();
    if let Some(typed) = word(text) {
        return Some(typed);
    }
    for (suffix, nullable) in [
        (" nullable", true),
        ("?", true),
        (", nullable", true),
        (" (nullable)", true),
    ] {
        if let Some(inner) = lower.strip_suffix(suffix) {
            return Some(Typed {
                nullable,
                ..single(inner.trim())?
            });
        }
    }
    if let Some(inner) = lower.strip_suffix("[]") {
        return Some(Typed::list(Some(single(inner.trim())?)));
    }
    if let Some(inner) = lower
        .strip_prefix("[]")
        .or_else(|| lower.strip_prefix('[')?.strip_suffix(']'))
    {
        return Some(Typed::list(Some(single(inner.trim())?)));
    }
    for prefix in [
        "array of ",
        "arrays of ",
        "list of ",
        "array[",
        "array<",
        "array (",
        "array(",
        "list[",
        "list<",
    ] {
        if let Some(inner) = lower.strip_prefix(prefix) {
            let closed = inner.strip_suffix([']', '>', ')']).unwrap_or(inner);
            // What is listed may have a name of its own: `Array of objects (contacts)`.
            let named = closed.split(" (").next().unwrap_or(closed).trim();
            if let Some(items) = single(named) {
                return Some(Typed::list(Some(items)));
            }
            return (!prefix.ends_with(' ')).then(|| Typed::list(None));
        }
    }
    if let Some(inner) = lower
        .strip_prefix("enum<")
        .and_then(|inner| inner.strip_suffix('>'))
    {
        return single(inner);
    }
    if lower == "enum" || lower == "enum string" || lower == "string enum" {
        return Some(Typed::of(Type::String));
    }
    if lower.starts_with("map<")
        || lower.starts_with("map[")
        || lower.starts_with("record<")
        || lower.starts_with("dict[")
    {
        return Some(Typed::of(Type::Object));
    }
    // `string<date-time>`, `string (uuid)`, `string · email`.
    let (base, format) = lower.split_once(['<', '(', '\u{b7}', '[', ':'])?;
    let format = format
        .trim()
        .trim_start_matches('$')
        .trim_end_matches(['>', ')', ']'])
        .trim();
    let base = word(base.trim())?;
    if format == "enum" {
        return Some(base);
    }
    let plain = !format.is_empty()
        && format.len() <= 24
        && format
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || char == '-');
    plain.then(|| match word(format) {
        // `array[string]` in other brackets.
        Some(items) if base.kind == Some(Type::Array) => Typed::list(Some(items)),
        _ if format == "nullable" => Typed {
            nullable: true,
            ..base
        },
        _ => Typed {
            format: Some(format.to_owned()),
            ..base
        },
    })
}

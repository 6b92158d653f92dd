//! Schemas: what a value may be.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{At, Comparison, quoted};
use super::document::object;
use super::rust_type;
use crate::code::Code;
use crate::spec::resolve;

/// Keywords that [`Comparison::schema`] compares by itself.
const KEYWORDS: &[&str] = &[
    "$ref",
    "nullable",
    "type",
    "format",
    "enum",
    "default",
    "pattern",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "oneOf",
    "anyOf",
    "allOf",
    "readOnly",
    "writeOnly",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "multipleOf",
    "uniqueItems",
];

/// What kind of schema it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Type(String),
    Composed(&'static str),
}

impl Comparison<'_> {
    /// Compares two schemas. `types` says whether the Rust type of the place changes.
    pub fn schema(&mut self, at: &At, old: &Value, new: &Value, types: bool) {
        self.flags(at, old, new, types);
        self.rest(at, old, new, KEYWORDS);
        match (rust_type::target(old), rust_type::target(new)) {
            (None, None) => self.kinds(at, old, new, types),
            (Some(before), Some(after)) if self.is_same(before, after) => {}
            (before, after) => {
                let shown = |target: Option<&str>, schema: &Value| {
                    Some(target.map_or_else(|| described(schema), |target| name(target).to_owned()))
                };
                self.add(
                    Code::ReferenceChanged,
                    at,
                    shown(before, old),
                    shown(after, new),
                    types,
                );
                self.follow(at, old, new, types);
            }
        }
    }

    fn is_same(&self, before: &str, after: &str) -> bool {
        match self.renamed.get(before) {
            Some(renamed) => renamed == after,
            None => before == after,
        }
    }

    /// Compares what two different references, or a reference and a schema, stand for.
    fn follow(&mut self, at: &At, old: &Value, new: &Value, types: bool) {
        let inner = |document: &'_ Value, pointer: &Option<String>, schema: &Value| {
            let target = rust_type::target(schema).map(str::to_owned);
            let found = target
                .as_ref()
                .and_then(|target| document.pointer(target))
                .cloned();
            let (target, found) =
                resolve_owned(document, target, found.unwrap_or_else(|| schema.clone()));
            (
                pointer
                    .as_ref()
                    .map(|pointer| target.unwrap_or_else(|| pointer.clone())),
                found,
            )
        };
        let (old_pointer, old) = inner(self.old.value, &at.old, old);
        let (new_pointer, new) = inner(self.new.value, &at.new, new);
        let pair = (
            old_pointer.clone().unwrap_or_default(),
            new_pointer.clone().unwrap_or_default(),
        );
        if self.followed.insert(pair.clone()) {
            let at = At {
                old: old_pointer,
                new: new_pointer,
                uses: at.uses.clone(),
            };
            self.kinds(&at, &old, &new, types);
            self.followed.remove(&pair);
        }
    }

    fn flags(&mut self, at: &At, old: &Value, new: &Value, types: bool) {
        let codes = [
            ("nullable", Code::NullAllowed, Code::NullRefused),
            ("readOnly", Code::ReadOnlyAdded, Code::ReadOnlyRemoved),
            ("writeOnly", Code::WriteOnlyAdded, Code::WriteOnlyRemoved),
        ];
        for (keyword, on, off) in codes {
            let is_on = |schema: &Value| schema.get(keyword) == Some(&Value::Bool(true));
            let at = at.child(keyword);
            match (is_on(old), is_on(new)) {
                (false, true) => self.add(
                    on,
                    &at,
                    Some("false".to_owned()),
                    Some("true".to_owned()),
                    types,
                ),
                (true, false) => self.add(
                    off,
                    &at,
                    Some("true".to_owned()),
                    Some("false".to_owned()),
                    types,
                ),
                _ => {}
            }
        }
    }

    fn kinds(&mut self, at: &At, old: &Value, new: &Value, types: bool) {
        let (before, after) = (kind(old), kind(new));
        if before != after {
            let code = match (
                before.holds(&after, old, new),
                after.holds(&before, new, old),
            ) {
                (true, false) => Code::TypeNarrowed,
                (false, true) => Code::TypeWidened,
                _ => Code::TypeChanged,
            };
            let at = match (&before, &after) {
                (Kind::Type(_), Kind::Type(_)) => at.child("type"),
                _ => at.clone(),
            };
            self.add(code, &at, Some(described(old)), Some(described(new)), types);
            return;
        }
        let codes = [Code::FormatAdded, Code::FormatRemoved, Code::FormatChanged];
        self.value(
            codes,
            &at.child("format"),
            old.get("format"),
            new.get("format"),
            types,
        );
        let codes = [
            Code::DefaultAdded,
            Code::DefaultRemoved,
            Code::DefaultChanged,
        ];
        self.value(
            codes,
            &at.child("default"),
            old.get("default"),
            new.get("default"),
            types,
        );
        let codes = [
            Code::PatternAdded,
            Code::PatternRemoved,
            Code::PatternChanged,
        ];
        self.value(
            codes,
            &at.child("pattern"),
            old.get("pattern"),
            new.get("pattern"),
            types,
        );
        self.values(&at.child("enum"), old.get("enum"), new.get("enum"), types);
        self.bounds(at, old, new);
        self.properties(at, old, new);
        self.additional(&at.child("additionalProperties"), old, new, types);
        self.items(&at.child("items"), old, new);
        for (keyword, codes) in [
            ("oneOf", [Code::VariantAdded, Code::VariantRemoved]),
            ("anyOf", [Code::VariantAdded, Code::VariantRemoved]),
            ("allOf", [Code::PartAdded, Code::PartRemoved]),
        ] {
            self.members(
                codes,
                &at.child(keyword),
                old.get(keyword),
                new.get(keyword),
                types,
            );
        }
    }

    fn values(&mut self, at: &At, old: Option<&Value>, new: Option<&Value>, types: bool) {
        match (old, new) {
            (Some(_), Some(_)) => {
                self.value_list(
                    [Code::EnumValueAdded, Code::EnumValueRemoved],
                    at,
                    old,
                    new,
                    types,
                );
            }
            _ => self.value(
                [Code::EnumAdded, Code::EnumRemoved, Code::KeywordChanged],
                at,
                old,
                new,
                types,
            ),
        }
    }

    fn bounds(&mut self, at: &At, old: &Value, new: &Value) {
        let range = [Code::RangeWidened, Code::RangeNarrowed];
        let length = [Code::LengthWidened, Code::LengthNarrowed];
        let other = [Code::ConstraintWidened, Code::ConstraintNarrowed];
        for (keyword, codes, is_lower) in [
            ("minimum", range, true),
            ("exclusiveMinimum", range, true),
            ("maximum", range, false),
            ("exclusiveMaximum", range, false),
            ("minLength", length, true),
            ("maxLength", length, false),
            ("minItems", length, true),
            ("maxItems", length, false),
            ("minProperties", other, true),
            ("maxProperties", other, false),
            ("uniqueItems", other, true),
            ("multipleOf", other, true),
        ] {
            // A flag that is off says what a flag that is missing says.
            let bound = |schema: &Value| {
                schema
                    .get(keyword)
                    .filter(|bound| **bound != Value::Bool(false))
                    .cloned()
            };
            let (before, after) = (bound(old), bound(new));
            let [widened, narrowed] = codes;
            let changed = match (
                before.as_ref().and_then(Value::as_f64),
                after.as_ref().and_then(Value::as_f64),
            ) {
                (Some(before), Some(after)) if before == after => continue,
                (Some(before), Some(after)) if keyword == "multipleOf" => {
                    if is_multiple(after, before) {
                        narrowed
                    } else if is_multiple(before, after) {
                        widened
                    } else {
                        Code::ConstraintChanged
                    }
                }
                (Some(before), Some(after)) => {
                    if (before < after) == is_lower {
                        narrowed
                    } else {
                        widened
                    }
                }
                _ => Code::KeywordChanged,
            };
            self.value(
                [narrowed, widened, changed],
                &at.child(keyword),
                before.as_ref(),
                after.as_ref(),
                false,
            );
        }
    }

    fn additional(&mut self, at: &At, old: &Value, new: &Value, types: bool) {
        let of = |schema: &Value| {
            schema
                .get("additionalProperties")
                .cloned()
                .unwrap_or(Value::Bool(true))
        };
        let (before, after) = (of(old), of(new));
        // Whatever is allowed, in the order of how much it is.
        let room = |values: &Value| match values {
            Value::Bool(false) => 0,
            Value::Object(schema) if !schema.is_empty() => 1,
            _ => 2,
        };
        let shown = |values: &Value| match values {
            Value::Bool(false) => "none".to_owned(),
            schema if room(schema) == 1 => described(schema),
            _ => "anything".to_owned(),
        };
        match room(&before).cmp(&room(&after)) {
            std::cmp::Ordering::Less => {
                let code = Code::AdditionalPropertiesWidened;
                self.add(code, at, Some(shown(&before)), Some(shown(&after)), types);
            }
            std::cmp::Ordering::Greater => {
                let code = Code::AdditionalPropertiesNarrowed;
                self.add(code, at, Some(shown(&before)), Some(shown(&after)), types);
            }
            std::cmp::Ordering::Equal if room(&before) == 1 => self.element(at, &before, &after),
            std::cmp::Ordering::Equal => {}
        }
    }

    fn items(&mut self, at: &At, old: &Value, new: &Value) {
        let anything = Value::Object(serde_json::Map::new());
        let (before, after) = (old.get("items"), new.get("items"));
        if before.is_some() || after.is_some() {
            self.element(at, before.unwrap_or(&anything), after.unwrap_or(&anything));
        }
    }

    /// Compares the schemas of a list's elements or a map's values.
    fn element(&mut self, at: &At, old: &Value, new: &Value) {
        let types =
            rust_type::element(self.old.value, old) != rust_type::element(self.new.value, new);
        self.schema(at, old, new, types);
    }

    /// Compares the members of a composition: equal ones first, then those at one place.
    fn members(
        &mut self,
        codes: [Code; 2],
        at: &At,
        old: Option<&Value>,
        new: Option<&Value>,
        types: bool,
    ) {
        let list = |members: Option<&Value>| -> Vec<(usize, Value)> {
            members
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .cloned()
                .enumerate()
                .collect()
        };
        let (mut before, mut after) = (list(old), list(new));
        let same = |comparison: &Self, old: &Value, new: &Value| match (
            rust_type::target(old),
            rust_type::target(new),
        ) {
            (Some(old), Some(new)) => comparison.is_same(old, new),
            _ => old == new,
        };
        before.retain(
            |(_, old)| match after.iter().position(|(_, new)| same(self, old, new)) {
                Some(index) => {
                    after.remove(index);
                    false
                }
                None => true,
            },
        );
        let [added, removed] = codes;
        for (index, old) in before {
            let place = at.child(&index.to_string());
            let twin = after.iter().position(|(other, new)| {
                *other == index
                    && rust_type::target(&old).is_none()
                    && rust_type::target(new).is_none()
            });
            match twin {
                Some(twin) => {
                    let (_, new) = after.remove(twin);
                    self.schema(&place, &old, &new, types);
                }
                None => self.removed(removed, place, described(&old)),
            }
        }
        for (index, new) in after {
            self.added(added, at.child(&index.to_string()), described(&new));
        }
    }
}

impl Kind {
    /// Whether every value of the other kind is one of this.
    fn holds(&self, other: &Self, own: &Value, others: &Value) -> bool {
        match (self, other) {
            (Self::Any, _) => true,
            (Self::Type(number), Self::Type(integer)) => number == "number" && integer == "integer",
            (Self::Composed(keyword @ ("oneOf" | "anyOf")), _) => {
                let variants = own.get(*keyword).and_then(Value::as_array);
                variants.is_some_and(|variants| {
                    variants
                        .iter()
                        .any(|variant| without_words(variant) == without_words(others))
                })
            }
            _ => false,
        }
    }
}

/// A schema in a few words: `string, date-time`, `list of Contact`, `Contact or null`.
pub fn described(schema: &Value) -> String {
    let or_null = if rust_type::is_nullable(schema) {
        " or null"
    } else {
        ""
    };
    if let Some(target) = rust_type::target(schema) {
        return format!("{}{or_null}", name(target));
    }
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let text = match (kind(schema), word("format")) {
        (Kind::Any, _) => "anything".to_owned(),
        (Kind::Composed(keyword), _) => {
            let members = schema.get(keyword).and_then(Value::as_array);
            let members = members
                .into_iter()
                .flatten()
                .map(described)
                .collect::<Vec<_>>();
            format!("{keyword} {}", members.join(" | "))
        }
        (Kind::Type(list), _) if list == "array" => {
            format!(
                "list of {}",
                schema
                    .get("items")
                    .map_or_else(|| "anything".to_owned(), described)
            )
        }
        (Kind::Type(name), Some(format)) => format!("{name}, {format}"),
        (Kind::Type(name), None) => name,
    };
    quoted(&Value::String(format!("{text}{or_null}")))
}

/// A value without the words that people read.
pub fn without_words(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let is_word = |key: &str, value: &Value| {
                matches!(key, "description" | "summary" | "title") && value.is_string()
                    || matches!(key, "example" | "externalDocs")
            };
            let rest = members.iter().filter(|(key, value)| !is_word(key, value));
            rest.map(|(key, value)| (key.clone(), without_words(value)))
                .collect()
        }
        Value::Array(elements) => elements.iter().map(without_words).collect(),
        other => other.clone(),
    }
}

fn kind(schema: &Value) -> Kind {
    for keyword in ["oneOf", "anyOf", "allOf"] {
        if schema.get(keyword).is_some() {
            return Kind::Composed(keyword);
        }
    }
    match schema.get("type") {
        Some(Value::String(name)) => Kind::Type(name.clone()),
        Some(names) => Kind::Type(names.to_string()),
        None if !object(schema, "properties").is_empty() => Kind::Type("object".to_owned()),
        None => Kind::Any,
    }
}

/// The last step of a pointer.
fn name(target: &str) -> &str {
    target.rsplit('/').next().unwrap_or(target)
}

fn resolve_owned(
    document: &Value,
    pointer: Option<String>,
    value: Value,
) -> (Option<String>, Value) {
    let (found, resolved) = resolve(document, pointer.clone().unwrap_or_default(), &value);
    (pointer.map(|_| found), resolved.clone())
}

fn is_multiple(number: f64, of: f64) -> bool {
    of != 0.0 && (number % of).abs() < f64::EPSILON
}

/// The names that a schema requires.
pub fn required(schema: &Value) -> BTreeSet<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

//! Schemas of a definition: what each says of its parameter or member.

use serde_json::{Number, Value};

use super::super::example::escape;
use super::super::node::{Data, Node};
use super::super::types;
use super::{DEEPEST, MOST, Reader, Target};
use crate::claim::{Says, Type};

impl<'a> Reader<'a> {
    pub(super) fn schema(&mut self, schema: &'a Node, target: &Target, depth: usize) {
        if depth > DEEPEST || self.out.len() >= MOST {
            return;
        }
        if let Some(reference) = schema.get("$ref").and_then(Node::text) {
            if self.open.iter().any(|open| open == reference) {
                return;
            }
            if let Some(found) = self.find(reference) {
                self.open.push(reference.to_owned());
                self.schema(found, target, depth + 1);
                self.open.pop();
            }
        }
        self.kind(schema, target);
        self.bounds(schema, target);
        for part in schema.get("allOf").map(Node::elements).unwrap_or_default() {
            self.schema(part, target, depth + 1);
        }
        for key in ["anyOf", "oneOf"] {
            let variants = schema.get(key).map(Node::elements).unwrap_or_default();
            let (nulls, rest): (Vec<&Node>, Vec<&Node>) = variants
                .iter()
                .partition(|variant| variant.get("type").and_then(Node::text) == Some("null"));
            if let Some(null) = nulls.first() {
                self.say(null.range.clone(), target, Says::Nullable(true));
            }
            match rest.as_slice() {
                [one] => self.schema(one, target, depth + 1),
                many => {
                    for variant in many {
                        self.members(self.resolved(variant), target, depth, false);
                    }
                }
            }
        }
        self.members(schema, target, depth, true);
    }

    pub(super) fn kind(&mut self, schema: &Node, target: &Target) {
        let mut format = schema.get("format").and_then(Node::text).map(str::to_owned);
        if let Some(kind) = schema.get("type") {
            let names: Vec<&str> = match kind.text() {
                Some(text) => vec![text],
                None => kind.elements().iter().filter_map(Node::text).collect(),
            };
            let names: Vec<&str> = if matches!(kind.data, Data::Null) {
                vec!["null"]
            } else {
                names
            };
            let (nulls, rest): (Vec<&str>, Vec<&str>) =
                names.iter().partition(|name| **name == "null");
            if let [one] = rest.as_slice() {
                // Mintlify writes `enum<string>` and `file` for types.
                let typed = types::expression(one).unwrap_or_default();
                format = format.or(typed.format);
                if let Some(found) = typed.kind {
                    self.say(kind.range.clone(), target, Says::Type(found));
                }
            } else if rest.is_empty() && !nulls.is_empty() {
                self.say(kind.range.clone(), target, Says::Type(Type::Null));
            }
            if !nulls.is_empty() {
                self.say(kind.range.clone(), target, Says::Nullable(true));
            }
        }
        if let Some(format) = format {
            let range = schema
                .get("format")
                .or_else(|| schema.get("type"))
                .map_or(schema.range.clone(), |node| node.range.clone());
            self.say(range, target, Says::Format(format));
        }
        if let Some(nullable) = schema.get("nullable")
            && let Some(bool) = nullable.bool()
        {
            self.say(nullable.range.clone(), target, Says::Nullable(bool));
        }
        self.flags(schema, target);
    }

    pub(super) fn bounds(&mut self, schema: &Node, target: &Target) {
        let number = |key: &str| schema.get(key).and_then(Node::number).cloned();
        let at = |keys: &[&str]| {
            keys.iter()
                .find_map(|key| schema.get(key))
                .map_or(schema.range.clone(), |node| node.range.clone())
        };
        let exclusive = |key: &str| schema.get(key).and_then(Node::bool) == Some(true);
        let (lower, upper): (Option<Number>, Option<Number>) =
            (number("exclusiveMinimum"), number("exclusiveMaximum"));
        let range = Says::Range {
            exclusive_minimum: lower.is_some() || exclusive("exclusiveMinimum"),
            exclusive_maximum: upper.is_some() || exclusive("exclusiveMaximum"),
            minimum: lower.or_else(|| number("minimum")),
            maximum: upper.or_else(|| number("maximum")),
        };
        if !matches!(
            range,
            Says::Range {
                minimum: None,
                maximum: None,
                ..
            }
        ) {
            self.say(
                at(&["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"]),
                target,
                range,
            );
        }
        for (minimum, maximum) in [("minLength", "maxLength"), ("minItems", "maxItems")] {
            let whole = |key: &str| number(key).and_then(|number| number.as_u64());
            let length = Says::Length {
                minimum: whole(minimum),
                maximum: whole(maximum),
            };
            if !matches!(
                length,
                Says::Length {
                    minimum: None,
                    maximum: None
                }
            ) {
                self.say(at(&[minimum, maximum]), target, length);
            }
        }
        if let Some(values) = schema.get("enum") {
            let values: Vec<Value> = values.elements().iter().map(Node::value).collect();
            if !values.is_empty() {
                self.say(at(&["enum"]), target, Says::Enum(values));
            }
        }
        if let Some(value) = schema.get("const") {
            self.say(value.range.clone(), target, Says::Enum(vec![value.value()]));
        }
        if let Some(default) = schema.get("default") {
            self.say(
                default.range.clone(),
                target,
                Says::Default(default.value()),
            );
        }
        if let Some(pattern) = schema.get("pattern")
            && let Some(text) = pattern.text()
        {
            self.say(
                pattern.range.clone(),
                target,
                Says::Pattern(text.to_owned()),
            );
        }
        if let Some(example) = schema.get("example")
            && !matches!(example.data, Data::Map(_) | Data::List(_))
        {
            self.say(
                example.range.clone(),
                target,
                Says::Example(example.value()),
            );
        }
    }

    pub(super) fn members(
        &mut self,
        schema: &'a Node,
        target: &Target,
        depth: usize,
        certain: bool,
    ) {
        let Target::Field(side, pointer) = target else {
            // A parameter's elements have no place of their own: their options are the parameter's.
            for items in schema.get("items").map(alternatives).unwrap_or_default() {
                if let Some(values) = self.resolved(items).get("enum") {
                    let options = values.elements().iter().map(Node::value).collect();
                    self.say(values.range.clone(), target, Says::Enum(options));
                }
            }
            return;
        };
        let list = schema
            .get("requiredProperties")
            .or_else(|| schema.get("required"));
        let required: Vec<&Node> = list
            .map(Node::elements)
            .unwrap_or_default()
            .iter()
            .collect();
        for member in schema
            .get("properties")
            .map(Node::members)
            .unwrap_or_default()
        {
            let inner = Target::Field(*side, format!("{pointer}/{}", escape(&member.key)));
            self.say(member.key_range.clone(), &inner, Says::Exists);
            if let Some(mark) = required
                .iter()
                .find(|name| name.text() == Some(&member.key))
                .filter(|_| certain)
            {
                self.say(mark.range.clone(), &inner, Says::Required(true));
            }
            self.schema(&member.value, &inner, depth + 1);
        }
        for items in schema.get("items").map(alternatives).unwrap_or_default() {
            self.schema(
                items,
                &Target::Field(*side, format!("{pointer}/-")),
                depth + 1,
            );
        }
        if let Some(any) = schema
            .get("additionalProperties")
            .filter(|any| matches!(any.data, Data::Map(_)) && !any.members().is_empty())
        {
            let inner = Target::Field(*side, format!("{pointer}/*"));
            self.say(any.range.clone(), &inner, Says::Exists);
            self.schema(any, &inner, depth + 1);
        }
    }
}

/// A schema, or the first of Mintlify's list of them.
pub(super) fn alternatives(node: &Node) -> Vec<&Node> {
    match &node.data {
        Data::List(elements) => elements.iter().take(1).collect(),
        _ => vec![node],
    }
}

//! The columns of a table of contacts, taken from the JSON Schema of the model, so that none is forgotten.

use contacts_core::schema;
use serde_json::{Map, Value};

/// What a place of a contact's JSON is in a table.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A column.
    Leaf(Kind),
    /// Members by name.
    Object(Vec<(String, Shape)>),
    /// Elements of one shape.
    List(Box<Shape>),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text. An id that is a JSON number is text here too.
    Text,
    /// A boolean.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// A point in time in microseconds.
    Time,
    /// JSON as text.
    Json,
}

/// The members that come first; the others follow by name.
const FIRST: &[&str] = &[
    "source",
    "name",
    "emails",
    "phones",
    "onlineServices",
    "tags",
    "attributes",
    "createdAt",
    "updatedAt",
];

impl Shape {
    /// Objects and lists as the model has them.
    pub fn nested() -> Self {
        let schema = schema::contact();
        let mut shape = Schema(&schema).shape(&schema);
        if let Self::Object(members) = &mut shape {
            let rank = |name: &str| FIRST.iter().position(|first| *first == name);
            members.sort_by_key(|(name, _)| rank(name).unwrap_or(FIRST.len()));
        }
        shape
    }

    /// One level of columns: lists are JSON.
    pub fn flat() -> Self {
        Self::nested().without_lists()
    }

    fn without_lists(self) -> Self {
        match self {
            Self::List(_) => Self::Leaf(Kind::Json),
            Self::Leaf(kind) => Self::Leaf(kind),
            Self::Object(members) => Self::Object(
                members
                    .into_iter()
                    .map(|(name, shape)| (name, shape.without_lists()))
                    .collect(),
            ),
        }
    }

    /// The columns of a shape without lists: `source_id` for `/source/id`.
    pub fn columns(&self) -> Vec<(String, Kind)> {
        let mut columns = Vec::new();
        self.collect("", &mut columns);
        columns
    }

    fn collect(&self, name: &str, columns: &mut Vec<(String, Kind)>) {
        match self {
            Self::Leaf(kind) => columns.push((name.to_owned(), *kind)),
            Self::List(_) => columns.push((name.to_owned(), Kind::Json)),
            Self::Object(members) => {
                for (member, shape) in members {
                    let separator = if name.is_empty() { "" } else { "_" };
                    shape.collect(&format!("{name}{separator}{}", snake(member)), columns);
                }
            }
        }
    }
}

/// `createdAt` as `created_at`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// A JSON Schema whose references lead into itself.
struct Schema<'a>(&'a Value);

impl<'a> Schema<'a> {
    fn shape(&self, node: &'a Value) -> Shape {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            let pointer = reference.trim_start_matches('#');
            return match pointer.rsplit('/').next() {
                Some("Timestamp") => Shape::Leaf(Kind::Time),
                _ => self.shape(self.0.pointer(pointer).unwrap_or(&Value::Null)),
            };
        }
        if let Some(variants) = node.get("anyOf").or(node.get("oneOf")) {
            return self.one_of(variants.as_array().map(Vec::as_slice).unwrap_or_default());
        }
        let types: Vec<&str> = match node.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ if node.get("enum").is_some() => vec!["string"],
            _ => Vec::new(),
        };
        let types: Vec<&str> = types.into_iter().filter(|name| *name != "null").collect();
        match (types.as_slice(), node.get("properties"), node.get("items")) {
            (["object"], Some(Value::Object(members)), _) => self.object(members),
            (["array"], _, Some(items)) => Shape::List(Box::new(self.shape(items))),
            (["string"] | ["integer", "string"], _, _) => Shape::Leaf(Kind::Text),
            (["boolean"], _, _) => Shape::Leaf(Kind::Bool),
            (["integer"], _, _) => Shape::Leaf(Kind::Integer),
            (["number"], _, _) => Shape::Leaf(Kind::Float),
            _ => Shape::Leaf(Kind::Json),
        }
    }

    fn object(&self, members: &'a Map<String, Value>) -> Shape {
        let member = |(name, node): (&String, &'a Value)| (name.clone(), self.shape(node));
        Shape::Object(members.iter().map(member).collect())
    }

    /// Texts are one text, objects have the members of all of them, anything else is JSON.
    fn one_of(&self, variants: &'a [Value]) -> Shape {
        let is_null = |node: &&Value| node.get("type").and_then(Value::as_str) == Some("null");
        let mut shapes = variants
            .iter()
            .filter(|node| !is_null(node))
            .map(|node| self.shape(node));
        let Some(first) = shapes.next() else {
            return Shape::Leaf(Kind::Json);
        };
        shapes.fold(first, |all, one| match (all, one) {
            (Shape::Leaf(Kind::Text), Shape::Leaf(Kind::Text)) => Shape::Leaf(Kind::Text),
            (Shape::Object(mut members), Shape::Object(others)) => {
                for (name, shape) in others {
                    if !members.iter().any(|(known, _)| *known == name) {
                        members.push((name, shape));
                    }
                }
                Shape::Object(members)
            }
            _ => Shape::Leaf(Kind::Json),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_the_model() {
        let columns = Shape::flat().columns();
        let lines: Vec<String> = columns
            .iter()
            .map(|(name, kind)| format!("{name}: {kind:?}"))
            .collect();
        insta::assert_snapshot!("flat", lines.join("\n"));
    }
}

//! A schema as what it allows: references resolved, `allOf` merged, `oneOf` and `anyOf` as alternatives.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{child, resolve};
use crate::claim::Type;

/// Most alternatives of one schema; what goes beyond is left out.
const ALTERNATIVES: usize = 32;
/// Deepest nesting of compositions; deeper ones lead in a circle.
const DEPTH: usize = 16;

/// A schema at its place of use.
#[derive(Clone, Debug)]
pub struct Schema<'a> {
    /// Where it is used, before references are followed.
    pub pointer: String,
    document: &'a Value,
    /// A value fits if it fits all parts of one alternative.
    alternatives: Vec<Vec<Part<'a>>>,
}

/// An object of the document that constrains values.
#[derive(Clone, Debug)]
struct Part<'a> {
    pointer: String,
    object: &'a Map<String, Value>,
}

/// What is at a pointer of a body.
#[derive(Clone, Debug)]
pub enum Field<'a> {
    /// This schema.
    Declared(Schema<'a>),
    /// Anything: the schema above is free, and the document says no more.
    Free {
        /// The pointer of the free schema.
        pointer: String,
    },
    /// Nothing that the document knows.
    Missing {
        /// The schema of the nearest parent that the document knows.
        parent: Box<Schema<'a>>,
        /// The step that leads out of it.
        step: String,
        /// There are no steps after it.
        last: bool,
    },
}

impl<'a> Schema<'a> {
    /// The schema of a value that stands at a pointer of the document.
    pub fn new(document: &'a Value, pointer: String, value: &'a Value) -> Self {
        let alternatives = expand(document, pointer.clone(), value, 0);
        Self {
            pointer,
            document,
            alternatives,
        }
    }

    /// The component that it refers to, or its own place.
    pub fn target(&self) -> &str {
        let first = self.alternatives.iter().flatten().next();
        first.map_or(&self.pointer, |part| &part.pointer)
    }

    /// The types of its values but null; empty where any value fits.
    pub fn types(&self) -> BTreeSet<Type> {
        let mut types = BTreeSet::new();
        for alternative in &self.alternatives {
            match alternative.iter().find_map(|part| type_of(part.object)) {
                Some(found) => types.extend(found),
                None => return BTreeSet::new(),
            }
        }
        types.remove(&Type::Null);
        types
    }

    /// Whether null fits.
    pub fn is_nullable(&self) -> bool {
        let says = |part: &Part<'_>| {
            let values = part.object.get("enum").and_then(Value::as_array);
            part.object.get("nullable") == Some(&Value::Bool(true))
                || values.is_some_and(|values| values.contains(&Value::Null))
                || part.object.get("type") == Some(&Value::from("null"))
        };
        self.alternatives.iter().any(|parts| parts.iter().any(says)) || self.types().is_empty()
    }

    /// The values of a keyword with their pointers: one for each part that has it.
    pub fn keyword(&self, name: &str) -> Vec<(String, &'a Value)> {
        let parts = self.alternatives.iter().flatten();
        let mut found = Vec::new();
        for part in parts {
            if let Some(value) = part.object.get(name) {
                let pointer = child(&part.pointer, name);
                if !found.iter().any(|(known, _)| *known == pointer) {
                    found.push((pointer, value));
                }
            }
        }
        found
    }

    /// Every value of its enumerations, of all alternatives; `None` where one alternative is open.
    pub fn values(&self) -> Option<Vec<&'a Value>> {
        let mut values = Vec::new();
        for alternative in &self.alternatives {
            let of = alternative
                .iter()
                .find_map(|part| part.object.get("enum").and_then(Value::as_array))?;
            values.extend(of.iter().filter(|value| !value.is_null()));
        }
        (!values.is_empty()).then_some(values)
    }

    /// The names of its properties, in the order of the value.
    pub fn names(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for part in self.alternatives.iter().flatten() {
            for (name, _) in part
                .object
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// A property, as all alternatives that know it have it.
    pub fn property(&self, name: &str) -> Option<Self> {
        self.under(|part| {
            let property = part.object.get("properties")?.get(name)?;
            Some((child(&child(&part.pointer, "properties"), name), property))
        })
    }

    /// What further keys of the map hold.
    pub fn additional(&self) -> Option<Self> {
        self.under(|part| {
            let value = part
                .object
                .get("additionalProperties")
                .filter(|value| value.is_object())?;
            Some((child(&part.pointer, "additionalProperties"), value))
        })
    }

    /// The elements of the list.
    pub fn items(&self) -> Option<Self> {
        self.under(|part| Some((child(&part.pointer, "items"), part.object.get("items")?)))
    }

    /// Whether a property must be there, in every alternative that knows it.
    pub fn requires(&self, name: &str) -> bool {
        let says = |part: &Part<'_>| {
            let required = part.object.get("required").and_then(Value::as_array);
            required.is_some_and(|names| names.iter().any(|it| it == name))
        };
        !self.alternatives.is_empty()
            && self.alternatives.iter().all(|parts| parts.iter().any(says))
    }

    /// What is at a pointer below: `-` for every element of a list, `*` for every key of a map, else names.
    pub fn at(&self, pointer: &str) -> Field<'a> {
        let mut schema = self.clone();
        let mut steps = pointer.split('/').skip(1).peekable();
        while let Some(step) = steps.next() {
            let name = step.replace("~1", "/").replace("~0", "~");
            let next = match name.as_str() {
                "-" => schema.items(),
                "*" => schema.additional(),
                name => schema.property(name).or_else(|| schema.additional()),
            };
            match next {
                Some(next) => schema = next,
                None if schema.is_free() => {
                    return Field::Free {
                        pointer: schema.pointer,
                    };
                }
                None => {
                    let last = steps.peek().is_none();
                    return Field::Missing {
                        parent: Box::new(schema),
                        step: name,
                        last,
                    };
                }
            }
        }
        Field::Declared(schema)
    }

    /// Whether it says nothing of what is inside: any value, an object without properties, a list without items.
    fn is_free(&self) -> bool {
        let types = self.types();
        types.is_empty()
            || (types.contains(&Type::Object) && self.names().is_empty())
            || (types.contains(&Type::Array) && self.items().is_none())
    }

    fn under(&self, find: impl Fn(&Part<'a>) -> Option<(String, &'a Value)>) -> Option<Self> {
        let mut found: Option<Self> = None;
        for part in self.alternatives.iter().flatten() {
            let Some((pointer, value)) = find(part) else {
                continue;
            };
            let schema = Self::new(self.document, pointer, value);
            match &mut found {
                None => found = Some(schema),
                Some(found) => {
                    let room = ALTERNATIVES.saturating_sub(found.alternatives.len());
                    found
                        .alternatives
                        .extend(schema.alternatives.into_iter().take(room));
                }
            }
        }
        found
    }
}

fn expand<'a>(
    document: &'a Value,
    pointer: String,
    value: &'a Value,
    depth: usize,
) -> Vec<Vec<Part<'a>>> {
    let (pointer, value) = resolve(document, pointer, value);
    let Some(object) = value.as_object() else {
        return vec![Vec::new()];
    };
    let mut alternatives = vec![vec![Part {
        pointer: pointer.clone(),
        object,
    }]];
    if depth >= DEPTH {
        return alternatives;
    }
    let list = |keyword: &str| {
        let base = child(&pointer, keyword);
        let values = object
            .get(keyword)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate();
        values.map(move |(index, value)| (child(&base, &index.to_string()), value))
    };
    for (pointer, member) in list("allOf") {
        alternatives = product(alternatives, expand(document, pointer, member, depth + 1));
    }
    for keyword in ["oneOf", "anyOf"] {
        let members: Vec<_> = list(keyword)
            .flat_map(|(pointer, member)| expand(document, pointer, member, depth + 1))
            .take(ALTERNATIVES)
            .collect();
        if !members.is_empty() {
            alternatives = product(alternatives, members);
        }
    }
    alternatives
}

fn product<'a>(left: Vec<Vec<Part<'a>>>, right: Vec<Vec<Part<'a>>>) -> Vec<Vec<Part<'a>>> {
    let pairs = left
        .iter()
        .flat_map(|left| right.iter().map(move |right| (left, right)));
    pairs
        .take(ALTERNATIVES)
        .map(|(left, right)| left.iter().chain(right).cloned().collect())
        .collect()
}

/// The types that an object of the document names or implies.
fn type_of(object: &Map<String, Value>) -> Option<BTreeSet<Type>> {
    let word = |word: &str| {
        Some(match word {
            "string" => Type::String,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "boolean" => Type::Boolean,
            "array" => Type::Array,
            "object" => Type::Object,
            "null" => Type::Null,
            _ => return None,
        })
    };
    match object.get("type") {
        Some(Value::String(name)) => return word(name).map(|it| BTreeSet::from([it])),
        Some(Value::Array(names)) => {
            return Some(
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .filter_map(word)
                    .collect(),
            );
        }
        _ => {}
    }
    let values = object
        .get("enum")
        .and_then(Value::as_array)
        .map(|values| values.iter().map(type_of_value).collect());
    let implied =
        |keyword: &str, it: Type| object.contains_key(keyword).then(|| BTreeSet::from([it]));
    values
        .or_else(|| implied("properties", Type::Object))
        .or_else(|| implied("items", Type::Array))
}

/// The type of a value.
pub(crate) fn type_of_value(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Number(number) if number.is_f64() => Type::Number,
        Value::Number(_) => Type::Integer,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    }
}

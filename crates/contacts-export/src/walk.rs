//! From a contact's JSON to the cells of a table and back, without losing anything.
//!
//! What a column can't say exactly (an id that is a number, the text that a timestamp was read from, an object without
//! members, a member that the shape does not know) goes to the rest: exact JSON by JSON pointer. So
//! [`join`]`(`[`split`]`(x))` is `x`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Number, Value, json};

use crate::shape::{Kind, Shape};

/// What the cells don't say, by JSON pointer.
pub type Rest = Map<String, Value>;

/// What is in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text, or JSON as text.
    Text(Cow<'a, str>),
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Microseconds since 1970.
    Time(i64),
}

/// Where in a tree of optional objects and lists a cell stands, as Parquet has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Levels {
    /// How many of the optional parts above it are there.
    pub definition: i16,
    /// Which list it goes on with; 0 begins a row.
    pub repetition: i16,
}

/// Takes cells.
pub trait Cells {
    /// Takes what is in a column at one place. Whether it can be read back exactly.
    fn take(&mut self, column: usize, cell: Option<Cell<'_>>, levels: Levels) -> bool;
}

/// Gives the cells of a contact's JSON to `cells`, column by column, and says what they can't say.
pub fn split(shape: &Shape, contact: &Value, cells: &mut impl Cells) -> Rest {
    let mut split = Split {
        cells,
        rest: Rest::new(),
        pointer: String::new(),
        column: 0,
    };
    if let Shape::Object(members) = shape {
        split.members(members, Some(contact), Levels::default(), 0);
    }
    split.rest
}

/// Puts the rest where it was.
pub fn join(contact: &mut Value, rest: Rest) {
    for (pointer, value) in rest {
        let mut place = &mut *contact;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            place = match place {
                Value::Array(elements) => match token.parse::<usize>() {
                    Ok(index) if index < elements.len() => match elements.get_mut(index) {
                        Some(element) => element,
                        None => return,
                    },
                    _ => return,
                },
                place => {
                    if !place.is_object() {
                        *place = Value::Object(Map::new());
                    }
                    match place.as_object_mut() {
                        Some(members) => members.entry(token).or_insert(Value::Null),
                        None => return,
                    }
                }
            };
        }
        *place = value;
    }
}

/// The JSON that a cell was made from, as far as it says.
pub fn value(kind: Kind, cell: Cell<'_>) -> Option<Value> {
    Some(match (kind, cell) {
        (Kind::Json, Cell::Text(text)) => serde_json::from_str(&text).ok()?,
        (_, Cell::Text(text)) => Value::String(text.into_owned()),
        (_, Cell::Bool(value)) => Value::Bool(value),
        (_, Cell::Integer(value)) => value.into(),
        (_, Cell::Float(value)) => Value::Number(Number::from_f64(value)?),
        (_, Cell::Time(microseconds)) => time(microseconds)?,
    })
}

/// A timestamp of which only the instant is known.
fn time(microseconds: i64) -> Option<Value> {
    let text = Timestamp::from_microsecond(microseconds).ok()?.to_string();
    Some(json!({ "instant": text, "text": text, "origin": "rfc3339" }))
}

/// The cell for a value. Whether that says all is asked of [`value`].
fn cell(kind: Kind, value: &Value) -> Option<Cell<'_>> {
    match (kind, value) {
        (Kind::Json, value) => Some(Cell::Text(value.to_string().into())),
        (Kind::Text, Value::String(text)) => Some(Cell::Text(text.into())),
        (Kind::Text, Value::Number(number)) => Some(Cell::Text(number.to_string().into())),
        (Kind::Bool, Value::Bool(value)) => Some(Cell::Bool(*value)),
        (Kind::Integer, Value::Number(number)) => number.as_i64().map(Cell::Integer),
        (Kind::Float, Value::Number(number)) => number.as_f64().map(Cell::Float),
        (Kind::Time, Value::Object(members)) => {
            let instant: Timestamp = members.get("instant")?.as_str()?.parse().ok()?;
            Some(Cell::Time(instant.as_microsecond()))
        }
        _ => None,
    }
}

/// Whether a cell says all of the value that it was made from.
fn is_exact(kind: Kind, cell: Option<&Cell<'_>>, value: &Value) -> bool {
    match (kind, cell, value) {
        (_, None, _) => false,
        (Kind::Json, _, _) => true,
        (Kind::Time, Some(Cell::Time(microseconds)), Value::Object(members)) => {
            let says =
                |name: &str, text: &str| members.get(name).and_then(Value::as_str) == Some(text);
            let plain = Timestamp::from_microsecond(*microseconds).map(|time| time.to_string());
            members.len() == 3
                && says("origin", "rfc3339")
                && plain.is_ok_and(|text| says("instant", &text) && says("text", &text))
        }
        (Kind::Text, _, Value::String(_)) => true,
        (Kind::Text, _, _) => false,
        (Kind::Float, _, Value::Number(number)) => number.is_f64(),
        _ => true,
    }
}

struct Split<'a, C> {
    cells: &'a mut C,
    rest: Rest,
    pointer: String,
    column: usize,
}

impl<C: Cells> Split<'_, C> {
    fn place(&mut self, shape: &Shape, value: Option<&Value>, levels: Levels, depth: i16) {
        match shape {
            Shape::Leaf(kind) => self.leaf(*kind, value, levels),
            Shape::Object(members) => {
                let mut inner = levels;
                match value {
                    Some(Value::Object(map)) => {
                        inner.definition += 1;
                        if map.is_empty() {
                            self.keep(Value::Object(Map::new()));
                        }
                    }
                    Some(other) => self.keep(other.clone()),
                    None => {}
                }
                self.members(
                    members,
                    value.filter(|value| value.is_object()),
                    inner,
                    depth,
                );
            }
            Shape::List(element) => self.list(element, value, levels, depth),
        }
    }

    fn members(
        &mut self,
        members: &[(String, Shape)],
        value: Option<&Value>,
        levels: Levels,
        depth: i16,
    ) {
        let map = value.and_then(Value::as_object);
        let mut known = 0;
        for (name, shape) in members {
            let member = map.and_then(|map| map.get(name));
            known += usize::from(member.is_some());
            match member {
                Some(_) => self.within(name, |split| split.place(shape, member, levels, depth)),
                None => self.place(shape, None, levels, depth),
            }
        }
        let Some(map) = map.filter(|map| map.len() > known) else {
            return;
        };
        for (name, value) in map {
            if !members.iter().any(|(known, _)| known == name) {
                self.within(name, |split| split.keep(value.clone()));
            }
        }
    }

    fn list(&mut self, element: &Shape, value: Option<&Value>, levels: Levels, depth: i16) {
        let elements = match value {
            Some(Value::Array(elements)) => elements.as_slice(),
            Some(other) => {
                self.keep(other.clone());
                return self.place(element, None, levels, depth + 1);
            }
            None => return self.place(element, None, levels, depth + 1),
        };
        if elements.is_empty() {
            let definition = levels.definition + 1;
            let levels = Levels {
                definition,
                ..levels
            };
            return self.place(element, None, levels, depth + 1);
        }
        let first = self.column;
        for (index, value) in elements.iter().enumerate() {
            self.column = first;
            let levels = Levels {
                definition: levels.definition + 2,
                repetition: if index == 0 {
                    levels.repetition
                } else {
                    depth + 1
                },
            };
            self.within(&index.to_string(), |split| {
                split.place(element, Some(value), levels, depth + 1);
            });
        }
    }

    fn leaf(&mut self, kind: Kind, value: Option<&Value>, mut levels: Levels) {
        let cell = value.and_then(|value| cell(kind, value));
        levels.definition += i16::from(cell.is_some());
        let mut exact = value.is_none_or(|value| is_exact(kind, cell.as_ref(), value));
        exact &= self.cells.take(self.column, cell, levels);
        self.column += 1;
        if let Some(value) = value.filter(|_| !exact) {
            self.keep(value.clone());
        }
    }

    fn within(&mut self, name: &str, then: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        if name.contains(['~', '/']) {
            self.pointer
                .push_str(&name.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(name);
        }
        then(self);
        self.pointer.truncate(length);
    }

    fn keep(&mut self, value: Value) {
        self.rest.insert(self.pointer.clone(), value);
    }
}

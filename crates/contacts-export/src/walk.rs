//! From a contact's JSON to the cells of a table and back, without losing anything.
//!
//! What a column can't say exactly (an id that is a number, the text that a timestamp was read from, an object without
//! members, a member that the shape does not know) goes to the rest: exact JSON by JSON pointer. So
//! [`join`]`(`[`split`]`(x))` is `x`.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Number, Value, json};

use crate::shape::{Kind, Shape};
use crate::tree::Place;

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
pub fn split(shape: &Shape, contact: Place<'_>, cells: &mut impl Cells) -> Rest {
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

/// The cell for a place. Whether that says all is asked of [`is_exact`].
fn cell<'a>(kind: Kind, place: Place<'a>) -> Option<Cell<'a>> {
    match kind {
        Kind::Json => Some(Cell::Text(place.value().to_string().into())),
        Kind::Text => match place.as_str() {
            Some(text) => Some(Cell::Text(text.into())),
            None => Some(Cell::Text(place.as_number()?.to_string().into())),
        },
        Kind::Bool => place.as_bool().map(Cell::Bool),
        Kind::Integer => place.as_number()?.as_i64().map(Cell::Integer),
        Kind::Float => place.as_number()?.as_f64().map(Cell::Float),
        Kind::Time => {
            let instant: Timestamp = place.get("instant")?.as_str()?.parse().ok()?;
            Some(Cell::Time(instant.as_microsecond()))
        }
    }
}

/// Whether a cell says all of the place that it was made from.
fn is_exact(kind: Kind, cell: &Cell<'_>, place: Place<'_>) -> bool {
    match (kind, cell) {
        (Kind::Time, Cell::Time(microseconds)) => {
            let says =
                |name: &str, text: &str| place.get(name).and_then(Place::as_str) == Some(text);
            let plain = Timestamp::from_microsecond(*microseconds).map(|time| time.to_string());
            place.parts().count() == 3
                && says("origin", "rfc3339")
                && plain.is_ok_and(|text| says("instant", &text) && says("text", &text))
        }
        (Kind::Text, _) => place.as_str().is_some(),
        (Kind::Float, _) => place.as_number().is_some_and(Number::is_f64),
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
    fn place(&mut self, shape: &Shape, place: Option<Place<'_>>, levels: Levels, depth: i16) {
        match shape {
            Shape::Leaf(kind) => self.leaf(*kind, place, levels),
            Shape::Object(members) => {
                let mut inner = levels;
                match place {
                    Some(place) if place.is_object() => {
                        inner.definition += 1;
                        if place.parts().next().is_none() {
                            self.keep(place);
                        }
                    }
                    Some(other) => self.keep(other),
                    None => {}
                }
                self.members(
                    members,
                    place.filter(|place| place.is_object()),
                    inner,
                    depth,
                );
            }
            Shape::List(element) => self.list(element, place, levels, depth),
        }
    }

    fn members(
        &mut self,
        members: &[(String, Shape)],
        object: Option<Place<'_>>,
        levels: Levels,
        depth: i16,
    ) {
        let mut known = 0;
        for (name, shape) in members {
            let member = object.and_then(|object| object.get(name));
            known += usize::from(member.is_some());
            match member {
                Some(_) => self.within(name, |split| split.place(shape, member, levels, depth)),
                None => self.place(shape, None, levels, depth),
            }
        }
        let Some(object) = object.filter(|object| object.parts().count() > known) else {
            return;
        };
        for part in object.parts() {
            if !members.iter().any(|(known, _)| known == part.name()) {
                self.within(part.name(), |split| split.keep(part));
            }
        }
    }

    fn list(&mut self, element: &Shape, list: Option<Place<'_>>, levels: Levels, depth: i16) {
        let Some(list) = list else {
            return self.place(element, None, levels, depth + 1);
        };
        if !list.is_list() {
            self.keep(list);
            return self.place(element, None, levels, depth + 1);
        }
        if list.parts().next().is_none() {
            let definition = levels.definition + 1;
            let levels = Levels {
                definition,
                ..levels
            };
            return self.place(element, None, levels, depth + 1);
        }
        let first = self.column;
        for (index, part) in list.parts().enumerate() {
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
                split.place(element, Some(part), levels, depth + 1);
            });
        }
    }

    fn leaf(&mut self, kind: Kind, place: Option<Place<'_>>, mut levels: Levels) {
        let cell = place.and_then(|place| cell(kind, place));
        levels.definition += i16::from(cell.is_some());
        let mut exact = match (place, &cell) {
            (Some(place), Some(cell)) => is_exact(kind, cell, place),
            (place, _) => place.is_none(),
        };
        exact &= self.cells.take(self.column, cell, levels);
        self.column += 1;
        if let Some(place) = place.filter(|_| !exact) {
            self.keep(place);
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

    fn keep(&mut self, place: Place<'_>) {
        self.rest.insert(self.pointer.clone(), place.value());
    }
}

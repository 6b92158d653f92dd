//! The table with one row a contact: CSV, and Parquet's flat schema.

use std::io;
use std::sync::LazyLock;

use contacts_core::model::Contact;
use serde_json::{Map, Value};

use crate::shape::{Kind, Shape};
use crate::walk::{self, Cell, Rest};

/// The column for what the others can't say.
pub const REST: &str = "rest";

/// A column that is made from others, so that people see the most important things first. It is not read back.
pub type View = (&'static str, fn(&Contact) -> Option<String>);

/// The columns for people.
pub const VIEWS: &[View] = &[
    ("name", |contact| contact.name.display()),
    ("email", |contact| {
        let email = contact.emails.first()?;
        Some(email.address.as_ref().unwrap_or(&email.raw).clone())
    }),
    ("phone", |contact| {
        let phone = contact.phones.first()?;
        Some(phone.e164.as_ref().unwrap_or(&phone.raw).clone())
    }),
];

/// The table of this release's model.
pub static FLAT: LazyLock<Flat> = LazyLock::new(|| {
    let shape = Shape::flat();
    let (names, kinds) = shape.columns().into_iter().unzip();
    Flat {
        shape,
        kinds,
        names,
    }
});

/// The columns of the table.
pub struct Flat {
    /// Where each comes from.
    pub shape: Shape,
    /// What each holds, without views and rest.
    pub kinds: Vec<Kind>,
    names: Vec<String>,
}

impl Flat {
    /// The names of all columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let views = VIEWS.iter().map(|(name, _)| *name);
        views.chain(self.columns()).chain([REST])
    }

    /// The names of the columns that are read back.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The contact of a row.
    ///
    /// # Errors
    ///
    /// If the cells are none of a contact.
    pub fn contact<'a>(
        &self,
        cells: impl Iterator<Item = Option<Cell<'a>>>,
        rest: &str,
    ) -> io::Result<Contact> {
        let mut cells = cells;
        let value = built(&self.shape, &mut cells);
        contact(value.unwrap_or_else(|| Value::Object(Map::new())), rest)
    }
}

/// The contact for its JSON and the rest.
///
/// # Errors
///
/// If it is the JSON of something else.
pub fn contact(mut value: Value, rest: &str) -> io::Result<Contact> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    if !rest.is_empty() {
        let rest: Rest = serde_json::from_str(rest).map_err(|_| wrong("a cell rest is no JSON"))?;
        walk::join(&mut value, rest);
    }
    serde_json::from_value(value).map_err(|_| wrong("a row is no contact"))
}

/// What the cells say: members that are there, and objects that have any.
fn built<'a>(shape: &Shape, cells: &mut dyn Iterator<Item = Option<Cell<'a>>>) -> Option<Value> {
    match shape {
        Shape::Leaf(kind) => walk::value(*kind, cells.next()??),
        Shape::List(_) => walk::value(Kind::Json, cells.next()??),
        Shape::Object(members) => {
            let mut map = Map::new();
            for (name, shape) in members {
                if let Some(value) = built(shape, cells) {
                    map.insert(name.clone(), value);
                }
            }
            (!map.is_empty()).then_some(Value::Object(map))
        }
    }
}

//! The spec's places that a body is held against, worked out once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use regex::Regex;
use serde_json::Value;

use crate::claim::Type;
use crate::spec::{Schema, child};

/// Most places of one spec.
const PLACES: usize = 20_000;

/// A place of the spec: what the values there may be.
#[derive(Debug, Default)]
pub struct Place {
    /// Its pointer in the document.
    pub pointer: String,
    /// The types that fit; empty where any value does.
    pub types: BTreeSet<Type>,
    /// Null fits.
    pub nullable: bool,
    /// The only values.
    pub values: Option<Vec<Value>>,
    /// Where the values are listed.
    pub listed: String,
    /// The formats, one of which a text must have, with their pointers.
    pub formats: Vec<(String, String)>,
    /// Bounds: keyword, pointer, bound.
    pub bounds: Vec<(&'static str, String, f64)>,
    /// The pattern of its texts, if it is one that can be tried, with its pointer.
    pub pattern: Option<(String, Regex)>,
    /// Where properties are declared.
    pub declares: String,
    /// The properties: where they stand, and whether they must be there.
    pub properties: BTreeMap<String, (usize, bool)>,
    /// The elements of the list.
    pub items: Option<usize>,
    /// The values of the map.
    pub additional: Option<usize>,
}

impl Place {
    /// Whether the spec says nothing of what an object there holds.
    pub fn is_free(&self) -> bool {
        self.properties.is_empty() && self.additional.is_none()
    }
}

/// All places that are reached from the bodies of an operation.
#[derive(Debug, Default)]
pub struct Places {
    places: Vec<Place>,
    known: HashMap<String, usize>,
}

impl Places {
    /// The place with this number.
    pub fn get(&self, number: usize) -> Option<&Place> {
        self.places.get(number)
    }

    /// Takes a schema in, with everything below it, and gives its number.
    pub fn add(&mut self, schema: &Schema<'_>) -> usize {
        if let Some(known) = self.known.get(&schema.pointer) {
            return *known;
        }
        let number = self.places.len();
        self.known.insert(schema.pointer.clone(), number);
        self.places.push(read(schema));
        if number >= PLACES {
            return number;
        }
        let mut properties = BTreeMap::new();
        for name in schema.names() {
            if let Some(property) = schema.property(name) {
                properties.insert(
                    name.to_owned(),
                    (self.add(&property), schema.requires(name)),
                );
            }
        }
        let items = schema.items().map(|items| self.add(&items));
        let additional = schema.additional().map(|values| self.add(&values));
        if let Some(place) = self.places.get_mut(number) {
            (place.properties, place.items, place.additional) = (properties, items, additional);
        }
        number
    }
}

fn read(schema: &Schema<'_>) -> Place {
    let texts = |keyword: &str| -> Vec<(String, String)> {
        let values = schema.keyword(keyword).into_iter();
        values
            .filter_map(|(pointer, value)| Some((pointer, value.as_str()?.to_owned())))
            .collect()
    };
    let pointer = |keyword: &str| {
        let first = schema.keyword(keyword).into_iter().next();
        first.map_or_else(|| child(schema.target(), keyword), |(pointer, _)| pointer)
    };
    let keywords = [
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
    ];
    let bound = |keyword: &'static str| match schema.keyword(keyword).as_slice() {
        // Alternatives with bounds of their own bound nothing together.
        [(pointer, value)] => value
            .as_f64()
            .map(|bound| (keyword, pointer.clone(), bound)),
        _ => None,
    };
    let pattern = match texts("pattern").as_slice() {
        [(pointer, pattern)] => Regex::new(pattern)
            .ok()
            .map(|pattern| (pointer.clone(), pattern)),
        _ => None,
    };
    Place {
        pointer: schema.pointer.clone(),
        types: schema.types(),
        nullable: schema.is_nullable(),
        values: schema
            .values()
            .map(|values| values.into_iter().cloned().collect()),
        listed: pointer("enum"),
        formats: texts("format"),
        bounds: keywords.into_iter().filter_map(bound).collect(),
        pattern,
        declares: pointer("properties"),
        ..Place::default()
    }
}

/// The pointer of a member that the spec does not have, where it would stand.
pub fn undeclared(place: &Place, name: &str) -> String {
    child(&place.declares, name)
}

//! A body, read as a stream and held against a place of the spec at each step.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::format;
use super::place::{Place, Places, undeclared};
use super::private::{enum_word, field_name};
use super::tally::{ANOTHER, ANY, Key, Tallies};
use crate::aspect::type_name;
use crate::claim::Type;
use crate::code::Code;

/// A body being read.
pub struct Walk<'w> {
    /// The spec's places.
    pub places: &'w Places,
    /// What was found so far.
    pub tallies: &'w mut Tallies,
    /// How often each place was met, and how often as an object.
    pub met: &'w mut Vec<(u64, u64)>,
    /// The JSON path to the value at hand.
    pub path: Vec<String>,
    /// The file that is read.
    pub file: &'w str,
}

/// A value at a place of the spec.
pub struct At<'s, 'w> {
    /// The body.
    pub walk: &'s mut Walk<'w>,
    /// The number of the place; `None` where the spec says nothing.
    pub place: Option<usize>,
}

impl<'w> Walk<'w> {
    fn place(&self, number: usize) -> Option<&'w Place> {
        self.places.get(number)
    }

    fn add(
        &mut self,
        code: Code,
        pointer: String,
        of: usize,
        expected: Option<String>,
        found: String,
    ) {
        let path = &self.path;
        self.tallies
            .add(
                Key {
                    pointer,
                    code,
                    found,
                },
                of,
                self.file,
                || shown(path),
            )
            .expected = expected;
    }

    fn meet(&mut self, number: usize, as_object: bool) {
        if self.met.len() <= number {
            self.met.resize(number + 1, (0, 0));
        }
        if let Some((values, objects)) = self.met.get_mut(number) {
            *values += 1;
            *objects += u64::from(as_object);
        }
    }

    /// Holds a value's type against the place; `None` if it does not fit.
    fn fits(&mut self, number: usize, found: Type) -> Option<&'w Place> {
        let place = self.place(number)?;
        self.meet(number, found == Type::Object);
        if found == Type::Null {
            if !place.nullable {
                self.add(
                    Code::PayloadNull,
                    place.pointer.clone(),
                    number,
                    Some(words(place)),
                    "null".to_owned(),
                );
            }
            return None;
        }
        let fits = place.types.is_empty()
            || place.types.contains(&found)
            || place.types.contains(&Type::Any)
            || (found == Type::Integer && place.types.contains(&Type::Number));
        if !fits {
            let found = name(found).to_owned();
            self.add(
                Code::PayloadTypeDiffers,
                place.pointer.clone(),
                number,
                Some(words(place)),
                found,
            );
            return None;
        }
        Some(place)
    }

    fn bounds(&mut self, number: usize, place: &Place, value: f64, low: &str, high: &str) {
        for (keyword, pointer, bound) in &place.bounds {
            let outside =
                (*keyword == low && value < *bound) || (*keyword == high && value > *bound);
            if outside {
                let expected = Some(format!("{keyword} {bound}"));
                self.add(
                    Code::PayloadOutOfBounds,
                    pointer.clone(),
                    number,
                    expected,
                    "a value outside".to_owned(),
                );
            }
        }
    }

    fn values(&mut self, number: usize, place: &Place, value: &Value) {
        let Some(values) = &place.values else { return };
        if !values.contains(value) {
            let another = || ANOTHER.to_owned();
            let word = value.as_str().and_then(enum_word);
            let key = |found: String| Key {
                pointer: place.listed.clone(),
                code: Code::PayloadUndocumentedValue,
                found,
            };
            let mut key = key(word.map_or_else(another, str::to_owned));
            if self.tallies.is_full(&key, number) {
                key.found = another();
            }
            self.add(key.code, key.pointer, number, None, key.found);
        }
    }

    fn scalar(&mut self, number: Option<usize>, found: Type, quantity: Option<f64>, value: Value) {
        let Some(number) = number else { return };
        if let Some(place) = self.fits(number, found) {
            if let Some(quantity) = quantity {
                self.bounds(number, place, quantity, "minimum", "maximum");
            }
            self.values(number, place, &value);
        }
    }

    fn text(&mut self, number: Option<usize>, text: &str) {
        let Some(number) = number else { return };
        let Some(place) = self.fits(number, Type::String) else {
            return;
        };
        self.values(number, place, &Value::from(text));
        let fits = |(_, format): &(String, String)| format::holds(format, text);
        if let Some((pointer, _)) = place
            .formats
            .first()
            .filter(|_| !place.formats.iter().any(fits))
        {
            let expected: Vec<&str> = place
                .formats
                .iter()
                .map(|(_, format)| format.as_str())
                .collect();
            let found = format::of(text).unwrap_or("another text").to_owned();
            let code = Code::PayloadFormatDiffers;
            self.add(
                code,
                pointer.clone(),
                number,
                Some(expected.join(" or ")),
                found,
            );
        }
        if let Some((pointer, _)) = place
            .pattern
            .as_ref()
            .filter(|(_, pattern)| !pattern.is_match(text))
        {
            let found = "a text outside".to_owned();
            self.add(
                Code::PayloadOutOfBounds,
                pointer.clone(),
                number,
                None,
                found,
            );
        }
        if !place.bounds.is_empty() {
            // Texts longer than a float can count don't exist.
            let length = u32::try_from(text.chars().count()).map_or(f64::INFINITY, f64::from);
            self.bounds(number, place, length, "minLength", "maxLength");
        }
    }
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = Type;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Type, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    /// The type of the value.
    type Value = Type;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Type, E> {
        if let Some(number) = self.place {
            self.walk.fits(number, Type::Null);
        }
        Ok(Type::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Type, E> {
        self.walk
            .scalar(self.place, Type::Boolean, None, value.into());
        Ok(Type::Boolean)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Type, E> {
        self.walk
            .scalar(self.place, Type::Integer, Some(value as f64), value.into());
        Ok(Type::Integer)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Type, E> {
        self.walk
            .scalar(self.place, Type::Integer, Some(value as f64), value.into());
        Ok(Type::Integer)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Type, E> {
        self.walk
            .scalar(self.place, Type::Number, Some(value), value.into());
        Ok(Type::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Type, E> {
        self.walk.text(self.place, text);
        Ok(Type::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Type, A::Error> {
        let Self { walk, place } = self;
        let at = place.and_then(|number| Some((number, walk.fits(number, Type::Array)?)));
        let items = at.and_then(|(_, place)| place.items);
        walk.path.push("[*]".to_owned());
        let mut length = 0_u32;
        while list
            .next_element_seed(At {
                walk: &mut *walk,
                place: items,
            })?
            .is_some()
        {
            length = length.saturating_add(1);
        }
        walk.path.pop();
        if let Some((number, place)) = at {
            walk.bounds(number, place, f64::from(length), "minItems", "maxItems");
        }
        Ok(Type::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Type, A::Error> {
        let Self { walk, place } = self;
        let Some((number, place)) =
            place.and_then(|number| Some((number, walk.fits(number, Type::Object)?)))
        else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Type::Object);
        };
        let mut seen = vec![false; place.properties.len()];
        while let Some(name) = map.next_key::<String>()? {
            let index = place.properties.keys().position(|known| *known == name);
            if let Some((index, (property, _))) =
                index.and_then(|index| Some((index, place.properties.get(&name)?)))
            {
                if let Some(seen) = seen.get_mut(index) {
                    *seen = true;
                }
                walk.path.push(format!(".{name}"));
                map.next_value_seed(At {
                    walk: &mut *walk,
                    place: Some(*property),
                })?;
            } else if let Some(values) = place.additional {
                // Keys of a map are data.
                walk.path.push(".*".to_owned());
                map.next_value_seed(At {
                    walk: &mut *walk,
                    place: Some(values),
                })?;
            } else if place.is_free() {
                map.next_value::<IgnoredAny>()?;
                continue;
            } else {
                let key = |name: &str| Key {
                    pointer: undeclared(place, name),
                    code: Code::PayloadUndocumentedField,
                    found: name.to_owned(),
                };
                let mut key = key(field_name(&name));
                if walk.tallies.is_full(&key, number) {
                    (key.pointer, key.found) = (undeclared(place, ANY), ANY.to_owned());
                }
                walk.path.push(format!(".{}", key.found));
                let found = map.next_value_seed(At {
                    walk: &mut *walk,
                    place: None,
                })?;
                let path = &walk.path;
                walk.tallies
                    .add(key, number, walk.file, || shown(path))
                    .types
                    .insert(found);
            }
            walk.path.pop();
        }
        for ((name, (property, required)), seen) in place.properties.iter().zip(&seen) {
            if *required && !*seen {
                walk.path.push(format!(".{name}"));
                let pointer = walk
                    .place(*property)
                    .map(|place| place.pointer.clone())
                    .unwrap_or_default();
                walk.add(
                    Code::PayloadMissing,
                    pointer,
                    number,
                    Some("required".to_owned()),
                    "nothing".to_owned(),
                );
                walk.path.pop();
            }
        }
        Ok(Type::Object)
    }
}

/// A JSON path (RFC 9535).
pub fn shown(path: &[String]) -> String {
    format!("${}", path.concat())
}

/// The word for a type.
pub fn name(of: Type) -> &'static str {
    match of {
        Type::Any => "anything",
        of => type_name(of),
    }
}

fn words(place: &Place) -> String {
    let words: Vec<&str> = place.types.iter().map(|of| name(*of)).collect();
    if words.is_empty() {
        "anything".to_owned()
    } else {
        words.join(" or ")
    }
}

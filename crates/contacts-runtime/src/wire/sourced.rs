//! One record: its typed value beside its exact bytes.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::decode::DecodeError;

/// How many members of one record may be set aside before it counts as undecodable.
const MISMATCHES: usize = 32;

/// A record as the vendor sent it: the typed value, and the exact text that it was read from.
///
/// A record never loses its neighbours. A member of the wrong type is set aside as a [`Mismatch`] and
/// reads as absent; a record that can't be read even so keeps its text and says why. That is so where the member is
/// required and may not be null: its type has no value for one that is not there.
#[derive(Clone)]
pub struct Sourced<T> {
    /// Boxed, so that a growing list of records moves pointers.
    value: Result<Box<T>, DecodeError>,
    mismatches: Vec<Mismatch>,
    raw: Box<RawValue>,
}

/// A place in a record whose JSON is not of the type that the spec gives.
#[derive(Clone, PartialEq)]
pub struct Mismatch {
    /// JSON pointer into the record.
    pub pointer: String,
    /// What the spec expects there.
    pub reason: String,
    /// What the vendor sent there.
    pub found: Value,
}

impl<T> Sourced<T> {
    /// The typed value.
    ///
    /// # Errors
    ///
    /// Why the record can't be read; [`raw`](Self::raw) still has all of it.
    // The error is owned, so that `?` takes it out of a function that owns the record.
    pub fn value(&self) -> Result<&T, DecodeError> {
        self.value.as_deref().map_err(Clone::clone)
    }

    /// The typed value, owned. What else there is of the record, [`into_parts`](Self::into_parts) gives too.
    ///
    /// # Errors
    ///
    /// As those of [`value`](Self::value).
    pub fn into_value(self) -> Result<T, DecodeError> {
        self.value.map(|value| *value)
    }

    /// The exact text of the record.
    pub fn raw(&self) -> &str {
        self.raw.get()
    }

    /// The members that were set aside because their type is not the spec's.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// All three: value, members set aside, exact text.
    pub fn into_parts(self) -> (Result<T, DecodeError>, Vec<Mismatch>, Box<RawValue>) {
        (self.value.map(|value| *value), self.mismatches, self.raw)
    }
}

impl<T: DeserializeOwned> Sourced<T> {
    /// Reads one record. Never fails: see [`value`](Self::value).
    pub fn from_raw(raw: Box<RawValue>) -> Self {
        let mut mismatches = Vec::new();
        let value = match serde_json::from_str(raw.get()) {
            Ok(value) => Ok(value),
            Err(_) => read_around(raw.get(), &mut mismatches),
        };
        Self {
            value: value.map(Box::new),
            mismatches,
            raw,
        }
    }
}

/// Reads a record that does not fit as a whole, setting aside what is of the wrong type.
fn read_around<T: DeserializeOwned>(
    text: &str,
    mismatches: &mut Vec<Mismatch>,
) -> Result<T, DecodeError> {
    let first = match super::decode::decode(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let Ok(mut record) = serde_json::from_str::<Value>(text) else {
        return Err(first);
    };
    let mut error = first.clone();
    // Elements taken out of arrays, by the pointer to their array and their first index.
    let mut taken: Vec<(String, usize)> = Vec::new();
    while mismatches.len() < MISMATCHES {
        let Some((found, is_element)) = take(&mut record, error.pointer()) else {
            break;
        };
        let pointer = as_sent(error.pointer(), &taken);
        if is_element
            && let Some((array, index)) = pointer.rsplit_once('/')
            && let Ok(index) = index.parse()
        {
            taken.push((array.to_owned(), index));
            taken.sort();
        }
        mismatches.push(Mismatch {
            pointer,
            reason: error.reason().to_owned(),
            found,
        });
        match serde_path_to_error::deserialize(&record) {
            Ok(value) => return Ok(value),
            Err(next) => error = DecodeError::new(next.path(), next.inner()),
        }
    }
    mismatches.clear();
    Err(first)
}

/// Removes what `pointer` names from `record`: a member, or an element of an array. Says which of the two.
fn take(record: &mut Value, pointer: &str) -> Option<(Value, bool)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    match record.pointer_mut(parent)? {
        Value::Object(members) => {
            let member = members.remove(&last.replace("~1", "/").replace("~0", "~"))?;
            Some((member, false))
        }
        Value::Array(elements) => {
            let index = last.parse().ok().filter(|index| *index < elements.len())?;
            Some((elements.remove(index), true))
        }
        _ => None,
    }
}

/// A pointer into what is left of a record as a pointer into the record as it was sent: elements that were taken out
/// of an array, in ascending order, moved those behind them.
fn as_sent(pointer: &str, taken: &[(String, usize)]) -> String {
    let mut sent = String::new();
    for segment in pointer.split('/').skip(1) {
        let moved = segment.parse::<usize>().ok().map(|index| {
            let before = taken.iter().filter(|(array, _)| *array == sent);
            before.fold(index, |index, (_, gone)| {
                index + usize::from(*gone <= index)
            })
        });
        let is_member_of_array = taken.iter().any(|(array, _)| *array == sent);
        sent.push('/');
        match moved.filter(|_| is_member_of_array) {
            Some(index) => sent.push_str(&index.to_string()),
            None => sent.push_str(segment),
        }
    }
    sent
}

impl<T> fmt::Debug for Sourced<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sourced")
            .field("bytes", &self.raw().len())
            .field("error", &self.value.as_ref().err())
            .field("mismatches", &self.mismatches.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mismatch")
            .field("pointer", &self.pointer)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl<T> PartialEq for Sourced<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw() == other.raw()
    }
}

impl<T> Serialize for Sourced<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Sourced<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self::from_raw)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::Sourced;
    use crate::Patch;

    #[derive(Clone, Deserialize)]
    struct Record {
        id: u8,
        #[serde(default)]
        tags: Patch<Vec<Tag>>,
        #[serde(default)]
        on: Patch<bool>,
    }

    #[derive(Clone, Deserialize)]
    struct Tag {
        name: String,
    }

    fn read(text: &str) -> Sourced<Record> {
        serde_json::from_str(text).expect("never fails")
    }

    #[test]
    fn members_of_the_wrong_type_are_set_aside_at_the_place_where_they_were_sent() {
        let text = r#"{"id": 1, "on": "yes", "tags": [{"name": 1}, {"name": "a"}, {"nom": "b"}, {"name": "c"}, 7]}"#;
        let record = read(text);
        let value = record.value().expect("it is read around");
        let names: Vec<_> = value
            .tags
            .as_option()
            .expect("there")
            .iter()
            .map(|tag| tag.name.as_str())
            .collect();
        assert_eq!(
            (value.id, value.on, names),
            (1, Patch::Absent, vec!["a", "c"])
        );
        let places: Vec<_> = record
            .mismatches()
            .iter()
            .map(|mismatch| mismatch.pointer.as_str())
            .collect();
        assert_eq!(
            places,
            ["/on", "/tags/0/name", "/tags/0", "/tags/2", "/tags/4"]
        );
        assert_eq!(record.raw(), text);
    }

    #[test]
    fn a_value_is_had_with_a_question_mark_by_reference_and_owned() {
        fn ids(text: &str) -> Result<(u8, u8), Box<dyn std::error::Error>> {
            let record = read(text);
            let by_reference = record.value()?.id;
            Ok((by_reference, record.into_value()?.id))
        }
        assert_eq!(ids(r#"{"id": 1}"#).expect("an id"), (1, 1));
        let error = ids(r#"{"id": "x"}"#).expect_err("no id");
        assert!(error.to_string().starts_with("at /id: expected"), "{error}");
    }

    #[test]
    fn a_required_member_of_the_wrong_type_takes_the_typed_value_with_it_and_nothing_else() {
        let record = read(r#"{"id": "x", "on": true}"#);
        let error = record.value().map(|value| value.id).expect_err("no id");
        assert_eq!(error.pointer(), "/id");
        assert!(record.mismatches().is_empty());
        assert_eq!(record.raw(), r#"{"id": "x", "on": true}"#);
    }

    #[test]
    fn numbers_that_name_members_are_no_places_in_an_array() {
        #[derive(Deserialize)]
        struct Fields {
            fields: std::collections::BTreeMap<String, bool>,
        }
        let text = r#"{"fields": {"5": 1, "7": "x", "8": true, "9": {}}}"#;
        let record: Sourced<Fields> = serde_json::from_str(text).expect("never fails");
        assert_eq!(record.value().expect("it is read around").fields.len(), 1);
        let places: Vec<_> = record
            .mismatches()
            .iter()
            .map(|mismatch| mismatch.pointer.as_str())
            .collect();
        assert_eq!(places, ["/fields/5", "/fields/7", "/fields/9"]);
    }

    #[test]
    fn no_part_of_a_value_stands_in_a_reason() {
        let text =
            r#"{"id": 1, "on": "x, expected hopper", "tags": "grace, expected hopper at line 7"}"#;
        let record = read(text);
        let reasons: Vec<_> = record
            .mismatches()
            .iter()
            .map(|mismatch| mismatch.reason.as_str())
            .collect();
        assert_eq!(reasons, ["expected a boolean", "expected an array"]);
    }

    #[test]
    fn a_record_with_a_key_twice_says_so_and_keeps_its_bytes() {
        let text = r#"{"id": 1, "on": true, "id": 2}"#;
        let record = read(text);
        let error = record.value().map(|value| value.id).expect_err("which id?");
        assert_eq!(error.reason(), "duplicate field `id`");
        assert_eq!(record.raw(), text);
    }

    #[test]
    fn a_record_without_what_it_must_have_says_why_and_keeps_its_bytes() {
        let record = read(r#"{"on": true}"#);
        let error = record.value().map(|value| value.id).expect_err("no id");
        assert_eq!(error.to_string(), "missing field `id` (line 1, column 12)");
        assert_eq!(record.raw(), r#"{"on": true}"#);
    }
}

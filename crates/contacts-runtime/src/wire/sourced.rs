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
/// reads as absent; a record that can't be read even so keeps its text and says why.
#[derive(Clone)]
pub struct Sourced<T> {
    value: Result<T, DecodeError>,
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
    pub fn value(&self) -> Result<&T, &DecodeError> {
        self.value.as_ref()
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
        (self.value, self.mismatches, self.raw)
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
            value,
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
    while mismatches.len() < MISMATCHES {
        let Some(found) = take(&mut record, error.pointer()) else {
            break;
        };
        mismatches.push(Mismatch {
            pointer: error.pointer().to_owned(),
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

/// Removes what `pointer` names from `record`: a member, or an element of an array.
fn take(record: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, last) = pointer.rsplit_once('/')?;
    match record.pointer_mut(parent)? {
        Value::Object(members) => members.remove(&last.replace("~1", "/").replace("~0", "~")),
        Value::Array(elements) => {
            let index = last.parse().ok().filter(|index| *index < elements.len())?;
            Some(elements.remove(index))
        }
        _ => None,
    }
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

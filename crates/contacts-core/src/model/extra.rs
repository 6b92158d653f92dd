//! What has no slot in the model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::data::blank;

/// What a vendor sent and the model has no slot for: provider, JSON pointer into the record, JSON.
///
/// The name is RFC 9553's own: section 1.9 reserves `extra` for data that a client does not know.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Extra(BTreeMap<String, BTreeMap<String, Value>>);

contacts_runtime::opaque_debug!(Extra);

impl Extra {
    /// Keeps `value` under its provider and pointer.
    pub fn keep(&mut self, provider: &str, pointer: String, value: Value) {
        if let Some(places) = self.0.get_mut(provider) {
            places.insert(pointer, value);
        } else {
            self.0
                .insert(provider.to_owned(), BTreeMap::from([(pointer, value)]));
        }
    }

    /// The value at `pointer` of what `provider` sent.
    pub fn get(&self, provider: &str, pointer: &str) -> Option<&Value> {
        self.0.get(provider)?.get(pointer)
    }

    /// All of it, in order: provider, pointer, value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.0.iter().flat_map(|(provider, places)| {
            places
                .iter()
                .map(move |(pointer, value)| (provider.as_str(), pointer.as_str(), value))
        })
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(BTreeMap::is_empty)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }
}

blank!(Extra: extra => extra.is_empty(););

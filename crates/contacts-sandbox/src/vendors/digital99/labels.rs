//! Labels of a contact, which are always written as a whole.

use serde_json::{Map, Value};

use super::payload;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::Outcome;
use crate::store::Store;

pub(super) fn list(store: &Store, person: &Person) -> Outcome {
    let labels = store.defined(person.n, Kind::Tag)?;
    Ok(payload(
        &labels.into_iter().map(|(_, label)| label.name).collect(),
    ))
}

/// What is not in the list is removed; without a list that is everything, by the source.
pub(super) fn replace(store: &Store, person: &Person, body: &Map<String, Value>) -> Outcome {
    let labels = names(body.get("labels"));
    for (link, label) in store.defined(person.n, Kind::Tag)? {
        if !labels.contains(&label.name.as_str()) {
            store.remove_link(&link)?;
        }
    }
    add(store, person.n, &labels)?;
    list(store, person)
}

/// Gives a contact labels that it may have already, and makes those that the account has not.
pub(super) fn add(store: &Store, n: i64, labels: &[&str]) -> Outcome<()> {
    for name in labels {
        let known = store
            .definitions(Kind::Tag)?
            .iter()
            .find(|label| label.name == *name)
            .cloned();
        let label = match known {
            Some(label) => label,
            None => store.define(Kind::Tag, name, "")?,
        };
        if store
            .links(n, Kind::Tag)?
            .iter()
            .all(|link| link.parent != label.place)
        {
            store.add_link(Link {
                person: n,
                kind: Kind::Tag as i64,
                parent: label.place,
                at: store.now,
                ..Link::default()
            })?;
        }
    }
    Ok(())
}

pub(super) fn remove(store: &Store, n: i64, labels: &[&str]) -> Outcome<()> {
    for (link, label) in store.defined(n, Kind::Tag)? {
        if labels.contains(&label.name.as_str()) {
            store.remove_link(&link)?;
        }
    }
    Ok(())
}

/// The names in a list, without blank ones; none of anything else.
pub(super) fn names(list: Option<&Value>) -> Vec<&str> {
    let list = list
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let texts = list.iter().filter_map(Value::as_str).map(str::trim);
    texts.filter(|text| !text.is_empty()).collect()
}

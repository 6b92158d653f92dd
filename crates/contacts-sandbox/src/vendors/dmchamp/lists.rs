//! Lists of contacts. No operation makes or shows them: they are what the account began with.

use serde_json::{Map, Value};

use super::{bad_request, done, failure, text};
use crate::ids::Kind;
use crate::people::Link;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// Names of the lists; a list's number counts from 1.
const NAMES: &[&str] = &["Newsletter", "Regulars", "Head office"];
pub(super) const OPEN: i64 = 1;
/// The credentials may not change this one.
pub(super) const CLOSED: i64 = 3;

/// The lists that a new contact shall be on, or the refusal of all of it. `listIds` wins over `listId`.
pub(super) fn named(store: &Store, body: &Map<String, Value>) -> Outcome<Vec<i64>> {
    let ids: Vec<&str> = match body.get("listIds").and_then(Value::as_array) {
        Some(ids) => ids
            .iter()
            .map(|id| id.as_str().unwrap_or_default())
            .collect(),
        None => text(body, "listId").into_iter().collect(),
    };
    let number = |id: &&str| match number(store, id) {
        None => Err(failure(404, "List not found")),
        Some(CLOSED) => Err(failure(403, "Permission denied")),
        Some(number) => Ok(number),
    };
    Ok(ids.iter().map(number).collect::<Result<_, Answer>>()?)
}

pub(super) fn add(store: &Store, request: &Request) -> Outcome {
    let (person, list, name) = membership(store, request)?;
    join(store, person, list)?;
    Ok(done(&format!("Contact successfully added to list {name}")))
}

/// Method and path are guesses.
pub(super) fn remove(store: &Store, request: &Request) -> Outcome {
    let (person, list, _) = membership(store, request)?;
    for link in store.links(person, Kind::List)? {
        if link.parent == list {
            store.remove_link(&link)?;
        }
    }
    Ok(done("Contact removed from list successfully"))
}

/// Puts a contact on a list, once.
pub(super) fn join(store: &Store, person: i64, list: i64) -> Outcome<()> {
    if store
        .links(person, Kind::List)?
        .iter()
        .all(|link| link.parent != list)
    {
        let link = Link {
            person,
            kind: Kind::List as i64,
            parent: list,
            at: store.now,
            ..Link::default()
        };
        store.add_link(link)?;
    }
    Ok(())
}

/// Number of the contact, number and name of the list. There is no 404 here: 400 is the only refusal documented
/// that fits what is not there.
fn membership(store: &Store, request: &Request) -> Outcome<(i64, i64, &'static str)> {
    let body = request.json();
    let body = body.as_object();
    let given = |name| body.and_then(|body| text(body, name));
    let (Some(contact), Some(list)) = (given("contactId"), given("listId")) else {
        return Err(bad_request("Missing required parameters").into());
    };
    let list = number(store, list).ok_or_else(|| bad_request("List not found"))?;
    if list == CLOSED {
        return Err(Answer::json(403, &serde_json::json!({"error": "Permission denied"})).into());
    }
    let n = store
        .ids
        .read_letters(Kind::Person, contact)
        .unwrap_or_default();
    let person = store
        .person(n)?
        .ok_or_else(|| bad_request("Contact not found"))?;
    Ok((person.n, list, name(list).unwrap_or_default()))
}

fn number(store: &Store, id: &str) -> Option<i64> {
    store
        .ids
        .read_letters(Kind::List, id)
        .filter(|number| name(*number).is_some())
}

fn name(number: i64) -> Option<&'static str> {
    NAMES
        .get(usize::try_from(number.checked_sub(1)?).ok()?)
        .copied()
}

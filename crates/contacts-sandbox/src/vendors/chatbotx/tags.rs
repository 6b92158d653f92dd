//! Tags of the workspace and of contacts.

use super::answers::{business_error, data, no_resource};
use super::contacts::processed;
use super::input::{ANY, DIGITS, Input, NAME, Text};
use super::records::tag;
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Definition, Store};

/// One character at least.
const WORD: Text = Text { least: 1, ..ANY };

/// Meant to answer all, but the server's own cap on pages cuts the list; the newest come first.
pub(super) fn list(store: &Store) -> Outcome {
    let tags = store.definitions(Kind::Tag)?;
    Ok(data(
        tags.iter()
            .rev()
            .take(50)
            .map(|definition| tag(store, definition))
            .collect(),
    ))
}

pub(super) fn get(store: &Store, id_or_name: &str) -> Outcome {
    let place = store.ids.read_snowflake(Kind::Tag, id_or_name);
    let tags = store.definitions(Kind::Tag)?;
    let found = tags
        .iter()
        .find(|known| Some(known.place) == place || known.name == id_or_name);
    Ok(Answer::json(
        200,
        &tag(store, found.ok_or_else(no_resource)?),
    ))
}

pub(super) fn create(store: &Store, request: &Request) -> Outcome {
    let name = read_name(request)?;
    if find_name(store, &name)?.is_some() {
        return Err(business_error().into());
    }
    let created = store.define(Kind::Tag, &name, "")?;
    Ok(Answer::json(201, &tag(store, &created)))
}

pub(super) fn update(store: &Store, request: &Request, id: &str) -> Outcome {
    let name = read_name(request)?;
    let found = find(store, id)?;
    if find_name(store, &name)?.is_some_and(|other| other.place != found.place) {
        return Err(business_error().into());
    }
    let renamed = Definition { name, ..found };
    store.redefine(Kind::Tag, &renamed)?;
    Ok(Answer::json(200, &tag(store, &renamed)))
}

pub(super) fn delete(store: &Store, id: &str) -> Outcome {
    let found = find(store, id)?;
    store.undefine(Kind::Tag, found.place)?;
    Ok(Answer::empty(204))
}

pub(super) fn of_contact(store: &Store, person: &Person) -> Outcome {
    let tags = store.defined(person.n, Kind::Tag)?;
    Ok(data(
        tags.iter()
            .map(|(_, definition)| tag(store, definition))
            .collect(),
    ))
}

/// Ids of no tag are ignored without a word.
pub(super) fn add(store: &Store, request: &Request, person: &Person) -> Outcome {
    for place in read_places(store, request)? {
        if store.definition(Kind::Tag, place)?.is_some() {
            attach(store, person.n, place)?;
        }
    }
    Ok(Answer::empty(204))
}

pub(super) fn add_by_name(store: &Store, request: &Request, person: &Person) -> Outcome {
    for place in read_names(store, request, 1, 100)? {
        attach(store, person.n, place)?;
    }
    Ok(Answer::empty(204))
}

/// Afterwards the contact has exactly these tags.
pub(super) fn replace(store: &Store, request: &Request, person: &Person) -> Outcome {
    let places = read_names(store, request, 0, 100)?;
    for link in store.links(person.n, Kind::Tag)? {
        if !places.contains(&link.parent) {
            store.remove_link(&link)?;
        }
    }
    for place in places {
        attach(store, person.n, place)?;
    }
    Ok(Answer::empty(204))
}

/// A DELETE with a body; the same ids in the query are no body.
pub(super) fn remove(store: &Store, request: &Request, person: &Person) -> Outcome {
    let places = read_places(store, request)?;
    for link in store.links(person.n, Kind::Tag)? {
        if places.contains(&link.parent) {
            store.remove_link(&link)?;
        }
    }
    Ok(Answer::empty(204))
}

/// The newer form of the answer, with those that were not there.
pub(super) fn add_to_several(store: &Store, request: &Request) -> Outcome {
    let mut input = Input::read(request)?;
    let ids = input.texts("contactIds", 1, 1000, DIGITS);
    let names = input.texts("tags", 1, 20, WORD);
    input.finish()?;
    let places = places(store, &names)?;
    let mut skipped = Vec::new();
    for id in &ids {
        let n = store
            .ids
            .read_snowflake(Kind::Person, id)
            .unwrap_or_default();
        if store.person(n)?.is_none() {
            skipped.push(id.as_str());
            continue;
        }
        for place in &places {
            attach(store, n, *place)?;
        }
    }
    Ok(processed(ids.len(), &skipped))
}

fn read_name(request: &Request) -> Outcome<String> {
    let mut input = Input::read(request)?;
    let name = input.required("name", NAME);
    input.finish()?;
    Ok(name)
}

fn read_places(store: &Store, request: &Request) -> Outcome<Vec<i64>> {
    let mut input = Input::read(request)?;
    let ids = input.texts("tagIds", 1, 100, DIGITS);
    input.finish()?;
    Ok(ids
        .iter()
        .filter_map(|id| store.ids.read_snowflake(Kind::Tag, id))
        .collect())
}

fn read_names(store: &Store, request: &Request, least: usize, most: usize) -> Outcome<Vec<i64>> {
    let mut input = Input::read(request)?;
    let names = input.texts("tags", least, most, WORD);
    input.finish()?;
    places(store, &names)
}

/// The tags with these names; missing ones are created.
fn places(store: &Store, names: &[String]) -> Outcome<Vec<i64>> {
    let mut places = Vec::new();
    for name in names {
        let found = match find_name(store, name)? {
            Some(found) => found,
            None => store.define(Kind::Tag, name, "")?,
        };
        places.push(found.place);
    }
    Ok(places)
}

fn attach(store: &Store, n: i64, tag: i64) -> Outcome<()> {
    if store
        .links(n, Kind::Tag)?
        .iter()
        .any(|link| link.parent == tag)
    {
        return Ok(());
    }
    store.add_link(Link {
        person: n,
        kind: Kind::Tag as i64,
        parent: tag,
        at: store.now,
        ..Link::default()
    })?;
    Ok(())
}

fn find(store: &Store, id: &str) -> Outcome<Definition> {
    let place = store.ids.read_snowflake(Kind::Tag, id).unwrap_or_default();
    Ok(store
        .definition(Kind::Tag, place)?
        .ok_or_else(no_resource)?)
}

fn find_name(store: &Store, name: &str) -> Outcome<Option<Definition>> {
    let tags = store.definitions(Kind::Tag)?;
    Ok(tags.iter().find(|known| known.name == name).cloned())
}

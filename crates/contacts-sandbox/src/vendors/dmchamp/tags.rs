//! Tags: of the account, of a contact, and giving one. None can be taken away.

use serde_json::{Value, json};

use super::{bad_request, done, find, not_found};
use crate::ids::Kind;
use crate::people::Link;
use crate::server::{Answer, Outcome, Request};
use crate::store::{Definition, Store};

pub(super) fn of_account(store: &Store) -> Outcome {
    let tags = store.definitions(Kind::Tag)?;
    Ok(Answer::json(200, &tags.iter().map(tag).collect()))
}

pub(super) fn of_contact(store: &Store, id: &str) -> Outcome {
    let tags = store.defined(find(store, id)?.n, Kind::Tag)?;
    Ok(Answer::json(
        200,
        &tags.iter().map(|(_, definition)| tag(definition)).collect(),
    ))
}

/// All in the query. The number comes without the plus sign that the look-up wants, and a tag that is not there
/// is made.
pub(super) fn add(store: &Store, request: &Request) -> Outcome {
    let given = |name| request.query(name).filter(|value| !value.is_empty());
    let Some(name) = given("tag") else {
        return Ok(bad_request("Missing tag"));
    };
    let found = match (given("phoneNumber"), given("email")) {
        (Some(phone), _) => store.with_phone(&format!("+{phone}"))?,
        (None, Some(email)) => store.with_email(email)?,
        (None, None) => return Ok(bad_request("Missing phone number or email")),
    };
    let person = found.into_iter().next().ok_or_else(not_found)?;
    let known = store
        .definitions(Kind::Tag)?
        .iter()
        .find(|tag| tag.name == name)
        .cloned();
    let tag = match known {
        Some(tag) => tag,
        None => store.define(Kind::Tag, name, "")?,
    };
    let own = store.links(person.n, Kind::Tag)?;
    if own.iter().all(|link| link.parent != tag.place) {
        let link = Link {
            person: person.n,
            kind: Kind::Tag as i64,
            parent: tag.place,
            at: store.now,
            ..Link::default()
        };
        store.add_link(link)?;
    }
    Ok(done("Tag created"))
}

fn tag(tag: &Definition) -> Value {
    json!({"name": tag.name, "description": tag.detail})
}

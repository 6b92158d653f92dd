//! Custom fields of the workspace, and their values.

use super::answers::{business_error, data, declared, error, invalid, no_resource, not_found};
use super::input::{ANY, DIGITS, Form, Input, NAME, Text, fits};
use super::records::{FIELD, field, field_value};
use crate::ids::Kind;
use crate::people::{Link, Person};
use crate::server::{Answer, Outcome, Request};
use crate::store::{Definition, Store};

const TYPES: &[&str] = &[
    "shortText",
    "email",
    "phoneNumber",
    "number",
    "date",
    "datetime",
    "boolean",
    "longText",
];
const TYPE: Text = Text {
    form: Form::OneOf(TYPES),
    ..ANY
};

/// Meant to answer all, but the server's own cap on pages cuts the list.
pub(super) fn list(store: &Store) -> Outcome {
    let mut items = Vec::new();
    for definition in store.definitions(Kind::Field)?.iter().take(50) {
        items.push(field(store, definition)?);
    }
    Ok(data(items))
}

/// A field that is not there is a 500.
pub(super) fn get(store: &Store, id_or_name: &str) -> Outcome {
    let found = find(store, id_or_name)?;
    let missing = || error(500, "INTERNAL_SERVER_ERROR", "Internal server error", None);
    Ok(Answer::json(
        200,
        &field(store, &found.ok_or_else(missing)?)?,
    ))
}

pub(super) fn create(store: &Store, request: &Request) -> Outcome {
    let mut input = Input::read(request)?;
    let (name, kind) = (input.required("name", NAME), input.required("type", TYPE));
    input.finish()?;
    if store
        .definitions(Kind::Field)?
        .iter()
        .any(|known| known.name == name)
    {
        return Err(business_error().into());
    }
    let created = store.define(Kind::Field, &name, &kind)?;
    Ok(Answer::json(201, &field(store, &created)?))
}

/// The type can't be changed.
pub(super) fn update(store: &Store, request: &Request, id: &str) -> Outcome {
    let mut input = Input::read(request)?;
    let name = input.required("name", NAME);
    let description = input.optional("description", ANY);
    input.finish()?;
    let found = by_id(store, id)?.ok_or_else(no_resource)?;
    let taken = |known: &Definition| known.name == name && known.place != found.place;
    if store.definitions(Kind::Field)?.iter().any(taken) {
        return Err(business_error().into());
    }
    if let Some(description) = description {
        store.put_document(FIELD, &found.place.to_string(), &description.into())?;
    }
    let renamed = Definition { name, ..found };
    store.redefine(Kind::Field, &renamed)?;
    Ok(Answer::json(200, &field(store, &renamed)?))
}

pub(super) fn delete(store: &Store, id: &str) -> Outcome {
    let found = by_id(store, id)?.ok_or_else(no_resource)?;
    store.undefine(Kind::Field, found.place)?;
    store.remove_document(FIELD, &found.place.to_string())?;
    Ok(Answer::empty(204))
}

pub(super) fn of_contact(store: &Store, person: &Person) -> Outcome {
    let mut items = Vec::new();
    for (link, definition) in store.defined(person.n, Kind::Field)? {
        items.push(field_value(store, &link, &definition)?);
    }
    Ok(data(items))
}

/// At this date the path takes an id only, of digits.
pub(super) fn value(store: &Store, person: &Person, id: &str) -> Outcome {
    refuse_name(id)?;
    let place = store.ids.read_snowflake(Kind::Field, id);
    let fields = store.defined(person.n, Kind::Field)?;
    let found = fields
        .iter()
        .find(|(_, definition)| Some(definition.place) == place);
    let (link, definition) = found.ok_or_else(|| not_found("Custom field not found"))?;
    Ok(Answer::json(200, &field_value(store, link, definition)?))
}

/// Answers 200 with nothing.
pub(super) fn set(store: &Store, request: &Request, person: &Person, id: &str) -> Outcome {
    refuse_name(id)?;
    let mut input = Input::read(request)?;
    let value = input.required("value", ANY);
    input.finish()?;
    let field = by_id(store, id)?.ok_or_else(|| not_found("Custom field not found"))?;
    put(store, person, &field, &value)?;
    Ok(Answer::empty(200))
}

/// Sets the values that are named and leaves all others alone.
pub(super) fn set_several(store: &Store, request: &Request, person: &Person) -> Outcome {
    let mut input = Input::read(request)?;
    let members = [("customFieldId", DIGITS), ("value", ANY)];
    let assignments = input.objects("fields", (1, 20), members);
    input.finish()?;
    let mut known = Vec::new();
    for [id, value] in &assignments {
        let field = by_id(store, id)?.ok_or_else(|| not_found("Custom field not found"))?;
        check(&field, value)?;
        known.push((field, value));
    }
    for (field, value) in known {
        put(store, person, &field, value)?;
    }
    Ok(Answer::empty(204))
}

pub(super) fn clear(store: &Store, person: &Person, id_or_name: &str) -> Outcome {
    let field = find(store, id_or_name)?.ok_or_else(|| not_found("Custom field not found"))?;
    for link in store.links(person.n, Kind::Field)? {
        if link.parent == field.place {
            store.remove_link(&link)?;
        }
    }
    Ok(Answer::empty(204))
}

pub(super) fn clear_all(store: &Store, person: &Person) -> Outcome {
    for link in store.links(person.n, Kind::Field)? {
        store.remove_link(&link)?;
    }
    Ok(Answer::empty(204))
}

/// Gives a contact a value that fits the type of the field.
pub(super) fn put(store: &Store, person: &Person, field: &Definition, value: &str) -> Outcome<()> {
    check(field, value)?;
    let links = store.links(person.n, Kind::Field)?;
    let link = Link {
        person: person.n,
        kind: Kind::Field as i64,
        parent: field.place,
        value: value.to_owned(),
        at: store.now,
        ..Link::default()
    };
    match links.into_iter().find(|link| link.parent == field.place) {
        Some(known) => store.update_link(&Link {
            place: known.place,
            ..link
        })?,
        None => drop(store.add_link(link)?),
    }
    Ok(())
}

fn check(field: &Definition, value: &str) -> Outcome<()> {
    let fits = match field.detail.as_str() {
        "number" => value.parse::<f64>().is_ok_and(f64::is_finite),
        "boolean" => matches!(value, "true" | "false"),
        "date" => value.parse::<jiff::civil::Date>().is_ok(),
        "datetime" => value.parse::<jiff::Timestamp>().is_ok(),
        "email" => fits(value, Form::Email),
        "phoneNumber" => fits(value, Form::Phone),
        _ => true,
    };
    let refusal = || {
        declared(
            400,
            "invalidCustomFieldValue",
            "Invalid custom field value",
            None,
        )
    };
    if fits { Ok(()) } else { Err(refusal().into()) }
}

fn refuse_name(id: &str) -> Outcome<()> {
    if fits(id, Form::Digits) {
        return Ok(());
    }
    let message = "Invalid string: must match pattern /\\d+/";
    Err(invalid("customFieldId", "invalid_format", message).into())
}

fn by_id(store: &Store, id: &str) -> Outcome<Option<Definition>> {
    let place = store
        .ids
        .read_snowflake(Kind::Field, id)
        .unwrap_or_default();
    Ok(store.definition(Kind::Field, place)?)
}

fn find(store: &Store, id_or_name: &str) -> Outcome<Option<Definition>> {
    if let Some(found) = by_id(store, id_or_name)? {
        return Ok(Some(found));
    }
    let fields = store.definitions(Kind::Field)?;
    Ok(fields
        .iter()
        .find(|known| known.name == id_or_name)
        .cloned())
}

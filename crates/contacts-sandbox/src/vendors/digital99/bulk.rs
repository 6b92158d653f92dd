//! What the vendor does in the background for many contacts: bulk actions, the import and the export. The answer
//! is empty, and there is no job to ask about.

use serde_json::{Map, Value, json};

use super::contacts::remove;
use super::record::{self, Kept};
use super::validation::problems;
use super::{Caller, labels, number_in, refusal};
use crate::people::Person;
use crate::server::{Answer, Outcome, Request};
use crate::store::Store;

/// Deleting wins over labels, and adding over removing. It deletes whoever is online, too. Older servers know no
/// bulk actions for contacts; the type Conversation, which they all know, is refused here.
pub(super) fn act(store: &Store, caller: Caller, body: &Map<String, Value>) -> Outcome {
    let kind = body.get("type").and_then(Value::as_str).unwrap_or_default();
    if !kind.eq_ignore_ascii_case("contact") {
        return Ok(Answer::json(422, &json!({"success": false})));
    }
    let delete = body.get("action_name").is_some_and(|name| name == "delete");
    if delete {
        caller.must_be_administrator()?;
    }
    let wanted = |name| labels::names(body.get("labels").and_then(|labels| labels.get(name)));
    let (add, gone) = (wanted("add"), wanted("remove"));
    for id in body
        .get("ids")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let Some(person) = store.person(number_in(Some(id)))? else {
            continue;
        };
        if delete {
            remove(store, person.n)?;
        } else if add.is_empty() {
            labels::remove(store, person.n, &gone)?;
        } else {
            labels::add(store, person.n, &add)?;
        }
    }
    Ok(Answer::empty(200))
}

/// For administrators. Nothing but a mail says what became of it.
pub(super) fn export(caller: Caller) -> Outcome {
    caller.must_be_administrator()?;
    Ok(Answer::empty(200))
}

/// For administrators. A row that fits a contact by identifier, address or number changes it; a row that does
/// not validate is left out without a word here.
pub(super) fn import(store: &Store, caller: Caller, request: &Request) -> Outcome {
    caller.must_be_administrator()?;
    let file = request
        .form()
        .iter()
        .find(|field| field.name == "import_file");
    let Some(file) = file.filter(|file| !file.value.is_empty()) else {
        return Err(refusal("File is blank"));
    };
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(file.value.as_ref());
    let Ok(header) = rows.headers().cloned() else {
        return Ok(Answer::empty(200));
    };
    for row in rows.records() {
        // A file that is no CSV ends the job, and with it the import.
        let Ok(row) = row else { break };
        let cells = header
            .iter()
            .zip(row.iter())
            .filter(|(_, cell)| !cell.is_empty());
        import_row(store, cells.collect())?;
    }
    Ok(Answer::empty(200))
}

/// Every column that is none of the contact's own becomes a custom attribute; two of them are additional attributes
/// as well.
fn import_row(store: &Store, cells: Vec<(&str, &str)>) -> Outcome<()> {
    let cell = |name: &str| {
        cells
            .iter()
            .find(|(column, _)| *column == name)
            .map(|(_, cell)| (*cell).to_owned())
    };
    let phone = cell("phone_number").map(|phone| match phone.starts_with('+') {
        true => phone,
        false => format!("+{phone}"),
    });
    let mut found = Vec::new();
    if let Some(identifier) = cell("identifier") {
        found = store.with_identifier(&identifier)?;
    }
    if let Some(email) = cell("email").filter(|_| found.is_empty()) {
        found = store.with_email(&email)?;
    }
    if let Some(phone) = phone.as_deref().filter(|_| found.is_empty()) {
        found = store.with_phone(phone)?;
    }
    let known = found.into_iter().next();
    let is_new = known.is_none();
    let before = known.clone().unwrap_or_default();
    let mut person = known.unwrap_or_else(|| Person {
        given: Some(String::new()),
        ..Person::created_at(store.now)
    });
    if let Some(name) = cell("name") {
        (person.given, person.surname) = (Some(name), None);
    }
    person.email = cell("email")
        .map(|email| email.to_lowercase())
        .or(person.email);
    person.phone = phone.or(person.phone);
    person.identifier = cell("identifier").or(person.identifier);
    if !problems(store, &person, &before)?.is_empty() {
        return Ok(());
    }
    person.updated = store.now;
    let mut kept = Kept::of(store, person.n)?;
    let (mut custom, mut additional) = match is_new {
        true => (Map::new(), Map::new()),
        false => (
            record::custom(store, &person, &kept)?,
            record::additional(&person, &kept),
        ),
    };
    for (column, text) in &cells {
        if matches!(*column, "company" | "city") {
            additional.insert((*column).into(), (*text).into());
        }
        if !matches!(*column, "name" | "email" | "phone_number" | "identifier") {
            custom.insert((*column).into(), (*text).into());
        }
    }
    kept.set("custom", custom);
    kept.set("additional", additional);
    if is_new {
        kept.set("picture", false);
        person = store.insert_person(person)?;
    } else {
        store.update_person(&person)?;
    }
    kept.save(store, person.n)
}

//! Lists and look-ups of contacts.

use serde_json::{Value, json};

use super::answers::{data, invalid, not_found, number};
use super::records::with_relations;
use super::{CHANNELS, LARGEST_PAGE};
use crate::ids::Kind;
use crate::people::Person;
use crate::server::{Answer, Outcome, Request};
use crate::store::{Filter, Slice, Store};
use crate::vendors::CONTAINS;

const LARGEST_COUNT: u64 = 10_000;
const MATCHES: u64 = 100;

pub(super) fn list(store: &Store, request: &Request) -> Outcome {
    let (page, size) = (
        number(request, "page", 1)?,
        number(request, "perPage", LARGEST_PAGE)?.min(LARGEST_PAGE),
    );
    let filter = search(request)?;
    let count = store.count(&filter)?;
    let capped = count.min(LARGEST_COUNT);
    let mut items = Vec::new();
    for person in store.people(&filter, Slice::page(&order(request), page, size))? {
        items.push(Value::Object(with_relations(store, &person)?));
    }
    let body = json!({
        "data": items,
        "pageCount": capped.div_ceil(size),
        "totalCount": capped,
        "totalCountCapped": count > LARGEST_COUNT,
    });
    Ok(Answer::json(200, &body))
}

pub(super) fn count(store: &Store, request: &Request) -> Outcome {
    let filter = search(request)?;
    Ok(Answer::json(200, &json!({"total": store.count(&filter)?})))
}

/// Exactly this address: the vendor does not fold the case.
pub(super) fn with_email(store: &Store, email: &str) -> Outcome<Vec<Person>> {
    let mut found = store.with_email(email)?;
    found.retain(|person| person.email.as_deref() == Some(email));
    Ok(found)
}

/// What the list filters by: the keyword. Channels and inboxes are checked and then ignored.
fn search(request: &Request) -> Outcome<Filter> {
    for name in ["channels", "inboxIds"] {
        // The value of a name that comes once is text, and the schema wants a list.
        if request.queries(name).count() == 1 {
            return Err(invalid(
                name,
                "invalid_type",
                "Invalid input: expected array, received string",
            )
            .into());
        }
    }
    let channels = ["channels", "channels[]"]
        .into_iter()
        .flat_map(|name| request.queries(name));
    if channels
        .into_iter()
        .any(|channel| !CHANNELS.contains(&channel))
    {
        return Err(invalid("channels", "invalid_value", "Invalid option").into());
    }
    if request.query("contactFilter").is_some() {
        return Err(invalid(
            "contactFilter",
            "invalid_type",
            "Invalid input: expected object, received string",
        )
        .into());
    }
    Ok(match request.query("keyword") {
        Some(keyword) if !keyword.is_empty() => Filter::all().and(CONTAINS, keyword.to_owned()),
        _ => Filter::all(),
    })
}

/// The server parses `sort` as JSON; the bracket spelling and an invalid list are ignored without a word.
fn order(request: &Request) -> String {
    let sort: Value = request
        .query("sort")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let mut order = String::new();
    for field in sort.as_array().into_iter().flatten() {
        let column = match field.get("id").and_then(Value::as_str) {
            Some("createdAt") => "created",
            Some("updatedAt") => "updated",
            Some("firstName") => "given",
            Some("lastName") => "surname",
            Some("email") => "email",
            Some("phoneNumber") => "phone",
            _ => continue,
        };
        let direction = if field.get("desc").and_then(Value::as_bool) == Some(true) {
            "DESC"
        } else {
            "ASC"
        };
        order.push_str(&format!("{column} {direction}, "));
    }
    if order.is_empty() {
        order.push_str("created DESC, ");
    }
    order + "n DESC"
}

pub(super) fn by_custom_field(store: &Store, request: &Request) -> Outcome {
    let required = |name| {
        let missing = || {
            invalid(
                name,
                "invalid_type",
                "Invalid input: expected string, received undefined",
            )
        };
        request.query(name).ok_or_else(missing)
    };
    let (id, value) = (required("customFieldId")?, required("value")?.to_owned());
    let mut found = match id {
        "email" => with_email(store, &value)?,
        "phone" => store.with_phone(&value)?,
        id => {
            let place = store
                .ids
                .read_snowflake(Kind::Field, id)
                .unwrap_or_default();
            let owners =
                "n IN (SELECT person FROM links WHERE kind = ? AND parent = ? AND value = ?)";
            let values = vec![(Kind::Field as i64).into(), place.into(), value.into()];
            let slice = Slice::page("updated DESC, n DESC", 1, MATCHES);
            store.people(&Filter::new(owners, values), slice)?
        }
    };
    found.sort_by_key(|person| std::cmp::Reverse((person.updated, person.n)));
    let mut items = Vec::new();
    for person in found.iter().take(100) {
        items.push(Value::Object(with_relations(store, person)?));
    }
    Ok(data(items))
}

/// `id:`, `email:` or `phone:` and a value; a bare value is a 404.
pub(super) fn find(store: &Store, identifier: &str) -> Outcome<Person> {
    let found = match identifier.split_once(':') {
        Some(("id", id)) => store.person(
            store
                .ids
                .read_snowflake(Kind::Person, id)
                .unwrap_or_default(),
        )?,
        Some(("email", email)) => with_email(store, email)?.into_iter().next(),
        Some(("phone", phone)) => store.with_phone(phone)?.into_iter().next(),
        _ => return Err(not_found("Invalid identifier format").into()),
    };
    Ok(found.ok_or_else(|| not_found("Contact not found"))?)
}

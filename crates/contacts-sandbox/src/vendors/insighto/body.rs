//! Bodies as pydantic reads them: the first problem is answered.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::answers::{invalid, is_uuid, missing, not_uuid};
use crate::server::{Answer, Outcome, Request};

/// The body, which must be an object.
pub(super) fn object(request: &Request) -> Outcome<Map<String, Value>> {
    if request.body().is_empty() {
        return Err(missing(json!(["body"])).into());
    }
    match serde_json::from_slice(request.body()) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(other) => {
            let message = "Input should be a valid dictionary or object to extract fields from";
            let kind = "model_attributes_type";
            Err(invalid(json!(["body"]), kind, message, other, Value::Null).into())
        }
        Err(error) => {
            let context = json!({"error": "Expecting value"});
            let place = json!(["body", error.column()]);
            Err(invalid(
                place,
                "json_invalid",
                "JSON decode error",
                json!({}),
                context,
            )
            .into())
        }
    }
}

/// What a property must be. Null is one more value where it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Boolean,
    Time,
    Uuid,
    Map,
    /// A map of text or null.
    Channels,
}

/// Checks the property if it is there.
pub(super) fn check(
    body: &Map<String, Value>,
    name: &str,
    form: Form,
    nullable: bool,
) -> Outcome<()> {
    match body.get(name) {
        None => Ok(()),
        Some(Value::Null) if nullable => Ok(()),
        Some(value) => match problem(value, &json!(["body", name]), form) {
            Some(problem) => Err(problem.into()),
            None => Ok(()),
        },
    }
}

/// The property as text; missing is a 422.
pub(super) fn required_text<'a>(body: &'a Map<String, Value>, name: &str) -> Outcome<&'a str> {
    match body.get(name) {
        None => Err(missing(json!(["body", name])).into()),
        Some(value) => match value.as_str() {
            Some(text) => Ok(text),
            None => Err(wrong(value, json!(["body", name]), "string_type", "string").into()),
        },
    }
}

/// The identifiers in a list, which must be there and have `least` of them.
pub(super) fn uuids(body: &Map<String, Value>, name: &str, least: usize) -> Outcome<Vec<String>> {
    let place = json!(["body", name]);
    let Some(value) = body.get(name) else {
        return Err(missing(place).into());
    };
    let Some(items) = value.as_array() else {
        return Err(wrong(value, place, "list_type", "list").into());
    };
    let mut found = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let place = json!(["body", name, index]);
        if let Some(problem) = problem(item, &place, Form::Uuid) {
            return Err(problem.into());
        }
        found.extend(item.as_str().map(str::to_owned));
    }
    if found.len() < least {
        let message = format!(
            "List should have at least {least} item after validation, not {}",
            found.len()
        );
        let context =
            json!({"field_type": "List", "min_length": least, "actual_length": found.len()});
        return Err(invalid(place, "too_short", &message, value.clone(), context).into());
    }
    Ok(found)
}

/// The moment in RFC 3339; pydantic takes a plain day as well.
pub(super) fn moment(text: &str) -> Option<i64> {
    let day = || format!("{text}T00:00:00Z").parse::<Timestamp>();
    let local = || format!("{text}Z").parse::<Timestamp>();
    let moment = text
        .parse::<Timestamp>()
        .or_else(|_| local())
        .or_else(|_| day());
    moment.ok().map(Timestamp::as_second)
}

fn problem(value: &Value, place: &Value, form: Form) -> Option<Answer> {
    let text = value.as_str();
    match form {
        Form::Text if text.is_some() => None,
        Form::Text => Some(wrong(value, place.clone(), "string_type", "string")),
        Form::Boolean if value.is_boolean() => None,
        Form::Boolean => Some(wrong(value, place.clone(), "bool_type", "boolean")),
        Form::Time if text.is_some_and(|text| moment(text).is_some()) => None,
        Form::Time if text.is_some() => {
            let message = "Input should be a valid datetime or date";
            let context = json!({"error": "invalid character in year"});
            let kind = "datetime_from_date_parsing";
            Some(invalid(
                place.clone(),
                kind,
                message,
                value.clone(),
                context,
            ))
        }
        Form::Time => Some(wrong(value, place.clone(), "datetime_type", "datetime")),
        Form::Uuid if text.is_some_and(is_uuid) => None,
        Form::Uuid => Some(match text {
            Some(text) => not_uuid(place.clone(), text),
            None => wrong(value, place.clone(), "uuid_type", "UUID"),
        }),
        Form::Map if value.is_object() => None,
        Form::Map | Form::Channels if !value.is_object() => {
            Some(wrong(value, place.clone(), "dict_type", "dictionary"))
        }
        Form::Map | Form::Channels => value.as_object().and_then(|channels| {
            let (name, value) = channels
                .iter()
                .find(|(_, value)| !value.is_string() && !value.is_null())?;
            let mut place = place.clone();
            place.as_array_mut()?.push(name.as_str().into());
            Some(wrong(value, place, "string_type", "string"))
        }),
    }
}

fn wrong(value: &Value, place: Value, kind: &str, what: &str) -> Answer {
    let message = format!("Input should be a valid {what}");
    invalid(place, kind, &message, value.clone(), Value::Null)
}

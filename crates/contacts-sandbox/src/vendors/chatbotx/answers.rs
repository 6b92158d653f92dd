//! ChatbotX's envelopes, its errors in oRPC's form, and its cursors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::server::{Answer, Outcome, Request};

pub(super) fn data(items: Vec<Value>) -> Answer {
    Answer::json(200, &json!({"data": items}))
}

/// A whole number from 1. Empty text is not a number.
pub(super) fn number(request: &Request, name: &str, default: u64) -> Outcome<u64> {
    let Some(text) = request.query(name) else {
        return Ok(default);
    };
    let Ok(number) = text.parse::<i64>() else {
        return Err(invalid(
            name,
            "invalid_type",
            "Invalid input: expected number, received NaN",
        )
        .into());
    };
    if number < 1 {
        return Err(invalid(name, "too_small", "Too small: expected number to be >=1").into());
    }
    Ok(number.unsigned_abs())
}

pub(super) fn invalid(name: &str, code: &str, message: &str) -> Answer {
    refused(&[json!({"code": code, "path": [name], "message": message})])
}

/// Input that does not validate, with every problem.
pub(super) fn refused(issues: &[Value]) -> Answer {
    let issues = json!({"issues": issues});
    error(400, "BAD_REQUEST", "Input validation failed", Some(issues))
}

pub(super) fn not_found(message: &str) -> Answer {
    error(404, "notFound", message, None)
}

pub(super) fn error(status: u16, code: &str, message: &str, data: Option<Value>) -> Answer {
    body(false, status, code, message, data)
}

/// Cuts the list to the size, and says whether there was more.
pub(super) fn drop_rest<T>(found: &mut Vec<T>, size: u64) -> bool {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = found.len() > size;
    found.truncate(size);
    more
}

pub(super) fn encode(number: i64) -> String {
    STANDARD.encode(json!({"id": number.to_string()}).to_string())
}

/// The number in the cursor. One that can't be read is taken for the first page.
pub(super) fn cursor(request: &Request) -> Option<i64> {
    let bytes = STANDARD.decode(request.query("cursor")?).ok()?;
    serde_json::from_slice::<Value>(&bytes)
        .ok()?
        .get("id")?
        .as_str()?
        .parse()
        .ok()
}

/// What a look-up of a tag or a custom field by its id or name answers.
pub(super) fn no_resource() -> Answer {
    declared(404, "notFound", "Resource not found", Some(Value::Null))
}

/// A rule of the vendor forbids the call.
pub(super) fn business_error() -> Answer {
    declared(
        400,
        "businessError",
        "An error occurred while processing your request",
        None,
    )
}

pub(super) fn phone_exists() -> Answer {
    error(422, "phoneExists", "Phone number already exists", None)
}

/// An error that the operation declares.
pub(super) fn declared(status: u16, code: &str, message: &str, data: Option<Value>) -> Answer {
    body(true, status, code, message, data)
}

fn body(defined: bool, status: u16, code: &str, message: &str, data: Option<Value>) -> Answer {
    let mut body = json!({"defined": defined, "code": code, "status": status, "message": message});
    if let (Some(body), Some(data)) = (body.as_object_mut(), data) {
        body.insert("data".into(), data);
    }
    Answer::json(status, &body)
}

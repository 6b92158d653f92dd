//! Insighto's envelope and pages, and FastAPI's way to say what is wrong with a parameter.

use serde_json::{Value, json};

use crate::ids::{Ids, Kind};
use crate::server::{Answer, Outcome, Request};

pub(super) fn envelope(message: &str, data: impl Into<Value>) -> Answer {
    Answer::json(
        200,
        &json!({"message": message, "meta": {}, "data": data.into()}),
    )
}

pub(super) fn page_of(items: Vec<Value>, total: u64, page: u64, size: u64) -> Answer {
    let pages = total.div_ceil(size);
    let data = json!({
        "items": items,
        "total": total,
        "page": page,
        "size": size,
        "pages": pages,
        "previous_page": (page > 1).then(|| page - 1),
        "next_page": (page < pages).then(|| page + 1),
    });
    envelope("", data)
}

/// The page of a list that is short enough to be made whole.
pub(super) fn page_of_all(items: Vec<Value>, page: u64, size: u64) -> Answer {
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
    let skipped = whole((page - 1).saturating_mul(size));
    let items = items.into_iter().skip(skipped).take(whole(size)).collect();
    page_of(items, total, page, size)
}

/// Page from 1, and size from 1 to 100 with 50 as the default; anything else is a 422.
pub(super) fn paging(request: &Request) -> Outcome<(u64, u64)> {
    Ok((
        number(request, "page", 1, i64::MAX)?,
        number(request, "size", 50, 100)?,
    ))
}

fn number(request: &Request, name: &str, default: u64, largest: i64) -> Outcome<u64> {
    let Some(text) = request.query(name) else {
        return Ok(default);
    };
    let refuse = |kind: &str, message: &str, limits: Value| {
        invalid(json!(["query", name]), kind, message, text.into(), limits)
    };
    let Ok(number) = text.trim().parse::<i64>() else {
        let message = "Input should be a valid integer, unable to parse string as an integer";
        return Err(refuse("int_parsing", message, Value::Null).into());
    };
    if number < 1 {
        let message = "Input should be greater than or equal to 1";
        return Err(refuse("greater_than_equal", message, json!({"ge": 1})).into());
    }
    if number > largest {
        let message = format!("Input should be less than or equal to {largest}");
        return Err(refuse("less_than_equal", &message, json!({"le": largest})).into());
    }
    Ok(number.unsigned_abs())
}

/// The serial number of an identifier in the path; a UUID that this sandbox did not make names nothing.
pub(super) fn uuid(ids: Ids, kind: Kind, name: &str, text: &str) -> Outcome<i64> {
    if !is_uuid(text) {
        return Err(not_uuid(json!(["path", name]), text).into());
    }
    // 0 is nobody's number.
    Ok(ids.read_uuid(kind, text).unwrap_or(0))
}

pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

pub(super) fn not_uuid(place: Value, text: &str) -> Answer {
    let context = json!({"error": "invalid UUID"});
    invalid(
        place,
        "uuid_parsing",
        "Input should be a valid UUID",
        text.into(),
        context,
    )
}

pub(super) fn missing(place: Value) -> Answer {
    invalid(place, "missing", "Field required", Value::Null, Value::Null)
}

/// FastAPI's answer to a parameter or a body that does not validate. `place` leads there from the outside in.
pub(super) fn invalid(
    place: Value,
    kind: &str,
    message: &str,
    input: Value,
    context: Value,
) -> Answer {
    let mut problem = json!({"type": kind, "loc": place, "msg": message, "input": input});
    if let (Some(problem), false) = (problem.as_object_mut(), context.is_null()) {
        problem.insert("ctx".into(), context);
    }
    Answer::json(422, &json!({"detail": [problem]}))
}

pub(super) fn detail(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"detail": text}))
}

//! How many records a page has is written twice: on the list and on the parameter that asks for a size. The two must not contradict.

use serde_json::{Map, Value};

use super::Findings;
use super::spec::{Operation, Spec};
use crate::diagnostic::{Code, child};

/// Holds the sizes of `x-contacts-pagination` against the parameter that it names.
pub(super) fn check(
    spec: &Spec<'_>,
    operation: &Operation<'_>,
    pagination: &Value,
    found: &mut Findings,
) {
    let Some(schema) = pagination
        .get("size")
        .and_then(Value::as_str)
        .and_then(|name| schema(spec, operation, name))
    else {
        return;
    };
    let number = |owner: Option<&Value>| owner.and_then(Value::as_i64);
    let pair = |key: &str, keyword: &str| {
        Some((number(pagination.get(key))?, number(schema.get(keyword))?))
    };
    let mut contradicts = |key: &str, reason: String| {
        let pointer = child(&child(&operation.pointer, "x-contacts-pagination"), key);
        let remedy = "write the same number in both places";
        found.find(
            spec.document,
            Code::ExtensionContradicts,
            pointer,
            reason,
            remedy,
        );
    };
    if let Some((size, default)) = pair("default-size", "default")
        && size != default
    {
        let reason =
            format!("the parameter that asks for a size has the default {default}, not {size}");
        contradicts("default-size", reason);
    }
    // A vendor may send fewer than it lets callers ask for.
    if let Some((size, maximum)) = pair("max-size", "maximum")
        && size > maximum
    {
        let reason =
            format!("the parameter that asks for a size allows {maximum} at most, not {size}");
        contradicts("max-size", reason);
    }
}

/// The schema of the query parameter with this name.
fn schema<'a>(
    spec: &Spec<'a>,
    operation: &Operation<'_>,
    name: &str,
) -> Option<&'a Map<String, Value>> {
    let mut parameters = operation.parameters.iter();
    let parameter = parameters.find(|it| it.name == name && it.place == "query")?;
    let parameter = spec.resolve(spec.document.get(&parameter.pointer)?)?;
    spec.resolve(parameter.get("schema")?)
}

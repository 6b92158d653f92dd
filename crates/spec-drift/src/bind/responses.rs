//! Statuses, the size of a page, limits, deprecation.

use super::{Binder, Outcome, Problem};
use crate::aspect::brief;
use crate::code::Code;
use crate::finding::{Certainty, Level};
use crate::fix::Change;
use crate::spec::{Operation, Response, child};
use crate::subject::{Shown, is_success, status_of_words};

pub(super) fn bind(binder: &mut Binder<'_, '_>, shown: &Shown<'_>, operation: &Operation<'_>) {
    for (at, status, text) in &shown.statuses {
        let meant = status.or_else(|| text.and_then(status_of_words));
        match meant {
            Some(number) => numbered(binder, *at, number, status.is_some(), operation),
            None => match by_words(text.unwrap_or_default(), operation) {
                Some(response) => binder.bound(*at, response.pointer.clone()),
                None => binder.outcome(
                    *at,
                    Outcome::Unattributed {
                        candidates: Vec::new(),
                    },
                ),
            },
        }
    }
    for (at, size) in &shown.sizes {
        page_size(binder, *at, *size, operation);
    }
    for (at, limit) in &shown.limits {
        rate_limit(binder, *at, *limit, operation);
    }
    for (at, deprecated) in &shown.deprecations {
        deprecation(binder, *at, *deprecated, operation);
    }
}

/// A limit of the operation or of all: a page seldom says which of the two it means.
fn rate_limit(
    binder: &mut Binder<'_, '_>,
    at: usize,
    (requests, seconds): (u64, u64),
    operation: &Operation<'_>,
) {
    let own = operation.limits.first();
    let known = operation
        .limits
        .iter()
        .find(|(_, limit)| *limit == (requests, seconds));
    if let Some((pointer, _)) = known {
        binder.bound(at, pointer.clone());
        return;
    }
    let show = |(requests, seconds): (u64, u64)| format!("{requests} requests in {seconds} s");
    let pointer = own.map_or_else(
        || child("", "x-contacts-rate-limit"),
        |(pointer, _)| pointer.clone(),
    );
    let number = |key: &str, value: u64| Change::Set {
        pointer: child(&pointer, key),
        value: value.into(),
    };
    let changes = match operation.limits.as_slice() {
        [_] => vec![number("requests", requests), number("seconds", seconds)],
        _ => Vec::new(),
    };
    let of_operation = pointer.starts_with(&operation.pointer);
    binder.contradicted(
        at,
        of_operation.then_some(operation),
        Problem {
            code: Code::PageRateLimitDiffers,
            level: Level::Warning,
            certainty: Certainty::Certain,
            subject: "rate limit".to_owned(),
            expected: own.map(|(_, limit)| show(*limit)),
            found: Some(show((requests, seconds))),
            pointer,
            changes,
        },
    );
}

fn deprecation(
    binder: &mut Binder<'_, '_>,
    at: usize,
    deprecated: bool,
    operation: &Operation<'_>,
) {
    let pointer = child(&operation.pointer, "deprecated");
    if operation.deprecated == deprecated {
        binder.bound(at, pointer);
        return;
    }
    let word = |deprecated: bool| match deprecated {
        true => "deprecated".to_owned(),
        false => "nothing of it".to_owned(),
    };
    binder.contradicted(
        at,
        Some(operation),
        Problem {
            code: Code::PageDeprecationDiffers,
            level: Level::Warning,
            certainty: Certainty::Certain,
            pointer: operation.pointer.clone(),
            subject: operation.id.clone(),
            expected: Some(word(operation.deprecated)),
            found: Some(word(deprecated)),
            changes: vec![Change::Set {
                pointer,
                value: deprecated.into(),
            }],
        },
    );
}

fn numbered(
    binder: &mut Binder<'_, '_>,
    at: usize,
    status: u16,
    named: bool,
    operation: &Operation<'_>,
) {
    if let Some(response) = operation.response(status) {
        // A `default` response stands for every failure, but not for another success.
        if response.status.is_some() || !(200..300).contains(&status) {
            binder.bound(at, response.pointer.clone());
            return;
        }
    }
    binder.contradicted(
        at,
        Some(operation),
        Problem {
            code: Code::PageStatusUnknown,
            level: Level::Error,
            certainty: if named {
                Certainty::Certain
            } else {
                Certainty::Likely
            },
            pointer: child(&child(&operation.pointer, "responses"), &status.to_string()),
            subject: format!("{} status", operation.id),
            expected: Some(
                operation
                    .responses
                    .iter()
                    .map(|it| it.key)
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            found: Some(status.to_string()),
            changes: Vec::new(),
        },
    );
}

/// The response that words without a number mean: the success, where they speak of one or describe one.
fn by_words<'o, 'a>(text: &str, operation: &'o Operation<'a>) -> Option<&'o Response<'a>> {
    operation.success().filter(|_| is_success(text))
}

fn page_size(binder: &mut Binder<'_, '_>, at: usize, size: u64, operation: &Operation<'_>) {
    let Some((pointer, pagination)) = &operation.pagination else {
        binder.outcome(
            at,
            Outcome::Unattributed {
                candidates: Vec::new(),
            },
        );
        return;
    };
    let number = |key: &str| pagination.get(key).and_then(serde_json::Value::as_u64);
    let (usual, most) = (number("default-size"), number("max-size"));
    if usual == Some(size) || most == Some(size) {
        let key = if usual == Some(size) {
            "default-size"
        } else {
            "max-size"
        };
        binder.bound(at, child(pointer, key));
        return;
    }
    let fixed = pagination.get("size").is_none();
    let mut changes = vec![Change::Set {
        pointer: child(pointer, "default-size"),
        value: size.into(),
    }];
    if most.is_some() {
        changes.push(Change::Set {
            pointer: child(pointer, "max-size"),
            value: size.into(),
        });
    }
    binder.contradicted(
        at,
        Some(operation),
        Problem {
            code: Code::PageSizeDiffers,
            level: Level::Error,
            certainty: Certainty::Certain,
            pointer: child(pointer, "default-size"),
            subject: format!("{} page size", operation.id),
            expected: Some(
                usual
                    .or(most)
                    .map_or_else(|| "nothing".to_owned(), |it| it.to_string()),
            ),
            found: Some(brief(&size.to_string())),
            // Where callers may ask for a size, a page may mean the usual one or the largest.
            changes: if fixed { changes } else { Vec::new() },
        },
    );
}

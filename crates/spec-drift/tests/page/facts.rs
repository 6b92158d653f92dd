//! Claims as lines that one can compare and read: no places, no endpoint.

use std::collections::BTreeSet;

use spec_drift::claim::{Fact, Says};
use spec_drift::page::{self, Page};

/// A page of the fixtures.
pub fn fixture(name: &str) -> String {
    let path = format!("{}/tests/page/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads text that is a page.
pub fn read(text: &str) -> Page {
    page::read("page", text.as_bytes()).unwrap()
}

/// What a page states, without places. The side's status is left out: not every rendering has it.
pub fn facts(page: &Page) -> BTreeSet<String> {
    page.claims
        .iter()
        .filter_map(|claim| line(&claim.fact, claim.endpoint.as_ref()))
        .collect()
}

fn line(fact: &Fact, endpoint: Option<&spec_drift::claim::Endpoint>) -> Option<String> {
    Some(match fact {
        Fact::Endpoint => {
            let endpoint = endpoint?;
            let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "?".to_owned());
            match &endpoint.title {
                Some(title) => format!("endpoint {title}"),
                None => format!(
                    "endpoint {} {}",
                    word(&endpoint.method),
                    word(&endpoint.path)
                ),
            }
        }
        Fact::Server(url) => format!("server {url}"),
        Fact::Authentication {
            kind,
            location,
            name,
            ..
        } => format!("auth {kind:?} {location:?} {name:?}").replace("Some", ""),
        Fact::Parameter {
            name,
            location,
            says,
        } => {
            let place = location.map_or("?".to_owned(), |location| {
                format!("{location:?}").to_lowercase()
            });
            format!("{place} {} {}", name.as_deref().unwrap_or("?"), said(says))
        }
        Fact::Field {
            side,
            pointer,
            says,
        } => {
            let side = if format!("{side:?}").starts_with("Request") {
                "request"
            } else {
                "response"
            };
            format!("{side} {pointer} {}", said(says))
        }
        Fact::Response { status, text } => match status {
            Some(status) => format!("status {status}"),
            None => format!("status {}", text.as_deref().unwrap_or("?")),
        },
        Fact::PageSize(size) => format!("page size {size}"),
        Fact::RateLimit { requests, seconds } => format!("rate {requests} in {seconds} s"),
        _ => return None,
    })
}

fn said(says: &Says) -> String {
    match says {
        Says::Exists => "exists".to_owned(),
        Says::Type(kind) => format!("type {kind:?}").to_lowercase(),
        Says::Format(format) => format!("format {format}"),
        Says::Nullable(nullable) => format!("nullable {nullable}"),
        Says::Required(required) => format!("required {required}"),
        Says::Default(value) => format!("default {value}"),
        Says::Range {
            minimum,
            maximum,
            exclusive_minimum,
            exclusive_maximum,
        } => {
            let bound = |bound: &Option<serde_json::Number>| {
                bound.as_ref().map_or("..".to_owned(), ToString::to_string)
            };
            let (open, close) = (
                if *exclusive_minimum { '(' } else { '[' },
                if *exclusive_maximum { ')' } else { ']' },
            );
            format!("range {open}{} {}{close}", bound(minimum), bound(maximum))
        }
        Says::Length { minimum, maximum } => {
            format!("length {minimum:?} {maximum:?}").replace("Some", "")
        }
        Says::Enum(values) => format!("enum {}", serde_json::Value::Array(values.clone())),
        Says::Example(value) => format!("example {value}"),
        Says::Pattern(pattern) => format!("pattern {pattern}"),
        Says::Deprecated(deprecated) => format!("deprecated {deprecated}"),
        other => format!("{other:?}"),
    }
}

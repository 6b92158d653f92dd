//! Keeps the secrets of inboxes out of all that is stored.
//!
//! Until February 2025 Chatwoot showed the whole inbox with each contact, to administrators with its
//! secrets (app/views/api/v1/models/_inbox.json.jbuilder). Their values are replaced in the exact bytes,
//! in extra and in records that could not be read; an issue says where. No slot of the model takes them.

#![deny(unused_variables)]

use std::borrow::Cow;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::mapping::{Mapped, Scope};
use crate::model::{Found, IssueCode, KeptIn};

/// The deny-list: members whose values are never kept, whatever their depth. The template shows the first
/// four, and in forks the next two; the others are names of the same kind, which a fork may show.
const SECRETS: &[&str] = &[
    "hmac_token",
    "imap_password",
    "provider_config",
    "smtp_password",
    "auth_token",
    "secret",
    "access_token",
    "api_access_token",
    "api_key",
    "api_key_secret",
    "app_secret",
    "bot_token",
    "business_management_token",
    "channel_secret",
    "channel_token",
    "client_secret",
    "line_channel_secret",
    "line_channel_token",
    "page_access_token",
    "password",
    "pubsub_token",
    "refresh_token",
    "twitter_access_token",
    "twitter_access_token_secret",
    "user_access_token",
    "webhook_verify_token",
];

/// Maps of the account's own attributes, in which a key of the deny-list means something else.
const ATTRIBUTES: &[&str] = &["additional_attributes", "custom_attributes"];

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Keeps the secrets out of an answer: every public function that maps one ends with it.
pub(super) fn keep_out(at: &mut Scope<'_>, mut mapped: Mapped) -> Mapped {
    for contact in &mut mapped.contacts {
        redact_text(&mut contact.raw);
    }
    keep_out_of_findings(at);
    mapped
}

/// Keeps the secrets out of what was noted so far, of a record or of what stands around records.
pub(super) fn keep_out_of_findings(at: &mut Scope<'_>) {
    let findings = &mut *at.findings;
    let mut places = Vec::new();
    let holders: Vec<_> = findings
        .extra
        .iter()
        .filter(|(_, pointer, value)| holds_secret(pointer, value))
        .map(|(provider, pointer, value)| (provider.to_owned(), pointer.to_owned(), value.clone()))
        .collect();
    for (provider, pointer, mut value) in holders {
        redact(&pointer, &mut value, KeptIn::Extra, &mut places);
        findings.extra.keep(&provider, pointer, value);
    }
    for (pointer, value) in &mut findings.set_aside {
        redact(pointer, value, KeptIn::Extra, &mut places);
    }
    for record in &mut findings.undecodable {
        if let Ok(mut value) = serde_json::from_str(&record.raw) {
            redact(
                &record.pointer,
                &mut value,
                KeptIn::Undecodable,
                &mut places,
            );
        }
        redact_text(&mut record.raw);
    }
    for (pointer, found, kept_in) in places {
        at.note_at(pointer, IssueCode::SecretRedacted, found, kept_in);
    }
}

/// Whether the value at `pointer` is a secret or has one in it.
fn holds_secret(pointer: &str, value: &Value) -> bool {
    if is_secret(last_step(pointer)) {
        return !is_nothing(value);
    }
    match value {
        Value::Object(members) => members
            .iter()
            .any(|(key, member)| !ATTRIBUTES.contains(&key.as_str()) && holds_secret(key, member)),
        Value::Array(elements) => elements.iter().any(|element| holds_secret("", element)),
        _ => false,
    }
}

/// Replaces the secrets in the value at `pointer`, and says where they were.
fn redact(
    pointer: &str,
    value: &mut Value,
    kept_in: KeptIn,
    places: &mut Vec<(String, Found, KeptIn)>,
) {
    if is_secret(last_step(pointer)) {
        if !is_nothing(value) {
            places.push((pointer.to_owned(), Found::from(&*value), kept_in));
            *value = Value::from(REDACTED);
        }
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if !ATTRIBUTES.contains(&key.as_str()) {
                    let step = key.replace('~', "~0").replace('/', "~1");
                    redact(&format!("{pointer}/{step}"), member, kept_in, places);
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                redact(&format!("{pointer}/{index}"), element, kept_in, places);
            }
        }
        _ => {}
    }
}

/// Replaces the secrets in a JSON text; every other byte stays.
fn redact_text(text: &mut String) {
    if let Some(redacted) = redacted(text) {
        *text = redacted;
    }
}

fn redacted(text: &str) -> Option<String> {
    let mut redacted = String::new();
    let mut copied = 0;
    let mut place = 0;
    while let Some(quote) = text.get(place..)?.find('"') {
        let start = place + quote;
        let Some(string) = text.get(start..).and_then(string_at_start) else {
            break;
        };
        place = start + string.len();
        let Some(after_colon) = text.get(place..)?.trim_start().strip_prefix(':') else {
            continue;
        };
        let value = after_colon.trim_start();
        let value_at = text.len() - value.len();
        let key = key(string);
        if ATTRIBUTES.contains(&key.as_ref()) {
            place = value_at + first_value::<IgnoredAny>(value).1;
        } else if is_secret(&key) {
            let (secret, length) = first_value::<Value>(value);
            place = value_at + length;
            // What can't be read goes too.
            if secret.is_none_or(|secret| !is_nothing(&secret)) {
                redacted.push_str(text.get(copied..value_at)?);
                redacted.push('"');
                redacted.push_str(REDACTED);
                redacted.push('"');
                copied = place;
            }
        }
    }
    if copied == 0 {
        return None;
    }
    redacted.push_str(text.get(copied..)?);
    Some(redacted)
}

/// The JSON string that a text begins with, with its quotes.
fn string_at_start(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return text.get(..=at),
            _ => {}
        }
    }
    None
}

/// The key that a JSON string is.
fn key(string: &str) -> Cow<'_, str> {
    if string.contains('\\') {
        serde_json::from_str(string).map_or(Cow::Borrowed(string), Cow::Owned)
    } else {
        Cow::Borrowed(string.trim_matches('"'))
    }
}

/// The JSON value that a text begins with, and how many bytes it takes.
fn first_value<T: DeserializeOwned>(text: &str) -> (Option<T>, usize) {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    match values.next() {
        Some(Ok(value)) => (Some(value), values.byte_offset()),
        _ => (None, text.len()),
    }
}

fn is_secret(key: &str) -> bool {
    SECRETS.contains(&key)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text == REDACTED,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn last_step(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

//! Keeps the secrets of inboxes out of all that is stored.
//!
//! Until February 2025 Chatwoot showed the whole inbox with each contact, to administrators with its
//! secrets (app/views/api/v1/models/_inbox.json.jbuilder). Their values are replaced in the exact bytes,
//! in extra and in records that could not be read; an issue says where. No slot of the model takes them.

#![deny(unused_variables)]

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::mapping::{Mapped, Scope};
use crate::model::{Found, IssueCode, KeptIn};

/// The deny-list: members whose values are never kept, whatever their depth. The template names the
/// first seven; the others are columns of Chatwoot's channels and members of `provider_config`, which a
/// fork may show.
const SECRETS: &[&str] = &[
    "auth_token",
    "hmac_token",
    "imap_password",
    "provider_config",
    "pubsub_token",
    "secret",
    "smtp_password",
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

/// There is no code of its own: what the place holds now stands for a value that nobody may know.
const CODE: IssueCode = IssueCode::Placeholder;

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
    let mut redacted = Redacted::default();
    let findings = &mut *at.findings;
    let mut changed = Vec::new();
    for (provider, pointer, value) in findings.extra.iter() {
        if redacted.finds_in(value, pointer) {
            changed.push((provider.to_owned(), pointer.to_owned(), value.clone()));
        }
    }
    for (provider, pointer, mut value) in changed {
        redacted.value(&mut value, &pointer, KeptIn::Extra);
        findings.extra.keep(&provider, pointer, value);
    }
    for (pointer, value) in &mut findings.set_aside {
        redacted.value(value, pointer, KeptIn::Extra);
    }
    for record in &mut findings.undecodable {
        if let Ok(mut value) = serde_json::from_str(&record.raw) {
            redacted.value(&mut value, &record.pointer, KeptIn::Undecodable);
        }
        redact_text(&mut record.raw);
    }
    for (pointer, found, kept_in) in redacted.places {
        at.note_at(pointer, CODE, found, kept_in);
    }
}

//! Answers with one contact, and what stands around it.
//!
//! A created contact comes with its link to an inbox, a merged one bare, all others in `payload`. Servers
//! and pages mix these up (chatwoot/chatwoot#6110, #10747), so each shape is read everywhere, with an issue
//! where it is not the one of the spec.

#![deny(unused_variables)]

use contacts_digital99::types;
use contacts_runtime::Sourced;

use super::contact::contact;
use super::{inbox, secrets};
use crate::mapping::{Json, Mapped, Scope};
use crate::model::{Contact, Found, IssueCode, JsonType};

/// An answer with one contact in `payload`.
pub fn contact_envelope(at: &mut Scope<'_>, body: types::ContactResponse) -> Mapped {
    envelope(at, body, Expected::Contact)
}

/// The answer of a creation, as the client reads it.
pub fn created_contact(at: &mut Scope<'_>, body: types::CreateContactResponse) -> Mapped {
    let types::CreateContactResponse { payload, extra } = body;
    at.extra(extra);
    let contact = at.object("payload", payload, created).flatten();
    answer(at, contact)
}

/// The answer of a creation, of whichever shape.
pub(super) fn created_envelope(at: &mut Scope<'_>, body: types::ContactResponse) -> Mapped {
    envelope(at, body, Expected::Created)
}

/// The contact that is left after a merge, without `payload` around it.
pub fn merged_contact(at: &mut Scope<'_>, body: Sourced<types::Contact>) -> Mapped {
    match other_shape::<_, types::ContactResponse>(body) {
        Ok(body) => {
            let contact = at.record("", body, contact);
            answer(at, contact)
        }
        Err(wrapped) => {
            another_shape(at, "");
            at.object("", wrapped, contact_envelope).unwrap_or_default()
        }
    }
}

/// The shape that the spec gives to a `payload`.
#[derive(PartialEq)]
enum Expected {
    Contact,
    Created,
}

fn envelope(at: &mut Scope<'_>, body: types::ContactResponse, expected: Expected) -> Mapped {
    let types::ContactResponse { payload, extra } = body;
    at.extra(extra);
    let (contact, found) = match other_shape::<_, types::CreatedContact>(payload) {
        Ok(payload) => {
            let readable = payload.value().is_ok();
            let contact = at.record("payload", payload, contact);
            (contact, readable.then_some(Expected::Contact))
        }
        Err(payload) => {
            let contact = at.object("payload", payload, created).flatten();
            (contact, Some(Expected::Created))
        }
    };
    if found.is_some_and(|found| found != expected) {
        another_shape(at, "payload");
    }
    answer(at, contact)
}

/// A record as a `T`, or else as an `O` if it is one.
fn other_shape<T, O>(record: Sourced<T>) -> Result<Sourced<T>, Sourced<O>>
where
    T: serde::de::DeserializeOwned,
    O: serde::de::DeserializeOwned,
{
    if record.value().is_ok() {
        return Ok(record);
    }
    let (_, _, raw) = record.into_parts();
    let other = Sourced::<O>::from_raw(raw);
    if other.value().is_ok() {
        return Err(other);
    }
    let (_, _, raw) = other.into_parts();
    Ok(Sourced::from_raw(raw))
}

fn another_shape(at: &mut Scope<'_>, key: &str) {
    let object = Found {
        json_type: JsonType::Object,
        length: 0,
    };
    at.issue(key, IssueCode::TypeMismatch, object);
}

fn created(at: &mut Scope<'_>, payload: types::CreatedContact) -> Option<Contact> {
    let types::CreatedContact {
        contact: record,
        contact_inbox,
        extra,
    } = payload;
    at.extra(extra);
    let mut contact = at.record("contact", record, contact);
    match &mut contact {
        Some(contact) => {
            inbox::created_link(&mut at.within("contact_inbox"), contact_inbox, contact)
        }
        None => at.keep("contact_inbox", Json(contact_inbox)),
    }
    contact
}

fn answer(at: &mut Scope<'_>, contact: Option<Contact>) -> Mapped {
    let mapped = contact.map(Mapped::contact).unwrap_or_default();
    secrets::keep_out(at, mapped)
}

//! Contacts that an answer holds twice, and contacts that come where the spec has none.

use contacts_runtime::Sourced;
use contacts_tetherai::types;
use serde_json::Value;
use serde_json::value::RawValue;

use super::contact::contact;
use crate::mapping::Scope;
use crate::model::{Contact, Found, IssueCode, KeptIn};

/// Compares the second copy of a list with the contacts of the first, which win: see [`check_copy`].
pub(super) fn check_copies(
    at: &mut Scope<'_>,
    copies: Vec<Sourced<types::Contact>>,
    contacts: &mut Vec<Contact>,
) {
    for (index, copy) in copies.into_iter().enumerate() {
        // Mostly the two are the same to the byte and in the same order.
        let first = contacts.get(index).map(|contact| contact.raw.as_str());
        if first != Some(copy.raw()) {
            check_copy(&mut at.at_index(index), value_of(copy.raw()), contacts);
        }
    }
}

/// Compares a copy of a contact with the contact of the same id. One that differs is kept in extra, and
/// one that is nowhere else becomes a contact, lest it be lost; both raise a conflict.
pub(super) fn check_copy(at: &mut Scope<'_>, copy: Value, contacts: &mut Vec<Contact>) {
    let mut undecodable = at.findings.undecodable.iter();
    if undecodable.any(|record| value_of(&record.raw) == copy) {
        return;
    }
    let id = match copy.get("_id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    let mut twins = contacts
        .iter()
        .filter(|contact| contact.source.id.as_str() == id)
        .peekable();
    if twins.peek().is_none() {
        let found = Found::from(&copy);
        if let Some(contact) = contact_here(at, copy) {
            at.note("", IssueCode::Conflict, found, KeptIn::Slot);
            contacts.push(contact);
        }
    } else if !twins.any(|twin| value_of(&twin.raw) == copy) {
        at.misfit("", IssueCode::Conflict, copy);
    }
}

/// The contact that `value` is, with the exact bytes where the body is at hand.
pub(super) fn contact_here(at: &mut Scope<'_>, value: Value) -> Option<Contact> {
    let text = match at.text_here() {
        Some(text) => text.to_owned(),
        None => RawValue::from_string(value.to_string()).ok()?,
    };
    at.record("", Sourced::from_raw(text), contact)
}

/// Whether an object is a contact and not an envelope around one.
pub(super) fn is_contact(members: &serde_json::Map<String, Value>) -> bool {
    members.contains_key("_id")
}

fn value_of(raw: &str) -> Value {
    serde_json::from_str(raw).unwrap_or_else(|_| Value::String(raw.to_owned()))
}

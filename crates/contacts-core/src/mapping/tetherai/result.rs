//! Answers with one contact in an envelope.

#![deny(unused_variables)]

use contacts_runtime::{Patch, Sourced};
use contacts_tetherai::types;
use serde_json::{Map, Value};

use super::contact::contact;
use super::copy::{check_copy, contact_here, is_contact};
use crate::mapping::{Json, Mapped, Received, Scope};
use crate::model::{Contact, Page};

/// The answer of `getContact`, `findContactByPhone`, `blockContact` and `unblockContact`.
///
/// The vendor lists these operations without a shape, in the index of its OpenAPI document
/// (<https://github.com/TetherAI-ca/docs>). So the contact is taken wherever it is: in the envelope of
/// create and update, right under `data`, or with no envelope at all.
pub fn contact_result(at: &mut Scope<'_>, body: types::ContactResult) -> Mapped {
    let types::ContactResult {
        contact: copy,
        data,
        message,
        success,
        extra,
    } = body;
    if copy.is_absent() && data.is_absent() && is_contact(&extra) {
        return bare_contact(at, message, success, extra);
    }
    let data = data.into_option().unwrap_or_default();
    let mapped = enveloped(at, success, message, data, copy);
    at.extra(extra);
    mapped
}

/// The answer of `createContact` and `updateContact`.
pub fn contact_saved(at: &mut Scope<'_>, body: types::ContactSaved) -> Mapped {
    let types::ContactSaved {
        contact: copy,
        data,
        message,
        success,
        extra,
    } = body;
    let mapped = enveloped(at, success, message, data, copy);
    at.extra(extra);
    mapped
}

/// The answer of `updateContactLegacy`, where nothing is promised and `data` may be anything.
pub fn contact_updated_legacy(at: &mut Scope<'_>, body: types::ContactUpdatedLegacy) -> Mapped {
    let types::ContactUpdatedLegacy {
        contact: one,
        data,
        message,
        success,
        extra,
    } = body;
    let page = Page {
        success: at.flag("success", success),
        message: at.text("message", message),
        ..Page::default()
    };
    let is_there = !matches!(one, Patch::Absent | Patch::Null);
    let mut contacts = Vec::from_iter(at.record("contact", one, contact));
    let mut take = |at: &mut Scope<'_>, value| match is_there {
        true => check_copy(at, value, &mut contacts),
        false => contacts.extend(contact_here(at, value)),
    };
    match data {
        Patch::Value(Value::Object(members)) if is_contact(&members) => {
            take(&mut at.within("data"), members.into());
        }
        Patch::Value(Value::Object(mut members)) => {
            let mut at = at.within("data");
            match members.remove("contact") {
                Some(one @ Value::Object(_)) => take(&mut at.within("contact"), one),
                other => at.keep("contact", other),
            }
            at.extra(members);
        }
        other => at.keep("data", other),
    }
    at.extra(extra);
    Mapped::contacts(contacts, page)
}

/// The answer of the operations that verify, and of `unverifyContact`, whose message may say "Contact
/// verified" all the same.
pub fn contact_verified(at: &mut Scope<'_>, body: types::ContactVerified) -> Mapped {
    let types::ContactVerified {
        data,
        message,
        extra,
    } = body;
    let types::ContactVerifiedData {
        contact,
        extra: data_extra,
    } = data;
    let data = types::ContactResultData {
        contact,
        message: Patch::Absent,
        extra: data_extra,
    };
    let mapped = enveloped(at, Patch::<bool>::Absent, message, data, Patch::Absent);
    at.extra(extra);
    mapped
}

/// The answer of `mergeContacts` and `keepContactsSeparate`. Only the first has a contact: the merged one.
pub fn review_resolved(at: &mut Scope<'_>, body: types::DedupReviewResolved) -> Mapped {
    let types::DedupReviewResolved {
        data,
        message,
        success,
        target_contact,
        extra,
    } = body;
    let contact = at.record("targetContact", target_contact, contact);
    let page = Page {
        success: at.flag("success", success),
        message: at.text("message", message),
        ..Page::default()
    };
    // The model has no reviews.
    at.keep("data", Json(data));
    at.extra(extra);
    Mapped::contacts(contact.into_iter().collect(), page)
}

/// Contact and message under `data`, and perhaps a copy of each beside it.
fn enveloped(
    at: &mut Scope<'_>,
    success: impl Received,
    message_copy: impl Received,
    data: types::ContactResultData,
    copy: Patch<Sourced<types::Contact>>,
) -> Mapped {
    let types::ContactResultData {
        contact: one,
        message,
        extra,
    } = data;
    let mut within = at.within("data");
    let mut contacts = Vec::new();
    let mut is_there = true;
    let mut message = within.text("message", message);
    if one.is_absent() && is_contact(&extra) {
        contacts.extend(contact_here(&mut within, extra.into()));
    } else {
        is_there = !matches!(one, Patch::Absent | Patch::Null);
        contacts.extend(within.record("contact", one, contact));
        within.extra(extra);
    }
    match copy {
        Patch::Value(copy) if is_there => {
            let copy = Json(copy).received().unwrap_or_default();
            check_copy(&mut at.within("contact"), copy, &mut contacts);
        }
        copy => contacts.extend(at.record("contact", copy, contact)),
    }
    match &message {
        Some(message) => at.check("message", message_copy, message),
        None => message = at.text("message", message_copy),
    }
    let page = Page {
        success: at.flag("success", success),
        message,
        ..Page::default()
    };
    Mapped::contacts(contacts, page)
}

/// A body whose members are those of a contact. What stands beside them is an envelope laid flat.
fn bare_contact(
    at: &mut Scope<'_>,
    message: Patch<String>,
    success: Patch<bool>,
    members: Map<String, Value>,
) -> Mapped {
    let page = Page {
        success: at.flag("success", success),
        message: at.text("message", message),
        ..Page::default()
    };
    let contact: Option<Contact> = contact_here(at, members.into());
    Mapped::contacts(contact.into_iter().collect(), page)
}

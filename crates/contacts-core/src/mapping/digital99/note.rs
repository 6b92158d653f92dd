//! The notes on a contact, and the users who write them.

#![deny(unused_variables)]

use contacts_digital99::types;
use contacts_runtime::Sourced;

use crate::mapping::{Mapped, OneRecord, Scope};
use crate::model::{Note, UserRef};

/// The notes on a contact, a bare array.
pub fn note_list(at: &mut Scope<'_>, body: Vec<Sourced<types::Note>>) -> Mapped {
    Mapped {
        notes: at.each("", body, note),
        ..Mapped::default()
    }
}

/// One note, bare.
pub fn note_envelope<B: OneRecord<types::Note>>(at: &mut Scope<'_>, body: B) -> Mapped {
    Mapped {
        notes: at.object("", body, note).into_iter().collect(),
        ..Mapped::default()
    }
}

fn note(at: &mut Scope<'_>, raw: types::Note) -> Note {
    let types::Note {
        account_id,
        contact_id,
        content,
        created_at,
        id,
        updated_at,
        user,
        extra,
    } = raw;
    at.extra(extra);
    Note {
        id: at.id("id", id),
        text: at.text("content", content).unwrap_or_default(),
        author: at.object("user", user, agent),
        // Null by a mistake in the template, and so is the contact; the spec's notes say so.
        account: at.account("account_id", account_id),
        contact_id: at.id("contact_id", contact_id),
        created_at: at.time("created_at", created_at),
        updated_at: at.time("updated_at", updated_at),
    }
}

/// A user of the account.
pub(super) fn agent(at: &mut Scope<'_>, raw: types::Agent) -> UserRef {
    let types::Agent {
        account_id,
        auto_offline,
        availability_status,
        available_name,
        confirmed,
        custom_attributes,
        custom_role_id,
        email,
        id,
        name,
        role,
        thumbnail,
        extra,
    } = raw;
    at.keep("auto_offline", auto_offline);
    at.keep("availability_status", availability_status);
    at.keep("available_name", available_name);
    at.keep("custom_attributes", custom_attributes);
    at.keep("custom_role_id", custom_role_id);
    at.extra(extra);
    UserRef {
        id: at.id("id", id),
        name: at.text("name", name),
        email: at.text("email", email),
        email_verified: at.flag("confirmed", confirmed),
        image: at.text("thumbnail", thumbnail),
        role: at.text("role", role),
        account: at.id("account_id", account_id),
        ..UserRef::default()
    }
}

//! How a call ended whose answer has no contact.

#![deny(unused_variables)]

use contacts_tetherai::types;

use crate::mapping::{Mapped, Scope};
use crate::model::Page;

/// The answer of `deleteContact`. The vendor lists it without a shape; that of its neighbours is taken.
pub fn acknowledgement(at: &mut Scope<'_>, body: types::Acknowledgement) -> Mapped {
    let types::Acknowledgement {
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
    at.keep("data", data);
    at.extra(extra);
    Mapped::page(page)
}

/// The answer of `deleteContacts`. It counts, and does not say who is gone.
pub fn contacts_deleted(at: &mut Scope<'_>, body: types::ContactsDeleted) -> Mapped {
    let types::ContactsDeleted {
        deleted_count,
        message,
        extra,
    } = body;
    let page = Page {
        message: at.text("message", message),
        ..Page::default()
    };
    at.keep("deletedCount", deleted_count);
    at.extra(extra);
    Mapped::page(page)
}

//! Pages of contacts, and the labels of a contact.

#![deny(unused_variables)]

use contacts_digital99::types;

use super::contact::contact;
use super::secrets;
use crate::mapping::{Mapped, Scope};
use crate::model::{Page, TotalScope};

/// A page of the list. Its total counts only contacts with an address, a number or an identifier.
pub fn contact_page(at: &mut Scope<'_>, page: types::ContactList) -> Mapped {
    contacts(at, page, TotalScope::Resolved)
}

/// A page of a filter, or of the contacts that are online: visitors of whom nothing is known are in them.
pub fn filter_page(at: &mut Scope<'_>, page: types::ContactList) -> Mapped {
    contacts(at, page, TotalScope::Matching)
}

/// A page of a search. Servers that say `has_more` count the contacts of the page only.
pub fn search_page(at: &mut Scope<'_>, page: types::ContactList) -> Mapped {
    let counts = if page.meta.has_more.is_absent() {
        TotalScope::Resolved
    } else {
        TotalScope::Page
    };
    contacts(at, page, counts)
}

/// The labels of a contact, which are known by name only.
pub fn tag_list(at: &mut Scope<'_>, body: types::LabelList) -> Mapped {
    let types::LabelList { payload, extra } = body;
    at.extra(extra);
    Mapped {
        tags: at.tags("payload", payload),
        ..Mapped::default()
    }
}

fn contacts(at: &mut Scope<'_>, page: types::ContactList, counts: TotalScope) -> Mapped {
    let types::ContactList {
        meta,
        payload,
        extra,
    } = page;
    at.extra(extra);
    let page = about(&mut at.within("meta"), meta, counts);
    let contacts = at.records("payload", payload, contact);
    secrets::keep_out(at, Mapped::contacts(contacts, page))
}

fn about(at: &mut Scope<'_>, meta: types::ContactListMeta, counts: TotalScope) -> Page {
    use types::ContactListMetaCurrentPage as Number;
    let types::ContactListMeta {
        contacts_all,
        count,
        current_page,
        has_more,
        extra,
    } = meta;
    at.keep("contacts_all", contacts_all);
    at.extra(extra);
    Page {
        // The parameter as it came, so a string on every page that was asked for by number.
        number: match current_page {
            Number::Int64(number) => at.count("current_page", number),
            Number::String(text) => match text.parse() {
                Ok(number) => Some(number),
                Err(_) => at.count("current_page", text),
            },
        },
        total: at.total("count", count, counts),
        has_more: at.flag("has_more", has_more),
        ..Page::default()
    }
}

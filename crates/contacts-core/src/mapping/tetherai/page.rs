//! Pages of contacts.

#![deny(unused_variables)]

use contacts_runtime::{Patch, Sourced};
use contacts_tetherai::types;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::contact::contact;
use super::copy::check_copies;
use super::stage::Stages;
use crate::mapping::{Mapped, Scope};
use crate::model::{Page, TotalScope};

/// A page of `listContacts`. The list and its total come twice: what is under `data` wins.
///
/// The total counts what was asked for. Without `ownerFilter=all` that is the caller's own contacts,
/// which the answer does not say.
pub fn contact_page(at: &mut Scope<'_>, page: types::ContactList) -> Mapped {
    let types::ContactList {
        contacts: copies,
        data,
        meta,
        success,
        total: total_copy,
        extra,
    } = page;
    let types::ContactListData {
        contacts,
        page: number,
        size,
        total,
        extra: data_extra,
    } = data;
    let mut within = at.within("data");
    let mut total = within.total("total", total, TotalScope::Matching);
    let number = within.count("page", number);
    let size = within.count("size", size);
    let is_listed = !matches!(contacts, Patch::Absent | Patch::Null);
    let mut contacts = within.records("contacts", contacts, contact);
    within.extra(data_extra);
    match copies {
        Patch::Value(copies) if is_listed => {
            check_copies(&mut at.within("contacts"), copies, &mut contacts);
        }
        copies => contacts.extend(at.records("contacts", copies, contact)),
    }
    match &total {
        Some(total) => at.check("total", total_copy, total.value),
        None => total = at.total("total", total_copy, TotalScope::Matching),
    }
    let page = Page {
        number,
        size,
        total,
        success: at.flag("success", success),
        ..Page::default()
    };
    at.keep("meta", meta);
    at.extra(extra);
    Mapped::contacts(contacts, page)
}

/// What instances of the first generation answer to `listContacts`, by the older page
/// <https://docs.tetherai.ca/api-reference/contacts>: the list itself under `data`.
#[derive(Deserialize)]
pub(super) struct OlderContactList {
    data: Vec<Sourced<types::Contact>>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

pub(super) fn older_contact_page(at: &mut Scope<'_>, page: OlderContactList) -> Mapped {
    let OlderContactList { data, extra } = page;
    let contacts = at.records("data", data, contact);
    at.extra(extra);
    Mapped::contacts(contacts, Page::default())
}

/// A page of `listContactsInStage`.
pub fn stage_page(at: &mut Scope<'_>, page: types::ContactsInStage) -> Mapped {
    let types::ContactsInStage {
        data,
        pipeline_stage,
        stage_id_by_name,
        stage_name_by_id,
        status,
        total,
        extra,
    } = page;
    let mut contacts = at.records("data", data, contact);
    let mut stages = Stages::new(&stage_id_by_name, &stage_name_by_id);
    stages.add(pipeline_stage.as_option(), status.as_option());
    for contact in &mut contacts {
        stages.complete(contact);
    }
    let page = Page {
        total: at.total("total", total, TotalScope::Matching),
        ..Page::default()
    };
    // What was asked for, whether or not there is a contact to see it at.
    at.keep("status", status);
    at.keep("pipelineStage", pipeline_stage);
    at.keep("stageIdByName", stage_id_by_name);
    at.keep("stageNameById", stage_name_by_id);
    at.extra(extra);
    Mapped::contacts(contacts, page)
}

//! Contacts in buckets by stage, and the names of stages.

#![deny(unused_variables)]

use std::collections::BTreeMap;

use contacts_runtime::Patch;
use contacts_tetherai::types;
use serde_json::{Map, Value};

use super::contact::contact;
use super::copy::{check_copy, contact_here};
use crate::mapping::{Mapped, Received, Scope};
use crate::model::{Contact, Found, IssueCode, KeptIn, Page, RemoteId, Stage, Total, TotalScope};

/// The buckets of `listContactsByStage` and `listContactsInAllStages`: a page of contacts for each stage.
///
/// The total of the answer is the sum of the totals of its stages; each of those is in extra.
pub fn stage_buckets(at: &mut Scope<'_>, buckets: types::ContactsByStage) -> Mapped {
    let types::ContactsByStage {
        data,
        data_by_status,
        stage_id_by_name,
        stage_name_by_id,
        extra,
    } = buckets;
    let mut contacts = Vec::new();
    let mut totals = BTreeMap::new();
    for (stage, bucket) in data.into_option().unwrap_or_default() {
        let types::StageBucket {
            contacts: list,
            total,
            extra,
        } = bucket;
        let mut at = at.within("data");
        let mut at = at.within(&stage);
        for mut contact in at.records("contacts", list, contact) {
            put_in(&mut at, &stage, &mut contact);
            contacts.push(contact);
        }
        let count = at.count("total", total);
        at.keep("total", count);
        at.extra(extra);
        totals.insert(stage, count);
    }
    for (stage, bucket) in other_buckets(at) {
        let mut at = at.within("data");
        let mut at = at.within(&stage);
        for mut contact in bare_bucket(&mut at, bucket) {
            put_in(&mut at, &stage, &mut contact);
            contacts.push(contact);
        }
        // Nobody says how many there are on the other pages, so that there is no sum.
        totals.insert(stage, None);
    }
    check_by_status(at, data_by_status, &totals, &mut contacts);
    let stages = Stages::new(&stage_id_by_name, &stage_name_by_id);
    for contact in &mut contacts {
        stages.complete(contact);
    }
    at.keep("stageIdByName", stage_id_by_name);
    at.keep("stageNameById", stage_name_by_id);
    at.extra(extra);
    let page = Page {
        total: sum(totals).map(|sum| Total::of(sum, TotalScope::Matching)),
        ..Page::default()
    };
    Mapped::contacts(contacts, page)
}

/// A stage by id or by name: instances of older generations give the name.
pub(super) fn stage(at: &mut Scope<'_>, key: &str, member: impl Received) -> Option<Stage> {
    let text = at.text(key, member)?;
    let is_id = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some(if is_id {
        Stage {
            id: Some(RemoteId::text(text)),
            name: None,
        }
    } else {
        Stage {
            id: None,
            name: Some(text),
        }
    })
}

/// The sum, if there is a bucket and each says its total.
fn sum(totals: BTreeMap<String, Option<u64>>) -> Option<u64> {
    let mut totals = totals.into_values();
    let first = totals.next()?;
    totals.fold(first, |sum, total| sum?.checked_add(total?))
}

/// A contact that says neither stage nor status is in the stage of its bucket.
fn put_in(at: &mut Scope<'_>, stage: &str, contact: &mut Contact) {
    if contact.pipeline.stage.is_none() && contact.lifecycle.status.is_none() {
        contact.pipeline.stage = self::stage(at, "", stage);
    }
}

/// The buckets that are no objects, and so are not in the generated struct.
fn other_buckets(at: &mut Scope<'_>) -> Vec<(String, Value)> {
    let mut buckets = Vec::new();
    for (pointer, value) in std::mem::take(&mut at.findings.set_aside) {
        match pointer.strip_prefix("/data/") {
            Some(stage) if !stage.contains('/') => {
                buckets.push((stage.replace("~1", "/").replace("~0", "~"), value));
            }
            _ => at.findings.set_aside.push((pointer, value)),
        }
    }
    buckets
}

/// A bucket that is a list of contacts, without the object around it.
fn bare_bucket(at: &mut Scope<'_>, bucket: Value) -> Vec<Contact> {
    let found = Found::from(&bucket);
    let Value::Array(elements) = bucket else {
        at.misfit("", IssueCode::TypeMismatch, bucket);
        return Vec::new();
    };
    at.note("", IssueCode::TypeMismatch, found, KeptIn::Slot);
    let elements = elements.into_iter().enumerate();
    let contacts = elements.map(|(index, one)| contact_here(&mut at.at_index(index), one));
    contacts.flatten().collect()
}

/// `dataByStatus` is not documented. It seems to repeat the buckets, so it is compared with them; a
/// contact that is only here becomes one too, and what is of another shape is kept.
fn check_by_status(
    at: &mut Scope<'_>,
    data_by_status: Patch<Map<String, Value>>,
    totals: &BTreeMap<String, Option<u64>>,
    contacts: &mut Vec<Contact>,
) {
    let by_status = match data_by_status {
        Patch::Value(by_status) if !by_status.is_empty() => by_status,
        other => return at.keep("dataByStatus", other),
    };
    let mut at = at.within("dataByStatus");
    for (status, bucket) in by_status {
        let mut members = match bucket {
            Value::Object(members) => members,
            other => {
                at.keep(&status, other);
                continue;
            }
        };
        let list = members.remove("contacts");
        let total = members.remove("total");
        let mut at = at.within(&status);
        match list {
            Some(Value::Array(copies)) if !copies.is_empty() => {
                let mut at = at.within("contacts");
                for (index, copy) in copies.into_iter().enumerate() {
                    check_copy(&mut at.at_index(index), copy, contacts);
                }
            }
            other => at.keep("contacts", other),
        }
        match totals.get(&status) {
            Some(Some(known)) => at.check("total", total, known),
            _ => at.keep("total", total),
        }
        at.extra(members);
    }
}

/// Ids and names of stages.
pub(super) struct Stages<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Stages<'a> {
    /// What an answer says of them.
    pub(super) fn new(
        id_by_name: &'a Patch<BTreeMap<String, String>>,
        name_by_id: &'a Patch<BTreeMap<String, String>>,
    ) -> Self {
        let by_id = name_by_id.as_option().into_iter().flatten();
        let by_name = id_by_name.as_option().into_iter().flatten();
        let pairs = by_id.chain(by_name.map(|(name, id)| (id, name)));
        Self(
            pairs
                .map(|(id, name)| (id.as_str(), name.as_str()))
                .collect(),
        )
    }

    /// One more, if both are known.
    pub(super) fn add(&mut self, id: Option<&'a String>, name: Option<&'a String>) {
        if let (Some(id), Some(name)) = (id, name) {
            self.0.push((id, name));
        }
    }

    /// Adds the name of a contact's stage to its id, or the id to its name: by generation, the vendor
    /// gives one of the two.
    pub(super) fn complete(&self, contact: &mut Contact) {
        let Some(stage) = &mut contact.pipeline.stage else {
            return;
        };
        match (&stage.id, &stage.name) {
            (Some(known), None) => {
                let pair = self.0.iter().find(|(id, _)| *id == known.as_str());
                stage.name = pair.map(|(_, name)| (*name).to_owned());
            }
            (None, Some(known)) => {
                let pair = self.0.iter().find(|(_, name)| name == known);
                stage.id = pair.map(|(id, _)| RemoteId::text(*id));
            }
            _ => {}
        }
    }
}

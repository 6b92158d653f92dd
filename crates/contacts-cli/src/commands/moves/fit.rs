//! A contact of one vendor as a write at another one, without what that one does not take.

use std::collections::BTreeMap;

use contacts::core::model::{AttributeScope, Contact};
use contacts::runtime::Patch;
use contacts::runtime::operation::Capability;
use contacts::{
    ContactPatch, Contacts, Field, FieldPath, FieldWrite, PlanOptions, Refusal, Support, Write,
};
use serde_json::Value;

use super::losses::{Loss, Losses, has, unwritten};
use crate::exit::Failure;
use crate::write::WriteOptions;

/// What a vendor takes of contacts.
pub struct Fit<'a> {
    contacts: &'a Contacts,
    rows: Vec<&'static FieldWrite>,
    wishes: Wishes,
    options: PlanOptions,
}

/// What a person wants of a move.
pub struct Wishes {
    /// What each contact gets besides.
    pub given: ContactPatch,
    /// Whether one name may be made into two.
    pub split_names: bool,
    /// Names of custom attributes there, by their keys here.
    pub attributes: BTreeMap<String, String>,
}

/// Writes that make a contact, in the order in which they are tried.
const WAYS: [fn(ContactPatch) -> Write; 2] = [
    |patch| Write::Upsert { patch },
    |patch| Write::Create { patch },
];

impl<'a> Fit<'a> {
    /// At this account.
    pub fn new(contacts: &'a Contacts, options: &WriteOptions, wishes: Wishes) -> Self {
        let known = contacts.capabilities().fields;
        Self {
            contacts,
            rows: known.into_iter().map(|row| row.0).collect(),
            wishes,
            options: PlanOptions {
                allow_unverified: options.allow_unverified,
            },
        }
    }

    /// The write that makes a contact, with as much of it as the vendor takes. What is lost is counted; nothing comes back for
    /// a contact that can't be made at all.
    pub async fn write(
        &self,
        contact: &Contact,
        losses: &mut Losses,
    ) -> Result<Option<Write>, Failure> {
        let mut lost = Vec::new();
        let whole = self.named(contact, &mut lost);
        let mut patch = whole.clone().portable();
        for path in whole.fields() {
            if patch.get(&path).is_absent() && self.wishes.given.get(&path).is_absent() {
                let reason = "is an id of the old account, and means nothing in another one";
                lost.push(Loss::new(path.field, reason));
            }
        }
        let joins = self.names(&mut patch, &mut lost);
        // Nobody new is blocked, and who is there already stays as blocked as before.
        for change in [&mut patch.blocked, &mut patch.do_not_disturb] {
            if *change == Patch::Value(false) {
                *change = Patch::Absent;
            }
        }
        for path in self.wishes.given.fields() {
            patch.put(&path, self.wishes.given.get(&path));
        }
        let (mut best, mut impossible) = (None::<(Write, Vec<Loss>)>, None);
        for way in WAYS {
            if self
                .contacts
                .serving(way(ContactPatch::default()).capability())
                .is_empty()
            {
                continue;
            }
            match self.without_refused(way, patch.clone()).await? {
                Ok(found) => {
                    let is_better = |best: &(Write, Vec<Loss>)| found.1.len() < best.1.len();
                    if best.as_ref().is_none_or(is_better) {
                        best = Some(found);
                    }
                }
                Err(refusal) => impossible = Some(refusal),
            }
        }
        losses.contacts += 1;
        let Some((write, refused)) = best else {
            losses.stays(contact, impossible);
            return Ok(None);
        };
        lost.extend(refused);
        lost.extend(unwritable(contact));
        losses.count(lost);
        losses.joined += usize::from(joins);
        Ok(Some(write))
    }

    /// The write without the fields that are refused of it, and those; or what it can't be made without.
    async fn without_refused(
        &self,
        way: fn(ContactPatch) -> Write,
        mut patch: ContactPatch,
    ) -> Result<Result<(Write, Vec<Loss>), Refusal>, Failure> {
        let mut lost = Vec::new();
        loop {
            let write = way(patch.clone());
            let refused = self.contacts.refusals(&write, self.options).await?;
            if refused.is_empty() {
                return Ok(Ok((write, lost)));
            }
            for refusal in refused {
                let is_refused = |path: &FieldPath| {
                    let of = refusal.field.as_ref();
                    // Of several, one of them or all.
                    of.is_some_and(|of| of == path || (of.key.is_none() && of.field == path.field))
                };
                let mut paths = patch.fields();
                paths.retain(is_refused);
                let is_given = |path: &FieldPath| !self.wishes.given.get(path).is_absent();
                if paths.is_empty() || paths.iter().any(is_given) {
                    return Ok(Err(refusal));
                }
                for path in paths {
                    patch.put(&path, Patch::Absent);
                    lost.push(Loss::refused(&path, &refusal));
                }
            }
        }
    }

    /// All that a patch can have of a contact, as it is understood elsewhere: the telephone number in its international form,
    /// where it has one, and custom attributes by their names.
    fn named(&self, contact: &Contact, lost: &mut Vec<Loss>) -> ContactPatch {
        let mut patch = ContactPatch::of(contact);
        if let Some(number) = contact.phones.first().and_then(|phone| phone.e164.clone()) {
            patch.phone = number.into();
        }
        if contact
            .media
            .first()
            .is_some_and(|media| media.uri.is_none())
        {
            patch.photo = Patch::Absent;
            lost.push(Loss::new(
                Field::Photo,
                "no URL but a key of the old vendor",
            ));
        }
        let changes = std::mem::take(&mut patch.attributes);
        for (key, change) in changes {
            let attribute = contact.attributes.iter().find(|of| of.key == key);
            let wished = self.wishes.attributes.get(&key);
            let name = wished.or_else(|| attribute?.name.as_ref().filter(|name| !name.is_empty()));
            let definition = attribute.and_then(|of| of.definition_id.as_ref());
            let is_id = definition.is_some_and(|id| id.as_str() == key);
            match name {
                Some(name) => drop(patch.attributes.insert(name.clone(), change)),
                None if is_id && contact.source.instance != self.contacts.instance() => {
                    let path = Field::Attribute.at(&key);
                    lost.push(Loss::new(path, &nameless(&contact.source.provider, &key)));
                }
                None => drop(patch.attributes.insert(key, change)),
            }
        }
        patch
    }

    /// One name where the vendor has one, two where it has two; whether two were put together.
    fn names(&self, patch: &mut ContactPatch, lost: &mut Vec<Loss>) -> bool {
        let text = |field: Field, patch: &ContactPatch| match patch.get(&field.into()) {
            Patch::Value(Value::String(text)) => Some(text),
            _ => None,
        };
        let (given, surname) = (text(Field::Given, patch), text(Field::Surname, patch));
        let parts: Vec<&str> = [&given, &surname]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let joined = parts.join(" ");
        let Some(full) = text(Field::FullName, patch) else {
            let joins =
                self.takes(Field::FullName) && !self.takes(Field::Given) && !joined.is_empty();
            if joins {
                patch.full_name = joined.into();
                (patch.given, patch.surname) = (Patch::Absent, Patch::Absent);
            }
            return joins;
        };
        if full == joined && self.takes(Field::FullName) != self.takes(Field::Given) {
            // The one says what the other does.
            match self.takes(Field::FullName) {
                true => (patch.given, patch.surname) = (Patch::Absent, Patch::Absent),
                false => patch.full_name = Patch::Absent,
            }
        } else if joined.is_empty() && !self.takes(Field::FullName) && self.takes(Field::Given) {
            patch.full_name = Patch::Absent;
            if self.wishes.split_names {
                let (given, surname) = full.trim().rsplit_once(' ').unwrap_or((full.trim(), ""));
                patch.given = given.trim_end().into();
                if !surname.is_empty() {
                    patch.surname = surname.into();
                }
            } else {
                let reason = "the vendor takes given name and surname: --split-names splits at the last space";
                lost.push(Loss::new(Field::FullName, reason));
            }
        }
        false
    }

    /// Whether the vendor takes a field of a new contact.
    fn takes(&self, field: Field) -> bool {
        let row = self.rows.iter().find(|row| row.field == field);
        match row.map(|row| row.create) {
            Some(Support::Supported(_)) => true,
            Some(Support::Unverified(_)) => self.options.allow_unverified,
            Some(Support::Refused(_)) | None => false,
        }
    }
}

/// Why an attribute does not arrive whose name the export has not.
fn nameless(provider: &str, key: &str) -> String {
    let mut vendors = contacts::vendors();
    let vendor = vendors.find(|vendor| vendor.slug == provider);
    let mut lists = vendor
        .into_iter()
        .flat_map(|vendor| vendor.serving(Capability::ListAttributeDefinitions));
    let hint = lists
        .next()
        .map(|operation| format!("; `contacts api {provider} {}` has the names", operation.id));
    let hint = hint.unwrap_or_default();
    format!("is known by an id of the old account: --attribute {key}=NAME names it{hint}")
}

/// What of a contact no patch has.
fn unwritable(contact: &Contact) -> Vec<Loss> {
    let value = serde_json::to_value(contact).unwrap_or_default();
    let lost = unwritten().filter(|path| has(&value, path));
    let mut lost: Vec<Loss> = lost.map(|path| Loss::new(path, reason(path))).collect();
    let counts = [
        (Field::Email, contact.emails.len()),
        (Field::Phone, contact.phones.len()),
        (Field::Photo, contact.media.len()),
        (Field::Language, contact.preferred_languages.len()),
        (Field::Organization, contact.organizations.len()),
    ];
    let several = counts.iter().filter(|(_, count)| *count > 1);
    lost.extend(
        several.map(|(field, _)| {
            Loss::new(format!("{field} but the first"), "a write has one of them")
        }),
    );
    let is_own = |scope: AttributeScope| scope == AttributeScope::Contact;
    if contact.attributes.iter().any(|of| !is_own(of.scope)) {
        let reason = "of conversations or the account, not of the contact";
        lost.push(Loss::new("attributes of other things", reason));
    }
    lost
}

/// Why a place of the model that no field covers does not arrive.
fn reason(path: &str) -> &'static str {
    match path {
        "notes" => "`contacts note` writes notes on a contact that is there",
        "createdAt" | "updatedAt" => "the vendor sets its own",
        "extra" => "it has no place in the model",
        _ => "no operation is known that writes it",
    }
}

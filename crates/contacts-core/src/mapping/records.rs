//! Records, lists and nested objects.

use contacts_runtime::{DecodeError, Mismatch, Patch, Sourced};
use serde_json::Value;
use serde_json::value::RawValue;

use super::mapped::Undecodable;
use super::scope::{Findings, Path, Scope};
use crate::model::{Contact, Found, IssueCode, KeptIn};

/// A record of a generated type, with its exact bytes or without.
pub enum Record<T> {
    /// With its bytes.
    Sourced(Sourced<T>),
    /// Without; the bytes are looked up in the body.
    Plain(T),
}

/// A list of generated structs: `Vec<T>` or `Vec<Sourced<T>>`, perhaps absent or null.
pub trait Records<T> {
    /// The records in order; none where the list is absent or null.
    fn into_records(self) -> impl Iterator<Item = Record<T>>;
}

/// A generated struct: `T` or `Sourced<T>`, perhaps absent or null.
pub trait OneRecord<T> {
    /// The record, unless it is absent or null.
    fn into_record(self) -> Option<Record<T>>;
}

impl<'b> Scope<'b> {
    /// The contacts of a list of records. Each gets its issues, its extra and its exact bytes; those that
    /// can't be read are noted, and the others arrive.
    pub fn records<T>(
        &mut self,
        key: &str,
        list: impl Records<T>,
        mut map: impl FnMut(&mut Scope<'_>, T) -> Contact,
    ) -> Vec<Contact> {
        let records = list.into_records();
        let mut contacts = Vec::with_capacity(records.size_hint().0);
        let mut scope = self.within(key);
        let texts = scope.read_around_texts();
        for (index, record) in records.enumerate() {
            let text = texts.get(index).copied();
            contacts.extend(scope.at_index(index).contact_record(record, text, &mut map));
        }
        contacts
    }

    /// The contact of one record.
    pub fn record<T>(
        &mut self,
        key: &str,
        one: impl OneRecord<T>,
        mut map: impl FnMut(&mut Scope<'_>, T) -> Contact,
    ) -> Option<Contact> {
        let record = one.into_record()?;
        let mut scope = self.within(key);
        let text = if scope.context.read_around {
            scope.text_here()
        } else {
            None
        };
        scope.contact_record(record, text, &mut map)
    }

    /// What `map` makes of each element of a list inside a record or a page: tags, notes, links.
    pub fn each<T, O>(
        &mut self,
        key: &str,
        list: impl Records<T>,
        mut map: impl FnMut(&mut Scope<'_>, T) -> O,
    ) -> Vec<O> {
        let records = list.into_records();
        let mut mapped = Vec::with_capacity(records.size_hint().0);
        let mut scope = self.within(key);
        for (index, record) in records.enumerate() {
            mapped.extend(scope.at_index(index).nested(record, &mut map));
        }
        mapped
    }

    /// What `map` makes of a nested object.
    pub fn object<T, O>(
        &mut self,
        key: &str,
        one: impl OneRecord<T>,
        mut map: impl FnMut(&mut Scope<'_>, T) -> O,
    ) -> Option<O> {
        let record = one.into_record()?;
        self.within(key).nested(record, &mut map)
    }

    /// Checks a second copy of a list of contacts, record by record. Where they differ there is an issue,
    /// and the copy is kept in extra.
    pub fn check_copy<T>(&mut self, key: &str, copy: impl Records<T>, contacts: &[Contact]) {
        let mut scope = self.within(key);
        for (index, record) in copy.into_records().enumerate() {
            let mut scope = scope.at_index(index);
            let raw = match record {
                Record::Sourced(sourced) => sourced.into_parts().2.into_string(),
                Record::Plain(_) => scope.text_here().map(owned).unwrap_or_default(),
            };
            let first = contacts.get(index).map(|contact| contact.raw.as_str());
            if first != Some(raw.as_str()) && first.map(value_of) != Some(value_of(&raw)) {
                scope.misfit("", IssueCode::Conflict, value_of(&raw));
            }
        }
    }

    fn contact_record<T>(
        &mut self,
        record: Record<T>,
        text: Option<&RawValue>,
        map: &mut impl FnMut(&mut Scope<'_>, T) -> Contact,
    ) -> Option<Contact> {
        let (value, mismatches, raw) = match record {
            Record::Plain(value) => {
                let text = text.or_else(|| self.text_here());
                (value, Vec::new(), text.map(owned).unwrap_or_default())
            }
            Record::Sourced(sourced) => {
                let (value, mismatches, raw) = sourced.into_parts();
                let raw = text.map_or_else(|| raw.into_string(), owned);
                match value {
                    Ok(value) => (value, mismatches, raw),
                    Err(error) => {
                        self.undecodable(&error, raw);
                        return None;
                    }
                }
            }
        };
        let mut findings = Findings::default();
        let mut scope = Scope {
            context: self.context,
            findings: &mut findings,
            path: Path::ROOT,
            in_record: true,
        };
        scope.set_aside(mismatches);
        let mut contact = map(&mut scope, value);
        scope.keep_set_aside();
        contact.issues = findings.issues;
        contact.extra = findings.extra;
        contact.raw = raw;
        Some(contact)
    }

    fn nested<T, O>(
        &mut self,
        record: Record<T>,
        map: &mut impl FnMut(&mut Scope<'_>, T) -> O,
    ) -> Option<O> {
        match record {
            Record::Plain(value) => Some(map(self, value)),
            Record::Sourced(sourced) => match sourced.into_parts() {
                (Ok(value), mismatches, _) => {
                    self.set_aside(mismatches);
                    Some(map(self, value))
                }
                (Err(error), _, raw) => {
                    self.undecodable(&error, raw.into_string());
                    None
                }
            },
        }
    }

    /// Members that were set aside because their type is not the spec's.
    pub(super) fn set_aside(&mut self, mismatches: Vec<Mismatch>) {
        for mismatch in mismatches {
            let pointer = self.pointer("") + &mismatch.pointer;
            self.findings.set_aside.push((pointer, mismatch.found));
        }
    }

    /// A record that can't be read: whole in the list of those, or in the extra of the record around it.
    fn undecodable(&mut self, error: &DecodeError, raw: String) {
        let value = value_of(&raw);
        let found = Found::from(&value);
        if self.in_record {
            self.note("", IssueCode::UndecodableRecord, found, KeptIn::Extra);
            self.keep_value("", value);
        } else {
            self.note("", IssueCode::UndecodableRecord, found, KeptIn::Undecodable);
            self.findings.undecodable.push(Undecodable {
                pointer: self.pointer(""),
                reason: error.to_string(),
                raw,
            });
        }
    }

    /// The exact bytes of the elements of the list here, where they are to be looked up.
    fn read_around_texts(&self) -> Vec<&'b RawValue> {
        if !self.context.read_around {
            return Vec::new();
        }
        self.text_here()
            .and_then(|list| serde_json::from_str(list.get()).ok())
            .unwrap_or_default()
    }

    /// The exact bytes at this place of the body. Inside a record, places are relative to the record.
    pub(super) fn text_here(&self) -> Option<&'b RawValue> {
        if self.in_record {
            return None;
        }
        let mut text: &'b RawValue = serde_json::from_str(self.context.body).ok()?;
        for step in self.pointer("").split('/').skip(1) {
            text = child(text, &step.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(text)
    }
}

fn owned(text: &RawValue) -> String {
    text.get().to_owned()
}

fn child<'a>(text: &'a RawValue, step: &str) -> Option<&'a RawValue> {
    if text.get().starts_with('[') {
        let elements: Vec<&RawValue> = serde_json::from_str(text.get()).ok()?;
        elements.get(step.parse::<usize>().ok()?).copied()
    } else {
        let mut members: std::collections::BTreeMap<String, &RawValue> =
            serde_json::from_str(text.get()).ok()?;
        members.remove(step)
    }
}

fn value_of(raw: &str) -> Value {
    serde_json::from_str(raw).unwrap_or_else(|_| Value::String(raw.to_owned()))
}

trait IntoText {
    fn into_string(self) -> String;
}

impl IntoText for Box<RawValue> {
    fn into_string(self) -> String {
        Box::<str>::from(self).into_string()
    }
}

impl<T> Records<T> for Vec<Sourced<T>> {
    fn into_records(self) -> impl Iterator<Item = Record<T>> {
        self.into_iter().map(Record::Sourced)
    }
}

impl<T> Records<T> for Vec<T> {
    fn into_records(self) -> impl Iterator<Item = Record<T>> {
        self.into_iter().map(Record::Plain)
    }
}

impl<T, L: Records<T>> Records<T> for Option<L> {
    fn into_records(self) -> impl Iterator<Item = Record<T>> {
        self.into_iter().flat_map(L::into_records)
    }
}

impl<T, L: Records<T>> Records<T> for Patch<L> {
    fn into_records(self) -> impl Iterator<Item = Record<T>> {
        self.into_option().into_records()
    }
}

macro_rules! one_record {
    ($($type:ty: $one:ident => $record:expr;)*) => {$(
        impl<T> OneRecord<T> for $type {
            fn into_record(self) -> Option<Record<T>> {
                let $one = self;
                $record
            }
        }
    )*};
}

one_record! {
    T: one => Some(Record::Plain(one));
    Sourced<T>: one => Some(Record::Sourced(one));
    Option<T>: one => one.map(Record::Plain);
    Option<Sourced<T>>: one => one.map(Record::Sourced);
    Patch<T>: one => one.into_option().map(Record::Plain);
    Patch<Sourced<T>>: one => one.into_option().map(Record::Sourced);
}

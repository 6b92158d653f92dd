//! Who a contact is, of all records that come in.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::order::sort_by_text;
use crate::model::{RemoteId, Source, WireKind};

/// A contact at its vendor: provider, server, account and id.
///
/// Ordered by these, ids that are numbers as numbers. Shown as the provider and the UUID of
/// [`Source::uid`], because vendors use telephone numbers as ids too; [`id`](Self::id) is for who asks.
#[derive(Clone, Copy)]
pub struct SourceKey<'a> {
    origin: &'a Origin,
    id: &'a RemoteId,
}

/// Where contacts come from.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Origin {
    provider: String,
    instance: String,
    account: Option<RemoteId>,
}

impl<'a> SourceKey<'a> {
    /// Slug of the vendor.
    pub fn provider(&self) -> &'a str {
        &self.origin.provider
    }

    /// Base URL of the server, without a slash at its end.
    pub fn instance(&self) -> &'a str {
        &self.origin.instance
    }

    /// The account.
    pub fn account(&self) -> Option<&'a RemoteId> {
        self.origin.account.as_ref()
    }

    /// The vendor's id of the contact.
    pub fn id(&self) -> &'a RemoteId {
        self.id
    }

    /// The uid of the contact, as its Card has it.
    pub fn uid(&self) -> String {
        let source = Source {
            provider: self.origin.provider.clone(),
            instance: self.origin.instance.clone(),
            account: self.origin.account.clone(),
            id: self.id.clone(),
            ..Source::default()
        };
        source.uid()
    }
}

impl Ord for SourceKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.origin
            .cmp(other.origin)
            .then_with(|| by_id(self.id, other.id))
    }
}

impl PartialOrd for SourceKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for SourceKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for SourceKey<'_> {}

impl fmt::Display for SourceKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uid = self.uid();
        write!(
            formatter,
            "{} {}",
            self.provider(),
            uid.trim_start_matches("urn:uuid:")
        )
    }
}

contacts_runtime::opaque_debug!(Origin);

impl fmt::Debug for SourceKey<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SourceKey({self})")
    }
}

impl Serialize for SourceKey<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut key = serializer.serialize_struct("SourceKey", 4)?;
        key.serialize_field("provider", self.provider())?;
        key.serialize_field("instance", self.instance())?;
        key.serialize_field("account", &self.account())?;
        key.serialize_field("id", self.id)?;
        key.end()
    }
}

/// Numbers by their value: the id that a vendor gives next is greater than all before.
fn by_id(one: &RemoteId, other: &RemoteId) -> Ordering {
    class(one)
        .cmp(&class(other))
        .then_with(|| one.as_str().cmp(other.as_str()))
}

/// Ids of one class are in the order of their texts.
fn class(id: &RemoteId) -> (WireKind, usize) {
    let length = match id.kind() {
        WireKind::Integer | WireKind::Digits => id.as_str().len(),
        WireKind::Uuid | WireKind::ObjectId | WireKind::Text => 0,
    };
    (id.kind(), length)
}

/// The sources of all records as they come in.
#[derive(Default)]
pub(super) struct Records {
    origins: Vec<Origin>,
    known: HashMap<Origin, u32>,
    last: u32,
    records: Vec<(u32, RemoteId)>,
}

/// The contacts: each source key once, in order.
pub(super) struct Sources {
    origins: Vec<Origin>,
    contacts: Vec<Entry>,
}

struct Entry {
    origin: u32,
    records: u32,
    id: RemoteId,
}

impl Records {
    /// The number of the record and of its origin.
    pub fn add(&mut self, source: &Source) -> (u32, u32) {
        let origin = self.origin(source);
        let record = number(self.records.len());
        self.records.push((origin, source.id.clone()));
        (record, origin)
    }

    fn origin(&mut self, source: &Source) -> u32 {
        let instance = source.instance.trim_end_matches('/');
        // Contacts of one origin come in a row.
        let is_last = self.origins.get(self.last as usize).is_some_and(|last| {
            last.instance == instance
                && last.provider == source.provider
                && last.account == source.account
        });
        if !is_last {
            let origin = Origin {
                provider: source.provider.clone(),
                instance: instance.to_owned(),
                account: source.account.clone(),
            };
            let next = number(self.origins.len());
            self.last = *self.known.entry(origin.clone()).or_insert(next);
            if self.last == next {
                self.origins.push(origin);
            }
        }
        self.last
    }

    /// Each contact once, in order; and for each record the number of its contact there.
    pub fn sort(self) -> (Sources, Vec<u32>) {
        let mut origins: Vec<_> = self.origins.into_iter().zip(0_u32..).collect();
        origins.sort_unstable();
        let mut ranks = vec![0; origins.len()];
        for (rank, (_, origin)) in (0..).zip(&origins) {
            set(&mut ranks, *origin, rank);
        }
        let rank = |origin: u32| ranks.get(origin as usize).copied().unwrap_or(origin);

        let mut contact_of = vec![0; self.records.len()];
        let mut records: Vec<_> = self.records.into_iter().zip(0_u32..).collect();
        let place = |((origin, id), _): &((u32, RemoteId), u32)| (rank(*origin), class(id));
        records.sort_by_key(place);
        for alike in records.chunk_by_mut(|one, other| place(one) == place(other)) {
            sort_by_text(alike, |((_, id), _)| id.as_str());
        }
        let mut contacts: Vec<Entry> = Vec::new();
        for ((origin, id), record) in records {
            let origin = rank(origin);
            match contacts.last_mut() {
                Some(last) if last.origin == origin && last.id == id => last.records += 1,
                _ => contacts.push(Entry {
                    origin,
                    records: 1,
                    id,
                }),
            }
            set(&mut contact_of, record, number(contacts.len() - 1));
        }
        contacts.shrink_to_fit();
        let origins = origins.into_iter().map(|(origin, _)| origin).collect();
        (Sources { origins, contacts }, contact_of)
    }
}

impl Sources {
    pub fn len(&self) -> usize {
        self.contacts.len()
    }

    /// How many records the contact had.
    pub fn records(&self, contact: u32) -> u32 {
        self.contacts
            .get(contact as usize)
            .map_or(0, |entry| entry.records)
    }

    pub fn key(&self, contact: u32) -> Option<SourceKey<'_>> {
        let entry = self.contacts.get(contact as usize)?;
        let origin = self.origins.get(entry.origin as usize)?;
        Some(SourceKey {
            origin,
            id: &entry.id,
        })
    }

    /// The number of the contact with this source.
    pub fn find(&self, source: &Source) -> Option<u32> {
        let origin = Origin {
            provider: source.provider.clone(),
            instance: source.instance.trim_end_matches('/').to_owned(),
            account: source.account.clone(),
        };
        let origin = number(self.origins.binary_search(&origin).ok()?);
        let found = self.contacts.binary_search_by(|entry| {
            entry
                .origin
                .cmp(&origin)
                .then_with(|| by_id(&entry.id, &source.id))
        });
        found.ok().map(number)
    }
}

/// Contacts are counted with 32 bits: four billion of them fit no memory.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn set(list: &mut [u32], index: u32, value: u32) {
    if let Some(slot) = list.get_mut(index as usize) {
        *slot = value;
    }
}

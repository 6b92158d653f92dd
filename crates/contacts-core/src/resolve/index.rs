//! All keys of one family, and the groups of contacts that have one in common.
//!
//! A key is its bytes in one long text, and its hash. Sorting by hash brings equal keys together; the bytes
//! decide whether they are equal, so that keys whose hashes collide stay apart.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;

/// The keys of one family.
#[derive(Default)]
pub(super) struct Index {
    text: Vec<u8>,
    entries: Vec<Entry>,
}

/// That a contact has a key.
pub(super) struct Entry {
    hash: u64,
    /// Where its text begins: four bytes of length, then the bytes.
    at: u64,
    pub contact: u32,
    /// What the family says of it: a flag of the key, or the namespace of an external id.
    pub detail: u32,
}

impl Index {
    pub fn add(&mut self, contact: u32, text: &str, detail: u32) {
        let at = self.text.len() as u64;
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.text.extend(length.to_le_bytes());
        self.text.extend(text.as_bytes());
        self.entries.push(Entry {
            hash: 0,
            at,
            contact,
            detail,
        });
    }

    /// Brings equal keys together. `contact_of` says who the contact of an entry is by now.
    pub fn sort(&mut self, contact_of: &[u32], hash: fn(&[u8]) -> u64) {
        let Self { text, entries } = self;
        for entry in entries.iter_mut() {
            entry.hash = hash(bytes(text, entry));
            entry.contact = contact_of
                .get(entry.contact as usize)
                .copied()
                .unwrap_or(entry.contact);
        }
        entries.sort_unstable_by(|one, other| {
            one.hash
                .cmp(&other.hash)
                .then_with(|| bytes(text, one).cmp(bytes(text, other)))
                .then_with(|| (one.contact, one.detail).cmp(&(other.contact, other.detail)))
        });
        entries.dedup_by(|one, other| {
            (one.hash, one.contact, one.detail) == (other.hash, other.contact, other.detail)
                && bytes(text, one) == bytes(text, other)
        });
    }

    /// Every key with those who have it, by contact and detail; the keys in an order that means nothing.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &[Entry])> {
        let is_same = |one: &Entry, other: &Entry| self.is_same(one, other);
        self.entries.chunk_by(is_same).map(|entries| {
            let text = entries
                .first()
                .map_or(&[][..], |entry| bytes(&self.text, entry));
            (std::str::from_utf8(text).unwrap_or_default(), entries)
        })
    }

    fn is_same(&self, one: &Entry, other: &Entry) -> bool {
        one.hash == other.hash && bytes(&self.text, one) == bytes(&self.text, other)
    }
}

fn bytes<'a>(text: &'a [u8], entry: &Entry) -> &'a [u8] {
    let read = || {
        let (length, rest) = text
            .get(usize::try_from(entry.at).ok()?..)?
            .split_first_chunk()?;
        rest.get(..u32::from_le_bytes(*length) as usize)
    };
    read().unwrap_or_default()
}

/// The hash that keys are sorted by. That it can be known in advance harms nobody: bytes decide.
pub(super) fn sip(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

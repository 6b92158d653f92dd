//! What changed between two states of the same contacts.

mod paths;
mod sorted;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::Path;

use contacts_core::model::Contact;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::folder::contacts;
use crate::manifest::{Manifest, Source};
use paths::{content, differences};
use sorted::{Record, Sorted, Sorter};

pub use paths::{Difference, VOLATILE};

/// A state of contacts: an export, or what a sweep brought. Kept on disk where it is long, in files that have no name and go
/// with the process; memory stays bounded.
pub struct State {
    sorter: Sorter,
    complete: BTreeSet<String>,
}

/// What became of one contact.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Slug of the vendor.
    pub vendor: String,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The vendor's id.
    pub id: String,
    /// What became of it.
    #[serde(flatten)]
    pub kind: Kind,
}

contacts_runtime::opaque_debug!(Change, Kind);

/// What can become of a contact.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "camelCase")]
pub enum Kind {
    /// It was not there before.
    Created,
    /// It is not the same.
    Updated {
        /// Where.
        differences: Vec<Difference>,
    },
    /// It is the same.
    Unchanged,
    /// It is not there any more, and the vendor's list was complete: deleted, or no longer listed.
    Missing,
    /// It did not come, and neither did all: nothing follows.
    Unseen,
}

/// How many contacts became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as the kinds of changes are called")]
pub struct Changes {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub missing: u64,
    pub unseen: u64,
}

impl State {
    /// A state without contacts.
    pub fn new() -> Self {
        Self {
            sorter: Sorter::default(),
            complete: BTreeSet::new(),
        }
    }

    /// The state that an export holds.
    ///
    /// # Errors
    ///
    /// If it can't be read.
    pub fn of(folder: &Path) -> Result<Self, Error> {
        Self::of_sources(folder, |_| true)
    }

    /// The state of one vendor that an export holds.
    ///
    /// # Errors
    ///
    /// If it can't be read.
    pub fn of_vendor(folder: &Path, vendor: &str) -> Result<Self, Error> {
        Self::of_sources(folder, |source| source.vendor == vendor)
    }

    fn of_sources(folder: &Path, wanted: impl Fn(&Source) -> bool) -> Result<Self, Error> {
        let mut manifest = Manifest::read(folder)?;
        manifest.sources.retain(wanted);
        let mut state = Self::new();
        for contact in contacts(folder, &manifest) {
            state.add(&contact?)?;
        }
        for source in &manifest.sources {
            if source
                .verdict
                .as_ref()
                .is_some_and(|verdict| verdict.complete)
            {
                state.complete(&source.vendor);
            }
        }
        Ok(state)
    }

    /// Adds a contact.
    ///
    /// # Errors
    ///
    /// If it can't be kept.
    pub fn add(&mut self, contact: &Contact) -> Result<(), Error> {
        self.sorter.add(Record {
            vendor: contact.source.provider.clone(),
            account: contact.source.account.as_ref().map(ToString::to_string),
            id: contact.source.id.to_string(),
            content: content(contact),
        })
    }

    /// Says that all contacts of a vendor came.
    pub fn complete(&mut self, vendor: &str) {
        self.complete.insert(vendor.to_owned());
    }

    fn sorted(self) -> Result<(Sorted, BTreeSet<String>), Error> {
        Ok((self.sorter.sorted()?, self.complete))
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

/// Says what became of each contact between two states, in the order of vendor, account and id.
///
/// What changes without anybody editing a contact is left out of account: [`VOLATILE`].
///
/// # Errors
///
/// If a state can't be read, or `see` fails.
pub fn diff<E: From<Error>>(
    before: State,
    after: State,
    mut see: impl FnMut(Change) -> Result<(), E>,
) -> Result<Changes, E> {
    let (mut before, _) = before.sorted()?;
    let (mut after, complete) = after.sorted()?;
    let mut changes = Changes::default();
    let (mut old, mut new) = (before.next()?, after.next()?);
    loop {
        let order = match (&old, &new) {
            (None, None) => return Ok(changes),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.key().cmp(&new.key()),
        };
        let (was, is) = match order {
            Ordering::Less => (std::mem::replace(&mut old, before.next()?), None),
            Ordering::Greater => (None, std::mem::replace(&mut new, after.next()?)),
            Ordering::Equal => (
                std::mem::replace(&mut old, before.next()?),
                std::mem::replace(&mut new, after.next()?),
            ),
        };
        let kind = match (&was, &is) {
            (None, _) => Kind::Created,
            (Some(was), None) if complete.contains(&was.vendor) => Kind::Missing,
            (Some(_), None) => Kind::Unseen,
            (Some(was), Some(is)) if was.content == is.content => Kind::Unchanged,
            (Some(was), Some(is)) => Kind::Updated {
                differences: differences(&parsed(&was.content), &parsed(&is.content)),
            },
        };
        let Some(Record {
            vendor,
            account,
            id,
            ..
        }) = is.or(was)
        else {
            continue;
        };
        *changes.of(&kind) += 1;
        see(Change {
            vendor,
            account,
            id,
            kind,
        })?;
    }
}

/// What was JSON when it was kept.
fn parsed(content: &str) -> Value {
    serde_json::from_str(content).unwrap_or_default()
}

impl Changes {
    fn of(&mut self, kind: &Kind) -> &mut u64 {
        match kind {
            Kind::Created => &mut self.created,
            Kind::Updated { .. } => &mut self.updated,
            Kind::Unchanged => &mut self.unchanged,
            Kind::Missing => &mut self.missing,
            Kind::Unseen => &mut self.unseen,
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").finish_non_exhaustive()
    }
}

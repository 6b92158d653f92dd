//! What changed between two states of the same contacts.

mod paths;
mod sorted;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use contacts_core::model::Contact;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::folder::contacts;
use crate::manifest::{Manifest, Source, unknown};
use paths::{content, differences, leave_out};
use sorted::{Record, Sorter};

pub use paths::{Difference, VOLATILE};

/// A state of contacts: an export, or what a sweep brought. Kept on disk where it is long, in files that have no name and go
/// with the process; memory stays bounded.
pub struct State {
    sorter: Sorter,
    complete: BTreeSet<String>,
    /// What no contact of a vendor has, because nobody read it.
    without: BTreeMap<String, BTreeSet<String>>,
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
#[non_exhaustive]
pub enum Kind {
    /// It was not there before, and the vendor's earlier list was complete.
    Created,
    /// It did not come before, and neither did all: whether it was there can't be said.
    FirstSeen,
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
    pub first_seen: u64,
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
            without: BTreeMap::new(),
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
            if source.is_listed_whole() {
                state.complete(&source.vendor);
            }
            for path in &source.extent.without {
                state.lacks(&source.vendor, path);
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
            unread: unknown(contact).map(str::to_owned).collect(),
        })
    }

    /// Says that no contact of a vendor has what is at a path, because nobody read it: it is not compared then.
    pub fn lacks(&mut self, vendor: &str, path: &str) {
        let paths = self.without.entry(vendor.to_owned()).or_default();
        paths.insert(path.to_owned());
    }

    /// Says that all contacts of a vendor came.
    pub fn complete(&mut self, vendor: &str) {
        self.complete.insert(vendor.to_owned());
    }

    fn of_nobody(&self, vendor: &str) -> impl Iterator<Item = &String> {
        self.without.get(vendor).into_iter().flatten()
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
    mut before: State,
    mut after: State,
    mut see: impl FnMut(Change) -> Result<(), E>,
) -> Result<Changes, E> {
    let (earlier, later) = (
        std::mem::take(&mut before.sorter),
        std::mem::take(&mut after.sorter),
    );
    let sides = Sides { before, after };
    let (mut before, mut after) = (earlier.sorted()?, later.sorted()?);
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
        let kind = sides.kind(was.as_ref(), is.as_ref());
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

/// What is known of both states without their contacts.
struct Sides {
    before: State,
    after: State,
}

impl Sides {
    fn kind(&self, was: Option<&Record>, is: Option<&Record>) -> Kind {
        let (was, is) = match (was, is) {
            (Some(was), Some(is)) => (was, is),
            (Some(was), None) if self.after.complete.contains(&was.vendor) => return Kind::Missing,
            (Some(_), None) => return Kind::Unseen,
            (None, Some(is)) if !self.before.complete.contains(&is.vendor) => {
                return Kind::FirstSeen;
            }
            (None, _) => return Kind::Created,
        };
        if was.content == is.content {
            return Kind::Unchanged;
        }
        let (mut old, mut new) = (parsed(&was.content), parsed(&is.content));
        let of_nobody = self.before.of_nobody(&was.vendor);
        let of_nobody = of_nobody.chain(self.after.of_nobody(&was.vendor));
        // What one side did not read is not gone.
        for path in of_nobody.chain(&was.unread).chain(&is.unread) {
            leave_out(&mut old, path);
            leave_out(&mut new, path);
        }
        match old == new {
            true => Kind::Unchanged,
            false => Kind::Updated {
                differences: differences(&old, &new),
            },
        }
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
            Kind::FirstSeen => &mut self.first_seen,
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

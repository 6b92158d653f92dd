//! Which contacts are the same person, and why.
//!
//! [`resolve`] compares what contacts have in common, [`Rules`] say what counts, and [`Clusters`] say who
//! belongs together, with a path of [`Link`]s between any two of them, and what was [`Refused`] for which
//! [`Reason`]. A name alone links nobody. Nothing is merged anywhere; [`MergePlan`] says what a merge would
//! keep.
//!
//! # How
//!
//! 1. Records of one [`SourceKey`] are one contact.
//! 2. Contacts that have a key in common are candidates, unless the value is blocked or more contacts have
//!    it than [`Limits::contacts`].
//! 3. The keys are taken strongest first, those of one strength by their text, and the contacts of a key by
//!    source key. A link is accepted unless the two clusters together would go beyond a limit.
//!
//! So the result depends on the set of contacts and on the rules, never on the order in which they come.
//!
//! # What more contacts change
//!
//! Where nothing is refused for [`Reason::Limit`] or [`Reason::Shared`], clusters only grow with more
//! contacts. More exactly: if two contacts of one cluster are apart after others were added, then something
//! was refused for one of these two reasons among the contacts that are connected with them by any keys that
//! are not blocked. The id of a cluster is its smallest source key, and ids that are numbers are compared as
//! numbers: where a vendor counts up, a new contact of an account does not rename its old clusters.
//!
//! # Cost
//!
//! Nearly linear in the number of contacts. Of each one only its source key and its keys are kept, never the
//! contact: some 220 MiB for a million contacts of which each has a double or two, and a few seconds, as
//! `cargo bench -p contacts-core --bench resolve` measures it.
//!
//! ```
//! use contacts_core::model::{Contact, RemoteId, Source};
//! use contacts_core::normalize::email::email;
//! use contacts_core::resolve::{KeyKind, Rules, resolve};
//!
//! let contact = |provider: &str, address: &str| {
//!     let mut contact = Contact::new(Source {
//!         provider: provider.to_owned(),
//!         id: RemoteId::integer(7),
//!         ..Source::default()
//!     });
//!     contact.emails.push(email(address.to_owned()).0);
//!     contact
//! };
//! let contacts = [
//!     contact("chatbotx", "ada@example.com"),
//!     contact("digital99", "Ada@Example.com "),
//!     contact("insighto", "noreply@example.com"),
//! ];
//! let clusters = resolve(&contacts, &Rules::default());
//!
//! let ada = clusters.of(&contacts[1].source).ok_or("she is there")?;
//! assert_eq!(ada.id().provider(), "chatbotx");
//! assert_eq!(ada.members().count(), 2);
//! let path = ada.path(&contacts[0].source, &contacts[1].source).ok_or("they are linked")?;
//! assert_eq!(path[0].kind, KeyKind::Email);
//! assert_eq!(path[0].value(), "ada@example.com", "only who asks sees it");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clusters;
mod index;
mod keys;
mod link;
mod order;
mod plan;
mod rules;
mod source_key;
mod words;

use std::borrow::Borrow;
use std::collections::HashMap;

use index::Index;
use keys::{BREAK, Family, keys};
use source_key::{Records, number};

pub use clusters::{Cluster, Clusters, Limited, Link, Member, Reason, Refused};
pub use plan::{Kept, MergePlan};
pub use rules::{Blocked, EmailFolding, KeyKind, Limits, PhoneSpelling, Rules};
pub use source_key::SourceKey;

use crate::model::Contact;

/// Says which of the contacts are the same person. See the [module](self) for what that rests on.
pub fn resolve<C: Borrow<Contact>>(
    contacts: impl IntoIterator<Item = C>,
    rules: &Rules,
) -> Clusters {
    let mut resolver = Resolver::new(rules);
    for contact in contacts {
        resolver.add(contact.borrow());
    }
    resolver.finish()
}

/// [`resolve`] for contacts that come one by one: what is added need not stay in memory.
pub struct Resolver<'a> {
    rules: &'a Rules,
    records: Records,
    /// One a family: keys that may link, and blocked ones.
    open: [Index; 4],
    blocked: [Index; 4],
    /// Within which no person has two external ids: an account and a kind.
    namespaces: HashMap<(u32, String), u32>,
    hash: fn(&[u8]) -> u64,
}

impl<'a> Resolver<'a> {
    /// Without any contacts.
    pub fn new(rules: &'a Rules) -> Self {
        Self {
            rules,
            records: Records::default(),
            open: Default::default(),
            blocked: Default::default(),
            namespaces: HashMap::new(),
            hash: index::sip,
        }
    }

    /// Takes the keys of a contact.
    pub fn add(&mut self, contact: &Contact) {
        let (record, origin) = self.records.add(&contact.source);
        for key in keys(contact, self.rules) {
            let detail = match (key.family, key.text.split_once(BREAK)) {
                (Family::ExternalId, Some((kind, _))) => {
                    let next = number(self.namespaces.len());
                    *self
                        .namespaces
                        .entry((origin, kind.to_owned()))
                        .or_insert(next)
                }
                _ => u32::from(key.flag),
            };
            let indexes = if key.blocked {
                &mut self.blocked
            } else {
                &mut self.open
            };
            if let Some(index) = indexes.get_mut(key.family as usize) {
                index.add(record, &key.text, detail);
            }
        }
    }

    /// The clusters of all contacts that were added.
    pub fn finish(self) -> Clusters {
        let (sources, contact_of) = self.records.sort();
        let mut linker = link::Linker::new(sources.len(), self.rules);
        for (family, (mut open, mut blocked)) in Family::ALL
            .into_iter()
            .zip(self.open.into_iter().zip(self.blocked))
        {
            open.sort(&contact_of, self.hash);
            linker.take(family, &open);
            drop(open);
            blocked.sort(&contact_of, self.hash);
            linker.take_blocked(family, &blocked);
        }
        drop(contact_of);
        linker.link(sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ExternalId, ExternalIdKind, RemoteId, Source};

    #[test]
    fn keys_whose_hashes_collide_stay_apart() {
        let contact = |id: i64, value: &str| {
            let mut contact = Contact::new(Source {
                id: RemoteId::integer(id),
                ..Source::default()
            });
            contact.source.external_ids.push(ExternalId {
                kind: ExternalIdKind::Identifier,
                value: value.to_owned(),
            });
            contact
        };
        let rules = Rules::default();
        let mut resolver = Resolver::new(&rules);
        resolver.hash = |_| 7;
        for (id, value) in [(1, "a"), (2, "b"), (3, "a"), (4, "bb")] {
            resolver.add(&contact(id, value));
        }
        let clusters = resolver.finish();
        assert_eq!((clusters.contacts(), clusters.persons()), (4, 3));
    }
}

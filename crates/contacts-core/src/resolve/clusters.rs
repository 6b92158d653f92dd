//! Who belongs together, why, and what was refused.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use serde::Serialize;

use super::keys::{BREAK, Family};
use super::rules::KeyKind;
use super::source_key::{SourceKey, Sources};
use crate::model::Source;

/// What [`resolve`](super::resolve) found. `Display` says all of it, without anybody's values.
pub struct Clusters {
    sources: Sources,
    /// The cluster of each contact, by its smallest contact.
    roots: Vec<u32>,
    /// Clusters of more than one contact, by their smallest.
    merged: Vec<Merged>,
    /// Contacts of such clusters, by cluster.
    members: Vec<u32>,
    keys: Vec<SharedKey>,
    /// By cluster.
    edges: Vec<Edge>,
    refused: Vec<Refusal>,
}

struct Merged {
    root: u32,
    members: Range<usize>,
    edges: Range<usize>,
}

/// That a key links two contacts.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub contacts: (u32, u32),
    /// Keys are numbered strongest first.
    pub key: u32,
}

/// A key that links contacts.
pub(super) struct SharedKey {
    pub kind: KeyKind,
    /// Keys of one group are one address or one number, more or less exactly.
    pub group: (Family, u32),
    pub text: Box<str>,
}

/// A key that does not link its contacts.
pub(super) struct Refusal {
    pub kind: KeyKind,
    pub text: Box<str>,
    pub contacts: Box<[u32]>,
    pub reason: Reason,
}

/// One person, as far as the rules say.
#[derive(Clone, Copy)]
pub struct Cluster<'a> {
    clusters: &'a Clusters,
    id: SourceKey<'a>,
    contacts: &'a [u32],
    edges: &'a [Edge],
}

/// A contact of a cluster.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Who it is.
    pub key: SourceKey<'a>,
    /// How many records had this source key.
    pub records: u32,
}

/// That two contacts have a key in common, which links them.
#[derive(Clone, Copy)]
pub struct Link<'a> {
    /// One contact: in a path the one that is nearer to its beginning, else the smaller one.
    pub from: SourceKey<'a>,
    /// The other one.
    pub to: SourceKey<'a>,
    /// What they have in common.
    pub kind: KeyKind,
    value: &'a str,
}

/// A key that contacts have in common and that does not link them.
#[derive(Clone, Copy)]
pub struct Refused<'a> {
    /// What they have in common.
    pub kind: KeyKind,
    /// Why it does not link them.
    pub reason: Reason,
    clusters: &'a Clusters,
    refusal: &'a Refusal,
}

/// Why a link was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The value says nothing about who somebody is.
    Blocked,
    /// So many contacts have it that it is a shared mailbox or number.
    Shared {
        /// Contacts that have it.
        found: usize,
        /// Contacts that may.
        limit: usize,
    },
    /// The two clusters together would have too many of something.
    Limit {
        /// Of what.
        what: Limited,
        /// How many they would have.
        found: usize,
        /// How many one may have.
        limit: usize,
    },
}

/// Of what a person may have only so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Limited {
    /// E-mail addresses.
    Emails,
    /// Telephone numbers.
    Phones,
    /// External ids of one kind in one account.
    ExternalIds,
}

impl Clusters {
    pub(super) fn new(
        sources: Sources,
        roots: Vec<u32>,
        keys: Vec<SharedKey>,
        mut edges: Vec<Edge>,
        refused: Vec<Refusal>,
    ) -> Self {
        let root = |contact: u32| roots.get(contact as usize).copied().unwrap_or(contact);
        let of = |edge: &Edge| root(edge.contacts.0);
        edges.sort_unstable_by_key(|edge| (of(edge), edge.contacts, edge.key));
        // A verified address is the same address, a number in one spelling is the same in all.
        let group = |edge: &Edge| keys.get(edge.key as usize).map(|key| key.group);
        edges.dedup_by(|weaker, edge| {
            weaker.contacts == edge.contacts && group(weaker) == group(edge)
        });
        edges.shrink_to_fit();

        let mut all: Vec<(u32, u32)> = roots.iter().copied().zip(0..).collect();
        all.sort_unstable();
        let clusters = all.chunk_by(|(one, _), (other, _)| one == other);
        let (mut members, mut end) = (Vec::new(), 0);
        let merged = clusters
            .filter(|cluster| cluster.len() > 1)
            .filter_map(|cluster| {
                let root = cluster.first()?.0;
                let (first, start) = (members.len(), end);
                members.extend(cluster.iter().map(|(_, contact)| *contact));
                end += edges
                    .iter()
                    .skip(start)
                    .take_while(|edge| of(edge) == root)
                    .count();
                Some(Merged {
                    root,
                    members: first..members.len(),
                    edges: start..end,
                })
            });
        let merged = merged.collect();
        members.shrink_to_fit();
        Self {
            sources,
            roots,
            merged,
            members,
            keys,
            edges,
            refused,
        }
    }

    /// How many contacts there are. Records of one source key are one.
    pub fn contacts(&self) -> usize {
        self.sources.len()
    }

    /// How many persons that are, as far as the rules say.
    pub fn persons(&self) -> usize {
        self.contacts() - self.members.len() + self.merged.len()
    }

    /// The clusters of more than one contact, by id.
    pub fn duplicates(&self) -> impl Iterator<Item = Cluster<'_>> {
        self.merged.iter().filter_map(|merged| self.cluster(merged))
    }

    /// The cluster that a contact is in, alone or with others; none if it was not among the contacts.
    pub fn of(&self, source: &Source) -> Option<Cluster<'_>> {
        let contact = self.sources.find(source)? as usize;
        let root = *self.roots.get(contact)?;
        match self
            .merged
            .binary_search_by_key(&root, |merged| merged.root)
        {
            Ok(place) => self.cluster(self.merged.get(place)?),
            Err(_) => Some(Cluster {
                clusters: self,
                id: self.sources.key(root)?,
                contacts: self.roots.get(contact..=contact)?,
                edges: &[],
            }),
        }
    }

    fn cluster<'a>(&'a self, merged: &'a Merged) -> Option<Cluster<'a>> {
        Some(Cluster {
            clusters: self,
            id: self.sources.key(merged.root)?,
            contacts: self.members.get(merged.members.clone())?,
            edges: self.edges.get(merged.edges.clone())?,
        })
    }

    fn link(&self, from: u32, to: u32, edge: &Edge) -> Option<Link<'_>> {
        let key = self.keys.get(edge.key as usize)?;
        Some(Link {
            from: self.sources.key(from)?,
            to: self.sources.key(to)?,
            kind: key.kind,
            value: value(&key.text),
        })
    }

    /// What contacts have in common and what does not link them. A limit is told for the two contacts whose
    /// clusters stay apart, the rest for all contacts that have the value.
    pub fn refused(&self) -> impl Iterator<Item = Refused<'_>> {
        self.refused.iter().map(|refusal| Refused {
            kind: refusal.kind,
            reason: refusal.reason,
            clusters: self,
            refusal,
        })
    }
}

impl<'a> Cluster<'a> {
    /// The smallest source key of its members.
    pub fn id(&self) -> SourceKey<'a> {
        self.id
    }

    /// Its contacts, by source key.
    pub fn members(&self) -> impl Iterator<Item = Member<'a>> + use<'a> {
        let sources = &self.clusters.sources;
        self.contacts.iter().filter_map(|contact| {
            Some(Member {
                key: sources.key(*contact)?,
                records: sources.records(*contact),
            })
        })
    }

    /// All links within, by contacts, the strongest first.
    pub fn links(&self) -> impl Iterator<Item = Link<'a>> + use<'a> {
        let clusters = self.clusters;
        self.edges
            .iter()
            .filter_map(|edge| clusters.link(edge.contacts.0, edge.contacts.1, edge))
    }

    /// The shortest way of links from one member to another, the strongest links first. Empty from a member
    /// to itself, none if one of them is no member.
    pub fn path(&self, from: &Source, to: &Source) -> Option<Vec<Link<'a>>> {
        let find = |source| {
            let contact = self.clusters.sources.find(source)?;
            self.contacts.contains(&contact).then_some(contact)
        };
        let (from, to) = (find(from)?, find(to)?);
        let mut edges: Vec<&Edge> = self.edges.iter().collect();
        edges.sort_unstable_by_key(|edge| edge.key);
        let mut ways: HashMap<u32, Vec<(u32, &Edge)>> = HashMap::new();
        for edge in edges {
            let (one, other) = edge.contacts;
            ways.entry(one).or_default().push((other, edge));
            ways.entry(other).or_default().push((one, edge));
        }
        // From the end, so that what is found reads from the beginning.
        let mut steps: HashMap<u32, (u32, &Edge)> = HashMap::new();
        let mut queue = VecDeque::from([to]);
        while let Some(contact) = queue.pop_front() {
            for (next, edge) in ways.get(&contact).into_iter().flatten() {
                if *next != to && !steps.contains_key(next) {
                    steps.insert(*next, (contact, *edge));
                    queue.push_back(*next);
                }
            }
        }
        let mut path = Vec::new();
        let mut at = from;
        while at != to {
            let (next, edge) = *steps.get(&at)?;
            path.push(self.clusters.link(at, next, edge)?);
            at = next;
        }
        Some(path)
    }
}

impl<'a> Link<'a> {
    /// The value that they have in common: somebody's address, number or id.
    pub fn value(&self) -> &'a str {
        self.value
    }
}

impl<'a> Refused<'a> {
    /// The contacts, by source key.
    pub fn contacts(&self) -> impl Iterator<Item = SourceKey<'a>> + use<'a> {
        let sources = &self.clusters.sources;
        self.refusal
            .contacts
            .iter()
            .filter_map(|contact| sources.key(*contact))
    }

    /// The value that they have in common: somebody's address, number or id.
    pub fn value(&self) -> &'a str {
        value(&self.refusal.text)
    }
}

/// Of a key with several parts, the last one.
fn value(text: &str) -> &str {
    // What stands before is words, ids in JSON and a URL: no break is in them but those between.
    text.rsplit(BREAK).next().unwrap_or_default()
}

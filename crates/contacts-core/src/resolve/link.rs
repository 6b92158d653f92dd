//! From keys to clusters: the links that are accepted, strongest first, and those that are refused.

use std::ops::Range;

use super::clusters::{Clusters, Edge, Limited, Reason, Refusal, SharedKey};
use super::index::{Entry, Index};
use super::keys::Family;
use super::order::sort_by_text;
use super::rules::{KeyKind, Limits, Rules};
use super::source_key::{Sources, number};

/// Gathers what links, then links.
pub(super) struct Linker<'a> {
    rules: &'a Rules,
    contacts: usize,
    /// By the position of their kind in the rules.
    candidates: Vec<Vec<Candidate>>,
    /// Of all candidates, those of one in a row and in order.
    linked: Vec<u32>,
    /// Contact and what counts for its limits.
    counted: Vec<(u32, Counted)>,
    refused: Vec<Refusal>,
}

/// Contacts that a key links.
struct Candidate {
    key: SharedKey,
    /// Where they are among all that are linked.
    contacts: Range<usize>,
}

/// One of the things of which a person may have only so many.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    class: u32,
    value: u32,
}

const EMAILS: u32 = 0;
const PHONES: u32 = 1;
/// The classes from here on are the namespaces of external ids.
const EXTERNAL_IDS: u32 = 2;

impl<'a> Linker<'a> {
    pub fn new(contacts: usize, rules: &'a Rules) -> Self {
        Self {
            rules,
            contacts,
            candidates: rules.keys.iter().map(|_| Vec::new()).collect(),
            linked: Vec::new(),
            counted: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Takes the keys of a family.
    pub fn take(&mut self, family: Family, index: &Index) {
        for (value, (text, entries)) in (0_u32..).zip(index.groups()) {
            let group = (family, value);
            for entry in entries {
                let class = match family {
                    Family::Channel => continue,
                    Family::Email => EMAILS,
                    Family::Phone => PHONES,
                    Family::ExternalId => EXTERNAL_IDS.saturating_add(entry.detail),
                };
                self.counted.push((entry.contact, Counted { class, value }));
            }
            if !self.uses(family) || entries.len() < 2 {
                continue;
            }
            let all = || contacts(entries, |_| true);
            let (found, limit) = (all().count(), self.rules.limits.contacts);
            if found > limit {
                let reason = Reason::Shared { found, limit };
                self.refuse(weakest(family), text, all().collect(), reason);
                continue;
            }
            let with = |flag| contacts(entries, move |entry| entry.detail == flag);
            let taken = match family {
                Family::ExternalId | Family::Channel => 0,
                Family::Email => self.candidate(KeyKind::VerifiedEmail, group, text, with(1)),
                Family::Phone => {
                    let short = self.candidate(KeyKind::Phone, group, text, with(0));
                    let long = self.rules.long(text);
                    short.max(self.candidate(KeyKind::Phone, group, &long, with(1)))
                }
            };
            // Where the stronger key says it of all of them, the weaker one has nothing to add.
            if taken < found {
                self.candidate(weakest(family), group, text, all());
            }
        }
    }

    /// Takes the blocked keys of a family: they link nobody, and who has one in common is told.
    pub fn take_blocked(&mut self, family: Family, index: &Index) {
        if self.uses(family) {
            for (text, entries) in index.groups() {
                let all = contacts(entries, |_| true);
                self.refuse(weakest(family), text, all.collect(), Reason::Blocked);
            }
        }
    }

    /// Whether keys of this family link at all.
    fn uses(&self, family: Family) -> bool {
        let kinds: &[KeyKind] = match family {
            Family::ExternalId => &[KeyKind::ExternalId],
            Family::Channel => &[KeyKind::Channel],
            Family::Phone => &[KeyKind::Phone, KeyKind::PhoneSpelling],
            Family::Email => &[KeyKind::VerifiedEmail, KeyKind::Email],
        };
        kinds.iter().any(|kind| self.rules.keys.contains(kind))
    }

    /// How many contacts the key may link.
    fn candidate(
        &mut self,
        kind: KeyKind,
        group: (Family, u32),
        text: &str,
        contacts: impl Iterator<Item = u32>,
    ) -> usize {
        let mut kinds = self.rules.keys.iter().zip(&mut self.candidates);
        let Some((_, candidates)) = kinds.find(|(known, _)| **known == kind) else {
            return 0;
        };
        let start = self.linked.len();
        self.linked.extend(contacts);
        let contacts = start..self.linked.len();
        if contacts.len() < 2 {
            self.linked.truncate(start);
            return 0;
        }
        let (taken, text) = (contacts.len(), text.into());
        candidates.push(Candidate {
            key: SharedKey { kind, group, text },
            contacts,
        });
        taken
    }

    fn refuse(&mut self, kind: KeyKind, text: &str, contacts: Box<[u32]>, reason: Reason) {
        if contacts.len() > 1 {
            self.refused.push(Refusal {
                kind,
                text: text.into(),
                contacts,
                reason,
            });
        }
    }

    /// Links what the limits allow.
    pub fn link(mut self, sources: Sources) -> Clusters {
        self.refused
            .sort_unstable_by(|one, other| (one.kind, &one.text).cmp(&(other.kind, &other.text)));
        for candidates in &mut self.candidates {
            sort_by_text(candidates, |candidate| &candidate.key.text);
        }
        let mut forest = Forest::new(self.contacts, self.counted, &self.rules.limits);
        let mut edges = Vec::new();
        let mut keys = Vec::new();
        for candidate in self.candidates.into_iter().flatten() {
            let key = number(keys.len());
            let before = edges.len();
            let contacts = self.linked.get(candidate.contacts).unwrap_or_default();
            for (index, contact) in contacts.iter().copied().enumerate() {
                let mut tried = Vec::new();
                for earlier in contacts.iter().copied().take(index) {
                    let (one, other) = (forest.root(earlier), forest.root(contact));
                    if tried.contains(&one) {
                        continue;
                    }
                    match forest.join(one, other) {
                        Ok(()) => {
                            edges.push(Edge {
                                contacts: (earlier, contact),
                                key,
                            });
                            break;
                        }
                        Err(reason) => self.refused.push(Refusal {
                            kind: candidate.key.kind,
                            text: candidate.key.text.clone(),
                            contacts: [earlier, contact].into(),
                            reason,
                        }),
                    }
                    tried.push(one);
                }
            }
            if edges.len() > before {
                keys.push(candidate.key);
            }
        }
        let roots = forest.into_roots();
        Clusters::new(sources, roots, keys, edges, self.refused)
    }
}

/// The contacts of these entries, each once.
fn contacts(entries: &[Entry], is_meant: impl Fn(&Entry) -> bool) -> impl Iterator<Item = u32> {
    let meant = entries.iter().filter(move |entry| is_meant(entry));
    let mut last = None;
    meant.filter_map(move |entry| {
        let contact = Some(entry.contact);
        (last.replace(entry.contact) != contact).then_some(entry.contact)
    })
}

/// What all contacts of a key of this family have in common at least.
fn weakest(family: Family) -> KeyKind {
    match family {
        Family::ExternalId => KeyKind::ExternalId,
        Family::Channel => KeyKind::Channel,
        Family::Phone => KeyKind::PhoneSpelling,
        Family::Email => KeyKind::Email,
    }
}

/// Contacts in clusters, each named by its smallest contact, with what counts for the limits.
struct Forest<'a> {
    parents: Vec<u32>,
    /// Of clusters of more than one contact.
    counted: Vec<Vec<Counted>>,
    /// Of each contact alone: where its part of the next list begins.
    starts: Vec<u32>,
    of_contacts: Vec<(u32, Counted)>,
    /// What the clusters that are joined have together.
    joined: Vec<Counted>,
    limits: &'a Limits,
}

impl<'a> Forest<'a> {
    fn new(contacts: usize, mut of_contacts: Vec<(u32, Counted)>, limits: &'a Limits) -> Self {
        of_contacts.sort_unstable();
        of_contacts.dedup();
        let mut starts = Vec::with_capacity(contacts + 1);
        let mut at = 0;
        for contact in (0..).take(contacts) {
            starts.push(number(at));
            let of_contact = of_contacts.iter().skip(at);
            at += of_contact.take_while(|(of, _)| *of == contact).count();
        }
        starts.push(number(at));
        Self {
            parents: (0..).take(contacts).collect(),
            counted: vec![Vec::new(); contacts],
            starts,
            of_contacts,
            joined: Vec::new(),
            limits,
        }
    }

    fn root(&mut self, contact: u32) -> u32 {
        let mut at = contact;
        loop {
            let parent = self.parent(at);
            let above = self.parent(parent);
            if parent == above {
                return parent;
            }
            // Halving the path keeps it short (Tarjan and van Leeuwen).
            self.set(at, above);
            at = above;
        }
    }

    /// Makes one cluster of two, if the limits allow; one with itself they always do.
    fn join(&mut self, one: u32, other: u32) -> Result<(), Reason> {
        if one == other {
            return Ok(());
        }
        // Taken out while it is filled, and put back so that the next ones need no memory of their own.
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        self.counted(one, &mut joined);
        self.counted(other, &mut joined);
        joined.sort_unstable();
        joined.dedup();
        let checked = self.check(&joined);
        if checked.is_ok() {
            let (root, gone) = (one.min(other), one.max(other));
            self.set(gone, root);
            if let Some(counted) = self.counted.get_mut(gone as usize) {
                *counted = Vec::new();
            }
            if let Some(counted) = self.counted.get_mut(root as usize) {
                counted.clone_from(&joined);
            }
        }
        self.joined = joined;
        checked
    }

    fn check(&self, counted: &[Counted]) -> Result<(), Reason> {
        let classes = counted.chunk_by(|one, other| one.class == other.class);
        let counts = classes.filter_map(|class| Some((class.first()?.class, class.len())));
        // Of several namespaces the fullest one is told.
        let mut found = [0, 0, 0];
        for (class, count) in counts {
            if let Some(most) = found.get_mut(class.min(EXTERNAL_IDS) as usize) {
                *most = count.max(*most);
            }
        }
        let [emails, phones, external_ids] = found;
        for (what, found, limit) in [
            (Limited::Emails, emails, self.limits.emails),
            (Limited::Phones, phones, self.limits.phones),
            (Limited::ExternalIds, external_ids, self.limits.external_ids),
        ] {
            if found > limit {
                return Err(Reason::Limit { what, found, limit });
            }
        }
        Ok(())
    }

    /// Adds what counts of a cluster.
    fn counted(&self, root: u32, to: &mut Vec<Counted>) {
        let root = root as usize;
        let merged = self.counted.get(root).filter(|counted| !counted.is_empty());
        if let Some(counted) = merged {
            to.extend(counted);
            return;
        }
        let range = self.starts.get(root).zip(self.starts.get(root + 1));
        let of_contact =
            range.and_then(|(start, end)| self.of_contacts.get(*start as usize..*end as usize));
        to.extend(
            of_contact
                .unwrap_or_default()
                .iter()
                .map(|(_, counted)| counted),
        );
    }

    fn parent(&self, contact: u32) -> u32 {
        self.parents
            .get(contact as usize)
            .copied()
            .unwrap_or(contact)
    }

    fn set(&mut self, contact: u32, parent: u32) {
        if let Some(slot) = self.parents.get_mut(contact as usize) {
            *slot = parent;
        }
    }

    /// The cluster of each contact.
    fn into_roots(mut self) -> Vec<u32> {
        for contact in (0..).take(self.parents.len()) {
            let root = self.root(contact);
            self.set(contact, root);
        }
        self.parents
    }
}

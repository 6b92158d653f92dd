//! From keys to clusters: the links that are accepted, strongest first, and those that are refused.

use super::clusters::{Clusters, Edge, Limited, Reason, Refusal, SharedKey};
use super::index::{Entry, Index};
use super::keys::Family;
use super::rules::{KeyKind, Limits, Rules};
use super::source_key::{Sources, number};

/// Gathers what links, then links.
pub(super) struct Linker<'a> {
    rules: &'a Rules,
    contacts: usize,
    candidates: Vec<Candidate>,
    /// Contact and what counts for its limits.
    counted: Vec<(u32, Counted)>,
    refused: Vec<Refusal>,
}

/// Contacts that a key links.
struct Candidate {
    /// Position of its kind in the rules.
    strength: usize,
    key: SharedKey,
    /// In order.
    contacts: Box<[u32]>,
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
            candidates: Vec::new(),
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
            if !self.uses(family) {
                continue;
            }
            let all = contacts(entries, |_| true);
            let limit = self.rules.limits.contacts;
            if all.len() > limit {
                let found = all.len();
                self.refuse(weakest(family), text, all, Reason::Shared { found, limit });
                continue;
            }
            let with = |flag| contacts(entries, |entry| entry.detail == flag);
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
            if taken < all.len() {
                self.candidate(weakest(family), group, text, all);
            }
        }
    }

    /// Takes the blocked keys of a family: they link nobody, and who has one in common is told.
    pub fn take_blocked(&mut self, family: Family, index: &Index) {
        if self.uses(family) {
            for (text, entries) in index.groups() {
                let all = contacts(entries, |_| true);
                self.refuse(weakest(family), text, all, Reason::Blocked);
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
        contacts: Box<[u32]>,
    ) -> usize {
        let strength = self.rules.keys.iter().position(|known| *known == kind);
        let Some(strength) = strength.filter(|_| contacts.len() > 1) else {
            return 0;
        };
        let taken = contacts.len();
        let text = text.into();
        self.candidates.push(Candidate {
            strength,
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
        self.candidates.sort_unstable_by(|one, other| {
            (one.strength, &one.key.text).cmp(&(other.strength, &other.key.text))
        });
        let mut forest = Forest::new(self.contacts, self.counted, &self.rules.limits);
        let mut edges = Vec::new();
        let mut keys = Vec::new();
        for candidate in self.candidates {
            let key = number(keys.len());
            let before = edges.len();
            for (index, contact) in candidate.contacts.iter().copied().enumerate() {
                let mut tried = Vec::new();
                for earlier in candidate.contacts.iter().copied().take(index) {
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
fn contacts(entries: &[Entry], is_meant: impl Fn(&Entry) -> bool) -> Box<[u32]> {
    let mut contacts: Vec<_> = entries
        .iter()
        .filter(|entry| is_meant(entry))
        .map(|entry| entry.contact)
        .collect();
    contacts.dedup();
    contacts.into()
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
        let mut counted = self.counted(one);
        counted.extend(self.counted(other));
        counted.sort_unstable();
        counted.dedup();
        self.check(&counted)?;
        let (root, gone) = (one.min(other), one.max(other));
        self.set(gone, root);
        if let Some(counted) = self.counted.get_mut(gone as usize) {
            *counted = Vec::new();
        }
        if let Some(slot) = self.counted.get_mut(root as usize) {
            *slot = counted;
        }
        Ok(())
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

    fn counted(&self, root: u32) -> Vec<Counted> {
        let merged = self
            .counted
            .get(root as usize)
            .filter(|counted| !counted.is_empty());
        if let Some(counted) = merged {
            return counted.clone();
        }
        let root = root as usize;
        let range = self.starts.get(root).zip(self.starts.get(root + 1));
        let of_contact =
            range.and_then(|(start, end)| self.of_contacts.get(*start as usize..*end as usize));
        of_contact
            .unwrap_or_default()
            .iter()
            .map(|(_, counted)| *counted)
            .collect()
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

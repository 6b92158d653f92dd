//! What exports and clusters say, as parts of a report.

use contacts::core::resolve::{Cluster, Clusters, KeyKind};
use contacts_export::manifest::Source;

use super::{Account, Completeness, People};
use crate::commands::further;

/// Clusters that a report shows; the others are counted.
const SHOWN: usize = 9;

impl Account {
    /// What an export says of one vendor.
    pub fn exported(source: &Source) -> Self {
        let vendor = contacts::vendors().find(|vendor| vendor.slug == source.vendor);
        let verdict = source.verdict.as_ref();
        let mut remarks = source.reasons();
        let command = format!("contacts export {}", source.vendor);
        remarks.extend(further::remarks(&source.extent, &command));
        Self {
            vendor: vendor
                .map_or(source.vendor.as_str(), |vendor| vendor.name)
                .to_owned(),
            account: source.account.clone(),
            contacts: source.counts.contacts,
            undecodable: source.counts.undecodable,
            expected: verdict.and_then(|verdict| verdict.total).or(source.total),
            completeness: match verdict {
                Some(verdict) if verdict.complete => Completeness::Complete,
                _ => Completeness::Incomplete,
            },
            leaves_out: !source.extent.leaves_out.is_empty(),
            remarks,
            extra: source.counts.extra,
            issues: source.counts.issues.clone(),
        }
    }
}

impl People {
    /// Who looks like one person. Values are shortened, so that a report that is passed on names nobody.
    /// `command` is the one that shows all of them.
    pub fn of(clusters: &Clusters, command: String) -> Self {
        let mut people = Self {
            contacts: clusters.contacts() as u64,
            command,
            ..Self::default()
        };
        for cluster in clusters.duplicates() {
            people.several += 1;
            if people.clusters.len() < SHOWN {
                people.clusters.push(shown(&cluster));
            }
        }
        for refused in clusters.refused() {
            let reason = format!("same {}, but {}", refused.kind.words(), refused.reason);
            *people.refused.entry(reason).or_default() += 1;
        }
        people
    }
}

fn shown(cluster: &Cluster<'_>) -> super::Cluster {
    let members = cluster.members().map(|member| {
        let provider = member.key.provider();
        let vendor = contacts::vendors().find(|vendor| vendor.slug == provider);
        let name = vendor.map_or(provider, |vendor| vendor.name).to_owned();
        (name, member.key.id().to_string())
    });
    let evidence = cluster.links().map(|link| {
        let value = shortened(link.kind, link.value());
        (link.kind.words().to_owned(), value)
    });
    super::Cluster {
        members: members.collect(),
        evidence: evidence.collect(),
    }
}

/// The first letter of an address and its domain, the last digits of a number, nothing of anything else.
fn shortened(kind: KeyKind, value: &str) -> String {
    match (kind, value.split_once('@')) {
        (KeyKind::Email | KeyKind::VerifiedEmail, Some((local, domain))) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
        (KeyKind::Phone | KeyKind::PhoneSpelling, _) => {
            let last: Vec<char> = value.chars().rev().take(2).collect();
            format!("…{}", last.into_iter().rev().collect::<String>())
        }
        _ => "…".to_owned(),
    }
}

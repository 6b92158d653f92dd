//! What holds for any contacts and any limits.

use std::collections::BTreeMap;

use contacts_core::model::{Contact, ExternalIdKind};
use contacts_core::resolve::{Clusters, Limits, Reason, Rules, SourceKey, resolve};
use proptest::prelude::*;

use crate::case::{External, Words, contact};

/// Few values, so that many contacts have some in common. Blocked ones and spellings are among them.
const EMAILS: [&str; 6] = [
    "ada@example.com",
    "Ada@Example.com",
    "bob@example.com",
    "eve@example.org",
    "noreply@example.com",
    "carl@example.com",
];
const PHONES: [&str; 6] = [
    "+12025550101",
    "+12025550102",
    "+12025550103",
    "+5521987654321",
    "+552187654321",
    "+12022222222",
];
const IDS: [&str; 4] = ["customer-1", "customer-2", "customer-3", "unknown"];

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    let some = |values: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(values).prop_map(str::to_owned), 0..3)
    };
    let id = prop::option::weighted(0.3, prop::sample::select(&IDS[..]));
    let words = (
        0..12_u8,
        0..2_u8,
        some(&EMAILS),
        some(&PHONES),
        id,
        any::<bool>(),
    )
        .prop_map(|(id, account, emails, phones, external, verified)| Words {
            id: id.to_string(),
            account: Some(account.to_string()),
            emails,
            phones,
            verified,
            external: external.map(|value| External {
                kind: ExternalIdKind::Identifier,
                value: value.to_owned(),
            }),
            ..Words::default()
        });
    prop::collection::vec(words.prop_map(|words| contact(&words)), 0..14)
}

fn rules() -> impl Strategy<Value = Rules> {
    let limit = || prop_oneof![1..4_usize, Just(usize::MAX)];
    (limit(), limit(), limit(), limit()).prop_map(|(emails, phones, external_ids, contacts)| {
        Rules {
            limits: Limits {
                emails,
                phones,
                external_ids,
                contacts,
            },
            ..Rules::default()
        }
    })
}

fn unlimited() -> Rules {
    Rules {
        limits: Limits {
            emails: usize::MAX,
            phones: usize::MAX,
            external_ids: usize::MAX,
            contacts: usize::MAX,
        },
        ..Rules::default()
    }
}

fn name(key: SourceKey<'_>) -> String {
    key.uid()
}

/// All that was found, with values.
fn all(clusters: &Clusters) -> String {
    let mut text = String::new();
    for cluster in clusters.duplicates() {
        text.push_str(&format!("{cluster}\n"));
        for link in cluster.links() {
            text.push_str(&format!("{link} {}\n", link.value()));
        }
    }
    for refused in clusters.refused() {
        let contacts: Vec<_> = refused.contacts().map(name).collect();
        text.push_str(&format!("{refused} {} {contacts:?}\n", refused.value()));
    }
    text
}

/// The id of the cluster of each contact.
fn ids(clusters: &Clusters, contacts: &[Contact]) -> BTreeMap<String, String> {
    let id = |contact: &Contact| name(clusters.of(&contact.source).unwrap().id());
    contacts
        .iter()
        .map(|contact| (contact.uid(), id(contact)))
        .collect()
}

/// What a contact may be compared by, found another way.
fn values(contact: &Contact) -> Vec<String> {
    let emails = contact.emails.iter().map(|email| email.raw.to_lowercase());
    let phones = contact
        .phones
        .iter()
        .map(|phone| phone.raw.replace("+55219", "+5521"));
    let ids = contact
        .source
        .external_ids
        .iter()
        .map(|id| id.value.clone());
    let blocked = ["noreply@example.com", "+12022222222", "unknown"];
    emails
        .chain(phones)
        .chain(ids)
        .filter(|value| !blocked.contains(&value.as_str()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_the_contacts_means_nothing(
        (contacts, shuffled) in contacts().prop_flat_map(|contacts| (Just(contacts.clone()), Just(contacts).prop_shuffle())),
        rules in rules(),
    ) {
        prop_assert_eq!(all(&resolve(&contacts, &rules)), all(&resolve(&shuffled, &rules)));
    }

    #[test]
    fn contacts_that_come_twice_change_nothing(contacts in contacts(), rules in rules()) {
        let twice = contacts.iter().chain(&contacts);
        prop_assert_eq!(all(&resolve(&contacts, &rules)), all(&resolve(twice, &rules)));
    }

    #[test]
    fn without_limits_all_that_have_something_in_common_are_together(contacts in contacts()) {
        let clusters = resolve(&contacts, &unlimited());
        // The slow way: as long as two that have something in common are apart, put them together.
        let mut expected: Vec<usize> = (0..contacts.len()).collect();
        let in_common = |one: &Contact, other: &Contact| {
            one.source == other.source
                || one.uid() == other.uid()
                || values(one).iter().any(|value| values(other).contains(value))
        };
        for _ in &contacts {
            for one in 0..contacts.len() {
                for other in 0..contacts.len() {
                    if in_common(&contacts[one], &contacts[other]) {
                        let least = expected[one].min(expected[other]);
                        (expected[one], expected[other]) = (least, least);
                    }
                }
            }
        }
        for (one, cluster) in contacts.iter().zip(&expected) {
            for (other, other_cluster) in contacts.iter().zip(&expected) {
                let is_one = clusters.of(&one.source).unwrap().id() == clusters.of(&other.source).unwrap().id();
                prop_assert_eq!(is_one, cluster == other_cluster);
            }
        }
    }

    #[test]
    fn what_is_together_stays_together_unless_something_near_was_refused(
        contacts in contacts(), more in contacts(), rules in rules(),
    ) {
        let before = ids(&resolve(&contacts, &rules), &contacts);
        let together: Vec<_> = contacts.iter().chain(&more).cloned().collect();
        let after = resolve(&together, &rules);
        let after_ids = ids(&after, &together);
        let connected = ids(&resolve(&together, &unlimited()), &together);
        for (one, one_before) in &before {
            for (other, other_before) in &before {
                if one_before == other_before && after_ids[one] != after_ids[other] {
                    let is_near = |contact: SourceKey<'_>| connected[&name(contact)] == connected[one];
                    let reason = after.refused().any(|refused| {
                        refused.reason != Reason::Blocked && refused.contacts().any(is_near)
                    });
                    prop_assert!(reason, "{one} and {other} were split for nothing");
                }
            }
        }
    }

    #[test]
    fn every_cluster_is_explained_by_paths(contacts in contacts(), rules in rules()) {
        let clusters = resolve(&contacts, &rules);
        for one in &contacts {
            let cluster = clusters.of(&one.source).unwrap();
            prop_assert_eq!(cluster.id(), cluster.members().next().unwrap().key);
            for other in &contacts {
                let is_member = cluster.members().any(|member| name(member.key) == other.uid());
                let path = cluster.path(&one.source, &other.source);
                prop_assert_eq!(path.is_some(), is_member);
                let mut at = one.uid();
                for link in path.into_iter().flatten() {
                    prop_assert_eq!(name(link.from), at);
                    at = name(link.to);
                    // Both have the value; a contact may have come in several records.
                    for end in [link.from, link.to] {
                        let mut records = contacts.iter().filter(|contact| contact.uid() == name(end));
                        let value = link.value().replace("+55219", "+5521");
                        prop_assert!(records.any(|record| values(record).contains(&value)));
                    }
                    let stays = cluster.members().any(|member| name(member.key) == at);
                    prop_assert!(stays);
                }
                if is_member {
                    prop_assert_eq!(&at, &other.uid());
                }
            }
        }
    }

    #[test]
    fn what_is_refused_has_a_reason_and_limits_hold(contacts in contacts(), rules in rules()) {
        let clusters = resolve(&contacts, &rules);
        for refused in clusters.refused() {
            let keys: Vec<_> = refused.contacts().collect();
            prop_assert!(keys.len() > 1);
            match refused.reason {
                Reason::Blocked => {}
                Reason::Shared { found, limit } => prop_assert!(found > limit && found == keys.len()),
                Reason::Limit { found, limit, .. } => {
                    prop_assert!(found > limit && keys.len() == 2);
                    let id = |key: &SourceKey<'_>| {
                        let contact = contacts.iter().find(|contact| contact.uid() == name(*key)).unwrap();
                        name(clusters.of(&contact.source).unwrap().id())
                    };
                    prop_assert_ne!(id(&keys[0]), id(&keys[1]), "refused, and together after all");
                }
                other => prop_assert!(false, "nothing is known of {other:?}"),
            }
        }
        for cluster in clusters.duplicates() {
            let members: Vec<_> = cluster.members().map(|member| name(member.key)).collect();
            let records = contacts.iter().filter(|contact| members.contains(&contact.uid()));
            let mut values: Vec<_> = records.flat_map(values).collect();
            values.sort();
            values.dedup();
            let count = |sign: char| values.iter().filter(|value| value.contains(sign)).count();
            prop_assert!(count('@') <= rules.limits.emails);
            prop_assert!(count('+') <= rules.limits.phones);
        }
    }

    #[test]
    fn nobodys_values_show_unless_asked(contacts in contacts(), rules in rules()) {
        let clusters = resolve(&contacts, &rules);
        let mut text = format!("{clusters} {clusters:?}");
        for cluster in clusters.duplicates() {
            let members: Vec<_> = cluster.members().collect();
            text.push_str(&format!("{cluster:?} {members:?} {:?}", cluster.links().collect::<Vec<_>>()));
        }
        text.push_str(&format!("{:?}", clusters.refused().collect::<Vec<_>>()));
        for value in EMAILS.iter().chain(&PHONES).chain(&IDS[..3]) {
            prop_assert!(!text.contains(value), "{value} in {text}");
        }
    }
}

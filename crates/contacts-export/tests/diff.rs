//! What became of contacts between two states.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use contacts_core::model::*;
use contacts_core::normalize::timestamp;
use contacts_export::Error;
use contacts_export::diff::{Change, Changes, Kind, State, diff};
use serde_json::json;

fn contact(vendor: &str, id: u64) -> Contact {
    let mut contact = Contact::new(Source {
        provider: vendor.to_owned(),
        instance: "https://a.example.com".to_owned(),
        id: RemoteId::integer(id),
        ..Source::default()
    });
    contact.name.given = Some("Ada".to_owned());
    contact.created_at = Some(timestamp::from_text("2023-11-07T05:31:56Z".to_owned()).0);
    contact.tags = vec![Tag::named("vip"), Tag::named("lead")];
    for (key, value) in [("plan", "free"), ("seats", "3")] {
        contact.attributes.push(Attribute {
            key: key.to_owned(),
            value: json!(value).into(),
            ..Attribute::default()
        });
    }
    contact
}

fn changes(before: &[Contact], after: &[Contact], complete: &[&str]) -> (Changes, Vec<Change>) {
    let state = |contacts: &[Contact]| {
        let mut state = State::new();
        contacts
            .iter()
            .for_each(|contact| state.add(contact).unwrap());
        state
    };
    let mut new = state(after);
    complete.iter().for_each(|vendor| new.complete(vendor));
    let mut seen = Vec::new();
    let see = |change| {
        seen.push(change);
        Ok::<(), Error>(())
    };
    (diff(state(before), new, see).unwrap(), seen)
}

#[test]
fn missing_is_said_of_complete_lists_only() {
    let before = [
        contact("acme", 3),
        contact("acme", 1),
        contact("other", 1),
        contact("acme", 2),
    ];
    let after = [contact("acme", 2), contact("acme", 4), contact("acme", 3)];
    let (counts, seen) = changes(&before, &after, &["acme"]);
    let expected = Changes {
        created: 1,
        updated: 0,
        unchanged: 2,
        missing: 1,
        unseen: 1,
    };
    assert_eq!(counts, expected);
    let kinds: Vec<_> = seen
        .iter()
        .map(|change| (change.vendor.as_str(), change.id.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("acme", "1"),
            ("acme", "2"),
            ("acme", "3"),
            ("acme", "4"),
            ("other", "1")
        ]
    );
    assert!(seen[0].kind == Kind::Missing && seen[4].kind == Kind::Unseen);
    let (counts, _) = changes(&before, &after, &[]);
    assert_eq!((counts.missing, counts.unseen), (0, 2));
}

#[test]
fn paths_say_where_and_tags_and_attributes_go_by_name() {
    let mut after = contact("acme", 1);
    after.name.given = None;
    after.name.surname = Some("King".to_owned());
    after.tags = vec![Tag::named("lead"), Tag::named("new")];
    after.attributes[0].value = json!("paid").into();
    after.created_at = Some(timestamp::from_text("2024-11-07T05:31:56Z".to_owned()).0);
    after.emails = vec![EmailAddress {
        raw: "a@example.com".to_owned(),
        ..EmailAddress::default()
    }];
    let (_, seen) = changes(&[contact("acme", 1)], &[after], &[]);
    let Kind::Updated { differences } = &seen[0].kind else {
        unreachable!("it was updated");
    };
    insta::assert_json_snapshot!(differences);
}

#[test]
fn what_changes_by_itself_is_no_change() {
    let mut after = contact("acme", 1);
    let now = Some(timestamp::from_text("2024-11-07T05:31:56Z".to_owned()).0);
    after.source.instance = "https://b.example.com".to_owned();
    after.activity.presence = Some(Presence::Online);
    after.activity.last_seen_at = now.clone();
    after.updated_at = now;
    after.automation.bot.messages_count = Some(7);
    after.raw = "{}".to_owned();
    let (counts, _) = changes(&[contact("acme", 1)], &[after], &["acme"]);
    assert_eq!(
        counts,
        Changes {
            unchanged: 1,
            ..Changes::default()
        }
    );
}

#[test]
fn more_than_fits_into_memory_is_compared() {
    let long = |id: u64, letter: &str| {
        let mut contact = contact("acme", id);
        contact.name.full = Some(letter.repeat(3 << 20));
        contact
    };
    let before: Vec<Contact> = (0..14).map(|id| long(id, "a")).collect();
    let after: Vec<Contact> = (1..15)
        .rev()
        .map(|id| long(id, if id == 7 { "b" } else { "a" }))
        .collect();
    let (counts, _) = changes(&before, &after, &["acme"]);
    let expected = Changes {
        created: 1,
        updated: 1,
        unchanged: 12,
        missing: 1,
        unseen: 0,
    };
    assert_eq!(counts, expected);
}

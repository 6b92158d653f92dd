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
    let mut old = state(before);
    before
        .iter()
        .for_each(|contact| old.complete(&contact.source.provider));
    let mut new = state(after);
    complete.iter().for_each(|vendor| new.complete(vendor));
    let mut seen = Vec::new();
    let see = |change| {
        seen.push(change);
        Ok::<(), Error>(())
    };
    (diff(old, new, see).unwrap(), seen)
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
        first_seen: 0,
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
        first_seen: 0,
        updated: 1,
        unchanged: 12,
        missing: 1,
        unseen: 0,
    };
    assert_eq!(counts, expected);
}

#[test]
fn from_an_earlier_list_that_is_not_whole_nothing_is_created() {
    let mut before = State::new();
    before.add(&contact("acme", 1)).unwrap();
    let mut after = State::new();
    for id in 1..4 {
        after.add(&contact("acme", id)).unwrap();
    }
    after.complete("acme");
    let counts = diff(before, after, |_| Ok::<(), Error>(())).unwrap();
    let expected = Changes {
        first_seen: 2,
        unchanged: 1,
        ..Changes::default()
    };
    assert_eq!(counts, expected);
}

#[test]
fn what_one_side_did_not_read_is_not_removed() {
    let state = |contact: &Contact| {
        let mut state = State::new();
        state.add(contact).unwrap();
        state.complete("acme");
        state
    };
    let compare = |before, after| {
        let mut seen = Vec::new();
        let see = |change| {
            seen.push(change);
            Ok::<(), Error>(())
        };
        let counts = diff(before, after, see).unwrap();
        (counts.updated, seen)
    };
    let mut with = contact("acme", 1);
    let place = "/tags#/0/colour".to_owned();
    with.extra.keep("acme", place, json!("red"));
    let mut without = contact("acme", 1);
    without.tags.clear();

    let (updated, _) = compare(state(&with), state(&without));
    assert_eq!(updated, 1, "both have read them");
    let mut lacking = state(&without);
    lacking.lacks("acme", "tags");
    assert_eq!(compare(state(&with), lacking).0, 0);
    // The same where the reading failed for one contact.
    let mut failed = without.clone();
    failed.issues.push(Issue {
        path: "/tags#".to_owned(),
        code: IssueCode::DetailNotRead,
        severity: Severity::Error,
        found: Found::from(&json!(null)),
        kept_in: KeptIn::Nowhere,
    });
    assert_eq!(compare(state(&with), state(&failed)).0, 0);
    // And other differences are told all the same.
    let mut lacking = State::new();
    without.name.given = Some("Grace".to_owned());
    lacking.add(&without).unwrap();
    lacking.lacks("acme", "tags");
    let (updated, seen) = compare(state(&with), lacking);
    assert_eq!(updated, 1);
    let Kind::Updated { differences } = &seen[0].kind else {
        unreachable!("it was updated");
    };
    let paths: Vec<_> = differences.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["name/given"]);
}

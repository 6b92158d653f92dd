//! Contact to Card to contact, and Cards of others.

use serde_json::{Value, json};

use super::property::{of_extra, to_extra};
use super::{Card, export, import};
use crate::model::*;
use crate::normalize::phone::PhoneHint;
use crate::normalize::{country, email, language, phone, time_zone, timestamp};

/// A contact with something in every slot.
fn full() -> Contact {
    let time = |text: &str| Some(timestamp::from_text(text.to_owned()).0);
    let mut contact = Contact::new(Source {
        provider: "acme".to_owned(),
        instance: "https://acme.example.com".to_owned(),
        account: Some(RemoteId::text("7")),
        id: RemoteId::integer(42),
        external_ids: vec![ExternalId {
            kind: "ref".into(),
            value: "r1".to_owned(),
        }],
    });
    contact.name = Name {
        given: Some("Ada".to_owned()),
        surname: Some("King".to_owned()),
        full: None,
    };
    contact.emails = vec![
        email::email("Ada@Example.com".to_owned()).0,
        email::email("Ada <ada@example.com>".to_owned()).0,
    ];
    contact.emails[0].verified = true.into();
    contact.phones = vec![phone::phone("12025550143".to_owned(), PhoneHint::International).0];
    contact.online_services = (0..11)
        .map(|number| ChannelIdentity {
            service: Service::Whatsapp,
            value: if number == 5 {
                String::new()
            } else {
                format!("{number}")
            },
            window_open: Some(true),
            ..ChannelIdentity::default()
        })
        .collect();
    contact.preferred_service = Some(Service::from_vendor("whatsapp_web".to_owned()));
    contact.addresses = vec![Address {
        locality: Some("Haifa".to_owned()),
        country: Some(country::country("Israel".to_owned()).0),
        time_zone: Some(time_zone::time_zone("+02:00".to_owned()).0),
        coordinates: Some(GeoPoint {
            latitude: 0.0,
            longitude: -34.989_571_3,
        }),
        ..Address::default()
    }];
    contact.preferred_languages = vec![
        language::language("en_US".to_owned()).0,
        language::language("english".to_owned()).0,
    ];
    contact.media = vec![Media {
        raw: "uploads/1.png".to_owned(),
        ..Media::default()
    }];
    contact.organizations = vec![Organization {
        name: Some("Engines Ltd".to_owned()),
    }];
    contact.gender = Some(Gender::Female);
    contact.consent.email = Consent {
        state: ConsentState::Granted,
        basis: ConsentBasis::VendorDefault,
        at: None,
    };
    contact.consent.blocked = Blocked::Yes {
        at: time("2023-11-07T05:31:56Z"),
        until: None,
    };
    contact.consent.do_not_disturb = Some(DoNotDisturb {
        on: Some(true),
        reason: None,
    });
    contact.activity.last_seen_at = time("2023-11-07 05:31:56");
    for (key, value) in [
        ("a", json!(null)),
        ("b", json!(1.5)),
        ("c", json!("x")),
        ("d", json!([1])),
        ("e", json!(true)),
    ] {
        contact.attributes.push(Attribute {
            key: key.to_owned(),
            value: value.into(),
            ..Attribute::default()
        });
    }
    contact.tags = vec![
        Tag {
            id: Some(RemoteId::text("9")),
            ..Tag::named("vip")
        },
        Tag {
            deleted_at: time("2023-11-07T05:31:56Z"),
            ..Tag::named("old")
        },
    ];
    contact.notes = vec![Note {
        text: "called".to_owned(),
        created_at: time("2023-11-07T07:31:56.120+02:00"),
        ..Note::default()
    }];
    contact.owner = Some(UserRef::with_id(RemoteId::text("u1")));
    contact.pipeline.stage = Some(Stage {
        id: None,
        name: Some("new".to_owned()),
    });
    contact.automation.bot.enabled = Some(false);
    contact.conversations = vec![Conversation {
        id: Some(RemoteId::text("c1")),
        ..Conversation::default()
    }];
    contact.created_at = time("1699335116");
    contact.updated_at = time("2023-11-07T05:31:56.120Z");
    contact
        .extra
        .keep("acme", "/a.b/c~1d/ü".to_owned(), json!({"x": [1]}));
    contact.issues.push(Issue {
        path: "/email".to_owned(),
        code: IssueCode::InvalidEmail,
        severity: Severity::Warning,
        found: Found::from("x"),
        kept_in: KeptIn::Slot,
    });
    contact
}

#[test]
fn a_contact_comes_back_the_same() {
    let contact = full();
    let card = export(&contact);
    let json = serde_json::to_string(&card).unwrap();
    let again = import(serde_json::from_str(&json).unwrap());
    assert_eq!(
        serde_json::to_value(&again).unwrap(),
        serde_json::to_value(&contact).unwrap()
    );
    assert!(again == contact, "what JSON does not show is default");
    insta::assert_json_snapshot!(card);
}

#[test]
fn the_json_of_a_contact_reads_back() {
    let contact = full();
    let again: Contact = serde_json::from_value(serde_json::to_value(&contact).unwrap()).unwrap();
    assert!(again == contact);
}

#[test]
fn what_somebody_changed_in_the_card_wins() {
    let mut card = export(&full());
    card.emails.get_mut("e1").unwrap().address = "new@example.com".to_owned();
    card.keywords.remove("vip");
    card.keywords.insert("fresh".to_owned(), true);
    card.updated = Some("2024-01-01T00:00:00Z".to_owned());
    let contact = import(card);
    assert_eq!(contact.emails[0].raw, "new@example.com");
    assert_eq!(contact.emails[0].verified, Verification::Unknown);
    assert_eq!(contact.emails[1].raw, "Ada <ada@example.com>");
    let names: Vec<_> = contact.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["old", "fresh"]);
    assert_eq!(contact.updated_at.unwrap().text, "2024-01-01T00:00:00Z");
}

#[test]
fn a_card_of_somebody_else_keeps_its_properties() {
    let json = json!({
        "@type": "Card", "version": "1.0", "uid": "urn:uuid:22b2c7df-9120-4969-8460-05956fe6b065", "kind": "org",
        "name": {"full": "Vivienne", "phonetics": {"x": 1}},
        "emails": {"home": {"@type": "EmailAddress", "address": "v@example.com", "contexts": {"private": true}}},
        "titles": {"t1": {"name": "Boss"}},
        "example.com:shoe": 42,
        "keywords": {"b": true, "a": true}
    });
    let card: Card = serde_json::from_value(json).unwrap();
    let contact = import(card);
    assert_eq!(contact.source.provider, "jscontact");
    assert_eq!(contact.name.full.as_deref(), Some("Vivienne"));
    let out = serde_json::to_value(export(&contact)).unwrap();
    for (pointer, value) in [
        (
            "/uid",
            json!("urn:uuid:22b2c7df-9120-4969-8460-05956fe6b065"),
        ),
        ("/name/phonetics/x", json!(1)),
        ("/emails/e1/contexts/private", json!(true)),
        ("/titles/t1/name", json!("Boss")),
        ("/example.com:shoe", json!(42)),
        ("/kind", json!("org")),
    ] {
        assert_eq!(out.pointer(pointer), Some(&value), "{pointer}");
    }
    assert!(import(serde_json::from_value(out).unwrap()) == contact);
}

#[test]
fn names_of_extra_can_be_read_back_and_fit_the_abnf() {
    for (provider, pointer) in [
        ("acme", ""),
        ("acme", "/"),
        ("tags", "/a"),
        ("acme", "/a.b/c~1d/~0/%41/ü/\""),
    ] {
        let name = of_extra(provider, pointer);
        assert!(name.starts_with("contacts-rs.org:"));
        assert!(!name.contains(['/', '~', '"']), "{name}");
        let read = to_extra(name.strip_prefix("contacts-rs.org:").unwrap()).unwrap();
        assert_eq!(read, (provider.to_owned(), pointer.to_owned()));
    }
}

#[test]
fn timestamps_of_a_card_have_no_trailing_zeros() {
    let card = export(&full());
    assert_eq!(card.updated.as_deref(), Some("2023-11-07T05:31:56.12Z"));
    assert_eq!(card.created.as_deref(), Some("2023-11-07T05:31:56Z"));
    assert_eq!(
        serde_json::to_value(&card)
            .unwrap()
            .pointer("/notes/n1/created"),
        Some(&Value::from("2023-11-07T05:31:56.12Z"))
    );
}

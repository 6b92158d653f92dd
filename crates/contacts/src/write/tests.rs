//! Laws of patches and writes.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;

use contacts_core::model::{
    Address, Attribute, Blocked, ChannelIdentity, Contact, Country, DoNotDisturb, EmailAddress,
    ExternalId, ExternalIdKind, Gender, Inbox, LanguagePref, ListMembership, Media, Organization,
    PhoneNumber, RemoteId, Service, Stage, Tag, TimeZone, UserRef,
};
use contacts_runtime::Patch;
use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ContactPatch, Field, FieldPath, Write};

/// What a contact has: a text for each field, and tags, lists and attributes.
#[derive(Clone, Debug)]
struct Has {
    texts: Vec<Option<String>>,
    flags: [Option<bool>; 2],
    tags: Vec<String>,
    lists: Vec<String>,
    attributes: BTreeMap<String, Value>,
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z+@./ 0-9ĂŁש-]{1,12}"
}

fn json_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(json!(["a", { "b": null }])),
    ]
}

fn has() -> impl Strategy<Value = Has> {
    (
        prop::collection::vec(option::of(text()), 21),
        prop::array::uniform2(option::of(any::<bool>())),
        prop::collection::btree_set("[a-z/]{1,3}", 0..4),
        prop::collection::btree_set("[a-z/]{1,3}", 0..4),
        btree_map("[a-z/]{1,3}", json_value(), 0..4),
    )
        .prop_map(|(texts, flags, tags, lists, attributes)| Has {
            texts,
            flags,
            tags: tags.into_iter().collect(),
            lists: lists.into_iter().collect(),
            attributes,
        })
}

/// The contact that has it.
fn contact(has: &Has) -> Contact {
    let mut texts = has.texts.iter().cloned();
    let mut next = || texts.next().flatten();
    let mut contact = Contact::default();
    contact.name.given = next();
    contact.name.surname = next();
    contact.name.full = next();
    contact.emails.extend(next().map(|raw| EmailAddress {
        raw,
        ..EmailAddress::default()
    }));
    contact.phones.extend(next().map(|raw| PhoneNumber {
        raw,
        ..PhoneNumber::default()
    }));
    let identifier = next().map(|value| ExternalId {
        kind: ExternalIdKind::Identifier,
        value,
    });
    contact.source.external_ids.extend(identifier);
    contact.media.extend(next().map(|raw| Media {
        raw,
        ..Media::default()
    }));
    contact
        .preferred_languages
        .extend(next().map(|raw| LanguagePref {
            raw,
            ..LanguagePref::default()
        }));
    contact.addresses.push(Address {
        country: next().map(|raw| Country { raw, alpha2: None }),
        region: next(),
        locality: next(),
        time_zone: next().map(|raw| TimeZone { raw, iana: None }),
        ..Address::default()
    });
    contact.gender = next().map(Gender::from);
    let name = next();
    contact.organizations.push(Organization { name });
    contact.preferred_service = next().map(Service::from);
    contact
        .online_services
        .extend(next().map(|id| ChannelIdentity {
            service: Service::Telegram,
            value: "900100200".to_owned(),
            inbox: Some(Inbox {
                id: Some(RemoteId::text(id)),
                ..Inbox::default()
            }),
            ..ChannelIdentity::default()
        }));
    contact.owner = next().map(|id| UserRef::with_id(RemoteId::text(id)));
    contact.pipeline.id = next().map(RemoteId::text);
    contact.pipeline.stage = next().map(|name| Stage {
        id: None,
        name: Some(name),
    });
    contact.lifecycle.status = next();
    contact.lifecycle.source = next();
    let [blocked, do_not_disturb] = has.flags;
    contact.consent.blocked = match blocked {
        None => Blocked::Unknown,
        Some(false) => Blocked::No,
        Some(true) => Blocked::Yes {
            at: None,
            until: None,
        },
    };
    contact.consent.do_not_disturb = do_not_disturb.map(|on| DoNotDisturb {
        on: Some(on),
        reason: None,
    });
    contact.tags = has.tags.iter().map(Tag::named).collect();
    let list = |id: &String| ListMembership {
        id: Some(RemoteId::text(id)),
        name: None,
    };
    contact.lists = has.lists.iter().map(list).collect();
    let attribute = |(key, value): (&String, &Value)| Attribute {
        key: key.clone(),
        value: value.clone().into(),
        ..Attribute::default()
    };
    contact.attributes = has.attributes.iter().map(attribute).collect();
    contact
}

/// What is set after a patch.
fn applied(patch: &ContactPatch, to: &ContactPatch) -> ContactPatch {
    let mut after = to.clone();
    for path in patch.fields() {
        let change = match patch.get(&path) {
            Patch::Null => Patch::Absent,
            change => change,
        };
        after.put(&path, change);
    }
    after
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn what_is_between_two_contacts_makes_the_one_of_the_other(old in has(), new in has()) {
        let (old, new) = (contact(&old), contact(&new));
        let patch = ContactPatch::between(&old, &new);
        let after = applied(&patch, &ContactPatch::of(&old));
        prop_assert!(after == ContactPatch::of(&new));
        // And it touches nothing else.
        for path in patch.fields() {
            prop_assert!(ContactPatch::of(&old).get(&path) != ContactPatch::of(&new).get(&path));
        }
    }

    #[test]
    fn nothing_is_between_a_contact_and_itself(has in has()) {
        let contact = contact(&has);
        prop_assert!(ContactPatch::between(&contact, &contact).is_empty());
    }

    #[test]
    fn everything_that_a_contact_has_is_in_its_patch(has in has()) {
        let all = ContactPatch::of(&contact(&has));
        let texts = has.texts.iter().flatten().count();
        // Who has an inbox is somebody in its channel.
        let service = usize::from(all.touches(Field::Inbox));
        let keyed = has.tags.len() + has.lists.len() + has.attributes.len();
        let flags = has.flags.iter().flatten().count();
        let count = texts + service + keyed + flags;
        prop_assert_eq!(all.fields().len(), count);
        prop_assert!(all.clone().portable().fields().iter().all(|path| !path.field.is_of_the_account()));
    }

    #[test]
    fn writes_come_back_from_json_as_they_were(old in has(), new in has(), id in text()) {
        let patch = ContactPatch::between(&contact(&old), &contact(&new));
        for write in [
            Write::Create { patch: patch.clone() },
            Write::Update { id: id.clone(), patch },
            Write::CreateNote { id: id.clone(), text: id.clone() },
            Write::Delete { id },
        ] {
            let text = serde_json::to_string(&write).unwrap();
            let again: Write = serde_json::from_str(&text).unwrap();
            prop_assert!(again == write, "{text}");
        }
    }

    #[test]
    fn paths_come_back_from_text_as_they_were(key in "[a-z/ ]{1,6}") {
        for field in Field::ALL {
            let path = match field.has_keys() {
                true => field.at(&key),
                false => FieldPath::from(*field),
            };
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }
    }
}

#[test]
fn what_is_no_write_is_refused_with_what_there_is() {
    let refused = |text: &str| match serde_json::from_str::<Write>(text) {
        Ok(_) => "taken".to_owned(),
        Err(error) => error.to_string(),
    };
    let unknown_member = refused(r#"{"write":"update","id":"7","patch":{"e-mail":null}}"#);
    let unknown_write = refused(r#"{"write":"archive","id":"7"}"#);
    let unknown_path = "names/given".parse::<FieldPath>().unwrap_err().to_string();
    insta::assert_snapshot!([unknown_member, unknown_write, unknown_path].join("\n"));
}

#[test]
fn members_may_be_called_by_their_paths_and_ids_be_numbers() {
    let scalars = Field::ALL.iter().filter(|field| !field.has_keys());
    for field in scalars {
        let value = match field {
            Field::Blocked | Field::DoNotDisturb => json!(true),
            _ => json!("a"),
        };
        let patch: ContactPatch = serde_json::from_value(json!({ field.path(): value })).unwrap();
        assert_eq!(patch.fields(), [FieldPath::from(*field)], "{field}");
    }
    let write = |id: Value| serde_json::from_value::<Write>(json!({ "write": "delete", "id": id }));
    assert_eq!(write(json!(5)).unwrap().id(), Some("5"));
    assert_eq!(write(json!("05")).unwrap().id(), Some("05"));
    assert!(write(json!(5.5)).is_err() && write(json!(true)).is_err());
}

/// Of each kind, with what it has besides `write`.
const KINDS: [(&str, &[&str]); 8] = [
    ("create", &["patch"]),
    ("upsert", &["patch"]),
    ("update", &["id", "patch"]),
    ("delete", &["id"]),
    ("merge", &["id", "other"]),
    ("create-note", &["id", "text"]),
    ("update-note", &["id", "note", "text"]),
    ("delete-note", &["id", "note"]),
];

#[test]
fn every_write_takes_numbers_for_ids_and_says_which_member_is_wrong() {
    let read = |write: &Value| contacts_runtime::decode::<Write>(&write.to_string());
    let reason = |write: &Value| read(write).err().unwrap().to_string();
    for (kind, members) in KINDS {
        let mut write = json!({ "write": kind });
        for name in members {
            write[name] = match *name {
                "patch" => json!({ "given": "Ada" }),
                "text" => json!("hello"),
                _ => json!("7"),
            };
        }
        let with = |name: &str, value: Value| {
            let mut write = write.clone();
            write[name] = value;
            write
        };
        let whole = read(&write).unwrap();
        for name in ["id", "other", "note", "text", "patch"] {
            if !members.contains(&name) {
                let value = match name {
                    "patch" => json!({}),
                    _ => json!("7"),
                };
                let unwanted = reason(&with(name, value));
                assert_eq!(unwanted, format!("expected no `{name}` here"), "{kind}");
                continue;
            }
            let wrong = read(&with(name, json!(true))).err().unwrap();
            assert_eq!(wrong.pointer(), format!("/{name}"), "{kind}: {wrong}");
            let mut without = write.clone();
            without.as_object_mut().unwrap().remove(name);
            assert!(reason(&without).contains(&format!("`{name}`")), "{kind}");
            if !["text", "patch"].contains(&name) {
                assert!(
                    read(&with(name, json!(7))).unwrap() == whole,
                    "{kind} {name}"
                );
            }
        }
    }
    let nested = json!({ "write": "update", "id": 7, "patch": { "blocked": "no" } });
    assert_eq!(read(&nested).err().unwrap().pointer(), "/patch/blocked");
}

#[test]
fn vendors_may_spell_what_was_asked_for_in_their_own_way() {
    let same = |field, asked: Value, found: Value| super::value::same(field, &asked, &found);
    assert!(same(
        Field::Email,
        json!("Ada@Example.com"),
        json!("ada@example.com")
    ));
    assert!(same(
        Field::Phone,
        json!("+1 202-555-0123"),
        json!("+12025550123")
    ));
    assert!(same(Field::Attribute, json!(7), json!("7")));
    assert!(same(Field::Language, json!("en_US"), json!("en-us")));
    assert!(!same(
        Field::Phone,
        json!("+12025550123"),
        json!("+12025550124")
    ));
    assert!(!same(Field::Given, json!("Ada"), json!("ada")));
    assert!(!same(Field::Attribute, json!("7"), json!("07")));
}

//! The mapping API and the ledger, with a vendor that does not exist.

#![deny(unused_variables)]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use contacts_core::ledger::{Fate, trace};
use contacts_core::mapping::{BodyProblem, MapError, Mapped, Mapping, Origin, Scope, present};
use contacts_core::model::*;
use contacts_runtime::operation::{InvalidFields, Operation, Vendor};

/// What the generator would write for it.
mod types {
    use contacts_runtime::{Patch, Sourced, WireTime};
    use serde::Deserialize;
    use serde_json::{Map, Value};

    macro_rules! generated {
        ($($name:ident { $($(#[$meta:meta])* $member:ident: $type:ty,)* })*) => {$(
            #[derive(Clone, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $name {
                $($(#[$meta])* pub $member: $type,)*
                #[serde(flatten)]
                pub extra: Map<String, Value>,
            }
        )*};
    }

    generated! {
        ContactPage {
            data: Vec<Sourced<Contact>>,
            #[serde(default)] page: Patch<u64>,
            #[serde(default)] total: Patch<u64>,
        }
        Contact {
            id: String,
            #[serde(default)] first_name: Patch<String>,
            #[serde(default)] email: Patch<String>,
            #[serde(default)] email_verified: Patch<bool>,
            #[serde(default)] phone: Patch<String>,
            #[serde(default)] blocked_at: Patch<WireTime>,
            #[serde(default)] last_seen: Patch<WireTime>,
            #[serde(default)] country: Patch<String>,
            #[serde(default)] custom_fields: Patch<Map<String, Value>>,
            #[serde(default)] tags: Patch<Vec<Sourced<Tag>>>,
            #[serde(default)] inbox: Patch<Inbox>,
            #[serde(default)] inbox_id: Patch<String>,
            #[serde(default)] shoe_size: Patch<i64>,
        }
        Tag { id: String, name: String, contact_id: String, }
        Inbox { id: String, channel: String, }
    }
}

const VENDOR: Vendor = Vendor {
    slug: "acme",
    name: "Acme",
    summary: "Exists in this test only",
    version: "1",
    spec_hash: "",
    base_url: "https://acme.example.com",
    documentation: &[],
    credentials: &[],
    settings: &[],
    invalid_fields: InvalidFields::NONE,
    operations: &[
        &Operation::new("listContacts", "GET", "/contacts"),
        &Operation::new("getContact", "GET", "/contacts/{id}"),
        &Operation::new("exportContacts", "GET", "/export"),
    ],
};

const ACME: Mapping = Mapping {
    vendor: &VENDOR,
    handlers: &[
        ("listContacts", |answer| answer.read(contact_page)),
        ("getContact", |answer| answer.record(contact)),
    ],
    fields: &[],
};

fn contact_page(at: &mut Scope<'_>, page: types::ContactPage) -> Mapped {
    let types::ContactPage {
        data,
        page,
        total,
        extra,
    } = page;
    at.extra(extra);
    let contacts = at.records("data", data, contact);
    let page = Page {
        number: at.count("page", page),
        total: at.total("total", total, TotalScope::Matching),
        ..Page::default()
    };
    Mapped::contacts(contacts, page)
}

fn contact(at: &mut Scope<'_>, raw: types::Contact) -> Contact {
    let types::Contact {
        id,
        first_name,
        email,
        email_verified,
        phone,
        blocked_at,
        last_seen,
        country,
        custom_fields,
        tags,
        inbox,
        inbox_id,
        shoe_size,
        extra,
    } = raw;
    let mut contact = at.contact("id", id);
    contact.name.given = at.text_unless("firstName", first_name, &["Unknown"]);
    contact.emails = at.emails("email", email);
    at.email_verified("emailVerified", email_verified, &mut contact.emails);
    contact.phones = at.phones("phone", phone);
    contact.consent.blocked = at.blocked_since("blockedAt", blocked_at);
    contact.activity.last_seen_at = at.time("lastSeen", last_seen);
    let address = Address {
        country: at.country("country", country),
        ..Address::default()
    };
    contact.addresses.extend(present(address));
    contact.attributes = at.attributes("customFields", custom_fields, AttributeScope::Contact);
    let id = contact.source.id.clone();
    contact.tags = at.each("tags", tags, |at, raw| tag(at, raw, &id));
    let mut inbox = at.object("inbox", inbox, self::inbox);
    at.id_of("inboxId", inbox_id, &mut inbox);
    contact
        .online_services
        .extend(inbox.map(|inbox| ChannelIdentity {
            inbox: Some(inbox),
            ..ChannelIdentity::default()
        }));
    at.keep("shoeSize", shoe_size);
    at.extra(extra);
    contact
}

fn tag(at: &mut Scope<'_>, tag: types::Tag, contact: &RemoteId) -> Tag {
    let types::Tag {
        id,
        name,
        contact_id,
        extra,
    } = tag;
    at.check("contactId", contact_id, contact);
    at.extra(extra);
    Tag {
        id: at.id("id", id),
        ..Tag::named(name)
    }
}

fn inbox(at: &mut Scope<'_>, inbox: types::Inbox) -> Inbox {
    let types::Inbox { id, channel, extra } = inbox;
    at.extra(extra);
    Inbox {
        id: at.id("id", id),
        service: at.service("channel", channel),
        ..Inbox::default()
    }
}

const PAGE: &str = r#"{"data": [
    {"id": "1", "firstName": "Ada", "email": "Ada@Example.com", "emailVerified": true, "phone": "+12025550143",
     "blockedAt": null, "lastSeen": "2023-11-07T05:31:56Z", "country": "Israel", "customFields": {"plan": "gold", "seats": 3, "none": null},
     "tags": [{"id": "9", "name": "vip", "contactId": "1"}, {"id": "8", "name": "new", "contactId": "1"}],
     "inbox": {"id": "5", "channel": "whatsapp", "quality": "high"}, "inboxId": "5", "shoeSize": 42, "unheardOf": {"a/b": [1, {}]}},
    {"id": "2", "firstName": "Unknown", "email": "Ada <ada@example.com>", "emailVerified": false, "phone": "054-1234567",
     "lastSeen": "2023-11-07 05:31:56", "country": "Erewhon", "tags": [], "inboxId": "6", "inbox": {"id": "5", "channel": "carrier-pigeon"}},
    {"id": "3", "email": 7, "tags": [{"id": 9, "name": "vip", "contactId": "4"}]},
    {"name": "nobody"}
  ], "page": "1", "total": 4, "requestId": "r-1"}"#;

fn origin() -> Origin {
    Origin::new("acme", "https://acme.example.com").account("7")
}

fn map(body: &str) -> Mapped {
    ACME.map("listContacts", body, &origin()).unwrap()
}

#[test]
fn a_page_with_everything_that_can_be_wrong() {
    let mapped = map(PAGE);
    let [ada, unknown, third] = &mapped.contacts[..] else {
        panic!("three contacts")
    };
    assert_eq!(ada.emails[0].match_key.as_deref(), Some("ada@example.com"));
    assert!(matches!(ada.emails[0].verified, Verification::Yes { .. }));
    assert_eq!(ada.consent.blocked, Blocked::No);
    assert_eq!(unknown.consent.blocked, Blocked::Unknown);
    assert_eq!(ada.tags.len(), 2);
    assert_eq!(
        ada.extra.get("acme", "/unheardOf").unwrap(),
        &serde_json::json!({"a/b": [1, {}]})
    );
    assert_eq!(ada.extra.get("acme", "/inbox/quality").unwrap(), "high");
    assert!(ada.issues.is_empty());
    assert_eq!(third.extra.get("acme", "/email").unwrap(), 7);
    assert!(PAGE.contains(&ada.raw) && ada.raw.starts_with("{\"id\": \"1\""));
    insta::assert_json_snapshot!(mapped);
}

#[test]
fn one_contact_is_the_same_alone() {
    let page = map(PAGE);
    let alone = ACME
        .map("getContact", &page.contacts[0].raw, &origin())
        .unwrap();
    assert!(alone.contacts == page.contacts[..1]);
}

#[test]
fn the_ledger_of_the_page_loses_nothing() {
    let ledger = trace(PAGE, |body| ACME.map("listContacts", body, &origin())).unwrap();
    insta::assert_snapshot!(ledger);
    assert_eq!(ledger.lost().collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn the_ledger_sees_a_member_that_a_mapping_drops() {
    let careless = |body: &str| -> Result<Mapped, MapError> {
        let mut mapped = ACME.map("listContacts", body, &origin())?;
        for contact in &mut mapped.contacts {
            contact.activity.last_seen_at = None;
        }
        Ok(mapped)
    };
    let ledger = trace(PAGE, careless).unwrap();
    // The second raises an issue when it gets worse. That is no slot, and does not count.
    assert_eq!(
        ledger.lost().collect::<Vec<_>>(),
        ["/data/0/lastSeen", "/data/1/lastSeen"]
    );
    assert!(ledger.rows.iter().any(|row| row.fate == Fate::Lost));
    let table = ledger.to_string();
    let line = table
        .lines()
        .find(|line| line.starts_with("/data/0/lastSeen "));
    assert!(line.is_some_and(|line| line.ends_with(" LOST")), "{table}");
}

#[test]
fn an_operation_without_a_mapping_keeps_its_body() {
    let map = |body| ACME.map("exportContacts", body, &origin()).unwrap().extra;
    assert_eq!(map("[1]").get("acme", "").unwrap(), &serde_json::json!([1]));
    assert_eq!(
        map("id,name\n1,Ada").get("acme", "").unwrap(),
        "id,name\n1,Ada"
    );
    assert!(map(" ").is_empty());
}

#[test]
fn errors_say_what_and_where_and_what_to_do() {
    let error = |operation, body| ACME.map(operation, body, &origin()).unwrap_err();
    assert_eq!(
        error("nope", "{}").to_string(),
        "unknown operation \"nope\" of acme: its spec has exportContacts, getContact, listContacts"
    );
    let problem = |body| match error("listContacts", body) {
        MapError::Body { problem, .. } => problem,
        other => panic!("{other}"),
    };
    assert_eq!(problem(""), BodyProblem::Empty);
    assert_eq!(problem("<!doctype html>"), BodyProblem::Html);
    assert_eq!(problem("{\"data\": ["), BodyProblem::Truncated);
    assert_eq!(problem("nope"), BodyProblem::NotJson);
    assert_eq!(problem("{\"error\": \"no\"}"), BodyProblem::Shape);
    let mut text = String::new();
    let error = error("getContact", "{\"idd\": \"secret\"}");
    let mut source: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = source {
        text.push_str(&format!("{error}\n"));
        source = error.source();
    }
    insta::assert_snapshot!(text);
    assert!(!text.contains("secret"));
}

#[test]
fn nothing_shows_in_debug() {
    let mapped = map(PAGE);
    let text = format!("{mapped:?} {:?} {:?}", mapped.contacts, mapped.undecodable);
    assert!(!text.to_lowercase().contains("ada"), "{text}");
}

//! The tables of writes and the calls that are planned from them, of every vendor, without a server.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that can't go on has failed"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use contacts_core::mapping::{Origin, map};
use contacts_core::model::{Attribute, Contact, Inbox, Tag};
use contacts_runtime::Patch;
use contacts_runtime::operation::Capability;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::account::Account;
use crate::contacts::Contacts;
use crate::plan::{Known, NEW_CONTACT, Refusal, Step};
use crate::write::{ContactPatch, Field, FieldPath, FieldWrite, Support, Write};

/// What the tests write to: a vendor's own sample of a contact, and who asks.
struct Fixture {
    slug: &'static str,
    operation: &'static str,
    sample: &'static str,
    /// The channel of a contact that can be set there.
    service: &'static str,
    /// What its account has: tags, definitions, inboxes.
    account: &'static str,
}

const FIXTURES: &[Fixture] = &[
    Fixture {
        slug: "insighto",
        operation: "getContact",
        sample: "getContact.200.every-field.json",
        service: "instagram",
        account: "{}",
    },
    Fixture {
        slug: "chatbotx",
        operation: "getContact",
        sample: "getContact.200.full.json",
        service: "webchat",
        account: r#"{
            "tags": [{ "id": "7210000000000000201", "name": "VIP" }, { "id": "7210000000000000204", "name": "Trial" }],
            "definitions": [{ "key": "7260000000000000301", "name": "plan" }],
            "inboxes": [
                { "id": "7", "service": "webchat" },
                { "id": "8", "service": "whatsapp" },
                { "id": "9", "service": "telegram" },
                { "id": "10", "service": "email" }
            ]
        }"#,
    },
    Fixture {
        slug: "digital99",
        operation: "getContact",
        sample: "getContact.200.full-record.json",
        service: "",
        account: "{}",
    },
    Fixture {
        slug: "tetherai",
        operation: "getContact",
        sample: "getContact.200.every-field.json",
        service: "",
        account: "{}",
    },
    Fixture {
        slug: "dmchamp",
        operation: "getContact",
        sample: "getContact.200.every-field.json",
        service: "instagram",
        account: "{}",
    },
];

/// What an account has beside its contacts.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Around {
    tags: Vec<Tag>,
    definitions: Vec<Attribute>,
    inboxes: Vec<Inbox>,
}

/// A write, and what is known before it: nothing, or the answer that has the contact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    write: Write,
    #[serde(default)]
    contact: Option<Value>,
    /// The contact's tags, where it comes without them.
    #[serde(default)]
    tags: Vec<String>,
}

#[test]
fn the_tables_say_what_they_say() {
    for fixture in FIXTURES {
        let contacts = fixture.connect();
        let mut text = String::new();
        for row in contacts.provider.writes() {
            let name = row.field.path();
            let (operation, evidence, source) = (row.operation.id, row.evidence, row.source);
            writeln!(text, "{name}  {operation}, {evidence}: {source}").unwrap();
            for (word, support) in changes(row) {
                writeln!(text, "    {word}: {}", shown(support)).unwrap();
            }
            if !row.shown {
                writeln!(text, "    not shown by a reading").unwrap();
            }
        }
        for refinement in contacts.provider.abilities().refinements {
            let (capability, text_) = (refinement.capability, refinement.text);
            let (evidence, source) = (refinement.evidence, refinement.source);
            writeln!(text, "{capability}: {text_} ({evidence}: {source})").unwrap();
        }
        insta::assert_snapshot!(format!("table-{}", fixture.slug), text);
    }
}

#[test]
fn plans_are_these_calls() {
    for fixture in FIXTURES {
        let contacts = fixture.connect();
        let mut text = String::new();
        for case in fixture.cases() {
            let contact = case.contact.map(|body| fixture.contact(&body.to_string()));
            let mut known = fixture.known(contact);
            if !case.tags.is_empty() {
                let tags = case.tags.into_iter().map(Tag::named);
                known.contact.get_or_insert_default().tags.extend(tags);
            }
            writeln!(text, "# {}", case.name).unwrap();
            match contacts.provider.steps(&case.write, &known) {
                Ok(steps) => steps.iter().for_each(|step| {
                    accepted(&contacts, step);
                    let fields: Vec<_> = step.fields.iter().map(FieldPath::to_string).collect();
                    let (operation, arguments) = (&step.operation, &step.arguments);
                    writeln!(
                        text,
                        "{operation} {arguments}\n    writes {}",
                        fields.join(", ")
                    )
                    .unwrap();
                }),
                Err(refused) => refused.iter().for_each(|refusal: &Refusal| {
                    writeln!(text, "refused: {refusal}").unwrap();
                }),
            }
        }
        insta::assert_snapshot!(format!("plans-{}", fixture.slug), text);
    }
}

/// What the table allows has a call that writes it, and the call's arguments are those of its operation.
#[test]
fn tables_and_calls_agree() {
    for fixture in FIXTURES {
        let contacts = fixture.connect();
        let known = fixture.known(Some(fixture.contact(&fixture.body())));
        for row in contacts.provider.writes() {
            for (word, support) in changes(row) {
                let path = match word {
                    "clear" => fixture.there(&known, row.field),
                    _ => fixture.path(row.field),
                };
                let change = match word {
                    "clear" => Patch::Null,
                    _ => Patch::Value(value(row.field)),
                };
                let write = fixture.write(&contacts, word == "create", &path, change);
                if matches!(support, Support::Refused(_)) {
                    continue;
                }
                let what = format!("{} {word} {path}", fixture.slug);
                let steps = contacts.provider.steps(&write, &known);
                let steps = steps.unwrap_or_else(|refused| panic!("{what}: {refused:?}"));
                steps.iter().for_each(|step| accepted(&contacts, step));
                let written: Vec<_> = steps.iter().flat_map(|step| &step.fields).collect();
                assert!(written.contains(&&path), "{what}: {written:?}");
            }
        }
    }
}

/// Any two changes of a contact make calls that write both: none takes the place of another.
#[test]
fn changes_do_not_get_in_each_other_s_way() {
    for fixture in FIXTURES {
        let contacts = fixture.connect();
        let known = fixture.known(Some(fixture.contact(&fixture.body())));
        let rows = contacts.provider.writes().iter();
        let changes: Vec<_> = rows
            .flat_map(|row| {
                let path = fixture.path(row.field);
                let there = fixture.there(&known, row.field);
                let set = (path, Patch::Value(value(row.field)), row.set);
                [set, (there, Patch::Null, row.clear)]
            })
            .filter(|(.., support)| !matches!(support, Support::Refused(_)))
            .collect();
        for (one, change, _) in &changes {
            for (other, also, _) in changes.iter().filter(|(other, ..)| other != one) {
                let mut patch = ContactPatch::default();
                patch.put(one, change.clone());
                patch.put(other, also.clone());
                let id = "1".to_owned();
                let write = Write::Update { id, patch };
                let what = format!("{} {one} {change:?}, {other} {also:?}", fixture.slug);
                let steps = contacts.provider.steps(&write, &known);
                let steps = steps.unwrap_or_else(|refused| panic!("{what}: {refused:?}"));
                steps.iter().for_each(|step| accepted(&contacts, step));
                for path in [one, other] {
                    let writing = steps.iter().filter(|step| step.fields.contains(path));
                    assert!(writing.count() > 0, "{what}");
                }
            }
        }
    }
}

/// A field that is kept is in no call.
#[test]
fn nothing_is_written_unasked() {
    for fixture in FIXTURES {
        let contacts = fixture.connect();
        let write = Write::Update {
            id: "1".to_owned(),
            patch: ContactPatch::default(),
        };
        let steps = contacts.provider.steps(&write, &Known::default()).unwrap();
        assert!(steps.is_empty(), "{}", fixture.slug);
    }
}

/// The arguments are those of the operation, when the new contact has the id that vendors give: a number or a text.
fn accepted(contacts: &Contacts, step: &Step) {
    let check = |id: Value| {
        let mut arguments = step.arguments.clone();
        for argument in arguments.as_object_mut().unwrap().values_mut() {
            if argument == NEW_CONTACT {
                *argument = id.clone();
            }
        }
        contacts.check(&step.operation, arguments)
    };
    check(json!("1")).or_else(|_| check(json!(1))).unwrap();
}

fn row_of(contacts: &Contacts, field: Field) -> Option<&'static FieldWrite> {
    let mut rows = contacts.provider.writes().iter();
    rows.find(|row| row.field == field)
}

fn changes(row: &FieldWrite) -> [(&'static str, Support); 3] {
    [
        ("create", row.create),
        ("set", row.set),
        ("clear", row.clear),
    ]
}

fn shown(support: Support) -> String {
    match support {
        Support::Supported(how) => how.to_owned(),
        Support::Unverified(how) => format!("unverified: {how}"),
        Support::Refused(why) => format!("refused: {why}"),
    }
}

fn value(field: Field) -> Value {
    match field {
        Field::Blocked | Field::DoNotDisturb | Field::Tag | Field::List => json!(true),
        Field::Email => json!("new@example.com"),
        Field::Phone => json!("+12025550199"),
        Field::Attribute => json!("pro"),
        Field::Inbox => json!("7"),
        _ => json!("66f0c1d2e3f4a5b6c7d8e999"),
    }
}

impl Fixture {
    fn connect(&self) -> Contacts {
        let mut account = Account::new(self.slug)
            .unwrap()
            .base_url("https://crm.example.com");
        let vendor = account.vendor();
        account = account
            .credential(vendor.credentials[0].scheme, "secret")
            .unwrap();
        for setting in vendor.settings {
            account = account.setting(setting.parameter, "7").unwrap();
        }
        account.connect().unwrap()
    }

    fn contact(&self, body: &str) -> Contact {
        let origin = Origin::new(self.slug, "https://crm.example.com");
        map(self.slug, self.operation, body, &origin)
            .unwrap()
            .contacts
            .remove(0)
    }

    /// What the account has, and a contact.
    fn known(&self, contact: Option<Contact>) -> Known {
        let around: Around = serde_json::from_str(self.account).unwrap();
        Known {
            contact,
            tags: around.tags,
            definitions: around.definitions,
            inboxes: around.inboxes,
            ..Known::default()
        }
    }

    fn body(&self) -> String {
        let specs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../specs");
        fs::read_to_string(specs.join(self.slug).join("samples").join(self.sample)).unwrap()
    }

    fn cases(&self) -> Vec<Case> {
        let plans = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
        let text = fs::read_to_string(plans.join(format!("{}.json", self.slug))).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn path(&self, field: Field) -> FieldPath {
        match field {
            Field::Service => field.at(self.service),
            Field::Attribute => field.at("plan"),
            field if field.has_keys() => field.at("vip"),
            field => field.into(),
        }
    }

    /// What can be cleared: a tag has to be there.
    fn there(&self, known: &Known, field: Field) -> FieldPath {
        let mut tags = known.contact.iter().flat_map(|contact| &contact.tags);
        match tags.next() {
            Some(tag) if field == Field::Tag => field.at(&tag.name),
            _ => self.path(field),
        }
    }

    /// A write of one field; of a new contact with what a contact needs.
    fn write(
        &self,
        contacts: &Contacts,
        new: bool,
        path: &FieldPath,
        change: Patch<Value>,
    ) -> Write {
        let mut patch = ContactPatch::default();
        if new {
            patch.phone = "+12025550198".into();
            if row_of(contacts, Field::Inbox).is_some() {
                patch.inbox = "7".into();
            }
        }
        patch.put(path, change);
        match new {
            true if contacts.serving(Capability::Create).is_empty() => Write::Upsert { patch },
            true => Write::Create { patch },
            false => Write::Update {
                id: "1".to_owned(),
                patch,
            },
        }
    }
}

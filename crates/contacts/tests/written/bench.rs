//! A vendor's sandbox, what its account has that a write can name, and one contact to write to.

use std::collections::BTreeMap;

use contacts::core::model::Contact;
use contacts::runtime::Patch;
use contacts::runtime::client::policy::{Policy, Rate};
use contacts::runtime::operation::Capability;
use contacts::{
    Applied, ContactPatch, Contacts, Error, Field, FieldPath, FieldWrite, Ignored, Plan,
    PlanOptions, Support, Write,
};
use contacts_sandbox::{Faults, Running, Snapshot};
use futures_util::TryStreamExt;
use serde_json::Value;

use crate::stand::start;

/// A number and an address that no contact of a sandbox has.
pub const PHONE: &str = "+12025550198";
pub const EMAIL: &str = "zoe.newcomer@example.com";

pub const ALL: PlanOptions = PlanOptions {
    allow_unverified: true,
};

/// Two values a field. Ids of the account are not among them.
const VALUES: &[(Field, [&str; 2])] = &[
    (Field::Given, ["Zoe", "Zora"]),
    (Field::Surname, ["Newcomer", "Latecomer"]),
    (Field::FullName, ["Zoe Newcomer", "Zora Latecomer"]),
    (Field::Email, [EMAIL, "zora@example.org"]),
    (Field::Phone, [PHONE, "+12025550199"]),
    (Field::Identifier, ["crm-1", "crm-2"]),
    (
        Field::Photo,
        ["https://example.com/1.png", "https://example.com/2.png"],
    ),
    (Field::Country, ["France", "Chile"]),
    (Field::Locality, ["Lyon", "Arica"]),
    (Field::TimeZone, ["Europe/Paris", "America/Santiago"]),
    (Field::Gender, ["female", "male"]),
    (Field::Organization, ["Example Ltd", "Sample plc"]),
    (Field::Channel, ["whatsapp", "instagram"]),
    (Field::Status, ["Nurturing", "Waiting"]),
    (Field::Service, ["U01EXAMPLE0", "U01EXAMPLE1"]),
    (Field::Attribute, ["gold", "silver"]),
];

/// Channels that take an id, by vendor. A vendor that is not here takes none.
const SERVICES: &[(&str, &str)] = &[
    ("insighto", "slack"),
    ("chatbotx", "webchat"),
    ("dmchamp", "instagram"),
];

pub struct Bench {
    pub slug: &'static str,
    pub contacts: Contacts,
    pub running: Running,
    start: Snapshot,
    inbox: Option<String>,
    stages: Vec<String>,
    attribute: String,
}

impl Bench {
    pub async fn start(slug: &'static str) -> Self {
        let (account, running) = start(slug, 60).await;
        let policy = Policy::default()
            .with_attempts(1)
            .with_rate(Rate::Unlimited);
        let contacts = account.policy(policy).connect().unwrap();
        let known: Vec<Contact> = match contacts.serving(Capability::List).is_empty() {
            true => Vec::new(),
            false => contacts.list().try_collect().await.unwrap(),
        };
        let inbox = chat(&contacts, &known).await;
        let states = known.iter().map(ContactPatch::of);
        let mut stages: Vec<String> = states
            .filter_map(|of| of.stage.as_option().cloned())
            .collect();
        stages.sort();
        stages.dedup();
        let definitions = contacts.attribute_definitions().await.unwrap_or_default();
        let text = |of: &&str| matches!(*of, "text" | "shortText" | "string");
        let named = definitions
            .iter()
            .find(|of| of.definition_type.as_deref().as_ref().is_some_and(text));
        let attribute = named.map(|of| of.key.clone());
        let start = running.snapshot().await.unwrap();
        Self {
            slug,
            contacts,
            running,
            start,
            inbox,
            stages,
            attribute: attribute.unwrap_or_else(|| "plan".to_owned()),
        }
    }

    /// As it was at the start, without faults.
    pub async fn reset(&self) {
        self.faults("");
        self.running.restore(&self.start).await.unwrap();
    }

    pub fn faults(&self, faults: &str) {
        let faults: Faults = faults.parse().unwrap();
        self.running.set_faults(faults);
    }

    pub fn rows(&self) -> Vec<&'static FieldWrite> {
        let fields = self.contacts.capabilities().fields;
        fields.into_iter().map(|field| field.0).collect()
    }

    pub fn can(&self, capability: Capability) -> bool {
        !self.contacts.serving(capability).is_empty()
    }

    /// Where a field is written.
    pub fn path(&self, field: Field) -> FieldPath {
        match field {
            Field::Service => {
                let service = SERVICES.iter().find(|(slug, _)| *slug == self.slug);
                field.at(service.unwrap().1)
            }
            Field::Attribute => field.at(&self.attribute),
            Field::Tag => field.at("newcomer"),
            Field::List => field.at(self.running.setting("list_id").unwrap()),
            field => field.into(),
        }
    }

    /// What is written there: one of two.
    pub fn value(&self, field: Field, which: usize) -> Value {
        match field {
            Field::Blocked | Field::DoNotDisturb | Field::Tag | Field::List => true.into(),
            Field::Inbox => self.inbox.clone().unwrap().into(),
            Field::Pipeline => self.running.setting("pipeline_id").unwrap().into(),
            Field::Stage => self.stages[which].as_str().into(),
            field => {
                let values = VALUES.iter().find(|(of, _)| *of == field);
                values.unwrap_or_else(|| panic!("no value of {field}")).1[which].into()
            }
        }
    }

    /// A creation of a contact with what a new contact needs, and more.
    pub fn creation(&self, more: impl IntoIterator<Item = (FieldPath, Value)>) -> Write {
        let mut patch = ContactPatch {
            phone: PHONE.into(),
            ..ContactPatch::default()
        };
        if self.rows().iter().any(|row| row.field == Field::Inbox) {
            patch.inbox = self.inbox.as_deref().unwrap().into();
        }
        for (path, value) in more {
            patch.put(&path, Patch::Value(value));
        }
        match self.can(Capability::Create) {
            true => Write::Create { patch },
            false => Write::Upsert { patch },
        }
    }

    /// A new contact; gives its id.
    pub async fn subject(&self) -> String {
        let applied = self.write(&self.creation([])).await;
        assert!(applied.is_done(), "{}: {}", self.slug, shown(&applied));
        applied.id.unwrap()
    }

    pub async fn write(&self, write: &Write) -> Applied {
        let plan = self.contacts.plan(write, ALL).await.unwrap();
        assert!(plan.is_applicable(), "{plan}");
        self.contacts.apply(&plan).await.unwrap()
    }

    /// An update of the contact, found as the vendor can.
    pub async fn plan(&self, id: &str, patch: ContactPatch) -> Plan {
        let contact = self.read(id).await.unwrap();
        let plan = self.contacts.plan_for(&contact, patch, ALL).await;
        plan.unwrap_or_else(|error| panic!("{}: {error}", self.slug))
    }

    /// The contact with its tags and attributes: by its id, or by its number.
    pub async fn read(&self, id: &str) -> Option<Contact> {
        let found = match self.contacts.get(id).await {
            Err(Error::Unsupported(_)) => self.contacts.find_by_phone(PHONE).await,
            found => found,
        };
        let mut contact = found.unwrap().contacts.into_iter().next()?;
        if let Ok(tags) = self.contacts.contact_tags(id).await {
            contact.tags = tags.tags;
        }
        if let Ok(found) = self.contacts.attributes(id).await {
            contact.attributes = found
                .contacts
                .into_iter()
                .flat_map(|of| of.attributes)
                .collect();
        }
        Some(contact)
    }

    /// What the contact has of what can be written.
    pub async fn state(&self, id: &str) -> ContactPatch {
        ContactPatch::of(&self.read(id).await.unwrap())
    }

    /// How many contacts have the number.
    pub fn with_number(&self) -> usize {
        let known = self.running.known_contacts();
        known
            .filter(|known| known.phone.as_deref() == Some(PHONE))
            .count()
    }
}

/// The id of an inbox of the chat widget, which takes a contact without an address: from the account's own list, or from
/// somebody who wrote there.
async fn chat(contacts: &Contacts, known: &[Contact]) -> Option<String> {
    let is_chat = |word: &str| word == "webchat";
    let inboxes = contacts.inboxes().await.unwrap_or_default();
    let mut inboxes = inboxes.into_iter();
    let inbox = inboxes.find(|inbox| {
        inbox
            .service
            .as_ref()
            .is_some_and(|of| is_chat(of.as_str()))
    });
    let mut services = known.iter().flat_map(|contact| &contact.online_services);
    let used = services.find(|of| is_chat(of.service.as_str()));
    let used = used.and_then(|of| of.inbox.as_ref()?.id.as_ref());
    let id = inbox.and_then(|inbox| inbox.id).or(used.cloned());
    id.map(|id| id.to_string())
}

/// Whether a support lets a write pass.
pub fn is_allowed(support: Support) -> bool {
    !matches!(support, Support::Refused(_))
}

pub fn one(path: &FieldPath, change: Patch<Value>) -> ContactPatch {
    let mut patch = ContactPatch::default();
    patch.put(path, change);
    patch
}

/// What came of a write, in full.
pub fn shown(applied: &Applied) -> String {
    let ignored = |of: &Ignored| format!("{}: asked {}, found {}", of.field, of.asked, of.found);
    let ignored: Vec<String> = applied.ignored.iter().map(ignored).collect();
    format!(
        "{:?} ignored {ignored:?} unseen {:?}",
        applied.steps, applied.unseen
    )
}

/// What differs between two states, by path.
pub fn differences(one: &ContactPatch, other: &ContactPatch) -> BTreeMap<FieldPath, String> {
    let paths = one.fields().into_iter().chain(other.fields());
    let differs = paths.filter(|path| one.get(path) != other.get(path));
    let shown = |path: FieldPath| {
        let both = format!("{:?} and {:?}", one.get(&path), other.get(&path));
        (path, both)
    };
    differs.map(shown).collect()
}

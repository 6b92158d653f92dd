//! A contact as JSON, and what is kept of one besides the person: numbers and addresses with their verification,
//! a status of one's own, the process.

use serde_json::{Map, Value, json};

use super::super::milliseconds as time;
use super::scope::stage_name;
use crate::account::user;
use crate::ids::Kind;
use crate::people::Person;
use crate::server::Outcome;
use crate::store::{Odd, Store};

/// What is kept of a contact as a document; empty for whoever was never written.
#[derive(Clone, Default)]
pub(super) struct Kept(Map<String, Value>);

impl Kept {
    pub(super) fn of(store: &Store, n: i64) -> Outcome<Self> {
        match store.document("contact", &n.to_string())? {
            Some(Value::Object(parts)) => Ok(Self(parts)),
            _ => Ok(Self::default()),
        }
    }

    /// Of a contact that somebody creates, which has the newest shapes.
    pub(super) fn of_new() -> Self {
        let mut kept = Self::default();
        kept.set("new", true);
        kept
    }

    /// Keeps it, and notes who has which number.
    pub(super) fn save(self, store: &Store, n: i64) -> Outcome<()> {
        for entry in self.entries("phones").into_iter().flatten() {
            store.put_document("phone", value(entry), &n.into())?;
        }
        Ok(store.put_document("contact", &n.to_string(), &self.0.into())?)
    }

    pub(super) fn set(&mut self, part: &str, value: impl Into<Value>) {
        self.0.insert(part.to_owned(), value.into());
    }

    pub(super) fn remove(&mut self, part: &str) {
        self.0.remove(part);
    }

    /// The entries of `phones` or `emails`, once they are kept as a list.
    pub(super) fn entries(&self, part: &str) -> Option<&Vec<Value>> {
        self.0.get(part).and_then(Value::as_array)
    }
}

/// The number or address of an entry.
pub(super) fn value(entry: &Value) -> &str {
    entry
        .get("value")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// All numbers (`phones`) or addresses (`emails`) of a contact as entries of the newest shape.
pub(super) fn entries(store: &Store, person: &Person, kept: &Kept, part: &str) -> Vec<Value> {
    match kept.entries(part) {
        Some(entries) => entries.clone(),
        None => {
            let value = if part == "phones" {
                &person.phone
            } else {
                &person.email
            };
            let verified = person.n % 5 == 0 && !kept.0.contains_key("new");
            value
                .iter()
                .map(|value| entry(store, person, value, verified))
                .collect()
        }
    }
}

/// An entry as the seed has it.
fn entry(store: &Store, person: &Person, value: &str, verified: bool) -> Value {
    if !verified {
        return json!({"value": value, "isPrimary": true});
    }
    json!({
        "value": value,
        "isPrimary": true,
        "verifiedAt": time(person.updated),
        "verifiedBy": store.ids.object_id(Kind::User, 2),
        "verificationSource": "sandbox",
    })
}

/// A contact. Its number decides which of the vendor's shapes each field has, until somebody writes it.
pub(super) fn contact(store: &Store, person: &Person) -> Outcome<Value> {
    let (ids, n) = (store.ids, person.n);
    let kept = Kept::of(store, n)?;
    let is_new = kept.0.contains_key("new");
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| _ = record.insert(name.to_owned(), value);
    put("_id", ids.object_id(Kind::Person, n).into());
    // Nothing is promised: a missing name is a missing key for some, and null for others.
    for (name, value) in [("firstName", &person.given), ("lastName", &person.surname)] {
        if value.is_some() || n % 2 == 0 {
            put(name, value.as_deref().into());
        }
    }
    let phones = entries(store, person, &kept, "phones");
    match (&person.phone, n % 2) {
        _ if is_new || kept.entries("phones").is_some() => put("phoneNumber", phones.into()),
        (Some(phone), 0) => put("phoneNumber", phone.as_str().into()),
        (Some(_), _) => put("phoneNumber", phones.into()),
        (None, _) if n % 20 == 7 => put("phoneNumber", json!([])),
        (None, _) => {}
    }
    let emails = entries(store, person, &kept, "emails");
    match (&person.email, n % 6) {
        _ if kept.entries("emails").is_some() => put("email", emails.into()),
        (Some(email), 1) if !is_new => put("email", json!([email])),
        (Some(_), 2) if !is_new => put("email", emails.into()),
        (email, _) => put("email", email.as_deref().into()),
    }
    put("secondaryPhoneNumber", json!([]));
    let stage = person.stage.and_then(stage_name);
    put(
        "status",
        kept.0
            .get("status")
            .cloned()
            .unwrap_or_else(|| stage.into()),
    );
    put(
        "pipelineId",
        (person.stage.is_some() || kept.0.contains_key("pipeline"))
            .then(|| ids.object_id(Kind::Pipeline, 1))
            .into(),
    );
    // The first generation had the name here.
    let by_name = stage.filter(|_| n % 11 == 4 && !is_new).map(str::to_owned);
    let by_id = person.stage.map(|stage| ids.object_id(Kind::Stage, stage));
    put("pipelineStage", by_name.or(by_id).into());
    put(
        "organizationId",
        ids.object_id(Kind::Organization, 1).into(),
    );
    put(
        "userId",
        person
            .owner
            .map(|owner| ids.object_id(Kind::User, owner))
            .into(),
    );
    let reference =
        |number: i64| json!({"_id": ids.object_id(Kind::User, number), "fullName": user(number).0});
    let creator = person.owner.unwrap_or(1);
    put(
        "createdBy",
        if n % 3 == 0 {
            reference(creator)
        } else {
            ids.object_id(Kind::User, creator).into()
        },
    );
    let assignees = match (person.owner, n % 4) {
        (None, _) => json!([]),
        (Some(owner), 0) => json!([reference(owner)]),
        (Some(owner), _) => json!([ids.object_id(Kind::User, owner)]),
    };
    put("assignees", assignees);
    put("createdAt", time(person.created).into());
    put("updatedAt", time(person.updated).into());
    put("source", person.source.clone().into());
    put("channelTypes", json!(["sms"]));
    put("isAutopilot", (n % 3 != 0).into());
    if let Some(process) = kept.0.get("process") {
        put("process", process.clone());
    }
    if let Some(active) = person.active {
        put("lastMessageTime", time(active).into());
    }
    put("__v", 0.into());
    match store.odd(n) {
        // No property of a contact is a closed list of values here; the stage comes closest.
        Some(Odd::EnumValue) => put("status", "Nurturing".into()),
        Some(Odd::Property) => put("loyalty", json!({"tier": 3, "since": null})),
        Some(Odd::Broken) => put("assignees", "nobody".into()),
        None => {}
    }
    Ok(record.into())
}

/// The few fields of a contact that some answers have.
pub(super) fn few_fields(store: &Store, person: &Person) -> Map<String, Value> {
    let mut few = Map::new();
    few.insert(
        "_id".into(),
        store.ids.object_id(Kind::Person, person.n).into(),
    );
    few.insert("firstName".into(), person.given.as_deref().into());
    few.insert("lastName".into(), person.surname.as_deref().into());
    few
}

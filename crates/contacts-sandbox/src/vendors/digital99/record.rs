//! A contact as JSON, and what is kept of one besides the person: attributes, picture and source ids.

use serde_json::{Map, Value, json};

use super::inboxes;
use crate::ids::Kind;
use crate::people::Person;
use crate::server::Outcome;
use crate::store::{Odd, Store};

/// What is kept of a contact as a document. A part that was never written is the seed's.
#[derive(Clone, Default)]
pub(super) struct Kept(Map<String, Value>);

impl Kept {
    pub(super) fn of(store: &Store, n: i64) -> Outcome<Self> {
        match store.document("contact", &n.to_string())? {
            Some(Value::Object(parts)) => Ok(Self(parts)),
            _ => Ok(Self::default()),
        }
    }

    pub(super) fn save(self, store: &Store, n: i64) -> Outcome<()> {
        Ok(store.put_document("contact", &n.to_string(), &self.0.into())?)
    }

    pub(super) fn set(&mut self, part: &str, value: impl Into<Value>) {
        self.0.insert(part.to_owned(), value.into());
    }

    pub(super) fn map(&self, part: &str) -> Option<&Map<String, Value>> {
        self.0.get(part).and_then(Value::as_object)
    }

    /// The source id that a link to an inbox was given.
    pub(super) fn source(&self, place: i64) -> Option<&str> {
        self.map("sources")?.get(&place.to_string())?.as_str()
    }

    pub(super) fn set_source(&mut self, place: i64, source: &str) {
        let sources = self.0.entry("sources").or_insert_with(|| json!({}));
        if let Some(sources) = sources.as_object_mut() {
            sources.insert(place.to_string(), source.into());
        }
    }
}

pub(super) fn contact(store: &Store, person: &Person, with_inboxes: bool) -> Outcome<Value> {
    let kept = Kept::of(store, person.n)?;
    let presence = match (store.odd(person.n), person.online) {
        (Some(Odd::EnumValue), _) => "busy",
        (_, true) => "online",
        (_, false) => "offline",
    };
    let mut record = json!({
        "additional_attributes": additional(person, &kept),
        "availability_status": presence,
        "email": person.email,
        "id": person.n,
        "name": name(person),
        "phone_number": person.phone,
        "blocked": person.blocked.is_some(),
        "identifier": person.identifier,
        "thumbnail": thumbnail(person, &kept),
        "custom_attributes": custom(store, person, &kept)?,
        "conversations_count": store.links(person.n, Kind::Conversation)?.len(),
        "created_at": person.created,
    });
    if let Some(record) = record.as_object_mut() {
        // The key is absent when there was no activity.
        if let Some(active) = person.active {
            record.insert("last_activity_at".into(), active.into());
        }
        if with_inboxes {
            record.insert(
                "contact_inboxes".into(),
                inboxes::of(store, person, &kept)?.into(),
            );
        }
        match store.odd(person.n) {
            Some(Odd::Property) => {
                _ = record.insert("loyalty".into(), json!({"tier": 3, "since": null}))
            }
            Some(Odd::Broken) => _ = record.insert("custom_attributes".into(), "none".into()),
            _ => {}
        }
    }
    Ok(record)
}

/// Null for whoever has no name, not even an empty one.
pub(super) fn name(person: &Person) -> Option<String> {
    let nameless = person.given.is_none() && person.surname.is_none();
    (!nameless).then(|| person.full_name())
}

fn thumbnail(person: &Person, kept: &Kept) -> Value {
    let url = format!("https://example.com/avatars/{}.png", person.n);
    match kept.0.get("picture").and_then(Value::as_bool) {
        Some(true) => url.into(),
        Some(false) => "".into(),
        None if person.n % 6 == 1 => url.into(),
        None => "".into(),
    }
}

pub(super) fn additional(person: &Person, kept: &Kept) -> Map<String, Value> {
    if let Some(kept) = kept.map("additional") {
        return kept.clone();
    }
    let mut additional = Map::new();
    if person.n % 2 == 0 {
        additional.insert("city".into(), person.city.clone().into());
        additional.insert("country".into(), person.country.clone().into());
        additional.insert("country_code".into(), person.country_code.clone().into());
    }
    if let Some(company) = &person.company {
        additional.insert("company_name".into(), company.as_str().into());
    }
    if person.n % 14 == 1 {
        let profiles = json!({"instagram": format!("sandbox_{}", person.n), "twitter": ""});
        additional.insert("social_profiles".into(), profiles);
    }
    additional
}

pub(super) fn custom(store: &Store, person: &Person, kept: &Kept) -> Outcome<Map<String, Value>> {
    if let Some(kept) = kept.map("custom") {
        return Ok(kept.clone());
    }
    let mut custom = Map::new();
    for (link, field) in store.defined(person.n, Kind::Field)? {
        let value = match field.detail.as_str() {
            "number" => link.value.parse::<f64>().map_or(Value::Null, Value::from),
            "boolean" => (link.value == "true").into(),
            _ => link.value.into(),
        };
        custom.insert(field.name, value);
    }
    Ok(custom)
}

//! A Card as a contact.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::card::{ById, Card};
use super::convert::{Part, time, utc};
use super::export::FOREIGN;
use super::property::{SLOTS, name_of, ours, to_extra};
use crate::model::{Contact, Extra, RemoteId, Source, Tag, Timestamp};

/// The contact of a Card, ours or anybody's. Never fails: what it does not know it keeps in extra.
pub fn import(mut card: Card) -> Contact {
    let mut other = std::mem::take(&mut card.other);
    let mut extra = Extra::default();
    let mut contact = slots(&mut other);
    if contact.source == Source::default() {
        contact.source.provider = FOREIGN.to_owned();
        contact.source.id = RemoteId::text(card.uid);
    }
    contact.name = match card.name {
        Some(form) => part(form, "/name", &mut extra),
        None => take(&mut other, "name").unwrap_or_default(),
    };
    let mut lists = Lists {
        other: &mut other,
        extra: &mut extra,
    };
    contact.organizations = lists.parts(card.organizations, "o", "organizations");
    contact.emails = lists.parts(card.emails, "e", "emails");
    contact.phones = lists.parts(card.phones, "p", "phones");
    contact.online_services = lists.parts(card.online_services, "s", "onlineServices");
    contact.preferred_languages = lists.parts(card.preferred_languages, "l", "preferredLanguages");
    contact.addresses = lists.parts(card.addresses, "a", "addresses");
    contact.media = lists.parts(card.media, "m", "media");
    contact.notes = lists.parts(card.notes, "n", "notes");
    contact.tags = tags(&mut other, card.keywords.into_keys().collect());
    contact.created_at = timestamp(&mut other, "createdAt", card.created);
    contact.updated_at = timestamp(&mut other, "updatedAt", card.updated);
    if let Some(kind) = card.kind.filter(|kind| kind != "individual") {
        extra.keep(FOREIGN, "/kind".to_owned(), kind.into());
    }
    for (property, value) in other {
        match name_of(&property).and_then(to_extra) {
            Some((provider, pointer)) => extra.keep(&provider, pointer, value),
            None => extra.keep(FOREIGN, pointer_to("", &property), value),
        }
    }
    contact.extra = extra;
    contact
}

/// The slots that JSContact has no place for. One that can't be read stays where it is.
fn slots(other: &mut Map<String, Value>) -> Contact {
    let mut all = Map::new();
    for slot in SLOTS {
        let Some(value) = other.get(&ours(slot)) else {
            continue;
        };
        if serde_json::from_value::<Contact>(json!({ *slot: value })).is_ok() {
            all.extend(
                other
                    .remove(&ours(slot))
                    .map(|value| ((*slot).to_owned(), value)),
            );
        }
    }
    serde_json::from_value(Value::Object(all)).unwrap_or_default()
}

struct Lists<'a> {
    other: &'a mut Map<String, Value>,
    extra: &'a mut Extra,
}

impl Lists<'_> {
    /// The parts of a list: those with a form, and those that were put beside, by the order of the ids.
    fn parts<P>(&mut self, forms: ById<P::Form>, letter: &str, name: &str) -> Vec<P>
    where
        P: Part + DeserializeOwned,
        P::Form: PartialEq,
    {
        let formless: ById<P> = take(self.other, name).unwrap_or_default();
        let mut ids: Vec<(String, Result<P::Form, P>)> = Vec::new();
        ids.extend(forms.into_iter().map(|(id, form)| (id, Ok(form))));
        ids.extend(formless.into_iter().map(|(id, part)| (id, Err(part))));
        // `e10` comes after `e9`.
        ids.sort_by(|(one, _), (two, _)| (one.len(), one).cmp(&(two.len(), two)));
        let parts = ids
            .into_iter()
            .enumerate()
            .map(|(index, (_, found))| match found {
                Ok(form) => part(form, &format!("/{name}/{letter}{}", index + 1), self.extra),
                Err(part) => part,
            });
        parts.collect()
    }
}

/// The part that was put beside its form, unless somebody changed the form meanwhile.
fn part<P>(mut form: P::Form, pointer: &str, extra: &mut Extra) -> P
where
    P: Part + DeserializeOwned,
    P::Form: PartialEq,
{
    let mut other = std::mem::take(P::other(&mut form));
    let detail: Option<P> = take(&mut other, "detail");
    for (property, value) in other {
        // A type says nothing that the place does not say.
        if property != "@type" {
            extra.keep(FOREIGN, pointer_to(pointer, &property), value);
        }
    }
    match detail {
        Some(detail) if detail.form().as_ref() == Some(&form) => detail,
        _ => P::of(&form),
    }
}

/// The tags that were put beside, as far as the keywords still have them, and the new ones.
fn tags(other: &mut Map<String, Value>, mut keywords: Vec<String>) -> Vec<Tag> {
    let mut tags: Vec<Tag> = take(other, "tags").unwrap_or_default();
    tags.retain(|tag| {
        tag.deleted_at.is_some() || tag.name.is_empty() || keywords.contains(&tag.name)
    });
    keywords.retain(|keyword| tags.iter().all(|tag| tag.name != *keyword));
    tags.extend(keywords.into_iter().map(Tag::named));
    tags
}

fn timestamp(
    other: &mut Map<String, Value>,
    name: &str,
    shown: Option<String>,
) -> Option<Timestamp> {
    match take::<Timestamp>(other, name) {
        Some(detail) if utc(&detail) == shown => Some(detail),
        _ => shown.map(time),
    }
}

/// Takes one of our properties, if it can be read.
fn take<T: DeserializeOwned>(other: &mut Map<String, Value>, name: &str) -> Option<T> {
    let property = ours(name);
    let value = serde_json::from_value(other.get(&property)?.clone()).ok()?;
    other.remove(&property);
    Some(value)
}

fn pointer_to(pointer: &str, property: &str) -> String {
    format!(
        "{pointer}/{}",
        property.replace('~', "~0").replace('/', "~1")
    )
}

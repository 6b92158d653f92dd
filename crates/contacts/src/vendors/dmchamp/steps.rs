//! The calls that make a write at DM Champ.

use contacts_core::model::Contact;
use contacts_dmchamp::operations;
use serde_json::{Map, Value, json};

use crate::plan::{Known, Refusal, Step};
use crate::vendors::members::Members;
use crate::write::{ContactPatch, Field, Write};

/// What the vendor itself takes for a name that it does not know (<https://help.dmchamp.com/api/contacts>).
const NO_NAME: &str = "Unknown";

pub fn steps(write: &Write, known: &Known) -> Result<Vec<Step>, Vec<Refusal>> {
    match write {
        Write::Create { patch } => create(patch),
        Write::Update { id, patch } => update(id, patch, known.contact.as_ref()),
        Write::Upsert { .. }
        | Write::Delete { .. }
        | Write::Merge { .. }
        | Write::CreateNote { .. }
        | Write::UpdateNote { .. }
        | Write::DeleteNote { .. } => Err(vec![Refusal::new("no operation for it is documented")]),
    }
}

fn create(patch: &ContactPatch) -> Result<Vec<Step>, Vec<Refusal>> {
    let Some(phone) = patch.phone.as_option() else {
        let reason = "a new contact needs a telephone number";
        return Err(vec![Refusal::of(Field::Phone, reason)]);
    };
    let others = patch.services.keys().filter(|name| *name != "instagram");
    let refused: Vec<Refusal> = others
        .map(|name| Refusal::of(Field::Service.at(name), "only instagram can be set"))
        .collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    let lists = patch.lists.iter().filter(|(_, add)| **add);
    let lists: Vec<&String> = lists.map(|(id, _)| id).collect();
    let body = common(patch)
        .put("phoneNumber", Field::Phone)
        .put("externalId", Field::Identifier)
        .put("instagramId", Field::Service.at("instagram"))
        .with(
            "listIds",
            json!(lists),
            lists.iter().map(|id| Field::List.at(*id)),
        );
    let created = body.step(&operations::CREATE_CONTACT, |body| json!({ "body": body }));
    let address = Address::of_phone(phone);
    Ok(created.into_iter().chain(tags(patch, &address)).collect())
}

fn update(
    id: &str,
    patch: &ContactPatch,
    contact: Option<&Contact>,
) -> Result<Vec<Step>, Vec<Refusal>> {
    let updated = common(patch).step(
        &operations::UPDATE_CONTACT,
        |body| json!({ "contactId": id, "body": body }),
    );
    let tagged = match Address::of(patch, contact) {
        _ if patch.tags.is_empty() => Vec::new(),
        Some(address) => tags(patch, &address).collect(),
        None => {
            let reason = "the vendor tags by telephone number or e-mail address, and shows neither by an id: plan it for the \
                contact as it was found, or set the e-mail address in the same write";
            let names = patch.tags.keys();
            return Err(names
                .map(|name| Refusal::of(Field::Tag.at(name), reason))
                .collect());
        }
    };
    let listed = patch.lists.iter().map(|(list, add)| {
        let operation = match add {
            true => &operations::ADD_CONTACT_TO_LIST,
            false => &operations::REMOVE_CONTACT_FROM_LIST,
        };
        let arguments = json!({ "body": { "contactId": id, "listId": list } });
        Step::new(operation, arguments).fields([Field::List.at(list)])
    });
    Ok(updated.into_iter().chain(tagged).chain(listed).collect())
}

/// What creation and update take alike.
fn common(patch: &ContactPatch) -> Members<'_> {
    let name = |name: Option<Value>| name.unwrap_or_else(|| NO_NAME.into());
    let attributes = patch.attributes.keys();
    let paths: Vec<_> = attributes.map(|key| Field::Attribute.at(key)).collect();
    let values = paths.iter().map(|path| {
        let value = patch.get(path).into_option().unwrap_or_default();
        (path.key.clone().unwrap_or_default(), value)
    });
    let custom_fields: Map<String, Value> = values.collect();
    Members::of(patch)
        .put_as("firstName", Field::Given, name)
        .put_as("lastName", Field::Surname, name)
        .put("email", Field::Email)
        .put("channel", Field::Channel)
        .put("do_not_disturb", Field::DoNotDisturb)
        .with("custom_fields", custom_fields, paths)
}

/// One call a tag.
fn tags<'a>(patch: &'a ContactPatch, address: &'a Address) -> impl Iterator<Item = Step> + 'a {
    let Address { parameter, text } = address;
    let added = patch.tags.iter().filter(|(_, add)| **add);
    added.map(move |(name, _)| {
        let arguments = json!({ "tag": name, *parameter: text });
        Step::new(&operations::ADD_CONTACT_TAGS, arguments).fields([Field::Tag.at(name)])
    })
}

/// By what the vendor finds the contact to tag.
struct Address {
    parameter: &'static str,
    text: String,
}

impl Address {
    /// Here the number is without the plus sign that the other calls want (<https://dm-cha.readme.io/reference/create-tag>).
    fn of_phone(number: &str) -> Self {
        Self {
            parameter: "phoneNumber",
            text: number.trim_start_matches('+').to_owned(),
        }
    }

    /// The number of the contact, else its address: the one that it gets in this write, or the one that it has.
    fn of(patch: &ContactPatch, contact: Option<&Contact>) -> Option<Self> {
        let phone = contact.and_then(|contact| contact.phones.first());
        let email = contact.and_then(|contact| contact.emails.first());
        let email = patch.email.as_option().or(email.map(|email| &email.raw));
        let by_phone = phone.map(|phone| Self::of_phone(phone.e164.as_ref().unwrap_or(&phone.raw)));
        by_phone.or_else(|| {
            Some(Self {
                parameter: "email",
                text: email?.clone(),
            })
        })
    }
}

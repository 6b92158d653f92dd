//! The calls that make a write at ChatbotX.

use contacts_chatbotx::operations;
use contacts_core::model::{Attribute, RemoteId};
use contacts_runtime::Patch;
use serde_json::{Value, json};

use crate::plan::{Known, NEW_CONTACT, Need, Refusal, Step};
use crate::vendors::members::Members;
use crate::write::{ContactPatch, Field, FieldPath, Write};

/// The most tags that a call takes.
const TAGS: usize = 100;

type Steps = Result<Vec<Step>, Vec<Refusal>>;

/// A contact may come without its tags and custom fields.
pub fn needs(write: &Write) -> Vec<Need> {
    let mut needs = Need::usual(write);
    let is_there = write.id().is_some();
    if let Some(patch) = write.patch() {
        let adds = patch.tags.values().any(|add| *add);
        let names = patch.attributes.keys().any(|key| !is_id(key));
        let wanted = [
            (Need::Tags, is_there && patch.touches(Field::Tag)),
            (
                Need::Attributes,
                is_there && patch.touches(Field::Attribute),
            ),
            (Need::AccountTags, adds),
            (Need::AttributeDefinitions, names),
            (Need::Inboxes, matches!(write, Write::Create { .. })),
        ];
        needs.extend(wanted.iter().filter(|(_, is)| *is).map(|(need, _)| *need));
    }
    if matches!(write, Write::Delete { .. }) {
        needs.extend([Need::Tags, Need::Attributes]);
    }
    needs
}

pub fn steps(write: &Write, known: &Known) -> Steps {
    match write {
        Write::Create { patch } => {
            let mut steps = create(patch, known)?;
            steps.extend(photo(NEW_CONTACT, patch));
            steps.extend(around(NEW_CONTACT, patch, known)?);
            Ok(steps)
        }
        Write::Upsert { patch } => {
            let mut steps = upsert(patch)?;
            steps.extend(around(NEW_CONTACT, patch, known)?);
            Ok(steps)
        }
        Write::Update { id, patch } => {
            let mut steps: Vec<Step> = fields(id, patch, SCALARS).into_iter().collect();
            steps.extend(photo(id, patch));
            steps.extend(around(id, patch, known)?);
            Ok(steps)
        }
        Write::Delete { id } => Ok(vec![Step::new(
            &operations::DELETE_CONTACT,
            json!({ "identifier": by_id(id) }),
        )]),
        Write::CreateNote { .. } | Write::UpdateNote { .. } | Write::DeleteNote { .. } => {
            Err(vec![Refusal::new("no operation for notes is documented")])
        }
        Write::Merge { .. } => Err(vec![Refusal::new("no operation for it is documented")]),
    }
}

const SCALARS: &[(&str, Field)] = &[
    ("firstName", Field::Given),
    ("lastName", Field::Surname),
    ("email", Field::Email),
    ("phoneNumber", Field::Phone),
    ("gender", Field::Gender),
    ("timezone", Field::TimeZone),
];

/// An update with the fields that are members of the contact. Clearing is an empty text.
fn fields(id: &str, patch: &ContactPatch, scalars: &[(&str, Field)]) -> Option<Step> {
    let mut body = Members::of(patch);
    for (name, field) in scalars {
        body = body.put_as(name, *field, |value| value.unwrap_or_else(|| json!("")));
    }
    body.step(
        &operations::UPDATE_CONTACT,
        |body| json!({ "identifier": by_id(id), "body": body }),
    )
}

fn create(patch: &ContactPatch, known: &Known) -> Steps {
    let Some(inbox) = patch.inbox.as_option() else {
        let reason = "a new contact needs the id of an inbox, as listInboxes gives them";
        return Err(vec![Refusal::of(Field::Inbox, reason)]);
    };
    let is_it = |id: &RemoteId| id.as_str() == inbox;
    let mut inboxes = known.inboxes.iter();
    let found = inboxes.find(|inbox| inbox.id.as_ref().is_some_and(is_it));
    let Some(channel) = found.and_then(|inbox| inbox.service.as_ref()) else {
        let reason = "the account has no inbox with this id, as listInboxes gives them";
        return Err(vec![Refusal::of(Field::Inbox, reason)]);
    };
    let word = match channel.as_str() {
        // The model's word and the vendor's.
        "email" => "smtp",
        word => word,
    };
    let mut refused = Vec::new();
    for key in patch.services.keys().filter(|key| *key != channel.as_str()) {
        let reason = "the inbox is of another channel";
        refused.push(Refusal::of(Field::Service.at(key), reason));
    }
    let service = Field::Service.at(channel.as_str());
    let missing = match word {
        "whatsapp" => (!is_set(patch, Field::Phone)).then(|| Field::Phone.into()),
        "smtp" => (!is_set(patch, Field::Email)).then(|| Field::Email.into()),
        "webchat" | "omnichannel" => None,
        _ => patch.get(&service).is_absent().then(|| service.clone()),
    };
    refused.extend(missing.map(|field: FieldPath| {
        Refusal::of(field, "a new contact in an inbox of this channel needs it")
    }));
    if !refused.is_empty() {
        return Err(refused);
    }
    let email = patch.email.as_option().map_or("", String::as_str);
    let gender = patch.gender.as_option().map_or("unknown", String::as_str);
    let body = Members::of(patch)
        .put("inboxId", Field::Inbox)
        .put("firstName", Field::Given)
        .put("lastName", Field::Surname)
        .put("phoneNumber", Field::Phone)
        .put("contactId", service)
        // Both are needed, whether there is a value or not.
        .with("email", json!(email), touched(patch, Field::Email))
        .with("gender", json!(gender), touched(patch, Field::Gender));
    let created = body.step(&operations::CREATE_CONTACT, |mut body| {
        if let Some(body) = body.as_object_mut() {
            body.insert("channel".to_owned(), json!(word));
            body.entry("email").or_insert_with(|| json!(""));
            body.entry("gender").or_insert_with(|| json!("unknown"));
        }
        json!({ "body": body })
    });
    let later = fields(NEW_CONTACT, patch, &[("timezone", Field::TimeZone)]);
    Ok(created.into_iter().chain(later).collect())
}

fn touched(patch: &ContactPatch, field: Field) -> Option<FieldPath> {
    patch.touches(field).then(|| field.into())
}

fn is_set(patch: &ContactPatch, field: Field) -> bool {
    matches!(patch.get(&field.into()), Patch::Value(_))
}

fn upsert(patch: &ContactPatch) -> Steps {
    let identifier = match (&patch.phone, &patch.email) {
        (Patch::Value(phone), _) => format!("phone:{phone}"),
        (_, Patch::Value(email)) => format!("email:{email}"),
        _ => {
            let reason = "an upsert looks for a telephone number or an e-mail address";
            return Err(vec![Refusal::new(reason)]);
        }
    };
    let refused: Vec<Refusal> = [Field::Inbox, Field::Service]
        .into_iter()
        .filter(|field| patch.touches(*field))
        .map(|field| Refusal::of(field, "an upsert creates in the inbox of the chat widget"))
        .collect();
    if !refused.is_empty() {
        return Err(refused);
    }
    // What is cleared needs an update, as this takes no empty number.
    let (mut set, mut clear) = (patch.clone(), ContactPatch::default());
    for path in patch.fields() {
        if patch.get(&path) == Patch::Null || path.field == Field::TimeZone {
            clear.put(&path, patch.get(&path));
            set.put(&path, Patch::Absent);
        }
    }
    let body = Members::of(&set)
        .put("firstName", Field::Given)
        .put("lastName", Field::Surname)
        .put("email", Field::Email)
        .put("phoneNumber", Field::Phone)
        .put("avatar", Field::Photo)
        .put("gender", Field::Gender);
    let upserted = body.step(
        &operations::UPSERT_CONTACT,
        |body| json!({ "identifier": identifier, "body": body }),
    );
    let later = fields(NEW_CONTACT, &clear, SCALARS);
    Ok(upserted.into_iter().chain(later).collect())
}

/// A picture, which only an upsert takes; by the id it creates nobody.
fn photo(id: &str, patch: &ContactPatch) -> Option<Step> {
    let body = Members::of(patch).put("avatar", Field::Photo);
    body.step(
        &operations::UPSERT_CONTACT,
        |body| json!({ "identifier": by_id(id), "body": body }),
    )
}

/// What has calls of its own: custom attributes, tags, block.
fn around(id: &str, patch: &ContactPatch, known: &Known) -> Steps {
    let mut steps = attributes(id, patch, known)?;
    steps.extend(tags(id, patch, known));
    let block = match patch.blocked {
        Patch::Value(true) => Some(&operations::BLOCK_CONTACT),
        // A new contact is not blocked.
        Patch::Value(false) if id != NEW_CONTACT => Some(&operations::UNBLOCK_CONTACT),
        _ => None,
    };
    steps.extend(block.map(|operation| {
        Step::new(operation, json!({ "identifier": by_id(id) })).fields([Field::Blocked.into()])
    }));
    Ok(steps)
}

/// One call a custom field: the call for several went away in 2026.
fn attributes(id: &str, patch: &ContactPatch, known: &Known) -> Steps {
    let (mut steps, mut refused) = (Vec::new(), Vec::new());
    for (key, change) in &patch.attributes {
        let path = Field::Attribute.at(key);
        let Some(definition) = definition(key, &known.definitions) else {
            let reason = "the account has no custom field of this name among those that it lists: give its id, or make one with createCustomField";
            refused.push(Refusal::of(path, reason));
            continue;
        };
        let arguments = json!({ "identifier": by_id(id), "idOrName": definition });
        let step = match change {
            Patch::Absent => continue,
            Patch::Null => Step::new(&operations::CLEAR_CONTACT_CUSTOM_FIELD, arguments),
            Patch::Value(Value::Array(_) | Value::Object(_)) => {
                let reason = "values of custom fields are text";
                refused.push(Refusal::of(path, reason));
                continue;
            }
            Patch::Value(value) => {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                let mut arguments = arguments;
                if let Some(members) = arguments.as_object_mut() {
                    members.insert("body".to_owned(), json!({ "value": text }));
                }
                Step::new(&operations::SET_CONTACT_CUSTOM_FIELD, arguments)
            }
        };
        steps.push(step.fields([path]));
    }
    match refused.is_empty() {
        true => Ok(steps),
        false => Err(refused),
    }
}

/// By id, which every server knows; ids of no tag would be ignored without a word, so they come from the account's own list.
fn tags(id: &str, patch: &ContactPatch, known: &Known) -> Vec<Step> {
    let (mut add, mut by_name, mut remove) = (Vec::new(), Vec::new(), Vec::new());
    let contact = known.contact.as_ref();
    let own = contact
        .map(|contact| contact.tags.as_slice())
        .unwrap_or_default();
    for (name, adds) in &patch.tags {
        let among = if *adds { &known.tags } else { own };
        let tag = among.iter().find(|tag| tag.name == *name);
        match (tag.and_then(|tag| tag.id.as_ref()), adds) {
            (Some(id), true) => add.push((name, id.as_str())),
            (None, true) => by_name.push((name, name.as_str())),
            (Some(id), false) => remove.push((name, id.as_str())),
            // It does not have the tag.
            (None, false) => {}
        }
    }
    let kinds = [
        (&operations::ADD_CONTACT_TAGS, "tagIds", add),
        (&operations::ADD_CONTACT_TAGS_BY_NAME, "tags", by_name),
        (&operations::REMOVE_CONTACT_TAGS, "tagIds", remove),
    ];
    let mut steps = Vec::new();
    for (operation, member, tags) in kinds {
        for tags in tags.chunks(TAGS) {
            let values: Vec<&str> = tags.iter().map(|(_, value)| *value).collect();
            let arguments = json!({ "identifier": by_id(id), "body": { member: values } });
            let fields = tags.iter().map(|(name, _)| Field::Tag.at(*name));
            steps.push(Step::new(operation, arguments).fields(fields));
        }
    }
    steps
}

fn by_id(id: &str) -> String {
    format!("id:{id}")
}

/// The id of a custom field that is given by its id or its name.
pub fn definition<'a>(key: &'a str, definitions: &'a [Attribute]) -> Option<&'a str> {
    let mut definitions = definitions.iter();
    let named = |of: &&Attribute| of.name.as_deref() == Some(key);
    match is_id(key) {
        true => Some(key),
        false => definitions.find(named).map(|of| of.key.as_str()),
    }
}

/// Ids are digits, so a custom field whose name is all digits has to be given by its id.
pub fn is_id(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

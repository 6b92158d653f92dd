//! The content of a contact, and where two differ.

use contacts_core::model::Contact;
use serde::Serialize;
use serde_json::{Map, Value};

/// What changes without anybody editing the contact, or says nothing about it, by path: left out of a comparison.
pub const VOLATILE: &[&str] = &[
    // Where the same account is reached.
    "source/instance",
    // What the contact does, not what it is.
    "activity",
    "conversations",
    "onlineServices/windowOpen",
    "onlineServices/lastInboundAt",
    "onlineServices/lastReadAt",
    "automation/bot/messagesCount",
    "automation/bot/creditsUsed",
    // Made from the record by this release.
    "issues",
    // Moves with each of those.
    "updatedAt",
];

/// Lists whose elements are told apart by a member; each is one value.
const KEYED: &[(&str, &str)] = &[("attributes", "key"), ("tags", "name")];

/// One place at which two contacts differ.
#[derive(Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The place, such as `name/given`, `attributes/plan`, `tags/vip` or `emails`: other lists count as one value.
    pub path: String,
    /// What was there.
    pub before: Option<Value>,
    /// What is there.
    pub after: Option<Value>,
}

contacts_runtime::opaque_debug!(Difference);

/// What of a contact is compared, as JSON: the same text for the same content, whichever format it was read from.
pub fn content(contact: &Contact) -> String {
    let mut value = serde_json::to_value(contact).unwrap_or_default();
    for path in VOLATILE {
        let tokens: Vec<&str> = path.split('/').collect();
        remove(&mut value, &tokens);
    }
    // Beside the member of that name.
    leave_out(&mut value, "conversations");
    // A map of serde_json is in the order of its keys.
    value.to_string()
}

/// Takes out what was read beside the list under this path, and what of it is in extra.
pub fn leave_out(content: &mut Value, path: &str) {
    let Some(members) = content.as_object_mut() else {
        return;
    };
    members.remove(path);
    let place = format!("/{path}#");
    let Some(extra) = members.get_mut("extra").and_then(Value::as_object_mut) else {
        return;
    };
    for places in extra.values_mut().filter_map(Value::as_object_mut) {
        places.retain(|pointer, _| !pointer.starts_with(&place));
    }
    extra.retain(|_, places| places.as_object().is_none_or(|places| !places.is_empty()));
    if extra.is_empty() {
        members.remove("extra");
    }
}

fn remove(value: &mut Value, path: &[&str]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    match value {
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| remove(element, path)),
        Value::Object(members) if rest.is_empty() => {
            members.remove(*first);
        }
        Value::Object(members) => {
            if let Some(member) = members.get_mut(*first) {
                remove(member, rest);
                // What held nothing else is as if it was not there.
                if member.as_object().is_some_and(Map::is_empty) {
                    members.remove(*first);
                }
            }
        }
        _ => {}
    }
}

/// Where two contacts differ.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    found
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    let keyed = KEYED
        .iter()
        .find(|(list, _)| *list == path)
        .map(|(_, member)| *member);
    let is_element = KEYED
        .iter()
        .any(|(list, _)| path.starts_with(&format!("{list}/")));
    let sides = match keyed {
        Some(member) => (by(member, before), by(member, after)),
        None if is_element => (None, None),
        None => (members(before), members(after)),
    };
    let (Some(old), Some(new)) = sides else {
        let (before, after) = (before.cloned(), after.cloned());
        found.push(Difference {
            path: path.to_owned(),
            before,
            after,
        });
        return;
    };
    let names = old
        .keys()
        .chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let separator = if path.is_empty() { "" } else { "/" };
        let path = format!("{path}{separator}{name}");
        compare(&path, old.get(name), new.get(name), found);
    }
}

/// Members to look into: of objects on both sides, or on one where the other has nothing.
fn members(value: Option<&Value>) -> Option<Map<String, Value>> {
    match value {
        // A timestamp is one value.
        Some(Value::Object(members)) if !members.contains_key("origin") => Some(members.clone()),
        None => Some(Map::new()),
        _ => None,
    }
}

/// The elements of a list by a member; none if two have the same.
fn by(member: &str, list: Option<&Value>) -> Option<Map<String, Value>> {
    let elements = match list {
        Some(list) => list.as_array()?.as_slice(),
        None => &[],
    };
    let mut found = Map::new();
    for element in elements {
        let name = element
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default();
        if found.insert(name.to_owned(), element.clone()).is_some() {
            return None;
        }
    }
    Some(found)
}

//! What changed between two results, and what that says of the leaf.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Fate;

/// The parts of a result, and of a contact, that are no slots.
const ASIDE: [&str; 3] = ["issues", "extra", "undecodable"];

/// Issues that say that a value was compared with another one.
const COMPARED: [&str; 2] = ["conflict", "duplicate-id"];

/// What one change of a leaf showed.
pub(super) enum Sign {
    /// Where the leaf went.
    Fate(Fate),
    /// Nothing but that the new value does not fit: the leaf is read, and perhaps dropped.
    Unfit(Vec<String>),
    /// Nothing.
    Nothing,
}

/// What a change of a leaf that turned `before` into `after` shows.
pub(super) fn sign(before: &Value, after: &Value) -> Sign {
    let mut changed = Vec::new();
    compare(before, after, &mut Vec::new(), &mut changed);
    let new_issues = new_issues(before, after);
    if new_issues.iter().any(|code| code == "undecodable-record") {
        // The change made a record unreadable: what vanished with it proves nothing.
        return Sign::Unfit(new_issues);
    }
    let slots: BTreeSet<String> = changed.iter().filter_map(|path| slot(path)).collect();
    if !slots.is_empty() {
        return Sign::Fate(Fate::Mapped(slots.into_iter().collect()));
    }
    let compared = |code: &String| COMPARED.contains(&code.as_str());
    let within = |part: &str| changed.iter().any(|path| aside(path) == Some(part));
    let kept_before = changed
        .iter()
        .any(|path| aside(path) == Some("extra") && before.pointer(&pointer(path)).is_some());
    if kept_before || (within("extra") && new_issues.is_empty()) {
        Sign::Fate(Fate::Extra)
    } else if new_issues.iter().any(compared) {
        Sign::Fate(Fate::Checked(new_issues))
    } else if within("undecodable") {
        Sign::Fate(Fate::Undecodable)
    } else if within("issues") {
        Sign::Unfit(new_issues)
    } else {
        Sign::Nothing
    }
}

fn compare(before: &Value, after: &Value, path: &mut Vec<String>, changed: &mut Vec<Vec<String>>) {
    // Most parts are the same, and need no path.
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for key in keys {
                path.push(key.clone());
                pair(one.get(key), other.get(key), path, changed);
                path.pop();
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for index in 0..one.len().max(other.len()) {
                path.push(index.to_string());
                pair(one.get(index), other.get(index), path, changed);
                path.pop();
            }
        }
        _ => changed.push(path.clone()),
    }
}

fn pair(
    before: Option<&Value>,
    after: Option<&Value>,
    path: &mut Vec<String>,
    changed: &mut Vec<Vec<String>>,
) {
    match (before, after) {
        (Some(before), Some(after)) => compare(before, after, path, changed),
        (Some(one), None) | (None, Some(one)) => each_leaf(one, path, changed),
        (None, None) => {}
    }
}

fn each_leaf(value: &Value, path: &mut Vec<String>, changed: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                path.push(key.clone());
                each_leaf(member, path, changed);
                path.pop();
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                path.push(index.to_string());
                each_leaf(element, path, changed);
                path.pop();
            }
        }
        _ => changed.push(path.clone()),
    }
}

/// Which part that is no slot a path is in: of the result, or of a contact.
fn aside(path: &[String]) -> Option<&'static str> {
    let part = match path {
        [list, _, part, ..] if list == "contacts" => part,
        [part, ..] => part,
        [] => return None,
    };
    ASIDE.into_iter().find(|aside| aside == part)
}

/// The name of a slot, without the positions in lists and without the keys of JSON that is kept as JSON.
fn slot(path: &[String]) -> Option<String> {
    if aside(path).is_some() {
        return None;
    }
    let mut name = String::new();
    for step in path {
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            name.push_str("[]");
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(step);
        }
    }
    Some(name)
}

fn pointer(path: &[String]) -> String {
    path.iter()
        .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")))
        .collect()
}

/// The codes of the issues that are in `after` and not in `before`.
fn new_issues(before: &Value, after: &Value) -> Vec<String> {
    let mut known = issues(before);
    let mut codes = BTreeSet::new();
    for issue in issues(after) {
        match known.iter().position(|old| *old == issue) {
            Some(position) => {
                known.swap_remove(position);
            }
            None => codes.extend(issue.get("code").and_then(Value::as_str)),
        }
    }
    codes.into_iter().map(str::to_owned).collect()
}

fn issues(result: &Value) -> Vec<&Value> {
    let list = |holder: &'static str, value| Value::get(value, holder).and_then(Value::as_array);
    let contacts = list("contacts", result).into_iter().flatten();
    let of_contacts = contacts
        .filter_map(|contact| list("issues", contact))
        .flatten();
    let of_page = list("issues", result).into_iter().flatten();
    of_page.chain(of_contacts).collect()
}

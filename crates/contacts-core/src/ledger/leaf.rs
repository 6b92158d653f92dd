//! The leaves of a body, and the part of the body that is needed to see one.

use std::collections::BTreeMap;

use serde_json::Value;

/// One step from the root to a leaf.
#[derive(Clone, PartialEq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// What members hold that are empty in other elements of the same array.
#[derive(Default)]
pub(super) struct Examples<'a>(BTreeMap<String, &'a Value>);

impl<'a> Examples<'a> {
    pub(super) fn of(body: &'a Value) -> Self {
        let mut examples = Self::default();
        examples.collect(body, "");
        examples
    }

    /// A value, not empty, of the same member elsewhere.
    pub(super) fn get(&self, path: &[Step]) -> Option<&'a Value> {
        let name = path.iter().fold(String::new(), |name, step| match step {
            Step::Key(key) => format!("{name}/{key}"),
            Step::Index(_) => name + "/*",
        });
        self.0.get(&name).copied()
    }

    fn collect(&mut self, value: &'a Value, name: &str) {
        match value {
            Value::Null => return,
            Value::Array(elements) if elements.is_empty() => return,
            Value::Object(members) if members.is_empty() => return,
            Value::Array(elements) => {
                for element in elements {
                    self.collect(element, &format!("{name}/*"));
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    self.collect(member, &format!("{name}/{key}"));
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        self.0.entry(name.to_owned()).or_insert(value);
    }
}

/// The paths of all leaves, in order.
pub(super) fn leaves(body: &Value) -> Vec<Vec<Step>> {
    let mut leaves = Vec::new();
    collect(body, &mut Vec::new(), &mut leaves);
    leaves
}

fn collect(value: &Value, path: &mut Vec<Step>, leaves: &mut Vec<Vec<Step>>) {
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                path.push(Step::Index(index));
                collect(element, path, leaves);
                path.pop();
            }
        }
        Value::Object(members) if !members.is_empty() => {
            for (key, member) in members {
                path.push(Step::Key(key.clone()));
                collect(member, path, leaves);
                path.pop();
            }
        }
        _ => leaves.push(path.clone()),
    }
}

/// A path as a JSON pointer (RFC 6901).
pub(super) fn pointer(path: &[Step]) -> String {
    path.iter()
        .map(|step| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        })
        .collect()
}

/// The body with only those elements of its arrays that the leaf is in, and the leaf's pointer there.
///
/// Some vendors send a list twice: another array that is as long as the outermost one of the path keeps
/// the same element. Without an array on the path, one element each is enough.
pub(super) fn slice(body: &Value, path: &[Step]) -> (Value, String) {
    let outermost = outermost(body, path);
    let mut place = Vec::with_capacity(path.len());
    let slice = cut(body, path, outermost, &mut place);
    (slice, pointer(&place))
}

/// Length and index of the first array on the path with more than one element.
fn outermost(body: &Value, path: &[Step]) -> Option<(usize, usize)> {
    let mut value = body;
    for step in path {
        value = match (value, step) {
            (Value::Array(elements), Step::Index(index)) if elements.len() > 1 => {
                return Some((elements.len(), *index));
            }
            (Value::Array(elements), Step::Index(index)) => elements.get(*index)?,
            (Value::Object(members), Step::Key(key)) => members.get(key)?,
            _ => return None,
        };
    }
    None
}

fn cut(
    value: &Value,
    path: &[Step],
    outermost: Option<(usize, usize)>,
    place: &mut Vec<Step>,
) -> Value {
    match (value, path.split_first()) {
        (Value::Array(elements), Some((Step::Index(index), rest))) => {
            place.push(Step::Index(0));
            let element = elements.get(*index);
            Value::Array(
                element
                    .map(|one| cut(one, rest, outermost, place))
                    .into_iter()
                    .collect(),
            )
        }
        (Value::Object(members), Some((Step::Key(on_path), rest))) => {
            place.push(Step::Key(on_path.clone()));
            let member = |(key, member): (&String, &Value)| {
                let member = if key == on_path {
                    cut(member, rest, outermost, place)
                } else {
                    beside(member, outermost)
                };
                (key.clone(), member)
            };
            Value::Object(members.iter().map(member).collect())
        }
        _ => value.clone(),
    }
}

/// What stands beside the path.
fn beside(value: &Value, outermost: Option<(usize, usize)>) -> Value {
    match value {
        Value::Array(elements) => {
            let kept = match outermost {
                None => elements.get(..1),
                Some((length, index)) if length == elements.len() => elements.get(index..=index),
                Some(_) => None,
            };
            let kept = kept.unwrap_or(elements);
            Value::Array(
                kept.iter()
                    .map(|element| beside(element, outermost))
                    .collect(),
            )
        }
        Value::Object(members) => {
            let member =
                |(key, member): (&String, &Value)| (key.clone(), beside(member, outermost));
            Value::Object(members.iter().map(member).collect())
        }
        _ => value.clone(),
    }
}

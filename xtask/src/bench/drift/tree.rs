//! JSON whose members keep their order, as examples and documents on a page do, and the ways in which pages write it.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::random::Random;

/// A JSON value in the order in which it was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// Null, a boolean, a number or a text.
    Leaf(serde_json::Value),
    /// A list.
    List(Vec<Tree>),
    /// An object.
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Leaf(serde_json::Value::String(text.into()))
    }

    /// An object of these members.
    pub fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        let members = members.into_iter();
        Self::Map(members.map(|(key, value)| (key.into(), value)).collect())
    }

    /// Whether it is an object or list without members.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Leaf(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Map(members) => members.is_empty(),
        }
    }

    /// The same value with the members of its objects in another order.
    pub fn shuffled(self, random: &mut Random) -> Self {
        match self {
            Self::Leaf(value) => Self::Leaf(value),
            Self::List(items) => Self::List(
                items
                    .into_iter()
                    .map(|item| item.shuffled(random))
                    .collect(),
            ),
            Self::Map(members) => {
                let members = members.into_iter();
                let mut members: Vec<_> = members
                    .map(|(key, value)| (key, value.shuffled(random)))
                    .collect();
                random.shuffle(&mut members);
                Self::Map(members)
            }
        }
    }

    /// In one line, as GitBook embeds documents.
    pub fn compact(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Over many lines, each level this much further in.
    pub fn pretty(&self, indent: &str) -> String {
        let mut bytes = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
        match self.serialize(&mut serializer) {
            Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// As YAML in block style, as Mintlify embeds documents.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        self.write_yaml(0, &mut out);
        out
    }

    fn write_yaml(&self, depth: usize, out: &mut String) {
        let margin = "  ".repeat(depth);
        match self {
            Self::Leaf(_) => {
                out.push_str(&self.yaml_scalar());
                out.push('\n');
            }
            Self::List(items) => {
                for item in items {
                    out.push_str(&margin);
                    out.push_str("- ");
                    match item {
                        Self::Map(members) if !members.is_empty() => {
                            // The first member stands on the line of the dash, the others under it.
                            let mut inner = String::new();
                            item.write_yaml(depth + 1, &mut inner);
                            out.push_str(inner.trim_start());
                        }
                        _ if item.is_empty() => out.push_str(&format!("{}\n", item.compact())),
                        _ => item.write_yaml(depth + 1, out),
                    }
                }
            }
            Self::Map(members) => {
                for (key, value) in members {
                    out.push_str(&format!("{margin}{}:", yaml_text(key)));
                    match value {
                        Self::Leaf(_) => {
                            out.push_str(&format!(" {}\n", value.yaml_scalar()));
                        }
                        _ if value.is_empty() => out.push_str(&format!(" {}\n", value.compact())),
                        _ => {
                            out.push('\n');
                            value.write_yaml(depth + 1, out);
                        }
                    }
                }
            }
        }
    }

    fn yaml_scalar(&self) -> String {
        match self {
            Self::Leaf(serde_json::Value::String(text)) => yaml_text(text),
            other => other.compact(),
        }
    }
}

/// A text as a careful YAML writer puts it: plain where nothing can be mistaken, in single quotes elsewhere.
fn yaml_text(text: &str) -> String {
    let plain = text
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '/' || first == '_')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.ends_with(' ')
        && !text.contains(['\n', '\'', '"', '{', '}', '[', ']', '`', ','])
        && !matches!(
            text,
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    let path = text.starts_with('/') && !text.contains([' ', '\'', '"']);
    if plain || path {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leaf(value) => value.serialize(serializer),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl From<serde_json::Value> for Tree {
    fn from(value: serde_json::Value) -> Self {
        Self::Leaf(value)
    }
}

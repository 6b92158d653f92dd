//! Data that stands on a page, each part with its place: what JSON and YAML are read into.

use std::ops::Range;

use serde_json::{Map, Number, Value};

/// One value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub data: Data,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// Something bare that is no JSON, such as a type's name.
    Word(String),
    List(Vec<Node>),
    Map(Vec<Member>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub key: String,
    pub key_range: Range<usize>,
    pub value: Node,
}

impl Node {
    /// The members, where it is an object.
    pub fn members(&self) -> &[Member] {
        match &self.data {
            Data::Map(members) => members,
            _ => &[],
        }
    }

    /// The elements, where it is a list.
    pub fn elements(&self) -> &[Node] {
        match &self.data {
            Data::List(elements) => elements,
            _ => &[],
        }
    }

    /// The member with this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.members()
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Word(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Yes or no, where it is one.
    pub fn bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(bool) => Some(*bool),
            _ => None,
        }
    }

    /// The value without its places.
    pub fn value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(bool) => Value::Bool(*bool),
            Data::Number(number) => Value::Number(number.clone()),
            Data::Text(text) | Data::Word(text) => Value::String(text.clone()),
            Data::List(elements) => Value::Array(elements.iter().map(Self::value).collect()),
            Data::Map(members) => {
                let members = members
                    .iter()
                    .map(|member| (member.key.clone(), member.value.value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}

/// A scalar as bare text: a number, yes or no, nothing, or `None`.
pub(super) fn scalar(text: &str) -> Option<Data> {
    match text {
        "true" | "True" => return Some(Data::Bool(true)),
        "false" | "False" => return Some(Data::Bool(false)),
        "null" | "None" | "nil" | "undefined" => return Some(Data::Null),
        _ => {}
    }
    let starts = text
        .trim_start_matches('-')
        .starts_with(|char: char| char.is_ascii_digit());
    if !starts || text.len() > 64 {
        return None;
    }
    serde_json::from_str::<Number>(text).ok().map(Data::Number)
}

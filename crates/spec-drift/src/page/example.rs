//! What a body in JSON proves of its members.

use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;

use super::node::{Data, Node};
use super::pattern::{Pattern, patterns};
use super::types;
use crate::claim::{Says, Type};

/// One statement of an example.
pub(super) struct Shown {
    pub range: Range<usize>,
    pub pointer: String,
    pub says: Says,
}

/// No more statements are taken from one example.
const MOST: usize = 50_000;

patterns! {
    DATE_TIME = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})$";
    DATE = r"^\d{4}-\d{2}-\d{2}$";
    UUID = r"^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
    /// An address of nobody: its domain is kept for examples.
    RESERVED = r"^(?i)[\w.+-]+@([\w-]+\.)*example\.(com|net|org)$";
    /// Keys that stand for any key.
    ANY_KEY = r"^(<\w*(string|key|name)>|\{\w+\}|additionalProp\d+|property\d+|ANY_ADDITIONAL_PROPERTY|key\d*|any_?[kK]ey)$";
}

fn matches(pattern: &Pattern, text: &str) -> bool {
    pattern.is_match(text)
}

/// Identifiers and moments that the generators of publishers put for all others.
const GENERATED: [&str; 5] = [
    "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "497f6eca-6276-4993-bfeb-53cbbbba6f08",
    "123e4567-e89b-12d3-a456-426614174000",
    "2023-11-07T05:31:56Z",
    "2019-08-24T14:15:22Z",
];

/// Whether the example's texts are a generator's placeholders and not samples; `None` if none of them tells. What has a format
/// looks the same in both.
pub(super) fn placeholders(node: &Node) -> Option<bool> {
    let (mut standing, mut samples, mut certain) = (0_usize, 0_usize, false);
    walk(node, &mut |node| {
        let Data::Text(text) = &node.data else {
            return;
        };
        certain |= GENERATED.contains(&text.as_str())
            || text.starts_with('<') && placeholder(text).is_some();
        if placeholder(text).is_some() {
            standing += 1;
        } else if ![&DATE_TIME, &DATE, &UUID, &RESERVED]
            .iter()
            .any(|it| matches(it, text))
        {
            samples += 1;
        }
    });
    (certain || standing + samples > 0).then_some(certain || standing > samples)
}

fn walk(node: &Node, visit: &mut impl FnMut(&Node)) {
    visit(node);
    for member in node.members() {
        walk(&member.value, visit);
    }
    for element in node.elements() {
        walk(element, visit);
    }
}

/// What a placeholder says: Mintlify's `<string>` and its like, GitBook's `text`, Swagger's `string`.
fn placeholder(text: &str) -> Option<types::Typed> {
    if let Some(word) = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'))
    {
        return types::word(word);
    }
    match text {
        "string" | "text" | "str" => types::word("string"),
        "jsmith@example.com" | "user@example.com" | "name@gmail.com" => types::word("email"),
        _ => None,
    }
}

/// What an example proves, in the order of the page.
pub(super) fn shown(node: &Node, placeholders: bool) -> Vec<Shown> {
    let mut reader = Reader {
        placeholders,
        shown: Vec::new(),
        seen: BTreeSet::new(),
    };
    reader.node(node, "");
    reader.shown
}

struct Reader {
    placeholders: bool,
    shown: Vec<Shown>,
    /// What was said already: elements of a list mostly say the same.
    seen: BTreeSet<(String, String)>,
}

impl Reader {
    fn say(&mut self, range: &Range<usize>, pointer: &str, says: Says) {
        if self.shown.len() >= MOST {
            return;
        }
        if pointer.contains("/-") && !self.seen.insert((pointer.to_owned(), format!("{says:?}"))) {
            return;
        }
        self.shown.push(Shown {
            range: range.clone(),
            pointer: pointer.to_owned(),
            says,
        });
    }

    fn node(&mut self, node: &Node, pointer: &str) {
        let range = &node.range;
        match &node.data {
            Data::Null => self.say(range, pointer, Says::Nullable(true)),
            Data::Bool(_) => self.say(range, pointer, Says::Type(Type::Boolean)),
            Data::Number(number) => {
                self.say(range, pointer, Says::Type(Type::Number));
                let small = number
                    .as_u64()
                    .is_some_and(|number| number <= 3 || number == 123);
                if !(self.placeholders && small) {
                    self.say(range, pointer, Says::Example(Value::Number(number.clone())));
                }
            }
            Data::Text(text) => self.text(range, pointer, text),
            Data::Word(word) => {
                for says in types::expression(word)
                    .map(|typed| typed.says())
                    .unwrap_or_default()
                {
                    self.say(range, pointer, says);
                }
            }
            Data::List(elements) => {
                self.say(
                    &(range.start..range.start + 1),
                    pointer,
                    Says::Type(Type::Array),
                );
                // A list of nothing but nulls shows that its elements are not known.
                let known = elements
                    .iter()
                    .any(|element| !matches!(element.data, Data::Null));
                for element in elements.iter().filter(|_| known) {
                    self.node(element, &format!("{pointer}/-"));
                }
            }
            Data::Map(members) => {
                self.say(
                    &(range.start..range.start + 1),
                    pointer,
                    Says::Type(Type::Object),
                );
                for member in members {
                    let value = member.value.text();
                    let any = matches(&ANY_KEY, &member.key) || stands_for_any(&member.key, value);
                    let key = if any {
                        "*".to_owned()
                    } else {
                        escape(&member.key)
                    };
                    let pointer = format!("{pointer}/{key}");
                    self.say(&member.key_range, &pointer, Says::Exists);
                    self.node(&member.value, &pointer);
                }
            }
        }
    }

    fn text(&mut self, range: &Range<usize>, pointer: &str, text: &str) {
        if let Some(typed) = placeholder(text) {
            for says in typed.says() {
                self.say(range, pointer, says);
            }
            return;
        }
        self.say(range, pointer, Says::Type(Type::String));
        let format = [(&DATE_TIME, "date-time"), (&UUID, "uuid"), (&DATE, "date")];
        match format
            .into_iter()
            .find(|(pattern, _)| matches(pattern, text))
        {
            Some((_, format)) => self.say(range, pointer, Says::Format(format.to_owned())),
            // Among placeholders it is the one for addresses; people may put one of their own.
            None if self.placeholders && matches(&RESERVED, text) => {
                self.say(range, pointer, Says::Format("email".to_owned()));
            }
            None => self.say(
                range,
                pointer,
                Says::Example(Value::String(text.to_owned())),
            ),
        }
    }
}

/// `"attribute_key": "attribute_value"` shows a map, not a member.
fn stands_for_any(key: &str, value: Option<&str>) -> bool {
    match (
        key.strip_suffix("key"),
        value.and_then(|value| value.strip_suffix("value")),
    ) {
        (Some(key), Some(value)) => key == value,
        _ => false,
    }
}

/// A key as a part of a JSON pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

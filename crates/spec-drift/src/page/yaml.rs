//! A YAML fragment as data with places, as far as it can be read.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::node::{Data, Member, Node, scalar};

const DEEPEST: usize = 96;
const MOST: usize = 200_000;

/// Reads a fragment that starts at byte `base` of its text. What comes after an error in it is left out.
pub(super) fn read(fragment: &str, base: usize) -> Option<Node> {
    let mut builder = Builder {
        base,
        bytes: bytes(fragment),
        open: Vec::new(),
        root: None,
        count: 0,
    };
    for event in Parser::new_from_str(fragment) {
        let Ok((event, span)) = event else { break };
        builder.count += 1;
        if builder.count > MOST || builder.open.len() > DEEPEST || builder.root.is_some() {
            break;
        }
        builder.event(event, span);
    }
    builder.finish()
}

/// The byte of every character, as the parser counts characters; empty where they are the same.
fn bytes(fragment: &str) -> Vec<usize> {
    if fragment.is_ascii() {
        return Vec::new();
    }
    fragment
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([fragment.len()])
        .collect()
}

enum Open {
    Map {
        start: usize,
        members: Vec<Member>,
        key: Option<(String, std::ops::Range<usize>)>,
    },
    List {
        start: usize,
        elements: Vec<Node>,
    },
}

struct Builder {
    base: usize,
    bytes: Vec<usize>,
    open: Vec<Open>,
    root: Option<Node>,
    count: usize,
}

impl Builder {
    fn byte(&self, index: usize) -> usize {
        self.base
            + if self.bytes.is_empty() {
                index
            } else {
                self.bytes.get(index).copied().unwrap_or_default()
            }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        let range = self.byte(span.start.index())..self.byte(span.end.index());
        match event {
            Event::Scalar(text, style, _, _) => {
                let plain = style == ScalarStyle::Plain;
                let data = match scalar(&text) {
                    Some(data) if plain => data,
                    _ if plain && (text.is_empty() || text == "~") => Data::Null,
                    _ => Data::Text(text.into_owned()),
                };
                self.add(Node { range, data });
            }
            Event::Alias(_) => self.add(Node {
                range,
                data: Data::Null,
            }),
            Event::MappingStart(..) => self.open.push(Open::Map {
                start: range.start,
                members: Vec::new(),
                key: None,
            }),
            Event::SequenceStart(..) => self.open.push(Open::List {
                start: range.start,
                elements: Vec::new(),
            }),
            Event::MappingEnd | Event::SequenceEnd => self.close(range.start),
            _ => {}
        }
    }

    fn close(&mut self, end: usize) {
        let node = match self.open.pop() {
            Some(Open::Map { start, members, .. }) => {
                let end = members.last().map_or(end, |member| member.value.range.end);
                Node {
                    range: start..end.max(start),
                    data: Data::Map(members),
                }
            }
            Some(Open::List { start, elements }) => {
                let end = elements.last().map_or(end, |element| element.range.end);
                Node {
                    range: start..end.max(start),
                    data: Data::List(elements),
                }
            }
            None => return,
        };
        self.add(node);
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::Map { members, key, .. }) => match key.take() {
                Some((name, key_range)) => members.push(Member {
                    key: name,
                    key_range,
                    value: node,
                }),
                None => {
                    let name = match &node.data {
                        Data::Text(text) => text.clone(),
                        _ => match node.value() {
                            serde_json::Value::String(text) => text,
                            other => other.to_string(),
                        },
                    };
                    *key = Some((name, node.range));
                }
            },
            Some(Open::List { elements, .. }) => elements.push(node),
            None => self.root = Some(node),
        }
    }

    fn finish(mut self) -> Option<Node> {
        while !self.open.is_empty() {
            self.close(0);
        }
        self.root
    }
}

//! YAML events into a value and its positions, without recursion.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use super::{Children, Document, MAX_DEPTH, MAX_FINDINGS, MAX_KEY, MAX_NODES, Node, scalar};
use crate::diagnostic::{Code, Diagnostic, Position, child, quoted, sort};

pub(super) fn parse(file: &str, text: &str) -> Result<Document, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder {
        file,
        open: Vec::new(),
        root: None,
        findings: Vec::new(),
        nodes: 0,
    };
    for event in Parser::new_from_str(text) {
        let go_on = match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let reason = format!("the YAML ends in an error here: {}", error.info());
                builder.find(
                    Code::SyntaxInvalid,
                    position(*error.marker()),
                    reason,
                    "correct the YAML",
                );
                false
            }
        };
        if !go_on || builder.findings.len() >= MAX_FINDINGS {
            break;
        }
    }
    let mut findings = builder.findings;
    match builder.root {
        Some((value, root)) if findings.is_empty() => Ok(Document {
            file: file.to_owned(),
            value,
            root,
        }),
        root => {
            if root.is_none() && findings.is_empty() {
                findings.push(Diagnostic {
                    code: Code::SyntaxInvalid,
                    file: file.to_owned(),
                    position: Position::START,
                    pointer: String::new(),
                    reason: "the file holds no document".to_owned(),
                    remedy: "write a document".to_owned(),
                });
            }
            sort(&mut findings);
            Err(findings)
        }
    }
}

/// A mapping or list whose end is still to come.
enum Open {
    Map {
        start: Position,
        values: Map<String, Value>,
        nodes: BTreeMap<String, Node>,
        key: Key,
    },
    List {
        start: Position,
        values: Vec<Value>,
        nodes: Vec<Node>,
    },
}

/// What a mapping waits for.
enum Key {
    /// The next key.
    Awaited,
    /// The value of this key.
    Read(String, Position),
    /// A value that is thrown away, because its key was refused.
    Refused,
}

struct Builder<'a> {
    file: &'a str,
    open: Vec<Open>,
    root: Option<(Value, Node)>,
    findings: Vec<Diagnostic>,
    nodes: usize,
}

impl Builder<'_> {
    /// Takes one event; `false` to stop.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        let place = position(span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), place);
                self.scalar(&text, style, place, position(span.end))
            }
            Event::Alias(_) => {
                let reason = "an alias stands for a value that is written elsewhere";
                self.refuse(
                    place,
                    reason,
                    "write the value out, or use $ref to a component",
                );
                if self.awaits_key() {
                    self.set_key(Key::Refused);
                    return true;
                }
                self.close(Value::Null, Children::None, place, place)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), place);
                let (values, nodes) = (Map::new(), BTreeMap::new());
                self.open(
                    Open::Map {
                        start: place,
                        values,
                        nodes,
                        key: Key::Awaited,
                    },
                    place,
                )
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_marks(anchor, tag.is_some(), place);
                self.open(
                    Open::List {
                        start: place,
                        values: Vec::new(),
                        nodes: Vec::new(),
                    },
                    place,
                )
            }
            Event::MappingEnd | Event::SequenceEnd => match self.open.pop() {
                Some(Open::Map {
                    start,
                    values,
                    nodes,
                    ..
                }) => {
                    let end = end(start, nodes.values(), span);
                    self.close(Value::Object(values), Children::Map(nodes), start, end)
                }
                Some(Open::List {
                    start,
                    values,
                    nodes,
                }) => {
                    let end = end(start, nodes.iter(), span);
                    self.close(Value::Array(values), Children::List(nodes), start, end)
                }
                None => false,
            },
            Event::DocumentStart(_) if self.root.is_some() => {
                let reason = "a second document begins here";
                self.find(
                    Code::SyntaxInvalid,
                    place,
                    reason.to_owned(),
                    "keep one document in a file",
                );
                false
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => true,
        }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: Position, end: Position) -> bool {
        if self.awaits_key() {
            return self.key(text, style, place);
        }
        let value = if style == ScalarStyle::Plain {
            scalar::plain(text).unwrap_or_else(|reason| {
                let reason = format!("{} is ambiguous: {reason}", quoted(text));
                self.find(
                    Code::NumberAmbiguous,
                    place,
                    reason,
                    "put it in quotes, or write it as JSON does",
                );
                Value::Null
            })
        } else {
            Value::String(text.to_owned())
        };
        self.close(value, Children::None, place, end)
    }

    fn key(&mut self, text: &str, style: ScalarStyle, place: Position) -> bool {
        if text.len() > MAX_KEY {
            let reason = format!("a key has {} bytes, more than {MAX_KEY}", text.len());
            self.find(Code::LimitExceeded, place, reason, "shorten the key");
            return false;
        }
        if style == ScalarStyle::Plain && text == "<<" {
            self.refuse(
                place,
                "a merge key stands for keys that are written elsewhere",
                "write the keys out",
            );
            self.set_key(Key::Refused);
            return true;
        }
        let earlier = match self.open.last() {
            Some(Open::Map { nodes, .. }) => nodes.get(text).map(|node| node.key),
            _ => None,
        };
        if let Some(earlier) = earlier {
            let reason = format!(
                "the key {} stands in line {} already",
                quoted(text),
                earlier.line
            );
            let pointer = child(&self.pointer(), text);
            self.find_at(
                Code::DuplicateKey,
                pointer,
                place,
                reason,
                "keep one of the two",
            );
            self.set_key(Key::Refused);
        } else {
            self.set_key(Key::Read(text.to_owned(), place));
        }
        true
    }

    fn open(&mut self, open: Open, place: Position) -> bool {
        if self.awaits_key() {
            self.refuse(
                place,
                "a key is a mapping or a list",
                "use plain words as keys",
            );
            return false;
        }
        if self.open.len() >= MAX_DEPTH {
            let reason = format!("values are nested more than {MAX_DEPTH} deep");
            self.find(
                Code::LimitExceeded,
                place,
                reason,
                "move inner parts into components",
            );
            return false;
        }
        self.open.push(open);
        true
    }

    /// Puts a finished value into what surrounds it.
    fn close(&mut self, value: Value, children: Children, place: Position, end: Position) -> bool {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > MAX_NODES {
            let reason = format!("the document has more than {MAX_NODES} values");
            self.find(Code::LimitExceeded, place, reason, "split the document");
            return false;
        }
        let node = Node {
            key: place,
            value: place,
            end,
            children,
        };
        match self.open.last_mut() {
            None => self.root = Some((value, node)),
            Some(Open::List { values, nodes, .. }) => {
                values.push(value);
                nodes.push(node);
            }
            Some(Open::Map {
                values, nodes, key, ..
            }) => {
                if let Key::Read(name, key_place) = std::mem::replace(key, Key::Awaited) {
                    values.insert(name.clone(), value);
                    nodes.insert(
                        name,
                        Node {
                            key: key_place,
                            ..node
                        },
                    );
                }
            }
        }
        true
    }

    fn awaits_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open::Map {
                key: Key::Awaited,
                ..
            })
        )
    }

    fn set_key(&mut self, next: Key) {
        if let Some(Open::Map { key, .. }) = self.open.last_mut() {
            *key = next;
        }
    }

    fn refuse_marks(&mut self, anchor: usize, tagged: bool, place: Position) {
        if anchor > 0 {
            self.refuse(
                place,
                "an anchor makes a value that others stand for",
                "take the anchor out",
            );
        }
        if tagged {
            self.refuse(
                place,
                "a tag gives a value another type",
                "take the tag out; put text in quotes",
            );
        }
    }

    fn refuse(&mut self, place: Position, reason: &str, remedy: &str) {
        self.find(Code::YamlFeatureRefused, place, reason.to_owned(), remedy);
    }

    fn find(&mut self, code: Code, place: Position, reason: String, remedy: &str) {
        self.find_at(code, self.pointer(), place, reason, remedy);
    }

    fn find_at(
        &mut self,
        code: Code,
        pointer: String,
        position: Position,
        reason: String,
        remedy: &str,
    ) {
        let (file, remedy) = (self.file.to_owned(), remedy.to_owned());
        self.findings.push(Diagnostic {
            code,
            file,
            position,
            pointer,
            reason,
            remedy,
        });
    }

    /// The JSON pointer of the value that is being read.
    fn pointer(&self) -> String {
        self.open
            .iter()
            .fold(String::new(), |pointer, open| match open {
                Open::Map {
                    key: Key::Read(key, _),
                    ..
                } => child(&pointer, key),
                Open::Map { .. } => pointer,
                Open::List { values, .. } => format!("{pointer}/{}", values.len()),
            })
    }
}

/// Where a mapping or list ends: behind its closing bracket, which takes room of its own, else behind its last value.
fn end<'n>(start: Position, nodes: impl Iterator<Item = &'n Node>, span: Span) -> Position {
    let last = nodes.map(|node| node.end).max().unwrap_or(start);
    if span.end.index() > span.start.index() {
        last.max(position(span.end))
    } else {
        last
    }
}

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line().max(1),
        column: marker.col().saturating_add(1),
    }
}

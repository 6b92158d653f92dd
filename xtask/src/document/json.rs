//! JSON into a value and its positions: serde_json reads it, a second walk finds the places.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Children, Document, MAX_DEPTH, MAX_NODES, Node};
use crate::diagnostic::{Code, Diagnostic, Position};

pub(super) fn parse(file: &str, text: &str) -> Result<Document, Vec<Diagnostic>> {
    let finding = |code, position, reason: String, remedy: &str| {
        let (file, pointer, remedy) = (file.to_owned(), String::new(), remedy.to_owned());
        vec![Diagnostic {
            code,
            file,
            position,
            pointer,
            reason,
            remedy,
        }]
    };
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let position = Position {
            line: error.line().max(1),
            column: error.column().max(1),
        };
        let message = error.to_string();
        let message = message
            .split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned();
        finding(
            Code::SyntaxInvalid,
            position,
            format!("the JSON is not well-formed: {message}"),
            "correct the JSON",
        )
    })?;
    let mut walk = Walk {
        chars: text.chars().peekable(),
        place: Position::START,
        nodes: 0,
        duplicate: None,
    };
    let Some(root) = walk.value(0) else {
        let reason = format!(
            "the JSON is nested more than {MAX_DEPTH} deep or has more than {MAX_NODES} values"
        );
        return Err(finding(
            Code::LimitExceeded,
            walk.place,
            reason,
            "make the sample smaller",
        ));
    };
    if let Some(place) = walk.duplicate {
        let reason = "a key stands twice in one object".to_owned();
        return Err(finding(
            Code::DuplicateKey,
            place,
            reason,
            "keep one of the two",
        ));
    }
    Ok(Document {
        file: file.to_owned(),
        value,
        root,
    })
}

/// Walks text that is known to be JSON. `None` where a limit is hit.
struct Walk<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    place: Position,
    nodes: usize,
    duplicate: Option<Position>,
}

impl Walk<'_> {
    fn value(&mut self, depth: usize) -> Option<Node> {
        self.nodes = self.nodes.saturating_add(1);
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return None;
        }
        self.blanks();
        let place = self.place;
        let children = match self.chars.peek()? {
            '{' => self.object(depth)?,
            '[' => self.list(depth)?,
            '"' => {
                self.string()?;
                Children::None
            }
            _ => {
                while self
                    .chars
                    .peek()
                    .is_some_and(|c| !matches!(c, ',' | ']' | '}') && !c.is_whitespace())
                {
                    self.next();
                }
                Children::None
            }
        };
        Some(Node {
            key: place,
            value: place,
            end: place,
            children,
        })
    }

    fn object(&mut self, depth: usize) -> Option<Children> {
        let mut nodes = BTreeMap::new();
        self.next();
        loop {
            self.blanks();
            match self.chars.peek()? {
                '"' => {
                    let key_place = self.place;
                    let key = self.string()?;
                    self.blanks();
                    self.next(); // the colon
                    let node = self.value(depth + 1)?;
                    if nodes
                        .insert(
                            key,
                            Node {
                                key: key_place,
                                ..node
                            },
                        )
                        .is_some()
                    {
                        self.duplicate.get_or_insert(key_place);
                    }
                }
                ',' => self.next(),
                _ => break,
            }
        }
        self.next();
        Some(Children::Map(nodes))
    }

    fn list(&mut self, depth: usize) -> Option<Children> {
        let mut nodes = Vec::new();
        self.next();
        loop {
            self.blanks();
            match self.chars.peek()? {
                ']' => break,
                ',' => self.next(),
                _ => nodes.push(self.value(depth + 1)?),
            }
        }
        self.next();
        Some(Children::List(nodes))
    }

    /// Reads a string with its escapes.
    fn string(&mut self) -> Option<String> {
        let mut raw = String::from('"');
        self.next();
        loop {
            let c = *self.chars.peek()?;
            self.next();
            raw.push(c);
            match c {
                '"' => break,
                '\\' => {
                    raw.push(*self.chars.peek()?);
                    self.next();
                }
                _ => {}
            }
        }
        serde_json::from_str(&raw).ok()
    }

    fn blanks(&mut self) {
        while self.chars.peek().is_some_and(|c| c.is_ascii_whitespace()) {
            self.next();
        }
    }

    fn next(&mut self) {
        match self.chars.next() {
            Some('\n') => {
                self.place = Position {
                    line: self.place.line + 1,
                    column: 1,
                }
            }
            Some(_) => self.place.column += 1,
            None => {}
        }
    }
}

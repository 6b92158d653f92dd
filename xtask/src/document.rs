//! A file of data with the place of every value: what all rules read.
//!
//! YAML (the part of it that is JSON), TOML and JSON become the same [`serde_json::Value`], and a
//! tree of positions beside it. Nothing in here panics, whatever the bytes are.

mod json;
mod scalar;
mod toml;
mod yaml;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Position};

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Deepest nesting of mappings and lists.
pub const MAX_DEPTH: usize = 64;
/// Most values in one document.
pub const MAX_NODES: usize = 200_000;
/// Longest key, in bytes.
pub const MAX_KEY: usize = 512;
/// After so many findings the parser stops.
const MAX_FINDINGS: usize = 100;

/// A parsed file: its value, and where each part of it stands.
///
/// ```
/// use xtask::document::Document;
/// let document = Document::parse("specs/x/openapi.yaml", "paths:\n  /a:\n    get: {}\n").unwrap();
/// assert_eq!(document.value()["paths"]["/a"]["get"], serde_json::json!({}));
/// assert_eq!(document.position("/paths/~1a/get").to_string(), "3:5");
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    file: String,
    value: Value,
    root: Node,
}

/// The place of one value and of what is in it.
#[derive(Clone, Debug)]
struct Node {
    /// Of the key in a mapping, else of the value itself.
    key: Position,
    value: Position,
    /// Behind the value; in YAML only, elsewhere where it begins.
    end: Position,
    children: Children,
}

#[derive(Clone, Debug)]
enum Children {
    None,
    Map(BTreeMap<String, Node>),
    List(Vec<Node>),
}

impl Document {
    /// Reads YAML. Scalars follow the core schema of YAML 1.2: `on` and dates stay strings.
    ///
    /// # Errors
    /// Everything that is wrong with the file as far as it can be read; never an empty list.
    pub fn parse(file: &str, bytes: impl AsRef<[u8]>) -> Result<Self, Vec<Diagnostic>> {
        yaml::parse(file, utf8(file, bytes.as_ref())?)
    }

    /// Reads TOML; dates become strings.
    ///
    /// # Errors
    /// As for [`Document::parse`].
    pub fn parse_toml(file: &str, bytes: impl AsRef<[u8]>) -> Result<Self, Vec<Diagnostic>> {
        toml::parse(file, utf8(file, bytes.as_ref())?)
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// As for [`Document::parse`].
    pub fn parse_json(file: &str, bytes: impl AsRef<[u8]>) -> Result<Self, Vec<Diagnostic>> {
        json::parse(file, utf8(file, bytes.as_ref())?)
    }

    /// The name of the file, as given.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The data.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The part of the data at a JSON pointer.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.value.pointer(pointer)
    }

    /// Where the key at a JSON pointer stands (the value, in a list); a pointer that leads out of
    /// the data gives the place of its nearest parent.
    #[must_use]
    pub fn position(&self, pointer: &str) -> Position {
        self.node(pointer).key
    }

    /// Where the value at a JSON pointer begins; falls back to the nearest parent.
    #[must_use]
    pub fn value_position(&self, pointer: &str) -> Position {
        self.node(pointer).value
    }

    /// Whether there is a value at a JSON pointer, and in YAML where it ends: behind its last character.
    #[must_use]
    pub fn end_position(&self, pointer: &str) -> Option<Position> {
        self.get(pointer).map(|_| self.node(pointer).end)
    }

    /// A finding at a place of this file.
    #[must_use]
    pub fn finding(
        &self,
        code: Code,
        pointer: impl Into<String>,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        let pointer = pointer.into();
        Diagnostic {
            code,
            file: self.file.clone(),
            position: self.position(&pointer),
            pointer,
            reason: reason.into(),
            remedy: remedy.into(),
        }
    }

    fn node(&self, pointer: &str) -> &Node {
        let mut node = &self.root;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let child = match &node.children {
                Children::None => None,
                Children::Map(map) => map.get(&step),
                Children::List(list) => step.parse().ok().and_then(|index: usize| list.get(index)),
            };
            match child {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }
}

/// The text of a file, if it is one.
fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Vec<Diagnostic>> {
    let finding = |position, code, reason: String, remedy: &str| {
        let pointer = String::new();
        vec![Diagnostic {
            code,
            file: file.to_owned(),
            position,
            pointer,
            reason,
            remedy: remedy.to_owned(),
        }]
    };
    if bytes.len() > MAX_BYTES {
        let reason = format!("the file has {} bytes, more than {MAX_BYTES}", bytes.len());
        return Err(finding(
            Position::START,
            Code::LimitExceeded,
            reason,
            "keep the file below 4 MiB",
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
        let position = Position::of_offset(&good, good.len());
        let reason = "the file is not UTF-8".to_owned();
        finding(
            position,
            Code::FileUnreadable,
            reason,
            "save the file as UTF-8",
        )
    })
}

//! TOML into a value and its positions.

use std::collections::BTreeMap;

use ::toml::de::{DeTable, DeValue};
use serde_json::{Map, Number, Value};

use super::{Children, Document, MAX_DEPTH, MAX_KEY, Node};
use crate::diagnostic::{Code, Diagnostic, Position, child, quoted, sort};

pub(super) fn parse(file: &str, text: &str) -> Result<Document, Vec<Diagnostic>> {
    let lines = Lines::of(text);
    let mut findings = Vec::new();
    let mut find = |code, offset: usize, pointer: &str, reason: String, remedy: &str| {
        findings.push(Diagnostic {
            code,
            file: file.to_owned(),
            position: lines.position(text, offset),
            pointer: pointer.to_owned(),
            reason,
            remedy: remedy.to_owned(),
        });
    };
    let parsed = match DeTable::parse(text) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let duplicate = error.message().contains("duplicate key");
            let code = if duplicate {
                Code::DuplicateKey
            } else {
                Code::SyntaxInvalid
            };
            find(
                code,
                offset,
                "",
                format!("the TOML is not well-formed: {}", error.message()),
                "correct the TOML",
            );
            None
        }
    };
    let mut converter = Converter {
        text,
        lines: &lines,
        find: &mut find,
    };
    let converted = parsed.map(|table| converter.table(table.get_ref(), String::new(), 0));
    match converted {
        Some((value, children)) if findings.is_empty() => {
            let root = Node {
                key: Position::START,
                value: Position::START,
                end: Position::START,
                children,
            };
            Ok(Document {
                file: file.to_owned(),
                value,
                root,
            })
        }
        _ => {
            sort(&mut findings);
            Err(findings)
        }
    }
}

type Find<'a> = dyn FnMut(Code, usize, &str, String, &str) + 'a;

struct Converter<'a, 'f> {
    text: &'a str,
    lines: &'a Lines,
    find: &'a mut Find<'f>,
}

impl Converter<'_, '_> {
    fn table(&mut self, table: &DeTable<'_>, pointer: String, depth: usize) -> (Value, Children) {
        let (mut values, mut nodes) = (Map::new(), BTreeMap::new());
        for (key, value) in table {
            let name = key.get_ref().to_string();
            if name.len() > MAX_KEY {
                let reason = format!("a key has {} bytes, more than {MAX_KEY}", name.len());
                (self.find)(
                    Code::LimitExceeded,
                    key.span().start,
                    &pointer,
                    reason,
                    "shorten the key",
                );
                continue;
            }
            let at = value.span().start;
            let (converted, children) =
                self.value(value.get_ref(), at, child(&pointer, &name), depth);
            let key = self.lines.position(self.text, key.span().start);
            let value = self.lines.position(self.text, at);
            nodes.insert(
                name.clone(),
                Node {
                    key,
                    value,
                    end: value,
                    children,
                },
            );
            values.insert(name, converted);
        }
        (Value::Object(values), Children::Map(nodes))
    }

    fn value(
        &mut self,
        value: &DeValue<'_>,
        at: usize,
        pointer: String,
        depth: usize,
    ) -> (Value, Children) {
        if depth >= MAX_DEPTH {
            let reason = format!("values are nested more than {MAX_DEPTH} deep");
            (self.find)(
                Code::LimitExceeded,
                at,
                &pointer,
                reason,
                "write the data flatter",
            );
            return (Value::Null, Children::None);
        }
        let mut ambiguous = |text: String| {
            let reason = format!("{} has no form in JSON", quoted(&text));
            (self.find)(
                Code::NumberAmbiguous,
                at,
                &pointer,
                reason,
                "put it in quotes",
            );
            Value::Null
        };
        let scalar = match value {
            DeValue::Table(table) => return self.table(table, pointer, depth + 1),
            DeValue::Array(array) => {
                let (mut values, mut nodes) = (Vec::new(), Vec::new());
                for (index, item) in array.iter().enumerate() {
                    let at = item.span().start;
                    let pointer = format!("{pointer}/{index}");
                    let (value, children) = self.value(item.get_ref(), at, pointer, depth + 1);
                    let place = self.lines.position(self.text, at);
                    values.push(value);
                    nodes.push(Node {
                        key: place,
                        value: place,
                        end: place,
                        children,
                    });
                }
                return (Value::Array(values), Children::List(nodes));
            }
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(value) => Value::String(value.to_string()),
            DeValue::Integer(value) => i64::from_str_radix(value.as_str(), value.radix())
                .map_or_else(|_| ambiguous(value.as_str().to_owned()), Value::from),
            DeValue::Float(value) => {
                let number = value.as_str().parse().ok().and_then(Number::from_f64);
                number.map_or_else(|| ambiguous(value.as_str().to_owned()), Value::Number)
            }
        };
        (scalar, Children::None)
    }
}

/// Where the lines of a text begin, so that thousands of offsets are placed quickly.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let starts = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(starts).collect())
    }

    fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.0.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|line| self.0.get(line))
            .copied()
            .unwrap_or(0);
        let before = text.as_bytes().get(start..offset).unwrap_or_default();
        Position {
            line,
            column: String::from_utf8_lossy(before).chars().count() + 1,
        }
    }
}

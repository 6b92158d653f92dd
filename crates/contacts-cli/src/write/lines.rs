//! A file of writes, line by line.

use std::fs;
use std::io::{self, Read};

use contacts::runtime::Patch;
use contacts::{ContactPatch, Field, FieldPath, Write};
use serde_json::Value;

use super::header::Header;
use super::undo::First;
use crate::exit::Failure;
use crate::text::meant;

/// One write of many.
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// The contact that it is made of, of a move: vendor and id.
    pub from: Option<String>,
    /// The write, or why it is none. Nothing of a person is in that.
    pub write: Result<Write, String>,
    /// What goes onto the contact after it, of a move.
    pub notes: Vec<NewNote>,
}

/// A note that goes onto a contact.
pub struct NewNote {
    /// The note that it is made of: vendor and id of its contact, and its own id.
    pub from: String,
    /// What it says.
    pub text: String,
}

/// What a file holds.
#[derive(Default)]
pub struct Lines {
    /// Its writes. Empty lines are none.
    pub lines: Vec<Line>,
    /// Whose it says that it is.
    pub headers: Vec<Header>,
}

/// Reads a file; `-` is standard input.
pub fn read(file: &str) -> Result<Lines, Failure> {
    let text = match file {
        "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        file => fs::read_to_string(file),
    };
    let text = text.map_err(|error| Failure::Source {
        file: file.to_owned(),
        error,
    })?;
    let mut read = Lines::default();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        let write = match serde_json::from_str::<First>(line).map(First::header) {
            Ok(Some(header)) => {
                read.headers.push(header);
                continue;
            }
            Ok(None) => Err("the file is of another version of this command".to_owned()),
            // Its message has no value in it.
            Err(_) => {
                contacts::runtime::decode(line).map_err(|error| problem(line, &error.to_string()))
            }
        };
        read.lines.push(Line {
            number,
            from: None,
            write,
            notes: Vec::new(),
        });
    }
    Ok(read)
}

/// Why a line is no write, and what was probably meant.
fn problem(line: &str, error: &str) -> String {
    let value: Value = serde_json::from_str(line).unwrap_or_default();
    if value.get("write").is_none() && value.get("source").is_some() {
        return "no write but a contact, as exports have them: `contacts move FILE SLUG` writes it"
            .to_owned();
    }
    let members = value.get("patch").and_then(Value::as_object);
    let names = members.into_iter().flat_map(|patch| patch.keys());
    let mut hints = names.filter_map(|name| misnamed(name));
    if let Some(hint) = hints.next() {
        return format!("no write: {hint}");
    }
    // The line of the file is told before.
    let error = error.replace("(line 1, column ", "(column ");
    format!("no write: {error}; `contacts apply --help` shows some")
}

/// What to write in the place of a name that no member of a patch has.
fn misnamed(name: &str) -> Option<String> {
    let known = members();
    if known.iter().any(|known| known == name) {
        return None;
    }
    let path: Option<FieldPath> = name.parse().ok();
    match path.as_ref().map(|path| (path.field, &path.key)) {
        Some((_, None)) => None,
        Some((field, Some(_))) => {
            let member = match field.path() {
                "onlineServices" => "services",
                path => path,
            };
            Some(format!(
                "{name} is the place of one of several: write it as {{\"{member}\": {{…}}}}"
            ))
        }
        None => Some(match meant(name, known.iter().map(String::as_str)) {
            Some(meant) => format!("there is no field {name}: did you mean {meant}?"),
            None => format!("there is no field {name}: there are {}", known.join(", ")),
        }),
    }
}

/// What the members of a patch are called.
fn members() -> Vec<String> {
    let mut all = ContactPatch::default();
    for field in Field::ALL {
        let path = match field.has_keys() {
            true => field.at("a"),
            false => FieldPath::from(*field),
        };
        all.put(&path, Patch::Null);
    }
    let value = serde_json::to_value(all).unwrap_or_default();
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, _)| name.clone()).collect()
}

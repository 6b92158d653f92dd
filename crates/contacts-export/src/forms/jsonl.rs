//! JSON Lines: the model's JSON with the exact bytes of the record beside it.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use contacts_core::mapping::Undecodable;
use contacts_core::model::Contact;
use serde::Deserialize;
use serde_json::json;

use super::{Entries, Entry, Form, invalid};

/// Writes JSON Lines.
pub struct Jsonl;

impl Form for Jsonl {
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        for contact in contacts {
            serde_json::to_writer(&mut *out, contact)?;
            // The contact is an object with members: a source at least.
            out.pop();
            out.extend_from_slice(b",\"raw\":");
            serde_json::to_writer(&mut *out, &contact.raw)?;
            out.extend_from_slice(b"}\n");
        }
        Ok(())
    }

    fn undecodable(&mut self, records: &[Undecodable], out: &mut Vec<u8>) -> io::Result<()> {
        for record in records {
            serde_json::to_writer(&mut *out, &json!({ "undecodable": record }))?;
            out.push(b'\n');
        }
        Ok(())
    }
}

/// What stands beside the members of a contact in a line.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Beside {
    raw: String,
    undecodable: Option<Lost>,
}

#[derive(Deserialize)]
struct Lost {
    pointer: String,
    reason: String,
    raw: String,
}

/// Reads JSON Lines.
pub fn read(file: File) -> Entries {
    let lines = BufReader::new(file).lines();
    Box::new(lines.enumerate().map(|(index, line)| {
        let number = index + 1;
        entry(&line?).map_err(|problem| invalid(format!("line {number} {problem}")))
    }))
}

/// What a line holds, else what is wrong with it.
fn entry(line: &str) -> Result<Entry, &'static str> {
    let beside: Beside = serde_json::from_str(line).map_err(|error| wrong(&error, NO_CONTACT))?;
    if let Some(Lost {
        pointer,
        reason,
        raw,
    }) = beside.undecodable
    {
        return Ok(Entry::Undecodable(Undecodable {
            pointer,
            reason,
            raw,
        }));
    }
    let mut contact: Contact =
        serde_json::from_str(line).map_err(|error| wrong(&error, NO_CONTACT))?;
    if contact.source.provider.is_empty() || contact.source.id.as_str().is_empty() {
        return Err(NO_CONTACT);
    }
    contact.raw = beside.raw;
    Ok(Entry::Contact(Box::new(contact)))
}

/// Members that are unknown may be those of a later release; without these two nobody knows who it is.
const NO_CONTACT: &str =
    "is no contact: one has at least {\"source\": {\"provider\": \"SLUG\", \"id\": \"ID\"}}";

/// Why a line can't be read, without what is in it: serde's messages may quote a value.
pub fn hidden(error: serde_json::Error) -> io::Error {
    invalid(format!("a line {}", wrong(&error, "is no contact")))
}

fn wrong(error: &serde_json::Error, no_contact: &'static str) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Data => no_contact,
        serde_json::error::Category::Eof => "is cut off",
        _ => "is no JSON",
    }
}

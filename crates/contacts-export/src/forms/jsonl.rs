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
    Box::new(lines.map(|line| {
        let line = line?;
        let beside: Beside = serde_json::from_str(&line).map_err(hidden)?;
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
        let mut contact: Contact = serde_json::from_str(&line).map_err(hidden)?;
        contact.raw = beside.raw;
        Ok(Entry::Contact(Box::new(contact)))
    }))
}

/// Why a line can't be read, without what is in it: serde's messages may quote a value.
pub fn hidden(error: serde_json::Error) -> io::Error {
    invalid(match error.classify() {
        serde_json::error::Category::Data => "a line is no contact",
        serde_json::error::Category::Eof => "a line is cut off",
        _ => "a line is no JSON",
    })
}

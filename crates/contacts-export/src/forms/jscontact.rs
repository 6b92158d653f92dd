//! JSContact Cards, one a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use contacts_core::jscontact;
use contacts_core::model::Contact;

use super::jsonl::hidden;
use super::{Entries, Entry, Form};

/// Writes Cards.
pub struct Jscontact;

impl Form for Jscontact {
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        for contact in contacts {
            serde_json::to_writer(&mut *out, &jscontact::export(contact))?;
            out.push(b'\n');
        }
        Ok(())
    }
}

/// Reads Cards.
pub fn read(file: File) -> Entries {
    let lines = BufReader::new(file).lines();
    Box::new(lines.map(|line| {
        let card = serde_json::from_str(&line?).map_err(hidden)?;
        Ok(Entry::Contact(Box::new(jscontact::import(card))))
    }))
}

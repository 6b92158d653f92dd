//! Contacts that were exported before: from folders of `contacts export`, and from files in one of its formats.

use std::fs::File;
use std::path::Path;

use contacts::Contact;
use contacts_export::{Entry, Format, Manifest, contacts, read, recognise};

use crate::exit::Failure;

/// Contacts, one by one.
pub type Contacts = Box<dyn Iterator<Item = Result<Contact, Failure>>>;

/// What a path holds.
pub struct Source {
    /// What the export says of itself; files say nothing.
    pub manifest: Option<Manifest>,
    /// Its contacts. Records that can't be read are passed over.
    pub contacts: Contacts,
}

/// Opens a folder or a file.
pub fn open(path: &Path) -> Result<Source, Failure> {
    if path.is_dir() {
        let manifest = Manifest::read(path)?;
        let contacts = contacts(path, &manifest).map(|contact| contact.map_err(Failure::from));
        return Ok(Source {
            contacts: Box::new(contacts),
            manifest: Some(manifest),
        });
    }
    let file = path.display().to_string();
    let unreadable = {
        let file = file.clone();
        move |error| Failure::Source {
            file: file.clone(),
            error,
        }
    };
    let mut opened = File::open(path).map_err(&unreadable)?;
    let format = match path.is_file() {
        true => recognise(&mut opened).map_err(&unreadable)?,
        // What comes through a pipe comes once.
        false => Some(Format::Jsonl),
    };
    let format = format.ok_or_else(|| Failure::Usage(unknown(&file)))?;
    let entries = read(format, opened).map_err(&unreadable)?;
    let contacts = entries.filter_map(move |entry| match entry {
        Ok(Entry::Contact(contact)) => Some(Ok(*contact)),
        Ok(Entry::Undecodable(_)) => None,
        Err(error) => Some(Err(unreadable(error))),
    });
    Ok(Source {
        manifest: None,
        contacts: Box::new(contacts),
    })
}

/// That a file is none of `contacts export`, nor of another command that writes contacts.
fn unknown(file: &str) -> String {
    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    format!(
        "{file} has no contacts in a format that is read: {}; `contacts export SLUG --format jsonl --out backup` writes some",
        formats.join(", ")
    )
}

//! One file a format: how contacts are written, and how they are read again.

pub mod csv;
pub mod jscontact;
pub mod jsonl;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "vcard")]
pub mod vcard;

use std::fs::File;
use std::io;

use contacts_core::mapping::Undecodable;
use contacts_core::model::Contact;

use self::csv::Text;
use crate::format::Format;

/// A format that writes. What is done goes to the end of `out`; the rest is kept back until there is enough, or until
/// [`end`](Self::end).
pub trait Form: Send {
    /// Writes contacts.
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()>;

    /// Writes records that can't be read, where there is a place for them.
    fn undecodable(&mut self, _records: &[Undecodable], _out: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    /// Writes what was kept back, and what ends a file.
    fn end(&mut self, _out: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }
}

/// What a file holds, one after the other.
pub type Entries = Box<dyn Iterator<Item = io::Result<Entry>> + Send>;

/// Ids, one after the other.
pub type Ids = Box<dyn Iterator<Item = io::Result<String>> + Send>;

/// One thing in a file. There will be no other variant: who reads a file decides about each, or would lose what is in it.
pub enum Entry {
    /// A contact.
    Contact(Box<Contact>),
    /// A record that can't be read.
    Undecodable(Undecodable),
}

/// The form that writes a format.
pub fn form(format: Format) -> io::Result<Box<dyn Form>> {
    Ok(match format {
        Format::Jsonl => Box::new(jsonl::Jsonl),
        Format::Csv => Box::new(csv::Csv::new(Text::Safe)),
        Format::CsvPlain => Box::new(csv::Csv::new(Text::Plain)),
        #[cfg(feature = "parquet")]
        Format::Parquet(schema) => Box::new(parquet::Parquet::new(schema)?),
        #[cfg(feature = "vcard")]
        Format::Vcard => Box::new(vcard::Vcard),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet(_) => return Err(not_built(format)),
        #[cfg(not(feature = "vcard"))]
        Format::Vcard => return Err(not_built(format)),
        Format::Jscontact => Box::new(jscontact::Jscontact),
    })
}

/// What a file holds that [`Writer`](crate::Writer) wrote: contacts as they were, but for the exact bytes, which
/// [`Format::Jsonl`] alone keeps. Reads as far as it is asked.
///
/// # Errors
///
/// If the file can't be read, or is of another format. No value of it is in an error.
pub fn read(format: Format, file: File) -> io::Result<Entries> {
    Ok(match format {
        Format::Jsonl => jsonl::read(file),
        Format::Csv => csv::read(file, Text::Safe)?,
        Format::CsvPlain => csv::read(file, Text::Plain)?,
        #[cfg(feature = "parquet")]
        Format::Parquet(schema) => parquet::read(schema, file)?,
        #[cfg(feature = "vcard")]
        Format::Vcard => vcard::read(file),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet(_) => return Err(not_built(format)),
        #[cfg(not(feature = "vcard"))]
        Format::Vcard => return Err(not_built(format)),
        Format::Jscontact => jscontact::read(file),
    })
}

/// The vendor's ids of the contacts that a file holds.
pub fn ids(format: Format, file: File) -> io::Result<Ids> {
    #[cfg(feature = "parquet")]
    if matches!(format, Format::Parquet(_)) {
        return parquet::ids(file);
    }
    Ok(Box::new(read(format, file)?.filter_map(
        |entry| match entry {
            Ok(Entry::Contact(contact)) => Some(Ok(contact.source.id.to_string())),
            Ok(Entry::Undecodable(_)) => None,
            Err(error) => Some(Err(error)),
        },
    )))
}

/// The error that a format is of another build.
#[cfg(not(all(feature = "parquet", feature = "vcard")))]
fn not_built(format: Format) -> io::Error {
    let feature = format.name();
    let reason = format!("contacts-export was built without the feature {feature}: build it with");
    io::Error::new(io::ErrorKind::Unsupported, reason)
}

/// An error about what is in a file.
fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

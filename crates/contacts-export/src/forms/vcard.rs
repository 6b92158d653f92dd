//! vCard 4.0, by way of the JSContact Card (RFC 9555).

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use calcard::jscontact::JSContact;
use calcard::jscontact::import::ConversionOptions;
use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardProperty, VCardVersion};
use contacts_core::jscontact::{self, Card};
use contacts_core::model::Contact;

use super::{Entries, Entry, Form, invalid};

/// Writes vCards.
pub struct Vcard;

impl Form for Vcard {
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        for contact in contacts {
            let json = serde_json::to_string(&jscontact::export(contact))?;
            let card = JSContact::<String, String>::parse(&json).map_err(|_| unwritable())?;
            let vcard = card.into_vcard().ok_or_else(unwritable)?;
            let mut text = String::new();
            vcard
                .write_to(&mut text, VCardVersion::V4_0)
                .map_err(|_| unwritable())?;
            out.extend_from_slice(text.as_bytes());
        }
        Ok(())
    }
}

fn unwritable() -> io::Error {
    invalid("a contact has no form as a vCard")
}

/// Reads vCards, each from its BEGIN to its END.
pub fn read(file: File) -> Entries {
    let mut lines = BufReader::new(file).lines();
    Box::new(std::iter::from_fn(move || {
        let mut text = String::new();
        for line in lines.by_ref() {
            let line = match line {
                Ok(line) => line,
                Err(error) => return Some(Err(error)),
            };
            text.push_str(&line);
            text.push_str("\r\n");
            if line.trim_end().eq_ignore_ascii_case("END:VCARD") {
                return Some(contact(&text));
            }
        }
        (!text.trim().is_empty()).then(|| Err(invalid("the last vCard has no end")))
    }))
}

fn contact(text: &str) -> io::Result<Entry> {
    let unreadable = || invalid("a vCard can't be read");
    let mut vcard = VCard::parse(text).map_err(|_| unreadable())?;
    // A vCard must have a full name. One that was made for that says so, and is none of the contact's.
    let is_made = |entry: &VCardEntry| {
        let mut names = entry.params.iter().map(|parameter| &parameter.name);
        entry.name == VCardProperty::Fn && names.any(|name| *name == VCardParameterName::Derived)
    };
    vcard.entries.retain(|entry| !is_made(entry));
    let options = ConversionOptions::default().include_vcard_parameters(false);
    let card: JSContact<'_, String, String> = vcard.into_jscontact_with_options(options);
    let card = serde_json::to_string(&card.0).map_err(|_| unreadable())?;
    let mut card: Card = serde_json::from_str(&card).map_err(|_| unreadable())?;
    // How the vCard was written, as the library notes it.
    card.other.remove("vCard");
    Ok(Entry::Contact(Box::new(jscontact::import(card))))
}

//! vCard 4.0, by way of the JSContact Card (RFC 9555).
//!
//! On that way something of most contacts is lost: fractions of seconds, empty texts, members that neither standard has. So
//! each vCard is read back as it is written, and what is not the same then is put beside it in one more `JSPROP`. Who changes
//! the vCard changes the contact: what is beside counts only while the vCard says the same as when it was written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};

use calcard::jscontact::JSContact;
use calcard::jscontact::import::ConversionOptions;
use calcard::vcard::{
    VCard, VCardEntry, VCardParameter, VCardParameterName, VCardParameterValue, VCardProperty,
    VCardValue, VCardVersion,
};
use contacts_core::jscontact::{self, Card, PREFIX};
use contacts_core::model::Contact;
use contacts_runtime::client::Key;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Entries, Entry, Form, invalid};

/// Writes vCards.
pub struct Vcard;

/// What a vCard does not say of a contact, by its members in the model.
type Beside = BTreeMap<String, Member>;

/// A member of a contact that a vCard does not say as it is.
#[derive(Serialize, Deserialize)]
struct Member {
    /// What the vCard says, by its key.
    said: Key,
    /// What it is; nothing if the contact has it not.
    is: Option<Value>,
}

impl Form for Vcard {
    fn contacts(&mut self, contacts: &[Contact], out: &mut Vec<u8>) -> io::Result<()> {
        for contact in contacts {
            let json = serde_json::to_string(&jscontact::export(contact))?;
            let card = JSContact::<String, String>::parse(&json).map_err(|_| unwritable())?;
            let mut vcard = card.into_vcard().ok_or_else(unwritable)?;
            let mut text = written(&vcard)?;
            let beside = beside(contact, &parsed(&text)?)?;
            if !beside.is_empty() {
                let entry = VCardEntry::new(VCardProperty::Jsprop)
                    .with_param(VCardParameter::jsptr(place()))
                    .with_value(serde_json::to_string(&beside)?);
                vcard.entries.push(entry);
                text = written(&vcard)?;
            }
            out.extend_from_slice(text.as_bytes());
        }
        Ok(())
    }
}

fn written(vcard: &VCard) -> io::Result<String> {
    let mut text = String::new();
    match vcard.write_to(&mut text, VCardVersion::V4_0) {
        Ok(()) => Ok(text),
        Err(_) => Err(unwritable()),
    }
}

fn unwritable() -> io::Error {
    invalid("a contact has no form as a vCard")
}

fn unreadable() -> io::Error {
    invalid("a vCard can't be read")
}

/// Where in a Card it would stand.
fn place() -> String {
    format!("{PREFIX}:vcard")
}

fn beside(contact: &Contact, said: &Contact) -> io::Result<Beside> {
    let (is, said) = (members(contact)?, members(said)?);
    let names: BTreeSet<&String> = is.keys().chain(said.keys()).collect();
    let differ = names
        .into_iter()
        .filter(|name| is.get(*name) != said.get(*name));
    let member = |name: &String| Member {
        said: key(said.get(name)),
        is: is.get(name).cloned(),
    };
    Ok(differ.map(|name| (name.clone(), member(name))).collect())
}

/// The contact with what was put beside its vCard, as far as that says what it said.
fn with_beside(contact: Contact, beside: Beside) -> io::Result<Contact> {
    let mut members = members(&contact)?;
    for (name, member) in beside {
        if key(members.get(&name)) == member.said {
            match member.is {
                Some(value) => members.insert(name, value),
                None => members.remove(&name),
            };
        }
    }
    serde_json::from_value(Value::Object(members)).map_err(|_| unreadable())
}

fn members(contact: &Contact) -> io::Result<Map<String, Value>> {
    match serde_json::to_value(contact)? {
        Value::Object(members) => Ok(members),
        _ => Err(unwritable()),
    }
}

fn key(value: Option<&Value>) -> Key {
    Key::of(value.map(Value::to_string).unwrap_or_default().as_bytes())
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
                return Some(parsed(&text).map(|contact| Entry::Contact(Box::new(contact))));
            }
        }
        (!text.trim().is_empty()).then(|| Err(invalid("the last vCard has no end")))
    }))
}

fn parsed(text: &str) -> io::Result<Contact> {
    let mut vcard = VCard::parse(text).map_err(|_| unreadable())?;
    // A vCard must have a full name. One that was made for that says so, and is none of the contact's.
    let is_made = |entry: &VCardEntry| {
        let mut names = entry.params.iter().map(|parameter| &parameter.name);
        entry.name == VCardProperty::Fn && names.any(|name| *name == VCardParameterName::Derived)
    };
    let entries = vcard.entries.into_iter().filter(|entry| !is_made(entry));
    let (found, entries): (Vec<_>, Vec<_>) = entries.partition(is_beside);
    vcard.entries = entries;
    let options = ConversionOptions::default().include_vcard_parameters(false);
    let card: JSContact<'_, String, String> = vcard.into_jscontact_with_options(options);
    let card = serde_json::to_string(&card.0).map_err(|_| unreadable())?;
    let mut card: Card = serde_json::from_str(&card).map_err(|_| unreadable())?;
    // How the vCard was written, as the library notes it.
    card.other.remove("vCard");
    let contact = jscontact::import(card);
    match found.first().map(|entry| entry.values.as_slice()) {
        Some([VCardValue::Text(beside)]) => {
            let beside = serde_json::from_str(beside).map_err(|_| unreadable())?;
            with_beside(contact, beside)
        }
        _ => Ok(contact),
    }
}

fn is_beside(entry: &VCardEntry) -> bool {
    let is_place = |parameter: &VCardParameter| {
        let is_text =
            matches!(&parameter.value, VCardParameterValue::Text(text) if *text == place());
        parameter.name == VCardParameterName::Jsptr && is_text
    };
    entry.name == VCardProperty::Jsprop && entry.params.iter().any(is_place)
}

//! What was written reads back equal, in every format.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod people;

use std::fs::File;
use std::io::{Seek, Write};

use contacts_core::mapping::{Mapped, Undecodable};
use contacts_core::model::Contact;
use contacts_export::{Entry, Format, Schema, Writer, read, recognise};
use proptest::collection::vec;
use proptest::prelude::*;

#[test]
#[cfg(not(feature = "parquet"))]
fn a_format_of_another_build_is_known_and_says_so() {
    let format: Format = serde_json::from_str(r#"{"parquet":"nested"}"#).unwrap();
    assert!(!Format::ALL.contains(&format));
    let written = Writer::new(format, tempfile::tempfile().unwrap()).map(drop);
    let read = read(format, tempfile::tempfile().unwrap()).map(drop);
    for refused in [
        written.unwrap_err().to_string(),
        read.unwrap_err().to_string(),
    ] {
        assert!(refused.contains("without the feature parquet"), "{refused}");
    }
}

fn written(format: Format, contacts: &[Contact]) -> File {
    let mut page = Mapped::contacts(contacts.to_vec(), Default::default());
    page.undecodable.push(Undecodable {
        pointer: "/data/7".to_owned(),
        reason: "no id".to_owned(),
        raw: "{\n\"id\": null}".to_owned(),
    });
    let mut writer = Writer::new(format, tempfile::tempfile().unwrap()).unwrap();
    writer.write(&page).unwrap();
    let mut file = writer.finish().unwrap();
    file.rewind().unwrap();
    file
}

fn comes_back(format: Format, contacts: &[Contact]) -> Result<(), TestCaseError> {
    let mut back = Vec::new();
    let mut undecodable = 0;
    let mut file = written(format, contacts);
    let found = recognise(&mut file).unwrap();
    // Only cells that would differ tell the two kinds of CSV apart, and nothing what an empty file is.
    let is_same = format == Format::CsvPlain && found == Some(Format::Csv);
    prop_assert!(
        found == Some(format) || is_same || contacts.is_empty(),
        "{:?}",
        found
    );
    for entry in read(format, file).unwrap() {
        match entry.unwrap() {
            Entry::Contact(contact) => back.push(*contact),
            Entry::Undecodable(record) => {
                prop_assert_eq!(record.raw, "{\n\"id\": null}");
                undecodable += 1;
            }
        }
    }
    prop_assert_eq!(undecodable, usize::from(format.takes_undecodable()));
    prop_assert_eq!(back.len(), contacts.len());
    for (contact, back) in contacts.iter().zip(&back) {
        let json = |contact: &Contact| serde_json::to_value(contact).unwrap();
        prop_assert_eq!(json(back), json(contact));
        let raw = if format == Format::Jsonl {
            contact.raw.as_str()
        } else {
            ""
        };
        prop_assert_eq!(&back.raw, raw);
        let mut contact = contact.clone();
        contact.raw = raw.to_owned();
        prop_assert!(*back == contact);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn json_lines(contacts in vec(people::contact(), 0..4)) {
        comes_back(Format::Jsonl, &contacts)?;
    }

    #[test]
    fn csv(contacts in vec(people::contact(), 0..4)) {
        comes_back(Format::Csv, &contacts)?;
        comes_back(Format::CsvPlain, &contacts)?;
    }

    #[test]
    fn jscontact(contacts in vec(people::contact(), 0..4)) {
        comes_back(Format::Jscontact, &contacts)?;
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn nested_parquet(contacts in vec(people::contact(), 0..4)) {
        comes_back(Format::Parquet(Schema::Nested), &contacts)?;
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn flat_parquet(contacts in vec(people::contact(), 0..4)) {
        comes_back(Format::Parquet(Schema::Flat), &contacts)?;
    }

    #[cfg(feature = "vcard")]
    #[test]
    fn vcard(contacts in vec(people::contact(), 0..4)) {
        comes_back(Format::Vcard, &contacts)?;
    }
}

/// What is put beside a vCard is not to hide what somebody writes into it.
#[cfg(feature = "vcard")]
#[test]
fn what_somebody_changed_in_a_vcard_wins() {
    use std::io::Read;

    use contacts_core::model::{ChannelIdentity, Service};

    let mut contact = Contact::default();
    contact.name.full = Some("Ada".to_owned());
    // What no vCard says.
    contact.name.given = Some(String::new());
    contact.online_services = vec![ChannelIdentity {
        service: Service::Whatsapp,
        value: "12025550143".to_owned(),
        window_open: Some(true),
        ..ChannelIdentity::default()
    }];
    let mut text = String::new();
    let mut file = written(Format::Vcard, std::slice::from_ref(&contact));
    file.read_to_string(&mut text).unwrap();
    let read = |text: &str| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.rewind().unwrap();
        match read(Format::Vcard, file).unwrap().next() {
            Some(Ok(Entry::Contact(contact))) => *contact,
            _ => unreachable!("{text}"),
        }
    };
    assert!(read(&text) == contact, "{text}");
    let changed = text.replace("FN:Ada", "FN:Bea");
    assert_ne!(changed, text);
    let back = read(&changed);
    assert_eq!(back.name.full.as_deref(), Some("Bea"), "{changed}");
    assert_eq!(back.name.given, None, "{changed}");
    assert!(back.online_services == contact.online_services, "{changed}");
}

#[test]
fn what_is_no_file_of_contacts_is_not_taken_for_one() {
    for (text, expected) in [
        ("", Some(Format::Jsonl)),
        ("\u{feff}{\"source\":{\"id\":1}}\n", Some(Format::Jsonl)),
        ("{\"write\":\"delete\",\"id\":\"5\"}\n", None),
        ("{\"version\":1,\"tool\":\"x\"}", None),
        ("{\n  \"source\": {}\n}", None),
        ("[]", None),
        ("name,phone\nAda,1\n", None),
        ("<!doctype html>\n", None),
        ("begin:vcard\r\n", Some(Format::Vcard)),
        ("PAR", None),
    ] {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.rewind().unwrap();
        assert_eq!(recognise(&mut file).unwrap(), expected, "{text}");
        assert_eq!(file.stream_position().unwrap(), 0, "{text}");
    }
}

#[test]
fn what_takes_no_more_is_an_error_at_every_byte() {
    /// Takes so many bytes.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            match self.0.min(bytes.len()) {
                0 => Err(std::io::ErrorKind::StorageFull.into()),
                taken => {
                    self.0 -= taken;
                    Ok(taken)
                }
            }
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let page = Mapped::contact(Contact::default());
    for format in Format::ALL {
        let mut whole = Writer::new(*format, Vec::new()).unwrap();
        whole.write(&page).unwrap();
        let length = whole.finish().unwrap().len();
        // Parquet's end alone is many thousand bytes.
        for room in (0..length).step_by(1 + length / 200) {
            let mut writer = Writer::new(*format, Full(room)).unwrap();
            let failed = writer.write(&page).err().or_else(|| writer.finish().err());
            let kind = failed.map(|error| error.kind());
            assert_eq!(
                kind,
                Some(std::io::ErrorKind::StorageFull),
                "{format} at {room}"
            );
        }
    }
}

//! `contacts map`.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};

use contacts::core::ledger::trace;
use contacts::core::mapping::{Mapped, Origin, map};

use super::summary::{Summary, write_contact, write_undecodable};
use crate::arguments::Map;
use crate::exit::{Exit, Failure};
use crate::text::plain;

pub fn run(arguments: Map, out: &mut dyn Write, notes: &mut dyn Write) -> Result<Exit, Failure> {
    let body = read(arguments.file.as_deref())?;
    let origin = Origin::new(&arguments.slug, "");
    let mapped = map(&arguments.slug, &arguments.operation, &body, &origin)?;
    let mut summary = Summary::default();
    summary.count(&mapped);
    if arguments.ledger {
        let ledger = trace(&body, |body| {
            map(&arguments.slug, &arguments.operation, body, &origin)
        })?;
        writeln!(
            out,
            "{}",
            ledger
                .to_string()
                .lines()
                .map(plain)
                .collect::<Vec<_>>()
                .join("\n")
        )?;
    } else if arguments.whole || mapped.contacts.is_empty() {
        let text = serde_json::to_string_pretty(&mapped).map_err(io::Error::from)?;
        writeln!(out, "{text}")?;
    } else {
        write(out, &mapped)?;
    }
    writeln!(
        notes,
        "{} {}: {}",
        arguments.slug,
        arguments.operation,
        summary.line()
    )?;
    Ok(if summary.is_complete() {
        Exit::Ok
    } else {
        Exit::Incomplete
    })
}

fn write(out: &mut dyn Write, mapped: &Mapped) -> Result<(), Failure> {
    for contact in &mapped.contacts {
        write_contact(out, contact)?;
    }
    for record in &mapped.undecodable {
        write_undecodable(out, record)?;
    }
    Ok(())
}

fn read(file: Option<&str>) -> Result<String, Failure> {
    let bytes = match file {
        Some(path) if path != "-" => fs::read(path).map_err(|source| Failure::File {
            path: path.to_owned(),
            source,
        })?,
        None if io::stdin().is_terminal() => {
            return Err(Failure::Usage(
                "no body: name a file, or pipe the answer in, such as `curl … | contacts map chatbotx listContacts`"
                    .to_owned(),
            ));
        }
        _ => {
            let mut bytes = Vec::new();
            io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|source| Failure::File {
                    path: "standard input".to_owned(),
                    source,
                })?;
            bytes
        }
    };
    String::from_utf8(bytes).map_err(|error| {
        Failure::Usage(format!(
            "the body is not UTF-8 text (byte {}): pass the answer as it came, not compressed and not as a picture of it",
            error.utf8_error().valid_up_to()
        ))
    })
}

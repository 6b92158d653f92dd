//! `contacts map`.

use std::fs;
use std::io::{self, IsTerminal, Read};

use clap::Args;
use contacts::Account;
use contacts::core::ledger::trace;
use contacts::core::mapping::{MapError, Mapped, Origin, map};

use super::summary::{Summary, undecodable_line};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::{OPERATIONS, SLUGS};

/// What a body from standard input is called.
const STDIN: &str = "standard input";

/// Map a raw answer of a vendor: a response body in, contacts as JSON Lines out.
///
/// Answers without contacts, such as notes or tags, are printed whole.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  curl … | contacts map chatbotx listContacts\n  contacts map tetherai getContact answer.json --ledger\n  contacts map digital99 listContactNotes notes.json --whole"
)]
pub struct Arguments {
    /// The vendor's slug.
    #[arg(value_parser = SLUGS)]
    slug: String,
    /// The operation that gave the answer, such as listContacts.
    #[arg(value_name = "OPERATION_ID", value_parser = OPERATIONS, hide_possible_values = true)]
    operation: String,
    /// The file with the body; - or nothing for standard input.
    file: Option<String>,
    /// Say of each JSON leaf where it went, in place of the contacts.
    #[arg(long, conflicts_with = "whole")]
    ledger: bool,
    /// Print all that the answer maps to: contacts, tags, notes, conversations, page, issues, extra.
    #[arg(long)]
    whole: bool,
}

pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (slug, operation) = (arguments.slug.as_str(), arguments.operation.as_str());
    // Before anybody waits for a body.
    check(slug, operation)?;
    let (file, body) = read(arguments.file)?;
    let failed = |error| Failure::Body {
        file: file.clone(),
        error,
    };
    let origin = Origin::new(slug, "");
    let mapped = map(slug, operation, &body, &origin).map_err(failed)?;
    let mut summary = Summary::default();
    summary.count(&mapped);
    if arguments.ledger {
        let ledger = trace(&body, |body| map(slug, operation, body, &origin)).map_err(failed)?;
        for line in ledger.to_string().lines() {
            console.text(line, 2)?;
        }
    } else if arguments.whole || mapped.contacts.is_empty() {
        let text = serde_json::to_string_pretty(&mapped).map_err(io::Error::from)?;
        console.json(&text)?;
    } else {
        contacts(console, &mapped)?;
    }
    console.out.flush()?;
    writeln!(
        console.notes,
        "{slug} {operation}: {}",
        summary.line("answer")
    )?;
    Ok(if summary.undecodable == 0 {
        Exit::Ok
    } else {
        Exit::Incomplete
    })
}

fn check(slug: &str, operation: &str) -> Result<(), Failure> {
    let vendor = Account::new(slug)?.vendor();
    let known = || vendor.operations.iter().map(|operation| operation.id);
    if known().any(|known| known == operation) {
        return Ok(());
    }
    let error = MapError::UnknownOperation {
        slug: vendor.slug,
        operation: operation.to_owned(),
        known: known().collect(),
    };
    Err(Failure::Contacts(error.into()))
}

fn contacts(console: &mut Console<'_>, mapped: &Mapped) -> Result<(), Failure> {
    for contact in &mapped.contacts {
        console.line(contact)?;
    }
    for record in &mapped.undecodable {
        console.json(&undecodable_line(record))?;
    }
    Ok(())
}

/// The body, and what it is called.
fn read(file: Option<String>) -> Result<(String, String), Failure> {
    let (file, bytes) = match file.filter(|file| file != "-") {
        Some(file) => {
            let bytes = fs::read(&file);
            (file, bytes)
        }
        None if io::stdin().is_terminal() => {
            return Err(Failure::Usage(
                "no body: name a file, or pipe the answer in, such as `curl … | contacts map chatbotx listContacts`"
                    .to_owned(),
            ));
        }
        None => {
            let mut bytes = Vec::new();
            let read = io::stdin().read_to_end(&mut bytes);
            (STDIN.to_owned(), read.map(|_| bytes))
        }
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Err(Failure::Read { file, error }),
    };
    match text(bytes) {
        Ok(body) => Ok((file, body)),
        Err(problem) => Err(Failure::NotText { file, problem }),
    }
}

/// The text of a body, or what it is instead.
fn text(bytes: Vec<u8>) -> Result<String, String> {
    let problem = match bytes.as_slice() {
        [0x1f, 0x8b, ..] => "the body is compressed with gzip: pass --compressed to curl",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            "the body is UTF-16, as some shells write it to files: convert it to UTF-8"
        }
        _ => "",
    };
    if !problem.is_empty() {
        return Err(problem.to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("the body is no text in UTF-8 (byte {at}): pass the answer as it came")
    })?;
    // A mark that editors put in front, and no part of JSON.
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

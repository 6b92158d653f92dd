//! `contacts api`.

use std::fs;
use std::io::{self, Read};

use clap::Args;
use contacts::runtime::operation::Operation;
use contacts::runtime::replay::{ArgumentError, CallError};
use contacts::{Account, Contacts, Error, SweepOptions};
use serde_json::{Map, Value, json};

use crate::account;
use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::OPERATIONS;
use crate::text::{meant, plain};

/// The operations that write nothing though they are no GET, by what they serve.
const READINGS: &[&str] = &[
    "find-",
    "search",
    "filter",
    "count",
    "list",
    "get",
    "job-status",
];

/// Call any operation of a vendor by its id.
///
/// Prints the answer as JSON, with all that the vendor sent. An argument is written as it is, or as JSON where the parameter is
/// no text; what the account's settings say need not be given. --all walks a list to its end, one record a line.
/// `contacts vendors --format json` names the operations.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts api digital99 getContact -f contact_id=5 --sandbox\n  contacts api chatbotx listTags --all --sandbox\n  contacts api digital99 filterContacts --body @filter.json\n  echo '{\"name\":\"Ada\"}' | contacts api digital99 createContact --body - --apply"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The operation's id.
    #[arg(value_name = "OPERATION_ID", value_parser = OPERATIONS, hide_possible_values = true)]
    operation: String,
    /// An argument of the operation; may be repeated.
    #[arg(short = 'f', long = "field", value_name = "NAME=VALUE")]
    fields: Vec<String>,
    /// The body: JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
    body: Option<String>,
    /// Walk the whole list, page by page.
    #[arg(long)]
    all: bool,
    /// Send an operation that writes; without this it is shown and nothing is sent.
    #[arg(long)]
    apply: bool,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.account.slug.as_str();
    let operation = operation(slug, &arguments.operation)?;
    let body = arguments.body.as_deref().map(body).transpose()?;
    let (account, _sandbox) = account::open(slug, &arguments.account.options).await?;
    let contacts = console.watched(account).connect()?;
    let values = typed(&contacts, operation, &arguments.fields, body)?;
    if !is_reading(operation) && !arguments.apply {
        console.line(&json!({
            "operation": operation.id,
            "method": operation.method,
            "path": operation.path,
            "arguments": values,
        }))?;
        writeln!(console.notes, "nothing was sent; --apply sends it")?;
        return Ok(Exit::Ok);
    }
    if arguments.all {
        return all(slug, operation, &contacts, values, console).await;
    }
    let answer = contacts.call(operation.id, values).await?;
    if console.is_terminal {
        console.value(&answer.value)?;
    } else {
        console.json(&answer.value.to_string())?;
    }
    Ok(Exit::Ok)
}

async fn all(
    slug: &str,
    operation: &'static Operation,
    contacts: &Contacts,
    values: Value,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let mut records = contacts.records(operation.id, values, SweepOptions::default())?;
    let stop = console.interrupt.hold();
    let mut count = 0;
    loop {
        let page = tokio::select! {
            page = records.next() => page,
            () = stop.asked() => break,
        };
        let Some(page) = page else { break };
        let page = page.map_err(|error| Error::by_name(operation.vendor, error))?;
        for record in page {
            console.json(&record.to_string())?;
            count += 1;
        }
        if !console.is_terminal {
            console.progress(&format!("{slug}: records"), count, None);
        }
    }
    console.finish();
    console.out.flush()?;
    let verdict = records.verdict();
    writeln!(console.notes, "{slug}: {count} records; {verdict}")?;
    Ok(match verdict.is_complete() {
        true => Exit::Ok,
        false => Exit::Incomplete,
    })
}

fn operation(slug: &str, id: &str) -> Result<&'static Operation, Failure> {
    let vendor = Account::new(slug)?.vendor();
    vendor.operation(id).ok_or_else(|| {
        let known = || vendor.operations.iter().map(|operation| operation.id);
        let hint = match meant(id, known()) {
            Some(name) => format!("did you mean {name}?"),
            None => format!("it has {}", known().collect::<Vec<_>>().join(", ")),
        };
        Failure::Usage(format!("{slug} has no operation {id}: {hint}"))
    })
}

/// Whether it changes nothing.
fn is_reading(operation: &Operation) -> bool {
    let mut serves = operation.capabilities.iter().map(|it| it.as_str());
    operation.method == "GET"
        || (!operation.capabilities.is_empty()
            && serves.all(|word| READINGS.iter().any(|reading| word.starts_with(reading))))
}

/// The body, from where the argument says.
fn body(given: &str) -> Result<Value, Failure> {
    let (file, text) = if given == "-" {
        let mut text = String::new();
        let read = io::stdin().read_to_string(&mut text);
        ("standard input", read.map(|_| text))
    } else if let Some(file) = given.strip_prefix('@') {
        (file, fs::read_to_string(file))
    } else {
        ("--body", Ok(given.to_owned()))
    };
    let text = text.map_err(|error| Failure::Read {
        file: file.to_owned(),
        error,
    })?;
    serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::Usage(format!("{file} is no JSON (line {line}, column {column})"))
    })
}

/// The arguments with the types that the operation has: a text, unless it is refused and what it says as JSON is not.
fn typed(
    contacts: &Contacts,
    operation: &'static Operation,
    fields: &[String],
    body: Option<Value>,
) -> Result<Value, Failure> {
    let mut values = Map::new();
    for field in fields {
        let Some((name, value)) = field.split_once('=') else {
            return Err(Failure::Usage(format!(
                "-f {} has no =: write it as NAME=VALUE",
                plain(field)
            )));
        };
        values.insert(name.to_owned(), Value::String(value.to_owned()));
    }
    if let Some(body) = body {
        values.insert("body".to_owned(), body);
    }
    // Each round gives one argument another type.
    for _ in 0..=fields.len() {
        let error = match contacts.check(operation.id, Value::Object(values.clone())) {
            Ok(()) => break,
            Err(error) => error,
        };
        let Some(value) = mistyped(&error).and_then(|name| values.get_mut(name)) else {
            return Err(error.into());
        };
        match value.as_str().map(serde_json::from_str::<Value>) {
            Some(Ok(json)) if !json.is_string() => *value = json,
            _ => return Err(error.into()),
        }
    }
    Ok(Value::Object(values))
}

/// The argument that is not of its type.
fn mistyped(error: &Error) -> Option<&'static str> {
    match error {
        Error::Arguments {
            source: CallError::Argument(ArgumentError::Mistyped { name, .. }),
            ..
        } if *name != "body" => Some(name),
        _ => None,
    }
}

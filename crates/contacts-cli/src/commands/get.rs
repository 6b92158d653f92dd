//! `contacts get`.

use clap::Args;
use contacts::core::model::Contact;
use contacts::runtime::operation::Capability;
use serde_json::Value;

use super::printer::Printer;
use super::table::{Column, Grid};
use crate::account;
use crate::arguments::{AccountArguments, ContactsOutput, Format};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::Cut;

/// Get one contact by the vendor's id.
///
/// On a terminal every value with its place in the model, else as one line of JSON.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts get digital99 5 --sandbox\n  contacts get insighto 47016870-8eaf-4761-98ea-000000000001 --format jsonl"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The id, as `contacts list` shows it.
    id: String,
    #[command(flatten)]
    output: ContactsOutput,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.account.slug.as_str();
    account::need(slug, Capability::Get)?;
    let (account, _sandbox) = account::open(slug, &arguments.account.options).await?;
    let contacts = console.watched(account).connect()?;
    let id = arguments.id.as_str();
    let found = contacts.get(id).await?;
    let mut printer = Printer::new(Format::Jsonl);
    match arguments.output.format(console.is_terminal) {
        Format::Table => {
            printer.summary.count(&found);
            for contact in &found.contacts {
                writeln!(console.out, "{}", sheet(contact)?.render(console.width))?;
            }
        }
        Format::Jsonl => printer.add(&found, console)?,
    }
    console.out.flush()?;
    let summary = &printer.summary;
    if summary.contacts + summary.undecodable == 0 {
        return Err(Failure::Nobody {
            slug: slug.to_owned(),
            id: id.to_owned(),
        });
    }
    writeln!(console.notes, "{slug}: {}", summary.line("answer"))?;
    Ok(match summary.undecodable {
        0 => Exit::Ok,
        _ => Exit::Incomplete,
    })
}

/// Every value of a contact with its place.
pub fn sheet(contact: &Contact) -> Result<Grid, Failure> {
    let mut grid = Grid::new(vec![
        Column::new("field", 1).shorten(16, Cut::Middle),
        Column::new("value", 0).shorten(16, Cut::End),
    ]);
    let value = serde_json::to_value(contact).map_err(std::io::Error::from)?;
    add_leaves(&mut grid, String::new(), &value);
    Ok(grid)
}

fn add_leaves(grid: &mut Grid, place: String, value: &Value) {
    let below = |name: &str| match place.as_str() {
        "" => name.to_owned(),
        place => format!("{place}/{name}"),
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                add_leaves(grid, below(name), value);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for (at, value) in elements.iter().enumerate() {
                add_leaves(grid, below(&at.to_string()), value);
            }
        }
        Value::String(text) => grid.add([place, text.clone()]),
        value => grid.add([place, value.to_string()]),
    }
}

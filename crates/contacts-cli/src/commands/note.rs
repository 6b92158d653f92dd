//! `contacts note`.

use clap::Args;
use contacts::Write;
use contacts::runtime::operation::Capability;

use crate::account;
use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::counted;
use crate::write::{WriteOptions, run as make};

/// Write a note on a contact, change or delete one, or show all.
///
/// Shows the plan and sends nothing; with --apply sends it, reads back, says what the vendor ignored, and keeps what undoes it
/// in a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts note digital99 1 --sandbox\n  contacts note digital99 1 'called back' --sandbox\n  contacts note digital99 1 --edit 4102 'called back twice' --sandbox\n  contacts note digital99 1 --delete 4102 --sandbox"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The contact's id.
    id: String,
    /// The note; without it, and without --delete, all notes are shown.
    text: Option<String>,
    /// Change the note with this id; TEXT is what it says then.
    #[arg(long, value_name = "NOTE", requires = "text")]
    edit: Option<String>,
    /// Delete the note with this id.
    #[arg(long, value_name = "NOTE", conflicts_with_all = ["text", "edit"])]
    delete: Option<String>,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let id = arguments.id;
    let write = match (arguments.text, arguments.edit, arguments.delete) {
        (_, _, Some(note)) => Write::DeleteNote { id, note },
        (Some(text), Some(note), _) => Write::UpdateNote { id, note, text },
        (Some(text), None, _) => Write::CreateNote { id, text },
        (None, _, _) => return show(&arguments.account, &id, console).await,
    };
    make(&arguments.account, &arguments.options, write, console).await
}

/// All notes of a contact, one a line.
async fn show(
    arguments: &AccountArguments,
    id: &str,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let slug = arguments.slug.as_str();
    account::need(slug, Capability::ListNotes)?;
    let (account, _sandbox) = account::open(slug, &arguments.options).await?;
    let found = console.watched(account).connect()?.notes(id).await?;
    for note in &found.notes {
        if console.is_terminal {
            let id = note.id.as_ref().map(ToString::to_string);
            let text = format!("{}  {}", id.unwrap_or_default(), note.text);
            console.text(&text, 6)?;
        } else {
            console.line(note)?;
        }
    }
    console.out.flush()?;
    writeln!(
        console.notes,
        "{slug}: {}",
        counted(found.notes.len(), "note")
    )?;
    Ok(match found.undecodable.len() {
        0 => Exit::Ok,
        _ => Exit::Incomplete,
    })
}

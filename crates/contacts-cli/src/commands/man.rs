//! `contacts man`.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory};

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;

/// Write the manual pages into a folder.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts man ~/.local/share/man/man1\n  contacts man /tmp/man && man /tmp/man/contacts-list.1"
)]
pub struct Arguments {
    /// The folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Runs it.
pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    let command = crate::arguments::Arguments::command();
    let written =
        fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error| Failure::Folder {
        folder: folder.display().to_string(),
        error,
    })?;
    let folder = plain(&folder.display().to_string());
    writeln!(
        console.notes,
        "the pages are in {folder}: man {folder}/contacts.1"
    )?;
    Ok(Exit::Ok)
}

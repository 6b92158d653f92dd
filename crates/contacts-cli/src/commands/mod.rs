//! The commands: each writes its result to `out` and what is to be said about it to `notes`.

mod demo;
mod list;
mod map;
mod summary;
mod table;
mod vendors;

use std::io::Write;

use crate::arguments::{Arguments, Command};
use crate::exit::{Exit, Failure};

/// Runs a command.
///
/// # Errors
///
/// Why it failed, with what to do.
pub async fn run(
    arguments: Arguments,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Demo(arguments) => demo::run(arguments, out).await,
        Command::List(arguments) => list::run(arguments, out, notes).await,
        Command::Map(arguments) => map::run(arguments, out, notes),
        Command::Vendors(arguments) => vendors::run(arguments, out),
    }
}

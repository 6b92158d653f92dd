//! The commands: each writes its result and what is to be said about it to the console.

mod demo;
mod list;
mod map;
mod summary;
pub(crate) mod table;
mod vendors;

use crate::arguments::{Arguments, Command};
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// Runs a command.
///
/// # Errors
///
/// Why it failed, with what to do.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    match arguments.command {
        Command::Demo(arguments) => demo::run(arguments, console).await,
        Command::List(arguments) => list::run(arguments, console).await,
        Command::Map(arguments) => map::run(arguments, console),
        Command::Vendors(arguments) => vendors::run(arguments, console),
    }
}

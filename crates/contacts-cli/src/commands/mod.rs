//! The commands: each writes its result and what is to be said about it to the console.

pub(crate) mod api;
pub(crate) mod apply;
pub(crate) mod block;
pub(crate) mod capabilities;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod count;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod demo;
pub(crate) mod describe;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod duplicates;
pub(crate) mod export;
mod fields;
pub(crate) mod find;
pub(crate) mod further;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod map;
pub(crate) mod merge;
pub(crate) mod moves;
pub(crate) mod note;
mod printer;
pub(crate) mod report;
pub(crate) mod sandbox;
pub(crate) mod search;
mod source;
mod summary;
pub(crate) mod table;
pub(crate) mod tag;
pub(crate) mod update;
pub(crate) mod vendors;
pub(crate) mod verify;
mod visit;
mod walk;

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
        Command::Api(arguments) => api::run(arguments, console).await,
        Command::Apply(arguments) => apply::run(arguments, console).await,
        Command::Block(arguments) => block::run(arguments, console).await,
        Command::Create(arguments) => create::run(arguments, console).await,
        Command::Delete(arguments) => delete::run(arguments, console).await,
        Command::Move(arguments) => moves::run(arguments, console).await,
        Command::Merge(arguments) => merge::run(arguments, console).await,
        Command::Note(arguments) => note::run(arguments, console).await,
        Command::Tag(arguments) => tag::run(arguments, console).await,
        Command::Update(arguments) => update::run(arguments, console).await,
        Command::Capabilities(arguments) => capabilities::run(arguments, console),
        Command::Completions(arguments) => completions::run(arguments, console),
        Command::Config(arguments) => config::run(arguments, console),
        Command::Count(arguments) => count::run(arguments, console).await,
        Command::Demo(arguments) => demo::run(arguments, console).await,
        Command::Describe(arguments) => describe::run(arguments, console),
        Command::Diff(arguments) => diff::run(arguments, console).await,
        Command::Doctor(arguments) => doctor::run(arguments, console).await,
        Command::Duplicates(arguments) => duplicates::run(arguments, console).await,
        Command::Export(arguments) => export::run(arguments, console).await,
        Command::Find(arguments) => find::run(arguments, console).await,
        Command::Get(arguments) => get::run(arguments, console).await,
        Command::List(arguments) => list::run(arguments, console).await,
        Command::Man(arguments) => man::run(arguments, console),
        Command::Map(arguments) => map::run(arguments, console),
        Command::Report(arguments) => report::run(arguments, console).await,
        Command::Sandbox(arguments) => sandbox::run(arguments, console).await,
        Command::Search(arguments) => search::run(arguments, console).await,
        Command::Vendors(arguments) => vendors::run(arguments, console),
        Command::Verify(arguments) => verify::run(arguments, console),
    }
}

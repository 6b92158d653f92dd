//! `contacts merge`.

use clap::Args;
use contacts::Write;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{WriteOptions, run as make};

/// Merge a contact into another one of the same account, for good.
///
/// Shows the plan with what the contact has that goes, and sends nothing; with --apply sends it, and looks whether that contact is
/// gone. Nothing undoes a merge. What the contact had is kept in a file before anything is sent, as a write that makes a new
/// contact of it; what went over to the other one stays there.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts merge digital99 5 6 --sandbox\n  contacts merge digital99 5 6 --apply"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The id of the contact that stays.
    #[arg(value_name = "PRIMARY")]
    id: String,
    /// The id of the contact that goes.
    #[arg(value_name = "DUPLICATE")]
    other: String,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (id, other) = (arguments.id, arguments.other);
    let write = Write::Merge { id, other };
    make(&arguments.account, &arguments.options, write, console).await
}

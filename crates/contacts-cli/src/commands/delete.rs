//! `contacts delete`.

use clap::Args;
use contacts::Write;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{WriteOptions, run as make};

/// Delete a contact.
///
/// Shows the plan and sends nothing; with --apply sends it, reads back, says what the vendor ignored, and keeps what undoes it
/// in a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts delete chatbotx 72057594037933585 --apply\n  contacts delete digital99 5 --sandbox"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The contact's id.
    id: String,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let id = arguments.id;
    let write = Write::Delete { id };
    make(&arguments.account, &arguments.options, write, console).await
}

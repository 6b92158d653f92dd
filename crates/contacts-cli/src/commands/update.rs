//! `contacts update`.

use clap::Args;
use contacts::Write;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::FIELDS;
use crate::write::{PatchArguments, WriteOptions, run as make};

/// Update a contact.
///
/// What is not named stays as it is, also where the vendor's own call replaces it.
///
/// Shows the plan and sends nothing; with --apply sends it, reads back, says what the vendor ignored, and keeps what undoes it
/// in a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts update digital99 5 -f name/full='Ada Example' --clear emails --allow-unverified --sandbox\n  contacts update chatbotx 72057594037933585 -f attributes/plan=pro --apply"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The contact's id.
    id: String,
    #[command(flatten)]
    patch: PatchArguments,
    /// Clear a field; may be repeated.
    #[arg(long, value_name = "FIELD", value_parser = FIELDS, hide_possible_values = true)]
    clear: Vec<String>,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let patch = arguments.patch.patch(&arguments.clear)?;
    let id = arguments.id;
    let write = Write::Update { id, patch };
    make(&arguments.account, &arguments.options, write, console).await
}

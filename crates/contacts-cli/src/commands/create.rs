//! `contacts create`.

use clap::Args;
use contacts::Write;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{PatchArguments, WriteOptions, run as make};

/// Create a contact.
///
/// Shows its plan and sends nothing, until --apply does. Then reads back, says what the vendor ignored, and writes what
/// undoes it into a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts create digital99 -f name/full='Ada Example' --tag vip --sandbox\n  contacts create insighto --upsert -f phones=+12025550123 -f name/given=Ada\n  contacts describe --writes"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    patch: PatchArguments,
    /// Update the contact that the vendor takes for the same, if there is one.
    #[arg(long)]
    upsert: bool,
    /// Create it also if a contact with the same address is there.
    #[arg(long, conflicts_with = "upsert")]
    allow_duplicate: bool,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(mut arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    arguments.options.allow_duplicate = arguments.allow_duplicate;
    let patch = arguments.patch.patch(&[])?;
    let write = match arguments.upsert {
        true => Write::Upsert { patch },
        false => Write::Create { patch },
    };
    make(&arguments.account, &arguments.options, write, console).await
}

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
    after_help = "Examples:\n  contacts create digital99 -f name/full='Ada Example' -f emails=ada@example.com --tag vip --sandbox --apply\n  contacts create insighto --upsert -f phones=+12025550123 -f name/given=Ada\n  contacts describe name    what fields there are"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    patch: PatchArguments,
    /// Update the contact that the vendor takes for the same, if there is one.
    #[arg(long)]
    upsert: bool,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let patch = arguments.patch.patch(&[])?;
    let write = match arguments.upsert {
        true => Write::Upsert { patch },
        false => Write::Create { patch },
    };
    make(&arguments.account, &arguments.options, write, console).await
}

//! `contacts create`.

use clap::Args;
use contacts::Write;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{PatchArguments, WriteOptions, run as make};

/// Create a contact.
///
/// Shows the plan and sends nothing; with --apply sends it, reads back, says what the vendor ignored, and keeps what undoes it
/// in a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts create digital99 -f name/full='Ada Example' --tag vip --sandbox\n  contacts create insighto --upsert -f phones=+12025550123 -f name/given=Ada\n  contacts describe --writes"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    patch: PatchArguments,
    /// If the vendor takes a contact for the same, update that.
    #[arg(long)]
    upsert: bool,
    /// Create it even if a contact with the same telephone number or e-mail address is there.
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

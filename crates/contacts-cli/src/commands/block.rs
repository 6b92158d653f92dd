//! `contacts block`.

use clap::Args;
use contacts::runtime::Patch;
use contacts::{ContactPatch, Write};

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{WriteOptions, run as make};

/// Block a contact, or unblock it.
///
/// Shows the plan and sends nothing; with --apply sends it, reads back, says what the vendor ignored, and keeps what undoes it
/// in a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts block digital99 5 --sandbox\n  contacts block digital99 5 --off\n  contacts block dmchamp 5 --do-not-disturb"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The contact's id.
    id: String,
    /// Set do-not-disturb; nothing is blocked.
    #[arg(long)]
    do_not_disturb: bool,
    /// Unblock it; with --do-not-disturb, let it be disturbed again.
    #[arg(long)]
    off: bool,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let mut patch = ContactPatch::default();
    let change = Patch::Value(!arguments.off);
    match arguments.do_not_disturb {
        true => patch.do_not_disturb = change,
        false => patch.blocked = change,
    }
    let id = arguments.id;
    let write = Write::Update { id, patch };
    make(&arguments.account, &arguments.options, write, console).await
}

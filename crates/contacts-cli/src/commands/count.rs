//! `contacts count`.

use clap::Args;
use contacts::runtime::operation::Capability;

use crate::account;
use crate::arguments::{AccountArguments, ValueFormat, ValueOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// Count contacts, as the vendor counts them.
///
/// Prints the number. Vendors have their own idea of whom to count, and one stops counting at 10,000: standard error says so.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts count chatbotx --sandbox 50\n  contacts count tetherai --format json"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    output: ValueOutput,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.account.slug.as_str();
    account::need(slug, Capability::Count)?;
    let (account, _sandbox) = account::open(slug, &arguments.account.options).await?;
    let contacts = console.watched(account).connect()?;
    let total = contacts.count().await?;
    match arguments.output.format {
        ValueFormat::Json => console.value(&total)?,
        ValueFormat::Table => writeln!(console.out, "{}", total.value)?,
    }
    if total.capped == Some(true) {
        writeln!(
            console.notes,
            "{slug}: the vendor stops counting there: there may be more"
        )?;
    }
    if let Some(text) = contacts.capabilities().leaves_out(Capability::Count) {
        writeln!(console.notes, "{slug}: * the count {text}")?;
    }
    Ok(Exit::Ok)
}

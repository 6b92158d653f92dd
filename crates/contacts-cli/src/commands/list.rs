//! `contacts list`.

use clap::Args;
use contacts::SweepOptions;
use contacts::runtime::operation::Capability;

use super::further::{Further, With};
use super::walk::walk;
use crate::account;
use crate::arguments::{AccountArguments, ContactsOutput};
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// List all contacts of one vendor.
///
/// On a terminal as a table, else as JSON Lines: one contact a line, and a line {"undecodable": …} with reason and
/// exact bytes for each record that can't be read. What there is to say about the list goes to standard error.
/// Vendors that can't list refuse: `contacts vendors` shows which.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts list chatbotx --sandbox 20\n  CONTACTS_INSIGHTO_API_KEY=… contacts list insighto --format jsonl\n  contacts list digital99 --set account_id=7\n  contacts list digital99 --sandbox --with tags,notes"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    #[command(flatten)]
    output: ContactsOutput,
    #[command(flatten)]
    with: With,
    /// List until two passes find the same, at most N times, for contacts that change meanwhile.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    passes: u32,
    /// Ask for N pages ahead, where pages have numbers.
    #[arg(long, value_name = "N", default_value_t = 0)]
    prefetch: usize,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.account.slug.as_str();
    account::need(slug, Capability::List)?;
    // The sandbox lives as long as this does.
    let (account, _sandbox) = account::open(slug, &arguments.account.options).await?;
    let contacts = console.watched(account).connect()?;
    let options = SweepOptions::default().passes(arguments.passes);
    let sweep = contacts.sweep(options.prefetch(arguments.prefetch))?;
    let format = arguments.output.format(console.is_terminal);
    let further = Further::of(&contacts, &arguments.with);
    let options = &arguments.account.options;
    walk(&contacts, sweep, further, format, options, console).await
}

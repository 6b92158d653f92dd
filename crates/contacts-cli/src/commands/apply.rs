//! `contacts apply`.

use std::path::PathBuf;

use clap::Args;
use contacts::Account;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{Batch, Existing, Lines, Source, Target, Unsure, WriteOptions, read, run_all};

const AFTER: &str = r#"A line is one of these; null clears, and what is not named stays as it is:
  {"write":"create","patch":{"given":"Ada","email":"ada@example.com"}}
  {"write":"upsert","patch":{"phone":"+12025550123","attributes":{"plan":"pro"}}}
  {"write":"update","id":"5","patch":{"surname":null,"tags":{"vip":true,"lead":false}}}
  {"write":"delete","id":"5"}
  {"write":"merge","id":"5","other":"6"}
  {"write":"create-note","id":"5","text":"called back"}
  {"write":"update-note","id":"5","note":"3","text":"called back twice"}
  {"write":"delete-note","id":"5","note":"3"}

Examples:
  contacts apply digital99 writes.jsonl
  contacts apply digital99 writes.jsonl --apply
  contacts apply digital99 writes.jsonl.undo --reverse --apply"#;

/// Make the writes of a file, one JSON object a line.
///
/// Shows the plans of all lines with what is refused of them, and sends nothing, until --apply does. That begins only when no
/// line is refused, as far as this is known without looking at the contacts, and stops at the first that fails. FILE.journal
/// keeps what became of each line: the same command goes on after an interruption, and makes no write twice; standard input has
/// a journal only if --journal names one. FILE.undo gets what undoes the writes. It is refused for another account than its own.
///
/// In a patch, fields are called as below or by their places in the model, such as name/given. Contacts of an export are no
/// writes: `contacts move` takes them.
#[derive(Args, Debug)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The file with the writes; - for standard input.
    file: String,
    /// Make the writes from the last line to the first, as FILE.undo wants it.
    #[arg(long)]
    reverse: bool,
    /// Go on after a write that fails.
    #[arg(long)]
    keep_going: bool,
    /// Where to keep what became of each line; by default FILE.journal.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// What to take for true of writes that may have been sent before an interruption, where the vendor can't tell.
    #[arg(long, value_name = "WHAT")]
    unsure: Option<Unsure>,
    /// Create contacts even if one with the same telephone number or e-mail address is there.
    #[arg(long)]
    allow_duplicate: bool,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(mut arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    arguments.options.allow_duplicate = arguments.allow_duplicate;
    let AccountArguments { slug, options } = &arguments.account;
    Account::new(slug)?;
    let Lines { mut lines, headers } = read(&arguments.file)?;
    if arguments.reverse {
        lines.reverse();
    }
    let batch = Batch {
        lines: Source::Read(lines),
        headers,
        journal: arguments.journal,
        beside: (arguments.file != "-").then(|| arguments.file.clone()),
        name: arguments.file,
        keep_going: arguments.keep_going,
        unsure: arguments.unsure,
        existing: Existing::Refuse,
    };
    let target = Target::open(slug, options, console).await?;
    run_all(&target, &arguments.options, batch, console).await
}

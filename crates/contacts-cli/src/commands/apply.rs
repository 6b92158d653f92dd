//! `contacts apply`.

use std::path::PathBuf;

use clap::Args;

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{Batch, Unsure, WriteOptions, run_all};

/// Make the writes of a file, one JSON object a line.
///
/// Every line is read before anything is sent. Shows the plans and sends nothing, until --apply does. FILE.journal then keeps
/// what became of each line: the same command goes on after an interruption, and makes no write twice. FILE.undo gets what
/// undoes it. Stops at the first write that fails.
///
/// A line is one of
///   {"write":"create","patch":{"given":"Ada","email":"ada@example.com"}}
///   {"write":"update","id":"5","patch":{"surname":null,"tags":{"vip":true},"attributes":{"plan":"pro"}}}
///   {"write":"delete","id":"5"}
///   {"write":"create-note","id":"5","text":"called back"}
/// where null clears, and what is not named stays as it is.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:\n  contacts apply digital99 writes.jsonl\n  contacts apply digital99 writes.jsonl --apply\n  contacts apply digital99 writes.jsonl.undo --reverse --apply"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The file; - for standard input.
    file: String,
    /// From the last line to the first, as files that undo are read.
    #[arg(long)]
    reverse: bool,
    /// Go on after a write that fails.
    #[arg(long)]
    keep_going: bool,
    /// Where to keep what became of each line; else FILE.journal.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// What to make of writes that may have been sent before an interruption, where the vendor can't tell.
    #[arg(long, value_name = "WHAT")]
    unsure: Option<Unsure>,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let batch = Batch {
        file: &arguments.file,
        journal: arguments.journal,
        reverse: arguments.reverse,
        keep_going: arguments.keep_going,
        unsure: arguments.unsure,
    };
    run_all(&arguments.account, &arguments.options, &batch, console).await
}

//! `contacts tag`.

use clap::Args;
use contacts::{ContactPatch, Write};

use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::write::{WriteOptions, run as make};

/// Add tags to a contact, or remove them.
///
/// Other tags stay, also where the vendor's own call replaces them all.
///
/// Shows the plan and sends nothing; with --apply sends it, reads back, says what the vendor ignored, and keeps what undoes it
/// in a file.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts tag digital99 5 vip lead --sandbox\n  contacts tag chatbotx 72057594037933585 --remove newsletter"
)]
pub struct Arguments {
    #[command(flatten)]
    account: AccountArguments,
    /// The contact's id.
    id: String,
    /// The tags to add.
    #[arg(value_name = "TAG", required_unless_present = "remove")]
    add: Vec<String>,
    /// A tag to remove; may be repeated.
    #[arg(long, value_name = "TAG")]
    remove: Vec<String>,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let mut patch = ContactPatch::default();
    let mut names = arguments.add.iter().chain(&arguments.remove);
    if names.any(|name| name.trim().is_empty()) {
        return Err(Failure::Usage("a tag has no name".to_owned()));
    }
    for tag in arguments.add {
        patch = patch.tag(tag, true);
    }
    for tag in arguments.remove {
        if patch.tags.contains_key(&tag) {
            return Err(Failure::Usage(format!(
                "{tag} is to be added and removed: leave out one"
            )));
        }
        patch = patch.tag(tag, false);
    }
    let id = arguments.id;
    let write = Write::Update { id, patch };
    make(&arguments.account, &arguments.options, write, console).await
}

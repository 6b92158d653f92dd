//! `contacts completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::console::Console;
use crate::exit::{Exit, Failure};

/// Print the script by which a shell completes this command.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts completions bash > ~/.local/share/bash-completion/completions/contacts\n  contacts completions zsh > ~/.zfunc/_contacts\n  contacts completions fish > ~/.config/fish/completions/contacts.fish"
)]
pub struct Arguments {
    /// The shell.
    shell: Shell,
}

/// Runs it.
pub fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let mut command = crate::arguments::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "contacts", &mut script);
    console.out.write_all(&script)?;
    Ok(Exit::Ok)
}

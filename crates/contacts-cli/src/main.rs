//! The `contacts` command.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use contacts_cli::arguments::{Arguments, with_tip};
use contacts_cli::{Console, Exit, commands, plain};

/// Bytes of output that are written at once.
const BUFFER: usize = 64 << 10;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| with_tip(error).exit());
    let mut out = io::BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let mut notes = io::stderr();
    let mut console = Console::standard(&mut out, &mut notes);
    tokio::spawn(console.interrupt.clone().listen());
    let show_answer = arguments.show_answer;
    let done = commands::run(arguments, &mut console).await;
    console.finish();
    let flushed = out.flush();
    let done = done.and_then(|exit| match flushed {
        // Then it was said already what could not be told.
        Err(error) if exit != Exit::Partly => Err(error.into()),
        _ => Ok(exit),
    });
    match done {
        Ok(exit) => exit.into(),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // A file name or a header of an answer may be in it.
            let _ = writeln!(io::stderr(), "contacts: {}", plain(&failure.to_string()));
            if let Some(answer) = failure.answer().filter(|_| show_answer) {
                let _ = writeln!(io::stderr(), "the vendor answered: {}", plain(&answer));
            }
            failure.exit().into()
        }
    }
}

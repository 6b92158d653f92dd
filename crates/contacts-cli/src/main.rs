//! The `contacts` command.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use contacts_cli::arguments::Arguments;
use contacts_cli::commands;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = commands::run(arguments, &mut out, &mut io::stderr()).await;
    let flushed = out.flush();
    match done.and_then(|exit| Ok(flushed.map(|()| exit)?)) {
        Ok(exit) => exit.into(),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "contacts: {failure}");
            failure.exit().into()
        }
    }
}

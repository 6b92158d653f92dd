//! `contacts report`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use contacts::core::resolve::{Resolver, Rules};
use contacts_export::private_file;

use super::source;
use super::visit::{self, Visit};
use crate::arguments::MOST;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::report::{Account, People, Report, html, tables};
use crate::text::{counted, quoted};

/// Write a report to look at: what came, what is wrong with it, who looks like one person, what a move would lose.
///
/// One HTML file that needs no network and no script. Without exports it says what each vendor can do, which fields it has, and
/// what a move from one to another would lose. Addresses and numbers in it are shortened.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts report\n  contacts report --sandbox 100 --out sandbox.html\n  contacts report backup --out backup.html\n  contacts report monday tuesday --overwrite"
)]
pub struct Arguments {
    /// Folders of `contacts export`, parts of them in whatever format, or JSON Lines as `contacts list` prints them.
    #[arg(value_name = "EXPORT")]
    exports: Vec<PathBuf>,
    /// Use embedded sandboxes of all vendors with N contacts each in place of exports.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", conflicts_with = "exports", value_parser = clap::value_parser!(u64).range(..=MOST))]
    sandbox: Option<u64>,
    /// The file to write.
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    out: PathBuf,
    /// Replace the file if it is there already.
    #[arg(long)]
    overwrite: bool,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let exports: Vec<String> = arguments
        .exports
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let out = arguments.out.display();
    // What is no file, such as /dev/stdout, can't be replaced.
    if arguments.out.is_file() && !arguments.overwrite {
        return Err(Failure::Usage(format!(
            "{out} is there already: pass --overwrite to replace it, or name another file with --out"
        )));
    }
    let subject = match (arguments.sandbox, exports.as_slice()) {
        (Some(contacts), _) => visit::subject(contacts),
        (None, []) => "The vendors".to_owned(),
        (None, exports) => format!("From {}", exports.join(", ")),
    };
    let mut report = tables(subject)?;
    let rules = Rules::default();
    let mut resolver = Resolver::new(&rules);
    if let Some(contacts) = arguments.sandbox {
        let visits = visit::compare(contacts, console, &mut resolver).await?;
        report.accounts = visits.iter().map(Visit::account).collect();
    }
    for path in &arguments.exports {
        let source = source::open(path)?;
        if let Some(manifest) = &source.manifest {
            report
                .accounts
                .extend(manifest.sources.iter().map(Account::exported));
            for source in &manifest.sources {
                report.has_read(&source.vendor, &source.extent.with);
            }
        }
        for contact in source.contacts {
            resolver.add(&contact?);
        }
    }
    if !report.accounts.is_empty() || !exports.is_empty() {
        let what = match arguments.sandbox {
            Some(contacts) => format!("--sandbox {contacts}"),
            None => exports
                .iter()
                .map(|export| quoted(export))
                .collect::<Vec<_>>()
                .join(" "),
        };
        let command = format!("contacts duplicates {what}");
        report.people = Some(People::of(&resolver.finish(), command));
    }
    write(&report, &arguments.out)?;
    let file = arguments.out.display();
    let accounts = counted(report.accounts.len(), "account");
    writeln!(console.notes, "{file}: {accounts}; open it in a browser")?;
    Ok(Exit::Ok)
}

/// Writes the page.
pub fn write(report: &Report, file: &Path) -> Result<(), Failure> {
    let write = || private_file(file)?.write_all(html(report).as_bytes());
    write().map_err(|error| Failure::Write {
        file: file.display().to_string(),
        error,
    })
}

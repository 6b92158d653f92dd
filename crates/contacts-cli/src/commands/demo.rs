//! `contacts demo`: the main job.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use contacts::core::mapping::Mapped;
use contacts::core::resolve::{Resolver, Rules};
use contacts_export::{private_file, private_folder};

use super::summary::{contact_line, undecodable_line};
use super::table::{self, Column, Grid, Of};
use super::visit::{self, Visit};
use crate::arguments::MOST;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::report::{People, tables};
use crate::text::{counted, quoted};

/// Contacts of each vendor that the table shows.
const SHOWN: usize = 4;

/// Start five embedded vendors, list all contacts of all of them, and show what came.
///
/// Needs no account and no network. Vendors that can't list are asked contact by contact, by telephone number
/// or e-mail address. Compares who came with who is there, writes all of them to out/contacts.jsonl, and a report to look at
/// to out/report.html.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts demo\n  contacts demo --contacts 1000 --out /tmp/demo"
)]
pub struct Arguments {
    /// Contacts at each vendor.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=MOST))]
    contacts: u64,
    /// Folder for contacts.jsonl and report.html; what was there is replaced.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let rules = Rules::default();
    let mut target = Target::create(&arguments.out, Resolver::new(&rules))?;
    let mut take = |page: &Mapped, before| target.add(page, before);
    let vendors = visit::all(arguments.contacts, console, &mut take).await?;
    target.flush()?;
    let mut report = tables(visit::subject(arguments.contacts))?;
    report.accounts = vendors.iter().map(Visit::account).collect();
    report.people = Some(People::of(
        &target.resolver.finish(),
        format!("contacts duplicates {}", quoted(&target.path)),
    ));
    let page = arguments.out.join("report.html");
    super::report::write(&report, &page)?;
    let file = &target.path;

    let (out, width) = (&mut *console.out, console.width);
    writeln!(out, "{}", target.table.render(width))?;
    writeln!(
        out,
        "The first {} of each vendor, in one model.\n",
        if arguments.contacts == 1 {
            "contact".to_owned()
        } else {
            format!("{} contacts", arguments.contacts.min(SHOWN as u64))
        }
    )?;
    writeln!(out, "{}", counts(&vendors).render(width))?;
    for vendor in &vendors {
        for line in vendor.remarks() {
            writeln!(out, "{}: {line}.", vendor.name)?;
        }
        if !vendor.summary.issues.is_empty() {
            writeln!(out, "{}: issues: {}.", vendor.name, vendor.summary.issues())?;
        }
    }
    let contacts = vendors.iter().map(|vendor| vendor.summary.contacts).sum();
    writeln!(
        out,
        "\n{} of {} in {file}, one a line; a report to look at in {}.\n",
        counted(contacts, "contact"),
        counted(vendors.len(), "vendor"),
        page.display(),
    )?;
    writeln!(out, "Next:")?;
    let command = command();
    writeln!(
        out,
        "  {command} list chatbotx --sandbox 20    one vendor, as a table or JSON Lines"
    )?;
    writeln!(
        out,
        "  {command} vendors                       what your own account needs"
    )?;
    Ok(if vendors.iter().all(Visit::is_complete) {
        Exit::Ok
    } else {
        Exit::Incomplete
    })
}

fn counts(vendors: &[Visit]) -> Grid {
    let mut counts = Grid::new(vec![
        Column::new("vendor", 0),
        Column::number("seeded", 3),
        Column::number("contacts", 1),
        Column::number("answers", 7),
        Column::number("in extra", 6),
        Column::number("issues", 5),
        Column::number("unreadable", 8),
        Column::new("verdict", 2),
    ]);
    for vendor in vendors {
        let summary = &vendor.summary;
        counts.add([
            vendor.name.to_owned(),
            vendor.seeded.to_string(),
            summary.contacts.to_string(),
            summary.pages.to_string(),
            summary.extra.to_string(),
            summary.issues.values().sum::<usize>().to_string(),
            summary.undecodable.to_string(),
            vendor.word().to_owned(),
        ]);
    }
    counts
}

/// How this command is called, so that what is shown can be copied.
fn command() -> &'static str {
    let by_cargo =
        std::env::var_os("CARGO_PKG_NAME").is_some_and(|name| name == env!("CARGO_PKG_NAME"));
    if by_cargo {
        "cargo contacts"
    } else {
        "contacts"
    }
}

/// Where the contacts go: all into the file, the first of each vendor into the table.
struct Target<'a> {
    path: String,
    file: BufWriter<File>,
    table: table::Contacts,
    resolver: Resolver<'a>,
}

impl<'a> Target<'a> {
    /// Before the work begins, so that a folder that can't be written costs no time.
    fn create(folder: &Path, resolver: Resolver<'a>) -> Result<Self, Failure> {
        let path = folder.join("contacts.jsonl");
        let failed = |error| failed(&path.display().to_string(), error);
        private_folder(folder).map_err(failed)?;
        Ok(Self {
            file: BufWriter::new(private_file(&path).map_err(failed)?),
            path: path.display().to_string(),
            table: table::Contacts::new(Of::Vendors),
            resolver,
        })
    }

    fn add(&mut self, page: &Mapped, before: usize) -> Result<(), Failure> {
        for contact in page.contacts.iter().take(SHOWN.saturating_sub(before)) {
            self.table.add(contact);
        }
        for contact in &page.contacts {
            self.resolver.add(contact);
        }
        let mut lines = || -> io::Result<()> {
            for contact in &page.contacts {
                writeln!(self.file, "{}", contact_line(contact)?)?;
            }
            for record in &page.undecodable {
                writeln!(self.file, "{}", undecodable_line(record))?;
            }
            Ok(())
        };
        lines().map_err(|error| failed(&self.path, error))
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| failed(&self.path, error))
    }
}

fn failed(file: &str, error: io::Error) -> Failure {
    Failure::Write {
        file: file.to_owned(),
        error,
    }
}

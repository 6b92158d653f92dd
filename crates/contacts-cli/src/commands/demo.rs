//! `contacts demo`: the main job.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use contacts::core::mapping::Mapped;
use contacts::runtime::operation::Capability;
use contacts::{Contacts, SweepOptions, Verdict};
use contacts_sandbox::{KnownContact, Running};

use super::summary::{Summary, contact_line, undecodable_line};
use super::table::{self, Column, Grid, Of};
use crate::account::sandbox;
use crate::arguments::MOST;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::counted;

/// Contacts of each vendor that the table shows.
const SHOWN: usize = 4;

/// Start five embedded vendors, list all contacts of all of them, and show what came.
///
/// Needs no account and no network. Vendors that can't list are asked contact by contact, by telephone number
/// or e-mail address. Compares who came with who is there, and writes all of them to out/contacts.jsonl.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts demo\n  contacts demo --contacts 1000 --out /tmp/demo"
)]
pub struct Arguments {
    /// Contacts at each vendor.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=MOST))]
    contacts: u64,
    /// Folder for contacts.jsonl; one that was there is replaced.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let mut target = Target::create(&arguments.out)?;
    let mut vendors = Vec::new();
    for vendor in contacts::vendors() {
        vendors.push(Visit::make(vendor.slug, arguments.contacts, &mut target, console).await?);
    }
    target.finish()?;
    let file = &target.path;
    console.finish();

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
    }
    let contacts = vendors.iter().map(|vendor| vendor.summary.contacts).sum();
    writeln!(
        out,
        "\n{} of {} in {file}, one a line.\n",
        counted(contacts, "contact"),
        counted(vendors.len(), "vendor"),
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
struct Target {
    path: String,
    file: BufWriter<File>,
    table: table::Contacts,
}

impl Target {
    /// Before the work begins, so that a folder that can't be written costs no time.
    fn create(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("contacts.jsonl");
        let failed = |error| failed(&path.display().to_string(), error);
        fs::create_dir_all(folder).map_err(failed)?;
        Ok(Self {
            file: BufWriter::new(File::create(&path).map_err(failed)?),
            path: path.display().to_string(),
            table: table::Contacts::new(Of::Vendors),
        })
    }

    fn add(&mut self, page: &Mapped, before: usize) -> Result<(), Failure> {
        for contact in page.contacts.iter().take(SHOWN.saturating_sub(before)) {
            self.table.add(contact);
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

    fn finish(&mut self) -> Result<(), Failure> {
        self.file.flush().map_err(|error| failed(&self.path, error))
    }
}

fn failed(file: &str, error: io::Error) -> Failure {
    Failure::Write {
        file: file.to_owned(),
        error,
    }
}

/// What one vendor gave, and who did not come.
struct Visit {
    name: &'static str,
    /// What can be said of its list; nothing if each contact was asked for, because the vendor can't list.
    verdict: Option<Verdict>,
    seeded: u64,
    summary: Summary,
    /// How many did not come and have neither telephone number nor e-mail address.
    out_of_reach: usize,
    /// Ids of the others who did not come.
    lost: Vec<String>,
}

impl Visit {
    async fn make(
        slug: &str,
        seeded: u64,
        target: &mut Target,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let (account, running) = sandbox(slug, seeded).await?;
        let contacts = account.connect()?;
        let mut visit = Self {
            name: contacts.vendor().name,
            verdict: None,
            seeded,
            summary: Summary::default(),
            out_of_reach: 0,
            lost: Vec::new(),
        };
        let mut came = HashSet::new();
        let mut take = |page: Mapped| -> Result<(), Failure> {
            target.add(&page, visit.summary.contacts)?;
            visit.summary.count(&page);
            came.extend(
                page.contacts
                    .iter()
                    .map(|contact| contact.source.id.to_string()),
            );
            visit.summary.progress(slug, console);
            Ok(())
        };
        if contacts.serving(Capability::List).is_empty() {
            for known in running.known_contacts() {
                if let Some(page) = look_up(&contacts, &known).await? {
                    take(page)?;
                }
            }
        } else {
            let mut sweep = contacts.sweep(SweepOptions::default())?;
            while let Some(batch) = sweep.next().await {
                take(batch?.mapped)?;
            }
            visit.verdict = Some(sweep.verdict());
        }
        visit.miss(&running, &came);
        running.stop().await;
        Ok(visit)
    }

    /// Compares who came with who is there.
    fn miss(&mut self, running: &Running, came: &HashSet<String>) {
        for known in running.known_contacts() {
            if came.contains(&known.id) {
                continue;
            }
            match known {
                KnownContact {
                    phone: None,
                    email: None,
                    ..
                } => self.out_of_reach += 1,
                KnownContact { id, .. } => self.lost.push(id),
            }
        }
    }

    fn is_complete(&self) -> bool {
        let verdict = self.verdict.as_ref();
        self.lost.is_empty()
            && self.summary.undecodable == 0
            && verdict.is_none_or(Verdict::is_complete)
    }

    fn word(&self) -> &'static str {
        match (self.is_complete(), self.out_of_reach) {
            (false, _) => "incomplete",
            (true, 0) => "complete",
            (true, _) => "complete*",
        }
    }

    /// What there is to explain.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let looked_up = self.verdict.is_none();
        if looked_up {
            remarks
                .push("can't list, so each contact was looked up by number or address".to_owned());
        }
        if self.out_of_reach > 0 {
            let contacts = counted(self.out_of_reach, "contact");
            remarks.push(if looked_up {
                format!("* no look-up for {contacts} without number and e-mail address")
            } else {
                format!("* its list hides {contacts} without number and e-mail address")
            });
        }
        if let Some(verdict) = self
            .verdict
            .as_ref()
            .filter(|verdict| !verdict.is_complete())
        {
            remarks.push(verdict.to_string());
        }
        if let Some(first) = self.lost.first() {
            remarks.push(format!(
                "{} did not come, the first one is {first}",
                counted(self.lost.len(), "contact")
            ));
        }
        if !self.summary.issues.is_empty() {
            remarks.push(format!("issues: {}", self.summary.issues()));
        }
        remarks
    }
}

/// Asks for a contact by telephone number, else by e-mail address, if it has one.
async fn look_up(
    contacts: &Contacts,
    known: &KnownContact,
) -> Result<Option<Mapped>, contacts::Error> {
    Ok(match (&known.phone, &known.email) {
        (Some(phone), _) => Some(contacts.find_by_phone(phone).await?),
        (None, Some(email)) => Some(contacts.find_by_email(email).await?),
        (None, None) => None,
    })
}

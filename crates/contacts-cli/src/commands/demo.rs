//! `contacts demo`: the main job.

use std::fs;
use std::io::Write;
use std::path::Path;

use contacts::core::mapping::Mapped;
use contacts::runtime::operation::Capability;
use contacts::{Contacts, Error};
use contacts_sandbox::Running;
use futures_util::TryStreamExt;
use futures_util::future::try_join_all;

use super::list::sandbox;
use super::summary::{Summary, write_contact, write_undecodable};
use super::table;
use crate::arguments::Demo;
use crate::exit::{Exit, Failure};
use crate::text::counted;

/// Contacts of each vendor that the table shows.
const SHOWN: usize = 4;

pub async fn run(arguments: Demo, out: &mut dyn Write) -> Result<Exit, Failure> {
    let slugs: Vec<&str> = contacts::vendors().map(|vendor| vendor.slug).collect();
    let all = try_join_all(slugs.iter().map(|slug| vendor(slug, arguments.contacts))).await?;
    let file = write_file(&arguments.out, &all)?;

    let mut rows = table::contacts();
    let mut counts = table::new();
    counts.set_header([
        "vendor",
        "how",
        "seeded",
        "answers",
        "contacts",
        "vendor's total",
        "in extra",
        "unreadable",
        "issues",
    ]);
    let (mut contacts, mut complete) = (0, true);
    for listed in &all {
        for contact in listed
            .pages
            .iter()
            .flat_map(|page| &page.contacts)
            .take(SHOWN)
        {
            table::add(&mut rows, contact);
        }
        let summary = &listed.summary;
        let issues: Vec<String> = summary
            .issues
            .iter()
            .map(|(code, count)| format!("{code} {count}"))
            .collect();
        counts.add_row([
            listed.name.to_owned(),
            listed.how.to_owned(),
            arguments.contacts.to_string(),
            summary.pages.to_string(),
            summary.contacts.to_string(),
            summary
                .total
                .map_or_else(|| "–".to_owned(), |total| total.to_string()),
            summary.extra.to_string(),
            summary.undecodable.to_string(),
            issues.join(", "),
        ]);
        contacts += summary.contacts;
        complete &= summary.is_complete();
    }
    writeln!(out, "{rows}")?;
    writeln!(
        out,
        "The first {SHOWN} contacts of each vendor, in one model.\n"
    )?;
    writeln!(out, "{counts}")?;
    writeln!(
        out,
        "{} of {} vendors, all of them in {file}",
        counted(contacts, "contact"),
        all.len()
    )?;
    Ok(if complete { Exit::Ok } else { Exit::Incomplete })
}

/// What one vendor gave.
struct Listed {
    name: &'static str,
    how: &'static str,
    pages: Vec<Mapped>,
    summary: Summary,
}

async fn vendor(slug: &str, count: u64) -> Result<Listed, Failure> {
    let (account, running) = sandbox(slug, count).await?;
    let contacts = account.connect()?;
    let (how, pages) = if contacts.serving(Capability::List).is_empty() {
        ("looked up one by one", look_up(&contacts, &running).await?)
    } else {
        ("listed", contacts.pages().try_collect().await?)
    };
    running.stop().await;
    let mut summary = Summary::default();
    for page in &pages {
        summary.count(page);
    }
    Ok(Listed {
        name: contacts.vendor().name,
        how,
        pages,
        summary,
    })
}

/// Asks for every contact of the sandbox by telephone number, else by e-mail address.
async fn look_up(contacts: &Contacts, running: &Running) -> Result<Vec<Mapped>, Error> {
    let mut found = Vec::new();
    for known in running.known_contacts() {
        let answer = match (&known.phone, &known.email) {
            (Some(phone), _) => contacts.find_by_phone(phone).await?,
            (None, Some(email)) => contacts.find_by_email(email).await?,
            (None, None) => continue,
        };
        found.push(answer);
    }
    Ok(found)
}

fn write_file(folder: &Path, all: &[Listed]) -> Result<String, Failure> {
    let path = folder.join("contacts.jsonl");
    let failed = |source| Failure::File {
        path: path.display().to_string(),
        source,
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut text = Vec::new();
    for page in all.iter().flat_map(|listed| &listed.pages) {
        for contact in &page.contacts {
            write_contact(&mut text, contact)?;
        }
        for record in &page.undecodable {
            write_undecodable(&mut text, record)?;
        }
    }
    fs::write(&path, text).map_err(failed)?;
    Ok(path.display().to_string())
}

//! `contacts list`.

use std::io::{IsTerminal, Write};

use contacts::Account;
use contacts_sandbox::{Options, Running, Sandbox};
use futures_util::TryStreamExt;

use super::summary::{Summary, write_contact, write_undecodable};
use super::table;
use crate::arguments::{Format, List};
use crate::exit::{Exit, Failure};

pub async fn run(
    arguments: List,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> Result<Exit, Failure> {
    // The sandbox lives as long as this does.
    let (account, _sandbox) = account(&arguments).await?;
    let contacts = account.connect()?;
    let format = arguments
        .format
        .unwrap_or(if std::io::stdout().is_terminal() {
            Format::Table
        } else {
            Format::Jsonl
        });
    let mut table = table::contacts();
    let mut summary = Summary::default();
    let mut pages = contacts.pages();
    let failed = loop {
        let page = match pages.try_next().await {
            Ok(Some(page)) => page,
            Ok(None) => break None,
            Err(error) => break Some(error),
        };
        summary.count(&page);
        for contact in &page.contacts {
            match format {
                Format::Table => table::add(&mut table, contact),
                Format::Jsonl => write_contact(out, contact)?,
            }
        }
        if format == Format::Jsonl {
            for record in &page.undecodable {
                write_undecodable(out, record)?;
            }
        }
    };
    if format == Format::Table && summary.contacts > 0 {
        writeln!(out, "{table}")?;
    }
    match failed {
        Some(error) if summary.pages > 0 => {
            writeln!(
                notes,
                "{}: {}; then the listing broke off",
                arguments.slug,
                summary.line()
            )?;
            Err(error.into())
        }
        Some(error) => Err(error.into()),
        None => {
            writeln!(notes, "{}: {}", arguments.slug, summary.line())?;
            Ok(if summary.is_complete() {
                Exit::Ok
            } else {
                Exit::Incomplete
            })
        }
    }
}

async fn account(arguments: &List) -> Result<(Account, Option<Running>), Failure> {
    let account = Account::new(&arguments.slug)?;
    if let Some(contacts) = arguments.sandbox {
        let (account, running) = sandbox(&arguments.slug, contacts).await?;
        return Ok((account, Some(running)));
    }
    let mut account = account.from_environment(|name| std::env::var(name).ok());
    if let Some(base_url) = &arguments.base_url {
        account = account.base_url(base_url);
    }
    for setting in &arguments.settings {
        let Some((name, value)) = setting.split_once('=') else {
            return Err(Failure::Usage(format!(
                "--set {setting} has no =: write it as NAME=VALUE, such as --set account_id=7"
            )));
        };
        account = account.setting(name, value)?;
    }
    Ok((account, None))
}

/// A sandbox of one vendor with its account.
pub async fn sandbox(slug: &str, contacts: u64) -> Result<(Account, Running), Failure> {
    let mut account = Account::new(slug)?;
    let options = Options {
        contacts,
        ..Options::default()
    };
    let running = Sandbox::start(slug, options).await?;
    let vendor = account.vendor();
    account = account.base_url(running.base_url());
    for slot in vendor.credentials {
        if let Some(secret) = running.credential(slot.scheme) {
            account = account.credential(slot.scheme, secret)?;
        }
    }
    for setting in vendor.settings {
        if let Some(value) = running.setting(setting.parameter) {
            account = account.setting(setting.parameter, value)?;
        }
    }
    Ok((account, running))
}

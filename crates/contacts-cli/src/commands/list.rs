//! `contacts list`.

use contacts::runtime::operation::Capability;
use contacts::{Account, Error, Reason, SweepOptions, Unsupported};
use contacts_sandbox::{Options, Running, Sandbox};

use super::summary::{Summary, contact_line, undecodable_line};
use super::table::{Contacts, Of};
use crate::arguments::{Format, List};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::counted;

pub async fn run(arguments: List, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments.slug.as_str();
    // Before anybody looks for the key of a vendor that can't list.
    let vendor = Account::new(slug)?.vendor();
    let capability = Capability::List;
    if vendor.serving(capability).is_empty() {
        return Err(Error::from(Unsupported { vendor, capability }).into());
    }
    // The sandbox lives as long as this does.
    let (account, _sandbox) = account(&arguments).await?;
    let contacts = account.connect()?;
    let format = arguments.format.unwrap_or(if console.is_terminal {
        Format::Table
    } else {
        Format::Jsonl
    });
    let mut table = Contacts::new(Of::OneVendor);
    let mut summary = Summary::default();
    let options = SweepOptions::default().passes(arguments.passes);
    let mut sweep = contacts.sweep(options.prefetch(arguments.prefetch))?;
    let failed = loop {
        let page = match sweep.next().await {
            Some(Ok(batch)) => batch.mapped,
            Some(Err(error)) => break Some(error),
            None => break None,
        };
        summary.count(&page);
        match format {
            Format::Table => page.contacts.iter().for_each(|contact| table.add(contact)),
            Format::Jsonl => {
                for contact in &page.contacts {
                    console.json(&contact_line(contact)?)?;
                }
                for record in &page.undecodable {
                    console.json(&undecodable_line(record))?;
                }
            }
        }
        // Lines of JSON on a terminal are progress enough.
        if format == Format::Table || !console.is_terminal {
            console.progress(|| format!("{slug}: {}", counted(summary.contacts, "contact")));
        }
    };
    console.finish();
    if format == Format::Table && summary.contacts > 0 {
        writeln!(console.out, "{}", table.render(console.width))?;
    }
    console.out.flush()?;
    let line = summary.line("page");
    if let Some(error) = failed {
        if summary.pages > 0 {
            writeln!(console.notes, "{slug}: {line}; then the listing broke off")?;
        }
        return Err(error.into());
    }
    let verdict = sweep.verdict();
    writeln!(console.notes, "{slug}: {line}")?;
    writeln!(console.notes, "{slug}: {verdict}")?;
    if verdict.reasons().iter().any(may_pass) {
        writeln!(
            console.notes,
            "{slug}: if contacts change meanwhile, --passes 4 lists them until two passes find the same"
        )?;
    }
    if format == Format::Table && summary.undecodable > 0 {
        writeln!(
            console.notes,
            "{slug}: --format jsonl has what can't be read, with the reasons"
        )?;
    }
    Ok(match verdict.is_complete() {
        true => Exit::Ok,
        false => Exit::Incomplete,
    })
}

/// Whether another pass may mend it.
fn may_pass(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::TotalNotReached { .. } | Reason::PossibleSkips | Reason::PassesDiffer
    )
}

async fn account(arguments: &List) -> Result<(Account, Option<Running>), Failure> {
    if let Some(contacts) = arguments.sandbox {
        let (account, running) = sandbox(&arguments.slug, contacts).await?;
        return Ok((account, Some(running)));
    }
    let mut account =
        Account::new(&arguments.slug)?.from_environment(|name| std::env::var(name).ok());
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

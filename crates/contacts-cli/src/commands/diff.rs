//! `contacts diff`.

use std::path::{Path, PathBuf};

use clap::Args;
use contacts::runtime::operation::Capability;
use contacts::{SweepOptions, vendors};
use contacts_export::Manifest;
use contacts_export::diff::{Change, Kind, State, diff};
use serde_json::{Value, json};

use super::summary::Summary;
use crate::account;
use crate::arguments::{AccountOptions, Format};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain};

/// Compare two exports, or an export and what a vendor lists now.
///
/// One line a contact that was created, updated or is missing. Missing means that the later list came whole and did not have
/// it; from a list that did not, nothing is concluded. What changes by itself, such as presence, is left out. Values are
/// shown with --values only.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts diff monday tuesday\n  contacts diff monday chatbotx\n  contacts diff monday tuesday --format jsonl --values"
)]
pub struct Arguments {
    /// The folder of the earlier export.
    #[arg(value_name = "DIR")]
    before: PathBuf,
    /// The folder of the later export, or the slug of a vendor that is listed now.
    #[arg(value_name = "DIR|SLUG")]
    after: PathBuf,
    #[command(flatten)]
    account: AccountOptions,
    /// How to write it: table (lines for people) on a terminal, else jsonl.
    #[arg(long)]
    format: Option<Format>,
    /// Show the values before and after, not only where they stand.
    #[arg(long)]
    values: bool,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let slug = arguments
        .after
        .to_str()
        .filter(|name| is_slug(name, &arguments.after));
    if slug.is_none() && !arguments.after.exists() {
        let known: Vec<&str> = vendors().map(|vendor| vendor.slug).collect();
        return Err(Failure::Usage(format!(
            "{} is neither a folder nor a vendor: name an export, or one of {}",
            plain(&arguments.after.display().to_string()),
            known.join(", ")
        )));
    }
    let only = slug.map(str::to_owned);
    let before = match slug {
        Some(slug) => State::of_vendor(&arguments.before, slug)?,
        None => State::of(&arguments.before)?,
    };
    let (after, complete) = match slug {
        Some(slug) => listed(slug, &arguments, console).await?,
        None => {
            let complete = Manifest::read(&arguments.after)?.is_complete();
            (State::of(&arguments.after)?, complete)
        }
    };
    let as_lines = arguments
        .format
        .map_or(console.is_terminal, |format| format == Format::Table);
    let changes = diff(before, after, |change| {
        if change.kind == Kind::Unchanged {
            return Ok(());
        }
        match as_lines {
            true => console.text(&line(&change, arguments.values), 2)?,
            false => console.json(&value(&change, arguments.values).to_string())?,
        }
        Ok::<(), Failure>(())
    })?;
    console.out.flush()?;
    let name = only
        .as_deref()
        .map_or(String::new(), |slug| format!("{slug}: "));
    writeln!(
        console.notes,
        "{name}{} created, {} updated, {} unchanged, {} missing",
        changes.created, changes.updated, changes.unchanged, changes.missing
    )?;
    if changes.unseen > 0 {
        writeln!(
            console.notes,
            "{name}{} did not come, and neither did all: whether they are gone can't be said",
            counted(changes.unseen as usize, "contact")
        )?;
    }
    Ok(match complete {
        true => Exit::Ok,
        false => Exit::Incomplete,
    })
}

fn is_slug(name: &str, path: &Path) -> bool {
    !path.exists() && vendors().any(|vendor| vendor.slug == name)
}

/// What a vendor lists now, and whether all came.
async fn listed(
    slug: &str,
    arguments: &Arguments,
    console: &mut Console<'_>,
) -> Result<(State, bool), Failure> {
    account::need(slug, Capability::List)?;
    let (account, _sandbox) = account::open(slug, &arguments.account).await?;
    let contacts = console.watched(account).connect()?;
    let mut sweep = contacts.sweep(SweepOptions::default())?;
    let mut summary = Summary::default();
    let mut state = State::new();
    while let Some(batch) = sweep.next().await {
        let page = batch?.mapped;
        summary.count(&page);
        summary.progress(slug, console);
        for contact in &page.contacts {
            state.add(contact)?;
        }
    }
    console.finish();
    let verdict = sweep.verdict();
    if verdict.is_complete() {
        state.complete(slug);
    } else {
        writeln!(console.notes, "{slug}: {verdict}")?;
    }
    Ok((state, verdict.is_complete()))
}

fn line(change: &Change, values: bool) -> String {
    let (vendor, id) = (&change.vendor, &change.id);
    let what = match &change.kind {
        Kind::Created => "created".to_owned(),
        Kind::Unchanged => "unchanged".to_owned(),
        Kind::Missing => "missing".to_owned(),
        Kind::Unseen => "did not come".to_owned(),
        Kind::Updated { differences } => {
            let differences = differences.iter().map(|difference| {
                let path = difference.path.clone();
                let text = |value: &Option<Value>| match value {
                    Some(value) => value.to_string(),
                    None => "nothing".to_owned(),
                };
                match values {
                    true => format!(
                        "{path}: {} → {}",
                        text(&difference.before),
                        text(&difference.after)
                    ),
                    false => path,
                }
            });
            format!("updated {}", differences.collect::<Vec<_>>().join(", "))
        }
    };
    format!("{vendor} {id} {what}")
}

fn value(change: &Change, values: bool) -> Value {
    let mut value = json!(change);
    if let (false, Kind::Updated { differences }) = (values, &change.kind)
        && let Some(members) = value.as_object_mut()
    {
        let paths: Vec<&str> = differences
            .iter()
            .map(|difference| difference.path.as_str())
            .collect();
        members.remove("differences");
        members.insert("paths".to_owned(), json!(paths));
    }
    value
}

//! `contacts diff`.

mod sides;

use std::path::{Path, PathBuf};

use clap::Args;
use contacts::runtime::operation::Capability;
use contacts::{SweepOptions, vendors};
use contacts_export::diff::{Change, Kind, State, diff};
use contacts_export::{Extent, Manifest};
use serde_json::{Value, json};

use self::sides::Side;
use super::further::Further;
use super::summary::Summary;
use crate::account;
use crate::arguments::{AccountOptions, Format};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain};

/// Compare two exports, or an export and what a vendor lists now.
///
/// One line a contact that was created, updated or is missing. Created means that the earlier list came whole and did not have
/// it, missing the same of the later one; from a list that did not come whole, nothing is concluded, and the exit code is 5.
/// What changes by itself, such as presence, is left out, and so is what one of the two was not exported --with. Values are
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
    /// Compare too what two servers have: an account may have moved, or be another one with the same number.
    #[arg(long)]
    other_host: bool,
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
    let mut earlier = Manifest::read(&arguments.before)?;
    let (before, after, later) = match slug {
        Some(slug) => {
            earlier.sources.retain(|source| source.vendor == slug);
            let before = State::of_vendor(&arguments.before, slug)?;
            let (after, later) = listed(slug, &earlier, &arguments, console).await?;
            (before, after, vec![later])
        }
        None => {
            let later = Manifest::read(&arguments.after)?;
            let later = later.sources.iter().map(Side::of).collect();
            let before = State::of(&arguments.before)?;
            (before, State::of(&arguments.after)?, later)
        }
    };
    let earlier: Vec<Side> = earlier.sources.iter().map(Side::of).collect();
    let notes = sides::compare(&earlier, &later, arguments.other_host)?;
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
    if changes.first_seen > 0 {
        writeln!(
            console.notes,
            "{name}{} came now and not before, when not all came: whether they are new can't be said",
            counted(changes.first_seen as usize, "contact")
        )?;
    }
    if changes.unseen > 0 {
        writeln!(
            console.notes,
            "{name}{} did not come, and neither did all: whether they are gone can't be said",
            counted(changes.unseen as usize, "contact")
        )?;
    }
    for note in &notes {
        writeln!(console.notes, "{}", plain(note))?;
    }
    let all = earlier.iter().chain(&later);
    Ok(match all.into_iter().all(Side::is_complete) {
        true => Exit::Ok,
        false => Exit::Incomplete,
    })
}

fn is_slug(name: &str, path: &Path) -> bool {
    !path.exists() && vendors().any(|vendor| vendor.slug == name)
}

/// What a vendor lists now, read as the earlier export was.
async fn listed(
    slug: &str,
    earlier: &Manifest,
    arguments: &Arguments,
    console: &mut Console<'_>,
) -> Result<(State, Side), Failure> {
    account::need(slug, Capability::List)?;
    let (account, _sandbox) = account::open(slug, &arguments.account).await?;
    let contacts = console.watched(account).connect()?;
    let extent = earlier.sources.first().map(|source| &source.extent);
    let mut further = Further::again(&contacts, extent.unwrap_or(&Extent::default()));
    let mut sweep = contacts.sweep(SweepOptions::default())?;
    let mut summary = Summary::default();
    let mut state = State::new();
    let mut account = None;
    while let Some(batch) = further.next(&contacts, &mut sweep).await {
        let page = batch?.mapped;
        summary.count(&page);
        summary.progress(slug, console);
        for contact in &page.contacts {
            account = contact.source.account.as_ref().map(ToString::to_string);
            state.add(contact)?;
        }
    }
    console.finish();
    let verdict = sweep.verdict();
    if verdict.is_complete() {
        state.complete(slug);
    }
    for path in &further.extent().without {
        state.lacks(slug, path);
    }
    let side = Side {
        vendor: slug.to_owned(),
        account,
        instance: Some(contacts.instance().to_owned()),
        without: further.extent().without.clone(),
        reasons: match verdict.is_complete() && further.is_complete() {
            true => Vec::new(),
            false => vec![further.verdict(&verdict)],
        },
    };
    Ok((state, side))
}

fn line(change: &Change, values: bool) -> String {
    let (vendor, id) = (&change.vendor, &change.id);
    let what = match &change.kind {
        Kind::Created => "created".to_owned(),
        Kind::FirstSeen => "came now".to_owned(),
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
        _ => "changed in another way".to_owned(),
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

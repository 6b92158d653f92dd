//! `contacts move`.

mod fit;
mod losses;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use contacts::runtime::operation::Capability;
use contacts_export::Manifest;

use super::source;
use crate::account;
use crate::arguments::AccountOptions;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::SLUGS;
use crate::text::{counted, plain};
use crate::write::{Batch, Existing, Line, PatchArguments, Target, Unsure, WriteOptions, run_all};
use fit::{Fit, Wishes};
use losses::Losses;

const AFTER: &str = "Examples:
  contacts export chatbotx --sandbox 20 --format jsonl --out backup
  contacts move backup digital99 --sandbox 0
  contacts move backup dmchamp --split-names --sandbox 0
  contacts move backup chatbotx -f inbox=49539595901090770 --sandbox 0
  contacts move backup digital99 --apply";

/// Take the contacts of an export to a vendor. Nothing is deleted where they come from.
///
/// Says first what does not arrive: which field, of how many contacts, and why. Shows the plans and sends nothing, until --apply
/// does. A contact goes as an upsert where the vendor has one; else it is created, unless one with the same telephone number or
/// e-mail address is there: that one is left as it is. Tags go along, and custom attributes by their names, where the vendor
/// takes them. -f and --tag are what each contact gets besides, such as an inbox where the vendor wants one.
///
/// EXPORT.SLUG.journal keeps what became of each contact, with its old id and the new one: the same command goes on after an
/// interruption, and makes nobody twice. EXPORT.SLUG.undo gets what undoes the writes, for `contacts apply --reverse`.
#[derive(Args, Debug)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// A folder of `contacts export`, or a file of JSON Lines: a part of an export, or what `contacts list` printed.
    #[arg(value_name = "EXPORT")]
    from: PathBuf,
    /// The slug of the vendor that the contacts go to.
    #[arg(value_parser = SLUGS)]
    slug: String,
    #[command(flatten)]
    given: PatchArguments,
    /// Split names at the last space, where the vendor takes given name and surname and the contact has one name.
    #[arg(long)]
    split_names: bool,
    /// Give a custom attribute, by its key in the export, this name there; may be repeated.
    #[arg(long = "attribute", value_name = "KEY=NAME")]
    attributes: Vec<String>,
    /// Go on after a write that fails.
    #[arg(long)]
    keep_going: bool,
    /// Create contacts also if one with the same address is there.
    #[arg(long)]
    allow_duplicate: bool,
    /// Where to keep what became of each contact; else EXPORT.SLUG.journal.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// What to make of writes that may have been sent before an interruption, where the vendor can't tell.
    #[arg(long, value_name = "WHAT")]
    unsure: Option<Unsure>,
    #[command(flatten)]
    account: AccountOptions,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs it.
pub async fn run(mut arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    arguments.options.allow_duplicate = arguments.allow_duplicate;
    let slug = arguments.slug.as_str();
    if account::need(slug, Capability::Upsert).is_err() {
        account::need(slug, Capability::Create)?;
    }
    let from = from(&arguments.from)?;
    let wishes = Wishes {
        given: arguments.given.given()?,
        split_names: arguments.split_names,
        attributes: attributes(&arguments.attributes)?,
    };
    let source = source::open(&arguments.from)?;
    let target = Target::open(slug, &arguments.account, console).await?;
    let fit = Fit::new(&target.contacts, &arguments.options, wishes);
    let (mut losses, mut lines) = (Losses::default(), Vec::new());
    let stop = console.interrupt.hold();
    for (contact, number) in source.contacts.zip(1_usize..) {
        if stop.is_asked() {
            console.note("stopped before anything was sent: the same command begins again")?;
            return Ok(Exit::Incomplete);
        }
        let contact = contact?;
        console.progress(&format!("{slug}: contacts"), number as u64, None);
        if let Some(write) = fit.write(&contact, &mut losses).await? {
            lines.push(Line {
                number,
                from: Some(format!("{} {}", contact.source.provider, contact.source.id)),
                write: Ok(write),
            });
        }
    }
    drop(stop);
    let name = plain(&from);
    let came = counted(losses.contacts, "contact");
    writeln!(
        console.notes,
        "{name}: {came}, {} to go to {slug}",
        lines.len()
    )?;
    if let Some(manifest) = &source.manifest {
        remarks(&name, manifest, console)?;
    }
    losses.tell(&target, console)?;
    let stays = losses.contacts - lines.len();
    let exit = run_all(
        &target,
        &arguments.options,
        Batch {
            lines,
            headers: Vec::new(),
            journal: arguments.journal.clone(),
            beside: Some(format!("{from}.{slug}")),
            name: from.clone(),
            keep_going: arguments.keep_going,
            unsure: arguments.unsure,
            existing: Existing::Leave,
        },
        console,
    );
    let exit = exit.await?;
    if arguments.options.apply && (arguments.journal.is_some() || target.is_lasting()) {
        let journal = match &arguments.journal {
            Some(journal) => journal.display().to_string(),
            None => format!("{from}.{slug}.journal"),
        };
        writeln!(console.notes, "old ids and new ones: {}", plain(&journal))?;
    }
    Ok(match exit {
        Exit::Ok if stays > 0 && arguments.options.apply => Exit::Partly,
        Exit::Ok if stays > 0 && stays == losses.contacts => Exit::Usage,
        exit => exit,
    })
}

/// What the export is called, without the slash that a shell puts behind a folder.
fn from(path: &Path) -> Result<String, Failure> {
    let name = path.display().to_string();
    let is_vendor = contacts::vendors().any(|vendor| vendor.slug == name);
    if is_vendor && Manifest::read(path).is_err() {
        return Err(Failure::Usage(format!(
            "{name} is a vendor: `contacts export {name} --format jsonl --out backup` first, then `contacts move backup SLUG`"
        )));
    }
    Ok(name.trim_end_matches(['/', '\\']).to_owned())
}

/// Names of attributes, by their keys.
fn attributes(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let split = |text: &String| match text.split_once('=') {
        Some((key, name)) if !name.is_empty() => Ok((key.to_owned(), name.to_owned())),
        _ => Err(Failure::Usage(format!(
            "--attribute {} names nothing: write it as KEY=NAME",
            plain(text)
        ))),
    };
    given.iter().map(split).collect()
}

/// What of the old vendor's contacts is not in the export, or not readable in it.
fn remarks(name: &str, manifest: &Manifest, console: &mut Console<'_>) -> Result<(), Failure> {
    for source in &manifest.sources {
        let vendor = plain(&source.vendor);
        if source.counts.undecodable > 0 {
            writeln!(
                console.notes,
                "{name}: {} of {vendor} can't be read, and stay in the export",
                counted(source.counts.undecodable as usize, "record")
            )?;
        }
        if source
            .verdict
            .as_ref()
            .is_some_and(|verdict| !verdict.complete)
        {
            writeln!(
                console.notes,
                "{name}: not all contacts of {vendor} came into the export: `contacts verify {name}` says why"
            )?;
        }
    }
    Ok(())
}

//! `contacts move`.

mod fit;
mod losses;
mod notes;
mod renames;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use contacts::runtime::operation::Capability;
use contacts::{Detail, Field};
use contacts_export::{Manifest, private_options};
use futures_util::stream::{self, StreamExt};

use super::source;
use crate::account;
use crate::arguments::AccountOptions;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::known::SLUGS;
use crate::text::{counted, plain};
use crate::write::{
    Batch, Existing, PatchArguments, Source, Target, Unsure, WriteOptions, run_all,
};
use fit::{Fit, Wishes};
use losses::Losses;
use renames::Renames;

const AFTER: &str = "Examples:
  contacts export chatbotx --sandbox 20 --format jsonl --out backup
  contacts move backup digital99 --sandbox 0
  contacts move backup dmchamp --split-names --sandbox 0
  contacts move backup chatbotx -f inbox=49539595901090770 --sandbox 0
  contacts move backup chatbotx --map-template map.toml --sandbox 0
  contacts move backup chatbotx --map map.toml --sandbox 0
  contacts move backup digital99 --apply";

/// Take the contacts of an export to a vendor. Nothing is deleted where they come from.
///
/// Says first what does not arrive: which field, of how many contacts, and why. Shows the plans and sends nothing, until --apply
/// does. A contact goes as an upsert where the vendor has one; else it is created, unless one with the same telephone number or
/// e-mail address is there: that one is left as it is. Tags go along, and custom attributes by their names, where the vendor
/// takes them. -f and --tag are what each contact gets besides, such as an inbox where the vendor wants one. Notes go onto the
/// contact after it, with their whole text, where the export has them (`contacts export --with notes`) and the vendor takes them.
///
/// Ids of inboxes, pipelines, stages and lists mean nothing in another account: --map says which they are there, and what tags
/// and attributes are called. --map-template writes such a file, with all that the export has.
///
/// EXPORT.SLUG.journal keeps what became of each contact and note, with the old id and the new one: the same command goes on
/// after an interruption, and makes nothing twice. EXPORT.SLUG.undo gets what undoes the writes, for `contacts apply --reverse`:
/// it deletes the contacts that were made, and their notes with them.
#[derive(Args, Debug)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// A folder of `contacts export`, a part of one in whatever format, or the JSON Lines that `contacts list` printed.
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
    /// What ids and names are called there, as TOML: "OLD" = "NEW" or false under [inboxes], [pipelines], [stages], [lists],
    /// [attributes], [tags].
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Write a file for --map with all ids and names that the vendor may take, to be filled in; sends nothing.
    #[arg(long, value_name = "FILE", conflicts_with = "apply")]
    map_template: Option<PathBuf>,
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
    let given = arguments.given.given()?;
    let attributes = attributes(&arguments.attributes)?;
    let source = source::open(&arguments.from)?;
    let target = Target::open(slug, &arguments.account, console).await?;
    let wishes = Wishes {
        given,
        split_names: arguments.split_names,
        renames: Renames::default(),
    };
    let mut fit = Fit::new(&target.contacts, &arguments.options, wishes);
    if let Some(map) = &arguments.map {
        fit.wishes.renames = Renames::read(map, slug, |field| fit.may_take(field))?;
    }
    for (key, name) in attributes {
        fit.wishes.renames.add(Field::Attribute, key, name);
    }
    // Once for what does not arrive, and once more for the writes: no more than one contact is kept.
    let mut losses = Losses::default();
    let stop = console.interrupt.hold();
    for contact in source.contacts {
        if stop.is_asked() {
            console.note("stopped before anything was sent: the same command begins again")?;
            return Ok(Exit::Incomplete);
        }
        let contact = contact?;
        losses.count(&contact, fit.fit(&contact).await?);
        console.progress(&format!("{slug}: contacts"), losses.contacts as u64, None);
    }
    drop(stop);
    let name = plain(&from);
    if let Some(file) = &arguments.map_template {
        template(file, &losses.template(slug))?;
        let file = plain(&file.display().to_string());
        writeln!(
            console.notes,
            "{file}: fill it in, then `contacts move {name} {slug} --map {file}`"
        )?;
        return Ok(Exit::Ok);
    }
    let notes = match losses.notes {
        0 => String::new(),
        notes => format!(" with {}", counted(notes, "note")),
    };
    let (came, going) = (counted(losses.contacts, "contact"), losses.going);
    writeln!(
        console.notes,
        "{name}: {came}, {going} to go to {slug}{notes}"
    )?;
    if let Some(manifest) = &source.manifest {
        remarks(&name, manifest, &fit, console)?;
    }
    losses.tell(&target, console)?;
    for unmet in fit
        .wishes
        .renames
        .unmet(|field, old| losses.is_met(field, old))
    {
        writeln!(console.notes, "{}", plain(&unmet))?;
    }
    let (fit, contacts) = (&fit, source::open(&arguments.from)?.contacts);
    let lines =
        stream::iter(contacts.zip(1..)).filter_map(async |(contact, number)| match contact {
            Ok(contact) => fit.line(&contact, number).await.transpose(),
            Err(failure) => Some(Err(failure)),
        });
    let exit = run_all(
        &target,
        &arguments.options,
        Batch {
            lines: Source::Made(losses.going, lines.boxed_local()),
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
    let stays = losses.contacts - losses.going;
    Ok(match exit {
        Exit::Ok if stays > 0 && arguments.options.apply => Exit::Partly,
        Exit::Ok if stays > 0 && stays == losses.contacts => Exit::Usage,
        exit => exit,
    })
}

/// Writes a file for `--map`, where there is none.
fn template(path: &Path, text: &str) -> Result<(), Failure> {
    let written = private_options().write(true).create_new(true).open(path);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{} is there already: name another file with --map-template",
            path.display()
        )),
        _ => Failure::Kept {
            file: path.display().to_string(),
            error,
            option: "--map-template",
        },
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
    if path.exists() && !path.is_dir() && !path.is_file() {
        return Err(Failure::Usage(format!(
            "{name} can be read once only, and a move reads it twice: save it in a file first"
        )));
    }
    Ok(name.trim_end_matches(['/', '\\']).to_owned())
}

/// Keys of attributes with their names.
fn attributes(given: &[String]) -> Result<Vec<(String, String)>, Failure> {
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
fn remarks(
    name: &str,
    manifest: &Manifest,
    fit: &Fit<'_>,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    for source in &manifest.sources {
        let vendor = plain(&source.vendor);
        let without = source.extent.without.iter().map(String::as_str);
        let without: Vec<&str> = without
            .filter(|it| it.parse().is_ok_and(|it: Detail| fit.may_take_detail(it)))
            .collect();
        if !without.is_empty() {
            let with = source.extent.with.iter().map(String::as_str);
            let with: Vec<&str> = with.chain(without.iter().copied()).collect();
            writeln!(
                console.notes,
                "{name}: nobody read these of {vendor}, so they can't go along: {}; `contacts export {vendor} --with {}` reads them",
                without.join(", "),
                with.join(",")
            )?;
        }
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

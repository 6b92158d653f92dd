//! `contacts export`.

mod ends;
mod target;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use contacts::runtime::operation::Capability;
use contacts::{Account, Contacts, SweepOptions};
use contacts_export::{Format, Manifest, Schema};
use contacts_sandbox::{Options, Running, Sandbox};

use self::ends::{Ended, Ends, Next};
use self::target::{Place, Target};
use super::further::{Further, With};
use super::summary::Summary;
use crate::account;
use crate::arguments::{AccountOptions, MOST};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::interrupt::Hold;
use crate::known::SLUGS;

/// Write all contacts of one or several vendors into a folder, a file or standard output.
///
/// An export into a folder may be stopped at any moment, also with kill -9 or by a disk that is full: what came is in finished
/// parts, --resume goes on behind them, and at the end there is a manifest with counts, verdicts and hashes for
/// `contacts verify`. If one of several vendors fails, the others come whole, and --resume goes on with that one. A file has its
/// name only when it is whole. jsonl keeps the exact bytes of each record too, the other formats all but those. csv opens
/// safely in a spreadsheet: text that would be a formula begins with an apostrophe, and so do telephone numbers, which would be
/// taken for sums; csv-plain has none of these, for programs.
///
/// A vendor's list does not carry everything: what it lacks is said, and --with reads it contact by contact. Files and folders
/// can be read by their owner only.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  contacts export chatbotx --sandbox 1000 --format parquet --out contacts\n  contacts export insighto digital99 --format jsonl --out backup --resume\n  contacts export tetherai --format csv --out tetherai.csv\n  contacts export digital99 --with tags,notes --format jsonl --out full\n  contacts export chatbotx --format jsonl --out - | gzip > chatbotx.jsonl.gz"
)]
pub struct Arguments {
    /// The slugs of the vendors.
    #[arg(value_name = "SLUG", required = true, value_parser = SLUGS)]
    slugs: Vec<String>,
    #[command(flatten)]
    account: AccountOptions,
    /// How to write the contacts.
    #[arg(long)]
    format: FormatName,
    /// The columns of parquet: structs and lists as the model has them, or one level with lists as JSON; by default nested.
    #[arg(long)]
    schema: Option<SchemaName>,
    /// Where to: a name that ends as the format does (.csv, .vcf) is a file, - is standard output, all else a folder.
    #[arg(long, value_name = "DIR|FILE|-")]
    out: PathBuf,
    #[command(flatten)]
    with: With,
    /// Replace the file if it is there already.
    #[arg(long)]
    overwrite: bool,
    /// Go on with the export in the folder; begin it if there is none.
    #[arg(long)]
    resume: bool,
    /// Finish a part of a folder after N contacts; after a minute in any case.
    #[arg(long, value_name = "N", default_value_t = 131_072, value_parser = clap::value_parser!(u64).range(1..))]
    part_rows: u64,
    /// List until two passes find the same, at most N times, for contacts that change meanwhile.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    passes: u32,
    /// Ask for N pages ahead, where pages have numbers.
    #[arg(long, value_name = "N", default_value_t = 0)]
    prefetch: usize,
}

/// How to write contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// JSON Lines.
    Jsonl,
    /// CSV for spreadsheets: an apostrophe stands before what would be a formula or a sum.
    Csv,
    /// CSV for programs: text as it is.
    CsvPlain,
    /// Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
    /// vCard 4.0.
    Vcard,
    /// JSContact Cards, one a line.
    Jscontact,
}

/// The columns of Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaName {
    /// Structs and lists.
    Nested,
    /// One level.
    Flat,
}

pub async fn run(arguments: Arguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let format = arguments.format()?;
    // All that can be refused is refused before anything is written.
    for slug in &arguments.slugs {
        account::need(slug, Capability::List)?;
    }
    let mut connected = Vec::new();
    let mut sandboxes = Vec::new();
    for slug in &arguments.slugs {
        let (account, sandbox) = open(slug, &arguments).await?;
        connected.push(console.watched(account).connect()?);
        sandboxes.push(sandbox);
    }
    let mut target = Target::open(&arguments, format, console)?;
    let hold = console.interrupt.hold();
    let mut ends = Ends::new(&arguments.account);
    for contacts in &connected {
        let slug = contacts.vendor().slug;
        let mut run = Run {
            arguments: &arguments,
            hold: &hold,
            summary: Summary::default(),
            further: Further::of(contacts, &arguments.with),
            before: None,
        };
        let ended = run.list(contacts, &mut target, console).await;
        let Run {
            summary,
            further,
            before,
            ..
        } = run;
        if summary.pages > 0 {
            ends.note(slug, &summary.line("page"));
        }
        if let Some(before) = before {
            let new = summary.contacts;
            ends.note(slug, &format!("{before} were there, {new} new"));
        }
        if summary.undecodable > 0 && target.drops_undecodable(format) {
            ends.note(
                slug,
                "what can't be read is not in it: a folder keeps that, and so does --format jsonl",
            );
        }
        if ends.add(slug, ended, &further) == Next::Stop {
            break;
        }
    }
    let is_over = ends.is_over() && !hold.is_asked();
    ends.finish(target, is_over, console)
}

/// The walk through the list of one vendor.
struct Run<'a> {
    arguments: &'a Arguments,
    hold: &'a Hold,
    summary: Summary,
    further: Further,
    /// How many contacts were there from an earlier run, if there was one.
    before: Option<u64>,
}

impl Run<'_> {
    /// Whatever ends the list, what came of it is safe.
    async fn list(
        &mut self,
        contacts: &Contacts,
        target: &mut Target,
        console: &mut Console<'_>,
    ) -> Result<Ended, Failure> {
        let mut place = target.place(contacts, self.arguments.account.new_credential)?;
        place.read(&mut self.further)?;
        if let Some(complete) = place.before() {
            return Ok(Ended::Before { complete });
        }
        let ended = self.walk(contacts, &mut place, console).await;
        match &ended {
            Ok(Ended::Listed(verdict)) => place.finish(verdict)?,
            Ok(_) => place.checkpoint()?,
            Err(failure @ Failure::Contacts(_)) => {
                place.break_off(&failure.behind(contacts.vendor().slug))?;
            }
            Err(_) => {}
        }
        ended
    }

    async fn walk(
        &mut self,
        contacts: &Contacts,
        place: &mut Place<'_>,
        console: &mut Console<'_>,
    ) -> Result<Ended, Failure> {
        let options = SweepOptions::default().passes(self.arguments.passes);
        let options = options.prefetch(self.arguments.prefetch);
        let mut sweep = match place.position() {
            Some(resume) => {
                self.before = place.contacts();
                let mut failed = None;
                let ids = place.ids();
                let ids = ids.map_while(|id| id.map_err(|error| failed = Some(error)).ok());
                let sweep = contacts.resume(resume, options)?.already(ids);
                match failed {
                    Some(error) => return Err(error.into()),
                    None => sweep,
                }
            }
            None => contacts.sweep(options)?,
        };
        loop {
            let next = tokio::select! {
                biased;
                () = self.hold.asked() => return Ok(Ended::Stopped),
                next = self.further.next(contacts, &mut sweep) => next,
            };
            let Some(batch) = next else {
                return Ok(Ended::Listed(sweep.verdict()));
            };
            let batch = batch?;
            self.summary.count(&batch.mapped);
            place.write(&batch, console)?;
            self.summary.progress(contacts.vendor().slug, console);
        }
    }
}

impl Arguments {
    fn format(&self) -> Result<Format, Failure> {
        if self.slugs.len() > 1
            && (self.account.base_url.is_some() || self.account.profile.is_some())
        {
            return Err(Failure::Usage(
                "--base-url and --profile are of one vendor: use the environment or profiles that are called like the vendors".to_owned(),
            ));
        }
        for (index, slug) in self.slugs.iter().enumerate() {
            if self.slugs.iter().take(index).any(|before| before == slug) {
                return Err(Failure::Usage(format!(
                    "{slug} is named twice: name it once"
                )));
            }
        }
        let format = match self.format {
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Csv => Format::Csv,
            FormatName::CsvPlain => Format::CsvPlain,
            #[cfg(feature = "parquet")]
            FormatName::Parquet => Format::Parquet(match self.schema {
                Some(SchemaName::Flat) => Schema::Flat,
                Some(SchemaName::Nested) | None => Schema::Nested,
            }),
            FormatName::Vcard => Format::Vcard,
            FormatName::Jscontact => Format::Jscontact,
        };
        match self.schema {
            Some(_) if format.name() != "parquet" => Err(Failure::Usage(
                "--schema is of parquet: leave it out, or pass --format parquet".to_owned(),
            )),
            _ => Ok(format),
        }
    }
}

/// The account of a vendor. A sandbox that an export goes on with is at the port where it was, as an account would be.
async fn open(slug: &str, arguments: &Arguments) -> Result<(Account, Option<Running>), Failure> {
    let Some(contacts) = arguments.account.sandbox.filter(|_| arguments.resume) else {
        return account::open(slug, &arguments.account).await;
    };
    let manifest = Manifest::read(&arguments.out).ok();
    let sources = manifest.iter().flat_map(|manifest| &manifest.sources);
    let instance = sources
        .filter(|source| source.vendor == slug)
        .find_map(|it| it.instance.clone());
    let port = instance
        .as_deref()
        .and_then(|url| url.rsplit(':').next()?.parse().ok());
    let options = Options {
        contacts: contacts.min(MOST),
        port: port.unwrap_or_default(),
        ..Options::default()
    };
    let running = Sandbox::start(slug, options).await?;
    Ok((account::connected(&running)?, Some(running)))
}

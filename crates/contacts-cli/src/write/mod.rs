//! Writes: shown as a plan, sent only if asked, read back, and told with what undoes them.

mod batch;
mod counts;
mod fields;
mod journal;
mod report;
mod undo;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use contacts::{Applied, Contacts, Error, Plan, PlanOptions, Write};

use crate::account;
use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};

pub use batch::{Batch, Unsure, run as run_all};
pub use fields::PatchArguments;
use undo::Undo;

/// How a command writes.
#[derive(Args, Debug)]
pub struct WriteOptions {
    /// Send it; without this the plan is shown and nothing is sent.
    #[arg(long)]
    pub apply: bool,
    /// Also send what nobody has seen the vendor do, such as clearing a field with an empty text.
    #[arg(long)]
    pub allow_unverified: bool,
    /// Create a contact also if one with the same address is there; commands that create have the option.
    #[arg(skip)]
    pub allow_duplicate: bool,
    /// Where to keep what undoes it; by default undo-SLUG-1.jsonl or the next free number, and FILE.undo for `contacts apply FILE`.
    #[arg(long, value_name = "FILE")]
    pub undo: Option<PathBuf>,
    /// How to write plans and results: text on a terminal, else jsonl.
    #[arg(long)]
    pub format: Option<WriteFormat>,
}

/// How to write plans and results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WriteFormat {
    /// Text for people.
    Text,
    /// JSON Lines.
    Jsonl,
}

/// What came of one write.
pub enum Outcome {
    /// Its plan was shown.
    Planned(Box<Plan>),
    /// There was nothing to do.
    Nothing,
    /// It was sent.
    Sent(Box<Sent>),
}

/// A write that was sent.
pub struct Sent {
    /// What came of it.
    pub applied: Applied,
    /// Whether what undoes it could be kept, and the result told.
    pub told: Result<(), Failure>,
}

/// Plans or makes writes at one account.
pub struct Writer<'a> {
    contacts: &'a Contacts,
    slug: &'static str,
    options: &'a WriteOptions,
    format: WriteFormat,
    undo: Undo,
}

/// Plans one write, or makes it.
pub async fn run(
    account: &AccountArguments,
    options: &WriteOptions,
    write: Write,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let slug = account.slug.as_str();
    account::need(slug, write.capability())?;
    let (opened, sandbox) = account::open(slug, &account.options).await?;
    let contacts = console.watched(opened).connect()?;
    // What a sandbox has forgotten needs no undoing.
    let undo = Undo::new(options.undo.clone(), sandbox.is_none());
    let mut writer = Writer::new(&contacts, options, undo, console);
    let plan = writer.plan(&write).await?;
    let outcome = writer.make(plan, console).await?;
    let exit = match outcome {
        Outcome::Planned(plan) => {
            let (exit, told) = match plan.is_applicable() {
                true => (Exit::Ok, "nothing was sent; --apply sends it"),
                false => (
                    Exit::Usage,
                    "nothing was sent, and can't be while a part of it is refused",
                ),
            };
            writeln!(console.notes, "{told}")?;
            exit
        }
        Outcome::Nothing => {
            writeln!(console.notes, "{slug}: nothing was sent: it is so already")?;
            Exit::Ok
        }
        Outcome::Sent(sent) => {
            let Sent { applied, told } = *sent;
            writer.undo.tell(slug, console)?;
            told?;
            let exit = report::exit(&applied);
            if !applied.steps.iter().any(contacts::StepOutcome::is_done)
                && let Some(error) = applied.into_error()
            {
                return Err(error.into());
            }
            exit
        }
    };
    Ok(exit)
}

impl<'a> Writer<'a> {
    fn new(
        contacts: &'a Contacts,
        options: &'a WriteOptions,
        undo: Undo,
        console: &Console<'_>,
    ) -> Self {
        let usual = if console.is_terminal {
            WriteFormat::Text
        } else {
            WriteFormat::Jsonl
        };
        Self {
            contacts,
            slug: contacts.vendor().slug,
            options,
            format: options.format.unwrap_or(usual),
            undo,
        }
    }

    async fn plan(&self, write: &Write) -> Result<Plan, Error> {
        let options = PlanOptions {
            allow_unverified: self.options.allow_unverified,
        };
        self.contacts.plan(write, options).await
    }

    /// Shows the plan; if asked, carries it out and says what came of it.
    async fn make(&mut self, plan: Plan, console: &mut Console<'_>) -> Result<Outcome, Failure> {
        if self.format == WriteFormat::Text {
            report::plan(&plan, console)?;
        }
        if !self.options.apply {
            if self.format == WriteFormat::Jsonl {
                console.line(&plan)?;
            }
            console.out.flush()?;
            return Ok(Outcome::Planned(Box::new(plan)));
        }
        let slug = self.slug;
        if !plan.is_applicable() {
            let refused = plan.refused;
            return Err(Error::Refused { slug, refused }.into());
        }
        let creates = matches!(plan.write, Write::Create { .. });
        if creates && !plan.existing.is_empty() && !self.options.allow_duplicate {
            return Err(Failure::Duplicate {
                slug,
                existing: plan.existing.join(", "),
            });
        }
        if plan.is_empty() {
            return Ok(Outcome::Nothing);
        }
        self.undo.open(slug)?;
        let applied = self.contacts.apply(&plan).await?;
        let kept = self.undo.push(&applied.undo, console);
        let told = self.tell(&applied, console);
        let told = kept.and(told);
        Ok(Outcome::Sent(Box::new(Sent { applied, told })))
    }

    fn tell(&self, applied: &Applied, console: &mut Console<'_>) -> Result<(), Failure> {
        match self.format {
            WriteFormat::Text => report::applied(self.slug, applied, console)?,
            WriteFormat::Jsonl => console.line(applied)?,
        }
        Ok(console.out.flush()?)
    }
}

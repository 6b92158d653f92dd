//! Writes: shown as a plan, sent only if asked, read back, and told with what undoes them.

mod batch;
mod counts;
mod fields;
mod header;
mod journal;
mod lines;
mod report;
mod rest;
mod target;
mod undo;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use contacts::{Applied, Contacts, Error, Plan, PlanOptions, Refusal, Write};
use serde::Serialize;

use crate::account;
use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};

pub use batch::{Batch, Existing, run as run_all};
pub use fields::PatchArguments;
pub use lines::{Line, Lines, read};
pub use rest::Unsure;
pub use target::{Target, written};
use undo::Undo;

/// How a command writes.
#[derive(Args, Debug)]
pub struct WriteOptions {
    /// Send it. Without this the plan is shown and nothing is sent.
    #[arg(long)]
    pub apply: bool,
    /// Also do what nobody has seen the vendor do, such as clearing a field with an empty text.
    #[arg(long)]
    pub allow_unverified: bool,
    /// Create a contact also if one with the same address is there; commands that create have the option.
    #[arg(skip)]
    pub allow_duplicate: bool,
    /// Where to write what undoes it; else undo-SLUG-1.jsonl or the next number that is free.
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
    /// Its plan was shown: `--apply` sends it.
    Planned,
    /// Its plan was shown: it can't be sent.
    Refused(Vec<Refusal>),
    /// There was nothing to do.
    Nothing,
    /// The contact to create is there already, as this says, so nothing was sent.
    Existing(Failure),
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
    warned: bool,
}

/// A plan or a result with its line among many.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(flatten)]
    value: &'a T,
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
    let target = Target::open(slug, &account.options, console).await?;
    let undo = Undo::new(options.undo.clone(), &target);
    let mut writer = Writer::new(&target.contacts, options, undo, console);
    let plan = writer.plan(&write).await?;
    let exit = match writer.make(plan, None, console).await? {
        Outcome::Planned => {
            writeln!(console.notes, "nothing was sent; --apply sends it")?;
            Exit::Ok
        }
        // With --apply this is an error, which says the same.
        Outcome::Refused(refused) if options.apply => {
            let slug = writer.slug;
            return Err(Error::Refused { slug, refused }.into());
        }
        Outcome::Refused(refused) => {
            let hint = match refused.iter().all(|refusal| refusal.unverified) {
                true => "--allow-unverified does it all the same",
                false => "what is refused can't be sent",
            };
            writeln!(console.notes, "nothing was sent; {hint}")?;
            Exit::Usage
        }
        Outcome::Existing(failure) => return Err(failure),
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
            warned: false,
        }
    }

    fn plan_options(&self) -> PlanOptions {
        PlanOptions {
            allow_unverified: self.options.allow_unverified,
        }
    }

    async fn plan(&self, write: &Write) -> Result<Plan, Error> {
        self.contacts.plan(write, self.plan_options()).await
    }

    /// Whether a contact to create is there already, and is not to be there twice.
    fn is_duplicate(&self, plan: &Plan) -> bool {
        let creates = matches!(plan.write, Write::Create { .. });
        creates && !plan.existing.is_empty() && !self.options.allow_duplicate
    }

    /// Whether a plan is sent.
    fn sends(&self, plan: &Plan) -> bool {
        let is_whole = plan.is_applicable() && !plan.is_empty();
        self.options.apply && is_whole && !self.is_duplicate(plan)
    }

    /// Shows the plan; if asked, carries it out and says what came of it.
    async fn make(
        &mut self,
        plan: Plan,
        line: Option<&Line>,
        console: &mut Console<'_>,
    ) -> Result<Outcome, Failure> {
        if self.format == WriteFormat::Text {
            report::plan(&plan, console)?;
        } else {
            self.warn(&plan, console)?;
        }
        if !self.options.apply && self.format == WriteFormat::Jsonl {
            console.line(&told(&plan, line))?;
        }
        console.out.flush()?;
        let slug = self.slug;
        if !plan.is_applicable() {
            return Ok(Outcome::Refused(plan.refused));
        }
        if self.is_duplicate(&plan) {
            let existing = plan.existing.join(", ");
            return Ok(Outcome::Existing(Failure::Duplicate { slug, existing }));
        }
        if plan.is_empty() {
            return Ok(Outcome::Nothing);
        }
        if !self.options.apply {
            return Ok(Outcome::Planned);
        }
        self.undo.open(slug)?;
        let applied = self.contacts.apply(&plan).await?;
        let kept = self.undo.push(&applied.undo, console);
        let told = self.tell(&plan.write, &applied, line, console);
        let told = kept.and(told);
        Ok(Outcome::Sent(Box::new(Sent { applied, told })))
    }

    /// Says once, where no plan for people does, what can't be undone.
    fn warn(&mut self, plan: &Plan, console: &mut Console<'_>) -> Result<(), Failure> {
        if matches!(plan.write, Write::Delete { .. }) && !self.warned {
            self.warned = true;
            console.note(&format!("a deletion is for good: {}", report::GONE))?;
        }
        Ok(())
    }

    fn tell(
        &self,
        write: &Write,
        applied: &Applied,
        line: Option<&Line>,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        match self.format {
            WriteFormat::Text => report::applied(self.slug, write, applied, console)?,
            WriteFormat::Jsonl => console.line(&told(applied, line))?,
        }
        Ok(console.out.flush()?)
    }
}

fn told<'a, T>(value: &'a T, line: Option<&'a Line>) -> Told<'a, T> {
    Told {
        line: line.map(|line| line.number),
        from: line.and_then(|line| line.from.as_deref()),
        value,
    }
}

//! Writes: shown as a plan, sent only if asked, read back, and told with what undoes them.

mod batch;
mod counts;
mod fields;
mod header;
mod journal;
mod lines;
mod lock;
mod notes;
mod report;
mod rest;
mod same;
mod target;
mod undo;
mod unfinished;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use contacts::runtime::operation::Capability;
use contacts::{Applied, Contacts, Error, Plan, PlanOptions, Refusal, Write};
use serde::Serialize;

use crate::account;
use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;

pub use batch::{Batch, Existing, Source, run as run_all};
pub use fields::PatchArguments;
pub use lines::{Line, Lines, NewNote, read};
pub use rest::Unsure;
pub use target::{Target, written};
use undo::Undo;
use unfinished::Form;

/// Says what the file of undos does.
const UNDO: &str = "to undo";

/// Says what it does after a merge.
const AGAIN: &str =
    "nothing undoes a merge; to make a new contact of what the one had that is gone";

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

/// Which of many writes a plan or a result is of.
#[derive(Clone, Copy, Default, Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    /// Notes that follow it.
    #[serde(skip_serializing_if = "is_none")]
    notes: usize,
}

/// A plan or a result with its line among many.
#[derive(Serialize)]
struct OfMany<'a, T> {
    #[serde(flatten)]
    told: Told<'a>,
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
    let is_merge = matches!(write, Write::Merge { .. });
    if is_merge && writer.sends(&plan) {
        // It is gone afterwards, and nothing undoes that.
        writer.keep_merged(&plan, console)?;
    }
    let exit = match writer.make(plan, Told::default(), console).await? {
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
            let mut steps = applied.steps.iter();
            let may_be_done = steps.any(|step| step.is_done() || step.is_unknown());
            match is_merge {
                true if may_be_done => writer.undo.tell(AGAIN, " --allow-duplicate", console)?,
                true => {}
                false => writer.undo.tell(UNDO, "", console)?,
            }
            told?;
            let exit = report::exit(&applied);
            let is_partly = applied.steps.iter().any(contacts::StepOutcome::is_done);
            let id = applied.id.clone();
            match applied.into_error() {
                Some(error) if is_partly => {
                    let (id, error) = (id.as_deref(), error.to_string());
                    let partly = unfinished::partly(Form::Command, slug, &write, id, &error);
                    console.note(&plain(&partly))?;
                }
                Some(error) => return Err(error.into()),
                None => {}
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
        told: Told<'_>,
        console: &mut Console<'_>,
    ) -> Result<Outcome, Failure> {
        if self.format == WriteFormat::Text {
            report::plan(&plan, told.notes, console)?;
        } else {
            self.warn(&plan, console)?;
        }
        if !self.options.apply && self.format == WriteFormat::Jsonl {
            console.line(&OfMany { told, value: &plan })?;
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
        if applied.undo_unverified {
            self.undo.unverified();
        }
        let known = |lack: &&Refusal| !plan.not_undone.contains(lack);
        for lack in applied.not_undone.iter().filter(known) {
            console.note(&plain(&format!("can't be undone: {lack}")))?;
        }
        let kept = self.undo.push(&applied.undo, console);
        let told = self.tell(&plan.write, &applied, told, console);
        let told = kept.and(told);
        Ok(Outcome::Sent(Box::new(Sent { applied, told })))
    }

    /// Keeps what undoes the creation of a contact of which nobody heard, unless it is kept already.
    fn keep_undo(&mut self, id: &str, console: &mut Console<'_>) -> Result<(), Failure> {
        let delete = Write::Delete { id: id.to_owned() };
        if self.contacts.serving(delete.capability()).is_empty() {
            return Ok(());
        }
        self.undo.open(self.slug)?;
        match self.undo.has(&delete)? {
            true => Ok(()),
            false => self.undo.push(&[delete], console),
        }
    }

    /// Keeps what a contact has that a merge takes away, as the write that makes a new one of it.
    fn keep_merged(&mut self, plan: &Plan, console: &mut Console<'_>) -> Result<(), Failure> {
        self.undo.open(self.slug)?;
        let Some(patch) = plan.before.clone() else {
            return Ok(());
        };
        let again = match self.contacts.serving(Capability::Create).is_empty() {
            true => Write::Upsert { patch },
            false => Write::Create { patch },
        };
        self.undo.push(&[again], console)
    }

    /// Says once, where no plan for people does, what can't be undone.
    fn warn(&mut self, plan: &Plan, console: &mut Console<'_>) -> Result<(), Failure> {
        let warning = match plan.write {
            Write::Delete { .. } => format!("a deletion is for good: {}", report::GONE),
            Write::Merge { .. } => report::MERGED.to_owned(),
            _ => return Ok(()),
        };
        if !std::mem::replace(&mut self.warned, true) {
            console.note(&warning)?;
        }
        Ok(())
    }

    fn tell(
        &self,
        write: &Write,
        applied: &Applied,
        told: Told<'_>,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        match self.format {
            WriteFormat::Text => report::applied(self.slug, write, applied, console)?,
            WriteFormat::Jsonl => console.line(&OfMany {
                told,
                value: applied,
            })?,
        }
        Ok(console.out.flush()?)
    }
}

fn is_none(notes: &usize) -> bool {
    *notes == 0
}

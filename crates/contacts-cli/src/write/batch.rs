//! Many writes: each at most once, whatever interrupts the run.

use std::collections::BTreeSet;
use std::path::PathBuf;

use contacts::{Error, Refusal};

use super::counts::{Counts, End, Stopped};
use super::header::Header;
use super::journal::{self, Entry, Journal, State};
use super::lines::Line;
use super::rest::{Rest, Unsure, rest, state};
use super::same::Same;
use super::target::Target;
use super::undo::Undo;
use super::{Outcome, Sent, WriteOptions, Writer, report};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;

/// Writes, and how to go about them.
pub struct Batch {
    /// What they are from, for messages.
    pub name: String,
    /// The writes, in order.
    pub lines: Vec<Line>,
    /// The accounts that they say they are for.
    pub headers: Vec<Header>,
    /// Where journal and undo file stand, if nothing else is said: this with an ending.
    pub beside: Option<String>,
    /// The journal, if not the one there.
    pub journal: Option<PathBuf>,
    /// Go on after a write that fails.
    pub keep_going: bool,
    /// What to make of a write that may have been sent.
    pub unsure: Option<Unsure>,
    /// What to make of contacts to create that are there already.
    pub existing: Existing,
}

/// What to make of a contact to create that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is a failure.
    Refuse,
    /// It is left as it is.
    Leave,
}

/// Plans or makes all writes.
///
/// # Errors
///
/// If they are for another account, or nothing can be kept of what becomes of them. What becomes of each is told.
pub async fn run(
    target: &Target,
    options: &WriteOptions,
    batch: Batch,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    if let Some(other) = batch.headers.iter().find(|of| **of != target.header) {
        return Err(Failure::Usage(format!(
            "{} is for {other}, and this is {}: nothing was sent; pass the --profile, --config, --base-url or --set that it was made with",
            batch.name, target.header
        )));
    }
    let beside = |ending: &str| {
        let beside = batch.beside.as_ref().filter(|_| target.is_lasting());
        beside.map(|beside| PathBuf::from(format!("{beside}.{ending}")))
    };
    let journal = batch.journal.clone().or_else(|| beside("journal"));
    let journal = journal.map(|path| Journal::open(&path, &target.header));
    let undo = Undo::new(options.undo.clone().or_else(|| beside("undo")), target);
    let mut run = Run {
        writer: Writer::new(&target.contacts, options, undo, console),
        journal: journal.transpose()?,
        batch: &batch,
        counts: Counts::default(),
        refused: BTreeSet::new(),
        same: Same::default(),
    };
    let stopped = run.lines(console).await?;
    console.finish();
    run.writer.undo.tell(target.slug(), console)?;
    run.counts.left = batch.lines.len() - run.counts.seen();
    let end = End {
        slug: target.slug(),
        applied: options.apply,
        existing: batch.existing,
        journal: run.journal.as_ref().map(Journal::path),
        stopped: stopped.as_ref(),
    };
    run.counts.tell(&end, console)?;
    Ok(run.counts.exit(&end))
}

struct Run<'a> {
    writer: Writer<'a>,
    journal: Option<Journal>,
    batch: &'a Batch,
    counts: Counts,
    /// Lines of which it is known beforehand that they can't be made.
    refused: BTreeSet<usize>,
    same: Same,
}

impl Run<'_> {
    /// All lines, up to the one that stops the run.
    async fn lines(&mut self, console: &mut Console<'_>) -> Result<Option<Stopped>, Failure> {
        let batch = self.batch;
        let applies = self.writer.options.apply;
        if applies {
            self.look_ahead(console).await?;
            if !self.refused.is_empty() && !batch.keep_going {
                return Ok(None);
            }
        }
        let stop = console.interrupt.hold();
        for (line, done) in batch.lines.iter().zip(1_u64..) {
            if stop.is_asked() {
                break;
            }
            if self.refused.contains(&line.number) {
                continue;
            }
            if let Err(failure) = self.line(line, console).await {
                let place = batch.place(line);
                console.note(&format!("{place}: {}", plain(&failure.to_string())))?;
                // Where nothing can be kept or told or nobody is let in, the next one fails too.
                let untold = matches!(failure, Failure::Output(_) | Failure::NotUndoable { .. });
                self.counts.failed += usize::from(!untold);
                let fatal =
                    matches!(failure, Failure::Kept { .. }) || failure.exit() == Exit::Credentials;
                if untold || fatal || (applies && !batch.keep_going) {
                    return Ok(Some(Stopped { place, failure }));
                }
            }
            // On a terminal the writes themselves show how far it is.
            if !console.is_terminal {
                let total = batch.lines.len() as u64;
                console.progress(&format!("{}: writes", self.writer.slug), done, Some(total));
            }
        }
        Ok(None)
    }

    /// Says which lines can't be made, as far as that is known before anything is sent.
    async fn look_ahead(&mut self, console: &mut Console<'_>) -> Result<(), Failure> {
        let mut same = Same::default();
        for line in &self.batch.lines {
            let write = match &line.write {
                Ok(write) => write,
                Err(problem) => {
                    self.refuse(line, problem, console)?;
                    continue;
                }
            };
            let twin = same.refusal(write, &self.batch.place(line));
            if let Some(entry) = self.before(line)?
                && entry.state == State::Done
            {
                continue;
            }
            if let (Existing::Refuse, Some(reason)) = (self.batch.existing, self.unasked(twin)) {
                self.refuse(line, &reason, console)?;
                continue;
            }
            let options = self.writer.plan_options();
            match self.writer.contacts.refusals(write, options).await {
                Ok(refused) if refused.is_empty() => {}
                Ok(refused) => self.refuse(line, &reasons(&refused), console)?,
                Err(error @ Error::Unsupported(_)) => {
                    self.refuse(line, &error.to_string(), console)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn refuse(
        &mut self,
        line: &Line,
        reason: &str,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        self.refused.insert(line.number);
        self.counts.refused += 1;
        let place = self.batch.place(line);
        Ok(console.note(&format!("{place}: refused: {}", plain(reason)))?)
    }

    /// A reason that `--allow-duplicate` overrules.
    fn unasked(&self, reason: Option<String>) -> Option<String> {
        reason.filter(|_| !self.writer.options.allow_duplicate)
    }

    /// What became of a line before.
    fn before(&self, line: &Line) -> Result<Option<Entry>, Failure> {
        let key = line.key()?;
        match &self.journal {
            Some(journal) => Ok(journal.before(line.number, &key)?.cloned()),
            None => Ok(None),
        }
    }

    async fn line(&mut self, line: &Line, console: &mut Console<'_>) -> Result<(), Failure> {
        let write = match &line.write {
            Ok(write) => write.clone(),
            Err(problem) => return self.refuse(line, problem, console),
        };
        let before = self.before(line)?;
        let place = self.batch.place(line);
        let twin = self.same.refusal(&write, &place);
        let write = match before {
            None => write,
            Some(entry) if entry.state == State::Done => {
                self.same.overwritten(&write, &place, entry.id.as_ref());
                self.counts.made += 1;
                return Ok(());
            }
            Some(entry) => match rest(&self.writer, write, &entry, self.batch.unsure).await? {
                Rest::Write(write) => *write,
                Rest::Nothing => {
                    self.counts.so += 1;
                    return Ok(());
                }
                Rest::Unknown => {
                    return Err(Failure::Partly(
                        "this write may have been made before the interruption, and the vendor has no way to tell: look, then pass --unsure sent or --unsure unsent".to_owned(),
                    ));
                }
            },
        };
        if let Some(reason) = self.unasked(twin) {
            if self.batch.existing == Existing::Refuse {
                return self.refuse(line, &reason, console);
            }
            self.counts.existing += 1;
            return Ok(console.note(&format!("{place}: {}", plain(&reason)))?);
        }
        let plan = match self.writer.plan(&write).await {
            Ok(plan) => plan,
            Err(error @ Error::Unsupported(_)) => {
                return self.refuse(line, &error.to_string(), console);
            }
            Err(error) => return Err(error.into()),
        };
        let key = line.key()?;
        let entry = |state, id: Option<&String>| Entry {
            line: line.number,
            key: key.clone(),
            state,
            id: id.cloned(),
            from: line.from.clone(),
        };
        let sends = self.writer.sends(&plan);
        if let Some(journal) = self.journal.as_mut().filter(|_| sends) {
            journal.enter(entry(State::Begun, None))?;
        }
        let made = self.writer.make(plan, Some(line), console).await;
        let (entered, id) = match &made {
            Ok(Outcome::Sent(sent)) => (state(&sent.applied), sent.applied.id.as_ref()),
            Ok(_) => (State::Done, None),
            Err(_) => (State::Failed, None),
        };
        if let Some(journal) = self.journal.as_mut().filter(|_| sends) {
            journal.enter(entry(entered, id))?;
        }
        match made? {
            Outcome::Planned => self.counts.planned += 1,
            Outcome::Refused(refused) => self.refuse(line, &reasons(&refused), console)?,
            Outcome::Nothing => self.counts.so += 1,
            Outcome::Existing(failure) => match self.batch.existing {
                Existing::Refuse if self.writer.options.apply => return Err(failure),
                _ => {
                    self.counts.existing += 1;
                    let place = self.batch.place(line);
                    console.note(&format!("{place}: {}", plain(&failure.to_string())))?;
                }
            },
            Outcome::Sent(sent) => {
                let Sent { applied, told } = *sent;
                if !applied.is_done() {
                    return Err(match applied.into_error() {
                        Some(error) if entered == State::Failed => error.into(),
                        error => Failure::Partly(
                            error.map(|error| error.to_string()).unwrap_or_default(),
                        ),
                    });
                }
                self.counts.done += 1;
                let id = applied.id.as_ref();
                if let Some(overwritten) = self.same.overwritten(&write, &place, id) {
                    console.note(&format!("{place}: {}", plain(&overwritten)))?;
                }
                if report::exit(&applied) != Exit::Ok {
                    self.counts.ignored += 1;
                    let (place, fields) = (self.batch.place(line), report::ignored(&applied));
                    console.note(&format!(
                        "{place}: not as asked, the vendor ignored it: {}",
                        plain(&fields)
                    ))?;
                }
                told?;
            }
        }
        Ok(())
    }
}

impl Batch {
    /// Where a line is, for messages.
    fn place(&self, line: &Line) -> String {
        plain(&match &line.from {
            Some(from) => format!("{}: {from}", self.name),
            None => format!("{}:{}", self.name, line.number),
        })
    }
}

impl Line {
    /// What it is known by in a journal. A contact that is moved stays the same when other options change what becomes of it.
    fn key(&self) -> Result<String, Failure> {
        match (&self.from, &self.write) {
            (Some(from), _) => journal::key(from),
            (None, Ok(write)) => journal::key(write),
            (None, Err(problem)) => journal::key(problem),
        }
    }
}

fn reasons(refused: &[Refusal]) -> String {
    let reasons: Vec<_> = refused.iter().map(Refusal::to_string).collect();
    let mut text = reasons.join("; ");
    if refused.iter().any(|refusal| refusal.unverified) {
        text.push_str("; --allow-unverified does it all the same");
    }
    text
}

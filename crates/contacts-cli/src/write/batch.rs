//! Many writes: each at most once, whatever interrupts the run.

use std::collections::BTreeSet;
use std::path::PathBuf;

use contacts::{Applied, Error, Refusal};
use futures_util::StreamExt;
use futures_util::stream::{self, LocalBoxStream};

use super::counts::{Counts, End, Stopped};
use super::header::Header;
use super::journal::{self, Entry, Journal, State};
use super::lines::Line;
use super::rest::{Rest, Unsure, earlier, is_mended, rest, state};
use super::same::Same;
use super::target::Target;
use super::undo::Undo;
use super::unfinished::{self, Form};
use super::{Outcome, Sent, Told, UNDO, WriteOptions, Writer, report};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;

/// Writes, and how to go about them.
pub struct Batch<'a> {
    /// What they are from, for messages.
    pub name: String,
    /// The writes, in order.
    pub lines: Source<'a>,
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

/// Where writes are from.
pub enum Source<'a> {
    /// All are at hand: those that can't be made are named before the first one is sent.
    Read(Vec<Line>),
    /// So many, each made when its turn comes, of something that was looked through before.
    Made(usize, LocalBoxStream<'a, Result<Line, Failure>>),
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
    batch: Batch<'_>,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    if let Some(other) = batch.headers.iter().find(|of| **of != target.header) {
        return Err(Failure::Usage(format!(
            "{} is for {other}, and this is {}: nothing was sent; pass the --profile, --config, --base-url or --set that it was made with{}",
            batch.name,
            target.header,
            other.advice(&target.header)
        )));
    }
    let beside = |ending: &str| {
        let beside = batch.beside.as_ref().filter(|_| target.is_lasting());
        beside.map(|beside| PathBuf::from(format!("{beside}.{ending}")))
    };
    let journal = batch.journal.clone().or_else(|| beside("journal"));
    let open = match options.apply {
        true => Journal::open,
        false => Journal::look,
    };
    let journal = journal.map(|path| open(&path, &target.header));
    let undo = Undo::new(options.undo.clone().or_else(|| beside("undo")), target);
    let mut run = Run {
        writer: Writer::new(&target.contacts, options, undo, console),
        journal: journal.transpose()?,
        name: batch.name,
        keep_going: batch.keep_going,
        unsure: batch.unsure,
        existing: batch.existing,
        counts: Counts::default(),
        refused: BTreeSet::new(),
        same: Same::default(),
    };
    let (total, lines) = match batch.lines {
        Source::Read(lines) => {
            if options.apply {
                run.look_ahead(&lines, console).await?;
            }
            (lines.len(), stream::iter(lines).map(Ok).boxed_local())
        }
        Source::Made(total, lines) => (total, lines),
    };
    let stopped = match run.refused.is_empty() || run.keep_going {
        true => run.lines(total, lines, console).await?,
        false => None,
    };
    console.finish();
    run.writer.undo.tell(UNDO, "", console)?;
    run.counts.left = total.saturating_sub(run.counts.seen());
    let end = End {
        slug: target.slug(),
        applied: options.apply,
        existing: run.existing,
        journal: run.journal.as_ref().map(Journal::path),
        stopped: stopped.as_ref(),
    };
    run.counts.tell(&end, console)?;
    Ok(run.counts.exit(&end))
}

/// A run through the writes.
pub(super) struct Run<'a> {
    pub(super) writer: Writer<'a>,
    pub(super) journal: Option<Journal>,
    name: String,
    keep_going: bool,
    pub(super) unsure: Option<Unsure>,
    existing: Existing,
    pub(super) counts: Counts,
    /// Lines of which it is known beforehand that they can't be made.
    refused: BTreeSet<usize>,
    same: Same,
}

impl Run<'_> {
    /// All lines, up to the one that stops the run.
    async fn lines(
        &mut self,
        total: usize,
        mut lines: LocalBoxStream<'_, Result<Line, Failure>>,
        console: &mut Console<'_>,
    ) -> Result<Option<Stopped>, Failure> {
        let stop = console.interrupt.hold();
        let mut done = 0;
        while !stop.is_asked()
            && let Some(line) = lines.next().await
        {
            let line = line?;
            if self.refused.contains(&line.number) {
                continue;
            }
            let failed = match self.line(&line, console).await {
                Ok(Some(id)) => {
                    let noted = self.notes(&line, &id, console).await;
                    noted.err().map(|failure| (failure, true))
                }
                Ok(None) => None,
                Err(failure) => Some((failure, false)),
            };
            if let Some((failure, is_of_note)) = failed {
                // Where nothing can be kept or told or nobody is let in, the next one fails too.
                let untold = failure.was_sent();
                let is_counted = matches!(failure, Failure::Partly(_) | Failure::Unsure(_));
                match is_of_note {
                    true => self.counts.notes.failed += usize::from(!untold),
                    false => self.counts.failed += usize::from(!untold && !is_counted),
                }
                let place = self.place(&line);
                console.note(&format!("{place}: {}", plain(&failure.to_string())))?;
                let fatal = matches!(failure, Failure::Kept { .. } | Failure::Busy { .. })
                    || failure.exit() == Exit::Credentials;
                if untold || fatal || (self.writer.options.apply && !self.keep_going) {
                    return Ok(Some(Stopped { place, failure }));
                }
            }
            done += 1;
            // On a terminal the writes themselves show how far it is.
            if !console.is_terminal {
                let what = format!("{}: writes", self.writer.slug);
                console.progress(&what, done, Some(total as u64));
            }
        }
        Ok(None)
    }

    /// Says which lines can't be made, as far as that is known before anything is sent.
    async fn look_ahead(
        &mut self,
        lines: &[Line],
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let mut same = Same::default();
        for line in lines {
            let write = match &line.write {
                Ok(write) => write,
                Err(problem) => {
                    self.refuse(line, problem, console)?;
                    continue;
                }
            };
            let twin = same.refusal(write, &self.place(line));
            if let Some(entry) = self.before(line)?
                && entry.state == State::Done
            {
                continue;
            }
            if let (Existing::Refuse, Some(reason)) = (self.existing, self.unasked(twin)) {
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
        let place = self.place(line);
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
            Some(journal) => Ok(journal.before((line.number, 0), &key)?.cloned()),
            None => Ok(None),
        }
    }

    /// Makes one line. Gives the id of the contact that its notes go onto, if it made one, now or before.
    async fn line(
        &mut self,
        line: &Line,
        console: &mut Console<'_>,
    ) -> Result<Option<String>, Failure> {
        let write = match &line.write {
            Ok(write) => write.clone(),
            Err(problem) => return self.refuse(line, problem, console).map(|()| None),
        };
        let key = line.key()?;
        let before = self.before(line)?;
        if let Some(entry) = before.as_ref().filter(|entry| entry.key != key)
            && !is_mended(&self.writer, &write, entry).await?
        {
            return Err(Failure::Usage(format!(
                "this line is not what it was when a part of it was done{}: put it back, or begin another journal with --journal",
                match &entry.id {
                    Some(id) => format!(", nor an update of contact {id}"),
                    None => String::new(),
                }
            )));
        }
        let was_begun = before.is_some();
        let mut id = None;
        let place = self.place(line);
        let twin = self.same.refusal(&write, &place);
        let write = match before {
            None => write,
            Some(entry) if entry.state == State::Done => {
                self.same.overwritten(&write, &place, entry.id.as_ref());
                self.counts.made += 1;
                return self.with_notes(line, entry.id, console);
            }
            Some(entry) => match rest(&self.writer, write, &entry, self.unsure).await? {
                Rest::Write(write) => *write,
                Rest::Created { id: found, left } => {
                    if self.writer.options.apply {
                        self.writer.keep_undo(&found, console)?;
                    }
                    id = Some(found);
                    match left {
                        Some(write) => *write,
                        None => return self.is_so(line, id, console),
                    }
                }
                Rest::Nothing => return self.is_so(line, None, console),
                Rest::Unknown => {
                    self.counts.unsure += 1;
                    return Err(Failure::Unsure(
                        "this write may have been made before the interruption, and the vendor has no way to tell: look, then pass --unsure sent or --unsure unsent".to_owned(),
                    ));
                }
            },
        };
        if let Some(reason) = self.unasked(twin) {
            if self.existing == Existing::Refuse {
                return self.refuse(line, &reason, console).map(|()| None);
            }
            self.counts.existing += 1;
            self.counts.notes.left += line.notes.len();
            console.note(&format!("{place}: {}", plain(&reason)))?;
            return Ok(None);
        }
        let plan = match self.writer.plan(&write).await {
            Ok(plan) => plan,
            Err(error @ Error::Unsupported(_)) => {
                return self
                    .refuse(line, &error.to_string(), console)
                    .map(|()| None);
            }
            Err(error) => return Err(error.into()),
        };
        let sends = self.writer.sends(&plan);
        if sends {
            let earlier = match &self.journal {
                Some(_) => earlier(&self.writer, &plan).await?,
                None => None,
            };
            self.enter(line, State::Begun, id.as_ref(), earlier)?;
        }
        let made = self.writer.make(plan, line.told(), console).await;
        let (entered, found) = match &made {
            Ok(Outcome::Sent(sent)) => (state(&sent.applied), sent.applied.id.clone()),
            Ok(_) => (State::Done, None),
            Err(_) => (State::Failed, None),
        };
        // It stays created, whatever becomes of the rest.
        let entered = match entered {
            State::Failed if id.is_some() => State::Partly,
            entered => entered,
        };
        id = found.or(id);
        let kept = match sends {
            true => self.enter(line, entered, id.as_ref(), None),
            false => Ok(()),
        };
        match made? {
            Outcome::Planned => {
                self.counts.planned += 1;
                self.counts.notes.planned += line.notes.len();
            }
            Outcome::Refused(refused) => self.refuse(line, &reasons(&refused), console)?,
            Outcome::Nothing if was_begun => return self.is_so(line, id, console),
            Outcome::Nothing => self.counts.so += 1,
            Outcome::Existing(failure) => match self.existing {
                Existing::Refuse if self.writer.options.apply => return Err(failure),
                _ => {
                    self.counts.existing += 1;
                    self.counts.notes.left += line.notes.len();
                    let place = self.place(line);
                    let twin = self.twin(&failure);
                    self.counts.twins += usize::from(twin.is_some());
                    let told = twin.unwrap_or_else(|| failure.to_string());
                    console.note(&format!("{place}: {}", plain(&told)))?;
                }
            },
            Outcome::Sent(sent) => {
                let Sent { applied, told } = *sent;
                if !applied.is_done() {
                    return Err(self.unfinished(line, entered, id, applied, kept));
                }
                self.counts.done += 1;
                let written = self.same.overwritten(&write, &place, applied.id.as_ref());
                if let Some(overwritten) = written {
                    console.note(&format!("{place}: {}", plain(&overwritten)))?;
                }
                if report::exit(&applied) != Exit::Ok {
                    self.counts.ignored += 1;
                    let (place, fields) = (self.place(line), report::ignored(&applied));
                    console.note(&format!(
                        "{place}: not as asked, the vendor ignored it: {}",
                        plain(&fields)
                    ))?;
                }
                kept.map_err(Failure::after_sending)?;
                told?;
                return Ok(id);
            }
        }
        Ok(None)
    }

    /// That the contact that is there already is another one of the same move: then this one is not there at all.
    fn twin(&self, failure: &Failure) -> Option<String> {
        let Failure::Duplicate { existing, .. } = failure else {
            return None;
        };
        let ids: Vec<&str> = existing.split(", ").collect();
        let other = self.journal.as_ref()?.source(&ids)?;
        Some(format!(
            "has the number or address of {other}, which is {existing} there by now, so it stays behind: update that one, or pass --allow-duplicate"
        ))
    }

    /// Of a line that was begun before nothing is left to do.
    fn is_so(
        &mut self,
        line: &Line,
        id: Option<String>,
        console: &mut Console<'_>,
    ) -> Result<Option<String>, Failure> {
        self.counts.so += 1;
        if self.writer.options.apply {
            self.enter(line, State::Done, id.as_ref(), None)?;
        }
        self.with_notes(line, id, console)
    }

    /// The contact that the notes of a line go onto. Where nobody knows it, they are not taken for written.
    fn with_notes(
        &mut self,
        line: &Line,
        id: Option<String>,
        console: &mut Console<'_>,
    ) -> Result<Option<String>, Failure> {
        if id.is_none() && !line.notes.is_empty() {
            self.counts.notes.failed += line.notes.len();
            let place = self.place(line);
            console.note(&format!(
                "{place}: its notes were not written, as nobody knows its new id: `contacts note` writes them"
            ))?;
        }
        Ok(id)
    }

    /// Enters a line in the journal, if there is one.
    fn enter(
        &mut self,
        line: &Line,
        state: State,
        id: Option<&String>,
        earlier: Option<Vec<String>>,
    ) -> Result<(), Failure> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        journal.enter(Entry {
            line: line.number,
            note: 0,
            key: line.key()?,
            state,
            id: id.cloned(),
            from: line.from.clone(),
            earlier,
        })
    }

    /// Counts a write of which not all is done, and says why and how to go on.
    fn unfinished(
        &mut self,
        line: &Line,
        entered: State,
        id: Option<String>,
        applied: Applied,
        kept: Result<(), Failure>,
    ) -> Failure {
        let error = applied.into_error();
        let text = error.as_ref().map(Error::to_string).unwrap_or_default();
        let form = match (&self.journal, &line.from) {
            (None, _) => Form::Line,
            (Some(_), None) => Form::KeptLine,
            (Some(_), Some(_)) => Form::KeptContact,
        };
        let failure = match (entered, error, &line.write) {
            (State::Failed, Some(error), _) => return kept.err().unwrap_or_else(|| error.into()),
            (State::Partly, _, Ok(write)) => {
                self.counts.partly += 1;
                let (slug, id) = (self.writer.slug, id.as_deref());
                Failure::Partly(unfinished::partly(form, slug, write, id, &text))
            }
            _ => {
                self.counts.unsure += 1;
                Failure::Unsure(unfinished::unsure(form, &text))
            }
        };
        kept.map_err(Failure::after_sending)
            .err()
            .unwrap_or(failure)
    }

    /// Where a line is, for messages.
    pub(super) fn place(&self, line: &Line) -> String {
        plain(&match &line.from {
            Some(from) => format!("{}: {from}", self.name),
            None => format!("{}:{}", self.name, line.number),
        })
    }
}

impl Line {
    /// How its plan and its result are told.
    fn told(&self) -> Told<'_> {
        Told {
            line: Some(self.number),
            from: self.from.as_deref(),
            notes: self.notes.len(),
        }
    }

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

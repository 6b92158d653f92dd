//! Many writes from a file: each at most once, whatever interrupts the run.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use contacts::runtime::operation::Capability;
use contacts::{Account, Applied, ContactPatch, Contacts, Field, StepOutcome, Support, Write};

use super::counts::Counts;
use super::journal::{self, Entry, Journal, State};
use super::undo::Undo;
use super::{Outcome, Sent, WriteOptions, Writer, report};
use crate::account;
use crate::arguments::AccountArguments;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;

/// A file of writes, and how to go about it.
pub struct Batch<'a> {
    /// The file; - for standard input.
    pub file: &'a str,
    /// The journal, if not the one beside the file.
    pub journal: Option<PathBuf>,
    /// From the last line to the first.
    pub reverse: bool,
    /// Go on after a write that fails.
    pub keep_going: bool,
    /// What to make of a write that may have been sent.
    pub unsure: Option<Unsure>,
}

/// What to make of a write that may have been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unsure {
    /// They were sent: leave them.
    Sent,
    /// They were not: send them.
    Unsent,
}

/// What is left to do of a line that was begun before.
enum Rest {
    /// Nothing.
    Nothing,
    /// This write.
    Write(Box<Write>),
    /// Nobody knows.
    Unknown,
}

impl Rest {
    fn again(write: Write) -> Self {
        Self::Write(Box::new(write))
    }
}

/// Plans or makes all writes of a file.
pub async fn run(
    account: &AccountArguments,
    options: &WriteOptions,
    batch: &Batch<'_>,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let slug = account.slug.as_str();
    Account::new(slug)?;
    // Nothing is sent before every line is understood.
    let mut lines = read(batch.file)?;
    if batch.reverse {
        lines.reverse();
    }
    for (_, write) in &lines {
        account::need(slug, write.capability())?;
    }
    let (opened, sandbox) = account::open(slug, &account.options).await?;
    let contacts = console.watched(opened).connect()?;
    let beside = |ending: &str| {
        let lasting = sandbox.is_none() && batch.file != "-";
        lasting.then(|| PathBuf::from(format!("{}.{ending}", batch.file)))
    };
    let undo = options.undo.clone().or_else(|| beside("undo"));
    let undo = Undo::new(undo, sandbox.is_none());
    let journal = batch.journal.clone().or_else(|| beside("journal"));
    let mut run = Run {
        writer: Writer::new(&contacts, options, undo, console),
        journal: match journal.filter(|_| options.apply) {
            Some(path) => Some(Journal::open(&path)?),
            None => None,
        },
        unsure: batch.unsure,
        counts: Counts::default(),
    };
    let stop = console.interrupt.hold();
    let total = lines.len();
    let mut stopped = None;
    for (place, (line, write)) in lines.into_iter().enumerate() {
        if stop.is_asked() {
            break;
        }
        if let Err(failure) = run.line(line, write, console).await {
            let file = plain(batch.file);
            console.note(&format!("{file}:{line}: {}", plain(&failure.to_string())))?;
            // Where nothing can be kept or told or nobody is let in, the next one fails too.
            let untold = matches!(failure, Failure::Output(_) | Failure::NotUndoable { .. });
            run.counts.failed += usize::from(!untold);
            let fatal =
                matches!(failure, Failure::Kept { .. }) || failure.exit() == Exit::Credentials;
            if untold || fatal || !batch.keep_going {
                stopped = Some(failure);
                break;
            }
        }
        // On a terminal the writes themselves show how far it is.
        if !console.is_terminal {
            console.progress(
                &format!("{slug}: writes"),
                place as u64 + 1,
                Some(total as u64),
            );
        }
    }
    console.finish();
    run.writer.undo.tell(slug, console)?;
    run.counts.left = total - run.counts.seen();
    run.counts.tell(slug, batch, options, console)?;
    Ok(run.counts.exit(stopped))
}

struct Run<'a> {
    writer: Writer<'a>,
    journal: Option<Journal>,
    unsure: Option<Unsure>,
    counts: Counts,
}

impl Run<'_> {
    async fn line(
        &mut self,
        line: usize,
        write: Write,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let key = journal::key(&write)?;
        let before = match &self.journal {
            Some(journal) => journal.before(line, &key)?.cloned(),
            None => None,
        };
        let write = match before {
            None => write,
            Some(entry) => match self.rest(write, &entry).await? {
                Rest::Write(write) => *write,
                Rest::Nothing => {
                    self.counts.before += 1;
                    return Ok(());
                }
                Rest::Unknown => {
                    return Err(Failure::Partly(
                        "this write may have been made before the interruption, and the vendor has no way to tell: look, then pass --unsure sent or --unsure unsent".to_owned(),
                    ));
                }
            },
        };
        let plan = self.writer.plan(&write).await?;
        let enter = |state, id: Option<&String>| Entry {
            line,
            key: key.clone(),
            state,
            id: id.cloned(),
        };
        let sends = self.writer.options.apply && plan.is_applicable() && !plan.is_empty();
        if let Some(journal) = self.journal.as_mut().filter(|_| sends) {
            journal.enter(&plan, enter(State::Begun, None))?;
        }
        let kept = plan.clone();
        let made = self.writer.make(plan, console).await;
        let (entered, id) = match &made {
            Ok(Outcome::Sent(sent)) => (state(&sent.applied), sent.applied.id.as_ref()),
            Ok(Outcome::Nothing | Outcome::Planned(_)) => (State::Done, None),
            Err(_) => (State::Failed, None),
        };
        if let Some(journal) = self.journal.as_mut().filter(|_| sends) {
            journal.enter(&kept, enter(entered, id))?;
        }
        match made? {
            Outcome::Planned(plan) if plan.is_applicable() => self.counts.planned += 1,
            Outcome::Planned(_) => self.counts.refused += 1,
            Outcome::Nothing => self.counts.before += 1,
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
                if report::exit(&applied) != Exit::Ok {
                    self.counts.ignored += 1;
                }
                told?;
            }
        }
        Ok(())
    }

    /// What is left to do of a line that was entered before.
    async fn rest(&self, write: Write, entry: &Entry) -> Result<Rest, Failure> {
        Ok(match (entry.state, write) {
            (State::Done, _) => Rest::Nothing,
            (State::Failed, write) => Rest::again(write),
            // The contact is there; what it lacks is an update.
            (State::Partly, Write::Create { patch }) => match entry.id.clone() {
                Some(id) => self.lacking(id, &patch),
                None => self.decided(Write::Create { patch }),
            },
            (State::Begun, Write::Create { patch }) => self.created(patch).await?,
            (State::Begun | State::Partly, Write::CreateNote { id, text }) => {
                self.noted(id, text).await?
            }
            (State::Begun | State::Partly, Write::Delete { id }) => {
                let contacts = self.writer.contacts;
                let there = contacts.serving(Capability::Get).is_empty()
                    || !contacts.get(&id).await?.contacts.is_empty();
                match there {
                    true => Rest::again(Write::Delete { id }),
                    false => Rest::Nothing,
                }
            }
            // The others say how something is to be, and are the same the second time.
            (State::Begun | State::Partly, write) => Rest::again(write),
        })
    }

    /// Whether a contact was created without anybody hearing of it.
    async fn created(&self, patch: ContactPatch) -> Result<Rest, Failure> {
        let contacts = self.writer.contacts;
        let write = Write::Create {
            patch: patch.clone(),
        };
        if !can_look_up(contacts, &patch) {
            return Ok(self.decided(write));
        }
        let plan = self.writer.plan(&write).await?;
        Ok(match plan.existing.as_slice() {
            [] => Rest::again(write),
            [id] => self.lacking(id.clone(), &patch),
            _ => self.decided(write),
        })
    }

    /// What may be lacking of a contact that was created: all but what is set at creation only.
    fn lacking(&self, id: String, patch: &ContactPatch) -> Rest {
        let known = self.writer.contacts.capabilities();
        let mut lacking = ContactPatch::default();
        for path in patch.fields() {
            let mut rows = known.fields.iter().map(|row| row.0);
            if !rows.any(|row| row.field == path.field && matches!(row.set, Support::Refused(_))) {
                lacking.put(&path, patch.get(&path));
            }
        }
        match lacking.is_empty() {
            true => Rest::Nothing,
            false => Rest::again(Write::Update { id, patch: lacking }),
        }
    }

    /// Whether a note was written without anybody hearing of it.
    async fn noted(&self, id: String, text: String) -> Result<Rest, Failure> {
        let contacts = self.writer.contacts;
        if contacts.serving(Capability::ListNotes).is_empty() {
            return Ok(self.decided(Write::CreateNote { id, text }));
        }
        let notes = contacts.notes(&id).await?.notes;
        Ok(match notes.iter().any(|note| note.text == text) {
            true => Rest::Nothing,
            false => Rest::again(Write::CreateNote { id, text }),
        })
    }

    /// As the person says, where nobody else knows.
    fn decided(&self, write: Write) -> Rest {
        match self.unsure {
            Some(Unsure::Sent) => Rest::Nothing,
            Some(Unsure::Unsent) => Rest::again(write),
            None => Rest::Unknown,
        }
    }
}

/// Whether the vendor can be asked for the contact that a patch makes.
fn can_look_up(contacts: &Contacts, patch: &ContactPatch) -> bool {
    let has = |field, capability| patch.touches(field) && !contacts.serving(capability).is_empty();
    has(Field::Phone, Capability::FindByPhone) || has(Field::Email, Capability::FindByEmail)
}

fn state(applied: &Applied) -> State {
    let unknown = |step: &StepOutcome| matches!(step, StepOutcome::Unknown { .. });
    if applied.is_done() {
        State::Done
    } else if applied.id.is_some() && applied.steps.iter().any(StepOutcome::is_done) {
        State::Partly
    } else if applied.steps.iter().any(unknown) {
        State::Begun
    } else if applied.steps.iter().any(StepOutcome::is_done) {
        State::Partly
    } else {
        State::Failed
    }
}

/// The writes of a file with their lines. Empty lines are none.
fn read(file: &str) -> Result<Vec<(usize, Write)>, Failure> {
    let text = match file {
        "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map(|_| text)
        }
        file => fs::read_to_string(Path::new(file)),
    };
    let text = text.map_err(|error| Failure::Read {
        file: file.to_owned(),
        error,
    })?;
    let mut writes = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            continue;
        }
        // Its message has no value in it.
        let write = contacts::runtime::decode(line).map_err(|error| {
            Failure::Usage(format!(
                "{file}:{number}: no write: {error}; `contacts apply --help` shows some"
            ))
        })?;
        writes.push((number, write));
    }
    Ok(writes)
}

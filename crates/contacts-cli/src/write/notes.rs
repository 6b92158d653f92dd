//! The notes that go onto a contact after it: each once, whatever interrupts the run.
//!
//! A journal has each note beside its contact. Of one that was begun and never came back the vendor is asked: it is there if
//! the contact has its text more often than the journal knows of.

use contacts::runtime::operation::Capability;
use contacts::{Error, Write};

use super::Told;
use super::batch::Run;
use super::journal::{self, Entry, State};
use super::lines::{Line, NewNote};
use super::rest::{Unsure, state};
use crate::console::Console;
use crate::exit::Failure;

/// A note of a line, with its number, from 1.
type Numbered<'a> = (usize, &'a NewNote);

/// Whether a note is there of which nobody heard.
enum Found {
    /// It is, with this id where it has one.
    There(Option<String>),
    /// It is not.
    Missing,
}

impl Run<'_> {
    /// Writes the notes of a line that made this contact, up to the first that fails.
    pub(super) async fn notes(
        &mut self,
        line: &Line,
        contact: &str,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        for note in (1..).zip(&line.notes) {
            let before = self.note_before(line, note)?.map(|entry| entry.state);
            match before {
                Some(State::Done) => self.counts.notes.before += 1,
                _ if !self.writer.options.apply => self.counts.notes.planned += 1,
                None | Some(State::Failed) => self.note(line, note, contact, console).await?,
                Some(State::Begun | State::Partly) => {
                    match self.found(line, note.1, contact).await? {
                        Found::There(id) => {
                            self.counts.notes.so += 1;
                            self.enter_note(line, note, State::Done, id)?;
                        }
                        Found::Missing => self.note(line, note, contact, console).await?,
                    }
                }
            }
        }
        Ok(())
    }

    async fn note(
        &mut self,
        line: &Line,
        note: Numbered<'_>,
        contact: &str,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let (id, text) = (contact.to_owned(), note.1.text.clone());
        let plan = self.writer.plan(&Write::CreateNote { id, text }).await?;
        if !plan.is_applicable() {
            let (slug, refused) = (self.writer.slug, plan.refused);
            return Err(Error::Refused { slug, refused }.into());
        }
        // Who was created is deleted with all notes.
        let is_new = matches!(line.write, Ok(Write::Create { .. }));
        if !is_new {
            self.writer.undo.open(self.writer.slug)?;
        }
        self.enter_note(line, note, State::Begun, None)?;
        let applied = match self.writer.contacts.apply(&plan).await {
            Ok(applied) => applied,
            Err(error) => {
                self.enter_note(line, note, State::Failed, None)?;
                return Err(error.into());
            }
        };
        let entered = state(&applied);
        self.enter_note(line, note, entered, applied.note.clone())?;
        let kept = match is_new {
            true => Ok(()),
            false => self.writer.undo.push(&applied.undo, console),
        };
        let told = Told {
            line: Some(line.number),
            from: Some(&note.1.from),
            notes: 0,
        };
        self.writer.tell(&plan.write, &applied, told, console)?;
        if !applied.is_done() {
            return Err(match applied.into_error() {
                Some(error) if entered == State::Failed => error.into(),
                error => Failure::Partly(error.map(|it| it.to_string()).unwrap_or_default()),
            });
        }
        self.counts.notes.done += 1;
        if !applied.verified && self.can_look() {
            self.counts.ignored += 1;
            let place = self.place(line);
            console.note(&format!("{place}: a note does not read as it was written"))?;
        }
        kept
    }

    /// Whether a note that was begun is there.
    async fn found(&self, line: &Line, note: &NewNote, contact: &str) -> Result<Found, Failure> {
        if !self.can_look() {
            return match self.unsure {
                Some(Unsure::Sent) => Ok(Found::There(None)),
                Some(Unsure::Unsent) => Ok(Found::Missing),
                None => Err(Failure::Partly(
                    "a note may have been written before the interruption, and the vendor has no way to tell: look, then pass --unsure sent or --unsure unsent".to_owned(),
                )),
            };
        }
        // Of several notes with one text some may be known.
        let mut known = Vec::new();
        for other in (1..).zip(&line.notes).filter(|it| it.1.text == note.text) {
            let before = self.note_before(line, other)?;
            known.extend(
                before
                    .filter(|it| it.state == State::Done)
                    .map(|it| it.id.clone()),
            );
        }
        let notes = self.writer.contacts.notes(contact).await?.notes;
        let ids = notes.into_iter().filter(|it| it.text == note.text);
        let ids: Vec<Option<String>> = ids.map(|it| it.id.map(|id| id.to_string())).collect();
        if ids.len() <= known.len() {
            return Ok(Found::Missing);
        }
        Ok(Found::There(
            ids.into_iter().find(|id| !known.contains(id)).flatten(),
        ))
    }

    fn can_look(&self) -> bool {
        !self
            .writer
            .contacts
            .serving(Capability::ListNotes)
            .is_empty()
    }

    /// What became of a note before.
    fn note_before(
        &self,
        line: &Line,
        (number, note): Numbered<'_>,
    ) -> Result<Option<&Entry>, Failure> {
        match &self.journal {
            Some(journal) => journal.before((line.number, number), &note.key()?),
            None => Ok(None),
        }
    }

    fn enter_note(
        &mut self,
        line: &Line,
        (number, note): Numbered<'_>,
        state: State,
        id: Option<String>,
    ) -> Result<(), Failure> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        journal.enter(Entry {
            line: line.number,
            note: number,
            key: note.key()?,
            state,
            id,
            from: Some(note.from.clone()),
            earlier: None,
        })
    }
}

impl NewNote {
    /// What it is known by in a journal.
    fn key(&self) -> Result<String, Failure> {
        journal::key(&(&self.from, &self.text))
    }
}

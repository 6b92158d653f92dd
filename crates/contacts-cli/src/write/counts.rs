//! How many writes of many became what, and what a person does next.

use std::path::Path;

use super::batch::Existing;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::{counted, plain};

/// What became of the lines.
#[derive(Default)]
pub struct Counts {
    /// What `--apply` would send.
    pub planned: usize,
    /// What can't be done.
    pub refused: usize,
    /// What was sent, and done.
    pub done: usize,
    /// Of these, what the vendor did not do as asked.
    pub ignored: usize,
    /// What a journal says was made.
    pub made: usize,
    /// What is so already.
    pub so: usize,
    /// Contacts to create that are there already.
    pub existing: usize,
    /// Of these, those that another contact of the same move made.
    pub twins: usize,
    /// Of what a part was made.
    pub partly: usize,
    /// What may have been made.
    pub unsure: usize,
    /// What failed.
    pub failed: usize,
    /// What was not gone through.
    pub left: usize,
    /// What became of notes that follow.
    pub notes: Notes,
}

/// What became of the notes that go onto contacts.
#[derive(Default)]
pub struct Notes {
    /// What `--apply` would send.
    pub planned: usize,
    /// What was sent, and done.
    pub done: usize,
    /// What a journal says was made.
    pub before: usize,
    /// What is there already.
    pub so: usize,
    /// What failed.
    pub failed: usize,
    /// Those of contacts that were there already.
    pub left: usize,
}

/// Why a run did not come to its end.
pub struct Stopped {
    /// Where.
    pub place: String,
    /// Why.
    pub failure: Failure,
}

/// What there is to say at the end.
pub struct End<'a> {
    /// The vendor's slug.
    pub slug: &'a str,
    /// Whether something was to be sent.
    pub applied: bool,
    /// What to make of contacts that are there already.
    pub existing: Existing,
    /// The journal, if there is one.
    pub journal: Option<&'a Path>,
    /// Why it did not come to its end, if it did not.
    pub stopped: Option<&'a Stopped>,
}

impl Counts {
    /// How many lines were gone through.
    pub fn seen(&self) -> usize {
        let sent = self.done + self.partly + self.unsure;
        let unsent = self.planned + self.refused + self.made + self.so + self.existing;
        sent + unsent + self.failed
    }

    /// Says all of it.
    pub fn tell(&self, end: &End<'_>, console: &mut Console<'_>) -> Result<(), Failure> {
        let journal = end.journal.map(|path| plain(&path.display().to_string()));
        let journal = journal.as_deref().unwrap_or("the journal");
        let mut parts = Vec::new();
        let mut of = |what: &str, count: usize, words: &str| {
            if count > 0 {
                parts.push(format!("{} {words}", counted(count, what)));
            }
        };
        let mut add = |count: usize, words: &str| of("write", count, words);
        add(self.planned, "planned");
        add(self.refused, "refused");
        add(self.done, "made");
        add(self.ignored, "of them not as asked, as said above");
        add(self.made, "made before");
        add(self.so, "not needed, as it is so already");
        add(self.existing, "not made, as the contact is there already");
        add(
            self.twins,
            "of them for another contact of the same move, as said above",
        );
        add(self.partly, "made in part");
        add(self.unsure, "of which nobody knows");
        add(self.failed, "failed");
        add(self.left, "left");
        let mut add = |count: usize, words: &str| of("note", count, words);
        add(self.notes.planned, "planned after them");
        add(self.notes.done, "made");
        add(self.notes.before, "made before");
        add(self.notes.so, "there already");
        add(self.notes.failed, "failed");
        add(
            self.notes.left,
            "not made, as the contact was there already",
        );
        if parts.is_empty() {
            parts.push("nothing to write".to_owned());
        }
        writeln!(console.notes, "{}: {}", end.slug, parts.join(", "))?;
        if self.made > 0 {
            writeln!(
                console.notes,
                "{journal} says what was made before: name another one with --journal to make it again"
            )?;
        }
        let next = match end.applied {
            false => Some(self.planned_next(end)),
            true => self.sent_next(end),
        };
        if let Some(next) = next {
            writeln!(console.notes, "{}", plain(&next))?;
        }
        Ok(())
    }

    /// After a plan.
    fn planned_next(&self, end: &End<'_>) -> String {
        let next = if self.refused > 0 {
            "mend what is refused first"
        } else if self.failed + self.unsure + self.notes.failed > 0 {
            "mend what failed first"
        } else if self.existing > 0 && end.existing == Existing::Refuse {
            "--apply stops where a contact is there already, unless --allow-duplicate or --keep-going"
        } else if self.planned + self.notes.planned > 0 {
            "--apply sends it"
        } else {
            "there is nothing to send"
        };
        format!("nothing was sent; {next}")
    }

    /// After a run that sent, or was to.
    fn sent_next(&self, end: &End<'_>) -> Option<String> {
        let sent = self.is_sent();
        if self.refused > 0 && !sent {
            let others = match self.left {
                0 => "",
                _ => "; --keep-going sends the others",
            };
            return Some(format!(
                "nothing was sent; mend what is refused first{others}"
            ));
        }
        let left = self.left + self.notes.failed;
        if left == 0 || end.journal.is_none() {
            return (!sent && self.failed == 0).then(|| "nothing was sent".to_owned());
        }
        let again = "what was made is not made again";
        match end.stopped {
            // The message has said what to do.
            Some(Stopped {
                failure:
                    Failure::Partly(_)
                    | Failure::Unsure(_)
                    | Failure::Busy { .. }
                    | Failure::Kept { .. }
                    | Failure::NotKept { .. }
                    | Failure::NotUndoable { .. },
                ..
            }) => None,
            Some(Stopped { place, failure }) if failure.is_for_good() => Some(format!(
                "to go on: mend {place}, then the same command; {again}; --keep-going leaves it out"
            )),
            _ => Some(format!("to go on: the same command; {again}")),
        }
    }

    /// Whether anything was made, or may have been.
    fn is_sent(&self) -> bool {
        self.done + self.partly + self.unsure + self.notes.done > 0
    }

    /// What is not there as asked.
    fn unfinished(&self) -> usize {
        self.failed + self.partly + self.unsure + self.left + self.ignored + self.notes.failed
    }

    /// The exit code.
    pub fn exit(&self, end: &End<'_>) -> Exit {
        let some = self.is_sent();
        let refuses = end.existing == Existing::Refuse;
        match end.stopped.map(|stopped| &stopped.failure) {
            Some(failure) if failure.exit() == Exit::Partly => Exit::Partly,
            Some(failure) if !some => failure.exit(),
            _ if self.refused > 0 && !some => Exit::Usage,
            _ if self.refused > 0 => Exit::Partly,
            None if end.applied && self.twins > 0 => Exit::Partly,
            None if self.existing > 0 && refuses && !some => Exit::Failed,
            None if self.unfinished() == 0 => Exit::Ok,
            _ if some || self.ignored > 0 => Exit::Partly,
            _ => Exit::Failed,
        }
    }
}

//! How the lists of the vendors ended, and what becomes of the export by that.

use contacts::Verdict;

use super::target::Target;
use crate::arguments::AccountOptions;
use crate::commands::further::Further;
use crate::commands::walk::{PASSES, may_pass};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::plain;
use crate::write::written;

/// How the list of a vendor ended.
pub enum Ended {
    /// At its end.
    Listed(Verdict),
    /// At its end, in an earlier run.
    Before { complete: bool },
    /// Where somebody stopped it.
    Stopped,
}

/// What comes after the list of a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The list of the next one.
    List,
    /// Nothing.
    Stop,
}

/// How the lists ended so far.
#[derive(Default)]
pub struct Ends {
    notes: Vec<String>,
    /// The options that lead to the accounts, each with a space before it.
    options: String,
    /// Whether a list came to its end.
    came: bool,
    /// Whether one is not whole, or was stopped.
    incomplete: bool,
    /// The vendors that broke off, with the reasons.
    broke_off: Vec<(&'static str, Failure)>,
    /// Why nothing more can be written.
    stuck: Option<Failure>,
}

impl Ends {
    /// Before the first list.
    pub fn new(options: &AccountOptions) -> Self {
        Self {
            options: written(options),
            ..Self::default()
        }
    }

    /// Says something of a vendor.
    pub fn note(&mut self, slug: &str, note: &str) {
        self.notes.push(format!("{slug}: {}", plain(note)));
    }

    /// Takes how a list ended, and what was read beside it.
    pub fn add(
        &mut self,
        slug: &'static str,
        ended: Result<Ended, Failure>,
        further: &Further,
    ) -> Next {
        match ended {
            Ok(Ended::Listed(verdict)) => {
                self.note(slug, &further.verdict(&verdict));
                self.beside(slug, further);
                if verdict.reasons().iter().any(may_pass) {
                    self.note(slug, PASSES);
                }
                self.came = true;
                self.incomplete |= !(verdict.is_complete() && further.is_complete());
            }
            Ok(Ended::Before { complete }) => {
                self.note(slug, "was there already");
                self.beside(slug, further);
                self.came = true;
                self.incomplete |= !complete;
            }
            Ok(Ended::Stopped) => {
                self.note(slug, "stopped");
                self.incomplete = true;
                return Next::Stop;
            }
            // One vendor that fails is no reason to lose the others.
            Err(failure @ Failure::Contacts(_)) => self.broke_off.push((slug, failure)),
            // What can't be written for one can't be written for another.
            Err(failure) => {
                self.stuck = Some(failure);
                return Next::Stop;
            }
        }
        Next::List
    }

    fn beside(&mut self, slug: &str, further: &Further) {
        let command = format!("contacts export {slug}{}", self.options);
        for note in further.notes(&command) {
            self.note(slug, &note);
        }
    }

    /// Whether all lists came to their ends.
    pub fn is_over(&self) -> bool {
        self.broke_off.is_empty() && self.stuck.is_none()
    }

    /// Ends the export and says what came of it.
    pub fn finish(
        mut self,
        target: Target,
        is_over: bool,
        console: &mut Console<'_>,
    ) -> Result<Exit, Failure> {
        console.finish();
        if self.stuck.as_ref().is_some_and(Failure::is_closed_pipe) {
            // Nobody is there to be told.
            return self.stuck.map_or(Ok(Exit::Ok), Err);
        }
        // If nothing came at all, the last reason is the command's own.
        let last = match self.came || self.incomplete || self.stuck.is_some() {
            true => None,
            false => self.broke_off.pop(),
        };
        let only_credentials = !self.incomplete
            && (self.broke_off.iter()).all(|(_, failure)| failure.exit() == Exit::Credentials);
        let exit = match self.broke_off.is_empty() {
            true if self.incomplete => Exit::Incomplete,
            true => Exit::Ok,
            false if only_credentials => Exit::Credentials,
            false => Exit::Incomplete,
        };
        for (slug, failure) in std::mem::take(&mut self.broke_off) {
            self.note(slug, &format!("broke off: {}", failure.behind(slug)));
        }
        for note in &self.notes {
            writeln!(console.notes, "{note}")?;
        }
        if let Some(advice) = target.finish(is_over, console)? {
            writeln!(console.notes, "{advice}")?;
        }
        match self.stuck.or(last.map(|(_, failure)| failure)) {
            Some(failure) => Err(failure),
            None => Ok(exit),
        }
    }
}

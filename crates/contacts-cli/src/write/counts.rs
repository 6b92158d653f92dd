//! What became of the lines of a file of writes, counted.

use super::{Batch, WriteOptions};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::text::counted;

/// What became of the lines.
#[derive(Default)]
pub struct Counts {
    /// Planned, and not sent.
    pub planned: usize,
    /// Refused, at least in part.
    pub refused: usize,
    /// Made.
    pub done: usize,
    /// Not needed, or made in an earlier run.
    pub before: usize,
    /// Of those that were made: not as asked.
    pub ignored: usize,
    /// Failed.
    pub failed: usize,
    /// Not reached.
    pub left: usize,
}

impl Counts {
    /// How many lines were gone through.
    pub fn seen(&self) -> usize {
        self.planned + self.refused + self.done + self.before + self.failed
    }

    /// Says what became of them, and how to go on.
    pub fn tell(
        &self,
        slug: &str,
        batch: &Batch<'_>,
        options: &WriteOptions,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let mut parts = Vec::new();
        let mut add = |count: usize, words: &str| {
            if count > 0 {
                parts.push(format!("{} {words}", counted(count, "write")));
            }
        };
        add(self.planned, "planned");
        add(self.refused, "refused");
        add(self.done, "made");
        add(self.ignored, "of them not as asked");
        add(self.before, "not needed, as all is so already");
        add(self.failed, "failed");
        add(self.left, "left");
        if parts.is_empty() {
            parts.push("nothing to write".to_owned());
        }
        writeln!(console.notes, "{slug}: {}", parts.join(", "))?;
        if !options.apply {
            let told = match self.refused {
                0 => "nothing was sent; --apply sends it",
                _ => "nothing was sent; take out what is refused, and --apply sends the rest",
            };
            writeln!(console.notes, "{told}")?;
        } else if self.left > 0 && batch.file != "-" {
            writeln!(
                console.notes,
                "to go on: the same command; what was made is not made again"
            )?;
        }
        Ok(())
    }

    /// The exit code of the run; `stopped` is what ended it early.
    pub fn exit(&self, stopped: Option<Failure>) -> Exit {
        let some = self.done > 0;
        match stopped {
            Some(Failure::Partly(_)) => Exit::Partly,
            Some(failure) if !some => failure.exit(),
            _ if self.refused > 0 => Exit::Usage,
            None if self.failed + self.left + self.ignored == 0 => Exit::Ok,
            _ if some || self.ignored > 0 => Exit::Partly,
            _ => Exit::Failed,
        }
    }
}

//! Where a command writes, and what is known of it.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::commands::table::terminal_width;
use crate::text::without_commands;

/// Characters of a table's line where no window says how many there are.
pub const WIDTH: usize = 140;

/// Where a command writes.
pub struct Console<'a> {
    /// The result.
    pub out: &'a mut dyn Write,
    /// What is to be said about the result.
    pub notes: &'a mut dyn Write,
    /// Whether the result goes to a terminal.
    pub is_terminal: bool,
    /// Characters of a line of the result.
    pub width: usize,
    progress: Option<Progress>,
}

struct Progress {
    started: Instant,
    shown: Option<Instant>,
}

/// A run that is over before this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(200);

impl<'a> Console<'a> {
    /// For a pipe or a file: tables of a fixed width, no progress.
    pub fn plain(out: &'a mut dyn Write, notes: &'a mut dyn Write) -> Self {
        Self {
            out,
            notes,
            is_terminal: false,
            width: WIDTH,
            progress: None,
        }
    }

    /// As standard output and standard error are.
    pub fn standard(out: &'a mut dyn Write, notes: &'a mut dyn Write) -> Self {
        let progress = io::stderr().is_terminal().then(|| Progress {
            started: Instant::now(),
            shown: None,
        });
        let is_terminal = io::stdout().is_terminal();
        let width = if is_terminal { terminal_width() } else { WIDTH };
        Self {
            out,
            notes,
            is_terminal,
            width,
            progress,
        }
    }

    /// Writes one line of JSON. On a terminal, marks that it would obey are escaped as JSON escapes them.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn json(&mut self, json: &str) -> io::Result<()> {
        if self.is_terminal {
            writeln!(self.out, "{}", without_commands(json))
        } else {
            writeln!(self.out, "{json}")
        }
    }

    /// Says how far a long run is, on a terminal only.
    pub fn progress(&mut self, text: impl FnOnce() -> String) {
        let Some(progress) = &mut self.progress else {
            return;
        };
        let due = match progress.shown {
            None => progress.started.elapsed() > PATIENCE,
            Some(shown) => shown.elapsed() > BETWEEN,
        };
        if due {
            progress.shown = Some(Instant::now());
            // Progress that can't be shown is no reason to stop.
            let _ = write!(self.notes, "\r\u{1b}[K{} …", text());
            let _ = self.notes.flush();
        }
    }

    /// Takes the progress away again.
    pub fn finish(&mut self) {
        if self
            .progress
            .take()
            .is_some_and(|progress| progress.shown.is_some())
        {
            let _ = write!(self.notes, "\r\u{1b}[K");
        }
    }
}

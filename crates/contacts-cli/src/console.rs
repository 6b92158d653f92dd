//! Where a command writes, and what is known of it.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use contacts::Account;
use serde::Serialize;

use crate::commands::table::terminal_width;
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use crate::text::{plain, without_commands, wrapped};

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
    /// Ctrl-C.
    pub interrupt: Interrupt,
    progress: Option<Progress>,
    /// Room for a line of JSON, kept from one line to the next.
    room: Vec<u8>,
}

impl<'a> Console<'a> {
    /// For a pipe or a file: tables of a fixed width, no progress.
    pub fn plain(out: &'a mut dyn Write, notes: &'a mut dyn Write) -> Self {
        Self {
            out,
            notes,
            is_terminal: false,
            width: WIDTH,
            interrupt: Interrupt::default(),
            progress: None,
            room: Vec::new(),
        }
    }

    /// As standard output and standard error are.
    pub fn standard(out: &'a mut dyn Write, notes: &'a mut dyn Write) -> Self {
        let progress = io::stderr().is_terminal().then(Progress::new);
        let is_terminal = io::stdout().is_terminal();
        let width = if is_terminal { terminal_width() } else { WIDTH };
        Self {
            out,
            notes,
            is_terminal,
            width,
            interrupt: Interrupt::default(),
            progress,
            room: Vec::new(),
        }
    }

    /// Writes a line of text, without what a terminal would obey; there it is broken between words, and goes on indented.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn text(&mut self, line: &str, indent: usize) -> io::Result<()> {
        let line = plain(line);
        match self.is_terminal {
            true => writeln!(self.out, "{}", wrapped(&line, self.width, indent)),
            false => writeln!(self.out, "{line}"),
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

    /// Writes a value as JSON in several lines.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn value(&mut self, value: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string_pretty(value)?;
        self.json(&json)
    }

    /// Writes a value as one line of JSON.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        if self.is_terminal {
            return self.json(&serde_json::to_string(value)?);
        }
        self.room.clear();
        serde_json::to_writer(&mut self.room, value)?;
        self.room.push(b'\n');
        self.out.write_all(&self.room)
    }

    /// Says how far a long run is, on a terminal only: how many of how many, if that is known.
    pub fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        if let Some(progress) = &self.progress {
            progress.show(what, done, total);
        }
    }

    /// The account with this console as its observer: on a terminal, long waits between retries are shown.
    pub fn watched(&self, account: Account) -> Account {
        match &self.progress {
            Some(progress) => account.observer(Arc::new(progress.clone())),
            None => account,
        }
    }

    /// Writes a line of notes in the midst of a run.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn note(&mut self, line: &str) -> io::Result<()> {
        let notes = &mut self.notes;
        match &self.progress {
            Some(progress) => progress.suspend(|| writeln!(notes, "{line}")),
            None => writeln!(notes, "{line}"),
        }
    }

    /// Takes the progress away again.
    pub fn finish(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.clear();
        }
    }
}

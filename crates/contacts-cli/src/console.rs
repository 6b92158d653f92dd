//! Where a command writes, and what is known of it.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde::Serialize;

use crate::commands::table::terminal_width;
use crate::interrupt::Interrupt;
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
    /// Ctrl-C.
    pub interrupt: Interrupt,
    progress: Option<Progress>,
}

/// How far a long run is, on a terminal.
struct Progress {
    bar: ProgressBar,
    shown: bool,
    total: bool,
}

/// A run that is over before this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is drawn, in a second.
const DRAWN: u8 = 5;

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
        let json = serde_json::to_string(value)?;
        self.json(&json)
    }

    /// Says how far a long run is, on a terminal only: how many of how many, if that is known.
    pub fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        if let Some(progress) = &mut self.progress {
            progress.show(what, done, total);
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
            Some(progress) => progress.bar.suspend(|| writeln!(notes, "{line}")),
            None => writeln!(notes, "{line}"),
        }
    }

    /// Takes the progress away again.
    pub fn finish(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.bar.finish_and_clear();
        }
    }
}

impl Progress {
    fn new() -> Self {
        Self {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            shown: false,
            total: false,
        }
    }

    fn show(&mut self, what: &str, done: u64, total: Option<u64>) {
        if self.bar.message() != what {
            // Of something else: its rate begins anew.
            self.bar.reset();
            self.bar.set_message(what.to_owned());
            self.bar.unset_length();
            self.total = false;
        }
        if let Some(total) = total.filter(|total| *total >= done) {
            self.bar.set_length(total);
            self.total = true;
        }
        self.bar.set_style(style(self.total));
        self.bar.set_position(done);
        if !self.shown && self.bar.elapsed() > PATIENCE {
            self.shown = true;
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(DRAWN));
            // The time goes on while an answer is waited for.
            self.bar.enable_steady_tick(PATIENCE);
        }
    }
}

/// Without colours and bars: a line that a narrow window has room for.
fn style(total: bool) -> ProgressStyle {
    let template = match total {
        true => "{msg}: {human_pos} of {human_len}, {rate}, {eta} left",
        false => "{msg}: {human_pos}, {rate}, {elapsed}",
    };
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
        // A rate that can't be written is left out.
        let _ = write!(out, "{:.0}/s", state.per_sec());
    })
}

//! Contacts as they come: lines at once, a table at the end.

use contacts::core::mapping::Mapped;

use super::summary::{Summary, undecodable_line};
use super::table::{Contacts, Of};
use crate::arguments::Format;
use crate::console::Console;
use crate::exit::Failure;

/// Writes the contacts of one vendor.
pub struct Printer {
    format: Format,
    table: Contacts,
    /// What came so far.
    pub summary: Summary,
}

impl Printer {
    pub fn new(format: Format) -> Self {
        Self {
            format,
            table: Contacts::new(Of::OneVendor),
            summary: Summary::default(),
        }
    }

    /// Writes one answer, or keeps it for the table.
    pub fn add(&mut self, page: &Mapped, console: &mut Console<'_>) -> Result<(), Failure> {
        self.summary.count(page);
        match self.format {
            Format::Table => {
                for contact in &page.contacts {
                    self.table.add(contact);
                }
            }
            Format::Jsonl => {
                for contact in &page.contacts {
                    console.line(contact)?;
                }
                for record in &page.undecodable {
                    console.json(&undecodable_line(record))?;
                }
            }
        }
        Ok(())
    }

    /// Whether the lines themselves show how far it is.
    pub fn shows_progress(&self, console: &Console<'_>) -> bool {
        self.format == Format::Jsonl && console.is_terminal
    }

    /// Writes the table, if it is one.
    pub fn finish(&self, console: &mut Console<'_>) -> Result<(), Failure> {
        console.finish();
        if self.format == Format::Table && self.summary.contacts > 0 {
            writeln!(console.out, "{}", self.table.render(console.width))?;
        }
        Ok(console.out.flush()?)
    }

    /// Says what a table can't show.
    pub fn remark(&self, slug: &str, console: &mut Console<'_>) -> Result<(), Failure> {
        if self.format == Format::Table && self.summary.undecodable > 0 {
            writeln!(
                console.notes,
                "{slug}: --format jsonl has what can't be read, with the reasons"
            )?;
        }
        Ok(())
    }
}

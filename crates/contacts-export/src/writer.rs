//! Contacts to any place that takes bytes.

use std::io::{self, Write};

use contacts_core::mapping::Mapped;

use crate::format::Format;
use crate::forms::{self, Form};

/// Writes contacts in a format to whatever takes bytes: standard output, a socket, a buffer. Memory stays bounded: what is
/// done is written at once; Parquet keeps a row group back.
///
/// ```
/// use contacts_export::{Format, Writer};
/// use contacts_core::mapping::Mapped;
///
/// let mut writer = Writer::new(Format::Csv, Vec::new())?;
/// writer.write(&Mapped::default())?;
/// let csv = writer.finish()?;
/// assert!(csv.starts_with(b"name,email,phone,"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Writer<W: Write> {
    form: Box<dyn Form>,
    pending: Vec<u8>,
    out: W,
}

impl<W: Write> Writer<W> {
    /// A writer of a format.
    ///
    /// # Errors
    ///
    /// If the format can't be set up.
    pub fn new(format: Format, out: W) -> io::Result<Self> {
        Ok(Self {
            form: forms::form(format)?,
            pending: Vec::new(),
            out,
        })
    }

    /// Writes the contacts of a page, and its records that can't be read where the format has a place for them
    /// ([`Format::takes_undecodable`]).
    ///
    /// # Errors
    ///
    /// If `out` takes no more. Nothing can be written after that.
    pub fn write(&mut self, page: &Mapped) -> io::Result<()> {
        self.form.contacts(&page.contacts, &mut self.pending)?;
        self.form
            .undecodable(&page.undecodable, &mut self.pending)?;
        self.pass_on()
    }

    /// Writes what was kept back and what ends the format, and gives `out` back.
    ///
    /// # Errors
    ///
    /// If `out` takes no more: what it has is not whole then.
    pub fn finish(mut self) -> io::Result<W> {
        self.form.end(&mut self.pending)?;
        self.pass_on()?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Where it writes. What a buffer has may be taken out of it.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.pending)?;
        self.pending.clear();
        Ok(())
    }
}

impl<W: Write> std::fmt::Debug for Writer<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Writer").finish_non_exhaustive()
    }
}

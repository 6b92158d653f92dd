//! An export in one file, which has its name only when it is whole.

use std::path::PathBuf;
use std::sync::Arc;

use contacts_core::mapping::Mapped;

use crate::disk::{Machine, Partial};
use crate::error::Error;
use crate::format::Format;
use crate::writer::Writer;

/// An export in one file. Until it is finished, the file is called as asked with `.partial` behind; one that was there before
/// stays until then. It can't be resumed: that takes a [`Folder`](crate::Folder).
#[derive(Debug)]
pub struct Single {
    writer: Writer<Partial>,
    path: PathBuf,
}

impl Single {
    /// Begins the file.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn create(path: impl Into<PathBuf>, format: Format) -> Result<Self, Error> {
        let path = path.into();
        let partial = Partial::create(Arc::new(Machine), path.clone());
        let writer = partial.and_then(|partial| Writer::new(format, partial));
        Ok(Self {
            writer: writer.map_err(Error::write(&path))?,
            path,
        })
    }

    /// Takes a page.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn write(&mut self, page: &Mapped) -> Result<(), Error> {
        self.writer.write(page).map_err(Error::write(&self.path))
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn finish(self) -> Result<(), Error> {
        let done = self.writer.finish().and_then(Partial::commit);
        done.map(drop).map_err(Error::write(&self.path))
    }
}

//! An export in a folder, which goes on where it was interrupted.
//!
//! ```text
//! <folder>/manifest.json                                     when all is there
//! <folder>/progress.json                                     until then
//! <folder>/vendor=<slug>/account=<account or ->/part-00001.csv
//! <folder>/vendor=<slug>/account=<account or ->/undecodable-00001.jsonl
//! ```
//!
//! A part is written under a name that ends in `.partial`, brought to the disk, renamed, and only then named by
//! `progress.json`, together with the position after it. So after a stop at any moment, what `progress.json` names is there
//! and whole, what it does not name is dropped, and the sweep goes on behind it: nothing is lost and nothing comes twice.

mod partition;
mod parts;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use contacts_runtime::operation::Vendor;

use crate::disk::{self, Disk, Machine};
use crate::error::Error;
use crate::format::Format;
use crate::manifest::{MANIFEST, Manifest, PROGRESS, Source};
use crate::whose::Whose;

pub use partition::Partition;
pub use parts::contacts;
use parts::is_there;
pub(crate) use parts::{files, is_partial};

/// Contacts of a part; a part ends after the page that reaches it.
const ROWS: u64 = 128 * 1024;

/// The file that a process holds while it writes.
const LOCK: &str = ".lock";

/// An export in a folder.
pub struct Folder {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    manifest: Manifest,
    finished: bool,
    rows: u64,
    /// Something could not be written: what memory says may not be what the disk has.
    broken: bool,
    /// Held until the export is dropped; the machine lets go of it if the process is killed.
    _lock: File,
}

impl Folder {
    /// Begins an export.
    ///
    /// # Errors
    ///
    /// If the folder holds one already, or can't be written.
    pub fn create(path: impl Into<PathBuf>, format: Format) -> Result<Self, Error> {
        Self::create_on(Arc::new(Machine), path, format)
    }

    /// Begins an export on this disk.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn create_on(
        disk: Arc<dyn Disk>,
        path: impl Into<PathBuf>,
        format: Format,
    ) -> Result<Self, Error> {
        let folder = Self::open(disk, path.into(), format)?;
        if folder.finished || folder.path.join(PROGRESS).exists() {
            return Err(Error::Occupied {
                folder: folder.path.clone(),
            });
        }
        folder.save(PROGRESS)?;
        Ok(folder)
    }

    /// Goes on with the export in a folder, or begins it if there is none. Of a part that was not finished nothing stays.
    ///
    /// # Errors
    ///
    /// If the export is of another format or version, if it is damaged, or if the folder can't be written.
    pub fn resume(path: impl Into<PathBuf>, format: Format) -> Result<Self, Error> {
        Self::resume_on(Arc::new(Machine), path, format)
    }

    /// Goes on with an export on this disk.
    ///
    /// # Errors
    ///
    /// As [`resume`](Self::resume).
    pub fn resume_on(
        disk: Arc<dyn Disk>,
        path: impl Into<PathBuf>,
        format: Format,
    ) -> Result<Self, Error> {
        let folder = Self::open(disk, path.into(), format)?;
        let found = folder.manifest.format;
        if found != format {
            let folder = folder.path.clone();
            return Err(Error::OtherFormat {
                folder,
                found,
                asked: format,
            });
        }
        // What is gone would be gone for good: nothing asks for it again.
        let sources = &folder.manifest.sources;
        for part in sources.iter().flat_map(|source| &source.parts) {
            is_there(&folder.path, part)?;
        }
        if !folder.finished {
            folder.sweep_out()?;
            folder.save(PROGRESS)?;
        }
        Ok(folder)
    }

    fn open(disk: Arc<dyn Disk>, path: PathBuf, format: Format) -> Result<Self, Error> {
        disk::private_folder(&path).map_err(Error::write(&path))?;
        let lock = path.join(LOCK);
        let file = disk::private_file(&lock).map_err(Error::write(&lock))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::Busy { folder: path }),
            Err(TryLockError::Error(source)) => return Err(Error::Write { file: lock, source }),
        }
        let finished = Manifest::of(&path, MANIFEST)?;
        let manifest = match &finished {
            Some(_) => finished.clone(),
            None => Manifest::of(&path, PROGRESS)?,
        };
        Ok(Self {
            finished: finished.is_some(),
            manifest: manifest.unwrap_or_else(|| Manifest::new(format)),
            rows: ROWS,
            broken: false,
            path,
            disk,
            _lock: file,
        })
    }

    /// With parts of so many contacts.
    pub fn rows(mut self, rows: u64) -> Self {
        self.rows = rows.max(1);
        self
    }

    /// Whether all is there, so that there is nothing to go on with.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// What is finished.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The contacts of a vendor: those that are there, and where others go.
    ///
    /// # Errors
    ///
    /// If those that are there are of another account: what is asked for would never come.
    pub fn partition(&mut self, vendor: &Vendor, whose: &Whose) -> Result<Partition<'_>, Error> {
        let slug = vendor.slug;
        let sources = &mut self.manifest.sources;
        let known = sources.iter().position(|source| source.vendor == slug);
        let index = known.unwrap_or(sources.len());
        match sources.get(index).and_then(Source::whose) {
            Some(found) if !found.agrees(whose) => {
                return Err(Error::OtherAccount {
                    folder: self.path.clone(),
                    vendor: slug.to_owned(),
                    found: Box::new(found),
                    asked: Box::new(whose.clone()),
                });
            }
            _ => {}
        }
        if known.is_none() {
            sources.push(Source::of(vendor, whose));
        }
        Ok(Partition::new(self, index))
    }

    /// Ends the export: from now on there is a manifest.
    ///
    /// # Errors
    ///
    /// If a vendor is not at the end of its list, or the manifest can't be written.
    pub fn finish(mut self) -> Result<Manifest, Error> {
        if !self.finished {
            let sources = self.manifest.sources.iter();
            let unfinished = sources.filter(|source| source.verdict.is_none());
            let vendors: Vec<String> = unfinished.map(|source| source.vendor.clone()).collect();
            if !vendors.is_empty() {
                return Err(Error::Unfinished { vendors });
            }
            for source in &mut self.manifest.sources {
                source.resume = None;
            }
            self.save(MANIFEST)?;
            self.finished = true;
        }
        // Also that of an earlier run, which was killed before it came to this.
        let progress = self.path.join(PROGRESS);
        match fs::remove_file(&progress) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::write(&progress)(error))
            }
            _ => Ok(self.manifest.clone()),
        }
    }

    fn save(&self, name: &str) -> Result<(), Error> {
        let file = self.path.join(name);
        let text = self.manifest.text();
        disk::replace(&self.disk, &file, text.as_bytes()).map_err(Error::write(&file))
    }

    /// Drops what no progress names.
    fn sweep_out(&self) -> Result<(), Error> {
        for file in files(&self.path)? {
            let parts = self
                .manifest
                .sources
                .iter()
                .flat_map(|source| &source.parts);
            let is_known = parts
                .map(|part| self.path.join(&part.file))
                .any(|known| known == file);
            if !is_known {
                fs::remove_file(&file).map_err(Error::write(&file))?;
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    /// What is finished needs no lock; if it can't go, it does no harm.
    fn drop(&mut self) {
        if self.finished {
            let _ = fs::remove_file(self.path.join(LOCK));
        }
    }
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Folder({})", self.path.display())
    }
}

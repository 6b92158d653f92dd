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

mod parts;

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;
use std::sync::Arc;

use contacts_core::mapping::Mapped;
use contacts_core::model::Contact;
use contacts_runtime::client::{Resume, Verdict};
use contacts_runtime::operation::Vendor;

use crate::disk::{self, Disk, Machine, Partial};
use crate::error::Error;
use crate::format::Format;
use crate::forms;
use crate::manifest::{
    Counts, Extent, Holds, Judgement, MANIFEST, Manifest, PROGRESS, Part, Source, Spec,
};
use crate::writer::Writer;

pub use parts::contacts;
use parts::{entries, is_there};
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
    /// Held until the export is dropped; the machine lets go of it if the process is killed.
    _lock: File,
}

/// The contacts of one vendor in a [`Folder`].
pub struct Partition<'a> {
    folder: &'a mut Folder,
    index: usize,
    open: Option<Open>,
}

/// A part that is not finished.
struct Open {
    contacts: Writer<Partial>,
    undecodable: Option<Writer<Partial>>,
    counts: Counts,
    total: Option<u64>,
    resume: Option<Resume>,
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
    pub fn partition(&mut self, vendor: &Vendor) -> Partition<'_> {
        let slug = vendor.slug;
        let sources = &mut self.manifest.sources;
        let known = sources.iter().position(|source| source.vendor == slug);
        let index = known.unwrap_or_else(|| {
            sources.push(Source {
                vendor: slug.to_owned(),
                instance: None,
                account: None,
                spec: Spec::of(vendor),
                extent: Extent::default(),
                counts: Counts::default(),
                total: None,
                verdict: None,
                broke_off: None,
                parts: Vec::new(),
                resume: None,
            });
            sources.len() - 1
        });
        Partition {
            folder: self,
            index,
            open: None,
        }
    }

    /// Ends the export: from now on there is a manifest.
    ///
    /// # Errors
    ///
    /// If a vendor is not at the end of its list, or the manifest can't be written.
    pub fn finish(mut self) -> Result<Manifest, Error> {
        if self.finished {
            return Ok(self.manifest);
        }
        let unfinished = self
            .manifest
            .sources
            .iter()
            .filter(|source| source.verdict.is_none());
        let vendors: Vec<String> = unfinished.map(|source| source.vendor.clone()).collect();
        if !vendors.is_empty() {
            return Err(Error::Unfinished { vendors });
        }
        for source in &mut self.manifest.sources {
            source.resume = None;
        }
        self.save(MANIFEST)?;
        for name in [PROGRESS, LOCK] {
            let file = self.path.join(name);
            fs::remove_file(&file).map_err(Error::write(&file))?;
        }
        Ok(self.manifest)
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

impl Partition<'_> {
    fn source(&mut self) -> Option<&mut Source> {
        self.folder.manifest.sources.get_mut(self.index)
    }

    /// Says what is read beside the list, and what is not.
    ///
    /// # Errors
    ///
    /// If contacts are there that were read in another way: one export would have two kinds of them.
    pub fn set_extent(&mut self, extent: Extent) -> Result<(), Error> {
        let folder = self.folder.path.clone();
        let Some(source) = self.source() else {
            return Ok(());
        };
        let is_begun = !source.parts.is_empty() || source.verdict.is_some();
        if is_begun && source.extent.with != extent.with {
            return Err(Error::OtherExtent {
                folder,
                vendor: source.vendor.clone(),
                found: source.extent.with.clone(),
                asked: extent.with,
            });
        }
        source.extent = extent;
        Ok(())
    }

    /// What is finished of it.
    pub fn finished(&self) -> Option<&Source> {
        self.folder.manifest.sources.get(self.index)
    }

    /// Where to go on; nothing if it begins.
    pub fn position(&self) -> Option<&Resume> {
        self.finished()?.resume.as_ref()
    }

    /// Whether the list was read to its end.
    pub fn is_at_end(&self) -> bool {
        self.finished()
            .is_some_and(|source| source.verdict.is_some())
    }

    /// The vendor's ids of the contacts that are there, for a sweep that goes on: it leaves them out.
    pub fn ids(&self) -> impl Iterator<Item = Result<String, Error>> + use<> {
        let format = self.folder.manifest.format;
        let ids = move |file| forms::ids(format, file);
        entries(&self.folder.path, self.finished().as_slice(), ids)
    }

    /// Takes a page, and the position after it. A part that is long enough is finished.
    ///
    /// # Errors
    ///
    /// If it can't be written. What was finished stays; the rest is dropped when the export goes on.
    pub fn write(&mut self, page: &Mapped, resume: &Resume) -> Result<(), Error> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin(page.contacts.first())?,
        };
        let file = self
            .folder
            .path
            .join(self.place("part", self.folder.manifest.format));
        let takes_undecodable = self.folder.manifest.format.takes_undecodable();
        open.contacts.write(page).map_err(Error::write(&file))?;
        if !takes_undecodable && !page.undecodable.is_empty() {
            let (writer, path) = match open.undecodable.take() {
                Some(writer) => (
                    writer,
                    self.folder
                        .path
                        .join(self.place("undecodable", Format::Jsonl)),
                ),
                None => self.target("undecodable", Format::Jsonl)?,
            };
            let writer = open.undecodable.insert(writer);
            let undecodable = page.undecodable.clone();
            let only = Mapped {
                undecodable,
                ..Mapped::default()
            };
            writer.write(&only).map_err(Error::write(&path))?;
        }
        open.counts.count(page);
        open.total = page
            .page
            .total
            .as_ref()
            .map(|total| total.value)
            .or(open.total);
        open.resume = Some(resume.clone());
        let is_full = open.counts.contacts >= self.folder.rows;
        self.open = Some(open);
        if is_full { self.checkpoint() } else { Ok(()) }
    }

    /// Finishes the part that is open: what was taken so far survives from here on.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn checkpoint(&mut self) -> Result<(), Error> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let format = self.folder.manifest.format;
        let takes_undecodable = format.takes_undecodable();
        let mut parts = Vec::new();
        let rows = open.counts.contacts
            + if takes_undecodable {
                open.counts.undecodable
            } else {
                0
            };
        parts.push(self.commit(open.contacts, "part", format, Holds::Contacts, rows)?);
        if let Some(writer) = open.undecodable {
            let rows = open.counts.undecodable;
            let name = "undecodable";
            parts.push(self.commit(writer, name, Format::Jsonl, Holds::Undecodable, rows)?);
        }
        if let Some(source) = self.source() {
            source.parts.extend(parts);
            source.counts.add(&open.counts);
            source.total = open.total.or(source.total);
            source.resume = open.resume.or(source.resume.take());
        }
        self.folder.save(PROGRESS)
    }

    /// Ends the list with its verdict.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn finish(mut self, verdict: &Verdict) -> Result<(), Error> {
        let is_empty = self
            .finished()
            .is_some_and(|source| source.parts.is_empty());
        if is_empty && self.open.is_none() {
            // Readers of the folder find a file, with its columns.
            self.open = Some(self.begin(None)?);
        }
        self.checkpoint()?;
        if let Some(source) = self.source() {
            let mut judgement = Judgement::from(verdict);
            judgement.complete &= source.counts.unread.is_empty();
            source.verdict = Some(judgement);
            source.total = None;
            source.broke_off = None;
        }
        self.folder.save(PROGRESS)
    }

    /// Finishes the part that is open, and keeps why the list went no further until a run gets to its end. `why` is written as
    /// it is: no value of a contact may be in it.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn break_off(mut self, why: &str) -> Result<(), Error> {
        self.checkpoint()?;
        if let Some(source) = self.source() {
            source.broke_off = Some(why.to_owned());
        }
        self.folder.save(PROGRESS)
    }

    fn begin(&mut self, first: Option<&Contact>) -> Result<Open, Error> {
        if let (Some(source), Some(first)) = (self.source(), first)
            && source.instance.is_none()
        {
            source.instance = Some(first.source.instance.clone());
            source.account = first.source.account.as_ref().map(ToString::to_string);
        }
        let format = self.folder.manifest.format;
        Ok(Open {
            contacts: self.target("part", format)?.0,
            undecodable: None,
            counts: Counts::default(),
            total: None,
            resume: None,
        })
    }

    fn target(&self, name: &str, format: Format) -> Result<(Writer<Partial>, PathBuf), Error> {
        let path = self.folder.path.join(self.place(name, format));
        let write = || {
            if let Some(folder) = path.parent() {
                disk::private_folder(folder)?;
            }
            Writer::new(
                format,
                Partial::create(self.folder.disk.clone(), path.clone())?,
            )
        };
        Ok((write().map_err(Error::write(&path))?, path))
    }

    fn commit(
        &self,
        writer: Writer<Partial>,
        name: &str,
        format: Format,
        holds: Holds,
        rows: u64,
    ) -> Result<Part, Error> {
        let file = self.place(name, format);
        let path = self.folder.path.join(&file);
        let seal = writer
            .finish()
            .and_then(Partial::commit)
            .map_err(Error::write(&path))?;
        let (bytes, sha256) = (seal.bytes, seal.sha256);
        Ok(Part {
            file,
            holds,
            rows,
            bytes,
            sha256,
        })
    }

    /// The path of the next part from the folder of the export.
    fn place(&self, name: &str, format: Format) -> String {
        let Some(source) = self.finished() else {
            return String::new();
        };
        let is_contacts = |part: &&Part| part.holds == Holds::Contacts;
        let number = source.parts.iter().filter(is_contacts).count() + 1;
        let account = source.account.as_deref().map_or("-".to_owned(), encoded);
        let (vendor, extension) = (&source.vendor, format.extension());
        format!("vendor={vendor}/account={account}/{name}-{number:05}.{extension}")
    }
}

/// An account as the name of a folder. Readers of partitions take percent signs away again.
fn encoded(account: &str) -> String {
    let mut name = String::new();
    for byte in account.bytes() {
        match byte {
            b'-' if account == "-" => name.push_str("%2D"),
            b'.' if account.bytes().all(|byte| byte == b'.') => name.push_str("%2E"),
            byte if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) => {
                name.push(byte.into())
            }
            byte => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Folder({})", self.path.display())
    }
}

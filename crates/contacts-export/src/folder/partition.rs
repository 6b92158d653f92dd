//! The contacts of one vendor on their way into a folder, part by part.

use std::path::PathBuf;

use contacts_core::mapping::Mapped;
use contacts_core::model::Contact;
use contacts_runtime::client::{Resume, Verdict};

use super::Folder;
use super::parts::entries;
use crate::disk::{self, Partial};
use crate::error::Error;
use crate::format::Format;
use crate::forms;
use crate::manifest::{Counts, Extent, Holds, Judgement, PROGRESS, Part, Source};
use crate::writer::Writer;

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

impl<'a> Partition<'a> {
    pub(super) fn new(folder: &'a mut Folder, index: usize) -> Self {
        Self {
            folder,
            index,
            open: None,
        }
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
    /// If it can't be written. What was finished stays; the rest is dropped, and no more is taken until the export is resumed.
    pub fn write(&mut self, page: &Mapped, resume: &Resume) -> Result<(), Error> {
        self.unless_broken(|it| it.take(page, resume))
    }

    /// Does what writes. Where it fails, pages that were taken are gone, so nothing may follow them: the position behind
    /// would leave them out for good.
    fn unless_broken(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if self.folder.broken {
            let folder = self.folder.path.clone();
            return Err(Error::Broken { folder });
        }
        self.folder.broken = true;
        work(self)?;
        self.folder.broken = false;
        Ok(())
    }

    fn take(&mut self, page: &Mapped, resume: &Resume) -> Result<(), Error> {
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
        if is_full { self.end_part() } else { Ok(()) }
    }

    /// Finishes the part that is open: what was taken so far survives from here on.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn checkpoint(&mut self) -> Result<(), Error> {
        self.unless_broken(Self::end_part)
    }

    fn end_part(&mut self) -> Result<(), Error> {
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
        self.unless_broken(|it| it.end(verdict))
    }

    fn end(&mut self, verdict: &Verdict) -> Result<(), Error> {
        let is_empty = self
            .finished()
            .is_some_and(|source| source.parts.is_empty());
        if is_empty && self.open.is_none() {
            // Readers of the folder find a file, with its columns.
            self.open = Some(self.begin(None)?);
        }
        self.end_part()?;
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
        self.unless_broken(|it| {
            it.end_part()?;
            if let Some(source) = it.source() {
                source.broke_off = Some(why.to_owned());
            }
            it.folder.save(PROGRESS)
        })
    }

    fn begin(&mut self, first: Option<&Contact>) -> Result<Open, Error> {
        if let (Some(source), Some(first)) = (self.source(), first)
            && source.parts.is_empty()
            && source.account.is_none()
        {
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

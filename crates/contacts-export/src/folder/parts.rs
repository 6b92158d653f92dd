//! The parts of an export as files: which are there, whether they are what was written, and what they hold.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use contacts_core::model::Contact;

use crate::disk::{self, PARTIAL};
use crate::error::Error;
use crate::forms::{self, Entry};
use crate::manifest::{Holds, Manifest, Part, Source};

/// The files of an export in its partitions: parts, finished or not.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for vendor in listed(folder, "vendor=")? {
        for account in listed(&vendor, "account=")? {
            files.extend(listed(&account, "part-")?);
            files.extend(listed(&account, "undecodable-")?);
        }
    }
    Ok(files)
}

/// The contacts of an export, part by part.
pub fn contacts(
    folder: &Path,
    manifest: &Manifest,
) -> impl Iterator<Item = Result<Contact, Error>> + use<> {
    let format = manifest.format;
    let sources: Vec<&Source> = manifest.sources.iter().collect();
    let entries = entries(folder, &sources, move |file| forms::read(format, file));
    entries.filter_map(|entry| match entry {
        Ok(Entry::Contact(contact)) => Some(Ok(*contact)),
        Ok(Entry::Undecodable(_)) => None,
        Err(error) => Some(Err(error)),
    })
}

/// What `read` gives of the parts with contacts, one after the other.
pub(super) fn entries<T, I: Iterator<Item = io::Result<T>>, R: Fn(File) -> io::Result<I>>(
    folder: &Path,
    sources: &[&Source],
    read: R,
) -> impl Iterator<Item = Result<T, Error>> + use<T, I, R> {
    let parts = sources.iter().flat_map(|source| &source.parts);
    let parts = parts.filter(|part| part.holds == Holds::Contacts);
    let parts: Vec<Part> = parts.cloned().collect();
    let folder = folder.to_owned();
    parts.into_iter().flat_map(move |part| {
        let path = folder.join(&part.file);
        let open = || {
            File::open(&path)
                .and_then(&read)
                .map_err(Error::read(&path))
        };
        let (found, failed) = match is_whole(&folder, &part).and_then(|()| open()) {
            Ok(found) => (Some(found), None),
            Err(error) => (None, Some(Err(error))),
        };
        let found = found.into_iter().flatten();
        let found = found.map(move |entry| entry.map_err(Error::read(&path)));
        failed.into_iter().chain(found)
    })
}

/// Whether a part is there and as long as it was.
pub(super) fn is_there(folder: &Path, part: &Part) -> Result<(), Error> {
    let file = folder.join(&part.file);
    match fs::metadata(&file) {
        Ok(found) if found.len() == part.bytes => Ok(()),
        found => Err(Error::Changed {
            folder: folder.to_owned(),
            file,
            missing: found.is_err(),
        }),
    }
}

/// Whether a part is byte for byte what was written, so that nobody takes damage for data.
fn is_whole(folder: &Path, part: &Part) -> Result<(), Error> {
    is_there(folder, part)?;
    let file = folder.join(&part.file);
    let found = disk::seal(&file).map_err(Error::read(&file))?;
    match found.sha256 == part.sha256 {
        true => Ok(()),
        false => Err(Error::Changed {
            folder: folder.to_owned(),
            file,
            missing: false,
        }),
    }
}

/// Whether a file is not whole.
pub(crate) fn is_partial(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == PARTIAL)
}

fn listed(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>, Error> {
    let list = || -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                found.push(entry.path());
            }
        }
        found.sort();
        Ok(found)
    };
    list().map_err(Error::read(folder))
}

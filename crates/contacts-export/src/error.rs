//! Why an export can't be written or read.

use std::io;
use std::path::{Path, PathBuf};

use crate::format::Format;
use crate::whose::Whose;

/// Why an export can't be written or read. The message says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder holds an export already.
    #[error("{} holds an export already: resume it, or name another folder", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// Another process writes into the folder.
    #[error("another process is writing the export in {}: wait until it is over", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no export in the folder.
    #[error("{} is no folder with an export: name the one that has the file manifest.json", folder.display())]
    NoExport {
        /// The folder.
        folder: PathBuf,
    },
    /// The export is of another format than the one asked for.
    #[error("the export in {} is of the format {found}, not {asked}: resume it with its own", folder.display())]
    OtherFormat {
        /// The folder.
        folder: PathBuf,
        /// What it is of.
        found: Format,
        /// What was asked for.
        asked: Format,
    },
    /// The export has the contacts of another account than the one that is asked.
    #[error("{vendor} in {} is of another account ({found}) than the one that is asked ({asked}): ask that one, or name another folder", folder.display())]
    OtherAccount {
        /// The folder.
        folder: PathBuf,
        /// Slug of the vendor.
        vendor: String,
        /// Whose contacts are there.
        found: Box<Whose>,
        /// Who is asked.
        asked: Box<Whose>,
    },
    /// Something could not be written before, and what was not finished is gone.
    #[error("the export in {} broke before: resume it, which goes on behind what was finished", folder.display())]
    Broken {
        /// The folder.
        folder: PathBuf,
    },
    /// The export was begun with other readings beside the list than are asked for.
    #[error("{vendor} in {} was exported {}, not {}: resume it as it was begun, or name another folder", folder.display(), with(found), with(asked))]
    OtherExtent {
        /// The folder.
        folder: PathBuf,
        /// Slug of the vendor.
        vendor: String,
        /// What was read.
        found: Vec<String>,
        /// What was asked for.
        asked: Vec<String>,
    },
    /// A file is where a folder should be.
    #[error("{} is a file, and an export with a manifest is a folder: name the one that has the file manifest.json", file.display())]
    NoFolder {
        /// The file.
        file: PathBuf,
    },
    /// A file of an export is gone, or is not the one that was written.
    #[error("{} {}: `contacts verify {}` says all that is wrong; take the folder from a copy, or export again into another one", file.display(), if *missing { "is not there" } else { "was changed after it was written" }, folder.display())]
    Changed {
        /// The folder of the export.
        folder: PathBuf,
        /// The file.
        file: PathBuf,
        /// Whether it is gone.
        missing: bool,
    },
    /// Another release wrote the export in another form.
    #[error("{} has version {found} where this release reads version {known}: use the release that wrote it, or export again", file.display())]
    Version {
        /// The file with the version.
        file: PathBuf,
        /// Of the export.
        found: u32,
        /// Of this release.
        known: u32,
    },
    /// Another release wrote the contacts in another model.
    #[error("{} has contacts of the model {found} where this release reads {known}: use the release that wrote it, or export again", file.display())]
    Model {
        /// The file with the version.
        file: PathBuf,
        /// Of the contacts.
        found: String,
        /// Of this release.
        known: &'static str,
    },
    /// A file is not what was written.
    #[error("{} can't be understood: {reason}; take it from a copy, or export again", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong, without any of it.
        reason: String,
    },
    /// Vendors are not at the end of their list.
    #[error("not at the end of the list: {}; resume the export with all its vendors", vendors.join(", "))]
    Unfinished {
        /// Their slugs.
        vendors: Vec<String>,
    },
    /// A file can't be written.
    #[error("{} can't be written: {source}; what was finished before is safe{}", file.display(), advice(source))]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file can't be read.
    #[error("{} can't be read: {source}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// The error of writing a file.
    pub(crate) fn write(file: &Path) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |source| Self::Write { file, source }
    }

    /// The error of reading a file.
    pub(crate) fn read(file: &Path) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::InvalidData => Self::Damaged {
                file,
                reason: source.to_string(),
            },
            _ => Self::Read { file, source },
        }
    }
}

fn with(details: &[String]) -> String {
    match details {
        [] => "without --with".to_owned(),
        details => format!("--with {}", details.join(",")),
    }
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ": make room and resume",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ": name a folder that may be written"
        }
        _ => ": resume when that is mended",
    }
}

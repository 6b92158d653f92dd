//! Whether an export is what its manifest says.

use std::fmt;
use std::fs::File;
use std::path::Path;

use serde::Serialize;

use crate::disk::seal;
use crate::error::Error;
use crate::folder::{files, is_partial};
use crate::format::Format;
use crate::forms::{self, Entry};
use crate::manifest::{self, Counts, Holds, MANIFEST, Manifest, Part};

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// What the export says of itself.
    pub manifest: Manifest,
    /// What is not as it says; nothing if all is.
    pub findings: Vec<Finding>,
}

/// Something that is not as the manifest says. Names files, never what is in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Finding {
    /// The export goes on.
    Unfinished {
        /// The vendors that are not at the end of their list.
        vendors: Vec<String>,
    },
    /// A file is not there.
    MissingFile {
        /// The file.
        file: String,
    },
    /// A file is not the one that was written.
    OtherBytes {
        /// The file.
        file: String,
        /// How long it was.
        was: u64,
        /// How long it is.
        is: u64,
    },
    /// A file holds another number of contacts.
    OtherRows {
        /// The file.
        file: String,
        /// What the manifest says.
        said: u64,
        /// What was counted.
        found: u64,
    },
    /// A file can't be read in the format of the export.
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// The files of a vendor hold other issues or counts than the manifest says.
    OtherCounts {
        /// The vendor.
        vendor: String,
    },
    /// A file that no manifest names.
    StrayFile {
        /// The file.
        file: String,
        /// Whether it is one that was never finished.
        partial: bool,
    },
}

/// Checks an export against its manifest: every file there and as it was written, every row counted again.
///
/// Whether the list itself was complete is in the manifest's verdicts ([`Manifest::is_complete`]).
///
/// # Errors
///
/// If there is no export, or it is of another version, or the folder can't be read.
pub fn verify(folder: &Path) -> Result<Verified, Error> {
    let manifest = Manifest::read(folder)?;
    let mut findings = Vec::new();
    if !folder.join(MANIFEST).exists() {
        let open = manifest
            .sources
            .iter()
            .filter(|source| source.verdict.is_none());
        let vendors = open.map(|source| source.vendor.clone()).collect();
        findings.push(Finding::Unfinished { vendors });
    }
    for source in &manifest.sources {
        let before = findings.len();
        let mut counts = Counts::default();
        for part in &source.parts {
            check(folder, manifest.format, part, &mut counts, &mut findings);
        }
        let contacts = source.counts.contacts == counts.contacts;
        let undecodable = source.counts.undecodable == counts.undecodable;
        // Issues of an answer's envelope are counted too, and are in no file.
        let said = |code: &String| source.counts.issues.get(code).copied().unwrap_or_default();
        let issues = counts
            .issues
            .iter()
            .all(|(code, found)| said(code) >= *found);
        let unread = source.counts.unread == counts.unread;
        let vanished = source.counts.vanished == counts.vanished;
        let all = contacts && undecodable && issues && unread && vanished;
        if findings.len() == before && !all {
            let vendor = source.vendor.clone();
            findings.push(Finding::OtherCounts { vendor });
        }
    }
    let parts = manifest.sources.iter().flat_map(|source| &source.parts);
    let known: Vec<_> = parts.map(|part| folder.join(&part.file)).collect();
    for file in files(folder)? {
        if !known.contains(&file) {
            findings.push(Finding::StrayFile {
                partial: is_partial(&file),
                file: file
                    .strip_prefix(folder)
                    .unwrap_or(&file)
                    .display()
                    .to_string(),
            });
        }
    }
    Ok(Verified { manifest, findings })
}

fn check(
    folder: &Path,
    format: Format,
    part: &Part,
    counts: &mut Counts,
    findings: &mut Vec<Finding>,
) {
    let path = folder.join(&part.file);
    let file = part.file.clone();
    let seal = match seal(&path) {
        Ok(seal) => seal,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return findings.push(Finding::MissingFile { file });
        }
        Err(error) => {
            let reason = error.to_string();
            return findings.push(Finding::Unreadable { file, reason });
        }
    };
    if seal.bytes != part.bytes || seal.sha256 != part.sha256 {
        let (was, is) = (part.bytes, seal.bytes);
        return findings.push(Finding::OtherBytes { file, was, is });
    }
    let format = match part.holds {
        Holds::Contacts => format,
        Holds::Undecodable => Format::Jsonl,
    };
    match recount(&path, format, counts) {
        Ok(found) if found == part.rows => {}
        Ok(found) => findings.push(Finding::OtherRows {
            file,
            said: part.rows,
            found,
        }),
        Err(error) => {
            let reason = error.to_string();
            findings.push(Finding::Unreadable { file, reason });
        }
    }
}

fn recount(path: &Path, format: Format, counts: &mut Counts) -> std::io::Result<u64> {
    let mut rows = 0;
    for entry in forms::read(format, File::open(path)?)? {
        rows += 1;
        match entry? {
            Entry::Contact(contact) => {
                counts.contacts += 1;
                counts.vanished += u64::from(manifest::is_vanished(&contact));
                for detail in manifest::unread(&contact) {
                    *counts.unread.entry(detail.to_owned()).or_default() += 1;
                }
                for issue in &contact.issues {
                    *counts
                        .issues
                        .entry(issue.code.as_str().to_owned())
                        .or_default() += 1;
                }
            }
            Entry::Undecodable(_) => counts.undecodable += 1,
        }
    }
    Ok(rows)
}

impl Verified {
    /// Whether the files are all that the manifest says.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfinished { vendors } if vendors.is_empty() => {
                formatter.write_str("the export has not ended: resume it")
            }
            Self::Unfinished { vendors } => {
                write!(
                    formatter,
                    "not at the end of the list: {}; resume the export",
                    vendors.join(", ")
                )
            }
            Self::MissingFile { file } => write!(formatter, "{file} is not there"),
            Self::OtherBytes { file, was, is } if was == is => {
                write!(formatter, "{file} was changed after it was written")
            }
            Self::OtherBytes { file, was, is } => write!(
                formatter,
                "{file} has {is} bytes where {was} were written: it was changed or cut off"
            ),
            Self::OtherRows { file, said, found } => {
                write!(
                    formatter,
                    "{file} holds {found} rows where the manifest says {said}"
                )
            }
            Self::Unreadable { file, reason } => {
                write!(formatter, "{file} can't be read: {reason}")
            }
            Self::OtherCounts { vendor } => {
                write!(
                    formatter,
                    "{vendor}: the files hold other counts than the manifest says"
                )
            }
            Self::StrayFile {
                file,
                partial: true,
            } => {
                write!(formatter, "{file} was never finished")
            }
            Self::StrayFile {
                file,
                partial: false,
            } => {
                write!(formatter, "{file} is named by no manifest")
            }
        }
    }
}

//! What an export says of itself: counts, verdicts, versions and hashes.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path};

use contacts_core::mapping::Mapped;
use contacts_core::model::{Contact, IssueCode};
use contacts_runtime::client::{Reason, Resume, Verdict};
use contacts_runtime::operation::Vendor;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::format::Format;
use crate::whose::Whose;

/// Version of the layout of a folder. Another one is an error, never a guess.
pub const VERSION: u32 = 1;

/// The file of an export that is finished.
pub const MANIFEST: &str = "manifest.json";

/// The file of an export that goes on.
pub const PROGRESS: &str = "progress.json";

/// What an export says of itself. The file of one that goes on says the same of the parts that are finished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Version of the layout.
    pub version: u32,
    /// The release that wrote it.
    pub tool: String,
    /// Version of the contact model.
    pub model: String,
    /// How contacts are written.
    pub format: Format,
    /// One a vendor.
    pub sources: Vec<Source>,
}

/// What came from one vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Slug of the vendor.
    pub vendor: String,
    /// Base URL of the server that was asked.
    pub instance: Option<String>,
    /// The account that the contacts belong to, where they say so.
    pub account: Option<String>,
    /// What tells the credential from those of other accounts, where the vendor has no account in its paths: four hexadecimal
    /// digits, from which nobody can have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
    /// The spec that the vendor's answers were read by.
    pub spec: Spec,
    /// What was read beside the list, and what no reading brought.
    #[serde(default, skip_serializing_if = "Extent::is_blank")]
    pub extent: Extent,
    /// What came.
    pub counts: Counts,
    /// The vendor's own total, as long as there is no verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Whether all came; nothing if the list was not read to its end yet.
    pub verdict: Option<Judgement>,
    /// Why the last run broke off before the end of the list, if it did and could say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broke_off: Option<String>,
    /// Its files, in order.
    pub parts: Vec<Part>,
    /// Where to go on, after the last part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
}

/// How much of each contact, and of all of them, an export can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Extent {
    /// What was read of each contact beside the list, by its path in the model: `tags`, `notes`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// What the vendor has, its list does not carry, and nobody read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// What the vendor leaves out even of what is complete, a phrase each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaves_out: Vec<String>,
}

/// A spec, as a release knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    /// Its version, as `info.version` there.
    pub version: String,
    /// Its SHA-256, as JSON. Exports of earlier releases have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Its path from the folder of the export, with slashes.
    pub file: String,
    /// What is in it.
    pub holds: Holds,
    /// How many there are: contacts, and records that can't be read.
    pub rows: u64,
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
}

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Holds {
    /// Contacts, in the format of the export.
    Contacts,
    /// Records that can't be read, as JSON Lines, where the format has no place for them.
    Undecodable,
}

/// What came, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Contacts.
    pub contacts: u64,
    /// Records that can't be read.
    pub undecodable: u64,
    /// Values that have no slot in the model.
    pub extra: u64,
    /// Issues by code.
    pub issues: BTreeMap<String, u64>,
    /// Contacts of which something did not come that was read beside the list, by what it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, u64>,
    /// Contacts that were gone when something was read beside the list: they are here as the list gave them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub vanished: u64,
}

/// A verdict, to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judgement {
    /// Whether all came.
    pub complete: bool,
    /// Why something may be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The vendor's own total.
    pub total: Option<u64>,
    /// Records that the vendor gave again.
    pub duplicates: u64,
    /// Pages read.
    pub pages: u64,
    /// Passes begun.
    pub passes: u32,
}

impl Manifest {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            version: VERSION,
            tool: concat!("contacts-export ", env!("CARGO_PKG_VERSION")).to_owned(),
            model: contacts_core::schema::VERSION.to_owned(),
            format,
            sources: Vec::new(),
        }
    }

    /// The manifest of the export in a folder; of one that goes on, what is finished.
    ///
    /// # Errors
    ///
    /// If there is none, or it is damaged or of another version.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        if folder.is_file() {
            let file = folder.to_owned();
            return Err(Error::NoFolder { file });
        }
        let found = [MANIFEST, PROGRESS]
            .iter()
            .find_map(|name| Self::of(folder, name).transpose());
        found.unwrap_or_else(|| {
            Err(Error::NoExport {
                folder: folder.to_owned(),
            })
        })
    }

    /// The manifest in one of the two files, if that is there.
    pub(crate) fn of(folder: &Path, name: &str) -> Result<Option<Self>, Error> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let file = folder.join(name);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Read { file, source }),
        };
        let damaged = |error: serde_json::Error| Error::Damaged {
            file: file.clone(),
            reason: error.to_string(),
        };
        let Versioned { version: found } = serde_json::from_slice(&bytes).map_err(damaged)?;
        if found != VERSION {
            let known = VERSION;
            return Err(Error::Version { file, found, known });
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(damaged)?;
        let known = contacts_core::schema::VERSION;
        let major = |version: &str| version.split('.').next().map(str::to_owned);
        if major(&manifest.model) != major(known) {
            let found = manifest.model;
            return Err(Error::Model { file, found, known });
        }
        let mut parts = manifest.sources.iter().flat_map(|source| &source.parts);
        if let Some(part) = parts.find(|part| !is_below(&part.file)) {
            let reason = format!("it names {}, which is not in its folder", part.file);
            return Err(Error::Damaged { file, reason });
        }
        Ok(Some(manifest))
    }

    /// As it is in the file.
    pub(crate) fn text(&self) -> String {
        // Nothing in it can fail to be JSON: text, numbers, and maps by text.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What came from all vendors.
    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for source in &self.sources {
            all.add(&source.counts);
        }
        all
    }

    /// Whether all came from all vendors.
    pub fn is_complete(&self) -> bool {
        let complete = |source: &Source| source.verdict.as_ref().is_some_and(|it| it.complete);
        self.sources.iter().all(complete)
    }
}

/// Whether a name leads to somewhere below the folder that it is of.
fn is_below(file: &str) -> bool {
    let mut steps = Path::new(file).components();
    steps.all(|step| matches!(step, Component::Normal(_)))
}

impl Source {
    /// Nothing yet, of this account.
    pub(crate) fn of(vendor: &Vendor, whose: &Whose) -> Self {
        Self {
            vendor: vendor.slug.to_owned(),
            instance: Some(whose.instance.clone()),
            account: whose.account.clone(),
            stamp: whose.stamp.clone(),
            spec: Spec::of(vendor),
            extent: Extent::default(),
            counts: Counts::default(),
            total: None,
            verdict: None,
            broke_off: None,
            parts: Vec::new(),
            resume: None,
        }
    }

    /// Whose contacts it has; nothing if an earlier release kept none.
    pub fn whose(&self) -> Option<Whose> {
        Some(Whose {
            instance: self.instance.clone()?,
            account: self.account.clone(),
            stamp: self.stamp.clone(),
        })
    }

    /// Whether all contacts came, be it without something that was read beside the list.
    pub fn is_listed_whole(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| {
            verdict.complete || (verdict.reasons.is_empty() && !self.counts.unread.is_empty())
        })
    }

    /// Why something may be missing, a phrase each; nothing if all came.
    pub fn reasons(&self) -> Vec<String> {
        let Some(verdict) = &self.verdict else {
            return vec!["the list was not read to its end".to_owned()];
        };
        let reasons = verdict.reasons.iter().map(ToString::to_string);
        let unread = self.counts.unread.iter().map(|(detail, contacts)| {
            let contacts = match contacts {
                1 => "1 contact".to_owned(),
                contacts => format!("{contacts} contacts"),
            };
            format!("{detail} of {contacts} did not come")
        });
        reasons.chain(unread).collect()
    }
}

impl Extent {
    fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Whether a contact was gone when something was read beside the list.
pub(crate) fn is_vanished(contact: &Contact) -> bool {
    let mut issues = contact.issues.iter();
    issues.any(|issue| issue.code == IssueCode::Vanished)
}

/// What nobody could read of a contact beside the list.
pub(crate) fn unknown(contact: &Contact) -> impl Iterator<Item = &str> {
    of(contact, &[IssueCode::DetailNotRead, IssueCode::Vanished])
}

/// What did not come of a contact that was read beside the list.
pub(crate) fn unread(contact: &Contact) -> impl Iterator<Item = &str> {
    of(contact, &[IssueCode::DetailNotRead])
}

/// The details that have one of these issues.
fn of<'a>(contact: &'a Contact, codes: &'static [IssueCode]) -> impl Iterator<Item = &'a str> {
    let issues = contact.issues.iter();
    let issues = issues.filter(|issue| codes.contains(&issue.code));
    issues.map(|issue| issue.path.trim_start_matches('/').trim_end_matches('#'))
}

impl Counts {
    /// Counts a page.
    pub fn count(&mut self, page: &Mapped) {
        self.contacts += page.contacts.len() as u64;
        self.undecodable += page.undecodable.len() as u64;
        self.extra += page.extra.len() as u64;
        self.extra += page
            .contacts
            .iter()
            .map(|contact| contact.extra.len() as u64)
            .sum::<u64>();
        for detail in page.contacts.iter().flat_map(unread) {
            *self.unread.entry(detail.to_owned()).or_default() += 1;
        }
        let vanished = page.contacts.iter().filter(|contact| is_vanished(contact));
        self.vanished += vanished.count() as u64;
        let issues = page.contacts.iter().flat_map(|contact| &contact.issues);
        for issue in issues.chain(&page.issues) {
            *self
                .issues
                .entry(issue.code.as_str().to_owned())
                .or_default() += 1;
        }
    }

    /// Adds another count.
    pub fn add(&mut self, other: &Self) {
        self.contacts += other.contacts;
        self.undecodable += other.undecodable;
        self.extra += other.extra;
        self.vanished += other.vanished;
        for (code, count) in &other.issues {
            *self.issues.entry(code.clone()).or_default() += count;
        }
        for (detail, count) in &other.unread {
            *self.unread.entry(detail.clone()).or_default() += count;
        }
    }
}

impl From<&Verdict> for Judgement {
    fn from(verdict: &Verdict) -> Self {
        let tally = verdict.tally();
        Self {
            complete: verdict.is_complete(),
            reasons: verdict.reasons().to_vec(),
            total: tally.total,
            duplicates: tally.duplicates,
            pages: tally.pages,
            passes: tally.passes,
        }
    }
}

impl Spec {
    /// That of a vendor in this release.
    pub fn of(vendor: &Vendor) -> Self {
        Self {
            version: vendor.version.to_owned(),
            sha256: Some(vendor.spec_hash.to_owned()),
        }
    }

    /// Whether both are the same state of a spec, as far as both say.
    pub fn agrees(&self, other: &Self) -> bool {
        let unsaid = self.sha256.is_none() || other.sha256.is_none();
        self.version == other.version && (unsaid || self.sha256 == other.sha256)
    }
}

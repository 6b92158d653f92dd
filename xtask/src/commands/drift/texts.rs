//! The texts of a vendor's files: where a pointer stands in them, and what they are after some changes.

use std::fs;
use std::io;
use std::path::Path;

use spec_drift::fix::Change;
use spec_drift::report::Edit;
use spec_drift::{Place, Span};

use crate::diagnostic::Position;
use crate::document::Document;
use crate::edit;
use crate::vendor::VendorFolder;

/// The files that a fix may change, as they stand.
pub(super) struct Texts {
    pub spec: String,
    pub evidence: String,
    pub manifest: String,
}

impl Texts {
    pub fn read(root: &Path, slug: &str) -> io::Result<Self> {
        let read = |name: &str| fs::read_to_string(root.join("specs").join(slug).join(name));
        Ok(Self {
            spec: read("openapi.yaml")?,
            evidence: read("evidence.toml")?,
            manifest: read("vendor.toml")?,
        })
    }

    pub fn write(&self, root: &Path, slug: &str) -> io::Result<()> {
        let folder = root.join("specs").join(slug);
        fs::write(folder.join("openapi.yaml"), &self.spec)?;
        fs::write(folder.join("evidence.toml"), &self.evidence)
    }

    /// Where the value of a pointer, or its nearest parent's key, stands.
    pub fn place(&self, document: &Document, text: &str, pointer: &str) -> Option<Place> {
        let start = offset(text, document.position(pointer));
        let end = match document.end_position(pointer) {
            Some(end) => offset(text, end),
            None => start,
        };
        // The first line says enough of a long value.
        let first = text
            .get(start..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |at| start + at);
        Some(Place::of(
            document.file(),
            text,
            Span {
                start,
                end: end.min(first).max(start),
            },
        ))
    }

    pub fn span(&self, document: &Document, text: &str, pointer: &str) -> Option<Span> {
        let end = document.end_position(pointer)?;
        Some(Span {
            start: offset(text, document.position(pointer)),
            end: offset(text, end),
        })
    }

    pub fn with(&self, changes: &[Change]) -> Result<Self, edit::Unwritable> {
        let mut texts = Self {
            spec: self.spec.clone(),
            evidence: self.evidence.clone(),
            manifest: self.manifest.clone(),
        };
        for change in changes {
            texts.spec = edit::yaml(&texts.spec, change)?;
            texts.evidence = edit::toml(&texts.evidence, change)?;
        }
        Ok(texts)
    }

    /// The edits that some changes are, as places in the files; none if they can't be written.
    pub fn edits(&self, folder: &VendorFolder, changes: &[Change]) -> Vec<Edit> {
        let Ok(changed) = self.with(changes) else {
            return Vec::new();
        };
        let evidence = folder.evidence_document.file();
        let pairs = [
            (folder.spec.file(), &self.spec, &changed.spec),
            (evidence, &self.evidence, &changed.evidence),
        ];
        pairs
            .into_iter()
            .filter_map(|(file, old, new)| Edit::between(file, old, new))
            .collect()
    }
}

fn offset(text: &str, position: Position) -> usize {
    let lines = text
        .split_inclusive('\n')
        .take(position.line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let line = text.get(start..).unwrap_or_default();
    let within = line.char_indices().nth(position.column.saturating_sub(1));
    start + within.map_or(line.len(), |(at, _)| at)
}

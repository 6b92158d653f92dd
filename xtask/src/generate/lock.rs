//! `specs/lock.toml`: hashes of what was read, what read it and what was written, so that staleness has a reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Generated;

/// Files of a spec folder that generation reads.
pub const INPUTS: &[&str] = &["openapi.yaml", "vendor.toml", "evidence.toml"];

/// Libraries whose versions decide what is generated.
const LIBRARIES: &[&str] = &[
    "heck",
    "openapiv3",
    "prettyplease",
    "progenitor-impl",
    "typify-impl",
];

/// The lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lock {
    /// Hash of the vendor table in README.md.
    pub table: String,
    /// One entry a vendor.
    pub vendors: BTreeMap<String, Entry>,
}

/// What was read, what read it, what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Hash of the generator: its source and the libraries that it stands on.
    pub generator: String,
    /// Hash of the spec folder's inputs.
    pub spec: String,
    /// Hash of each file written.
    pub files: BTreeMap<String, String>,
}

/// Why a generated crate is not what its spec says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// It was never generated.
    NeverGenerated,
    /// The spec was edited since.
    SpecEdited,
    /// The generator was changed since.
    GeneratorChanged,
    /// Generated files were edited by hand, removed or added.
    FilesEdited(Vec<String>),
}

impl Lock {
    /// Reads the lock file; a missing or broken one is as good as none.
    pub fn read(root: &Path) -> Self {
        std::fs::read_to_string(path(root))
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// The text of the lock file.
    pub fn to_text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!(
            "# Written by `cargo xtask generate`: it says why something is stale. Do not edit.\n\n{body}"
        )
    }

    /// Why `slug` is stale, or `None` if it is fresh: compared by hashes, without generating.
    pub fn stale(
        &self,
        root: &Path,
        slug: &str,
        generator: &str,
    ) -> std::io::Result<Option<Stale>> {
        let Some(entry) = self.vendors.get(slug) else {
            return Ok(Some(Stale::NeverGenerated));
        };
        if entry.spec != spec_hash(root, slug)? {
            return Ok(Some(Stale::SpecEdited));
        }
        let there = written(root, slug)?;
        let mut edited: Vec<String> = entry
            .files
            .iter()
            .filter(|(name, hash)| there.get(*name) != Some(hash))
            .map(|(name, _)| name.clone())
            .collect();
        edited.extend(
            there
                .keys()
                .filter(|name| !entry.files.contains_key(*name))
                .cloned(),
        );
        if !edited.is_empty() {
            return Ok(Some(Stale::FilesEdited(edited)));
        }
        Ok((entry.generator != generator).then_some(Stale::GeneratorChanged))
    }
}

impl Entry {
    /// The entry for what was generated just now.
    pub fn of(
        root: &Path,
        slug: &str,
        generator: &str,
        generated: &Generated,
    ) -> std::io::Result<Self> {
        let files = &generated.files;
        Ok(Self {
            generator: generator.to_owned(),
            spec: spec_hash(root, slug)?,
            files: files
                .iter()
                .map(|(name, text)| (name.clone(), hash([text.as_bytes()])))
                .collect(),
        })
    }
}

/// Where the lock file is.
pub fn path(root: &Path) -> PathBuf {
    root.join("specs/lock.toml")
}

/// Where the generated files of a vendor are.
pub fn folder(root: &Path, slug: &str) -> PathBuf {
    root.join(format!("crates/contacts-{slug}/src/generated"))
}

/// The hash of the generator: its source, and the versions of the libraries that shape its output.
pub fn generator_hash(root: &Path) -> std::io::Result<String> {
    let mut sources = Vec::new();
    collect(&root.join("xtask/src/generate"), &mut sources)?;
    sources.sort();
    let mut parts = Vec::new();
    for path in sources {
        let name = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        parts.push(name.into_bytes());
        parts.push(std::fs::read(&path)?);
    }
    let lock = std::fs::read_to_string(root.join("Cargo.lock"))?;
    for library in LIBRARIES {
        let marker = format!("name = \"{library}\"\n");
        let version = lock
            .split_once(&marker)
            .and_then(|(_, rest)| rest.lines().next());
        parts.push(format!("{library} {}", version.unwrap_or_default()).into_bytes());
    }
    Ok(hash(parts.iter().map(Vec::as_slice)))
}

fn spec_hash(root: &Path, slug: &str) -> std::io::Result<String> {
    let folder = root.join("specs").join(slug);
    let inputs = INPUTS
        .iter()
        .map(|name| std::fs::read(folder.join(name)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(hash(inputs.iter().map(Vec::as_slice)))
}

/// The hash of each file that is there.
fn written(root: &Path, slug: &str) -> std::io::Result<BTreeMap<String, String>> {
    let folder = folder(root, slug);
    let mut files = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, hash([std::fs::read(entry.path())?.as_slice()]));
    }
    Ok(files)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// The hash of a text.
pub fn text_hash(text: &str) -> String {
    hash([text.as_bytes()])
}

/// SHA-256 in hexadecimal; each part goes in with its length, so that no two lists of parts look the same.
fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

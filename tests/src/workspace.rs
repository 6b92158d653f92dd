//! A copy of this workspace, for tests that change it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a copy needs to build; everything else stays behind.
const COPIED: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "clippy.toml",
    "rust-toolchain.toml",
    "crates",
    "specs",
    "tests",
    "xtask",
];

/// The root of this workspace.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A copy of this workspace in a temporary folder, built with the target folder of the original.
pub struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    /// Makes the copy.
    ///
    /// # Errors
    ///
    /// If the disk refuses.
    pub fn copy() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        for name in COPIED {
            copy(&root().join(name), &folder.path().join(name))?;
        }
        Ok(Self { folder })
    }

    /// The root of the copy.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Replaces `from` by `to` in a file.
    ///
    /// # Errors
    ///
    /// If the file can't be read or written, or does not hold `from`.
    pub fn edit(&self, file: &str, from: &str, to: &str) -> io::Result<()> {
        let path = self.root().join(file);
        let text = fs::read_to_string(&path)?;
        if !text.contains(from) {
            return Err(io::Error::other(format!("{file} does not hold {from}")));
        }
        fs::write(path, text.replacen(from, to, 1))
    }

    /// Runs cargo in the copy.
    ///
    /// # Errors
    ///
    /// If cargo can't be started.
    pub fn cargo(&self, arguments: &[&str]) -> io::Result<Output> {
        let target = root().join("target").join("copy");
        Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(self.root())
            .env("CARGO_TARGET_DIR", target)
            .env("INSTA_FORCE_PASS", "1")
            .env("INSTA_UPDATE", "no")
            .output()
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() {
        return fs::copy(from, to).map(|_| ());
    }
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    let entries: Vec<PathBuf> = fs::read_dir(from)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    for path in entries {
        let Some(name) = path.file_name().filter(|name| *name != "target") else {
            continue;
        };
        copy(&path, &to.join(name))?;
    }
    Ok(())
}

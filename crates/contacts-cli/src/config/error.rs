//! What can be wrong with the configuration, with what to do about it. No value of the file is ever in it.

use std::io;
use std::path::{Path, PathBuf};

use crate::text::meant;

/// Why the configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no home folder to look in.
    #[error("this user has no home folder to look for a configuration in: name one with --config")]
    NoHome,
    /// The file can't be read.
    #[error("{} can't be read: {error}; name another configuration with --config", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is no TOML, or the profile that is needed is broken.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// No profile has this name.
    #[error("there is no profile {name}: {}", known_profiles(path, known, name))]
    UnknownProfile {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// Those that there are, with their vendors.
        known: Vec<(String, &'static str)>,
    },
    /// Neither a profile nor a vendor has this name.
    #[error("{}", known_names(path, known, name))]
    UnknownName {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        name: String,
        /// The profiles that there are, with their vendors.
        known: Vec<(String, &'static str)>,
    },
    /// There is no credential without a profile, and there are profiles.
    #[error(
        "{vendor} needs a credential: pass {}; or `contacts vendors` names its variables",
        options(known)
    )]
    NoneChosen {
        /// The vendor.
        vendor: &'static str,
        /// Its profiles.
        known: Vec<String>,
    },
    /// A profile is of another vendor.
    #[error("the profile {name} is of {vendor}, not of {asked}: name the vendor as {vendor}, or change {}", path.display())]
    OtherVendor {
        /// The file.
        path: PathBuf,
        /// The profile.
        name: String,
        /// Its vendor.
        vendor: &'static str,
        /// The vendor asked for.
        asked: String,
    },
    /// Others than its owner can read a file with a secret in it.
    #[error(
        "{} holds a secret and others can read it (mode {mode:04o}): chmod 600 {}",
        path.display(), quoted(path)
    )]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Others than its owner can write a file that says where secrets come from and go to.
    #[error(
        "{} says where secrets come from, and others can write it (mode {mode:04o}): chmod go-w {}",
        path.display(), quoted(path)
    )]
    Writable {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// A secret can't be had.
    #[error("no secret from {from}: {problem}")]
    Secret {
        /// Where it was to come from.
        from: String,
        /// Why not, and what to do.
        problem: String,
    },
}

/// A place of the file that is no TOML, or says something that is no part of a profile.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}:{line}:{column}: {problem}", path.display())]
pub struct Invalid {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl ConfigError {
    /// Whether it is about a secret, else about how the command was called or configured.
    pub fn is_about_secret(&self) -> bool {
        matches!(
            self,
            Self::Readable { .. } | Self::Secret { .. } | Self::NoneChosen { .. }
        )
    }
}

fn known_profiles(path: &Path, known: &[(String, &'static str)], name: &str) -> String {
    if known.is_empty() {
        return format!(
            "{} has none; `contacts config explain` shows how one is written",
            path.display()
        );
    }
    let there = format!("{} has {}", path.display(), listed(known));
    match meant(name, known.iter().map(|(name, _)| name.as_str())) {
        Some(name) => format!("{there}; did you mean {name}?"),
        None => there,
    }
}

fn known_names(path: &Path, known: &[(String, &'static str)], name: &str) -> String {
    let slugs: Vec<&str> = contacts::vendors().map(|vendor| vendor.slug).collect();
    let mut text = format!("there is no profile and no vendor {name}: ");
    if !known.is_empty() {
        text.push_str(&format!("{} has {}; ", path.display(), listed(known)));
    }
    text.push_str(&format!("the vendors are {}", slugs.join(", ")));
    let profiles = known.iter().map(|(name, _)| name.as_str());
    if let Some(name) = meant(name, profiles.chain(slugs)) {
        text.push_str(&format!("; did you mean {name}?"));
    }
    text
}

/// Profiles with their vendors.
pub fn listed(profiles: &[(String, &'static str)]) -> String {
    let names = profiles.iter();
    let names: Vec<String> = names
        .map(|(name, vendor)| format!("{name} ({vendor})"))
        .collect();
    names.join(", ")
}

fn options(profiles: &[String]) -> String {
    match profiles {
        [name] => format!("--profile {name}"),
        names => format!("--profile with one of {}", names.join(", ")),
    }
}

/// The path as a shell takes it.
fn quoted(path: &Path) -> String {
    crate::text::quoted(&path.display().to_string())
}

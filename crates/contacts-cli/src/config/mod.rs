//! The configuration file: where it is, the profiles in it, and who may read it.

mod error;
#[cfg(feature = "keyring")]
mod keyring;
mod layers;
mod parse;
mod rate;
mod secret;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use contacts::runtime::operation::Vendor;
use etcetera::BaseStrategy;

pub use error::ConfigError;
pub use layers::{Layers, Origin};
pub use rate::RateLimit;
pub use secret::SecretSource;

/// A file larger than this is not read: it is another one.
const MOST: u64 = 1 << 20;

/// The profiles of a user. Where there is no file, there are none.
#[derive(Debug, Default)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Whether it is there.
    pub is_there: bool,
    /// Its profiles by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// What one profile has of an account.
#[derive(Debug)]
pub struct Profile {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// Where the API is.
    pub base_url: Option<Located<String>>,
    /// How many requests go out.
    pub rate_limit: Option<Located<RateLimit>>,
    /// Settings by parameter.
    pub settings: BTreeMap<&'static str, Located<String>>,
    /// Where secrets come from, by security scheme.
    pub credentials: BTreeMap<&'static str, Located<SecretSource>>,
}

/// A value, and the line that it stands in.
#[derive(Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The line, from 1.
    pub line: usize,
}

impl Config {
    /// The file that is named, else the one of this user if it is there.
    ///
    /// # Errors
    ///
    /// If it can't be read, is no configuration, or may be read or written by those who must not.
    pub fn read(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = path(named)?;
        let unreadable = |error| ConfigError::Unreadable {
            path: path.clone(),
            error,
        };
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
                return Ok(Self {
                    path,
                    ..Self::default()
                });
            }
            Err(error) => return Err(unreadable(error)),
        };
        let mut text = String::new();
        (&file)
            .take(MOST)
            .read_to_string(&mut text)
            .map_err(unreadable)?;
        let profiles = parse::profiles(&path, &text)?;
        let credentials = || profiles.values().flat_map(|it| it.credentials.values());
        if credentials().any(|it| matches!(it.value, SecretSource::Inline(_))) {
            secret::check_readers(&path, &file)?;
        }
        if credentials().next().is_some() {
            // Whoever can write it decides where secrets go, and which command gives them.
            secret::check_writers(&path, &file)?;
        }
        Ok(Self {
            path,
            is_there: true,
            profiles,
        })
    }

    /// The profile that is asked for, else the one that is called like the vendor.
    ///
    /// # Errors
    ///
    /// If the one asked for is not there, or is of another vendor.
    pub fn profile(
        &self,
        slug: &str,
        asked: Option<&str>,
    ) -> Result<Option<(&str, &Profile)>, ConfigError> {
        let found = self.profiles.get_key_value(asked.unwrap_or(slug));
        let found = found.map(|(name, profile)| (name.as_str(), profile));
        match (found, asked) {
            (None, Some(asked)) => Err(self.unknown(asked)),
            (Some((name, profile)), _) if profile.vendor.slug != slug => {
                Err(ConfigError::OtherVendor {
                    path: self.path.clone(),
                    name: name.to_owned(),
                    vendor: profile.vendor.slug,
                    asked: slug.to_owned(),
                })
            }
            (found, _) => Ok(found),
        }
    }

    /// The error that no profile has this name.
    pub fn unknown(&self, name: &str) -> ConfigError {
        let known = |(name, profile): (&String, &Profile)| (name.clone(), profile.vendor.slug);
        ConfigError::UnknownProfile {
            path: self.path.clone(),
            name: name.to_owned(),
            known: self.profiles.iter().map(known).collect(),
        }
    }
}

/// Where the file is: as named, else in the folder that the platform has for it.
///
/// # Errors
///
/// If this user has no home folder.
pub fn path(named: Option<&Path>) -> Result<PathBuf, ConfigError> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let folders = etcetera::choose_base_strategy().map_err(|_| ConfigError::NoHome)?;
    Ok(folders.config_dir().join("contacts").join("config.toml"))
}
